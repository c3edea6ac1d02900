"""When a rule arises: its triggers, its conditions, and how long the state it lives in lasts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from protocolrules.definition.days import Point
from protocolrules.definition.evidence import matches
from protocolrules.definition.history import Occasion, Report, Seen
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import (
    TRUE,
    Frame,
    Need,
    Spell,
    Verdict,
    all_of,
    cause,
    counted_from,
)
from protocolrules.document import (
    Duty,
    OfOccasion,
    OnBegin,
    OnDuty,
    OnEdition,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Rule,
    Standing,
)
from protocolrules.expressions import AllOf, EventPattern, ReadingRef, Test
from protocolrules.londontime import end_of_day, start_of_day
from protocolrules.results import AnchorOf
from protocolrules.timing import AtIt

ALWAYS = AllOf(())
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Arising:
    """One arising of a rule. Where `verdict` is unknown nobody can say yet whether it arose."""

    rule: Rule
    of: AnchorOf
    id: str
    start: Point
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

    @property
    def ref(self) -> str:
        """What tells it apart from other arisings of its rule."""
        return self.id if self.nth == 1 else f"{self.id}.{self.nth}"

    @property
    def from_(self) -> datetime:
        """The moment it arose (the start of the day, for a date alone)."""
        return self.start.earliest

    @property
    def frame(self) -> Frame:
        """What conditions are judged for."""
        return Frame(self.trigger, self.start.earliest, self.keys)


def arisings(
    world: World, rule: Rule, duties: Iterable[tuple[str, Point, datetime]] = ()
) -> list[Arising]:
    """Every arising of a rule, known or unknown. `duties`: the ids and moments at which the duty
    that an `OnDuty` trigger names was met or unmet."""
    settled = [_settle(world, a) for a in _triggered(world, rule, duties)]
    found: list[Arising] = []
    for a in sorted((a for a in settled if a), key=lambda a: (a.from_, a.id)):
        found.append(replace(a, nth=1 + sum(b.id == a.id for b in found)))
    return found


def considered(
    world: World, rule: Rule, duties: Iterable[tuple[str, Point, datetime]] = ()
) -> list[tuple[Arising, Verdict]]:
    """Every time a rule was triggered, with the verdict on its conditions, false ones too."""
    return [(a, _conditions(world, a)) for a in _triggered(world, rule, duties)]


def _triggered(
    world: World, rule: Rule, duties: Iterable[tuple[str, Point, datetime]]
) -> Iterator[Arising]:
    """Each time the rule was triggered while the edition was in force."""
    for a in _by_trigger(world, rule, duties):
        if a.from_ <= world.at and in_edition(world, _judged_at(world, a)):
            yield a


def in_edition(world: World, t: datetime) -> bool:
    """Whether the edition was in force at a moment."""
    starts, until = world.protocol.edition.starts, world.protocol.edition.until
    began = starts is None or start_of_day(starts) <= t
    return began and (until is None or t < end_of_day(until))


def _by_trigger(
    world: World, rule: Rule, duties: Iterable[tuple[str, Point, datetime]]
) -> Iterator[Arising]:
    match rule.trigger:
        case OnEvent(patterns, first):
            yield from _events(world, rule, patterns, first)
        case OnBegin(condition):
            for spell in world.spells(condition):
                if spell.verdict.holds and (spell.start or spell.verdict.recorded):
                    yield from _spell(world, rule, spell)
        case OnEnd(condition):
            spells = world.spells(condition)
            for spell, after in pairwise(spells):
                if spell.verdict.holds and after.verdict.holds is False:
                    yield from _spell(world, rule, after)
        case OnRise(fact):
            yield from _rises(world, rule, fact)
        case OnLasted():
            yield from _lasted(world, rule, rule.trigger)
        case OnDuty():
            for id, when, recorded in duties:
                yield Arising(rule, "duty", id, when, TRUE, keys=frozenset({id}), recorded=recorded)
        case OnEdition():
            starts = world.protocol.edition.starts
            if starts is not None and start_of_day(starts) <= world.at:
                yield Arising(rule, "edition", "edition", Point.on(starts), TRUE)
        case OfOccasion(kinds, tests):
            yield from _occasions(world, rule, kinds, tests)
        case Standing():
            for spell in state_spells(world, rule):
                if spell.verdict.holds:
                    yield from _spell(world, rule, spell)


def _events(
    world: World, rule: Rule, patterns: Sequence[EventPattern], first: bool
) -> Iterator[Arising]:
    unsure: list[Verdict] = []
    for s in world.log.seen:
        answers = [matches(world, p, s) for p in patterns]
        if True not in answers and None not in answers:
            continue
        if s.stand_in:
            if first:
                return  # somebody reported that it had been done before
            continue
        verdict = TRUE if True in answers else _silent(patterns, s)
        yield _of_event(rule, s, all_of([verdict, *unsure]))
        if first and verdict.holds:
            return
        unsure += [verdict] if first else []


def _silent(patterns: Sequence[EventPattern], s: Seen) -> Verdict:
    needs = frozenset(
        Need("field", name, s.id)
        for p in patterns
        if s.kind in p.kinds
        for name, _ in p.tests
        if s.fields.get(name) is None
    )
    return Verdict(None, "the event says too little", event_id=s.id, needs=needs)


def _of_event(rule: Rule, s: Seen, verdict: Verdict = TRUE) -> Arising:
    keys = frozenset(k for k in (s.id, s.about, s.occasion_id) if k)
    return Arising(rule, "event", s.id, s.when, verdict, s, keys=keys, recorded=s.recorded)


def _spell(world: World, rule: Rule, spell: Spell) -> Iterator[Arising]:
    """The arising of a spell; none where all that held was over when it was first reported."""
    v, start, edition = spell.verdict, world.begun(spell), world.protocol.edition.starts
    if edition is not None and isinstance(rule.trigger, Standing):
        start = max(start, start_of_day(edition))
    if spell.end is not None and start >= spell.end:
        return
    trigger = next((s for s in world.log.seen if s.id == v.event_id), None)
    when = trigger.when if trigger and trigger.when.earliest == start else Point.at(start)
    id = v.event_id or "standing"
    keys = {id, trigger and trigger.about, trigger and trigger.occasion_id}
    yield Arising(
        rule,
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


def _rises(world: World, rule: Rule, fact: str) -> Iterator[Arising]:
    scale = world.protocol.vocabulary.facts[fact].choices
    before: Report | None = None
    for report in world.log.reports.get(fact, ()):
        if report.value is None:
            continue  # that a level ended says nothing of the one after it
        s = next((s for s in world.log.seen if s.id == report.event_id), None)
        if s is not None and report.begin <= world.at:
            if before is None and not report.found and _level(report, scale) > 0:
                need = frozenset({Need("fact", fact)})
                yield _of_event(rule, s, Verdict(None, f"{fact} before", needs=need))
            elif before is not None and _level(report, scale) > _level(before, scale):
                yield _of_event(rule, s)
        before = report


def _level(report: Report, scale: tuple[str, ...]) -> int:
    return scale.index(report.value) if report.value in scale else int(report.value)  # type: ignore[arg-type]


def _lasted(world: World, rule: Rule, on: OnLasted) -> Iterator[Arising]:
    added, needs = world.added_up(on.added_up)
    for spell in world.spells(on.condition):
        if not spell.verdict.holds:
            continue
        a = next(_spell(world, rule, spell), None)
        if a is None:
            continue
        reached = world.lasted_from(on.condition, on.at_least, added, spell)
        if needs or reached is None:
            refs = {r.name for r in (on.at_least, on.added_up) if isinstance(r, ReadingRef)}
            unset = needs or frozenset(Need("reading", r) for r in refs)
            yield replace(a, verdict=Verdict(None, "lasted", needs=unset))
        elif reached <= world.at and (spell.end is None or reached < spell.end):
            yield replace(a, start=Point.at(reached))
            if added:
                return


def _occasions(
    world: World, rule: Rule, kinds: tuple[str, ...], tests: tuple[tuple[str, Test], ...]
) -> Iterator[Arising]:
    for o in world.log.occasions.values():
        if o.kind not in kinds:
            continue
        s = o.told()
        answers = [world.compare(test, s.fields.get(name)) for name, test in tests]
        if False in answers:
            continue
        verdict = TRUE
        if None in answers:
            needs = frozenset(Need("field", n, s.id) for n, _ in tests if s.fields.get(n) is None)
            verdict = Verdict(None, "the occasion says too little", needs=needs)
        about = {e.id for e in world.log.seen if e.occasion_id == o.id}
        yield Arising(
            rule,
            "occasion",
            o.id,
            o.heard.when,
            verdict,
            s,
            o,
            keys=frozenset({o.id, *about}),
            recorded=o.heard.recorded,
        )


def state_spells(world: World, rule: Rule) -> list[Spell]:
    """The stretches in which a standing rule's `while` holds and its `unless` does not."""
    edges = [e for c in (rule.while_, rule.unless) if c is not None for e in world.edges(c)]
    return world.stretches(lambda t: stands(world, rule, t), edges)


def stands(world: World, rule: Rule, t: datetime) -> Verdict:
    """Whether a rule's `while` holds and its `unless` is not known to."""
    verdict = world.truth(rule.while_ or ALWAYS, t)
    if rule.unless is None or verdict.holds is False:
        return verdict
    hindered = world.truth(rule.unless, t)
    if hindered.holds:
        return replace(hindered, holds=False, says="unless", parts=(hindered,))
    if hindered.holds is None or not verdict.holds:
        return verdict
    free = Verdict(True, "no hindrance reported", None, hindered.event_id, hindered.since)
    return all_of([verdict, free])


def _conditions(world: World, a: Arising) -> Verdict:
    """The verdict on everything that is judged at the trigger."""
    rule, parts = a.rule, [a.verdict]
    t = _judged_at(world, a)
    if rule.condition is not None:
        parts.append(world.truth(rule.condition, t, replace(a.frame, later=True)))
    if rule.while_ is not None and not isinstance(rule.trigger, Standing):
        parts.append(world.truth(rule.while_, t, a.frame))
    if rule.unless is not None and not isinstance(rule.trigger, Standing):
        hindered = world.truth(rule.unless, t, a.frame)
        if hindered.holds:
            return Verdict(False, "unless", parts=(hindered,), recorded=hindered.recorded)
    return all_of(parts)


def at_the_occasion(world: World, rule: Rule) -> bool:
    """Whether the rule is judged when an occasion is held, not when it is first heard of."""
    if not isinstance(rule.trigger, OfOccasion):
        return False
    lasting = any(world.protocol.vocabulary.occasions[k].lasting for k in rule.trigger.kinds)
    ahead = isinstance(rule.effect, Duty) and not isinstance(rule.effect.timing, AtIt)
    return not lasting and not ahead


def _judged_at(world: World, a: Arising) -> datetime:
    if a.occasion is None or not at_the_occasion(world, a.rule):
        return a.from_
    over = a.occasion.over()
    return over.when.earliest if over else world.at


def _settle(world: World, a: Arising) -> Arising | None:
    """The arising with its verdict and its end; None when a condition is false."""
    verdict = _conditions(world, a)
    if verdict.holds is False:
        later = _later(world, a)
        if later is None:
            return None
        a, verdict = later, _conditions(world, later)
    recorded = max((r for r in (a.recorded, verdict.recorded) if r), default=None)
    end, why, event = _end(world, a)
    return replace(a, verdict=verdict, recorded=recorded, end=end, end_why=why, end_event=event)


def _later(world: World, a: Arising) -> Arising | None:
    """An occasion that lies ahead when its `while` begins to hold: the rule arises then."""
    if a.occasion is None or a.rule.while_ is None or at_the_occasion(world, a.rule):
        return None
    over = a.occasion.over()
    for t in sorted(set(world.edges(a.rule.while_))):
        if a.from_ < t <= (over.when.earliest if over else world.at):
            later = replace(a, start=Point.at(t))
            if _conditions(world, later).holds:
                return later
    return None


def _end(world: World, a: Arising) -> tuple[datetime | None, str, str | None]:
    """When the state that it lives in ends, why, and by which event."""
    ends: list[tuple[datetime, str, str | None]] = []
    standing, until = isinstance(a.rule.trigger, Standing), world.protocol.edition.until
    if standing and a.spell is not None and a.spell.end is not None:
        ends.append(
            (
                a.spell.end,
                "its state ended",
                cause(stands(world, a.rule, a.spell.end), a.spell.end),
            )
        )
    for s in world.log.seen:
        ours = s.about is None or s.about in a.keys
        later = s.when.latest > a.start.earliest and s.id != (a.trigger and a.trigger.id)
        if later and ours and any(matches(world, p, s) for p in a.rule.until):
            ends.append((max(s.when.earliest, a.from_), "what it lasted until came", s.id))
            break
    if not standing and not at_the_occasion(world, a.rule):
        ends += _condition_ends(world, a)
    if standing and until is not None and end_of_day(until) <= world.at:
        ends.append((end_of_day(until), "the edition ended", None))
    return min(ends, key=lambda e: e[0], default=(None, "", None))


def _condition_ends(world: World, a: Arising) -> Iterator[tuple[datetime, str, str | None]]:
    for c, ends_when, why in (
        (a.rule.while_, False, "its state ended"),
        (a.rule.unless, True, "a reason not to came up"),
    ):
        edges = {a.from_ + TICK, *world.edges(c)} if c is not None else set()
        for t in sorted(edges):
            if a.from_ < t <= world.at:
                verdict = world.truth(c, t, a.frame)  # type: ignore[arg-type]
                if verdict.holds is ends_when:
                    yield t, why, cause(verdict, t)
                    break
