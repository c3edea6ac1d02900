"""Whether what a rule gives can come to an end, as far as the rule file says."""

from __future__ import annotations

from collections.abc import Iterator

from protocolrules.document import (
    Assignments,
    Duty,
    OfOccasion,
    OnEdition,
    OnEvent,
    Protocol,
    Rule,
    Standing,
)
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    FactIs,
    FieldIs,
    Happened,
    InOfficeHours,
    Not,
    Previously,
    ReadingIs,
    RungReached,
    Unreported,
)
from protocolrules.scenarios.branches.knowing import Known, told_by_trigger
from protocolrules.timing import AtIt
from protocolrules.vocabulary import EventKind

_RISES = ("at_least", "more_than")
_FALLS = ("at_most", "under")


def can_turn(protocol: Protocol, condition: Condition, to: bool) -> bool:
    """Whether a condition can turn true, or false, as time goes on. What an event says stays as
    it is, what has happened has happened, and nobody grows younger."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(can_turn(protocol, part, to) for part in parts)
        case Not(part):
            return can_turn(protocol, part, not to)
        case FieldIs() | InOfficeHours() | ReadingIs():
            return False
        case Happened(within=within) | Previously(within=within):
            return to or within is not None
        case RungReached():
            return to
        case Unreported():
            return not to
        case FactIs(fact, test):
            declared = protocol.vocabulary.facts.get(fact)
            if declared is not None and declared.type == "age":
                return test.op not in (_FALLS if to else _RISES)
    return True


def can_end(protocol: Protocol, rule: Rule) -> bool:
    """Whether the state that the rule lives in can end."""
    if rule.until:
        return True
    if isinstance(rule.trigger, Standing) and protocol.edition.until is not None:
        return True
    if judged_when_held(protocol, rule):
        return False
    by_state = rule.while_ is not None and can_turn(protocol, rule.while_, False)
    return by_state or (rule.unless is not None and can_turn(protocol, rule.unless, True))


def judged_when_held(protocol: Protocol, rule: Rule) -> bool:
    """Whether it is only judged when an occasion is held: nothing of it lasts."""
    if not isinstance(rule.trigger, OfOccasion):
        return False
    ahead = isinstance(rule.effect, Duty) and not isinstance(rule.effect.timing, AtIt)
    lasting = any(protocol.vocabulary.occasions[kind].lasting for kind in rule.trigger.kinds)
    return not lasting and not ahead


def assignment_can_end(protocol: Protocol, rule: Rule) -> bool:
    """Where the text names no end, another of that scope or the closing of the case ends it."""
    assert isinstance(rule.effect, Assignments)
    bounded = isinstance(rule.trigger, Standing) or rule.while_ or rule.until or rule.unless
    return can_end(protocol, rule) if bounded else True


def can_be_cancelled(protocol: Protocol, rule: Rule, kinds: tuple[str, ...]) -> bool:
    """Whether an occasion of these kinds can be cancelled after the rule has arisen for it: what
    the rule asks of it has to be known from its planning."""
    tests = rule.trigger.tests if isinstance(rule.trigger, OfOccasion) else ()
    planned = [set(kind.fields) for kind in _of_occasions(protocol, kinds, "plans")]
    told = any({name for name, _ in tests} <= fields for fields in planned)
    return told and any(True for _ in _of_occasions(protocol, kinds, "cancels"))


def _of_occasions(protocol: Protocol, kinds: tuple[str, ...], does: str) -> Iterator[EventKind]:
    for kind in protocol.vocabulary.events.values():
        effect = kind.occasion
        if effect is not None and effect.does == does and (effect.kind or kinds[0]) in kinds:
            yield kind


def can_be_tried_in_vain(protocol: Protocol, rule: Rule) -> bool:
    """Whether something can come near the rule without setting it off, by another way than its
    `unless`."""
    if can_be_held_back(protocol, rule):
        return True
    match rule.trigger:
        case Standing():
            return rule.while_ is not None
        case OnEvent(patterns):
            return any(pattern.tests or pattern.occasion for pattern in patterns)
        case OfOccasion(_, tests):
            return bool(tests)
        case OnEdition():
            return False
    return True


def can_be_held_back(protocol: Protocol, rule: Rule) -> bool:
    """Whether its `if`, or its `while` beside a trigger, can be false when it is triggered."""
    parts = [rule.condition]
    parts += [] if isinstance(rule.trigger, Standing) else [rule.while_]
    known = told_by_trigger(protocol.vocabulary, rule)
    at_once = isinstance(rule.trigger, OnEvent)
    return any(False in _answers(part, known, at_once) for part in parts if part is not None)


def _answers(condition: Condition, known: Known, at_once: bool) -> set[bool]:
    """What a condition can be when the rule is triggered (`at_once`: and judged then)."""
    match condition:
        case Not(part):
            return {not answer for answer in _answers(part, known, at_once)}
        case AllOf(parts) | AnyOf(parts):
            every = [_answers(part, known, at_once) for part in parts]
            decides = isinstance(condition, AnyOf)
            found = {decides} if any(decides in answers for answers in every) else set()
            return found | ({not decides} if all((not decides) in a for a in every) else set())
        case Happened(since="trigger") if at_once:
            return {False}
        case FactIs(fact, test) if test.op == "is" and known.get(fact) is not None:
            return {known[fact] in test.values}
    return {True, False}
