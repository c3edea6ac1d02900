"""No construct of the language, and nothing that an answer can say, is without a case."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from conformance.asserts import asserted
from conformance.constructs import (
    BESIDE,
    NOT_OF_A_SUBJECT,
    classes,
    models,
    of_language,
    of_results,
)
from conformance.depends import constructs, expectations
from conformance.suite import EVALUATORS, Case, answers, cases, other
from protocolrules import definition, words
from protocolrules.document import Protocol
from protocolrules.events import CaseEvent, Subject
from protocolrules.results import CaseState
from protocolrules.scenarios.model import Claim
from protocolrules.scenarios.running import run_scenario

CASES = [pytest.param(each, id=each.name) for each in cases()]
SOURCE = Path(definition.__file__).parent
TOLD = ("undetermined", "missing", "conflict", "warning", "because")

WARNINGS = (
    "bank holidays are known until",
    "could meet several open duties",
    "disagrees with what is defined",
    "which is not in the log",
    "has passed",
    "this edition starts on",
    "this edition ended on",
)
"""A few words of each warning about the answer for one subject."""

NEVER_SEEN = {"moved"}
"""An end of what had been done on the day of an occasion that moved: it stays met."""


def shown_by_cases(of: object) -> set[str]:
    return {one for case in cases() for one in of(case)}  # type: ignore[operator]


def test_every_construct_has_a_case() -> None:
    assert sorted(of_language() - shown_by_cases(constructs)) == []


def test_everything_that_an_answer_can_say_is_asserted() -> None:
    assert sorted(of_results() - shown_by_cases(asserted)) == []


def test_constructs_are_enumerated_from_the_code() -> None:
    """A few of each sort, so that an enumeration that has gone empty is noticed."""
    some = {
        "RungReached",
        "Duty.modality=should",
        "Duty.timing:OnTheDay",
        "Regime.how=times_in",
        "Period.unit=working hours",
        "Rule.while_:DutyIs",
        "Settings.day_of_trigger=1",
        "Court.sits_on_holidays=True",
        "OccasionEffect.does=begins",
        "Test.op=only",
        "Ladder.no_final_rung given",
        "due: the review date",
    }
    assert some <= of_language()
    more = {"Duty.state=kept", "PassedOver.why=no_contact", "EscalationStep.state=skipped"}
    assert {*more, "Considered.outcome=condition_unknown", "Anchor.of=duty"} <= of_results()


def test_what_is_left_out_is_there() -> None:
    """A name that means nothing any more would hide a construct that takes it later."""
    known = {name.partition(".")[0] for name in BESIDE}
    assert known <= set(classes())
    fields = {f"{n}.{f}" for n, k in models().items() for f in (*k.model_fields, "from", "to")}
    assert {name.partition("=")[0] for name in NOT_OF_A_SUBJECT} <= fields


# --- the words of reasons ---------------------------------------------------------------------


def reasons_of_ends() -> set[str]:
    """Why a duty closes or waits, as the definition's own source says it."""
    found: set[str] = set()
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Close":
                found |= set(_texts(*node.args[2:3]))
            elif isinstance(node, ast.FunctionDef) and node.name in ("_end", "_condition_ends"):
                found |= {t for t in _texts(*node.body[1:]) if " " in t and t.islower()}
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "waiting":
                found |= set(_texts(node.value))
    return found


def _texts(*nodes: ast.AST) -> Iterator[str]:
    for node in (each for one in nodes for each in ast.walk(one)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def words_asserted() -> set[str]:
    """What scenarios expect reasons, lapses and notes to say."""
    found: set[str] = set()
    ahead: list[object] = [e.claims for case in cases() for e in expectations(case)]
    while ahead:
        each = ahead.pop()
        if isinstance(each, tuple):
            ahead += each
        elif isinstance(each, Claim):
            ahead.append(each.value)
            if each.key in ("why", "reason", "notes") and isinstance(each.value, str):
                found.add(each.value)
    return found


def test_every_reason_for_an_end_has_a_case() -> None:
    ends, told = (
        reasons_of_ends() - NEVER_SEEN,
        {text for text in words_asserted() if len(text) >= 5},
    )
    assert len(ends) >= 12
    assert reasons_of_ends() > NEVER_SEEN
    assert sorted(end for end in ends if not any(text in end for text in told)) == []


def test_every_warning_has_a_case() -> None:
    given: set[str] = set()
    for case in cases():
        if any(e.topic == "warning" and not e.forbidden for e in expectations(case)):
            for outcome in run_scenario(case.file, case.scenario, EVALUATORS["definition"]):
                given |= {text for answer in outcome.answers for text in answer.case.warnings}
    assert [text for text in WARNINGS if not any(text in one for one in given)] == []
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    source += Path(words.__file__).read_text(encoding="utf-8")
    assert [text for text in WARNINGS if text not in source] == []


# --- every case -------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_a_case_speaks_of_rules_and_says_why(case: Case) -> None:
    """It depends on a rule or ladder, and expects a reason, a question, or that nothing came."""
    assert {"Rule", "Ladder"} & constructs(case)
    beside = [a for a in answers() if (a.file, a.scenario) == _key(case)]
    told = [e for e in expectations(case) if e.topic in TOLD or _has_reason(e.claims)]
    nothing = [e for e in expectations(case) if e.forbidden or e.topic == "only_duties"]
    assert told or beside or nothing
    if not nothing and not beside:
        assert any(claim.key == "clause" for e in expectations(case) for claim in e.claims)


def empty(
    protocol: Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    at: datetime,
    known_at: datetime,
    readings: Mapping[str, str] | None = None,
    because: bool = False,
) -> CaseState:
    """What never has anything to say."""
    authority = None if subject.case_id else subject.authority
    return CaseState(case_id=subject.case_id, authority=authority)


@pytest.mark.parametrize("case", CASES)
def test_an_empty_answer_passes_no_case(case: Case) -> None:
    """A case that expects nothing says beside it why nothing came."""
    outcomes = run_scenario(case.file, case.scenario, other(empty))
    explained = any(
        (answer.file, answer.scenario) == _key(case) and answer.considered for answer in answers()
    )
    assert explained or not all(outcome.passed for outcome in outcomes)


@pytest.mark.parametrize("case", CASES)
def test_a_count_of_one_stands_alone(case: Case) -> None:
    """Beside another key it would count only those that fit that, and hide the others."""
    for expectation in expectations(case):
        keys = {claim.key for claim in expectation.claims}
        count = expectation.get("count")
        assert count is None or count.value != 1 or keys <= {"rule", "ladder", "clause", "count"}


def _key(case: Case) -> tuple[str, str]:
    return case.file.path.stem, case.scenario.name


def _has_reason(claims: tuple[Claim, ...]) -> bool:
    return any(claim.key in TOLD for claim in claims)
