"""Who does something, or for whom, as the rule file has it."""

from __future__ import annotations

from protocolrules.document import NOT_SET, Who, WhoCase
from protocolrules.phrases.conditions import condition
from protocolrules.phrases.terms import Terms, by_reading
from protocolrules.results import WhoNow
from protocolrules.words import listed

_NOT_NAMED = ("not named", "not_named")


def who(terms: Terms, people: Who, kinds: tuple[str, ...] = ()) -> str:
    """Holders or recipients. `kinds` are those of the event that can decide who it is."""
    delegate = " (or a delegate)" if people.or_delegate else ""
    if people.cases:
        return "; ".join(_case(terms, case, kinds) for case in people.cases) + delegate
    if people.reading is not None:
        return _read(terms, people.reading) + delegate
    titles = [terms.words.role(role) for role in people.roles]
    match people.how:
        case "each" if len(titles) > 1:
            return f"{listed(titles)}, each of them{delegate}"
        case "in_this_order" if len(titles) > 1:
            return ", or failing that ".join(titles) + delegate
    # The other shapes are said of a case in the same words.
    now = WhoNow(how=people.how, roles=people.roles, now=people.roles)
    return terms.words.who(now) + delegate


def _case(terms: Terms, case: WhoCase, kinds: tuple[str, ...]) -> str:
    people = who(terms, case.who, kinds)
    if case.when is None:
        return f"otherwise {people}"
    return f"{people}, if {condition(terms, case.when, kinds)}"


def _read(terms: Terms, reading: str) -> str:
    means = terms.means(reading)
    if means == NOT_SET:
        return f"somebody to be decided locally ({by_reading(reading)})"
    if means in _NOT_NAMED:
        return f"{terms.words.who(WhoNow(how='not_named'))} ({by_reading(reading)})"
    return f"{terms.words.role(means)} ({by_reading(reading)})" if means else by_reading(reading)
