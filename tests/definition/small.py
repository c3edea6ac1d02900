"""Small protocols and histories, written down in a few lines, for answers worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from typing import Any

import yaml

from protocolrules import definition
from protocolrules.document import Protocol
from protocolrules.events import CaseEvent, EventReader, Subject
from protocolrules.language import load_protocol
from protocolrules.londontime import at_local, format_utc
from protocolrules.results import Breach, CaseState, Duty

CASE = Subject(case_id="C-1")
SERVICES = Subject(authority="here")
_numbers = count(1)


@lru_cache
def protocol(text: str) -> Protocol:
    """A protocol from its sections; heads, clauses, topics and the ledger are filled in."""
    data: dict[str, Any] = yaml.load(text, yaml.BaseLoader)
    head = {
        "protocol": "small",
        "title": "A small protocol",
        "authority": "here",
        "calendar": "england-and-wales",
        "parties": ["yjs", "csc"],
    }
    given = [*data.get("rules", {}).values(), *data.get("escalations", {}).values()]
    for number, rule in enumerate([*given, *data.get("readings", {}).values()], start=1):
        rule.setdefault("clause", [str(number)])
    for rule in given:
        rule.setdefault("topic", "case_work")
    for reading in data.get("readings", {}).values():
        reading.setdefault("because", "the text gives none")
    cited = sorted({c for r in [*given, *data.get("readings", {}).values()] for c in r["clause"]})
    data["ledger"] = [
        {"id": c, "kind": "principle", "says": "so it is said", "reason": "made up"}
        if not any(c in r["clause"] for r in given)
        else {"id": c, "kind": "obligation", "says": "so it is said"}
        for c in cited
    ]
    return load_protocol("small.yaml", data=json.dumps({**head, **data}).encode())


def london(text: str) -> datetime:
    """`2026-01-07 12:00`, on London clocks."""
    moment = datetime.fromisoformat(text)
    return at_local(moment.date(), moment.time())


def ev(
    kind: str,
    when: str,
    id: str | None = None,
    *,
    rec: str | None = None,
    services: str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """An event; `when` is a day, or a day and London time; recorded then, or at `rec`."""
    event: dict[str, Any] = {"event_id": id or f"n{next(_numbers)}", "kind": kind}
    if services is None:
        event["case_id"] = "C-1"
    else:
        event |= {"service": services, "authority": "here"}
    if kind in ("correction", "retraction"):
        event["recorded_at"] = format_utc(london(when))
    elif " " in when:
        event["occurred_at"] = format_utc(london(when))
    else:
        event["occurred_on"] = when
    if rec is not None:
        event["recorded_at"] = format_utc(london(rec))
    for name, value in fields.items():
        timed = name in ("planned_for",) and isinstance(value, str)
        event[name.removesuffix("_")] = format_utc(london(value)) if timed else value
    return event


def plan(
    when: str, occasion: str, kind: str, on: str, does: str = "planned", **more: Any
) -> dict[str, Any]:
    """A meeting that is planned (or moved) for a day, or a day and time."""
    name = "planned_for" if " " in on else "planned_on"
    return ev(f"meeting_{does}", when, meeting=kind, about=occasion, **{name: on}, **more)


def held(when: str, occasion: str | None, kind: str, **more: Any) -> dict[str, Any]:
    """A meeting that is held."""
    about = {} if occasion is None else {"about": occasion}
    return ev("meeting_held", when, meeting=kind, **about, **more)


def parsed(p: Protocol, events: Iterable[Mapping[str, Any]]) -> list[CaseEvent]:
    reader = EventReader(p.vocabulary)
    return [reader.parse(event) for event in events]


def state(
    p: Protocol,
    events: Iterable[Mapping[str, Any]],
    at: str,
    known_at: str | None = None,
    *,
    subject: Subject = CASE,
    because: bool = False,
    **readings: str,
) -> CaseState:
    """The state at a London time."""
    return definition.state(
        p,
        parsed(p, events),
        subject,
        london(at),
        london(known_at or at),
        readings,
        because,
    )


def duties(s: CaseState, rule: str) -> list[Duty]:
    """The duties of a rule, earliest first."""
    return sorted((d for d in s.duties if d.rule == rule), key=lambda d: d.occurrence)


def duty(s: CaseState, rule: str) -> Duty:
    """The only duty of a rule."""
    (found,) = duties(s, rule)
    return found


def span(b: Breach) -> tuple[datetime, datetime | None, bool]:
    return b.from_, b.to, b.attributable


def asked(s: CaseState) -> set[tuple[str, str]]:
    """What the questions are about."""
    return {(k, v) for u in s.undetermined for k, v in u.missing if v is not None}


def day(text: str) -> date:
    return date.fromisoformat(text)
