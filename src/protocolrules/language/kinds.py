"""The kinds of event of a vocabulary, looked up by what they do and what they carry.

Each answer is kept, since a file asks the same of many rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from protocolrules.vocabulary import EventKind, FieldDecl

Fields: TypeAlias = Mapping[str, FieldDecl | None]
"""Fields by name; None where kinds that have the field disagree about its type."""

_EVERYWHERE = (FieldDecl("about", "id"), FieldDecl("age", "number"), FieldDecl("authority", "id"))
_OF_SERVICES = (FieldDecl("service", "services"),)
_PLANNED = (FieldDecl("planned_for", "instant"), FieldDecl("planned_on", "date"))
_HELD = (FieldDecl("attendance", "attendance"), FieldDecl("attendance_complete", "yes_no"))


class Kinds:
    """An index of kinds of event."""

    def __init__(self, events: Mapping[str, EventKind]) -> None:
        """Index the kinds by what they do to which kind of occasion."""
        self.events = events
        self._about: dict[tuple[str, str | None], list[str]] = {}
        self._fields: dict[str, Mapping[str, FieldDecl]] = {}
        self._gathered: dict[tuple[str, ...], Fields] = {}
        for name, kind in events.items():
            if kind.occasion is not None:
                key = (kind.occasion.does, kind.occasion.kind)
                self._about.setdefault(key, []).append(name)

    def about(self, occasions: Iterable[str], *does: str) -> tuple[str, ...]:
        """The kinds that do one of these things to occasions of these kinds, in the order of the
        vocabulary. A kind that names the occasion in a field does it to any."""
        keys = [(doing, occasion) for doing in does for occasion in (None, *occasions)]
        found = {name for key in keys for name in self._about.get(key, ())}
        return tuple(name for name in self.events if name in found) if found else ()

    def fields(self, name: str) -> Mapping[str, FieldDecl]:
        """The fields that a rule can name of a kind: its own and the common ones."""
        if name not in self._fields:
            kind = self.events[name]
            self._fields[name] = {**{f.name: f for f in _common(kind)}, **kind.fields}
        return self._fields[name]

    def gathered(self, names: Iterable[str]) -> Fields:
        """The fields that any of several kinds has."""
        key = tuple(dict.fromkeys(names))
        if key not in self._gathered:
            listed: dict[str, list[FieldDecl]] = {}
            for name in key:
                for field_name, field in self.fields(name).items():
                    listed.setdefault(field_name, []).append(field)
            self._gathered[key] = {name: _merged(fields) for name, fields in listed.items()}
        return self._gathered[key]


def _common(kind: EventKind) -> Iterable[FieldDecl]:
    yield from _EVERYWHERE
    does = kind.occasion.does if kind.occasion else ""
    if kind.subject != "case":
        yield from _OF_SERVICES
    if does in ("plans", "moves"):
        yield from _PLANNED
    if does == "holds":
        yield from _HELD


def _merged(fields: list[FieldDecl]) -> FieldDecl | None:
    """One declaration for a field that several kinds have."""
    first, *rest = fields
    if any(field.type != first.type for field in rest):
        return None
    choices = dict.fromkeys(choice for field in fields for choice in field.choices)
    return FieldDecl(first.name, first.type, tuple(choices), first.required, first.says)
