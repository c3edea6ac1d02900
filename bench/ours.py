"""protocolrules itself: the rules of the workload as a protocol, matched through the public
interface. `bench.write_protocol` wrote the protocol."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from time import process_time
from typing import Any

import protocolrules as pr
from bench.answer import Answer, Book
from bench.workload import Workload

PROTOCOL = Path(__file__).with_name("workload.yaml")


def run(workload: Workload) -> tuple[float, Answer]:
    """On the events as all engines get them: dicts of fields that are valid already."""
    match = protocol().matcher().match
    book = Book(workload.rules)
    record = book.record
    start = process_time()
    for event in workload.events:
        record(event, match(event))
    return process_time() - start, book.answer()


def run_on_case_events(workload: Workload) -> tuple[float, Answer]:
    """On CaseEvent objects, which are made before the clock starts."""
    read = protocol().parse_event
    events = [read(_as_json(event)) for event in workload.events]
    match = protocol().matcher().match
    book = Book(workload.rules, case="case_id", event_id="event_id")
    record = book.record
    start = process_time()
    for event in events:
        record(event.__dict__, match(event))
    return process_time() - start, book.answer()


@lru_cache
def protocol() -> pr.Protocol:
    """The rules of the workload."""
    return pr.load(PROTOCOL)


def _as_json(event: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in event.items() if name not in ("id", "case")}
    when = "2026-01-05T10:00:00+00:00"
    return {"event_id": event["id"], "case_id": event["case"], "occurred_at": when, **said}
