"""Values worth trying: those that rules ask for, those beside them, and the lengths of periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from protocolrules.expressions import THE_HOLDER, THE_RECIPIENT, Test
from protocolrules.periods import Period, Unit
from protocolrules.vocabulary import FactDecl, FieldDecl

Json = Any
SEVERAL = ("choices", "roles", "services")
_DAYS = {
    Unit.DAYS: 1.0,
    Unit.WORKING_DAYS: 1.4,
    Unit.WEEKS: 7.0,
    Unit.MONTHS: 30.5,
    Unit.YEARS: 365.25,
    Unit.HOURS: 1 / 24,
    Unit.WORKING_HOURS: 1 / 8,
    Unit.MINUTES: 1 / 1440,
}


def length(period: Period) -> timedelta:
    """About how long a period is."""
    days = period.count * _DAYS[period.unit]
    return timedelta(days=round(days)) if days >= 1 else timedelta(days=days)


def passing(test: Test, roles: list[str], recipients: Sequence[str] = ()) -> Iterator[Json]:
    """Field values that pass the test; `roles` may stand for the holder, first those that do."""
    for value in test.values:
        if value == THE_RECIPIENT:
            yield from dict.fromkeys((*recipients, *roles))
        elif value == THE_HOLDER:
            yield from roles
            yield "delegate"
        elif not isinstance(value, frozenset):
            yield value
    if test.op in ("all", "only"):
        yield sorted(str(value) for value in test.values)


def for_test(test: Test | None, declared: FactDecl | None) -> tuple[Json, ...]:
    """Values of a fact, those that the test asks for first."""
    if declared is None or declared.type == "yes_no":
        wanted = test.values if test is not None else (True,)
        return tuple(dict.fromkeys((*wanted, True, False)))
    if declared.type == "set":
        wanted = test.values if test is not None else ()
        return (sorted(str(value) for value in wanted), [], list(declared.choices))
    if declared.type in ("number", "age"):
        limits = [value for value in (test.values if test else (16,)) if isinstance(value, int)]
        near = [limit + more for limit in limits for more in (_side(test), 0, -1, 1)]
        return tuple(dict.fromkeys(value for value in near if 0 <= value <= 30))
    wanted = test.values if test is not None else ()
    words = [value for value in wanted if value in declared.choices]
    return tuple(dict.fromkeys((*words, *declared.choices)))


def with_another(values: tuple[Json, ...], declared: FieldDecl) -> tuple[Json, ...]:
    """The values that conditions ask for, and one that they do not."""
    others = [choice for choice in declared.choices if choice not in values][:1]
    every = (*values, *others)
    return tuple([v] for v in every) if declared.type in SEVERAL else every


def both(values: Iterable[Json]) -> Iterator[Json]:
    """The values, and for yes or no the other one too."""
    for value in values:
        yield value
        if isinstance(value, bool):
            yield not value


def values_of(declared: FactDecl | None) -> tuple[Json, ...]:
    """Values that a fact can have; None: a status, which is so or not."""
    return for_test(None, declared)


def _side(test: Test | None) -> int:
    return {"more_than": 1, "under": -1}.get(test.op, 0) if test is not None else 0
