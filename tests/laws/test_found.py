"""What the laws have found, each as the shortest history that shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime

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


def test_a_duty_of_a_day_that_was_done_late_stays_met_when_the_day_moves() -> None:
    """It turned upcoming, and the breach was gone."""
    case = state(
        "meetings",
        datetime(2025, 12, 2, tzinfo=UTC),
        _release("2025-11-03T11:00:00Z", "2025-11-23T11:00:00Z"),
        {
            "kind": "visit_made",
            "occurred_at": "2025-11-30T16:00:00Z",
            "about": "O-1",
            "visit": "breach_meeting",
        },
        _release("2025-11-30T17:00:00Z", "2025-12-20T17:00:00Z"),
    )
    late, anew = [duty for duty in case.duties if duty.rule == "on-the-day"]
    assert (late.state, late.met_by, len(late.breaches)) == ("met_late", "e2", 1)
    assert (anew.state, anew.last_day) == ("upcoming", date(2025, 12, 20))


def _release(told: str, planned: str) -> dict[str, object]:
    return {
        "kind": "release_date_set",
        "occurred_at": told,
        "about": "O-1",
        "planned_for": planned,
    }


def test_a_plan_told_after_a_hearing_takes_no_breach_back() -> None:
    """What was missed at a hearing that nobody had planned was not, once a plan of it came."""
    case = state(
        "meetings",
        datetime(2025, 11, 4, tzinfo=UTC),
        {"kind": "appeared_in_court", "occurred_at": "2025-11-03T12:00:00Z", "about": "O-1"},
        {
            "kind": "court_listed",
            "occurred_at": "2025-11-03T16:00:00Z",
            "about": "O-1",
            "planned_for": "2025-11-17T17:00:00Z",
        },
    )
    (transport,) = [duty for duty in case.duties if duty.rule == "four-hours-before"]
    # Held at noon, so it was due at eight.
    (breach,) = transport.breaches
    assert breach.from_ == datetime(2025, 11, 3, 8, tzinfo=UTC)


def test_what_an_event_met_is_not_taken_back_by_planning_a_cancelled_occasion_again() -> None:
    """An event met the duty before one release; when another, cancelled earlier, was planned
    again, the event went over to the duty before that."""
    case = state(
        "meetings",
        datetime(2025, 11, 4, tzinfo=UTC),
        {
            "kind": "release_date_cancelled",
            "occurred_at": "2025-11-03T10:00:00Z",
            "about": "O-2",
        },
        _release("2025-11-03T15:00:00Z", "2025-11-23T15:00:00Z"),
        {"kind": "child_told", "occurred_at": "2025-11-03T19:00:00Z"},
        _release("2025-11-03T20:00:00Z", "2026-01-02T20:00:00Z") | {"about": "O-2"},
    )
    told = [duty for duty in case.duties if duty.rule == "ten-working-days-before"]
    assert {duty.id.rsplit(":")[-1]: duty.state for duty in told} == {"O-1": "met", "O-2": "due"}


def test_what_an_event_met_is_not_taken_back_by_another_occasion_that_is_held() -> None:
    """The child was told before one release; once another was over, that had been too early."""
    case = state(
        "meetings",
        datetime(2025, 11, 4, tzinfo=UTC),
        _release("2025-11-03T11:00:00Z", "2025-11-17T11:00:00Z") | {"about": "O-2"},
        _release("2025-11-03T12:00:00Z", "2025-11-23T12:00:00Z"),
        {"kind": "child_told", "occurred_at": "2025-11-03T13:00:00Z"},
        {"kind": "released", "occurred_at": "2025-11-03T14:00:00Z", "about": "O-1"},
    )
    told = [duty for duty in case.duties if duty.rule == "ten-working-days-before"]
    assert {duty.id.rsplit(":")[-1]: duty.met_by for duty in told} == {"O-2": "e3", "O-1": None}


def test_an_event_about_a_dispute_is_not_about_one_raised_about_it() -> None:
    """A dispute about a dispute, that began earlier on the same day, took the answer to it."""
    case = state(
        "enfield",
        datetime(2025, 11, 4, tzinfo=UTC),
        {"kind": "dispute_raised", "occurred_at": "2025-11-03T12:00:00Z"},
        {"kind": "dispute_raised", "occurred_on": "2025-11-03", "about": "e1"},
        {"kind": "dispute_resolved", "occurred_at": "2025-11-03T13:00:00Z", "about": "e1"},
    )
    open_ = {step.about for step in case.escalations if step.state == "untimed"}
    assert open_ == {"e2"}
