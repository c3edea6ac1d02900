"""What is no duty: permissions, prohibitions, assignments, statuses, rungs and conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations

from protocolrules.definition import life
from protocolrules.definition.arisings import Arising
from protocolrules.definition.case import Case
from protocolrules.definition.evidence import matches
from protocolrules.definition.history import Seen
from protocolrules.definition.ladders import Climb, Step
from protocolrules.definition.life import OPEN
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Spell, conditions
from protocolrules.definition.who import Matter, now, settle
from protocolrules.document import (
    NOT_SET,
    Assignments,
    OnLasted,
    Rule,
    Standing,
    StatusGiven,
)
from protocolrules.document import Permission as PermissionRule
from protocolrules.document import Prohibition as ProhibitionRule
from protocolrules.expressions import EventPattern, FactIs, ReadingRef, Test
from protocolrules.londontime import end_of_day, local_date
from protocolrules.results import (
    Assignment,
    Because,
    BrokenBy,
    Conflict,
    Duty,
    EscalationStep,
    Permission,
    Prohibition,
    Status,
    WhoNow,
)


def in_force(case: Case, rule: Rule) -> Iterator[Arising]:
    """The arisings of a rule that stand at the moment asked about."""
    for a in case.arisings(rule):
        if a.verdict.holds and a.from_ <= case.world.at and not (a.end and a.end <= case.world.at):
            yield a


def because(world: World, a: Arising) -> Because:
    """Why a rule stands."""
    state = (a.spell.verdict,) if a.spell is not None else ()
    return Because(
        trigger=a.of,
        event_id=a.trigger.id if a.trigger else None,
        at=a.from_,
        conditions=tuple(r for v in (*state, a.verdict) for r in conditions(v)),
        readings={n: world.reading(n) for n in a.rule.readings},
    )


def _from(a: Arising) -> datetime | None:
    return None if a.spell is not None and a.spell.start is None else a.from_


def _to(world: World, a: Arising) -> datetime | None:
    """When it ends, where that is known beforehand: with the edition that it stands by."""
    until = world.protocol.edition.until
    standing = isinstance(a.rule.trigger, Standing)
    return end_of_day(until) if standing and until is not None else a.end


def _always(a: Arising) -> bool:
    """Whether it stood before anything in the log."""
    return isinstance(a.rule.trigger, Standing) and a.spell is not None and a.spell.start is None


def _within(world: World, a: Arising, pattern: EventPattern) -> list[Seen]:
    """The events like a pattern while the rule stands."""
    return [
        s
        for s in world.log.seen
        if (_always(a) or s.when.latest > a.from_)
        and (a.end is None or s.when.earliest < a.end)
        and (s.about is None or s.about in a.keys or a.trigger is None or a.of == "spell")
        and s.id != (a.trigger.id if a.trigger and a.of == "event" else None)
        and matches(world, pattern, s)
    ]


def permissions(case: Case, rule: Rule, why: bool) -> Iterator[Permission | Prohibition]:
    """What somebody may do now; a use beyond the limit is a broken prohibition."""
    effect, world = rule.effect, case.world
    assert isinstance(effect, PermissionRule)
    limit = effect.at_most
    if isinstance(limit, ReadingRef):
        text = world.reading(limit.name)
        limit = None if text == NOT_SET else int(text)
    for a in in_force(case, rule):
        used = _within(world, a, effect.counted_by) if effect.counted_by else []
        allowed = Permission(
            rule=rule.name,
            clause=rule.clause,
            readings=rule.readings,
            who=_who(world, a, effect.who),
            action=effect.action,
            uses_left=None if limit is None else max(limit - len(used), 0),
            from_=_from(a),
            to=_to(world, a),
            because=because(world, a) if why else None,
            event_id=a.trigger.id if a.trigger else None,
        )
        yield allowed
        if limit is not None and len(used) > limit:
            same = allowed.model_dump(exclude={"uses_left", "event_id"}, by_alias=False)
            broken = _acts(used[limit:])
            yield Prohibition(**same, modality="must_not", interpreted=True, broken_by=broken)


def prohibitions(case: Case, rule: Rule, why: bool) -> Iterator[Prohibition]:
    """What must not be done now, with each event that broke it."""
    effect, world = rule.effect, case.world
    assert isinstance(effect, ProhibitionRule)
    for a in in_force(case, rule):
        acts = _within(world, a, effect.broken_by) if effect.broken_by else []
        if effect.unless_first is not None:
            acts = _ungated(world, a, acts, effect.unless_first)
        yield Prohibition(
            rule=rule.name,
            clause=rule.clause,
            readings=rule.readings,
            modality=effect.modality,
            who=_who(world, a, effect.who),
            action=effect.action,
            from_=_from(a),
            to=_to(world, a),
            broken_by=_acts(acts),
            interpreted=rule.text == "interpreted",
            because=because(world, a) if why else None,
        )


def _ungated(world: World, a: Arising, acts: Sequence[Seen], gate: EventPattern) -> list[Seen]:
    """The acts that no consultation opened: one opens the act it is about, else the next one."""
    opened: set[str] = set()
    names = {act.id: {act.id, act.about, act.occasion_id} - {None} for act in acts}
    for c in world.log.seen:
        if (_always(a) or c.when.latest > a.from_) and matches(world, gate, c):
            after = [act.id for act in acts if _precedes(c, act)]
            about = [id for id in names if c.about in names[id]]
            opened.update([id for id in after if id in about] if about else after[:1])
    return [act for act in acts if act.id not in opened]


def _precedes(c: Seen, act: Seen) -> bool:
    if c.when.exact and act.when.exact:
        return c.when.earliest < act.when.earliest
    return c.when.earliest < act.when.latest


def _acts(acts: Iterable[Seen]) -> tuple[BrokenBy, ...]:
    return tuple(BrokenBy(event_id=s.id, at=s.when.earliest) for s in acts)


def _who(world: World, a: Arising, who: object) -> WhoNow:
    settled = settle(world, who, a.from_, a.frame)  # type: ignore[arg-type]
    return now(world, settled, world.at, Matter(a.keys, _from(a)))


def assignments(case: Case, rules: Sequence[Rule], why: bool) -> list[Assignment]:
    """Who leads for which scope, from when to when."""
    world = case.world
    found: list[Assignment] = []
    ends = {
        r.name for r in rules if isinstance(r.trigger, Standing) or r.while_ or r.until or r.unless
    }
    for rule in rules:
        if not isinstance(rule.effect, Assignments):
            continue
        for a in case.arisings(rule):
            if not a.verdict.holds:
                continue
            end = a.end if rule.name in ends else _all_closed(world, a.from_)
            for part in rule.effect.parts:
                settled = settle(world, part.who, a.from_, a.frame)
                for role in () if settled.needs else settled.who.roles:
                    holder, known = world.value(f"role:{role}", end or world.at)
                    found.append(
                        Assignment(
                            kind=part.kind,
                            role=role,
                            holder=None if holder is None else str(holder),
                            holder_known=known.how != "unknown",
                            scope=part.scope,
                            rule=rule.name,
                            clause=rule.clause,
                            readings=rule.readings,
                            from_=a.from_,
                            to=end,
                            because=because(world, a) if why else None,
                        )
                    )
    return [x if x.rule in ends else _until_next(x, found) for x in _in_order(found)]


def _in_order(found: Iterable[Assignment]) -> list[Assignment]:
    return sorted(found, key=lambda x: (x.from_, x.kind, x.scope, x.rule, x.role))


def _until_next(x: Assignment, found: Sequence[Assignment]) -> Assignment:
    """Where the text names no end it lasts until another of that scope begins."""
    same = [y.from_ for y in found if (y.kind, y.scope) == (x.kind, x.scope)]
    later = [t for t in same if t is not None and x.from_ is not None and t > x.from_]
    ends = [e for e in (x.to, min(later, default=None)) if e is not None]
    return x.model_copy(update={"to": min(ends, default=None)})


def _all_closed(world: World, start: datetime) -> datetime | None:
    """When the last party's case closed."""
    facts = [f"open_to_{p}" for p in world.protocol.parties]
    facts = [f for f in facts if f in world.protocol.vocabulary.facts]
    closed = Test("is", (False,))
    for t in sorted({e for f in facts for e in world.edges(FactIs(f, closed))}):
        if start < t <= world.at:
            answers = [world.truth(FactIs(f, closed), t).holds for f in facts]
            if answers and all(answers):
                return t
    return None


def conflicts(
    case: Case, duties: Sequence[Duty], leads: Sequence[Assignment], others: Iterable[str]
) -> Iterator[Conflict]:
    """Rules that contradict each other and both apply, and two leads for one scope."""
    rules, at = case.world.protocol.rules, case.world.at
    active = {d.rule for d in duties if d.state in OPEN} | set(others)
    current = [x for x in leads if x.to is None or x.to > at]
    active |= {x.rule for x in current}
    for one, two in combinations(sorted(active & set(rules)), 2):
        if two in rules[one].conflicts_with or one in rules[two].conflicts_with:
            clause = tuple(dict.fromkeys((*rules[one].clause, *rules[two].clause)))
            yield Conflict(between="rules", rules=(one, two), clause=clause)
    for x, y in combinations(current, 2):
        if (x.kind, x.scope) == (y.kind, y.scope) and x.role != y.role and x.rule != y.rule:
            clause = tuple(dict.fromkeys((*x.clause, *y.clause)))
            yield Conflict(
                between="assignments", rules=(x.rule, y.rule), clause=clause, scope=x.scope
            )


def statuses(case: Case, rule: Rule, why: bool) -> Iterator[Status]:
    """Statuses that a rule gave, or will give while what earns them lasts."""
    effect, world = rule.effect, case.world
    assert isinstance(effect, StatusGiven)
    gained = [a for a in case.arisings(rule) if a.verdict.holds]
    for a in gained:
        reasons = because(world, a) if why else None
        yield Status(
            status=effect.status,
            rule=rule.name,
            clause=rule.clause,
            readings=rule.readings,
            from_=a.from_,
            to=a.end,
            because=reasons,
        )
    on = rule.trigger
    if not isinstance(on, OnLasted) or (gained and on.added_up):
        return
    added, needs = world.added_up(on.added_up)
    for spell in world.spells(on.condition):
        if spell.verdict.holds and spell.covers(world.at) and not needs:
            reached = world.lasted_from(on.condition, on.at_least, added, spell)
            if reached is not None and reached > world.at:
                yield Status(
                    status=effect.status,
                    rule=rule.name,
                    clause=rule.clause,
                    readings=rule.readings,
                    expected=local_date(reached),
                    because=_expecting(world, rule, spell) if why else None,
                )


def _expecting(world: World, rule: Rule, spell: Spell) -> Because:
    """Why a status is to come: the state that earns it."""
    return Because(
        trigger="spell",
        event_id=spell.verdict.event_id,
        at=world.begun(spell),
        conditions=conditions(spell.verdict),
        readings={n: world.reading(n) for n in rule.readings},
    )


def rungs(case: Case, c: Climb, why: bool) -> Iterator[tuple[EscalationStep, Duty | None]]:
    """The rungs that a dispute reached or passed over, and the duty to respond at each."""
    for step in c.steps:
        duty = life.duty(case.world, step.slot, case.id(step.slot), why)
        if duty is not None:
            shown = _rung(c, step, duty)
            yield shown, None if step.skipped else duty


def _rung(c: Climb, step: Step, duty: Duty) -> EscalationStep:
    last = step.number == len(c.ladder.rungs)
    return EscalationStep(
        ladder=c.ladder.name,
        clause=duty.clause,
        about=c.about,
        duty=c.duty,
        rung=step.number,
        of=len(c.ladder.rungs),
        to=duty.who,
        action=duty.action,
        from_=step.from_,
        until=step.until,
        respond_by=None if step.skipped else duty.due,
        state="skipped" if step.skipped else duty.state,  # type: ignore[arg-type]
        breaches=() if step.skipped else duty.breaches,
        departures=() if step.skipped else duty.departures,
        final=last and c.ladder.no_final_rung is None,
        no_final_rung=c.ladder.no_final_rung if last else None,
        missing=() if step.skipped else duty.missing,
        readings=duty.readings,
        because=duty.because,
    )
