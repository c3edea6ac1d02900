"""The state machine holds of the engine, and finds an engine that is wrong."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from laws.samples import NAMES, protocol
from protocolrules import testing
from protocolrules.engine.case import Case
from testing.samples import SOUND, loaded

QUICK = settings(
    max_examples=6,
    stateful_step_count=10,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("services", [False, True], ids=["case", "services"])
@pytest.mark.parametrize("name", NAMES)
def test_a_case_answers_as_the_definition_does(name: str, services: bool) -> None:
    run_state_machine_as_test(testing.machine(protocol(name), services=services), settings=QUICK)


def test_a_snapshot_that_loses_an_event_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = loaded(SOUND)
    right = type(rules).restore

    def loses(self, snapshot: bytes) -> Case:
        whole = right(self, snapshot)
        case: Case = self.open_case(whole.subject.case_id)
        for event in whole.events[1:]:
            case.apply(event)
        return case

    monkeypatch.setattr(type(rules), "restore", loses)
    longer = settings(  # the same search each time: one by chance can miss it
        QUICK,
        max_examples=60,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        derandomize=True,
    )
    with pytest.raises(AssertionError, match="scenarios:") as told:
        run_state_machine_as_test(testing.machine(rules), settings=longer)
    assert "otherwise than the definition" in str(told.value)
