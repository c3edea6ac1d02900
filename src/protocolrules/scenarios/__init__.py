"""Scenarios: dated events in, expectations at moments out; the one format of all examples."""

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
    "Evaluator",
    "Miss",
    "NoScenariosError",
    "Outcome",
    "Report",
    "Scenario",
    "ScenarioFile",
    "read_scenarios",
    "render_report",
    "run_file",
    "run_paths",
    "run_scenario",
    "scenario_paths",
    "summary",
]
