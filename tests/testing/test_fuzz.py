"""`protocolrules fuzz` and the long run: statuses, what is said, and what is written."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

import protocolrules as pr
from protocolrules.cli import fuzz, main
from protocolrules.scenarios import read_scenarios
from protocolrules.testing import LAWS, Property, Search, campaign, long_run, properties
from testing.samples import NEVER, OVERLAP, SOUND


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("sound", SOUND), ("never", NEVER), ("overlap", OVERLAP)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sound_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", "sound.yaml", "--examples", "8"]) == 0
    said = capsys.readouterr()
    assert "every rule fired" in said.out and "0 findings" in said.out
    assert said.err == ""


def test_a_rule_that_never_fires_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", "never.yaml", "--examples", "2", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["format"] == campaign.FORMAT
    assert told["exercised"]["never_fired"] == ["tell"]
    by_name = {each["name"]: each["findings"] for each in told["properties"]}
    (finding,) = by_name["rules-can-fire"]
    assert (finding["about"], finding["scenario"]) == ("tell", None)
    assert main(["fuzz", "never.yaml", "--examples", "2"]) == 1
    assert "never fired: tell" in capsys.readouterr().out


def test_findings_are_written_as_scenario_files(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder / "found"
    command = ["fuzz", "overlap.yaml", "--examples", "1000", "--write", str(out)]
    home = "protocolrules.testing.campaign"
    monkeypatch.setattr(f"{home}.properties", _only_overlaps)
    monkeypatch.setattr(f"{home}.searched", lambda rules, *_: Search(rules, frozenset()))
    assert main(command) == 1
    said = capsys.readouterr()
    file = out / "harbour-assignments-do-not-overlap.yaml"
    assert f"wrote {file}" in said.err
    assert "declare no conflict" in said.out and "scenarios:" in said.out
    assert not read_scenarios(file).faults()
    assert main(["test", str(file)]) == 0


def _only_overlaps(rules: pr.Protocol, file: Path) -> list[Property]:
    every = properties(rules, file)
    return [each for each in every if each.name == "assignments-do-not-overlap"]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("nothing.yaml",), "there is no file nothing.yaml"),
        (("sound.yaml", "--examples", "0"), "no whole number from 1"),
        (("sound.yaml", "--seed", "x"), "no whole number from 0"),
    ],
)
def test_what_cannot_run_says_why(
    folder: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], words: str
) -> None:
    assert main(["fuzz", *argv]) == 2
    assert words in capsys.readouterr().err


def test_a_missing_extra_says_how_to_install_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(fuzz, "find_spec", lambda n: None if n == "hypothesis" else there(n))
    assert main(["fuzz", "sound.yaml"]) == 2
    assert "pip install 'protocolrules[testing]'" in capsys.readouterr().err


def test_a_long_run_can_be_taken_up_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["never.yaml", "--of", "2", "--examples", "1", "--state", "kept"]
    assert long_run.main([*options, "--chunk", "1"]) == 1
    first = capsys.readouterr().out
    assert "1 of 2 chunks" in first and "never fired in any chunk: tell" in first
    assert long_run.main(options) == 1
    second = capsys.readouterr().out
    assert "harbour, chunk 1: done already" in second
    assert "harbour, chunk 2: done already" not in second
    assert "2 of 2 chunks" in second
    figures = r"in all: ([\d,]+) histories, (\d+) answers compared with the definition, 6 findings"
    counted = re.search(figures, second)
    assert counted is not None, second
    told = [json.loads(file.read_text("utf-8")) for file in sorted(Path("kept").glob("*.json"))]
    tried, compared = (sum(each[n] for each in told) for n in ("histories", "answers_compared"))
    assert counted.groups() == (f"{tried:,}", f"{compared:,}")
    # Two chunks with one history for each law, on each of which four answers are compared.
    assert compared == 8 and tried >= 2 * len(LAWS)
    assert [path.suffix for path in Path("kept").iterdir()] == [".json", ".json"]
    assert long_run.main(["nothing.yaml", *options[1:]]) == 2
