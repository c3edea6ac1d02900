"""Engines from which the wrong things come out: duties, breaches, rungs, permissions, leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from planted.checks import compared, law, machine, scenario
from planted.planting import Patch, everywhere, fault
from protocolrules.engine import ahead, credit, ladders, life, others, show, who
from protocolrules.engine.core import Core
from protocolrules.engine.days import instant
from protocolrules.engine.ladders import Climb
from protocolrules.engine.log import Seen
from protocolrules.engine.program import Program
from protocolrules.engine.slots import Slot
from protocolrules.engine.triggers import Arising
from protocolrules.engine.working import Working
from protocolrules.results import Breach, DutyState


@fault(
    "one event meets two occurrences of a rule",
    scenario("evidence", "the-earliest-open-one", "warning e3"),
    law("as-defined", "five-working-days", r"duties\[\d\]"),
)
def one_event_meets_two(patch: Patch) -> None:
    right = credit.give

    def wrong(
        core: Core, slots: Sequence[Slot], events: Sequence[Seen], _all: bool, *more: Any
    ) -> Any:
        return right(core, slots, events, True, *more)

    everywhere(patch, right, wrong)


@fault(
    "evidence counts from the very instant of its trigger",
    scenario("evidence", "evidence-at-the-same-instant", "but it is: state met"),
    law("as-defined", "days-of-hours", r"duties\[\d\].(state: 'met|breaches)", examples=400),
)
def evidence_at_the_trigger(patch: Patch) -> None:
    def wrong(slot: Slot, s: Seen) -> bool:
        return slot.opens is not None and s.when.latest < slot.opens

    everywhere(patch, credit._too_early, wrong)


@fault(
    "a duty that is met late has no breach any more",
    law(
        "deeds-remove-no-breach",
        "five-working-days",
        "something done later has removed a breach",
        examples=300,
    ),
    law("as-defined", "five-working-days", "breaches"),
    scenario("life", "overdue-then-met-late", "but it is: breaches none"),
)
def a_breach_erased_by_late_performance(patch: Patch) -> None:
    right = life.breaches

    def wrong(core: Core, slot: Slot) -> list[Breach]:
        return [] if slot.met is not None else right(core, slot)

    everywhere(patch, right, wrong)


@fault(
    "a breach ends thirty days after it began, whatever was done",
    law(
        "time-removes-no-breach",
        "five-working-days",
        "time alone has removed a breach",
        examples=300,
    ),
    law("as-defined", "five-working-days", "breaches"),
)
def old_breaches_forgotten(patch: Patch) -> None:
    right = life.breaches

    def wrong(core: Core, slot: Slot) -> list[Breach]:
        return [b for b in right(core, slot) if (core.now - b.from_).days < 30]

    everywhere(patch, right, wrong)


@fault(
    "a duty that was met is open again when somebody does it once more",
    law("met-stays-met", "five-working-days", "what was met is so no longer", examples=300),
    law("as-defined", "five-working-days", "duties"),
)
def a_met_duty_reopened(patch: Patch) -> None:
    right = credit.give

    def wrong(core: Core, slots: Sequence[Slot], events: Sequence[Seen], *more: Any) -> Any:
        found = right(core, slots, events, *more)
        for slot in slots:
            if slot.met is not None and any(s.key > slot.met.key for s in events):
                slot.met = None
        return found

    everywhere(patch, right, wrong)


@fault(
    "a duty without a date is overdue",
    law("as-defined", "no-time", r"duties\[\d\].state: 'overdue' and 'untimed'"),
    law("words-agree-with-dates", "no-time", "overdue before its date"),
    scenario("due-dates", "as-soon-as-possible-has-no-date", "but it is: state overdue"),
)
def an_untimed_duty_overdue(patch: Patch) -> None:
    right = life.word

    def wrong(core: Core, slot: Slot, t: datetime) -> DutyState | None:
        found = right(core, slot, t)
        return "overdue" if found == "untimed" else found

    everywhere(patch, right, wrong)


@fault(
    "a breach because of short notice counts against somebody",
    scenario("ahead", "moved-too-near", "expected: breaches .* attributable no"),
    law("as-defined", "before-release", r"breaches\[0\].attributable"),
)
def short_notice_held_against_somebody(patch: Patch) -> None:
    right = life._breach

    def wrong(*given: Any) -> Breach:
        found = right(*given)
        if found.why_not != "short notice":
            return found
        return found.model_copy(update={"attributable": True, "why_not": None})

    everywhere(patch, right, wrong)


@fault(
    "a date that was moved leaves the duty due at the old one",
    scenario("ahead", "moved-later", "expected: last_day 2026-01-22"),
    law(
        "as-defined",
        "before-release",
        r"\]\.(due|last_day|re_dated|anchor|because.derivation)",
    ),
)
def a_moved_date_keeps_the_old_due(patch: Patch) -> None:
    right = ahead.before

    def wrong(core: Core, a: Arising, *given: Any) -> Slot:
        settled, holder, o, plans = given
        return right(core, a, settled, holder, o, plans[:1])

    everywhere(patch, right, wrong)


@fault(
    "nobody is asked after the first in an order",
    scenario("who", "unable", "but it is: passed_over none"),
    law("as-defined", "in-order", r"duties\[\d\].who"),
)
def the_next_in_order_never_asked(patch: Patch) -> None:
    everywhere(patch, who._passed, lambda *_: None)


@fault(
    "a substitute on a rung is never asked",
    scenario("ladders", "a-substitute", "expected: now csc_head_of_service"),
    law("as-defined", "dispute", r"escalations\[\d\].to"),
)
def a_substitute_never_asked(patch: Patch) -> None:
    everywhere(patch, ladders._with_substitute, lambda rung: rung.to)


@fault(
    "what each has to do is met for all by the first who does it",
    scenario("who", "each-of-them", "expected: met_by none"),
    law("as-defined", "each", r"duties\[\d\].(state|met)"),
)
def each_met_by_one(patch: Patch) -> None:
    right = credit.give

    def wrong(core: Core, slots: Sequence[Slot], *more: Any) -> Any:
        found = right(core, slots, *more)
        done = {s.a.ref: s.met for s in slots if s.met is not None and s.holder is not None}
        for s in slots:
            s.met = s.met or done.get(s.a.ref)
        return found

    everywhere(patch, right, wrong)


@fault(
    "a prohibition is broken by what was done before it stood",
    scenario("effects", "an-act-before-it-stood", "expected: broken_by none"),
    law("as-defined", "keep-quiet", r"prohibitions\[\d\].broken_by"),
)
def an_act_from_before_breaks_it(patch: Patch) -> None:
    everywhere(patch, others._always, lambda a: True)


@fault(
    "one use of a permission goes uncounted",
    scenario("effects", "uses-are-counted", "but it is: uses_left 2"),
    law("as-defined", "ask-again", r"permissions\[\d\].uses_left|prohibitions\[\d\]"),
)
def a_use_too_few(patch: Patch) -> None:
    right = others._within

    def wrong(core: Core, a: Arising, pattern: Any) -> list[Seen]:
        counted = getattr(a.plan.rule.effect, "counted_by", None)
        found = right(core, a, pattern)
        return found[1:] if pattern is counted else found

    everywhere(patch, right, wrong)


@fault(
    "somebody leads on after the state that made them lead has ended",
    scenario("effects", "a-lead-ends", "but it is: to none"),
    law("as-defined", "lead", r"assignments\[\d\].to"),
)
def a_lead_kept_after_its_end(patch: Patch) -> None:
    right = others._assigned

    def wrong(core: Core, a: Arising, part: Any, role: str, _: Any, because: bool) -> Any:
        return right(core, a, part, role, (None, None), because)

    everywhere(patch, right, wrong)


@fault(
    "two leads for one scope go by without a conflict",
    law("assignments-conflict", "lead other-lead", "two assignments of one scope"),
    scenario("effects", "two-leads", "conflict scope overall"),
)
def a_conflict_passed_over(patch: Patch) -> None:
    everywhere(patch, others.conflicts, lambda *_: iter(()))


@fault(
    "the clock moves a dispute up after it was resolved",
    law("stopping-stops", "quick", "after the ladder was stopped"),
    law("as-defined", "quick", r"duties\[\d\]"),
    compared("ladders", "quick", "escalations"),
)
def a_rung_reached_after_the_end(patch: Patch) -> None:
    def wrong(core: Core, c: Climb, t: datetime) -> None:
        step = c.steps[-1]
        due = step.slot.dates[0].deadline.due
        last = step.number == len(c.ladder.rungs)
        if step.rung.moves_by_clock and due is not None and not last:
            if due <= t:
                when = instant(due)
                ladders._move(core, c, step.number + 1, when, due, step.event_id)
            else:
                core.note(due)

    everywhere(patch, ladders._by_clock, wrong)


@fault(
    "an event that stops a dispute only answers it",
    law("stopping-stops", "dispute", "after the ladder was stopped"),
    scenario("ladders", "it-stops", "expected: until 2026-01-06 12:00"),
)
def a_stop_ignored(patch: Patch) -> None:
    right = ladders._move_on

    def wrong(core: Core, c: Climb, s: Seen) -> None:
        step = c.steps[-1]
        right(core, c, s)
        if c.steps[-1] is step:
            step.until = None

    everywhere(patch, right, wrong)


@fault(
    "a dispute enters at the first rung and again at the next one that is named",
    law("rungs-go-up", "dispute", "reached twice"),
    law("as-defined", "dispute", r"duties\[\d\]"),
)
def a_rung_reached_twice(patch: Patch) -> None:
    right = ladders._move

    def wrong(core: Core, c: Climb, target: int, *more: Any) -> None:
        right(core, c, target, *more)
        right(core, c, target, *more)

    everywhere(patch, right, wrong)


class _Anything(frozenset[str]):
    """Has every id."""

    def __contains__(self, _id: object) -> bool:
        return True


@fault(
    "an event about another dispute moves this one",
    law("as-defined", "dispute", r"duties\[\d\]"),
    compared("ladders", "dispute", r"duties\[(dispute|unanswered)"),
)
def another_dispute_moves_it(patch: Patch) -> None:
    right = ladders._starts

    def wrong(core: Core, ladder: Any, outcomes: Any) -> Iterator[Climb]:
        for c in right(core, ladder, outcomes):
            c.keys = _Anything(c.keys)
            yield c

    everywhere(patch, right, wrong)


@fault(
    "what has come of a rule is kept, whatever is told later",
    law("step-by-step", "five-working-days", "one event after another gives another answer"),
    machine("five-working-days", "otherwise than the definition"),
)
def answers_kept_too_long(patch: Patch) -> None:
    right = Working.take

    def wrong(self: Working, event: Any) -> None:
        right(self, event)
        self._changed.clear()

    patch.setattr(Working, "take", wrong)


@fault(
    "a reading stands at the protocol's own value, whatever was chosen",
    compared("clocks", "agreed-interval", r"\.due: engine null, definition"),
)
def a_chosen_reading_ignored(patch: Patch) -> None:
    def wrong(self: Program, name: str) -> str:
        return self.protocol.readings[name].means

    patch.setattr(Program, "reading", wrong)


@fault(
    "a duty comes without its reasons",
    law("results-rest-on-something", "five-working-days", "no reasons"),
    law("as-defined", "five-working-days", r"duties\[\d\].because"),
)
def reasons_left_out(patch: Patch) -> None:
    everywhere(patch, show._because, lambda *_: None)
