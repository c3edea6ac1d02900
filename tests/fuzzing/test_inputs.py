"""Some inputs of each sort in every run of the tests; `tools/fuzz_input.py` tries many more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fuzzing import making, promises, trying
from fuzzing.inputs import SECRET, Input
from fuzzing.lines import MAKERS
from fuzzing.watch import Watch
from tools import fuzz_input

FEW = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    with Watch("fuzzing.trying:TRIED") as watch:
        yield watch


def test_each_sort_is_made_and_tried() -> None:
    assert set(MAKERS) == set(trying.TRIED)


@pytest.mark.parametrize("sort", MAKERS)
@FEW
@given(chance=st.randoms(use_true_random=False))
def test_every_input_is_taken_or_refused_in_plain_words(
    sort: str, chance: Random, watch: Watch
) -> None:
    made = MAKERS[sort](chance)
    assert made.sort == sort
    told = watch.attempt(made)
    assert told.fault is None, (told.more, made.data[:2_000], made.words, made.plain)


@pytest.mark.parametrize("sort", MAKERS)
def test_the_same_number_makes_the_same_input(sort: str) -> None:
    one, two, other = (fuzz_input.made(3, sort, number) for number in (5, 5, 6))
    assert repr(one) == repr(two)
    assert repr(one) != repr(other)


def test_a_run_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz_input, "AT_ONCE", 3)
    monkeypatch.setattr(fuzz_input, "TRIED", "fuzzing.misbehaving:TRIED")
    monkeypatch.setitem(MAKERS, "well", lambda _: Input("well", b"x"))
    state = tmp_path / "state.json"
    line = ["--minutes", "0", "--state", str(state), "--only", "well", "--seed", "2"]
    for _ in range(2):
        assert fuzz_input.main(line) == 0
    assert json.loads(state.read_text("utf-8"))["sorts"]["well"]["tried"] == 6
    assert "well: 6 tried (6 taken)" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="belongs to the seed 2"):
        fuzz_input.main([*line[:-1], "3"])


def test_a_fault_is_kept_and_its_input_made_shorter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz_input, "AT_ONCE", 1)
    monkeypatch.setattr(fuzz_input, "TRIED", "fuzzing.misbehaving:TRIED")
    monkeypatch.setitem(MAKERS, "dies", lambda _: Input("dies", b"x" * 50))
    state = tmp_path / "state.json"
    line = ["--minutes", "0", "--state", str(state), "--only", "dies"]
    assert fuzz_input.main(line) == 1
    assert "1 different faults" in capsys.readouterr().out
    assert fuzz_input.main(["--only", "dies", "--number", "0"]) == 1
    assert "data: b''" in capsys.readouterr().out


@pytest.mark.parametrize("text", [SECRET, f"x{SECRET[2:9]}", SECRET.upper()])
def test_a_part_of_the_secret_is_noticed(text: str) -> None:
    with pytest.raises(promises.Broken, match="value of an event"):
        promises.no_secret(f"line 1, event e1: to is not one of its choices: {text}")


def test_the_secret_gets_into_events() -> None:
    made = [making.event(Random(number)).data for number in range(200)]
    assert sum(SECRET.encode() in data for data in made) > 20
