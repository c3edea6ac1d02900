"""Whether an assertion says whose turn it is, on whose side, or who it is in which case."""

from __future__ import annotations

from protocolrules.document import Effect, Protocol, Who
from protocolrules.results import WhoNow
from protocolrules.scenarios.branches.looks import Sight
from protocolrules.scenarios.branches.others import sides

_SAYS = {"to": ("to", "to_now"), "who": ("who", "now", "holder", "holders")}
_NOT_NAMED = ("not named", "not_named")


def in_turn(sight: Sight, side: str, role: str) -> bool:
    """Whether it says that it is the turn of this role, which is not the first anyway."""
    keys = ("to_now",) if side == "to" else ("now", "holder", "passed_over")
    people = sight.entry.to if side == "to" or sight.topic == "rung" else sight.entry.who
    return bool(sight.says.keys() & set(keys)) and people is not None and people.now == (role,)


def on_side(sight: Sight, _: str, role: str) -> bool:
    """Whether it is about the duty that this role has for itself."""
    return bool(sight.says.keys() & {"holder", "now", "who"}) and sight.entry.who.now == (role,)


def in_case(protocol: Protocol, effect: Effect, sight: Sight, side: str, number: int) -> bool:
    """Whether it says who it is, and that is who the case of that number names."""
    case = sides(effect)[side].cases[number - 1]
    if sight.topic == "assignment":
        kind, _, scope = side.partition(".")
        ours = (sight.entry.kind, sight.entry.scope) == (kind, scope)
        return ours and "role" in sight.says and sight.entry.role in _roles(protocol, case.who)
    if not sight.says.keys() & set(_SAYS[side]):
        return False
    people = sight.entry.to if side == "to" else sight.entry.who
    return isinstance(people, WhoNow) and _is(protocol, case.who, people)


def _is(protocol: Protocol, wanted: Who, people: WhoNow) -> bool:
    if wanted.cases:
        return any(_is(protocol, case.who, people) for case in wanted.cases)
    roles = _roles(protocol, wanted)
    if wanted.how == "each":
        return people.how == "each" and set(people.roles) <= set(roles)
    how = wanted.how if wanted.reading is None else "one" if roles else "not_named"
    return people.how == how and set(people.roles) == set(roles)


def _roles(protocol: Protocol, wanted: Who) -> tuple[str, ...]:
    if wanted.cases:
        return tuple(role for case in wanted.cases for role in _roles(protocol, case.who))
    if wanted.reading is None:
        return wanted.roles
    means = protocol.readings[wanted.reading].means
    return () if means in _NOT_NAMED else (means,)
