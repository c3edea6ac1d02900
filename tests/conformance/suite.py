"""Reads the cases of the folder `conformance`, and who can answer them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import protocolrules as pr
from protocolrules import definition, document
from protocolrules.events import CaseEvent, Subject
from protocolrules.results import CaseState, Considered
from protocolrules.scenarios import Evaluator, Scenario, ScenarioFile, read_scenarios
from protocolrules.scenarios.running import StateFunction

FOLDER = Path(__file__).parents[2] / "conformance"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
OTHER = "PROTOCOLRULES_CONFORMANCE"
"""The environment variable that names another evaluator, as `module:function`."""


@dataclass(frozen=True, eq=False)
class Case:
    """One scenario of one file."""

    file: ScenarioFile
    scenario: Scenario

    @property
    def name(self) -> str:
        return f"{self.file.path.stem}: {self.scenario.name}"

    @property
    def rules(self) -> document.Protocol:
        assert self.file.protocol is not None
        return self.file.protocol


@dataclass(frozen=True, eq=False)
class Answer:
    """What the file of answers beside the scenarios expects at one moment, in the words of the
    result contract."""

    file: str
    scenario: str
    at: datetime
    known_at: datetime
    readings: Mapping[str, str]
    state: Mapping[str, Any]
    considered: Mapping[str, Sequence[Any]]

    @property
    def name(self) -> str:
        return f"{self.file}: {self.scenario}, {self.at:%Y-%m-%d %H:%M}"


@cache
def read(name: str) -> ScenarioFile:
    return read_scenarios(FILES[name])


@cache
def cases() -> tuple[Case, ...]:
    return tuple(Case(read(name), each) for name in FILES for each in read(name).scenarios)


@cache
def answers() -> tuple[Answer, ...]:
    return tuple(
        _answer(name, each)
        for name in FILES
        if FILES[name].with_suffix(".json").exists()
        for each in json.loads(FILES[name].with_suffix(".json").read_text(encoding="utf-8"))
    )


def _answer(file: str, told: Mapping[str, Any]) -> Answer:
    unknown = set(told) - {"scenario", "at", "known_at", "readings", "state", "considered"}
    assert not unknown, f"{file}.json: unknown keys {unknown}"
    at = datetime.fromisoformat(told["at"])
    known_at = datetime.fromisoformat(told.get("known_at", told["at"]))
    state, considered = told.get("state", {}), told.get("considered", {})
    assert state or considered, f"{file}.json: nothing is expected of {told['scenario']}"
    return Answer(file, told["scenario"], at, known_at, told.get("readings", {}), state, considered)


def case_of(answer: Answer) -> Case:
    """The scenario that an answer belongs to."""
    (found,) = (
        each
        for each in cases()
        if (each.file.path.stem, each.scenario.name) == (answer.file, answer.scenario)
    )
    return found


# --- who answers ----------------------------------------------------------------------------


def _opened(
    protocol: document.Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    readings: Mapping[str, str] | None,
) -> Any:
    case = pr.Protocol(protocol).open_case(subject.case_id, readings=dict(readings or {}))
    for event in events:
        case.apply(event)
    return case


def engine_state(
    protocol: document.Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    at: datetime,
    known_at: datetime,
    readings: Mapping[str, str] | None = None,
    because: bool = False,
) -> CaseState:
    """The engine, fed one event after another."""
    state: CaseState = _opened(protocol, events, subject, readings).at(at, known_at, because)
    return state


def engine_consider(
    protocol: document.Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    rule: str,
    at: datetime,
    known_at: datetime,
    readings: Mapping[str, str] | None = None,
) -> Sequence[Considered]:
    """The engine on one rule."""
    case = _opened(protocol, events, subject, readings)
    found: Sequence[Considered] = case.consider(rule, at, known_at)
    return found


def at_once(
    protocol: document.Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    at: datetime,
    known_at: datetime,
    readings: Mapping[str, str] | None = None,
    because: bool = False,
) -> CaseState:
    """The engine behind `Protocol.state`, which answers at once and keeps nothing."""
    result = pr.Protocol(protocol).state(
        events, at=at, known_at=known_at, readings=readings, because=because, subjects=[subject]
    )
    (state,) = (*result.cases, *result.services)
    return state


def other(function: StateFunction) -> Evaluator:
    """An evaluator of which only the state is known: why nothing came of a rule is left to the
    definition, which only says whether an expectation could fail at all."""
    return Evaluator(function, definition.consider)


def evaluators() -> dict[str, Evaluator]:
    """Everything that is held to the suite."""
    found = {
        "definition": Evaluator(definition.state, definition.consider),
        "engine": Evaluator(engine_state, engine_consider),
        "engine at once": other(at_once),
    }
    if named := os.environ.get(OTHER):
        module, _, function = named.partition(":")
        found[named] = other(getattr(import_module(module), function))
    return found


EVALUATORS = evaluators()
EXPLAINING = ("definition", "engine")
"""Those that also say why nothing came of a rule."""
