"""Every evaluator answers every case of the conformance suite as it expects."""

from __future__ import annotations

import pytest

from conformance.contract import lacking, lacking_of_several, plain
from conformance.suite import (
    EVALUATORS,
    EXPLAINING,
    FILES,
    Answer,
    Case,
    answers,
    case_of,
    cases,
    evaluators,
    read,
)
from protocolrules import definition
from protocolrules.scenarios import Report, render_report, run_scenario

CASES = [pytest.param(each, id=each.name) for each in cases()]
ANSWERS = [pytest.param(each, id=each.name) for each in answers()]
BY = pytest.mark.parametrize("by", EVALUATORS)


@pytest.mark.parametrize("name", FILES)
def test_files_are_sound(name: str) -> None:
    file = read(name)
    assert file.faults() == ()
    assert file.title
    assert file.scenarios


@BY
@pytest.mark.parametrize("case", CASES)
def test_scenarios(case: Case, by: str) -> None:
    outcomes = run_scenario(case.file, case.scenario, EVALUATORS[by])
    assert outcomes
    told = render_report(Report(outcomes))
    assert all(each.passed for each in outcomes), told


@BY
@pytest.mark.parametrize("answer", ANSWERS)
def test_answers(answer: Answer, by: str) -> None:
    case, evaluator = case_of(answer), EVALUATORS[by]
    events = case.scenario.events
    (subject,) = {event.subject for event in events}
    asked = (answer.at, answer.known_at, answer.readings)
    if answer.state:
        state = evaluator.state(case.rules, events, subject, *asked, because=True)
        assert list(lacking(dict(answer.state), plain(state), "state")) == []
    for rule, wanted in answer.considered.items() if by in EXPLAINING else ():
        found = evaluator.consider(case.rules, events, subject, rule, *asked)
        assert lacking_of_several(wanted, [plain(each) for each in found], rule) == []


@BY
@pytest.mark.parametrize("case", CASES)
def test_order_of_arrival_decides_nothing(case: Case, by: str) -> None:
    """A log is a set of events: however it is ordered, the answer is the same."""
    events = case.scenario.events
    orders = [events, events[::-1]]
    if by == "engine":  # it takes them in one by one
        orders.append((*events[1:], *events[:1]))
    for variant in case.scenario.variants:
        for moment in variant.moments:
            own = [[e for e in o if e.subject == moment.subject] for o in orders]
            states = [
                EVALUATORS[by].state(
                    case.rules, each, moment.subject, moment.at, moment.known_at, variant.readings
                )
                for each in own
            ]
            assert all(state == states[0] for state in states)


def test_another_evaluator_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROTOCOLRULES_CONFORMANCE", "protocolrules.definition:state")
    found = evaluators()["protocolrules.definition:state"]
    assert found.state is definition.state


def test_there_are_enough_cases() -> None:
    names = [case.name for case in cases()]
    assert len(names) >= 300
    assert len(set(names)) == len(names)
    assert all(len(case.scenario.events) <= 5 for case in cases())


def test_comparing_answers_notices_differences() -> None:
    whole = {"a": [{"b": 1, "c": True}, {"b": 2}], "d": []}
    assert list(lacking({"a": [{"b": 2}], "d": []}, whole)) == []
    assert list(lacking({"a": [{"b": 3}]}, whole))
    assert list(lacking({"a": [{"c": 1}]}, whole))
    assert list(lacking({"a": []}, whole))
    assert list(lacking({"e": None}, whole))
    assert lacking_of_several([{"b": 1}], whole["a"], "a")
