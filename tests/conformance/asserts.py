"""What cases assert of an answer: which fields of the result contract, and which of their words.
That nothing of a sort is there asserts nothing of what it would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel

from conformance.constructs import models
from conformance.depends import expectations
from conformance.suite import Case, answers
from protocolrules.results import Amount
from protocolrules.scenarios.model import Claim, Expectation
from protocolrules.scenarios.values import NONE, Roles

TOPICS: Final = {
    "duty": "Duty",
    "rung": "EscalationStep",
    "assignment": "Assignment",
    "status": "Status",
    "permission": "Permission",
    "prohibition": "Prohibition",
    "undetermined": "Undetermined",
    "conflict": "Conflict",
}
LISTS: Final = {
    "duty": "duties",
    "rung": "escalations",
    "assignment": "assignments",
    "status": "statuses",
    "permission": "permissions",
    "prohibition": "prohibitions",
    "undetermined": "undetermined",
    "conflict": "conflicts",
    "warning": "warnings",
}
ELSEWHERE: Final = {
    "met_recorded": "met_recorded_at",
    "last_done": "last_done_at",
    "event": "event_id",
    "expected_on": "expected",
}
OF_WHO: Final = {"now": "now", "to_now": "now", "holders": "holders", "passed_over": "passed_over"}
RECORDS: Final = {
    "breaches": "Breach",
    "departures": "Breach",
    "re_dated": "FormerDue",
    "lapse": "Lapse",
    "missing": "Missing",
}
REASONS: Final = {
    "trigger": "Because.trigger",
    "event": "Because.event_id",
    "fact": "Reason.condition",
    "role": "Reason.condition",
    "judgement": "Reason.condition",
    "condition": "Reason.condition",
    "is": "Reason.value",
    "holds": "Reason.holds",
    "how": "Reason.how",
    "reading": "Because.readings",
    "skipped": "Step.day",
    "counted": "Step.day",
    "as": "Step.count",
    "reason": "Step.note",
}
MISSING: Final = ("fact", "reading", "holder", "field", "judgement")
HOLDS: Final = {"yes": True, "no": False}


@cache
def asserted(case: Case) -> frozenset[str]:
    """Every field of the result contract that a case asserts, and each word of one."""
    found = {one for each in expectations(case) for one in _of_expectation(each)}
    for answer in answers():
        if (answer.file, answer.scenario) == (case.file.path.stem, case.scenario.name):
            found |= set(_of_model(models()["CaseState"], answer.state))
            for looked in answer.considered.values():
                found |= {one for o in looked for one in _of_model(models()["Considered"], o)}
    return frozenset(found)


def _of_expectation(expectation: Expectation) -> Iterator[str]:
    if expectation.forbidden or expectation.topic not in LISTS:
        return
    yield f"CaseState.{LISTS[expectation.topic]}"
    for claim in expectation.claims:
        if claim.value is not NONE and expectation.topic in TOPICS:
            yield from _of_claim(TOPICS[expectation.topic], claim)


def _of_claim(model: str, claim: Claim) -> Iterator[str]:
    key, value = claim.key, claim.value
    if key in OF_WHO:
        yield f"WhoNow.{OF_WHO[key]}"
    elif isinstance(value, Roles):
        yield from (f"{model}.{key}", "WhoNow.roles", f"WhoNow.how={value.how}", "WhoNow.how")
    elif isinstance(value, Amount):
        yield from (f"{model}.{key}", "Amount.count", "Amount.unit")
    elif key in RECORDS or key == "because":
        yield f"{model}.{key}"
        assert isinstance(value, tuple)
        for part in (part for record in value for part in record):
            yield from _of_part(RECORDS.get(key), part)
    elif key in MISSING and model == "Undetermined":
        yield from ("Undetermined.missing", f"Missing.{key}")
    elif key == "anchor":
        yield from (f"{model}.anchor", "Anchor.id")
    else:
        yield from (f"{model}.{ELSEWHERE.get(key, key)}", f"{model}.{key}={value}")


def _of_part(model: str | None, part: Claim) -> Iterator[str]:
    if part.value is NONE:
        return
    if model is None:
        name, value = REASONS[part.key], part.value
        value = HOLDS.get(str(value), value) if part.key == "holds" else value
        yield from (name, f"{name}={value}")
        # A reason that a scenario names may be the trigger's event or a condition's, and so on.
        yield from {"event": ("Reason.event_id",), "reason": ("Because.notes",)}.get(part.key, ())
        yield from {"skipped": ("Because.derivation",), "counted": ("Because.derivation",)}.get(
            part.key, ()
        )
        yield "Because.conditions" if name.startswith("Reason.") else name
    else:
        name = f"{model}.{ELSEWHERE.get(part.key, part.key)}"
        yield from (name, f"{name}={part.value}")


def _of_model(model: type[BaseModel], told: Mapping[str, Any]) -> Iterator[str]:
    for key, value in told.items():
        each = model.model_fields.get(key) or model.model_fields[f"{key}_"]
        if value in (None, [], {}):
            continue
        yield from (f"{model.__name__}.{key}", f"{model.__name__}.{key}={value}")
        inner = _model_of(each.annotation)
        for part in value if isinstance(value, list) else (value,):
            if inner is not None and isinstance(part, dict):
                yield from _of_model(inner, part)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_of(part) for part in get_args(annotation))
    return next((each for each in found if each is not None), None)
