"""Histories: valid, shrinkable, and the same when they come back from a scenario file."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import protocolrules as pr
from laws.asking import examples
from laws.histories import histories
from laws.samples import NAMES, PATHS, protocol
from protocolrules import definition, testing
from protocolrules.diagnostics import FindingsError
from protocolrules.language import load_protocol
from protocolrules.scenarios import Evaluator, read_scenarios, run_file
from protocolrules.testing.dice import Dice
from protocolrules.testing.history import asked_at
from protocolrules.testing.random_protocols import rule_files
from protocolrules.testing.running import each_example
from protocolrules.testing.stories import Story
from protocolrules.testing.writing import say_time
from testing.samples import SOUND, loaded

EVALUATOR = Evaluator(definition.state, definition.consider)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenarios")


@pytest.mark.parametrize("name", NAMES)
@examples(0.3)
@given(data=st.data())
def test_a_history_comes_back_from_a_scenario_file(
    folder: Path, name: str, data: st.DataObject
) -> None:
    history = data.draw(histories(name))
    file = folder / "found.yaml"
    text = testing.scenario_file(history, protocol=str(PATHS[name].resolve()))
    file.write_text(text, "utf-8")
    read = read_scenarios(file)
    assert not read.faults()
    told = {event.event_id: event for event in read.scenarios[0].events}
    known = {event.event_id: event for event in history.events}
    for event_id, event in told.items():
        changed = event.kind in ("correction", "retraction")
        assert event == known[event_id] or (changed and known[event_id].authority is not None)
    assert all(event_id in told or f"left out: {event_id}," in text for event_id in known)
    if told == known:
        assert all(outcome.passed for outcome in run_file(read, EVALUATOR)), text
    for again in testing.read_histories(file, protocol(name)):
        assert (again.at, again.known_at) == (history.at, history.known_at)


def test_a_change_of_what_is_left_out_is_left_out(folder: Path) -> None:
    kind, recorded = {"case_id": "C-1", "kind": "retraction"}, "2025-11-0{}T12:00:00Z"
    written = [
        {"event_id": "e1", "case_id": "C-1", "kind": "charged", "occurred_at": recorded.format(3)},
        {**kind, "event_id": "e2", "withdraws": "e99", "recorded_at": recorded.format(4)},
        {**kind, "event_id": "e3", "withdraws": "e2", "recorded_at": recorded.format(5)},
        {**kind, "event_id": "e4", "withdraws": "e1", "recorded_at": recorded.format(6)},
    ]
    file = folder / "changes.yaml"
    (folder / "harbour.yaml").write_text(SOUND, "utf-8")
    history = asked_at(loaded(SOUND), written, date(2025, 11, 3), 0)
    file.write_text(testing.scenario_file(history, protocol="./harbour.yaml"), "utf-8")
    read = read_scenarios(file)
    assert not read.faults()
    assert [event.event_id for event in read.scenarios[0].events] == ["e1", "e4"]


def test_a_faulty_scenario_file_has_no_histories(folder: Path) -> None:
    file = folder / "faulty.yaml"
    file.write_text("protocol: enfield\nscenarios: {one: {title: x}}\n", "utf-8")
    with pytest.raises(ValueError, match="expects nothing"):
        list(testing.read_histories(file, protocol("enfield")))


def test_times_are_written_as_london_has_them() -> None:
    assert say_time(datetime(2026, 7, 1, 9, tzinfo=UTC)) == "2026-07-01 10:00"
    assert say_time(datetime(2025, 10, 26, 1, 30, tzinfo=UTC)) == "2025-10-26T01:30:00Z"
    assert say_time(datetime(2026, 1, 1, 9, 0, 5, tzinfo=UTC)) == "2026-01-01 09:00:05"


def test_histories_are_drawn_around_closures_of_the_file() -> None:
    closures = "closures: {2027-06-16: closed, 2027-06-30: closed}\nrules:"
    story = Story(loaded(SOUND.replace("rules:", closures, 1)), ["tell"], date(2025, 11, 3))
    # To a day off (6 of 8): a closure (1 of 2), on the day before, of or after it.
    before, after = ((0, 6 + 8 * (1 + 2 * side), 0, 0) for side in (0, 2))
    told = [event["occurred_at"][:10] for event in story.told([before, after, after])]
    assert told == ["2027-06-15", "2027-06-17", "2027-07-01"]


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match='no rule or ladder "tel"'):
        testing.histories(loaded(SOUND), about=["tel"])


@examples(1)
@given(data=st.data())
def test_moments_begin_with_the_one_of_the_history(data: st.DataObject) -> None:
    history = data.draw(testing.histories(loaded(SOUND)))
    moment = data.draw(testing.moments(history))
    assert moment.tzinfo is not None
    assert history.ask(at=moment).at == moment


def test_dice_choose_the_first_when_they_are_used_up() -> None:
    assert [Dice(5).pick("abc") for _ in range(2)] == ["c", "c"]
    dice = Dice(5)
    assert [dice.pick("abc") for _ in range(3)] == ["c", "b", "a"]
    assert Dice(0).order([1, 2, 3]) == [1, 2, 3]
    assert sorted(Dice(123456).order([1, 2, 3])) == [1, 2, 3]


@examples(2)
@given(rule_files())
def test_random_rule_files_have_no_faults(text: str) -> None:
    try:
        load_protocol("random.yaml", text.encode())
    except FindingsError as faulty:
        raise AssertionError(f"{faulty.findings}\n{text}") from None


@examples(0.6)
@given(testing.protocols(), st.data())
def test_laws_hold_of_random_protocols(random: pr.Protocol, data: st.DataObject) -> None:
    laws = {law.name: law for law in testing.LAWS}
    history = data.draw(testing.histories(random))
    for name in ("as-defined", "never-raises", "arrival-order", "step-by-step"):
        laws[name].check(history)


def test_a_seed_gives_the_same_whatever_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hypothesis also draws from the constants of local modules, such as those of a project that
    uses the kit. That is so of plain integers, which shows that the constants are there."""
    made = {
        "histories": testing.histories(loaded(SOUND)),
        "protocols": testing.protocols().map(lambda rules: rules.document.digest),
        "integers": st.integers(0, 10**6),
    }
    before = {name: _drawn(each) for name, each in made.items()}
    numbers = ", ".join(str(n) for n in range(101, 1101))
    (tmp_path / "full_of_constants.py").write_text(f"MANY = [{numbers}]\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("full_of_constants")
    after = {name: _drawn(each) for name, each in made.items()}
    assert {name for name in made if before[name] != after[name]} == {"integers"}


def _drawn(made: st.SearchStrategy[object]) -> list[str]:
    seen: list[str] = []
    each_example(made, lambda example: seen.append(repr(example)), 60, 5)
    return seen
