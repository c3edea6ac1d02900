"""Reads dated events as an author writes them, and gives them the shape that event logs have.

What the author may leave out is filled in: the id (e1, e2… by place in the list), the case (C-1),
the authority of a service event. Times are London times. Everything else is left to the reader
of event logs, so that a scenario can hold nothing that a log could not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from protocolrules.diagnostics import Place
from protocolrules.document import Protocol
from protocolrules.events.shapes import extra_fields
from protocolrules.londontime import format_utc
from protocolrules.nodes import MapNode, Node, Scalar
from protocolrules.scenarios.fields import COMMON, Json, read_field, read_instant
from protocolrules.scenarios.notes import Notes, entries, one_or_more, text_of, written
from protocolrules.scenarios.values import read_day, read_moment
from protocolrules.vocabulary import EventKind

DEFAULT_CASE: Final = "C-1"
_WHEN: Final = ("at", "on")
_OURS: Final = ("kind", "corrects", "withdraws", "id", "case", "at", "on", "recorded", "fields")

_AS_WRITTEN: Final = {
    "event_id": ("id",),
    "case_id": ("case",),
    "occurred_at": ("at", "on"),
    "occurred_on": ("on", "at"),
    "recorded_at": ("recorded",),
    "replaces": ("corrects",),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event in the shape of a log, with the places of its fields."""

    content: Mapping[str, Json]
    given: Mapping[str, Node]
    node: Node

    def place_of(self, field: str | None) -> Place:
        """The place of a field of the log's event, as far as the author wrote it."""
        names = (field or "").removeprefix("event.").split(".")
        ours = _AS_WRITTEN.get(names[0], names[:1])
        return next((self.given[n].place for n in ours if n in self.given), self.node.place)


def event_ids(node: Node | None) -> tuple[str, ...]:
    """The ids of the events of a list: those given, else e1, e2… by place."""
    listed = enumerate(one_or_more(node) if node is not None else (), start=1)
    return tuple(_id(each) or f"e{number}" for number, each in listed)


def _id(node: Node) -> str | None:
    given = node.get("id") if isinstance(node, MapNode) else None
    return written(given) if given is not None else None


def read_timeline(node: Node | None, protocol: Protocol, notes: Notes) -> tuple[Told, ...]:
    """The events of a list, in its order."""
    subjects: dict[str, dict[str, Json]] = {}
    told = []
    for event_id, each in zip(event_ids(node), one_or_more(node) if node else (), strict=False):
        event = _Event(protocol, notes, event_id, subjects).read(each)
        if event is not None:
            told.append(event)
    return tuple(told)


@dataclass(slots=True)
class _Event:
    protocol: Protocol
    notes: Notes
    event_id: str
    subjects: dict[str, dict[str, Json]]

    def read(self, node: Node) -> Told | None:
        """The event; None when something is wrong with it, which is then noted."""
        before = len(self.notes.findings)
        given = {key.text: value for key, value in entries(node, self.notes, "an event")}
        told = self._told(given, node) if given else None
        return told if len(self.notes.findings) == before else None

    def _told(self, given: Mapping[str, Node], node: Node) -> Told | None:
        what = next((name for name in ("withdraws", "corrects", "kind") if name in given), None)
        if what is None:
            hint = "write kind: first, such as kind: remanded"
            self.notes.add("PR603", 'an event has no "kind"', node.place, hint)
            return None
        content: dict[str, Json] = {"event_id": self.event_id}
        if what == "kind":
            content |= self._happened(given, node)
            content |= self._recorded(given)
        else:
            content |= self._changed(what, given, node)
        self.subjects[self.event_id] = _subject_of(content)
        return Told(MappingProxyType(content), given, node)

    def _happened(
        self, given: Mapping[str, Node], node: Node, about: dict[str, Json] | None = None
    ) -> dict[str, Json]:
        """An event that happened: kind, subject (`about`, when the author names none), time and
        fields."""
        kind = self.protocol.vocabulary.events.get(written(given["kind"]))
        self.notes.check_name(given["kind"], "kind of event")
        content: dict[str, Json] = {"kind": written(given["kind"])}
        named = about is None or "case" in given or "service" in given
        content |= self._subject(given, kind) if named else about or {}
        content |= self._when(given, node)
        return content | self._fields(given, node, kind)

    def _changed(self, what: str, given: Mapping[str, Node], node: Node) -> dict[str, Json]:
        """A correction, with the whole event as it should have been, or a retraction."""
        self.notes.check_name(given[what], "event")
        target = written(given[what])
        if "recorded" not in given:
            hint = "write recorded: with the day or time when the log was put right"
            self.notes.add("PR603", f'"{what}" has no "recorded"', node.place, hint)
        about = dict(self.subjects.get(target, {"case_id": DEFAULT_CASE}))
        if what == "withdraws":
            for key, _ in entries(node, self.notes, "an event"):
                if key.text not in ("withdraws", "id", "recorded"):
                    allowed = ("withdraws", "id", "recorded")
                    self.notes.unknown_key(key, "an event that withdraws another", allowed)
            return {"kind": "retraction", "withdraws": target, **about, **self._recorded(given)}
        if "kind" not in given:
            hint = "write the whole event as it should have been, with its kind"
            message = 'an event that corrects another has no "kind"'
            self.notes.add("PR603", message, node.place, hint)
            return {}
        event = {"event_id": target, **self._happened(given, node, about)}
        recorded = self._recorded(given)
        return {"kind": "correction", "replaces": target, "event": event, **about, **recorded}

    def _subject(self, given: Mapping[str, Node], kind: EventKind | None) -> dict[str, Json]:
        """Whom it is about: a case unless it can only be about services, or names some."""
        case = self._text(given, "case")
        of_service = kind is not None and (
            kind.subject == "service" or (kind.subject == "either" and "service" in given)
        )
        if case is not None or not of_service:
            return {"case_id": case or DEFAULT_CASE}
        return {"authority": self.protocol.authority}

    def _when(self, given: Mapping[str, Node], node: Node) -> dict[str, Json]:
        named = [name for name in _WHEN if name in given]
        if len(named) != 1:
            fault = 'both "at" and "on"' if named else 'neither "at" nor "on"'
            hint = "write on: 2025-12-19, or at: 2025-12-19 15:00 when the time is known"
            self.notes.add("PR603", f"an event has {fault}", node.place, hint)
            return {}
        value = given[named[0]]
        if named == ["on"]:
            day = read_day(value, self.notes)
            return {} if day is None else {"occurred_on": day.isoformat()}
        instant = read_instant(value, self.notes)
        return {} if instant is None else {"occurred_at": instant}

    def _recorded(self, given: Mapping[str, Node]) -> dict[str, Json]:
        if "recorded" not in given:
            return {}
        instant = read_moment(given["recorded"], self.notes)
        return {} if instant is None else {"recorded_at": format_utc(instant)}

    def _fields(
        self, given: Mapping[str, Node], node: Node, kind: EventKind | None
    ) -> dict[str, Json]:
        """The fields that events of the kind have."""
        types = dict(COMMON)
        types |= {f.name: f.type for f in extra_fields(kind).values()} if kind is not None else {}
        content: dict[str, Json] = {}
        for key, value in self._by_field(given, node):
            if key.text in types:
                read = read_field(types[key.text], value, self.notes, self.protocol.vocabulary)
                content |= {key.text: read} if read is not None else {}
            elif kind is not None:
                what = f"an event of the kind {kind.name}"
                self.notes.unknown_key(key, what, (*_OURS, *types))
        return content

    def _by_field(self, given: Mapping[str, Node], node: Node) -> Iterator[tuple[Scalar, Node]]:
        """Fields stand beside our own keys or, when they are called the same, under `fields`."""
        own = entries(node, self.notes, "an event")
        yield from ((key, value) for key, value in own if key.text not in _OURS)
        if "fields" in given:
            yield from entries(given["fields"], self.notes, "fields")

    def _text(self, given: Mapping[str, Node], name: str) -> str | None:
        return text_of(given[name], self.notes, name) if name in given else None


def _subject_of(content: Mapping[str, Json]) -> dict[str, Json]:
    names = ("case_id",) if "case_id" in content else ("service", "authority")
    return {name: content[name] for name in names if name in content}
