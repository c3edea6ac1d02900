"""What triggers a rule: events, states that begin, end or last, rises, occasions, other duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from protocolrules.document import (
    OfOccasion,
    OnBegin,
    OnDuty,
    OnEdition,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Standing,
)
from protocolrules.engine.conditions import Cond
from protocolrules.engine.core import Core
from protocolrules.engine.days import Moment, day_start, instant, some_time_on
from protocolrules.engine.evidence import Tree
from protocolrules.engine.facts import Report
from protocolrules.engine.lasting import lasted_from
from protocolrules.engine.log import Occasion, Seen
from protocolrules.engine.plans import Plan
from protocolrules.engine.verdicts import (
    TRUE,
    Frame,
    Need,
    Spell,
    Verdict,
    all_of,
    counted_from,
    level,
)
from protocolrules.expressions import EventPattern, ReadingRef, Test
from protocolrules.results import AnchorOf

Outcome = tuple[str, Moment, datetime]
"""A duty of another rule that was met, or turned out unmet: its id, when, and known since when."""


@dataclass(slots=True, eq=False)
class Arising:
    """One arising of a rule. Where `verdict` is unknown nobody can say yet whether it arose."""

    plan: Plan
    of: AnchorOf
    id: str
    start: Moment
    verdict: Verdict
    trigger: Seen | None = None
    occasion: Occasion | None = None
    spell: Spell | None = None
    unreported: bool = False
    keys: frozenset[str] = frozenset()
    end: datetime | None = None
    end_why: str = ""
    end_event: str | None = None
    recorded: datetime | None = None
    nth: int = 1  # of the arisings that one event began
    over: datetime | None = None  # only news about a moment before then can change it
    pieces: dict[str, tuple[Tree, list[Seen]]] = field(default_factory=dict)
    """What was done for a duty that repeats, by holder, with the evidence asked for."""

    @property
    def ref(self) -> str:
        """What tells it apart from other arisings of its rule."""
        return self.id if self.nth == 1 else f"{self.id}.{self.nth}"

    @property
    def from_(self) -> datetime:
        """The moment it arose (the start of the day, for a date alone)."""
        return self.start.earliest

    def frame(self, later: bool = False) -> Frame:
        """What conditions are judged for."""
        return Frame(self.trigger, self.start.earliest, self.keys, later)


def by_trigger(core: Core, plan: Plan, outcomes: Sequence[Outcome]) -> Iterable[Arising]:
    """Each time that a rule was triggered, whenever that was."""
    match plan.rule.trigger:
        case OnEvent(patterns, first):
            return by_events(core, plan, patterns, first)
        case OnBegin(condition):
            return _begins(core, plan, core.program.cond(condition))
        case OnEnd(condition):
            return _ends(core, plan, core.program.cond(condition))
        case OnRise(fact):
            return _rises(core, plan, fact)
        case OnLasted():
            return _lasted(core, plan, plan.rule.trigger)
        case OnDuty():
            return (
                Arising(plan, "duty", id, when, TRUE, keys=frozenset((id,)), recorded=recorded)
                for id, when, recorded in outcomes
            )
        case OnEdition():
            starts = core.program.protocol.edition.starts
            if starts is None or not core.note(day_start(starts)):
                return ()
            return (Arising(plan, "edition", "edition", some_time_on(starts), TRUE),)
        case OfOccasion():
            on = plan.rule.trigger
            return by_occasions(core, plan, on, core.occasions.of_kinds(on.kinds))
        case Standing():
            return (
                a
                for spell in (core.spells(plan.state) if plan.state is not None else ())
                if spell.verdict.holds
                for a in of_spell(core, plan, spell)
            )


def by_events(
    core: Core,
    plan: Plan,
    patterns: Sequence[EventPattern],
    first: bool,
    since: datetime | None = None,
) -> Iterator[Arising]:
    """Those that events triggered, from a moment on."""
    matchers = [core.program.pattern(p) for p in patterns]
    kinds = {k for p in patterns for k in p.kinds}
    unsure: list[Verdict] = []
    for s in core.of_kinds(kinds) if since is None else core.of_kinds_since(kinds, since):
        answers = [m(s) for m in matchers]
        if True not in answers and None not in answers:
            continue
        if s.stand_in:
            if first:
                return  # somebody reported that it had been done before
            continue
        verdict = TRUE if True in answers else _silent(patterns, s)
        yield _of_event(plan, s, all_of([verdict, *unsure]))
        if first and verdict.holds:
            return
        if first:
            unsure.append(verdict)


def _silent(patterns: Sequence[EventPattern], s: Seen) -> Verdict:
    needs = frozenset(
        Need("field", name, s.id)
        for p in patterns
        if s.kind in p.kinds
        for name, _ in p.tests
        if s.fields.get(name) is None
    )
    return Verdict(None, "the event says too little", event_id=s.id, needs=needs)


def _of_event(plan: Plan, s: Seen, verdict: Verdict = TRUE) -> Arising:
    keys = frozenset(k for k in (s.id, s.about, s.occasion_id) if k)
    return Arising(plan, "event", s.id, s.when, verdict, s, keys=keys, recorded=s.recorded)


def _begins(core: Core, plan: Plan, c: Cond) -> Iterator[Arising]:
    for spell in core.spells(c):
        if spell.verdict.holds and (spell.start or spell.verdict.recorded):
            yield from of_spell(core, plan, spell)


def _ends(core: Core, plan: Plan, c: Cond) -> Iterator[Arising]:
    for spell, after in pairwise(core.spells(c)):
        if spell.verdict.holds and after.verdict.holds is False:
            yield from of_spell(core, plan, after)


def of_spell(core: Core, plan: Plan, spell: Spell) -> Iterator[Arising]:
    """The arising of a spell; none where all that held was over when it was first reported."""
    v, start, edition = spell.verdict, core.begun(spell), core.program.protocol.edition.starts
    if edition is not None and isinstance(plan.rule.trigger, Standing):
        start = max(start, day_start(edition))
    if spell.end is not None and start >= spell.end:
        return
    trigger = core.event(v.event_id) if v.event_id is not None else None
    when = trigger.when if trigger and trigger.when.earliest == start else instant(start)
    id = v.event_id or "standing"
    keys = (id, trigger and trigger.about, trigger and trigger.occasion_id)
    yield Arising(
        plan,
        "spell",
        id,
        when,
        TRUE,
        trigger,
        spell=spell,
        unreported=spell.start is None and counted_from(v) is not None,
        keys=frozenset(k for k in keys if k),
        recorded=v.recorded,
    )


def _rises(core: Core, plan: Plan, fact: str) -> Iterator[Arising]:
    scale = core.program.protocol.vocabulary.facts[fact].choices
    before: Report | None = None
    for report in core.reports.of.get(fact, ()):
        if report.value is None:
            continue  # that a level ended says nothing of the one after it
        s = core.event(report.event_id)
        if s is not None and core.note(report.begin):
            if before is None:
                if not report.found and level(report.value, scale) > 0:
                    needs = frozenset((Need("fact", fact),))
                    yield _of_event(plan, s, Verdict(None, f"{fact} before", needs=needs))
            elif level(report.value, scale) > level(before.value, scale):
                yield _of_event(plan, s)
        before = report


def _lasted(core: Core, plan: Plan, on: OnLasted) -> Iterator[Arising]:
    program, c = core.program, core.program.cond(on.condition)
    (added, needs), period = program.added_up(on.added_up), program.period(on.at_least)
    for spell in core.spells(c):
        a = next(of_spell(core, plan, spell), None) if spell.verdict.holds else None
        if a is None:
            continue
        reached = lasted_from(core, c, period, added, spell)
        if needs or reached is None:
            refs = [r.name for r in (on.at_least, on.added_up) if isinstance(r, ReadingRef)]
            unset = needs or frozenset(Need("reading", r) for r in refs)
            a.verdict = Verdict(None, "lasted", needs=unset)
            yield a
        elif core.note(reached) and (spell.end is None or reached < spell.end):
            a.start = instant(reached)
            yield a
            if added:
                return


def by_occasions(
    core: Core, plan: Plan, on: OfOccasion, occasions: Iterable[Occasion]
) -> Iterator[Arising]:
    """Those that some of the occasions triggered."""
    of_kind = core.program.matching.value("occasion", Test("is", on.kinds))
    tests = [(name, core.program.value_test(test)) for name, test in on.tests]
    for o in occasions:
        if not of_kind(o.kind):
            continue
        s = o.told()
        answers = [test(s.fields.get(name)) for name, test in tests]
        if False in answers:
            continue
        verdict = TRUE
        if None in answers:
            silent = (n for n, _ in tests if s.fields.get(n) is None)
            needs = frozenset(Need("field", n, s.id) for n in silent)
            verdict = Verdict(None, "the occasion says too little", needs=needs)
        keys, recorded = o.ids(), o.heard.recorded
        yield Arising(
            plan, "occasion", o.id, o.heard.when, verdict, s, o, keys=keys, recorded=recorded
        )
