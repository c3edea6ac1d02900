"""The Pydantic class of each kind of event: the generated one, or one made at load."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from threading import Lock
from typing import Any, Literal
from weakref import WeakValueDictionary

from pydantic import create_model

from protocolrules.events.base import ABOUT_EVENTS, CaseEvent
from protocolrules.events.kinds import KINDS
from protocolrules.events.shapes import check_names, extra_fields, signature
from protocolrules.events.types import (
    AttendanceEntry,
    Day,
    FactReport,
    Id,
    Instant,
    Name,
    Number,
    SetOf,
    Worker,
    YesNo,
)
from protocolrules.vocabulary import EventKind, FieldDecl

_PLAIN: Mapping[str, Any] = {
    "yes_no": YesNo,
    "number": Number,
    "id": Id,
    "worker": Worker,
    "role": Name,
    "roles": SetOf[Name],
    "service": Name,
    "services": SetOf[Name],
    "occasion": Name,
    "status": Name,
    "date": Day,
    "instant": Instant,
    "facts": Mapping[str, FactReport],
    "holders": Mapping[str, Worker | None],
    "last_done": Mapping[str, Day],
    "attendance": tuple[AttendanceEntry, ...],
}


_MAKING = Lock()
_MADE: WeakValueDictionary[tuple[str, str], type[CaseEvent]] = WeakValueDictionary()
"""Two rule files that declare a kind alike share one class, for as long as somebody uses it."""


def model_for(kind: EventKind) -> type[CaseEvent]:
    """The class of a kind: the shared one if the kind is declared just so, else a class of its own.

    Raises ValueError for a field that would take the place of one that every event has.
    """
    check_names(kind)
    shared = KINDS.get(kind.name)
    if kind.name in ABOUT_EVENTS and shared is not None:
        return shared
    if shared is not None and signature(kind) == shared.SIGNATURE:
        return shared
    key = kind.name, signature(kind)
    with _MAKING:  # threads that share a protocol get the same class
        made = _MADE.get(key)
        if made is None:
            made = _MADE[key] = _make(kind)
        return made


def _make(kind: EventKind) -> type[CaseEvent]:
    fields: dict[str, Any] = {"kind": (Literal[kind.name], kind.name)}
    for name, field in extra_fields(kind).items():
        fields[name] = (_type(field), ...) if field.required else (_type(field) | None, None)
    with warnings.catch_warnings():
        # A field may be called `copy` or `json`, which Pydantic has old methods of.
        warnings.simplefilter("ignore", UserWarning)
        model = create_model(_class_name(kind.name), __base__=CaseEvent, **fields)
    model.SUBJECT = kind.subject
    model.DOES = kind.occasion.does if kind.occasion else None
    model.SIGNATURE = signature(kind)
    model.__doc__ = kind.title
    return model


def _type(field: FieldDecl) -> Any:
    if field.type not in ("choice", "choices"):
        return _PLAIN[field.type]
    one: Any = Literal.__getitem__(field.choices)
    return one if field.type == "choice" else SetOf[one]


def _class_name(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("_"))
