"""Whether a question can be settled: by a report, a judgement, a fuller event, or a reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from protocolrules.events import EventError
from protocolrules.events.shapes import extra_fields
from protocolrules.londontime import format_utc
from protocolrules.results import CaseState, Undetermined
from protocolrules.testing.history import ALL_KNOWN, History
from protocolrules.testing.stories import TICK, Written, subject_keys
from protocolrules.testing.values import values_of
from protocolrules.vocabulary import FieldDecl

_LONG_AGO = "2020-01-01"


class Thing(NamedTuple):
    """What a question is about: a fact, reading, holder, field or judgement, by name."""

    sort: str
    name: str

    def __str__(self) -> str:
        """In words."""
        return f"the {self.sort} {self.name}"


def asked_for(state: CaseState) -> Iterator[tuple[Thing, Undetermined]]:
    """The questions of a state, each with what it is about."""
    for line in state.undetermined:
        yield from ((Thing(sort, name), line) for sort, name in line.missing if name is not None)


def is_settled(
    history: History,
    line: Undetermined,
    at: datetime,
    readings: Mapping[str, str],
    state: CaseState,
) -> bool:
    """Whether one more event, or another reading, answers a question that a state asks."""
    (thing,) = [Thing(sort, name) for sort, name in line.missing if name is not None]
    if thing.sort == "reading":
        others = history.protocol.document.readings[thing.name]
        values = (each for each in (others.means, *others.others) if each != "not set")
        return any(
            not _still_asked(history, (), line, at, {**readings, thing.name: each}, state)
            for each in values
        )
    return any(
        not _still_asked(history, (event,), line, at, readings, state)
        for event in _answers(history, thing, line, at, state)
    )


def _still_asked(
    history: History,
    more: tuple[Written, ...],
    line: Undetermined,
    at: datetime,
    readings: Mapping[str, str],
    state: CaseState,
) -> bool:
    subject = history.subjects[0 if state.case_id is not None else 1]
    try:
        told = [history.protocol.parse_event(event) for event in more]
    except EventError:
        return True
    result = history.protocol.state(
        [*history.events, *told],
        at=at,
        known_at=ALL_KNOWN,
        readings=readings,
        subjects=[subject],
    )
    (after,) = result.cases or result.services
    return any((e.missing, e.event_id) == (line.missing, line.event_id) for e in after.undetermined)


def _answers(
    history: History, thing: Thing, line: Undetermined, at: datetime, state: CaseState
) -> Iterator[Written]:
    """Events that could answer it."""
    when = format_utc(at - TICK)
    event: Written = {"event_id": "answer", "occurred_at": when, **_subject(history, state)}
    match thing.sort:
        case "fact":
            fact = history.protocol.document.vocabulary.facts.get(thing.name)
            for value in values_of(fact):
                for told in ({"value": value}, {"value": value, "since": _LONG_AGO}):
                    yield {**event, "kind": "facts_reported", "facts": {thing.name: told}}
        case "holder":
            yield {**event, "kind": "facts_reported", "holders": {thing.name: "W-9"}}
            if state.case_id is not None:
                yield {**event, "kind": "case_allocated", "role": thing.name, "worker": "W-9"}
        case "judgement":
            said = {"kind": "judgement_recorded", "judgement": thing.name, "holds": True}
            yield from ({**event, **said, **about} for about in ({}, {"about": line.event_id}))
        case _:
            yield from _fuller(history, thing.name, line)
            yield from _otherwise(history, thing.name, line, event)


def _subject(history: History, state: CaseState) -> Written:
    if state.case_id is not None:
        return {"case_id": state.case_id}
    document = history.protocol.document
    return {"service": document.parties[0], "authority": document.authority}


def _fuller(history: History, name: str, line: Undetermined) -> Iterator[Written]:
    """Corrections of the event that leaves a field silent, with the field, or of the events about
    the same thing."""
    vocabulary = history.protocol.document.vocabulary
    for old in reversed(history.written):
        if line.event_id not in (None, old["event_id"], old.get("about")) or "event" in old:
            continue
        if old["kind"] not in vocabulary.events:
            continue
        declared = extra_fields(vocabulary.events[old["kind"]])
        content = {key: value for key, value in old.items() if key != "recorded_at"}
        named = {key: content[key] for key in subject_keys(content)}
        change = {
            **named,
            "event_id": "answer",
            "kind": "correction",
            "replaces": old["event_id"],
            "recorded_at": format_utc(max(e.recorded_at for e in history.events)),
        }
        for value in _values(history, name, declared):
            yield {**change, "event": {**content, **value}}
        if "occurred_on" in content:
            day = content.pop("occurred_on")
            yield {**change, "event": {**content, "occurred_at": f"{day}T12:00:00Z"}}


def _otherwise(
    history: History, name: str, line: Undetermined, event: Written
) -> Iterator[Written]:
    """Of an event about an occasion whose kind has no such field: that the occasion was held, and
    that it was an event of another kind."""
    kinds = history.protocol.document.vocabulary.events
    for old in history.written:
        kind = kinds.get(old["kind"])
        if old["event_id"] != line.event_id or kind is None or kind.occasion is None:
            continue
        if name in extra_fields(kind):
            continue
        of = kind.occasion.kind or old.get(kind.occasion.kind_from or "")
        told = {k: old[k] for k in ("event_id", "occurred_at", "occurred_on", "about") if k in old}
        subject = subject_keys(old)
        for other, fields in _holding(history, name, of):
            held = {"kind": other, **fields}
            yield {**event, **held, "about": old.get("about", old["event_id"])}
            yield {
                **{key: old[key] for key in subject},
                "event_id": "answer",
                "kind": "correction",
                "replaces": old["event_id"],
                "recorded_at": format_utc(max(e.recorded_at for e in history.events)),
                "event": {**told, **{key: old[key] for key in subject}, **held},
            }


def _holding(history: History, name: str, occasion: str | None) -> Iterator[tuple[str, Written]]:
    """The kinds of event that hold an occasion of a kind and have a field, with its values."""
    for other, kind in history.protocol.document.vocabulary.events.items():
        declared, effect = extra_fields(kind), kind.occasion
        if effect is None or effect.does != "holds" or name not in declared:
            continue
        if effect.kind not in (None, occasion):
            continue
        own = {effect.kind_from: occasion} if effect.kind_from else {}
        for value in _values(history, name, declared):
            yield other, {**own, **value}


def _values(history: History, name: str, declared: Mapping[str, FieldDecl]) -> Iterator[Written]:
    field = declared.get(name)
    vocabulary = history.protocol.document.vocabulary
    every: dict[str, tuple[object, ...]] = {
        "yes_no": (True, False),
        "number": (1, 0),
        "role": tuple(vocabulary.roles),
        "service": tuple(vocabulary.services),
        "roles": tuple([role] for role in vocabulary.roles),
        "services": tuple([service] for service in vocabulary.services),
        "occasion": tuple(vocabulary.occasions),
    }
    if "attendance" in declared:
        yield {"attendance_complete": True}
        yield {"attendance": [], "attendance_complete": True}
    if field is None:
        return
    if field.type == "choice":
        yield from ({name: choice} for choice in field.choices)
    elif field.type == "choices":
        yield from ({name: [choice]} for choice in field.choices)
    else:
        yield from ({name: value} for value in every.get(field.type, ("X-1",)))
