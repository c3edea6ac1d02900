"""Questions that an event cannot answer by saying more, since its kind has no such field."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from protocolrules.testing.history import ALL_KNOWN, History
from protocolrules.testing.settling import asked_for, is_settled
from protocolrules.testing.stories import CASE, Written
from testing.samples import loaded

FILE = """
protocol: meetings-held
title: Meetings held
authority: example
calendar: england-and-wales
parties: [yjs, csc]
rules:
  held-together:
    clause: "1"
    topic: case_work
    at: remand_review
    duty:
      who: not_named
      should: hold it together with the review
      done_when: {this_event: {together_with: lac_review}}
  invite:
    clause: "1"
    topic: case_work
    before: {mappa_review: no time}
    if: {field: {at_service: yjs}}
    duty: {who: yjs, to: social_worker, must: invite, done_when: {event: invited}}
ledger: [{id: "1", kind: obligation, says: all of it}]
"""
AT = datetime(2026, 3, 20, tzinfo=UTC)
EVENTS: dict[str, Written] = {
    "together_with": {"kind": "visit_made", "visit": "remand_review"},
    "at_service": {
        "kind": "meeting_planned",
        "meeting": "mappa_review",
        "planned_for": "2026-03-25T10:00:00Z",
    },
}


@pytest.mark.parametrize("field", EVENTS)
def test_it_was_held_or_was_of_another_kind(field: str) -> None:
    protocol = loaded(FILE)
    event = {"event_id": "e1", "case_id": CASE, "occurred_at": "2026-03-05T12:00:00Z"}
    event |= {"about": "O-1", **EVENTS[field]}
    history = History(protocol, (event,), AT, ALL_KNOWN, (protocol.parse_event(event),))
    (state,) = protocol.state(history.events, at=AT, known_at=ALL_KNOWN).cases
    (line,) = (line for thing, line in asked_for(state) if thing.name == field)
    assert is_settled(history, line, AT, {}, state)
