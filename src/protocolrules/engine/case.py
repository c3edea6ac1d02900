"""An open case: events go in one by one, and its state can be asked for at any moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from protocolrules.document import Protocol
from protocolrules.engine.days import FIRST_DAY, NEVER, TICK, day_start
from protocolrules.engine.program import Program
from protocolrules.engine.states import About, state
from protocolrules.engine.working import Working
from protocolrules.events import CaseEvent, Subject
from protocolrules.results import CaseState

LONG_AGO = day_start(FIRST_DAY)


class Rules:
    """A protocol made ready under one choice of readings. Immutable: all cases share it."""

    def __init__(self, protocol: Protocol, readings: Mapping[str, str]) -> None:
        """Compile it."""
        self.program = Program(protocol, dict(readings))
        self._about = {sort: About(self.program, sort) for sort in ("case", "service")}

    def about(self, subject: Subject) -> About:
        """The rules about a subject's sort."""
        return self._about["case" if subject.case_id is not None else "service"]


class Case:
    """One subject's log under one program. One writer at a time; copies are independent."""

    def __init__(self, rules: Rules, subject: Subject) -> None:
        """No events yet."""
        self.rules, self.subject = rules, subject
        self.events: dict[str, CaseEvent] = {}
        self.known = LONG_AGO
        self._working = self._fresh(LONG_AGO)

    def _fresh(self, now: datetime) -> Working:
        return Working(self.rules.program, self.subject.case_id or f"{self.subject.authority}", now)

    def apply(self, event: CaseEvent) -> list[object]:
        """Take an event in; one that is there already changes nothing."""
        if event.event_id in self.events:
            return []
        self.events[event.event_id] = event
        self.known = max(self.known, event.recorded_at)
        self._working.take(event)
        return []

    def at(
        self, t: datetime, known_at: datetime | None = None, because: bool = False
    ) -> CaseState:
        """The state at a moment, as it was known at another."""
        working = self._as_known(known_at or t, t)
        return state(working, self.rules.about(self.subject), self.subject.case_id, because)

    def _as_known(self, known_at: datetime, t: datetime) -> Working:
        """The working at a moment: the one that is kept, or, without what was recorded later,
        one of its own."""
        working = self._working
        if known_at >= self.known:
            working.move(t)
            return working
        working = self._fresh(t)
        working.take_all(e for e in self.events.values() if e.recorded_at <= known_at)
        return working

    def next_change_after(self, t: datetime) -> datetime | None:
        """The first moment after `t` at which the state is another by time alone (other than by
        how old duties are), if nothing more is recorded; None for never."""
        working, about = self._working, self.rules.about(self.subject)
        before = _ageless(self.at(t, NEVER))
        while t < NEVER:
            working.move(t)
            core = working.core
            core.soon = NEVER
            state(working, about, self.subject.case_id, False)
            core.note_reports()
            t = core.soon
            if t < NEVER and _ageless(self.at(t, NEVER)) != before:
                return t
        return None


def _ageless(state: CaseState) -> CaseState:
    duties = tuple(d.model_copy(update={"age_days": None}) for d in state.duties)
    return state.model_copy(update={"duties": duties})


def replay(rules: Rules, subject: Subject, events: Iterable[CaseEvent]) -> Case:
    """A case with a whole log at once."""
    case = Case(rules, subject)
    for event in events:
        case.events[event.event_id] = event
        case.known = max(case.known, event.recorded_at)
    case._working.take_all(case.events.values())
    return case


__all__ = ["TICK", "Case", "Rules", "replay"]
