"""What the laws have found, each as the shortest history that shows it."""

from __future__ import annotations

from datetime import UTC, datetime

import protocolrules as pr
from laws.samples import protocol
from protocolrules.results import CaseState


def state(name: str, at: datetime, *told: dict[str, object]) -> CaseState:
    loaded = protocol(name)
    events: list[pr.CaseEvent] = [
        loaded.parse_event({"event_id": f"e{number}", "case_id": "C-1", **event})
        for number, event in enumerate(told, start=1)
    ]
    (case,) = loaded.state(events, at=at, because=True).cases
    return case


def test_an_age_that_held_until_a_day() -> None:
    """The evaluator raised TypeError."""
    facts = {"age": {"value": 16, "since": "2025-04-17", "until": "2025-11-02"}}
    case = state(
        "states",
        datetime(2025, 11, 4, tzinfo=UTC),
        {"kind": "facts_reported", "occurred_at": "2025-11-03T11:00:00Z", "facts": facts},
    )
    assert case.case_id == "C-1"


def test_a_rung_does_not_end_before_it_begins() -> None:
    """An escalation of which only the day is known, on the day on which the dispute was raised."""
    case = state(
        "ladders",
        datetime(2025, 11, 4, 11, tzinfo=UTC),
        {"kind": "dispute_raised", "occurred_at": "2025-11-03T11:00:00Z"},
        {"kind": "dispute_escalated", "occurred_on": "2025-11-03"},
    )
    first, second = case.escalations
    assert first.until is not None and first.from_ <= first.until
    assert first.from_ <= second.from_


def test_an_expected_status_says_what_it_rests_on() -> None:
    facts = {"looked_after": {"value": True}}
    case = state(
        "states",
        datetime(2025, 11, 4, tzinfo=UTC),
        {"kind": "facts_reported", "occurred_at": "2025-11-03T11:00:00Z", "facts": facts},
    )
    (status,) = case.statuses
    assert status.expected is not None
    assert status.because is not None


def test_a_later_trigger_does_not_take_evidence_back() -> None:
    """What met a duty went to one that arose later from an event about the same thing."""
    case = state(
        "people",
        datetime(2025, 11, 3, 16, tzinfo=UTC),
        {"kind": "concern_raised", "occurred_at": "2025-11-03T11:00:00Z", "concern": "neglect"},
        {
            "kind": "meeting_planned",
            "occurred_at": "2025-11-03T13:00:00Z",
            "about": "O-1",
            "meeting": "breach_meeting",
            "planned_on": "2025-11-23",
        },
        {
            "kind": "concern_raised",
            "occurred_at": "2025-11-03T15:00:00Z",
            "about": "O-1",
            "concern": "neglect",
        },
    )
    (first,) = [duty for duty in case.duties if duty.id == "convener:C-1:e1"]
    assert (first.state, first.met_by) == ("met", "e2")
