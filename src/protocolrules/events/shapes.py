"""How a declared field becomes a typed one, the same way in the generated classes and at load."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from zlib import crc32

from protocolrules.events.base import COMMON_FIELDS
from protocolrules.vocabulary import EventKind, FieldDecl, FieldType

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "yes_no": "YesNo",
        "number": "Number",
        "choice": "{choices}",
        "choices": "SetOf[{choices}]",
        "id": "Id",
        "worker": "Worker",
        "role": "Name",
        "roles": "SetOf[Name]",
        "service": "Name",
        "services": "SetOf[Name]",
        "occasion": "Name",
        "status": "Name",
        "date": "Day",
        "instant": "Instant",
        "facts": "Mapping[str, FactReport]",
        "holders": "Mapping[str, Worker | None]",
        "last_done": "Mapping[str, Day]",
        "attendance": "tuple[AttendanceEntry, ...]",
        "event": "CaseEvent",
    }
)
"""Each type of field as the source of a Python type; `{choices}` stands for the choices."""


def extra_fields(kind: EventKind) -> dict[str, FieldDecl]:
    """The fields that a kind has on top of those of every event, in the order they are shown."""
    fields = dict(kind.fields)
    if kind.subject != "case":
        fields["service"] = FieldDecl("service", "services", says="the services it is about")
    for name, type_ in _OCCASION_FIELDS.get(_does(kind), ()):
        fields[name] = FieldDecl(name, type_, says=_OCCASION_SAYS[name])
    return fields


_PYDANTIC_OWN = "model_config"
_PLANNED: tuple[tuple[str, FieldType], ...] = (("planned_for", "instant"), ("planned_on", "date"))
_OCCASION_FIELDS: Mapping[str, tuple[tuple[str, FieldType], ...]] = {
    "plans": _PLANNED,
    "moves": _PLANNED,
    "holds": (("attendance", "attendance"), ("attendance_complete", "yes_no")),
}
_OCCASION_SAYS = {
    "planned_for": "the instant it is planned for",
    "planned_on": "the day it is planned for, where the time is not known",
    "attendance": "who took part and how",
    "attendance_complete": "whether whoever is not in the list was absent",
}


def check_names(kind: EventKind) -> None:
    """Raises ValueError for a field that would take the place of one that every event has."""
    taken = {*COMMON_FIELDS, *(name for name, _ in _OCCASION_FIELDS.get(_does(kind), ()))}
    if kind.subject != "case":
        taken.add("service")
    for name in kind.fields:
        if name in taken or name == _PYDANTIC_OWN:
            raise ValueError(f"event kind {kind.name}: {name} is a field of every such event")


def _does(kind: EventKind) -> str:
    return kind.occasion.does if kind.occasion else ""


def signature(kind: EventKind) -> str:
    """Changes whenever the class of the kind has to: eight hexadecimal digits."""
    fields = [(f.name, f.type, f.choices, f.required) for f in extra_fields(kind).values()]
    return f"{crc32(repr((kind.name, kind.subject, _does(kind), fields)).encode()):08x}"
