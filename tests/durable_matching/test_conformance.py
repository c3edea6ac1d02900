"""With durable-rules making the comparisons, the conformance suite is answered as it must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

import protocolrules as pr
from conformance.suite import EVALUATORS, FILES, cases
from durable_matching.installed import needs_durable
from protocolrules import document
from protocolrules.events import CaseEvent, Subject
from protocolrules.results import CaseState
from protocolrules.scenarios import Report, render_report, run_scenario

_LOADED: dict[str, pr.Protocol] = {}


def durable_state(
    protocol: document.Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    at: datetime,
    known_at: datetime,
    readings: Mapping[str, str] | None = None,
    because: bool = False,
) -> CaseState:
    """The state, with each protocol compiled once."""
    loaded = _LOADED.setdefault(protocol.digest, pr.Protocol(protocol))
    result = loaded.state(
        events,
        at=at,
        known_at=known_at,
        readings=readings,
        because=because,
        subjects=[subject],
        matcher="durable",
    )
    (state,) = (*result.cases, *result.services)
    return state


DURABLE = replace(EVALUATORS["engine"], state=durable_state)


@needs_durable
@pytest.mark.parametrize("name", FILES)
def test_every_case(name: str) -> None:
    outcomes = tuple(
        outcome
        for case in cases()
        if case.file.path.stem == name
        for outcome in run_scenario(case.file, case.scenario, DURABLE)
    )
    assert outcomes
    assert all(each.passed for each in outcomes), render_report(Report(outcomes))
