"""Strategies: tests, patterns and values, harsher than any protocol has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from laws.samples import protocol
from protocolrules.engine.days import instant
from protocolrules.engine.log import Seen
from protocolrules.expressions import EventPattern, Test

DOCUMENT = protocol("people").document
KINDS = sorted(DOCUMENT.vocabulary.events)[:6]
ROLES = sorted(DOCUMENT.vocabulary.roles)
WHEN = datetime(2026, 1, 5, 10, tzinfo=UTC)

ODD = (*"5 true null NaN \\ ' { } [1] a,b é ?".split(), "", "5 ", 'a"b', "\0")
WORDS = ("a", "b", "c", *ODD, *ROLES[:4])
SCALE = ("low", "medium", "high")
SIZES = ("at_least", "more_than", "at_most", "under")
SETS = ("any", "all", "only", "none")

words = st.sampled_from(WORDS)
numbers = st.integers(-4, 6)
sets = st.lists(words, max_size=6, unique=True)
scalars = words | st.booleans() | numbers
several = sets.map(frozenset) | sets.map(tuple)

is_tests = st.lists(scalars, min_size=1, max_size=6).map(lambda v: Test("is", tuple(v)))
set_tests = st.builds(
    Test, st.sampled_from(SETS), st.lists(words, min_size=1, max_size=4).map(tuple)
)
size_tests = st.builds(Test, st.sampled_from(SIZES), numbers.map(lambda n: (n,)))
scale_tests = st.builds(Test, st.sampled_from(SIZES), st.sampled_from(SCALE).map(lambda w: (w,)))

FIELDS: dict[str, tuple[st.SearchStrategy[Test], st.SearchStrategy[Any]]] = {
    **{f"any {n}": (is_tests, scalars | several | st.just(WHEN)) for n in range(3)},
    **{f"set {n}": (is_tests | set_tests, several) for n in range(3)},
    **{f"size {n}": (is_tests | size_tests, st.booleans() | numbers) for n in range(2)},
}
"""By field: the tests that make sense of it, and its values."""

tests_of_fields = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda name: st.tuples(st.just(name), FIELDS[name][0])
)
occasions = st.sampled_from(("o", "p", "q"))
patterns = st.builds(
    EventPattern,
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True).map(tuple),
    st.lists(tests_of_fields, max_size=9).map(tuple),
    st.just(()) | st.lists(occasions, min_size=1, max_size=2, unique=True).map(tuple),
)
values_of_fields = st.fixed_dictionaries(
    {name: st.none() | values for name, (_, values) in FIELDS.items()}
)


def seen(kind: str, fields: dict[str, Any], occasion: str | None = None) -> Seen:
    return Seen("e1", kind, instant(WHEN), WHEN, None, fields, occasion)


events = st.builds(seen, st.sampled_from(KINDS), values_of_fields, st.none() | occasions)


def crowd(kind: str, size: int) -> Sequence[EventPattern]:
    """Many different patterns, all of which match `everything`."""
    return [
        EventPattern((kind,), (("set 0", Test("is", ("a", f"w{n}"))), ("size 0", _at_least(-n))))
        for n in range(size)
    ]


def _at_least(number: int) -> Test:
    return Test("at_least", (number,))


def everything(kind: str) -> Seen:
    return seen(kind, {"set 0": frozenset(("a", "b", "c")), "size 0": 1})
