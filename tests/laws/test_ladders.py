"""Ladders: a breach of what should be done on a rung."""

from __future__ import annotations

from laws.histories import DAY
from laws.samples import protocol


def test_a_rung_that_should_answer_departs() -> None:
    """A breach of what should be done is a departure, on the rung as on its duty."""
    loaded = protocol("ladders")
    raised = loaded.parse_event(
        {
            "event_id": "e1",
            "case_id": "C-1",
            "kind": "dispute_raised",
            "occurred_at": "2025-11-03T11:00:00Z",
        }
    )
    (case,) = loaded.state([raised], at=raised.recorded_at + 5 * DAY).cases
    ((duty,), (step,)) = case.duties, case.escalations
    assert (duty.modality, duty.state, step.state) == ("should", "overdue", "overdue")
    assert duty.departures and not duty.breaches
    assert not step.breaches
