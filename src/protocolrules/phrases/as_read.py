"""Conditions under the readings that a file takes: branches of other readings fall away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from protocolrules.document import NOT_SET, OnBegin, OnEnd, Reading, Rule, Trigger, Who
from protocolrules.expressions import AllOf, AnyOf, Condition, Not, ReadingIs

Readings = Mapping[str, Reading]


def as_read(c: Condition, readings: Readings) -> Condition | bool:
    """The condition that is left, or whether it holds when readings alone decide it.

    A reading that is not set decides nothing: what asks about it stays.
    """
    match c:
        case ReadingIs(name, values):
            means = readings[name].means if name in readings else NOT_SET
            return c if means == NOT_SET else means in values
        case AllOf(parts):
            return _joined(parts, readings, decides=False)
        case AnyOf(parts):
            return _joined(parts, readings, decides=True)
        case Not(part):
            left = as_read(part, readings)
            return not left if isinstance(left, bool) else Not(left)
    return c


def _joined(parts: tuple[Condition, ...], readings: Readings, decides: bool) -> Condition | bool:
    """The parts that are left. One that is `decides` decides for all; the opposite drops out."""
    left: list[Condition] = []
    for each in (as_read(part, readings) for part in parts):
        if each is decides:
            return decides
        if not isinstance(each, bool):
            left.append(each)
    if len(left) < 2:
        return left[0] if left else not decides
    return AnyOf(tuple(left)) if decides else AllOf(tuple(left))


def rule_as_read(rule: Rule, readings: Readings) -> Rule | None:
    """The rule with what its readings leave of its conditions; None where they rule it out."""
    condition = _left(rule.condition, readings)
    while_ = _left(rule.while_, readings)
    unless = _left(rule.unless, readings)
    trigger = _trigger(rule.trigger, readings)
    if condition is False or while_ is False or unless is True or trigger is None:
        return None
    return replace(
        rule,
        trigger=trigger,
        condition=None if isinstance(condition, bool) else condition,
        while_=None if isinstance(while_, bool) else while_,
        unless=None if isinstance(unless, bool) else unless,
    )


def who_as_read(who: Who, readings: Readings) -> Who:
    """The holders with the cases that the readings leave, and the holders within those."""
    cases = []
    for case in who.cases:
        when = _left(case.when, readings)
        if when is False:
            continue
        settled = case.when is not None and when is True
        held = who_as_read(case.who, readings)
        cases.append(replace(case, when=None if isinstance(when, bool) else when, who=held))
        if settled:
            break
    if len(cases) == 1 and cases[0].when is None:
        return replace(cases[0].who, or_delegate=who.or_delegate or cases[0].who.or_delegate)
    return replace(who, cases=tuple(cases))


def _left(c: Condition | None, readings: Readings) -> Condition | bool | None:
    return None if c is None else as_read(c, readings)


def _trigger(trigger: Trigger, readings: Readings) -> Trigger | None:
    if not isinstance(trigger, OnBegin | OnEnd):
        return trigger
    left = as_read(trigger.condition, readings)
    if isinstance(left, bool):
        return trigger if left else None
    return replace(trigger, condition=left)
