"""A sixth authority: its rule file in a folder of its own, tried with what the wheel installs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = """
protocol: saltmarsh
title: Working together in Saltmarsh
calendar: england-and-wales
parties: [yjs, csc]
vocabulary:
  roles: {harbour_worker: {title: harbour worker, service: yjs, allocated: yes}}
  facts: {boat_licence: {title: has a boat licence, type: yes_no}}
  events:
    boat_taken:
      title: a boat was taken
      fields: {returned: {type: yes_no}, by: {type: role}}
      makes: [{fact: boat_licence, value: no}]
    parents_rowed_to:
      title: somebody rowed over to the parents
      fields: {by: {type: role}}
readings:
  soon: {means: 3 days, others: [1 week, not set], because: no number, clause: "1"}
rules:
  row-over:
    clause: "1"
    topic: case_work
    when: {event: boat_taken, returned: no}
    if: {looked_after: no}
    duty:
      who: {any_of: [harbour_worker, yjs_case_manager]}
      must: row over to the parents
      within: soon
      done_when: {event: parents_rowed_to, by: the_holder}
  meet-again:
    clause: "1"
    topic: supervision
    while: {boat_licence: yes, open_to_csc: yes}
    duty:
      who: {each: [yjs, csc]}
      must: visit
      at_most_apart: 2 weeks
      done_when: {event: visit_made, by: the_holder}
  no-lending:
    clause: "1"
    topic: case_work
    while: {boat_licence: no}
    must_not: {who: yjs, do: lend a boat, broken_by: {event: boat_taken, by: yjs}}
escalations:
  quarrel:
    clause: "2"
    topic: escalation
    starts: {event: dispute_raised}
    stops: {event: dispute_resolved}
    rungs: [{to: csc_team_manager, respond_within: 2 days}, {to: csc_head_of_service}]
    no_final_rung: the text names none
ledger:
  - {id: "1", kind: obligation, says: boats are looked after}
  - {id: "2", kind: escalation, says: quarrels go up}
"""
NEVER = """
  never:
    clause: "1"
    topic: case_work
    when: {event: boat_taken}
    if: {all_of: [{boat_licence: yes}, {boat_licence: no}]}
    duty: {who: yjs, must: ask for the licence, within: 1 day, done_when: {event: notified}}
escalations:"""
SCENARIOS = """
protocol: saltmarsh
scenarios:
  a-boat-is-gone:
    title: a boat was taken, and the parents live over the water
    events:
      - {kind: facts_reported, on: 2026-03-02, facts: {looked_after: no}}
      - {kind: boat_taken, at: 2026-03-03 09:00, returned: no}
    expect:
      - at: 2026-03-04
        duty: {rule: row-over, state: due}
"""

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    outside = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "VIRTUAL_ENV")
        and not name.startswith(("COV_", "COVERAGE_", "PYTEST_"))
    }
    return subprocess.run(command, cwd=cwd, env=outside, capture_output=True, text=True)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a fresh environment into which the wheel was installed."""
    out = tmp_path_factory.mktemp("outside")
    command = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, ROOT)
    built = run(*command, cwd=out)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = out.glob("*.whl")
    venv.create(out / "venv", with_pip=True)
    scripts = out / "venv" / ("Scripts" if os.name == "nt" else "bin")
    installed = run(scripts / "pip", "install", "--quiet", f"{wheel}[testing]", cwd=out)
    if installed.returncode != 0 and not os.environ.get("CI"):
        pytest.skip("the dependencies could not be installed here")
    assert installed.returncode == 0, installed.stderr
    return scripts


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "scenarios" / "saltmarsh").mkdir(parents=True)
    (folder / "saltmarsh.yaml").write_text(RULES, "utf-8")
    (folder / "scenarios" / "saltmarsh" / "boats.yaml").write_text(SCENARIOS, "utf-8")
    return tmp_path


def test_a_sound_file_passes_with_pytest_and_fuzz(tools: Path, project: Path) -> None:
    tried = run(tools / "pytest", "rules/", "-q", "--color=no", cwd=project)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert " passed" in tried.stdout
    fuzzed = run(tools / "protocolrules", "fuzz", "rules/saltmarsh.yaml", cwd=project)
    assert fuzzed.returncode == 0, fuzzed.stdout + fuzzed.stderr
    assert "every rule fired" in fuzzed.stdout


def test_a_rule_that_can_never_fire_is_named(tools: Path, project: Path) -> None:
    text = RULES.replace("\nescalations:", NEVER)
    (project / "rules" / "saltmarsh.yaml").write_text(text, "utf-8")
    command = ("fuzz", "rules/saltmarsh.yaml", "--examples", "10", "--format", "json")
    fuzzed = run(tools / "protocolrules", *command, cwd=project)
    assert fuzzed.returncode == 1, fuzzed.stdout + fuzzed.stderr
    told = json.loads(fuzzed.stdout)
    assert told["exercised"]["never_fired"] == ["never"]
    tried = run(tools / "pytest", "rules/", "-q", "-k", "rules-can-fire", cwd=project)
    assert tried.returncode == 1
    assert "never never fired" in tried.stdout
