"""A case written down as JSON, to be opened again elsewhere: its log, and nothing to be trusted
above that."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from protocolrules.engine.program import Program
from protocolrules.events import CaseEvent, Subject

FORMAT = "protocolrules.case/1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a snapshot says. `digest`: of the rules when it was written."""

    protocol: str
    digest: str
    case_id: str | None
    readings: dict[str, str]
    events: tuple[dict[str, Any], ...]


def written(program: Program, subject: Subject, events: Iterable[CaseEvent]) -> bytes:
    """The JSON of a case."""
    protocol = program.protocol
    head = {
        "format": FORMAT,
        "protocol": {"id": protocol.id, "digest": protocol.digest},
        "case_id": subject.case_id,
        "readings": dict(sorted(program.readings.items())),
    }
    lines = ",\n".join(event.to_json() for event in events)
    return f'{json.dumps(head)[:-1]}, "events": [\n{lines}\n]}}\n'.encode()


def read(snapshot: bytes) -> Snapshot:
    """What a snapshot says.

    Raises ValueError for what is no snapshot, and for one of another format.
    """
    try:
        data = json.loads(snapshot)
    except (ValueError, RecursionError):
        raise ValueError("this is no snapshot: it is not JSON") from None
    if not isinstance(data, dict) or "format" not in data:
        raise ValueError("this is no snapshot: it does not say its format")
    if data["format"] != FORMAT:
        raise ValueError(f"this snapshot has another format: only {FORMAT} can be read")
    protocol, case_id = data.get("protocol"), data.get("case_id")
    readings, events = data.get("readings"), data.get("events")
    if not isinstance(protocol, dict) or not all(
        isinstance(protocol.get(name), str) for name in ("id", "digest")
    ):
        raise ValueError("this snapshot is damaged: it does not say of which protocol it is")
    if case_id is not None and not isinstance(case_id, str):
        raise ValueError("this snapshot is damaged: its case_id is no text")
    if not isinstance(readings, dict) or not all(isinstance(v, str) for v in readings.values()):
        raise ValueError("this snapshot is damaged: its readings are no texts by name")
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise ValueError("this snapshot is damaged: its events are no list of objects")
    return Snapshot(protocol["id"], protocol["digest"], case_id, readings, tuple(events))
