"""An open case: events go in one by one, and its state can be asked for at any moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NoReturn

from protocolrules.document import Protocol
from protocolrules.engine import marks
from protocolrules.engine.comparing import Matching
from protocolrules.engine.considering import consider
from protocolrules.engine.days import LONG_AGO, NEVER, TICK
from protocolrules.engine.decisions import Decision
from protocolrules.engine.program import Program
from protocolrules.engine.snapshots import written
from protocolrules.engine.states import About, state
from protocolrules.engine.telling import Telling
from protocolrules.engine.working import Working
from protocolrules.events import AnothersEvent, CaseEvent, Subject
from protocolrules.londontime import format_utc
from protocolrules.results import CaseState, Considered

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2150, 1, 1, tzinfo=UTC)


class Rules:
    """A protocol made ready under one choice of readings. Immutable: all cases share it."""

    def __init__(
        self, protocol: Protocol, readings: Mapping[str, str], matching: Matching | None = None
    ) -> None:
        """Compile it. `matching`: who compares values and events; left out: natively."""
        self.program = Program(protocol, dict(readings), matching)
        self._about = {sort: About(self.program, sort) for sort in ("case", "service")}

    def about(self, subject: Subject) -> About:
        """The rules about a subject's sort."""
        return self._about["case" if subject.case_id is not None else "service"]


class Case:
    """One subject's log under one protocol; make it with `Protocol.open_case`.

    It has one writer: asking moves what is kept inside as well, so let one thread (or task) use a
    case at a time. Different cases, also of one protocol, are independent of each other.
    """

    def __init__(self, rules: Rules, subject: Subject, events: Iterable[CaseEvent] = ()) -> None:
        """Take a log in; what it says counts as told.

        Raises ValueError as `apply` does.
        """
        self._rules, self._subject = rules, subject
        self._events: dict[str, CaseEvent] = {}
        self._known: datetime | None = None
        self._working = self._fresh(LONG_AGO)
        self._telling = Telling(self._working, rules.about(subject))
        fresh = [event for event in events if self._accept(event)]
        if fresh:
            self._working.take_all(fresh)
            self._working.move(self._known or LONG_AGO)
            self._telling.tell()

    @property
    def subject(self) -> Subject:
        """The case, or the services, that it is about."""
        return self._subject

    @property
    def events(self) -> tuple[CaseEvent, ...]:
        """Its log, in the order in which the events came in."""
        return tuple(self._events.values())

    @property
    def known_at(self) -> datetime | None:
        """The latest `recorded_at` of its log; None as long as that is empty."""
        return self._known

    @property
    def readings(self) -> Mapping[str, str]:
        """The readings that stand at another value than the protocol's own."""
        return dict(self._rules.program.readings)

    def apply(self, event: CaseEvent) -> list[Decision]:
        """Take an event in, and tell what has changed since the last one, by it or by time.

        What is told is how the state at `known_at` (the latest `recorded_at`) differs from the
        one before. Events may come in any order; one that is there already changes nothing.

        Raises ValueError for an event of another subject, one of this authority that another
        protocol read, and another content under an id that is taken. Then nothing has changed.
        """
        if not self._accept(event):
            return []
        self._working.move(self._known or LONG_AGO)
        self._working.take(event)
        return self._telling.tell()

    def at(self, t: datetime, known_at: datetime | None = None, because: bool = False) -> CaseState:
        """The state at an aware instant, as it was known at another (left out: at that instant).

        `because`: whether each entry carries its reasons. Raises ValueError for a naive time.
        """
        working = self._as_known(known_at or t, t)
        return state(working, self._about(), self._subject.case_id, because)

    def changes(self, t: datetime, known_1: datetime, known_2: datetime) -> list[Decision]:
        """How the state at `t` as it was known at `known_2` differs from that of `known_1`.

        Raises ValueError for a naive time.
        """
        before, after = (marks.of_state(self.at(t, known), t) for known in (known_1, known_2))
        return marks.decisions(before, after)

    def next_change_after(self, t: datetime) -> datetime | None:
        """The first moment after `t` at which the state will be another by time alone (by more
        than the age of its duties), if nothing more is recorded; None for never, or not before
        2150.

        Raises ValueError for a naive time.
        """
        before, core = _ageless(self.at(t, NEVER)), self._working.core
        if core.first() is None and _ageless(self.at(t + TICK, NEVER)) != before:
            return t + TICK  # what nobody dated counts from now, as long as there is no event
        core.restless = False
        try:
            while True:
                self._working.move(t)
                core.soon = NEVER
                self.at(t, NEVER)
                core.note_reports()
                t = core.soon
                if t > LATEST:
                    return None
                if _ageless(self.at(t, NEVER)) != before:
                    return t
        finally:
            core.restless = True

    def consider(
        self, rule: str, t: datetime, known_at: datetime | None = None
    ) -> tuple[Considered, ...]:
        """Every time that a rule was looked at, and what came of it.

        Raises ValueError for a naive time, and KeyError for a rule that the protocol has not.
        """
        return consider(self._as_known(known_at or t, t), self._rules.program.plans[rule])

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: its log is all that there is to pass on."""
        raise TypeError("a case cannot be pickled: pass its snapshot on, and restore it there")

    def copy(self) -> Case:
        """A case with the same log, to try on it what would happen if."""
        return Case(self._rules, self._subject, self._events.values())

    def snapshot(self) -> bytes:
        """The log as JSON, for `Protocol.restore`. All else is worked out from it again, so that
        nothing in a snapshot can disagree with its log."""
        return written(self._rules.program, self._subject, self._events.values())

    # --- inside ---

    def _about(self) -> About:
        return self._rules.about(self._subject)

    def _fresh(self, now: datetime) -> Working:
        name = self._subject.case_id or f"{self._subject.authority}"
        return Working(self._rules.program, name, now)

    def _accept(self, event: CaseEvent) -> bool:
        """Whether an event is new; it is in the log then."""
        known = self._events.get(event.event_id)
        if known is not None:
            if known != event:
                raise ValueError(f"two events have the id {event.event_id} and different content")
            return False
        check_read(event, self._rules.program.protocol.authority)
        if event.subject != self._subject:
            raise ValueError(f"event {event.event_id} is not about the {self._subject}")
        self._events[event.event_id] = event
        if self._known is None or event.recorded_at > self._known:
            self._known = event.recorded_at
        return True

    def _as_known(self, known_at: datetime, t: datetime) -> Working:
        """The working at a moment: the one that is kept, or, without what was recorded later,
        one of its own."""
        check_moment(t)
        format_utc(known_at)
        if self._known is None or known_at >= self._known:
            self._working.move(t)
            return self._working
        working = self._fresh(t)
        working.take_all(e for e in self._events.values() if e.recorded_at <= known_at)
        return working


def once(
    rules: Rules, subject: Subject, events: Iterable[CaseEvent], at: datetime, because: bool
) -> CaseState:
    """The state of a subject at a moment, by a log all of which is known, and nothing kept."""
    working = Working(rules.program, subject.case_id or f"{subject.authority}", at)
    working.take_all(events)
    return state(working, rules.about(subject), subject.case_id, because)


def check_moment(t: datetime) -> None:
    """Raise ValueError for a naive time, and for one that no case is asked about."""
    format_utc(t)
    if not EARLIEST <= t <= LATEST:
        raise ValueError(f"a moment lies between {EARLIEST.year} and {LATEST.year}")


def check_read(event: CaseEvent, authority: str) -> None:
    """Raise ValueError for an event of an authority of which another protocol read only what
    every event has."""
    for each in (event, event.field("event")):
        if isinstance(each, AnothersEvent) and each.authority == authority:
            raise ValueError(
                f"event {event.event_id} was read by another protocol, which knows less of "
                f"it: read it from JSON with this one"
            )


def _ageless(state: CaseState) -> CaseState:
    duties = tuple(d.model_copy(update={"age_days": None}) for d in state.duties)
    return state.model_copy(update={"duties": duties})
