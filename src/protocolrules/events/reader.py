"""Reading one event: JSON or a mapping in, a frozen event or all its faults out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from pydantic import ValidationError

from protocolrules.events.base import (
    ABOUT_EVENTS,
    COMMON_FIELDS,
    AnothersEvent,
    CaseEvent,
    EventFault,
)
from protocolrules.events.decoding import decode
from protocolrules.events.faults import MOST, EventError, from_pydantic, nameable, suggestion
from protocolrules.events.models import model_for
from protocolrules.events.names import NameChecks, name_faults
from protocolrules.events.shapes import extra_fields
from protocolrules.events.types import How
from protocolrules.vocabulary import EventKind, Vocabulary


class _Kind:
    """What reading an event of one kind takes."""

    def __init__(self, kind: EventKind, names: NameChecks) -> None:
        self.model = model_for(kind)
        own = extra_fields(kind)
        self.title = kind.title
        self.fields = (*COMMON_FIELDS, *own)
        self.names = names.of_kind(kind)
        self._choices = {name: field.choices for name, field in own.items()}

    def choices(self, path: str) -> tuple[str, ...]:
        """The choices of the field at a path."""
        if path.startswith("attendance.") and path.endswith(".how"):
            return How.__args__  # type: ignore[attr-defined, no-any-return]
        return self._choices.get(path.split(".")[0], ())


class EventReader:
    """Reads events of the kinds that a vocabulary declares, shared and local."""

    def __init__(self, vocabulary: Vocabulary, authority: str | None = None) -> None:
        """Nothing is built yet: the class of a kind is made when the first event of it comes.

        What says that it belongs to another authority than this one may use kinds and names of
        that authority's own.
        """
        self.vocabulary = vocabulary
        self.authority = authority
        self._names = NameChecks(vocabulary, authority)
        self._kinds: dict[str, _Kind] = {}

    def model(self, kind: str) -> type[CaseEvent]:
        """The class of a kind. Raises KeyError for one that the vocabulary does not declare."""
        return self._kind(kind).model

    def parse(self, data: Mapping[str, object] | str | bytes | CaseEvent) -> CaseEvent:
        """The event in a mapping or in JSON; a ready one has its names checked and is given back.

        Raises EventError, which carries every fault found.
        """
        if isinstance(data, CaseEvent):
            return self._checked(data)
        if isinstance(data, str | bytes):
            return self.read(decode(data))
        return self.read(data)

    def _kind(self, name: str) -> _Kind:
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = _Kind(self.vocabulary.events[name], self._names)
        return kind

    def read(self, data: object) -> CaseEvent:
        """The event in JSON that is decoded already. Raises EventError as `parse` does."""
        if not isinstance(data, Mapping):
            raise EventError([EventFault("EV006", None, "is not an object with names and values")])
        try:
            return self._read(data)
        except EventError:
            if self.authority is None or data.get("authority") in (None, self.authority):
                raise
            if data.get("kind") in ABOUT_EVENTS or not all(isinstance(key, str) for key in data):
                raise
        return _anothers(data)

    def _read(self, data: Mapping[Any, object]) -> CaseEvent:
        name = data.get("kind")
        if not isinstance(name, str) or name not in self.vocabulary.events:
            raise EventError([self._unknown_kind(name)])
        kind = self._kind(name)
        if name == "correction":
            return self._read_correction(kind, data)
        return self._build(kind, data)

    def _unknown_kind(self, name: object) -> EventFault:
        if name is None:
            return EventFault("EV007", "kind", "is missing: say what happened")
        hint = suggestion(name, self.vocabulary.events)
        return EventFault("EV007", "kind", f"is not a kind of event of the vocabulary{hint}")

    def _build(self, kind: _Kind, data: Mapping[Any, object]) -> CaseEvent:
        unknown = (key for key in data if key not in kind.fields)
        faults = [_unknown_field(key, kind) for key in islice(unknown, MOST + 1)]
        known = {key: value for key, value in data.items() if key in kind.fields}
        try:
            event = kind.model.model_validate(known)
        except ValidationError as error:
            raise EventError([*faults, *from_pydantic(error, kind.choices, known)]) from None
        faults += islice(name_faults(kind.names, event), MOST + 1)
        if faults:
            raise EventError(faults)
        return event

    def _checked(self, event: CaseEvent) -> CaseEvent:
        if isinstance(event, AnothersEvent) and event.authority != self.authority:
            return event
        if event.kind not in self.vocabulary.events:
            raise EventError([self._unknown_kind(event.kind)])
        kind = self._kind(event.kind)
        if not isinstance(event, kind.model):
            message = "is declared otherwise by this vocabulary: read the event from JSON"
            raise EventError([EventFault("EV007", "kind", message)])
        inner = event.field("event")
        if isinstance(inner, CaseEvent):
            self._checked(inner)
        faults = tuple(islice(name_faults(kind.names, event), MOST + 1))
        if faults:
            raise EventError(faults)
        return event

    def _read_correction(self, kind: _Kind, data: Mapping[Any, object]) -> CaseEvent:
        inner = data.get("event")
        if isinstance(inner, CaseEvent):
            self._checked(inner)
        if not isinstance(inner, Mapping):
            return self._build(kind, data)
        if inner.get("kind") in ABOUT_EVENTS:
            message = (
                "is itself a change: correct the first event again, or withdraw the correction"
            )
            fault = EventFault("EV028", "event.kind", message)
            raise EventError([*self._faults_beside(kind, data), fault])
        filled = {**self._left_out(data, inner), **inner, "recorded_at": data.get("recorded_at")}
        try:
            event = self.read(filled)
        except EventError as error:
            faults = [_outside(fault, inner) for fault in error.faults]
            raise EventError([*self._faults_beside(kind, data), *faults]) from None
        return self._build(kind, {**data, "event": event})

    def _left_out(
        self, data: Mapping[Any, object], inner: Mapping[Any, object]
    ) -> dict[Any, object]:
        """What the event of a correction takes from the correction where it says nothing."""
        declared = self.vocabulary.events.get(str(inner.get("kind")))
        of_services = declared is not None and declared.subject != "case"
        wanted = ["case_id"] if "case_id" in data else ["service"] * of_services
        if "case_id" in inner or (of_services and "service" in inner):
            wanted = []
        taken = {name: data[name] for name in (*wanted, "authority") if name in data}
        return {"event_id": data.get("replaces"), **taken}

    def _faults_beside(self, kind: _Kind, data: Mapping[Any, object]) -> list[EventFault]:
        """What is wrong with a correction apart from its event."""
        try:
            self._build(kind, {name: value for name, value in data.items() if name != "event"})
        except EventError as error:
            return [fault for fault in error.faults if fault.field != "event"]
        return []


def _anothers(data: Mapping[str, object]) -> CaseEvent:
    """What can be known of an event of another authority: whether the rest of it is right, its
    own protocol says."""
    try:
        event = AnothersEvent.model_validate(dict(data))
        # Its own fields are kept unread, and a snapshot has to hold them.
        event.to_json()
    except ValidationError as error:
        raise EventError(from_pydantic(error, lambda _: (), data)) from None
    except ValueError:
        fault = EventFault("EV011", None, "holds a value that cannot be written as JSON in UTF-8")
        raise EventError([fault]) from None
    return event


def _unknown_field(key: object, kind: _Kind) -> EventFault:
    message = f"is not a field of {kind.title}{suggestion(key, kind.fields)}"
    return EventFault("EV008", nameable(key), message)


def _outside(fault: EventFault, inner: Mapping[Any, object]) -> EventFault:
    """A fault of a correction's event, with its place as seen from the correction."""
    if fault.field is None:
        return EventFault(fault.code, "event", fault.message)
    name = {"event_id": "replaces"}.get(fault.field, fault.field)
    if fault.field == "recorded_at" or (name != fault.field and fault.field not in inner):
        return EventFault(fault.code, name, fault.message)
    return EventFault(fault.code, f"event.{fault.field}", fault.message)
