"""The JSON Schema of events, for editors and for other programs that write logs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from protocolrules.events.base import ABOUT_EVENTS
from protocolrules.events.shapes import extra_fields
from protocolrules.events.types import (
    BIGGEST,
    DAY_PATTERN,
    ID_PATTERN,
    INSTANT_PATTERN,
    OLDEST,
    How,
)
from protocolrules.vocabulary import EventKind, FactDecl, FieldDecl, Vocabulary

Schema = dict[str, Any]

_TEXTS: Mapping[str, Schema] = MappingProxyType(
    {
        "id": {"type": "string", "pattern": ID_PATTERN},
        "day": {"type": "string", "pattern": DAY_PATTERN},
        "instant": {"type": "string", "pattern": INSTANT_PATTERN},
    }
)
_WHOLE = {"type": "integer", "minimum": -BIGGEST, "maximum": BIGGEST}
_AGE = {"type": "integer", "minimum": 0, "maximum": OLDEST}
_WORDS = {"type": "array", "items": {"type": "string"}}
_ANY_VALUE = {"anyOf": [{"type": ["boolean", "integer", "string"]}, _WORDS]}
_NO_CHANGE: Schema = {"kind": {"not": {"enum": list(ABOUT_EVENTS)}}}


def events_schema(vocabulary: Vocabulary, authority: str | None = None) -> Schema:
    """JSON Schema 2020-12 of one event. The kind decides by if and then, so that an editor points
    at the field that is wrong and not at every kind there is. What belongs to another authority
    than the one given may use kinds and names of that authority's own."""
    event = _event(vocabulary)
    if authority is not None:
        event = {"if": _is_anothers(authority), "then": _anothers(), "else": event}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of a case or of the services",
        "$defs": {**_TEXTS, **_names(vocabulary, authority), "event": event},
        "$ref": "#/$defs/event",
    }


def _not_ours(authority: str) -> Schema:
    return {"allOf": [_ref("id"), {"not": {"const": authority}}]}


def _is_anothers(authority: str) -> Schema:
    return {
        "required": ["authority", "kind"],
        "properties": {**_NO_CHANGE, "authority": _not_ours(authority)},
    }


def _anothers() -> Schema:
    """What every event has. Whether the rest is right is for the protocol of its authority."""
    anything = EventKind("", "an event of another authority", subject="either")
    properties = {**_common(anything), "kind": {"type": "string"}}
    needed = ("event_id", "kind", "authority")
    return {
        "title": anything.title,
        "properties": {n: s if n in needed else _or_null(s) for n, s in properties.items()},
        "required": list(needed),
        "allOf": [_whom(anything), _one_of("occurred_at", "occurred_on")],
    }


def _event(vocabulary: Vocabulary) -> Schema:
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(vocabulary.events)}},
        "allOf": [
            {"if": _is_kind(kind.name), "then": _kind(kind)} for kind in vocabulary.events.values()
        ],
    }


def _is_kind(name: str) -> Schema:
    return {"required": ["kind"], "properties": {"kind": {"const": name}}}


def _kind(kind: EventKind) -> Schema:
    own = extra_fields(kind)
    properties = {**_common(kind), **{n: _field(f) for n, f in own.items()}}
    required = [name for name, field in own.items() if field.required]
    changes = kind.name in ABOUT_EVENTS
    schema: Schema = {
        "title": kind.title,
        "properties": {n: s if n in required else _or_null(s) for n, s in properties.items()},
        "required": ["event_id", *(["recorded_at"] if changes else []), *required],
        "additionalProperties": False,
        "allOf": [_whom(kind)],
    }
    if kind.says:
        schema["description"] = kind.says
    if not changes:
        schema["allOf"].append(_one_of("occurred_at", "occurred_on"))
    if kind.occasion and kind.occasion.does in ("plans", "moves"):
        schema["allOf"].append(_one_of("planned_for", "planned_on"))
    return schema


def _common(kind: EventKind) -> Schema:
    common: Schema = {
        "kind": {"const": kind.name},
        "event_id": _ref("id"),
        "authority": _ref("id"),
        "recorded_at": _ref("instant"),
        "about": _ref("id"),
    }
    if kind.subject != "service":
        common |= {"case_id": _ref("id"), "age": _AGE}
    if kind.name not in ABOUT_EVENTS:
        common |= {"occurred_at": _ref("instant"), "occurred_on": _ref("day")}
    return common


def _whom(kind: EventKind) -> Schema:
    case, service = _given("case_id"), _given("service", "authority")
    if kind.subject == "either":
        return {"oneOf": [_given("case_id"), _given("service")], "anyOf": [case, service]}
    return case if kind.subject == "case" else service


def _given(*names: str) -> Schema:
    return {
        "required": list(names),
        "properties": {name: {"not": {"type": "null"}} for name in names},
    }


def _one_of(*names: str) -> Schema:
    return {"oneOf": [_given(name) for name in names]}


def _or_null(schema: Schema) -> Schema:
    return schema if "const" in schema else {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _names(vocabulary: Vocabulary, authority: str | None) -> Schema:
    flags = [name for name, fact in vocabulary.facts.items() if fact.type == "yes_no"]
    done = [kind for kind in vocabulary.events if kind not in ABOUT_EVENTS]
    sorts = {
        "role": vocabulary.roles,
        "service": vocabulary.services,
        "occasion": vocabulary.occasions,
        "judgement": vocabulary.judgements,
        "status": [*flags, *vocabulary.statuses],
        "done": [*vocabulary.occasions, *done],
    }
    return {
        **{sort: {"enum": list(dict.fromkeys(names))} for sort, names in sorts.items()},
        "facts": _facts(vocabulary, authority),
        "attendance": _attendance(),
    }


def _field(field: FieldDecl) -> Schema:
    schema = dict(_type(field))
    if field.says:
        schema["description"] = field.says
    return schema


def _type(field: FieldDecl) -> Schema:
    match field.type:
        case "yes_no":
            return {"type": "boolean"}
        case "number":
            return _WHOLE
        case "choice":
            return {"enum": list(field.choices)}
        case "choices":
            return _several({"enum": list(field.choices)})
        case "id" | "worker":
            return _ref("judgement" if field.name == "judgement" else "id")
        case "roles" | "services":
            return _several(_ref(field.type.removesuffix("s")))
        case "role" | "service" | "occasion" | "status" | "facts" | "attendance":
            return _ref(field.type)
        case "date":
            return _ref("day")
        case "instant":
            return _ref("instant")
        case "holders":
            return _mapping("role", _or_null(_ref("id")))
        case "last_done":
            return _mapping("done", _ref("day"))
        case "event":
            return {"type": "object", "required": ["kind"], "properties": _NO_CHANGE}


def _several(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _mapping(names: str, value: Schema) -> Schema:
    return {"type": "object", "propertyNames": _ref(names), "additionalProperties": value}


def _facts(vocabulary: Vocabulary, authority: str | None) -> Schema:
    reports = {name: _report(_value(fact)) for name, fact in vocabulary.facts.items()}
    reports |= {name: _report({"type": "boolean"}) for name in vocabulary.statuses}
    others: bool | Schema = False
    if authority is not None:
        others = _report(_ANY_VALUE)
        others["properties"]["authority"] = _not_ours(authority)
        others["required"] = ["value", "authority"]
    return {"type": "object", "properties": reports, "additionalProperties": others}


def _report(value: Schema) -> Schema:
    moment = {"anyOf": [_ref("day"), _ref("instant"), {"type": "null"}]}
    return {
        "type": "object",
        "properties": {
            "value": value,
            "since": moment,
            "until": moment,
            "authority": _or_null(_ref("id")),
        },
        "required": ["value"],
        "additionalProperties": False,
    }


def _value(fact: FactDecl) -> Schema:
    match fact.type:
        case "yes_no":
            return {"type": "boolean"}
        case "number":
            return {"type": "integer"}
        case "age":
            return _AGE
        case "set":
            return {"type": "array", "items": {"enum": list(fact.choices)}}
        case "choice" | "scale":
            return {"enum": list(fact.choices)}


def _attendance() -> Schema:
    entry = {
        "type": "object",
        "properties": {
            "role": _or_null(_ref("role")),
            "worker": _or_null(_ref("id")),
            "service": _or_null(_ref("service")),
            "how": {"enum": list(How.__args__)},  # type: ignore[attr-defined]
        },
        "required": ["how"],
        "additionalProperties": False,
    }
    return {"type": "array", "items": entry}
