"""`protocolrules test --coverage` and `--coverage-min`: what they print, and how they leave."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from console import FOLDER
from protocolrules.cli import main

Said = tuple[int, str, str]
Call = Callable[..., Said]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Tests the riverside example: status, standard output, standard error."""
    monkeypatch.chdir(FOLDER)

    def run(*argv: str) -> Said:
        try:
            status = main(("test", "riverside.yaml", *argv))
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_each_branch_that_is_not_covered_is_named_at_its_rule(call: Call) -> None:
    status, out, _ = call("--coverage")
    assert status == 0
    (block,) = [each for each in out.split("\n\n") if "riverside.yaml:152: tell-the-child" in each]
    assert "  it arises\n" in block
    assert "  overdue, missed or met late on the day after it fell due\n" in block
    assert "reading immediately\n  read as" in out
    assert "\nriverside: " in out
    assert out.endswith("2 passed, 0 failed\n")


def test_what_is_covered_is_not_named(call: Call) -> None:
    _, out, _ = call("--coverage")
    (block,) = [each for each in out.split("\n\n") if ": first-planning-meeting\n" in each]
    assert "  it arises\n" not in block


def test_branches_for_programs(call: Call) -> None:
    status, out, _ = call("--coverage", "--format", "json")
    (coverage,) = json.loads(out)["coverage"]
    assert status == 0
    assert coverage["protocol"] == "riverside"
    assert coverage["of"] == len(coverage["branches"])
    assert coverage["covered"] == sum(each["covered"] for each in coverage["branches"])
    (fires,) = [x for x in coverage["branches"] if x["id"] == "rule:first-planning-meeting:fires"]
    assert fires["covered"]
    assert (fires["kind"], fires["rule"]) == ("fires", "first-planning-meeting")
    assert fires["file"].endswith("riverside.yaml")
    assert fires["line"] > 1


def test_too_little_covered_is_a_fault(call: Call) -> None:
    status, out, _ = call("--coverage-min", "99.5")
    assert status == 1
    assert ", below 99.5%)" in out
    assert call("--coverage-min", "1%")[0] == 0
    assert call("--coverage-min", "100", "--format", "json")[0] == 1


@pytest.mark.parametrize("text", ["much", "-1", "101", "nan"])
def test_what_is_no_percentage_is_refused(call: Call, text: str) -> None:
    status, _, err = call(f"--coverage-min={text}")
    assert status == 2
    assert "no percentage from 0 to 100" in err


def test_without_it_nothing_is_measured(call: Call) -> None:
    assert call() == (0, "2 passed, 0 failed\n", "")
    assert "coverage" not in json.loads(call("--format", "json")[1])
