"""durable-rules compares as the library's own comparisons do."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durable_matching.comparisons import (
    DOCUMENT,
    KINDS,
    ROLES,
    SCALE,
    crowd,
    events,
    everything,
    is_tests,
    numbers,
    patterns,
    scalars,
    scale_tests,
    seen,
    set_tests,
    several,
    size_tests,
)
from durable_matching.installed import needs_durable
from laws.asking import examples
from protocolrules.durable import Durable
from protocolrules.engine.comparing import Native
from protocolrules.engine.log import Seen
from protocolrules.expressions import THE_HOLDER, EventPattern, Test

pytestmark = needs_durable
NATIVE = Native(DOCUMENT.vocabulary)


@pytest.fixture(scope="module")
def durable() -> Iterator[Durable]:
    """It keeps no answer, so that each question reaches durable-rules."""
    made = Durable(DOCUMENT, remembered=0)
    yield made
    made.close()


@examples(1)
@given(like=st.lists(patterns, min_size=1, max_size=8), log=st.lists(events, max_size=8))
def test_patterns(like: list[EventPattern], log: list[Seen]) -> None:
    durable = Durable(DOCUMENT, remembered=0)
    natively, by_durable = ([m.pattern(p) for p in like] for m in (NATIVE, durable))
    for s in log:
        assert [m(s) for m in by_durable] == [m(s) for m in natively]
    durable.close()


@pytest.mark.parametrize(
    ("tests", "values"),
    [
        (is_tests, scalars | several),
        (set_tests, several),
        (size_tests, numbers | st.booleans()),
        (scale_tests, st.sampled_from(SCALE)),
    ],
    ids=["is", "sets", "sizes", "scale"],
)
@examples(1)
@given(data=st.data())
def test_values(tests: Any, values: Any, data: st.DataObject) -> None:
    durable = Durable(DOCUMENT, remembered=0)
    asked = data.draw(st.lists(tests, min_size=1, max_size=6))
    of = "field" if tests is not scale_tests else "scale"
    pairs = [(m.value(of, t, SCALE) for m in (NATIVE, durable)) for t in asked]
    pairs += [(m.field(t) for m in (NATIVE, durable)) for t in asked if tests is not scale_tests]
    for natively, by_durable in pairs:
        for value in [None, *data.draw(st.lists(values, max_size=6))]:
            assert by_durable(value) is natively(value)
    durable.close()


@examples(1)
@given(
    held=st.lists(st.sampled_from([*ROLES, "delegate"]), max_size=3).map(tuple),
    values=st.lists(st.none() | st.sampled_from(ROLES) | st.frozensets(st.sampled_from(ROLES))),
)
def test_placeholders(durable: Durable, held: tuple[str, ...], values: list[Any]) -> None:
    stands_for, by = {THE_HOLDER: held}, Test("is", (THE_HOLDER, "somebody"))
    pattern = EventPattern(tuple(KINDS[:2]), (("by", by), ("to", Test("is", ("a",)))))
    pairs = [
        (NATIVE.field(by, stands_for), durable.field(by, stands_for)),
        (NATIVE.field(by), durable.field(by)),
    ]
    for natively, by_durable in pairs:
        assert [by_durable(v) for v in values] == [natively(v) for v in values]
    logs = [seen(KINDS[0], {"by": v, "to": to}) for v in values for to in (None, "a", "b")]
    one, other = (m.pattern(pattern, stands_for) for m in (NATIVE, durable))
    assert [other(s) for s in logs] == [one(s) for s in logs]


@pytest.mark.parametrize("size", [30, 70, 300])
def test_all_that_matches_one_event_is_found(size: int) -> None:
    durable = Durable(DOCUMENT, remembered=0)
    matchers = [durable.pattern(p) for p in crowd(KINDS[0], size)]
    assert [m(everything(KINDS[0])) for m in matchers] == [True] * size
    assert {m(everything(KINDS[1])) for m in matchers} == {False}
    assert {m(seen(KINDS[0], {})) for m in matchers} == {None}
    durable.close()


def test_nothing_of_an_event_stays_behind(durable: Durable) -> None:
    matchers = [durable.pattern(p) for p in crowd(KINDS[2], 20)]
    full, silent = everything(KINDS[2]), seen(KINDS[2], {"set 0": frozenset("z")})
    before = [m(silent) for m in matchers]
    for _ in range(50):
        assert {m(full) for m in matchers} == {True}
        assert [m(silent) for m in matchers] == before == [False] * 20


def test_answers_are_kept_of_so_many_events_only() -> None:
    durable = Durable(DOCUMENT, remembered=2)
    (matches,) = (durable.pattern(p) for p in crowd(KINDS[0], 1))
    for number in range(5):
        assert matches(seen(KINDS[0], {"set 0": frozenset("a"), "size 0": number}))
    assert durable.kept == 2
    durable.close()


def test_threads_can_share_it(durable: Durable) -> None:
    matchers = [durable.pattern(p) for p in crowd(KINDS[3], 10)]
    events = [everything(KINDS[3]), seen(KINDS[3], {}), seen(KINDS[3], {"size 0": -99})]
    wrong: list[object] = []

    def ask(s: Seen, answer: bool | None) -> None:
        for _ in range(200):
            wrong.extend(got for m in matchers if (got := m(s)) is not answer)

    threads = [
        Thread(target=ask, args=pair) for pair in zip(events, (True, None, False), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_comes_after_closing_is_answered_all_the_same() -> None:
    durable = Durable(DOCUMENT)
    (matches,) = (durable.pattern(p) for p in crowd(KINDS[0], 1))
    assert matches(everything(KINDS[0]))
    durable.close()
    durable.close()
    assert matches(everything(KINDS[0]))
    durable.close()


def test_a_rule_added_later_is_asked_too(durable: Durable) -> None:
    late = EventPattern((KINDS[4],), (("any 0", Test("is", ("late",))),))
    sets = durable.sets
    assert durable.pattern(EventPattern((KINDS[4],)))(seen(KINDS[4], {}))
    matches = durable.pattern(late)
    assert matches(seen(KINDS[4], {"any 0": "late"}))
    assert durable.sets >= sets
