"""Conditions and events as a person would say them: from the rule file, not from a case."""

from __future__ import annotations

from collections.abc import Iterable

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
)
from protocolrules.periods import Period
from protocolrules.phrases.terms import Terms, by_reading, fact_test, field_test, plain
from protocolrules.words import listed

_ROLE_IS = {
    "held": "somebody holds the role of {}",
    "vacant": "nobody holds the role of {}",
    "unknown": "nobody has said who is {}",
}
_OCCASION = {
    "plans": "planned",
    "moves": "moved",
    "begins": "begun",
    "holds": "held",
    "cancels": "cancelled",
}


def condition(terms: Terms, c: Condition, kinds: tuple[str, ...] = ()) -> str:
    """A condition. `kinds` are those of the event whose fields it can ask about."""
    match c:
        case AllOf(parts):
            return listed(_part(terms, part, kinds) for part in parts)
        case AnyOf(parts):
            return listed((_part(terms, part, kinds) for part in parts), "or")
        case Not(part):
            return f"not ({condition(terms, part, kinds)})"
        case FactIs(fact, test):
            return fact_test(terms, fact, test)
        case FieldIs(name, test):
            return f"it says {field_test(terms, kinds, name, test)}"
        case Previously(part, within):
            return f"at some time before ({condition(terms, part, kinds)}){_recent(terms, within)}"
        case Lasted(part, at_least, added_up):
            return _part(terms, part, kinds) + lasting(terms, at_least, added_up)
        case Happened(event, since, within):
            after = " since then" if since == "trigger" else _recent(terms, within)
            return f"there was an event {pattern(terms, event)}{after}"
    return _small(terms, c)


def _part(terms: Terms, c: Condition, kinds: tuple[str, ...]) -> str:
    """A condition inside another one, in brackets where it has parts itself."""
    said = condition(terms, c, kinds)
    return f"({said})" if isinstance(c, AllOf | AnyOf) else said


def _recent(terms: Terms, within: Period | ReadingRef | None) -> str:
    return f", no longer ago than {terms.period(within)}" if within else ""


def lasting(terms: Terms, at_least: Period | ReadingRef, added_up: bool | ReadingRef) -> str:
    """For how long something has to have held, to come after it."""
    if isinstance(added_up, ReadingRef):
        added_up = terms.means(added_up.name) == "yes"
    return f", for at least {terms.period(at_least)}" + (
        ", all spells added up" if added_up else ""
    )


def _small(terms: Terms, c: Condition) -> str:
    match c:
        case RoleIs(role, how):
            return _ROLE_IS[how].format(terms.words.role(role))
        case Unreported(fact):
            return f"nobody has reported: {terms.words.fact(fact)}"
        case Judged(judgement):
            return f"it is judged that {terms.words.judgement(judgement)}"
        case InOfficeHours():
            return "it came in office hours"
        case RungReached(ladder, rung):
            return f"{ladder} has reached rung {rung}"
        case DutyIs(rule, states):
            return f"the duty {rule} is {listed(map(plain, states), 'or')}"
        case ReadingIs(reading, values):
            quoted = listed((f'"{each}"' for each in values), "or")
            return f"{by_reading(reading)} is {quoted}"
    raise ValueError(f"no words for {type(c).__name__}")


def pattern(terms: Terms, event: EventPattern) -> str:
    """An event as a rule describes it, in quotation marks."""
    said = _of_occasions(terms, event) or _of_kinds(terms, event)
    return said + tests(terms, event.kinds, event.tests)


def tests(terms: Terms, kinds: tuple[str, ...], every: tuple[tuple[str, Test], ...]) -> str:
    """What the fields of an event have to say, in brackets."""
    said = [field_test(terms, kinds, name, test) for name, test in every]
    return f" ({', '.join(said)})" if said else ""


def _of_kinds(terms: Terms, event: EventPattern) -> str:
    said = _either(terms.words.event(kind) for kind in event.kinds)
    about = listed(map(terms.words.occasion, event.occasion), "or")
    says_it_itself = len(event.kinds) == 1 and _own_occasion(terms, event.kinds[0])
    return f'"{said}" about {about}' if about and not says_it_itself else f'"{said}"'


def _of_occasions(terms: Terms, event: EventPattern) -> str:
    """`"core group held"`, where the kinds are no more than the ways to say that."""
    effects = [terms.words.vocabulary.events[kind].occasion for kind in event.kinds]
    says_it_itself = len(effects) == 1 and _own_occasion(terms, event.kinds[0])
    if not event.occasion or says_it_itself or None in effects:
        return ""
    done = _either(dict.fromkeys(_OCCASION[effect.does] for effect in effects if effect))
    return f'"{_either(map(terms.words.occasion, event.occasion))} {done}"'


def _own_occasion(terms: Terms, kind: str) -> str | None:
    """The occasion that events of a kind are always about, such as the release of `released`."""
    effect = terms.words.vocabulary.events[kind].occasion
    return effect.kind if effect else None


def _either(titles: Iterable[str]) -> str:
    # What stands in brackets after it is asked of each: "or" would leave that open.
    return " / ".join(titles)
