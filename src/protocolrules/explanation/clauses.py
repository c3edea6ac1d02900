"""What sets a rule off, and its conditions, in plain words: from the rule file, not from a case."""

from __future__ import annotations

from collections.abc import Iterable

from protocolrules.document import (
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
    Trigger,
)
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    DutyIs,
    EventPattern,
    FactIs,
    FieldIs,
    Happened,
    InOfficeHours,
    Judged,
    Lasted,
    Not,
    Previously,
    ReadingIs,
    ReadingRef,
    RoleIs,
    RungReached,
    Test,
    Unreported,
    Value,
)
from protocolrules.periods import Period
from protocolrules.words import Words, listed

_ROLE_IS = {"held": "somebody is {}", "vacant": "nobody is {}", "unknown": "who is {} is unknown"}
_MET = {"met": "is met", "unmet": "turns out unmet"}


def set_off_by(words: Words, rule: Rule) -> str:
    """What sets the rule off, with its conditions."""
    if isinstance(rule.trigger, Standing):
        said = "stands" if rule.while_ or rule.unless else "always stands"
    else:
        said = f"is set off by {_trigger(words, rule.trigger)}"
    if rule.condition is not None:
        said += f", if {condition(words, rule.condition)}"
    if rule.while_ is not None:
        said += f", while {condition(words, rule.while_)}"
    if rule.unless is not None:
        said += f", unless {condition(words, rule.unless)}"
    return said


def _trigger(words: Words, trigger: Trigger) -> str:
    match trigger:
        case OnEvent(patterns, first):
            which = "the first event" if first else "an event"
            return f"{which} {listed((pattern(words, p) for p in patterns), 'or')}"
        case OnBegin(part):
            return f"the beginning of this: {condition(words, part)}"
        case OnEnd(part):
            return f"the end of this: {condition(words, part)}"
        case OnRise(fact):
            return f"a rise of {words.fact(fact)}"
        case OnLasted(part, at_least):
            return f"{condition(words, part)}, for at least {_period(at_least)}"
        case OnDuty(rule, outcome):
            return f"the duty {rule}, when it {_MET[outcome]}"
        case OnEdition():
            return "the start of the edition"
        case OfOccasion(kinds, tests):
            return f"{listed(map(words.occasion, kinds), 'or')}{_tests(words, tests)}"
    return "a trigger"


def condition(words: Words, c: Condition) -> str:
    """A condition as a person would say it."""
    match c:
        case AllOf(parts):
            return listed(condition(words, part) for part in parts)
        case AnyOf(parts):
            return listed((condition(words, part) for part in parts), "or")
        case Not(part):
            return f"not ({condition(words, part)})"
        case FactIs(fact, test):
            return f"{words.fact(fact)}: {_test(words, test)}"
        case Previously(part, within):
            recent = f" in the last {_period(within)}" if within else ""
            return f"at some time before{recent} ({condition(words, part)})"
        case Lasted(part, at_least):
            return f"{condition(words, part)}, for at least {_period(at_least)}"
        case Happened(event, since, within):
            recent = f" in the last {_period(within)}" if within else ""
            after = " since then" if since == "trigger" else recent
            return f"there was an event {pattern(words, event)}{after}"
    return _small(words, c)


def _small(words: Words, c: Condition) -> str:
    match c:
        case FieldIs(name, test):
            return f"its {words.said(name)} is {_test(words, test)}"
        case RoleIs(role, how):
            return _ROLE_IS[how].format(words.role(role))
        case Unreported(fact):
            return f"nobody has reported: {words.fact(fact)}"
        case Judged(judgement):
            return f"it is judged that {words.judgement(judgement)}"
        case InOfficeHours():
            return "it came in office hours"
        case RungReached(ladder, rung):
            return f"{ladder} has reached rung {rung}"
        case DutyIs(rule, states):
            return f"the duty {rule} is {listed((s.replace('_', ' ') for s in states), 'or')}"
        case ReadingIs(reading, values):
            return f"the reading {reading} is {listed(values, 'or')}"
    return "a condition"


def pattern(words: Words, event: EventPattern) -> str:
    """An event as a rule describes it, in quotation marks."""
    said = listed((f'"{words.event(kind)}"' for kind in event.kinds), "or")
    about = f" about {listed(map(words.occasion, event.occasion), 'or')}" if event.occasion else ""
    return f"{said}{about}{_tests(words, event.tests)}"


def _tests(words: Words, tests: Iterable[tuple[str, Test]]) -> str:
    said = [f"{words.said(name).replace('_', ' ')}: {_test(words, test)}" for name, test in tests]
    return f" ({', '.join(said)})" if said else ""


def _test(words: Words, test: Test) -> str:
    values = listed((_value(words, value) for value in test.values), "or")
    return values if test.op == "is" else f"{test.op.replace('_', ' ')} {values}"


def _value(words: Words, value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return listed(words.said(part) for part in sorted(value))
    return words.said(str(value))


def _period(period: Period | ReadingRef) -> str:
    return f"the reading {period.name}" if isinstance(period, ReadingRef) else str(period)
