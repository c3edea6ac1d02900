"""The answers for a few subjects at a time, written the way in which they will be shown."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from protocolrules import api, log
from protocolrules.bulk.faults import Faults
from protocolrules.bulk.sorting import Gathered
from protocolrules.events import CaseEvent, EventReader, Subject
from protocolrules.log import Reading
from protocolrules.render import render_result
from protocolrules.results import Result

PART = 250_000
"""Bytes of lines that are answered together."""
MANY = 50
"""Subjects that are answered together."""
KNOWN = 20
"""Ids of cases that are kept for suggestions."""

Sort = Literal["cases", "services"]
SORTS: tuple[Sort, ...] = ("cases", "services")


@dataclass(frozen=True, slots=True)
class Style:
    """How answers are written: `width` in columns and `every`, as in `render_result`, are for
    text alone."""

    format: Literal["text", "json"] = "text"
    width: int = 100
    every: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a log, as in `Protocol.state`.

    `at` and `known_at` are aware instants. `only`: a case, or the services of the protocol's
    authority; None for everybody.
    """

    at: datetime
    known_at: datetime | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    because: bool = False
    matcher: str = "native"
    only: Subject | None = None
    style: Style = Style()

    def put_to(
        self, protocol: api.Protocol, events: Iterable[CaseEvent], subjects: Iterable[Subject]
    ) -> Result:
        """The state of these subjects. Raises as `Protocol.state` does."""
        return protocol.state(
            events,
            at=self.at,
            known_at=self.known_at,
            readings=self.readings,
            because=self.because,
            subjects=subjects,
            matcher=self.matcher,
        )


class Part(NamedTuple):
    """Some subjects, all of them cases or all of them services, with their lines."""

    number: int
    sort: Sort
    subjects: list[Gathered]


class Answered(NamedTuple):
    """What came of a part. `written` is compressed, and empty where there is nothing to say;
    `known` are some of the cases that could be answered for."""

    number: int
    sort: Sort
    subjects: int
    written: bytes
    rejected: tuple[log.Rejected, ...]
    left_out: int
    warnings: frozenset[str]
    known: tuple[str, ...]


def parts(every: Iterable[Gathered]) -> Iterator[Part]:
    """Subjects in parts of about the same size. One subject is never divided."""
    number, size = 0, 0
    now: list[Gathered] = []
    for gathered in every:
        if now and (size > PART or len(now) >= MANY or _sort(now[0]) != _sort(gathered)):
            yield Part(number, _sort(now[0]), now)
            number, size, now = number + 1, 0, []
        now.append(gathered)
        size += sum(len(line.text) for line in gathered.lines)
    if now:
        yield Part(number, _sort(now[0]), now)


def _sort(gathered: Gathered) -> Sort:
    return "services" if gathered.subject.case_id is None else "cases"


class Answering:
    """Answers parts of one log."""

    def __init__(self, protocol: api.Protocol, question: Question) -> None:
        """Get ready."""
        self._protocol, self._question = protocol, question
        self._reader = EventReader(protocol.document.vocabulary, protocol.document.authority)

    def answer(self, part: Part) -> Answered:
        """Read the lines of a part, and answer for the subjects whose lines are sound.

        Raises as `Protocol.state` does.
        """
        faults = Faults()
        events: list[CaseEvent] = []
        sound: list[Subject] = []
        for gathered in part.subjects:
            found = self._read(gathered)
            faults.add(found.rejected, found.left_out)
            if not gathered.withheld and not found.withheld:
                sound.append(gathered.subject)
                if self._question.only in (None, gathered.subject):
                    events += found.events.get(gathered.subject, ())
        asked = [each for each in sound if self._question.only in (None, each)]
        written, warnings = self._written(events, asked, part.sort) if asked else (b"", ())
        return Answered(
            part.number,
            part.sort,
            len(part.subjects),
            written,
            faults.first(),
            faults.left_out,
            frozenset(warnings),
            tuple(each.case_id for each in sound[:KNOWN] if each.case_id is not None),
        )

    def _read(self, gathered: Gathered) -> log.Log:
        reading = Reading(self._reader)
        for line in gathered.lines:
            reading.line(line.number, line.text, line.taken)
        return reading.log()

    def _written(
        self, events: Iterable[CaseEvent], asked: Iterable[Subject], sort: Sort
    ) -> tuple[bytes, tuple[str, ...]]:
        result = self._question.put_to(self._protocol, events, asked)
        if not getattr(result, sort):  # services of other authorities
            return b"", result.warnings
        bare = result.model_copy(update={"warnings": ()})
        style = self._question.style
        text = (
            items_of(bare, sort)
            if style.format == "json"
            else sections_of(
                render_result(bare, self._protocol.document, width=style.width, every=style.every)
            )
        )
        return zlib.compress(text.encode("utf-8", "surrogatepass"), 1), result.warnings


def items_of(result: Result, sort: Sort) -> str:
    """The cases or services of a result, as they stand between the brackets of its JSON."""
    include: set[str] = {sort}
    text = result.model_dump_json(by_alias=True, indent=2, include=include)
    return text.removeprefix(f'{{\n  "{sort}": [\n').removesuffix("\n  ]\n}")


def sections_of(text: str) -> str:
    """The text of a result without its head: an empty line stands between sections, and none in
    the head."""
    return text.partition("\n\n")[2]
