"""Scenarios: dated events in, expectations at moments out; the one format of all examples."""

from protocolrules.scenarios.branches import Branch, branches, covered
from protocolrules.scenarios.coverage import (
    Coverage,
    branch_coverage,
    coverage_json,
    render_coverage,
)
from protocolrules.scenarios.judging import Miss
from protocolrules.scenarios.model import Scenario, ScenarioFile
from protocolrules.scenarios.paths import NoScenariosError, scenario_paths
from protocolrules.scenarios.reading import read_scenarios
from protocolrules.scenarios.report import render_report, summary
from protocolrules.scenarios.running import (
    Evaluator,
    Outcome,
    Report,
    run_file,
    run_paths,
    run_scenario,
)

__all__ = [
    "Branch",
    "Coverage",
    "Evaluator",
    "Miss",
    "NoScenariosError",
    "Outcome",
    "Report",
    "Scenario",
    "ScenarioFile",
    "branch_coverage",
    "branches",
    "coverage_json",
    "covered",
    "read_scenarios",
    "render_coverage",
    "render_report",
    "run_file",
    "run_paths",
    "run_scenario",
    "scenario_paths",
    "summary",
]
