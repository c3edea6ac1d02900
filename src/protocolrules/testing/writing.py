"""Writes a history as a scenario file, as a person would, and reads one back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from protocolrules import api, definition
from protocolrules.events import CaseEvent, Subject
from protocolrules.events.shapes import extra_fields
from protocolrules.londontime import format_utc, local_date, local_time, parse_moment
from protocolrules.nodes import Writable, write_yaml
from protocolrules.page import Page
from protocolrules.results import CaseState
from protocolrules.scenarios import read_scenarios
from protocolrules.testing.history import History
from protocolrules.testing.stories import CASE, Written

_CHANGES = {"correction": ("corrects", "replaces"), "retraction": ("withdraws", "withdraws")}
_COMMENT = 98


def scenario_file(
    history: History,
    *,
    name: str = "found",
    title: str = "",
    notes: Sequence[str] = (),
    protocol: str | None = None,
    subjects: Iterable[Subject] | None = None,
    readings: Mapping[str, str] | None = None,
) -> str:
    """A history as the text of a scenario file that `protocolrules test` reads.

    It expects what the rules' definition says of the case and the services, so it passes as long
    as that stays so; what is wrong stands in the comment.

    Args:
        history: the events, and the moment to ask about.
        name: of the scenario.
        title: in a few words, what happens.
        notes: what was found, for the comment at the beginning.
        protocol: how the file names the rules; left out: by their id.
        subjects: who is asked about; left out: whom the events are about.
        readings: readings that stand at another value than the protocol's own.
    """
    events, unsaid = _events(history)
    about = list(dict.fromkeys(subjects or (e.subject for e in history.events)))
    about = [s for s in about if s in history.subjects] or [history.subjects[0]]
    expect = [moment for subject in about for moment in _moments(history, subject, readings or {})]
    scenario: dict[str, Writable] = {"title": title or "a made-up history"}
    if readings:
        scenario["readings"] = dict(readings)
    scenario |= {"events": events, "expect": expect}
    plain: dict[str, Writable] = {
        "protocol": protocol or history.protocol.id,
        "scenarios": {name: scenario},
    }
    return "".join(_comments([*notes, *unsaid])) + write_yaml(plain)


def read_histories(path: Path, protocol: api.Protocol) -> Iterator[History]:
    """The histories in a scenario file, one for each moment that something is expected at.

    Raises OSError when the file cannot be read, and ValueError when it is no sound scenario file.
    """
    file = read_scenarios(path)
    faults = file.faults()
    if faults:
        raise ValueError(f"{faults[0].place}: {faults[0].message}")
    for scenario in file.scenarios:
        written = tuple(_written(event) for event in scenario.events)
        events = tuple(protocol.parse_event(each) for each in written)
        asked = {(m.at, m.known_at) for v in scenario.variants for m in v.moments}
        for at, known_at in sorted(asked):
            yield History(protocol, written, at, known_at, events)


def _written(event: CaseEvent) -> Written:
    content: Written = json.loads(event.to_json())
    return content


def _comments(notes: Iterable[str]) -> Iterator[str]:
    for note in notes:
        for paragraph in note.splitlines() or [""]:
            page = Page(_COMMENT)
            page.line(paragraph)
            yield from (f"# {line}".rstrip() + "\n" for line in str(page).splitlines())


# --- events ---------------------------------------------------------------------------------


def _events(history: History) -> tuple[list[Writable], list[str]]:
    """The events, and a note of each that the format has no words for."""
    told: list[Writable] = []
    unsaid: list[str] = []
    there = _there(history)
    for event in history.written:
        target = _target(event)
        if event["event_id"] not in there:
            unsaid.append(
                f"left out: {event['event_id']}, which changes an event that is not there"
            )
            continue
        if target is not None and "case_id" in event and "authority" in event:
            unsaid.append(f"not said: {event['event_id']} names an authority")
        entry = _change(event, history) if target else _happened(event, history)
        # Those that are left out have taken a number.
        if event["event_id"] != f"e{len(told) + 1}":
            entry = {"id": event["event_id"], **entry}
        told.append(entry)
    return told, unsaid


def _there(history: History) -> set[str]:
    """The ids of the events without changes of events that are not there, nor changes of those."""
    targets = {event["event_id"]: _target(event) for event in history.written}
    there: set[str] = set()
    while left := {
        id for id, target in targets.items() if id not in there and (not target or target in there)
    }:
        there |= left
    return there


def _target(event: Written) -> str | None:
    """The id of the event that it changes."""
    target: str | None = event.get("replaces") or event.get("withdraws")
    return target


def _change(event: Written, history: History) -> dict[str, Writable]:
    key, target = _CHANGES[event["kind"]]
    entry: dict[str, Writable] = {key: event[target], "recorded": _time(event["recorded_at"])}
    if "event" in event:
        entry |= _happened({k: v for k, v in event["event"].items() if k != "event_id"}, history)
    return entry


def _happened(event: Written, history: History) -> dict[str, Writable]:
    document = history.protocol.document
    types = {
        f.name: f.type for f in extra_fields(document.vocabulary.events[event["kind"]]).values()
    }
    entry: dict[str, Writable] = {"kind": event["kind"]}
    if "occurred_on" in event:
        entry["on"] = event["occurred_on"]
    else:
        entry["at"] = _time(event["occurred_at"])
    if "recorded_at" in event:
        entry["recorded"] = _time(event["recorded_at"])
    if event.get("case_id", CASE) != CASE:
        entry["case"] = event["case_id"]
    own = {"case_id", "event_id", "kind", "occurred_at", "occurred_on", "recorded_at"}
    fields: dict[str, Writable] = {}
    for field, value in event.items():
        if field in own or (field == "authority" and "case_id" not in event):
            continue
        said = _field(value, types.get(field, ""))
        (fields if field in _RESERVED else entry)[field] = said
    return {**entry, "fields": fields} if fields else entry


_RESERVED = ("corrects", "withdraws", "id", "case", "at", "on", "recorded", "fields")


def _field(value: Any, sort: str) -> Writable:
    match value:
        case True | False:
            return "yes" if value else "no"
        case None:
            return "vacant"
        case list():
            return [_field(each, "") for each in value]
        case dict():
            if sort == "facts":
                return {name: _fact(told) for name, told in value.items()}
            return {name: _field(each, "") for name, each in value.items()}
        case _:
            return _time(value) if sort == "instant" else str(value)


def _fact(told: Mapping[str, Any]) -> Writable:
    said = {key: _day_or_time(key, each) for key, each in told.items() if each is not None}
    return said["value"] if set(said) == {"value"} else said


def _day_or_time(key: str, value: Any) -> Writable:
    timed = key in ("since", "until") and "T" in str(value)
    return _time(value) if timed else _field(value, "")


def _time(written: str) -> str:
    return say_time(datetime.fromisoformat(written))


def say_time(instant: datetime) -> str:
    """An instant as an author would write it: in London time, or in UTC where the clocks show it
    twice. Raises ValueError for a naive time."""
    instant = instant.astimezone(UTC)
    clock = local_time(instant).isoformat()
    local = f"{local_date(instant)} {clock.removesuffix(':00') if len(clock) == 8 else clock}"
    try:
        return local if parse_moment(local) == instant else format_utc(instant)
    except ValueError:
        return format_utc(instant)


# --- what is expected -----------------------------------------------------------------------


def _moments(
    history: History, subject: Subject, readings: Mapping[str, str]
) -> Iterator[dict[str, Writable]]:
    asked: dict[str, Writable] = {"at": say_time(history.at)}
    if history.known_at != history.at:
        asked["known_at"] = say_time(history.known_at)
    if subject.case_id is None:
        asked["authority"] = subject.authority or ""
    elif len({event.subject for event in history.events}) > 1:
        asked["case"] = subject.case_id
    try:
        state = _defined(history, subject, readings)
    except Exception:  # that it cannot be answered may be what was found
        yield {**asked, "only_duties": "none"}
        return
    rules = list(dict.fromkeys(duty.rule for duty in state.duties))
    yield {**asked, **_duties(state), "only_duties": rules or "none"}


def _duties(state: CaseState) -> dict[str, Writable]:
    """How many duties of each rule there are, by their state."""
    counted: dict[tuple[str, str], int] = {}
    for duty in state.duties:
        counted[duty.rule, duty.state] = counted.get((duty.rule, duty.state), 0) + 1
    said: list[Writable] = [
        {"rule": rule, "state": word, "count": str(number)}
        for (rule, word), number in counted.items()
    ]
    return {"duty": said} if said else {}


def _defined(history: History, subject: Subject, readings: Mapping[str, str]) -> CaseState:
    known: dict[str, CaseEvent] = {event.event_id: event for event in history.events}
    return definition.state(
        history.protocol.document,
        [event for event in known.values() if event.subject == subject],
        subject,
        history.at,
        history.known_at,
        readings,
        False,
    )
