"""Sample events of every kind, made from the types of their fields."""

from __future__ import annotations

from typing import Any

from protocolrules.events import EventReader
from protocolrules.events.shapes import extra_fields
from protocolrules.language import shared_vocabulary
from protocolrules.vocabulary import EventKind, FieldDecl

VOCABULARY = shared_vocabulary()
READER = EventReader(VOCABULARY)
OCCURRED = "2025-12-19T15:00:00+00:00"
RECORDED = "2025-12-22T09:00:00+00:00"

VALUES: dict[str, Any] = {
    "yes_no": True,
    "number": 3,
    "id": "X-1",
    "worker": "SW-7",
    "role": "social_worker",
    "roles": ["social_worker", "yjs_case_manager"],
    "service": "csc",
    "services": ["csc", "yjs"],
    "occasion": "core_group",
    "status": "looked_after",
    "date": "2026-01-07",
    "instant": "2026-01-07T10:00:00+00:00",
    "facts": {
        "open_to_csc": {"value": True, "since": "2025-03-01", "authority": "enfield"},
        "on_remand": {"value": "none", "since": "2025-03-01T10:00:00Z", "until": "2025-04-01"},
        "age": {"value": 16},
        "care_leaver_eligible": {"value": False},
    },
    "holders": {"social_worker": "SW-7", "iro": None},
    "last_done": {"joint_supervision": "2025-11-03", "plan_signed": "2025-10-01"},
    "attendance": [
        {"role": "social_worker", "how": "in_person"},
        {"worker": "YJ-3", "service": "yjs", "how": "report"},
    ],
}


def value_of(field: FieldDecl) -> Any:
    if field.name == "judgement":
        return "unsafe_to_share"
    if field.type == "choice":
        return field.choices[-1]
    if field.type == "choices":
        return list(field.choices[:2])
    return VALUES[field.type]


def remanded(**changes: Any) -> dict[str, Any]:
    """A plain event, with some fields changed; None leaves one out."""
    event = {
        "event_id": "e1",
        "case_id": "C-1",
        "kind": "remanded",
        "occurred_at": OCCURRED,
        "recorded_at": RECORDED,
        "to": "youth_detention_accommodation",
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def correction(inner: Any = None, **changes: Any) -> dict[str, Any]:
    event = {
        "event_id": "e2",
        "case_id": "C-1",
        "kind": "correction",
        "recorded_at": "2025-12-23T09:00:00+00:00",
        "replaces": "e1",
        "event": remanded(event_id=None, case_id=None) if inner is None else inner,
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def retraction(**changes: Any) -> dict[str, Any]:
    event = {
        "event_id": "e3",
        "case_id": "C-1",
        "kind": "retraction",
        "recorded_at": RECORDED,
        "withdraws": "e1",
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def reported(**changes: Any) -> dict[str, Any]:
    return {
        "event_id": "e4",
        "case_id": "C-1",
        "kind": "facts_reported",
        "occurred_on": "2025-12-19",
        **changes,
    }


def held(**changes: Any) -> dict[str, Any]:
    """A meeting of the services."""
    event = {
        "event_id": "e5",
        "service": "yjs",
        "authority": "enfield",
        "kind": "meeting_held",
        "meeting": "monitoring_meeting",
        "occurred_at": OCCURRED,
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def sample(kind: EventKind) -> dict[str, Any]:
    """An event of the kind with every field that it can have."""
    if kind.name == "correction":
        return correction()
    if kind.name == "retraction":
        return retraction()
    event: dict[str, Any] = {
        "event_id": f"e-{kind.name}",
        "kind": kind.name,
        "occurred_at": OCCURRED,
        "about": "M-1",
    }
    if kind.subject == "service":
        event |= {"service": ["csc", "yjs"], "authority": "enfield"}
    else:
        event |= {"case_id": "C-1", "age": 16}
    skip = {"planned_on"} if kind.subject == "service" else {"planned_on", "service"}
    own = {n: f for n, f in extra_fields(kind).items() if n not in skip or n in kind.fields}
    return event | {name: value_of(field) for name, field in own.items() if name not in event}
