"""The watchdog notices what it is there for, and goes on afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fuzzing.inputs import Input
from fuzzing.watch import Watch


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    with Watch("fuzzing.misbehaving:TRIED", seconds=0.2, memory=100_000_000) as watch:
        yield watch


@pytest.mark.parametrize(
    ("sort", "fault"),
    [
        ("raises", "raises: KeyError fuzzing/misbehaving.py _raises"),
        ("never ends", "never ends: _HangError fuzzing/misbehaving.py _never_ends"),
        ("in one call", "in one call: _HangError"),
        ("grows", "grows: MemoryError fuzzing/misbehaving.py _grows"),
        ("dies", "dies: the process died"),
    ],
)
def test_what_goes_wrong_is_named_and_the_next_input_is_tried(
    sort: str, fault: str, watch: Watch
) -> None:
    told = watch.attempt(Input(sort, words=("secret",)))
    assert told.outcome == "fault"
    assert told.fault is not None and told.fault.startswith(fault)
    assert "secret" not in told.fault
    assert watch.attempt(Input("well", b"x")).outcome == "taken"


def test_what_takes_a_while_is_slow_and_no_fault(watch: Watch) -> None:
    told = watch.attempt(Input("takes a while"))
    assert (told.outcome, told.fault) == ("slow", None)
    assert told.seconds >= 0.4


def test_a_table_that_is_not_there_is_no_finding() -> None:
    with Watch("fuzzing.misbehaving:NOTHING") as watch, pytest.raises(RuntimeError, match="start"):
        watch.attempt(Input("well"))
