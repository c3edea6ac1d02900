"""Logs: events as JSON Lines, each line by itself, so that one bad line spoils one case only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from protocolrules.events import (
    LONGEST_LINE,
    CaseEvent,
    EventError,
    EventFault,
    EventReader,
    Subject,
    decode,
)
from protocolrules.events.types import ID_PATTERN

MOST_REJECTED = 10_000
"""Faults that a log keeps: a file that has more is no log, and a list of them helps nobody."""

_ID = re.compile(ID_PATTERN.rstrip("$"))
# In a line that is not JSON: the first such key is that of the event, if it is an event at all.
_IN_TEXT = '"%s"' + r"\s*:\s*" + '"' + ID_PATTERN.strip("^$") + '"'
_CASE_IN_TEXT, _EVENT_IN_TEXT, _AUTHORITY_IN_TEXT = (
    re.compile((_IN_TEXT % name).replace("[A-Za", "([A-Za").replace("64}", "64})"))
    for name in ("case_id", "event_id", "authority")
)

_TAKEN = EventFault("EV030", "event_id", "is the id of an earlier event with other content")

Line = TypeVar("Line", str, bytes, str | bytes)


@dataclass(frozen=True, slots=True)
class Rejected:
    """One fault of one line. Lines count from 1. Nothing here is a value of the event, apart from
    its opaque ids, which are None where they can't be read."""

    line: int
    event_id: str | None
    field: str | None
    code: str
    message: str
    subject: Subject | None


@dataclass(frozen=True, slots=True)
class Log:
    """What a file of events holds.

    `events`: those of each subject, in the order of the lines, each once. The subject of a
    rejected event is `withheld`: it has none here, since an answer without that event could be
    wrong. `rejected` holds the first 10,000 faults, and `left_out` is the number of the others;
    the subjects of all of them are withheld.
    """

    events: Mapping[Subject, tuple[CaseEvent, ...]]
    rejected: tuple[Rejected, ...] = ()
    withheld: frozenset[Subject] = frozenset()
    left_out: int = 0


def read_lines(lines: Iterable[str | bytes], reader: EventReader) -> Log:
    """Read JSON Lines, an event on each; empty lines are skipped. Never raises for what is in
    a line. The same event twice counts once; the same id with other content withholds both."""
    reading = Reading(reader)
    for number, line in numbered(lines):
        reading.line(number, line)
    return reading.log()


def numbered(lines: Iterable[Line]) -> Iterator[tuple[int, Line]]:
    """The lines that are not empty, each with its number, counted from 1."""
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE or line.strip():
            yield number, line


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a file without reading a very long one into memory: its end is dropped, and
    what is left is still too long for `read_lines` to take."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        yield line


def whose(line: bytes) -> tuple[Subject, str | None] | None:
    """Whom a line is about, whether or not it is a sound event, and its event id; None when no
    subject can be read, so that it can be no event."""
    try:
        data = decode(line)
    except EventError:
        return None
    subjects = _subjects_in(data)
    return (subjects[0], _id_in(data, "event_id")) if subjects else None


class Reading:
    """A log that is read line by line."""

    def __init__(self, reader: EventReader) -> None:
        """Nothing is read yet. `reader` says what an event is."""
        self._reader = reader
        self._seen: dict[str, CaseEvent] = {}
        self._events: dict[Subject, list[CaseEvent]] = {}
        self._rejected: list[Rejected] = []
        self._left_out = 0
        self._withheld: set[Subject] = set()

    def line(self, number: int, line: str | bytes, taken: bool = False) -> None:
        """Take the next line in. `taken`: an event of somebody else had its id before."""
        if len(self._rejected) >= MOST_REJECTED and not _says_anything(line):
            self._left_out += 1  # it can be no event and name no case, whatever is wrong with it
            return
        try:
            data = decode(line)
        except EventError as error:
            self._reject_text(number, line, error)
            return
        try:
            event = self._reader.read(data)
        except EventError as error:
            self._reject(number, _id_in(data, "event_id"), _subjects_in(data), error.faults)
            return
        if taken:
            self._reject(number, event.event_id, [event.subject], [_TAKEN])
        else:
            self._take(number, event)

    def take_withheld(self) -> frozenset[Subject]:
        """The subjects that are withheld since this was last asked; they are forgotten here."""
        taken = frozenset(self._withheld)
        self._withheld.clear()
        return taken

    def log(self) -> Log:
        """What has been read so far."""
        events = {
            subject: tuple(events)
            for subject, events in self._events.items()
            if subject not in self._withheld
        }
        withheld = frozenset(self._withheld)
        return Log(events, tuple(self._rejected), withheld, self._left_out)

    def _take(self, number: int, event: CaseEvent) -> None:
        first = self._seen.setdefault(event.event_id, event)
        if first is event:
            self._events.setdefault(event.subject, []).append(event)
        elif first != event:
            self._withheld.add(first.subject)
            self._reject(number, event.event_id, [event.subject], [_TAKEN])

    def _reject_text(self, number: int, line: str | bytes, error: EventError) -> None:
        text = line[:LONGEST_LINE]
        if isinstance(text, bytes):
            text = text.decode("utf-8", errors="replace")
        if '"' not in text:
            self._reject(number, None, (), error.faults)
            return
        cases = [Subject(case_id=found) for found in _CASE_IN_TEXT.findall(text)]
        areas = [Subject(authority=found) for found in _AUTHORITY_IN_TEXT.findall(text)]
        event = _EVENT_IN_TEXT.search(text)
        self._reject(number, event[1] if event else None, cases or areas, error.faults)

    def _reject(
        self,
        number: int,
        event_id: str | None,
        subjects: Iterable[Subject],
        faults: Iterable[EventFault],
    ) -> None:
        found = list(dict.fromkeys(subjects))
        self._withheld.update(found)
        subject = found[0] if found else None
        for fault in faults:
            if len(self._rejected) < MOST_REJECTED:
                told = (fault.field, fault.code, fault.message, subject)
                self._rejected.append(Rejected(number, event_id, *told))
            else:
                self._left_out += 1


def _says_anything(line: str | bytes) -> bool:
    """Whether there is an object or a text in a line: without, nothing of a case is in it."""
    if isinstance(line, bytes):
        return b"{" in line or b'"' in line
    return "{" in line or '"' in line


def _subjects_in(data: object) -> list[Subject]:
    """Whom a rejected event is about, as far as that can be read."""
    case_id, authority = _id_in(data, "case_id"), _id_in(data, "authority")
    if case_id is not None:
        return [Subject(case_id=case_id)]
    return [] if authority is None else [Subject(authority=authority)]


def _id_in(data: object, name: str) -> str | None:
    value = data.get(name) if isinstance(data, Mapping) else None
    return value if isinstance(value, str) and _ID.fullmatch(value) else None
