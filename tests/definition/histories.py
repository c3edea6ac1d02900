"""Histories made up at random: odd, but valid for a protocol."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from protocolrules.document import Protocol
from protocolrules.events import CaseEvent, EventReader
from protocolrules.vocabulary import EventKind, FieldDecl

START = datetime(2026, 3, 20, 9, tzinfo=UTC)
MOMENTS = [
    START + timedelta(hours=h) for h in (0, 0, 3, 8, 15, 39, 63, 200, 217, 300, 400, 900, 2100)
]
"""Few, so that things coincide; the clocks go forward on 29 March and Good Friday is 3 April."""
ABOUT = ("O-1", "O-2", "e1", "e2", "e5", "e9")
FACTS = (
    "open_to_csc",
    "open_to_yjs",
    "looked_after",
    "child_protection_plan",
    "order",
    "section_20",
)
FEW = (
    "remanded released meeting_planned meeting_held meeting_moved meeting_cancelled facts_reported "
    "case_allocated allocation_ended case_opened case_closed system_checked arrested notified "
    "released_from_police_station release_date_set release_date_moved person_unable consulted "
    "judgement_recorded dispute_raised dispute_escalated dispute_resolved risk_assessed visit_made"
).split()


def _value(r: Random, p: Protocol, field: FieldDecl) -> Any:
    v = p.vocabulary
    pick: dict[str, Any] = {
        "yes_no": lambda: r.random() < 0.5,
        "number": lambda: r.randint(1, 4),
        "choice": lambda: r.choice(field.choices),
        "choices": lambda: r.sample(field.choices, 1),
        "id": lambda: r.choice(sorted(v.judgements)) if field.name == "judgement" else "X-1",
        "worker": lambda: r.choice(["W-1", "W-2"]),
        "role": lambda: r.choice(sorted(v.roles)[:60]),
        "roles": lambda: r.sample(sorted(v.roles), 2),
        "service": lambda: r.choice(["yjs", "csc"]),
        "services": lambda: ["yjs", "csc"],
        "occasion": lambda: r.choice(sorted(v.occasions)),
        "status": lambda: r.choice(["looked_after", "child_in_need", "section_20"]),
        "date": lambda: _day(r).isoformat(),
        "instant": lambda: r.choice(MOMENTS).isoformat(),
        "facts": lambda: {f: _told(r, f) for f in r.sample(FACTS, 2)},
        "holders": lambda: {"social_worker": r.choice(["W-1", None])},
        "last_done": lambda: {r.choice(sorted(v.occasions)): _day(r).isoformat()},
    }
    return pick[field.type]() if field.type in pick else None


def _day(r: Random) -> date:
    return START.date() + timedelta(days=r.choice([-400, -30, -1, 0, 1, 14, 60]))


def _told(r: Random, fact: str) -> dict[str, Any]:
    told: dict[str, Any] = {"value": "referral_order" if fact == "order" else r.random() < 0.6}
    if r.random() < 0.4:
        told["since"] = (START.date() - timedelta(days=r.choice([0, 5, 200]))).isoformat()
    if r.random() < 0.2:
        told["until"] = (START.date() + timedelta(days=r.choice([0, 5]))).isoformat()
    return told


def _attendance(r: Random) -> list[dict[str, Any]]:
    ways = ("in_person", "apologies", "report", "absent")
    roles = ("yjs_case_manager", "social_worker", "yjs_team_manager")
    return [{"role": role, "how": r.choice(ways)} for role in r.sample(roles, r.randint(0, 2))]


def _event(r: Random, p: Protocol, kind: EventKind, number: int) -> dict[str, Any]:
    event: dict[str, Any] = {"event_id": f"e{number}", "case_id": "C-1", "kind": kind.name}
    when = r.choice(MOMENTS)
    if r.random() < 0.25:
        event["occurred_on"] = when.date().isoformat()
    else:
        event["occurred_at"] = when.isoformat()
    event["recorded_at"] = (when + timedelta(hours=r.choice([0, 24, 24, 500]))).isoformat()
    if r.random() < 0.5:
        event["about"] = r.choice(ABOUT)
    does = kind.occasion.does if kind.occasion else None
    if does in ("plans", "moves"):
        late = r.choice(MOMENTS) + timedelta(days=r.choice([0, 3, 21]))
        if r.random() < 0.5:
            event["planned_for"] = late.isoformat()
        else:
            event["planned_on"] = late.date().isoformat()
    if does == "holds":
        event["attendance"] = _attendance(r)
        event["attendance_complete"] = r.random() < 0.4
    for field in kind.fields.values():
        if (field.required or r.random() < 0.7) and (value := _value(r, p, field)) is not None:
            event.setdefault(field.name, value)
    return event


def history(p: Protocol, seed: int, length: int = 14) -> list[CaseEvent]:
    """A log of one case, with corrections and retractions of some of it."""
    r, reader = Random(seed), EventReader(p.vocabulary)
    kinds = [k for k in p.vocabulary.events.values() if k.subject != "service"]
    kinds = [k for k in kinds if k.name not in ("correction", "retraction")]
    few = [k for k in kinds if k.name in FEW]
    raw = [_event(r, p, r.choice(few if r.random() < 0.7 else kinds), n) for n in range(length)]
    log = [reader.parse(event) for event in raw]
    for n in range(r.randint(0, 3)):
        change: dict[str, Any] = {"event_id": f"x{n}", "case_id": "C-1"}
        change["recorded_at"] = (r.choice(MOMENTS) + timedelta(days=100)).isoformat()
        target = r.choice(raw)
        if r.random() < 0.5:
            change |= {
                "kind": "retraction",
                "withdraws": r.choice([target["event_id"], "x0", "x9"]),
            }
        else:
            new = dict(raw[r.randrange(len(raw))])
            skip = ("event_id", "recorded_at")
            event = {k: v for k, v in new.items() if k not in skip}
            change |= {"kind": "correction", "replaces": target["event_id"], "event": event}
        if change.get("withdraws") != change["event_id"]:
            log.append(reader.parse(change))
    return log
