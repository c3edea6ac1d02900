"""By when something is to be done, how often, and from when that counts."""

from __future__ import annotations

from protocolrules.document import NOT_SET, Duty, OfOccasion, OnEvent, Rule
from protocolrules.expressions import ReadingRef
from protocolrules.periods import Period
from protocolrules.phrases.conditions import condition, pattern
from protocolrules.phrases.terms import Terms, by_reading, plain
from protocolrules.timing import (
    AnchorAt,
    AtIt,
    BeforeOccasion,
    Due,
    EndOfDay,
    EndOfWorkingDay,
    NextSitting,
    NoTime,
    NotSet,
    OnTheDay,
    Regime,
    ReviewDate,
    Timing,
    Within,
    parse_due,
)
from protocolrules.words import listed

NO_TIME_GIVEN = "no time given"
_ONCE = {1: "once", 2: "twice"}
_CALENDAR = {"3 months": "quarter", "6 months": "half-year"}
_FEW = 2


def by_when(terms: Terms, rule: Rule, duty: Duty) -> str:
    """When a duty is due, or that the text gives no time."""
    if duty.repeat:
        return ", then ".join(_regime(terms, regime) for regime in duty.repeat)
    if duty.broken_by is not None or duty.broken_while is not None:
        return "throughout"
    said = _timing(terms, rule, duty.timing)
    if duty.as_soon_as_possible:
        said = _no_later(said)
    return said + _counted_from(terms, duty)


def due(terms: Terms, when: Due | ReadingRef) -> str:
    """A due date that a rule gives, with the reading that it rests on."""
    if isinstance(when, ReadingRef):
        return _by_reading(terms, when.name)
    match when:
        case Within(period):
            return f"within {period}"
        case EndOfWorkingDay():
            return "by the end of the working day"
        case EndOfDay():
            return "by the end of the day"
        case NextSitting(court):
            return f"by the next sitting of {_court(terms, court)}"
        case ReviewDate():
            return "by the review date"
        case NotSet():
            return "a time to be decided locally"
        case NoTime():
            return NO_TIME_GIVEN


def _by_reading(terms: Terms, name: str) -> str:
    means = terms.means(name)
    if not means:
        return f"by {by_reading(name)}"
    said = due(terms, parse_due(means)) if means != NOT_SET else "a time to be decided locally"
    return f"{said} ({by_reading(name)})"


def _court(terms: Terms, name: str) -> str:
    return terms.courts[name].title if name in terms.courts else plain(name)


def _timing(terms: Terms, rule: Rule, timing: Timing) -> str:
    match timing:
        case AtIt():
            return _at(terms, rule)
        case BeforeOccasion(period, kinds):
            occasion = _occasion(terms, rule, kinds)
            if period is None:
                return f"before {occasion}"
            return f"{_at_least(terms, period)} before {occasion}"
        case OnTheDay(kinds):
            return f"on the day of {_occasion(terms, rule, kinds)}"
    return due(terms, timing)


def _at_least(terms: Terms, period: Period | ReadingRef) -> str:
    open_yet = isinstance(period, ReadingRef) and terms.means(period.name) == NOT_SET
    return terms.period(period) if open_yet else f"at least {terms.period(period)}"


def _at(terms: Terms, rule: Rule) -> str:
    if isinstance(rule.trigger, OnEvent):
        return "when it happens"
    return f"at {_occasion(terms, rule, ())}"


def _occasion(terms: Terms, rule: Rule, kinds: tuple[str, ...]) -> str:
    if not kinds and isinstance(rule.trigger, OfOccasion):
        # The trigger is said beside it: a long list need not come twice.
        kinds = rule.trigger.kinds if len(rule.trigger.kinds) <= _FEW else ()
    return listed((f"the {terms.words.occasion(kind)}" for kind in kinds), "or") or "it"


def _no_later(said: str) -> str:
    """As soon as possible, with the latest time where the text or a reading gives one."""
    if said.startswith(NO_TIME_GIVEN):
        return f"as soon as possible{said.removeprefix(NO_TIME_GIVEN)}"
    return f"as soon as possible, and {said}"


def _counted_from(terms: Terms, duty: Duty) -> str:
    after = f", counted from when {duty.after} is met" if duty.after else ""
    return after + (f", counted from {anchor(terms, duty.anchor)}" if duty.anchor else "")


def anchor(terms: Terms, at: AnchorAt) -> str:
    """What counting starts from where it is not the trigger."""
    if at.event is not None:
        return pattern(terms, at.event)
    if at.begins is not None:
        return f"the beginning of this: {condition(terms, at.begins)}"
    return f"the date in {plain(at.field or 'it')}"


def _regime(terms: Terms, regime: Regime) -> str:
    said = _how_often(terms, regime)
    if regime.first is not None:
        said += f", the first within {terms.period(regime.first)}"
    if regime.lasting is not None:
        said += f", for {terms.period(regime.lasting)}"
    return said


def _how_often(terms: Terms, regime: Regime) -> str:
    period = terms.period(regime.period) if regime.period else ""
    match regime.how:
        case "at_most_apart":
            return f"at most {period} apart"
        case "every":
            return f"every {period}"
        case "times_in":
            times = _ONCE.get(regime.times, f"{regime.times} times")
            return f"{times} in each {_CALENDAR.get(period, period.removeprefix('1 '))}"
        case "regularly":
            return "regularly (no interval given)"
