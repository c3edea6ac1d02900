"""What each rule and ladder looks at: the keys by which news wakes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from protocolrules.document import (
    Duty,
    Ladder,
    OfOccasion,
    OnBegin,
    OnDuty,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Permission,
    Prohibition,
    Rule,
    Standing,
    Who,
)
from protocolrules.engine.dependence import Reads, union
from protocolrules.engine.plans import Plan, whos
from protocolrules.expressions import (
    AllEvidence,
    AnyEvidence,
    Attendance,
    EventPattern,
    Evidence,
)
from protocolrules.timing import AtIt, BeforeOccasion, OnTheDay

if TYPE_CHECKING:
    from protocolrules.engine.program import Program


def keep_steady(program: Program, plan: Plan) -> None:
    """Note what of a rule is judged once, when it arises, and what stretches it looks at."""
    rule, on = plan.rule, plan.rule.trigger
    over = [plan.state] if plan.standing else [plan.while_, plan.unless]
    if isinstance(on, (OnBegin, OnEnd)):
        over.append(program.cond(on.condition))
    elif not isinstance(on, (OnEvent, Standing)):
        return
    plan.over = tuple(c for c in over if c is not None)
    if not plan.stepwise or any(c.framed for c in plan.over):
        return
    judged = [c.reads for c in (plan.condition, *plan.over) if c is not None]
    steady = union((*judged, *(of_cases(program, who) for who in whos(rule))))
    steady -= of_effect(program, rule) | of_done(program, rule)
    steady -= union(program.pattern_reads(p) for p in rule.until)
    plan.steady = steady - plan.wakes if isinstance(on, OnEvent) else steady


def keep_done(program: Program, plan: Plan) -> None:
    """Note what of a rule is only looked at as evidence of a duty that is done once."""
    duty = plan.rule.effect
    if plan.stepwise and isinstance(duty, Duty) and not duty.repeat:
        other = plan.wakes | plan.decides | of_effect(program, plan.rule)
        plan.done = frozenset(k for k in of_done(program, plan.rule) - other if k[:5] != "fact:")


def of_trigger(program: Program, rule: Rule) -> Reads:
    """What can trigger it."""
    match rule.trigger:
        case OnEvent(patterns):
            return union(program.pattern_reads(p) for p in patterns)
        case OnBegin(condition) | OnEnd(condition):
            return program.cond(condition).reads
        case OnRise(fact):
            return frozenset((f"fact:{fact}",))
        case OnLasted(condition):
            return program.cond(condition).reads
        case OnDuty(other):
            return program.rule_reads(other)
        case OfOccasion(kinds):
            return frozenset(f"occasion:{k}" for k in kinds)
    return frozenset()


def of_done(program: Program, rule: Rule) -> Reads:
    """What its duty is done by."""
    duty, on = rule.effect, rule.trigger
    if not isinstance(duty, Duty) or duty.done_when is None:
        return frozenset()
    at = on.kinds if isinstance(on, OfOccasion) and at_it(program, rule) else ()
    return of_evidence(program, duty.done_when, at)


def at_it(program: Program, rule: Rule) -> bool:
    """Whether the rule is judged when an occasion is held, not when it is first heard of."""
    on, effect = rule.trigger, rule.effect
    if not isinstance(on, OfOccasion):
        return False
    ahead = isinstance(effect, Duty) and not isinstance(effect.timing, AtIt)
    occasions = program.protocol.vocabulary.occasions
    return not ahead and not any(occasions[k].lasting for k in on.kinds)


def of_effect(program: Program, rule: Rule) -> Reads:
    """All else that what it asks for looks at."""
    effect, found = rule.effect, set[str]()
    if isinstance(effect, Duty):
        for e in (effect.broken_by, *effect.no_use_after):
            found |= of_evidence(program, e) if e is not None else frozenset()
        if effect.broken_while is not None:
            found |= program.cond(effect.broken_while).reads
        if effect.after is not None:
            found |= program.rule_reads(effect.after)
        if effect.anchor is not None and effect.anchor.event is not None:
            found |= program.pattern_reads(effect.anchor.event)
        if effect.anchor is not None and effect.anchor.begins is not None:
            found |= program.cond(effect.anchor.begins).reads
        if isinstance(effect.timing, (BeforeOccasion, OnTheDay)):
            found |= {f"occasion:{k}" for k in effect.timing.occasion}
    elif isinstance(effect, Permission) and effect.counted_by is not None:
        found |= program.pattern_reads(effect.counted_by)
    elif isinstance(effect, Prohibition):
        for p in (effect.broken_by, effect.unless_first):
            found |= program.pattern_reads(p) if p is not None else frozenset()
    return frozenset(found)


def own_occasions(rule: Rule) -> Reads:
    """The keys of the occasions that a rule arises by: its duty looks ahead to no other."""
    on = rule.trigger
    return (
        frozenset(f"occasion:{k}" for k in on.kinds) if isinstance(on, OfOccasion) else frozenset()
    )


def evidence_kinds(program: Program, rule: Rule) -> Reads:
    """The kinds of event that can be evidence of its duty."""
    effect = rule.effect
    if not isinstance(effect, Duty) or effect.done_when is None:
        return frozenset()
    return frozenset(_kinds(program, effect.done_when))


def _kinds(program: Program, e: Evidence) -> Iterator[str]:
    if isinstance(e, (AnyEvidence, AllEvidence)):
        for part in e.parts:
            yield from _kinds(program, part)
    elif isinstance(e, EventPattern):
        yield from e.kinds
    elif isinstance(e, Attendance):
        yield from (*_holding(program), "report_sent")


def _holding(program: Program) -> Iterator[str]:
    for name, kind in program.protocol.vocabulary.events.items():
        if kind.occasion and kind.occasion.does == "holds":
            yield name


def of_evidence(program: Program, e: Evidence, at: Iterable[str] = ()) -> Reads:
    """What evidence looks at; attendance looks at whoever held a role, and at reports. `at`:
    the kinds of occasion at which it is judged."""
    if isinstance(e, (AnyEvidence, AllEvidence)):
        return union(of_evidence(program, p, at) for p in e.parts)
    if isinstance(e, EventPattern):
        return program.pattern_reads(e)
    if isinstance(e, Attendance):
        roles = (f"fact:role:{r}" for r in program.protocol.vocabulary.roles)
        held = [f"occasion:{k}" for k in at] or [f"kind:{k}" for k in _holding(program)]
        return frozenset((*roles, *held, "kind:report_sent"))
    return frozenset()


def of_cases(program: Program, who: Who) -> Reads:
    """What decides whose it is."""
    lines = [program.cond(c.when).reads for c in who.cases if c.when is not None]
    return union([*lines, *(of_cases(program, c.who) for c in who.cases)])


def of_ladder(program: Program, ladder: Ladder) -> Reads:
    """What moves a ladder."""
    found = union(
        program.pattern_reads(p) for p in (*ladder.stops, ladder.moves_on, ladder.responds)
    )
    if isinstance(ladder.starts, OnDuty):
        found |= program.rule_reads(ladder.starts.rule)
    else:
        found |= program.pattern_reads(ladder.starts)
    for start in ladder.begins_at:
        found |= program.cond(start.when).reads if start.when is not None else frozenset()
    for rung in ladder.rungs:
        roles = (*program.roles(rung.to), *((rung.substitute,) if rung.substitute else ()))
        found |= of_cases(program, rung.to) | frozenset(f"fact:role:{r}" for r in roles)
    return found | {"kind:person_unable"}
