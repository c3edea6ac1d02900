"""Which scenario files a path means."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocolrules import bundled
from protocolrules.scenarios import NoScenariosError, scenario_paths

RULES = "protocol: a\nrules: {}\n"
SCENARIOS = "protocol: a\nscenarios: {}\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    for name, text in {
        "a.yaml": RULES,
        "b.yaml": RULES,
        "scenarios/a/one.yaml": SCENARIOS,
        "scenarios/a/deep/two.yaml": SCENARIOS,
        "scenarios/a/notes.md": "",
        "scenarios/slip.yml": "protocol: a\nscenrios: {}\n",
        "scenarios/pattern.yaml": "rule_file: {rules: {}}\nscenarios: {}\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def names(folder: Path, *paths: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in scenario_paths(paths)]


OF_A = ["scenarios/a/deep/two.yaml", "scenarios/a/one.yaml"]
ALL = [*OF_A, "scenarios/pattern.yaml", "scenarios/slip.yml"]


def test_a_rule_file_means_its_own_folder(rules: Path) -> None:
    assert names(rules, rules / "a.yaml") == OF_A


def test_a_folder_means_everything_but_rule_files_even_with_a_slip_in_it(rules: Path) -> None:
    assert names(rules, rules) == ALL
    assert names(rules, rules / "scenarios" / "a") == OF_A


def test_a_file_means_itself_and_no_file_is_run_twice(rules: Path) -> None:
    one = rules / "scenarios" / "a" / "one.yaml"
    assert names(rules, one, one, rules / "a.yaml") == [OF_A[1], OF_A[0]]


def test_no_path_means_the_bundled_ones(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "_IN_WHEEL", rules)
    assert names(rules) == ALL


@pytest.mark.parametrize(
    ("name", "said"),
    [("b.yaml", "no scenario files in"), ("c.yaml", "no such file"), ("empty", "in this folder")],
)
def test_a_path_without_scenarios_is_said_plainly(rules: Path, name: str, said: str) -> None:
    (rules / "empty").mkdir()
    with pytest.raises(NoScenariosError, match=said):
        scenario_paths([rules / name])
