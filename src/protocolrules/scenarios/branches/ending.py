"""Whether what a rule gives can come to an end, as far as the rule file says."""

from __future__ import annotations

from protocolrules.document import (
    Assignments,
    Duty,
    OfOccasion,
    OnBegin,
    OnEdition,
    OnEvent,
    OnLasted,
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
from protocolrules.timing import AtIt

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


def can_be_cancelled(protocol: Protocol, kinds: tuple[str, ...]) -> bool:
    """Whether an event can cancel an occasion of these kinds."""
    cancels = [
        kind.occasion
        for kind in protocol.vocabulary.events.values()
        if kind.occasion is not None and kind.occasion.does == "cancels"
    ]
    return any(effect.kind is None or effect.kind in kinds for effect in cancels)


def can_be_tried_in_vain(rule: Rule) -> bool:
    """Whether something can come near the rule without setting it off, by another way than its
    `unless`."""
    if rule.condition is not None:
        return True
    match rule.trigger:
        case Standing():
            return rule.while_ is not None
        case _ if rule.while_ is not None:
            return True
        case OnEvent(patterns):
            return any(pattern.tests or pattern.occasion for pattern in patterns)
        case OfOccasion(_, tests):
            return bool(tests)
        case OnEdition():
            return False
        case OnBegin() | OnLasted():
            return True
    return True
