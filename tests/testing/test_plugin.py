"""The pytest plugin, in runs of pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from protocolrules.testing.plugin import sort_of
from testing.samples import NEVER, SOUND

SCENARIOS = """
title: Telling
protocol: harbour
scenarios:
  told-in-time:
    title: a charge, and nobody told yet
    events:
      - {kind: facts_reported, on: 2025-11-03, facts: {looked_after: yes}}
      - {kind: charged, at: 2025-11-04 10:00}
    expect:
      - {at: 2025-11-05, duty: {rule: tell, state: due}}
  told-too-early:
    title: expects what is not so
    events:
      - {kind: facts_reported, on: 2025-11-03, facts: {looked_after: yes}}
      - {kind: charged, at: 2025-11-04 10:00}
    expect:
      - {at: 2025-11-05, duty: {rule: tell, state: met}}
"""
OTHERS = {
    "ci.yaml": "name: build\non: push\n",
    "list.yml": "- a\n- b\n",
    "broken.yaml": "a: [1\n",
    "near.yaml": "title: x\nrules: {}\n",
    "binary.yaml": "\x00\x01protocol:",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    rules = tmp_path / "rules"
    (rules / "scenarios" / "harbour").mkdir(parents=True)
    (rules / "harbour.yaml").write_text(SOUND, "utf-8")
    (rules / "scenarios" / "harbour" / "telling.yaml").write_text(SCENARIOS, "utf-8")
    for name, text in OTHERS.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def pytest_in(folder: Path, *arguments: str) -> tuple[int, str]:
    """A run of pytest in a folder: its status, and what it printed."""
    installed = any(each.name == "protocolrules" for each in entry_points(group="pytest11"))
    plugin = "protocolrules" if installed else "protocolrules.testing.plugin"
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
    command = (sys.executable, "-m", "pytest", "-p", plugin, "--rootdir", ".", *arguments)
    done = subprocess.run(command, cwd=folder, env=outside, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_scenarios_and_properties_are_tests(project: Path) -> None:
    status, said = pytest_in(project, "--co", "-q", "--protocolrules-examples", "2")
    assert status == 0, said
    listed = [line.partition("::") for line in said.splitlines() if "::" in line]
    assert {file for file, _, _ in listed} == {
        "rules/harbour.yaml",
        "rules/scenarios/harbour/telling.yaml",
    }
    names = {name for _, _, name in listed}
    assert {"check", "never-raises", "rules-can-fire", "told-in-time", "told-too-early"} <= names


def test_a_failing_scenario_is_told_in_words(project: Path) -> None:
    status, said = pytest_in(project, "-k", "told or check", "--color=no")
    assert status == 1
    assert "expected: state met" in said.replace("expected: state: met", "expected: state met")
    assert "telling.yaml:18" in said
    assert "Traceback" not in said
    assert "1 failed, 2 passed" in said
    again, said = pytest_in(project, "--lf", "--color=no")
    assert again == 1
    assert "1 failed" in said and "passed" not in said


def test_a_failing_property_is_told_in_words(project: Path) -> None:
    (project / "rules" / "harbour.yaml").write_text(NEVER, "utf-8")
    options = ("--protocolrules-examples", "2", "-k", "rules-can-fire", "--color=no")
    status, said = pytest_in(project, *options)
    assert status == 1
    assert "it should be so that every rule and ladder can fire" in said
    assert "tell never fired in 150 histories aimed at it" in said
    assert "Traceback" not in said


def test_a_faulty_rule_file_fails_its_check_alone(project: Path) -> None:
    text = SOUND.replace("must: tell", "must_: tell")
    (project / "rules" / "harbour.yaml").write_text(text, "utf-8")
    status, said = pytest_in(project, "rules/harbour.yaml", "--color=no")
    assert status == 1
    assert "did you mean" in said and "harbour.yaml::check" in said
    assert "1 failed" in said


def test_it_runs_in_several_processes(project: Path) -> None:
    options = ("-n", "2", "--protocolrules-examples", "1", "--color=no", "-q")
    status, said = pytest_in(project, *options, "-k", "told-in-time or withdrawn")
    assert status == 0, said
    assert "3 passed" in said


def test_other_files_are_left_alone(project: Path) -> None:
    assert [name for name in OTHERS if sort_of(project / name)] == []
    assert sort_of(project / "rules" / "harbour.yaml") == "rules"
    status, said = pytest_in(project, "--co", "-q", *OTHERS)
    assert status != 0 and "::" not in said


def test_nothing_is_imported_for_other_projects(tmp_path: Path) -> None:
    (tmp_path / "ci.yaml").write_text(OTHERS["ci.yaml"], "utf-8")
    test = """
import sys

def test_what_is_imported():
    loaded = [name for name in sys.modules if name.startswith("protocolrules.")]
    assert set(loaded) <= {"protocolrules.testing", "protocolrules.testing.plugin"}, loaded
"""
    (tmp_path / "test_one.py").write_text(test, "utf-8")
    status, said = pytest_in(tmp_path, "-p", "no:hypothesispytest", "-q")
    assert status == 0, said
