"""A state machine over an open case: whatever is done to it, it answers as the definition does."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from protocolrules import api, definition
from protocolrules.engine.case import Case
from protocolrules.events import CaseEvent, Subject
from protocolrules.results import CaseState
from protocolrules.testing.drawing import CHANCES, STEPS
from protocolrules.testing.history import STARTS, History
from protocolrules.testing.laws.law import BrokenLawError, same
from protocolrules.testing.stories import CASE, DAY, HOUR, TICK, Step, Story, Written, menu_of
from protocolrules.testing.writing import scenario_file

_GAPS = (HOUR, TICK, DAY, 3 * DAY, 15 * DAY, 100 * DAY)


def machine(protocol: api.Protocol, *, services: bool = False) -> type[RuleBasedStateMachine]:
    """A state machine for Hypothesis that opens a case of a protocol, applies, corrects and
    withdraws events, lets time pass, saves and restores it, and tries things on a copy.

    After each step the case has to answer as the definition does. Run it with pytest by giving a
    test module its `TestCase`, or with `hypothesis.stateful.run_state_machine_as_test`.

    `services`: the case is the services of the authority, not a child's.
    """
    subject = protocol.services if services else Subject(case_id=CASE)
    of = {"protocol": protocol, "subject": subject, "about": _about(protocol, services)}
    return type(f"Case of {protocol.id}", (OpenCaseMachine,), of)


class OpenCaseMachine(RuleBasedStateMachine):
    """One case, and the log that it should stand for. `machine` says of which protocol."""

    protocol: api.Protocol
    subject: Subject
    about: tuple[str, ...]
    walk: _Walk

    @initialize(focus=st.lists(CHANCES, min_size=1, max_size=3), start=CHANCES)
    def opened(self, focus: list[int], start: int) -> None:
        """Open it."""
        names = [self.about[number % len(self.about)] for number in focus]
        days = STARTS + menu_of(self.protocol).special_days()
        self.walk = _Walk(self.protocol, self.subject, names, days[start % len(days)])

    @rule(step=STEPS)
    def happens(self, step: Step) -> None:
        """Something happens."""
        self.walk.apply(self.walk.story.tell(step))

    @precondition(lambda self: self.walk.told)
    @rule(step=STEPS)
    def changed(self, step: Step) -> None:
        """An event is corrected, withdrawn or said again."""
        self.walk.apply(self.walk.story.change(step))

    @precondition(lambda self: self.walk.told)
    @rule(number=CHANCES)
    def comes_again(self, number: int) -> None:
        """An event comes once more."""
        self.walk.again(number)

    @rule(number=CHANCES)
    def time_passes(self, number: int) -> None:
        """Ask about a later moment."""
        gaps = (*_GAPS, *menu_of(self.protocol).gaps())
        self.walk.passes(gaps[number % len(gaps)])

    @rule(number=CHANCES)
    def asked_about_before(self, number: int) -> None:
        """Ask about an earlier moment."""
        self.walk.looks_back(number)

    @rule()
    def saved_and_restored(self) -> None:
        """Go on with what a snapshot gives."""
        self.walk.restored()

    @rule(step=STEPS)
    def tried_on_a_copy(self, step: Step) -> None:
        """Try what would happen if."""
        self.walk.what_if(step)


def _about(protocol: api.Protocol, services: bool) -> tuple[str, ...]:
    """The rules and ladders about that sort of subject; without any, all."""
    document = protocol.document
    sort = "service" if services else "case"
    own = [name for name, rule in document.rules.items() if rule.subject == sort]
    found = [*own, *([] if services else document.ladders)]
    return tuple(found or (*document.rules, *document.ladders))


class _Walk:
    """A case, its log, and the latest moment asked about."""

    def __init__(
        self, protocol: api.Protocol, subject: Subject, focus: list[str], start: date
    ) -> None:
        self.protocol, self.subject = protocol, subject
        self.story = Story(protocol, focus, start)
        self.case: Case = protocol.open_case(subject.case_id)
        self.told: dict[str, CaseEvent] = {}
        self.now = self.story.now

    def apply(self, written: Written | None) -> None:
        """What happened goes into the case, unless it is about somebody else."""
        if written is None:
            return
        event = self.protocol.parse_event(written)
        if event.subject != self.subject:
            return
        told = self.case.apply(event)
        if event.event_id in self.told:
            same(told, [], "an event that is there already changes something")
        self.told[event.event_id] = event
        self.now = max(self.now, event.recorded_at)
        self._compare(self.now, self.now)

    def again(self, number: int) -> None:
        """An event of the log comes once more."""
        event = list(self.told.values())[number % len(self.told)]
        same(self.case.apply(event), [], "an event that comes again changes something")
        self._compare(self.now, self.now)

    def passes(self, gap: timedelta) -> None:
        """Time passes."""
        self.now += gap
        self._compare(self.now, self.now)

    def looks_back(self, number: int) -> None:
        """Ask about an earlier moment, and about now as it was known then."""
        recorded = [event.recorded_at for event in self.told.values()] or [self.now]
        then = recorded[number % len(recorded)]
        self._compare(then, then)
        self._compare(self.now, then)

    def restored(self) -> None:
        """The case is saved, and another made from that."""
        self.case = self.protocol.restore(self.case.snapshot())
        self._compare(self.now, self.now)

    def what_if(self, step: Step) -> None:
        """Something happens to a copy, and not to the case."""
        story = Story(self.protocol, self.story.focus, date.min.replace(year=2020))
        story.now, story.written = self.story.now, list(self.story.written)
        written = story.tell(step)
        event = self.protocol.parse_event(written) if written else None
        if event is None or event.subject != self.subject:
            return
        copy = self.case.copy()
        copy.apply(event)
        at = max(self.now, event.recorded_at)
        told = {**self.told, event.event_id: event}
        self._compare(at, at, copy, told)
        self._compare(self.now, self.now)

    def _compare(
        self,
        at: datetime,
        known_at: datetime,
        case: Case | None = None,
        told: dict[str, CaseEvent] | None = None,
    ) -> None:
        """Ask the case, or a copy of it with a log of its own, and the definition."""
        log = self.told if told is None else told
        who = "the case" if case is None else "a copy"
        expected = self._defined(at, known_at, log)
        answer = (case or self.case).at(at, known_at, because=True)
        try:
            same(answer, expected, f"{who} answers otherwise than the definition")
        except BrokenLawError as broken:
            events = tuple(log.values())
            written = tuple(json.loads(event.to_json()) for event in events)
            history = History(self.protocol, written, at, known_at, events)
            text = scenario_file(history, subjects=[self.subject])
            raise BrokenLawError(f"{broken}\n\n{text}") from None

    def _defined(self, at: datetime, known_at: datetime, told: dict[str, CaseEvent]) -> CaseState:
        log = list(told.values())
        return definition.state(self.protocol.document, log, self.subject, at, known_at, {}, True)
