"""What is no duty: permissions, prohibitions, assignments, statuses, rungs and conflicts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations

from protocolrules import document
from protocolrules.document import NOT_SET, Assignments, OnLasted, Rule, Standing, StatusGiven, Who
from protocolrules.engine import show
from protocolrules.engine.core import Core
from protocolrules.engine.days import LONG_AGO, day_end, day_of
from protocolrules.engine.ladders import Climb, Step
from protocolrules.engine.lasting import lasted_from
from protocolrules.engine.log import Seen
from protocolrules.engine.plans import Plan
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import Spell
from protocolrules.engine.who import Matter, now, settle
from protocolrules.expressions import EventPattern, ReadingRef
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


def in_force(core: Core, arisings: Iterable[Arising]) -> Iterator[Arising]:
    """Those that stand at the moment."""
    for a in arisings:
        if a.verdict.holds and core.note(a.from_) and not (a.end and core.note(a.end)):
            yield a


def _why(core: Core, a: Arising) -> Because:
    return show.why(core, a, a.trigger.id if a.trigger else None)


def _from(a: Arising) -> datetime | None:
    return None if a.spell is not None and a.spell.start is None else a.from_


def _to(core: Core, a: Arising) -> datetime | None:
    """When it ends, where that is known beforehand: with the edition that it stands by."""
    until = core.program.protocol.edition.until
    standing = isinstance(a.plan.rule.trigger, Standing)
    return day_end(until) if standing and until is not None else a.end


def _always(a: Arising) -> bool:
    """Whether it stood before anything in the log."""
    standing = isinstance(a.plan.rule.trigger, Standing)
    return standing and a.spell is not None and a.spell.start is None


def _within(core: Core, a: Arising, pattern: EventPattern) -> list[Seen]:
    """The events like a pattern while the rule stands."""
    matches, always = core.program.pattern(pattern), _always(a)
    own = a.trigger.id if a.trigger and a.of == "event" else None
    anyones = a.trigger is None or a.of == "spell"
    return [
        s
        for s in core.of_kinds(pattern.kinds)
        if (always or s.when.latest > a.from_)
        and (a.end is None or s.when.earliest < a.end)
        and (anyones or s.about is None or s.about in a.keys)
        and s.id != own
        and matches(s)
    ]


def limit_of(core: Core, effect: document.Permission) -> int | None:
    """How often it may be used; None without a limit, or where a reading leaves it open."""
    if isinstance(effect.at_most, ReadingRef):
        text = core.program.reading(effect.at_most.name)
        return None if text == NOT_SET else int(text)
    return effect.at_most


def permissions(
    core: Core, plan: Plan, arisings: Iterable[Arising], because: bool
) -> Iterator[Permission | Prohibition]:
    """What somebody may do now; a use beyond the limit is a broken prohibition."""
    rule, effect = plan.rule, plan.rule.effect
    assert isinstance(effect, document.Permission)
    limit = limit_of(core, effect)
    for a in in_force(core, arisings):
        used = _within(core, a, effect.counted_by) if effect.counted_by else []
        allowed = Permission(
            rule=rule.name,
            clause=rule.clause,
            readings=rule.readings,
            who=_who(core, a, effect.who),
            action=effect.action,
            uses_left=None if limit is None else max(limit - len(used), 0),
            from_=_from(a),
            to=_to(core, a),
            because=_why(core, a) if because else None,
            event_id=a.trigger.id if a.trigger else None,
        )
        yield allowed
        if limit is not None and len(used) > limit:
            same = allowed.model_dump(exclude={"uses_left", "event_id"}, by_alias=False)
            broken = _acts(used[limit:])
            yield Prohibition(**same, modality="must_not", interpreted=True, broken_by=broken)


def prohibitions(
    core: Core, plan: Plan, arisings: Iterable[Arising], because: bool
) -> Iterator[Prohibition]:
    """What must not be done now, with each event that broke it."""
    rule, effect = plan.rule, plan.rule.effect
    assert isinstance(effect, document.Prohibition)
    for a in in_force(core, arisings):
        acts = _within(core, a, effect.broken_by) if effect.broken_by else []
        if effect.unless_first is not None:
            acts = _ungated(core, a, acts, effect.unless_first)
        yield Prohibition(
            rule=rule.name,
            clause=rule.clause,
            readings=rule.readings,
            modality=effect.modality,
            who=_who(core, a, effect.who),
            action=effect.action,
            from_=_from(a),
            to=_to(core, a),
            broken_by=_acts(acts),
            interpreted=rule.text == "interpreted",
            because=_why(core, a) if because else None,
        )


def _ungated(core: Core, a: Arising, acts: Sequence[Seen], gate: EventPattern) -> list[Seen]:
    """The acts that no consultation opened: one opens the act it is about, else the next one."""
    opened: set[str] = set()
    names = {act.id: {act.id, act.about, act.occasion_id} - {None} for act in acts}
    matches, always = core.program.pattern(gate), _always(a)
    for c in core.of_kinds(gate.kinds):
        if (always or c.when.latest > a.from_) and matches(c):
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


def _who(core: Core, a: Arising, who: Who) -> WhoNow:
    matter = Matter(a.keys, _from(a))
    return now(core, settle(core, who, a.from_, a.frame()), core.now, matter)


# --- assignments ------------------------------------------------------------------------------


def assignments(
    core: Core, arisen: Mapping[str, Sequence[Arising]], because: bool, lasting: bool = False
) -> list[Assignment]:
    """Who leads for which scope, from when to when. `arisen`: for each rule that assigns.
    `lasting`: leave out who leads no more."""
    found: list[Assignment] = []
    ends = {name for name in arisen if _names_its_end(core.program.plans[name].rule)}
    closings = _closings(core) if len(ends) < len(arisen) else []
    begun: dict[tuple[str, str], tuple[datetime, datetime | None]] = {}
    held = [a for arisings in arisen.values() for a in arisings if a.verdict.holds]
    for a in sorted(held, key=lambda a: a.from_, reverse=True):
        own = a.plan.rule.name in ends
        after = bisect_right(closings, a.from_)
        end = a.end if own else closings[after] if after < len(closings) else None
        for part in _parts(a):
            scope = part.kind, part.scope
            start, later = begun.get(scope, (None, None))
            follows = later if start == a.from_ else start
            to = end if own else _until_next(end, follows)
            over = lasting and to is not None and to <= core.now
            if over and start is not None:
                continue  # nothing that began earlier is looked at for who leads now
            settled = settle(core, part.who, a.from_, a.frame())
            roles = () if settled.needs else settled.who.roles
            if roles:
                begun[scope] = a.from_, follows
            for role in () if over else roles:
                found.append(_assigned(core, a, part, role, (end, to), because))
    return sorted(found, key=lambda x: (x.from_, x.kind, x.scope, x.rule, x.role))


def _names_its_end(rule: Rule) -> bool:
    return bool(isinstance(rule.trigger, Standing) or rule.while_ or rule.until or rule.unless)


def _parts(a: Arising) -> Sequence[document.Assignment]:
    effect = a.plan.rule.effect
    assert isinstance(effect, Assignments)
    return effect.parts


def _until_next(end: datetime | None, follows: datetime | None) -> datetime | None:
    """Where the text names no end it lasts until another of that scope begins."""
    return min((t for t in (end, follows) if t is not None), default=None)


def _assigned(
    core: Core,
    a: Arising,
    part: document.Assignment,
    role: str,
    until: tuple[datetime | None, datetime | None],
    because: bool,
) -> Assignment:
    """`until`: its own end, at which the holder is told, and when it is over."""
    (end, to), rule = until, a.plan.rule
    holder, known = core.value(f"role:{role}", end or core.now)
    return Assignment(
        kind=part.kind,
        role=role,
        holder=None if holder is None else str(holder),
        holder_known=known.how != "unknown",
        scope=part.scope,
        rule=rule.name,
        clause=rule.clause,
        readings=rule.readings,
        from_=a.from_,
        to=to,
        because=_why(core, a) if because else None,
    )


def _closings(core: Core) -> list[datetime]:
    """The moments at which the cases of all parties are closed, of those at which it can change."""
    closed = core.program.closed
    if not closed:
        return []
    edges = sorted({e for c in closed for e in c.edges(core, LONG_AGO) if core.note(e)})
    return [t for t in edges if all(core.truth(c, t).holds for c in closed)]


def conflicts(
    core: Core, applying: Iterable[str], leads: Iterable[Assignment]
) -> Iterator[Conflict]:
    """Rules that contradict each other and both apply, and two leads for one scope. `applying`:
    the rules other than of assignments that do."""
    rules = core.program.protocol.rules
    current = [x for x in leads if x.to is None or not core.note(x.to)]
    active = {x.rule for x in current}.union(applying)
    for one, two in core.program.conflicting:
        if one in active and two in active:
            clause = tuple(dict.fromkeys((*rules[one].clause, *rules[two].clause)))
            yield Conflict(between="rules", rules=(one, two), clause=clause)
    for x, y in combinations(current, 2):
        if (x.kind, x.scope) == (y.kind, y.scope) and x.role != y.role and x.rule != y.rule:
            clause = tuple(dict.fromkeys((*x.clause, *y.clause)))
            yield Conflict(
                between="assignments", rules=(x.rule, y.rule), clause=clause, scope=x.scope
            )


# --- statuses ---------------------------------------------------------------------------------


def statuses(
    core: Core, plan: Plan, arisings: Sequence[Arising], because: bool
) -> Iterator[Status]:
    """Statuses that a rule gave, or will give while what earns them lasts."""
    rule, effect = plan.rule, plan.rule.effect
    assert isinstance(effect, StatusGiven)
    gained = [a for a in arisings if a.verdict.holds]
    for a in gained:
        yield Status(
            status=effect.status,
            rule=rule.name,
            clause=rule.clause,
            readings=rule.readings,
            from_=a.from_,
            to=a.end,
            because=_why(core, a) if because else None,
        )
    on = rule.trigger
    if not isinstance(on, OnLasted) or (gained and on.added_up):
        return
    program, c = core.program, core.program.cond(on.condition)
    added, needs = program.added_up(on.added_up)
    for spell in core.spells(c):
        if not (spell.verdict.holds and spell.covers(core.now)) or needs:
            continue
        reached = lasted_from(core, c, program.period(on.at_least), added, spell)
        if reached is not None and not core.note(reached):
            yield Status(
                status=effect.status,
                rule=rule.name,
                clause=rule.clause,
                readings=rule.readings,
                expected=day_of(reached),
                because=_expecting(core, rule, spell) if because else None,
            )


def _expecting(core: Core, rule: Rule, spell: Spell) -> Because:
    """Why a status is to come: the state that earns it."""
    return Because(
        trigger="spell",
        event_id=spell.verdict.event_id,
        at=core.begun(spell),
        conditions=show.conditions(spell.verdict),
        readings={n: core.program.reading(n) for n in rule.readings},
    )


# --- ladders ----------------------------------------------------------------------------------


def rung(c: Climb, step: Step, duty: Duty) -> EscalationStep:
    """A rung that a dispute reached or passed over, as its duty to respond shows it."""
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
