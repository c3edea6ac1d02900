"""Properties: they hold of a sound file, and each finds the fault it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocolrules import testing
from protocolrules.results import CaseState
from protocolrules.scenarios import read_scenarios
from protocolrules.testing import Finding, Property
from testing.samples import NEVER, OVERLAP, SOUND, loaded


def by_name(text: str) -> dict[str, Property]:
    return {each.name: each for each in testing.properties(loaded(text))}


def found(text: str, name: str, examples: int = 15) -> list[Finding]:
    return by_name(text)[name].check(examples)


def test_all_hold_of_a_sound_file(tmp_path: Path) -> None:
    file = tmp_path / "harbour.yaml"
    file.write_text(SOUND, "utf-8")
    for each in testing.properties(loaded(SOUND), file):
        assert each.check(8) == [], each.name


def test_names_differ_and_say_something() -> None:
    every = testing.properties(loaded(SOUND))
    assert len({each.name for each in every}) == len(every) > 30
    assert all(each.says for each in every)


def test_the_same_seed_finds_the_same() -> None:
    one, other = (found(OVERLAP, "assignments-do-not-overlap", 300) for _ in range(2))
    assert one == other and one


def test_a_rule_that_can_never_fire_is_named() -> None:
    (finding,) = found(NEVER, "rules-can-fire")
    assert finding.about == "tell"
    assert "never fired in 150 histories" in finding.message
    assert finding.scenario() is None
    assert {each.about for each in found(NEVER, "duties-can-breach")} == {"tell"}


def test_a_declared_conflict_is_no_finding() -> None:
    declared = OVERLAP.replace(
        "  lead-in-care:\n", "  lead-in-care:\n    conflicts_with: lead-on-order\n"
    )
    assert found(declared, "assignments-do-not-overlap", 300) == []


def test_an_overlap_comes_with_a_short_scenario(tmp_path: Path) -> None:
    (finding,) = found(OVERLAP, "assignments-do-not-overlap", 300)
    assert finding.history is not None and len(finding.history.events) <= 2
    file = tmp_path / "found.yaml"
    (tmp_path / "harbour.yaml").write_text(OVERLAP, "utf-8")
    file.write_text(finding.scenario("./harbour.yaml") or "", "utf-8")
    assert not read_scenarios(file).faults()
    (again,) = testing.read_histories(file, loaded(OVERLAP))
    (case,) = again.ask().cases
    assert [conflict.between for conflict in case.conflicts] == ["assignments"]


def test_a_fault_of_the_engine_is_found_and_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that fails on disputes, and one that forgets what is overdue."""
    rules = loaded(SOUND)
    right = type(rules).state

    def fails(self, events, **asked):
        events = list(events)
        if any(event.kind == "dispute_raised" for event in events):
            raise KeyError("dispute")
        return right(self, events, **asked)

    def forgets(self, events, **asked):
        result = right(self, events, **asked)

        def kept(state: CaseState) -> CaseState:
            duties = tuple(duty for duty in state.duties if duty.state != "overdue")
            return state.model_copy(update={"duties": duties})

        return result.model_copy(update={"cases": tuple(map(kept, result.cases))})

    properties = by_name(SOUND)
    monkeypatch.setattr(type(rules), "state", fails)
    (finding,) = properties["never-raises"].check(60)
    assert finding.message.startswith("KeyError")
    assert finding.history is not None
    assert [event.kind for event in finding.history.events] == ["dispute_raised"]
    monkeypatch.setattr(type(rules), "state", forgets)
    (finding,) = properties["as-defined"].check(300)
    assert "otherwise than the definition" in finding.message
    assert finding.history is not None and len(finding.history.events) <= 3


def test_a_search_says_what_it_reached() -> None:
    search = testing.search(loaded(SOUND), 40)
    assert search.unreached == [] and search.never_arose == []
    assert {goal.rule for goal in search.goals} == {"tell", "keep-quiet", "dispute"}
    assert search.histories == sum(search.tried.values()) <= 3 * 40
    never = testing.search(loaded(NEVER), 10)
    assert never.never_arose == ["tell"] and never.tried["tell"] == 10
