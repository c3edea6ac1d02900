"""What a rule can wait to hear: the questions that its conditions can leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from protocolrules.document import (
    OfOccasion,
    OnBegin,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Protocol,
    Rule,
    Standing,
)
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    DutyIs,
    EventPattern,
    FactIs,
    FieldIs,
    InOfficeHours,
    Judged,
    Lasted,
    Not,
    Previously,
    ReadingIs,
    RoleIs,
    RungReached,
    Unreported,
    Value,
)
from protocolrules.vocabulary import EventKind, Vocabulary

Known = Mapping[str, Value | None]
"""Facts that somebody has said; None: said, and the rule file alone cannot say what. A role with
a colon before it: whether somebody holds it."""


def questions(protocol: Protocol, rule: Rule) -> dict[tuple[str, str], None]:
    """The sort (fact, judgement, holder, field) and name of each thing whose silence can leave it
    open whether the rule applies, in the order of the file."""
    standing = isinstance(rule.trigger, Standing)
    asked = list(_of_trigger(protocol, rule))
    known = {**silence(protocol.vocabulary), **told_by_trigger(protocol.vocabulary, rule)}
    for condition in (rule.condition, None if standing else rule.while_):
        asked += _unknowable(protocol, rule, condition) if condition is not None else []
    if standing and rule.while_ is not None:
        asked += _while_another_holds(protocol, rule, rule.while_)
    told = {"fact": set(known), "holder": {name[1:] for name in known if name[0] == ":"}}
    return dict.fromkeys((sort, name) for sort, name in asked if name not in told.get(sort, ()))


def optional_fields(vocabulary: Vocabulary, pattern: EventPattern) -> list[str]:
    """The fields that a pattern asks about and that an event may leave out."""
    kinds = [vocabulary.events[kind] for kind in pattern.kinds]
    return [name for name, _ in pattern.tests if any(_may_be_silent(kind, name) for kind in kinds)]


def _may_be_silent(kind: EventKind, name: str) -> bool:
    return name not in kind.fields or not kind.fields[name].required


def _of_trigger(protocol: Protocol, rule: Rule) -> Iterator[tuple[str, str]]:
    match rule.trigger:
        case OnEvent(patterns):
            for pattern in patterns:
                for name in optional_fields(protocol.vocabulary, pattern):
                    yield "field", name
        case OfOccasion(_, tests):
            yield from (("field", name) for name, _ in tests)
        case OnRise(fact):
            yield "fact", fact


def _unknowable(protocol: Protocol, rule: Rule, condition: Condition) -> Iterator[tuple[str, str]]:
    match condition:
        case AnyOf(parts):
            settled = {_settled_by_silence(part) for part in parts}
            for part in parts:
                found = _unknowable(protocol, rule, part)
                yield from (each for each in found if each not in settled)
        case AllOf(parts):
            for part in parts:
                yield from _unknowable(protocol, rule, part)
        case Not(part) | Previously(part) | Lasted(part):
            yield from _unknowable(protocol, rule, part)
        case FactIs(fact):
            if fact in protocol.vocabulary.facts:
                yield "fact", fact
        case Judged(judgement):
            yield "judgement", judgement
        case RoleIs(role, how) if how != "unknown":
            yield "holder", role
        case FieldIs(name):
            if _silent_at_trigger(protocol, rule, name):
                yield "field", name
        case InOfficeHours():
            yield "field", "occurred_at"


def _settled_by_silence(condition: Condition) -> tuple[str, str] | None:
    """What makes a condition true when nobody says it."""
    match condition:
        case RoleIs(role, "unknown"):
            return "holder", role
        case Unreported(fact):
            return "fact", fact
    return None


def _silent_at_trigger(protocol: Protocol, rule: Rule, name: str) -> bool:
    if not isinstance(rule.trigger, OnEvent):
        return True
    kinds = {kind for pattern in rule.trigger.patterns for kind in pattern.kinds}
    return any(_may_be_silent(protocol.vocabulary.events[kind], name) for kind in kinds)


def _while_another_holds(
    protocol: Protocol, rule: Rule, condition: Condition
) -> Iterator[tuple[str, str]]:
    """Of a state that stands by itself nobody asks before something in the log shows that one of
    its conditions holds, and that one may tell the rest."""
    if isinstance(condition, AnyOf):
        for part in condition.parts:
            yield from _while_another_holds(protocol, rule, part)
    if not isinstance(condition, AllOf):
        return
    for part in condition.parts:
        others = [other for other in condition.parts if other is not part and _from_log(other)]
        told = [held(protocol.vocabulary, other) for other in others]
        for sort, name in _unknowable(protocol, rule, part):
            key = f":{name}" if sort == "holder" else name
            if any(key not in known for known in told):
                yield sort, name


def _from_log(condition: Condition) -> bool:
    """Whether an event can show that a condition holds; readings and silence are no news."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(map(_from_log, parts))
        case Not(part) | Previously(part) | Lasted(part):
            return _from_log(part)
        case RoleIs(_, "unknown"):
            return False
    return not isinstance(condition, ReadingIs | Unreported | DutyIs | RungReached | InOfficeHours)


# --- what is known anyway -------------------------------------------------------------------


def silence(vocabulary: Vocabulary) -> Known:
    """The facts that are known when nobody says anything, by themselves or by definition."""
    facts = vocabulary.facts.values()
    declared = {fact.name: fact.no_report for fact in facts if fact.no_report is not None}
    return with_definitions(vocabulary, declared)


def told_by_trigger(vocabulary: Vocabulary, rule: Rule) -> Known:
    """The facts that are known whenever the rule is triggered, from what triggers it."""
    match rule.trigger:
        case OnEvent(patterns):
            told = [_effects(vocabulary.events[k], p) for p in patterns for k in p.kinds]
            known = reduce(_in_both, told) if told else {}
        case OnBegin(condition) | OnLasted(condition):
            known = held(vocabulary, condition)
        case OnEnd(condition):
            known = dict.fromkeys(_asked_at_the_end(condition))
        case _:
            return {}
    return with_definitions(vocabulary, known)


def _asked_at_the_end(condition: Condition) -> Iterator[str]:
    """The facts that a condition asks about which ended. What followed from them may be open."""
    match condition:
        case AllOf(parts):
            for part in parts:
                yield from _asked_at_the_end(part)
        case FactIs(fact):
            yield fact


def _in_both(one: Known, two: Known) -> Known:
    return {name: one[name] if one[name] == two[name] else None for name in one if name in two}


def _effects(kind: EventKind, pattern: EventPattern) -> Known:
    asked = {name: test.values[0] for name, test in pattern.tests if _exactly(test.op, test.values)}
    known: dict[str, Value | None] = {}
    for effect in kind.facts:
        value, source = effect.value, effect.value_from
        if effect.fact is None or effect.tests:
            continue
        if value is not None:
            known[effect.fact] = value
        elif source is not None and (source in asked or not _may_be_silent(kind, source)):
            known[effect.fact] = asked.get(source)
    for given in kind.roles:
        role = given.role or asked.get(given.role_from or "")
        if role is not None:
            known[f":{role}"] = given.worker_from is not None
    return known


def _exactly(op: str, values: Sequence[Value]) -> bool:
    return op == "is" and len(values) == 1


def held(vocabulary: Vocabulary, condition: Condition) -> Known:
    """The facts that are known while a condition holds."""
    known: Known = {}
    match condition:
        case AllOf(parts):
            known = {n: value for part in parts for n, value in held(vocabulary, part).items()}
        case AnyOf(parts):
            known = reduce(_in_both, (held(vocabulary, part) for part in parts))
        case FactIs(fact, test):
            known = {fact: test.values[0] if _exactly(test.op, test.values) else None}
        case RoleIs(role, how) if how != "unknown":
            known = {f":{role}": how == "held"}
    return with_definitions(vocabulary, known)


def with_definitions(vocabulary: Vocabulary, known: Known) -> Known:
    """The facts, and those that definitions make of them."""
    facts = dict(known)
    for _ in vocabulary.definitions:
        defined = (
            ((d.fact, d.value) if d.fact is not None else (f":{d.vacant}", False), d.condition)
            for d in vocabulary.definitions
        )
        new = {
            name: value
            for (name, value), condition in defined
            if name not in facts and _holds(condition, facts)
        }
        if not new:
            break
        facts |= new
    return facts


def _holds(condition: Condition, facts: Known) -> bool:
    match condition:
        case AllOf(parts):
            return all(_holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, facts) for part in parts)
        case FactIs(fact, test):
            return test.op == "is" and facts.get(fact) in test.values
        case RoleIs(role, how) if f":{role}" in facts:
            return how == ("held" if facts[f":{role}"] else "vacant")
    return False
