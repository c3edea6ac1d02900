"""Engines that read the log wrongly: what is known, when, and of whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from planted.checks import compared, law, machine, scenario
from planted.planting import Patch, everywhere, fault
from protocolrules.engine import arisings, facts, snapshots
from protocolrules.engine.case import Case
from protocolrules.engine.facts import Report, Reports
from protocolrules.engine.log import Record
from protocolrules.engine.questions import Questions
from protocolrules.engine.slots import Slot
from protocolrules.engine.telling import Telling
from protocolrules.engine.verdicts import Verdict
from protocolrules.engine.working import Working
from protocolrules.events import CaseEvent

TOLD = "is told to change something else than the states show"


@fault(
    "an event that arrives after one that was recorded later is left out",
    law("step-by-step", "five-working-days", "one event after another gives another answer"),
    compared("ladders", "answer", "only in the definition"),
    machine("five-working-days", "otherwise than the definition"),
)
def a_late_event_ignored(patch: Patch) -> None:
    right = Working.take

    def wrong(self: Working, event: CaseEvent) -> None:
        known = max((e.recorded_at for e in self.record.events.values()), default=None)
        if known is None or event.recorded_at >= known:
            right(self, event)

    patch.setattr(Working, "take", wrong)


@fault(
    "an event that comes twice counts twice",
    machine("ask-again five-working-days", "an event that (comes again|is there already) changes"),
)
def a_duplicate_counted(patch: Patch) -> None:
    right = Case.apply

    def wrong(self: Case, event: CaseEvent) -> list[Any]:
        there = event.event_id in self._events
        again = event.model_copy(update={"event_id": f"{event.event_id}-again"})
        return right(self, again if there else event)

    patch.setattr(Case, "apply", wrong)


@fault(
    "what arrived in another order than it was recorded stays in that order",
    law("arrival-order", "in-care", "another order of arrival gives another answer"),
)
def the_order_of_arrival_decides(patch: Patch) -> None:
    patch.setattr(facts, "insort", lambda reports, report, **_: reports.append(report))


@fault(
    "a correction counts before it was recorded",
    machine("five-working-days in-care", "otherwise than the definition"),
    law(
        "step-by-step",
        "five-working-days",
        "one event after another gives another answer",
        examples=400,
    ),
    scenario("log", "corrected", "expected: nothing like this"),
)
def a_correction_known_too_early(patch: Patch) -> None:
    def wrong(self: Case, known_at: datetime, t: datetime) -> Working:
        working = self._fresh(t)
        events = self._events.values()
        working.take_all(e for e in events if e.recorded_at <= known_at or e.kind == "correction")
        return working

    patch.setattr(Case, "_as_known", wrong)


@fault(
    "an event that is withdrawn still counts",
    law("withdrawn", "five-working-days", "was withdrawn and still counts"),
    scenario("log", "withdrawn", "expected: nothing like this"),
)
def a_retraction_ignored(patch: Patch) -> None:
    right = Record.add

    def wrong(self: Record, event: CaseEvent) -> str | None:
        return None if event.kind == "retraction" else right(self, event)

    patch.setattr(Record, "add", wrong)


@fault(
    "a correction of an event is left out",
    law("as-defined", "five-working-days", r"duties\[\d\]"),
    scenario("log", "corrected", "expected: it is there"),
)
def a_correction_ignored(patch: Patch) -> None:
    right = Record.add

    def wrong(self: Record, event: CaseEvent) -> str | None:
        return None if event.kind == "correction" else right(self, event)

    patch.setattr(Record, "add", wrong)


@fault(
    "the id of a duty is made of the time at which it arose",
    law("ids-survive", "five-working-days", "a corrected time of .* changes ids"),
    law("as-defined", "five-working-days", r"duties\[0\].id"),
)
def ids_made_of_times(patch: Patch) -> None:
    def wrong(self: Working, slot: Slot) -> str:
        return f"{slot.a.plan.rule.name}:{self.subject}:{slot.a.from_:%Y-%m-%dT%H-%M-%S}"

    patch.setattr(Working, "id", wrong)


@fault(
    "a snapshot loses the latest event",
    law("snapshots", "five-working-days", "restored from its snapshot answers otherwise"),
    machine("five-working-days", "otherwise than the definition"),
)
def a_snapshot_that_loses_an_event(patch: Patch) -> None:
    right = snapshots.written

    def wrong(program: Any, subject: Any, events: Iterable[CaseEvent]) -> bytes:
        return right(program, subject, list(events)[:-1])

    everywhere(patch, right, wrong)


@fault(
    "a copy has no events",
    law("snapshots", "five-working-days", "a copy of a case answers otherwise"),
    machine("five-working-days", "a copy answers otherwise"),
)
def a_copy_without_a_log(patch: Patch) -> None:
    patch.setattr(Case, "copy", lambda self: Case(self._rules, self._subject))


@fault(
    "what applying an event tells leaves out breaches",
    law("tells-what-changed", "five-working-days", TOLD),
)
def decisions_without_breaches(patch: Patch) -> None:
    right = Telling._of_slot

    def wrong(self: Telling, *given: Any) -> Any:
        return (each for each in right(self, *given) if each[0].sort != "breach")

    patch.setattr(Telling, "_of_slot", wrong)


@fault(
    "what time has changed since the event before is not told with the next one",
    law("tells-what-changed", "five-working-days", TOLD),
)
def decisions_of_the_event_alone(patch: Patch) -> None:
    right = Telling._stale

    def wrong(self: Telling) -> dict[str, bool]:
        self._later.clear()
        return right(self)

    patch.setattr(Telling, "_stale", wrong)


@fault(
    "an event of another authority counts",
    scenario("log", "of-another-authority", "3 of those there"),
    law("as-defined", "five-working-days", r"duties\[\d\]"),
)
def another_authority_counted(patch: Patch) -> None:
    right = Record.content

    def wrong(self: Record, id: str) -> tuple[CaseEvent, datetime] | None:
        found = right(self, id)
        return found and (found[0].model_copy(update={"authority": None}), found[1])

    patch.setattr(Record, "content", wrong)


def _judged(patch: Patch, change: Callable[[Verdict], Verdict]) -> None:
    right = arisings.conditions
    everywhere(patch, right, lambda core, a: change(right(core, a)))


@fault(
    "what nobody said counts as false",
    law("as-defined", "in-care", r"undetermined\[0\]"),
    scenario("conditions", "an-unknown-fact-settled-later", "undetermined fact looked_after"),
)
def unknown_taken_as_false(patch: Patch) -> None:
    _judged(patch, lambda v: replace(v, holds=bool(v.holds)))


@fault(
    "what nobody said counts as true",
    law("as-defined", "in-care", r"duties\[\d\]"),
    scenario("conditions", "an-unknown-fact-settled-later", "undetermined fact looked_after"),
)
def unknown_taken_as_true(patch: Patch) -> None:
    _judged(patch, lambda v: replace(v, holds=v.holds is not False))


@fault(
    "a finding says nothing of the time before it",
    law("as-defined", "in-care", "otherwise than the definition"),
    scenario("facts", "a-finding-fills-the-time-before", "expected: it is there"),
)
def a_finding_silent_about_before(patch: Patch) -> None:
    right = Reports.at

    def wrong(self: Reports, name: str, t: datetime) -> Report | None:
        found = right(self, name, t)
        return None if found is None or found.begin > t else found

    patch.setattr(Reports, "at", wrong)


@fault(
    "a question is asked once for each rule that waits for it",
    law("one-line-for-each-missing-thing", "in-care keep-quiet", "asked for twice"),
)
def a_question_asked_twice(patch: Patch) -> None:
    right = Questions.shown

    def wrong(self: Questions) -> tuple[Sequence[Any], int]:
        shown, others = right(self)
        return [each for each in shown for _ in range(2)], others

    patch.setattr(Questions, "shown", wrong)
