"""What the tests ask of an incremental case, the engine's cases, and one to try the tests on."""

from __future__ import annotations

import os
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import protocolrules as pr
from laws import samples
from laws.histories import DAY, TICK
from laws.samples import protocol
from protocolrules import definition
from protocolrules.events import Subject
from protocolrules.londontime import end_of_day, format_utc, local_date, start_of_day
from protocolrules.results import CaseState

OWN = Path(__file__).parent / "protocols"
samples.PATHS.update({path.stem: path for path in sorted(OWN.glob("*.yaml"))})
NAMES = tuple(samples.PATHS)
"""The samples of the laws, and small protocols for the conditions that none of them uses."""

SMALL = tuple(name for name in NAMES if samples.PATHS[name].parent in (OWN, samples.SMALL))
AHEAD = timedelta(days=2 * 365)
Readings = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """A moment to ask about, as known when (None: at that moment), and whether with reasons."""

    at: datetime
    known_at: datetime | None = None
    because: bool = False

    def __str__(self) -> str:
        known = "" if self.known_at is None else f" known at {format_utc(self.known_at)}"
        return f"at {format_utc(self.at)}{known}{' with reasons' if self.because else ''}"


class OpenCase(typing.Protocol):
    """The interface of an incremental case."""

    def apply(self, event: pr.CaseEvent, /) -> Sequence[object]: ...

    def at(
        self, t: datetime, known_at: datetime | None = None, because: bool = False
    ) -> CaseState: ...

    def next_change_after(self, t: datetime, /) -> datetime | None: ...


Opener = Callable[[str, Subject, Readings], OpenCase]


def engine_case(name: str, subject: Subject, readings: Readings) -> OpenCase:
    loaded: Any = protocol(name)
    more = {"readings": dict(readings)} if readings else {}
    case: OpenCase = loaded.open_case(subject.case_id, **more)
    return case


def definition_case(name: str, subject: Subject, readings: Readings) -> OpenCase:
    return DefinitionCase(name, subject, readings)


def opener() -> Opener:
    """Where the cases under test come from. With PROTOCOLRULES_ENGINE=definition they are the
    definition itself, which shows whether the tests are right and never whether the engine is."""
    chosen = os.environ.get("PROTOCOLRULES_ENGINE", "engine")
    return {"engine": engine_case, "definition": definition_case}[chosen]


def defined(
    name: str,
    subject: Subject,
    events: Iterable[pr.CaseEvent],
    question: Question,
    readings: Readings,
) -> CaseState:
    """What the definition answers."""
    known: dict[str, pr.CaseEvent] = {event.event_id: event for event in events}
    return definition.state(
        protocol(name).document,
        [event for event in known.values() if event.subject == subject],
        subject,
        question.at,
        question.known_at or question.at,
        readings,
        question.because,
    )


def moments_in(node: object) -> Iterator[datetime]:
    """Every instant in plain data, and the beginning and end of every day."""
    if isinstance(node, datetime):
        yield node
    elif isinstance(node, date):
        yield from (start_of_day(node), end_of_day(node))
    elif isinstance(node, dict):
        for part in node.values():
            yield from moments_in(part)
    elif isinstance(node, (list, tuple)):
        for part in node:
            yield from moments_in(part)


def ageless(node: Any) -> Any:
    """Plain data of a state without how old its duties are, which changes with every day."""
    if isinstance(node, dict):
        return {key: ageless(part) for key, part in node.items() if key != "age_days"}
    return [ageless(part) for part in node] if isinstance(node, list) else node


class DefinitionCase:
    """A case that keeps all events and asks the definition anew each time."""

    def __init__(self, name: str, subject: Subject, readings: Readings) -> None:
        self.name, self.subject, self.readings = name, subject, readings
        self.events: list[pr.CaseEvent] = []

    def apply(self, event: pr.CaseEvent) -> Sequence[object]:
        self.events.append(event)
        return []

    def at(self, t: datetime, known_at: datetime | None = None, because: bool = False) -> CaseState:
        question = Question(t, known_at, because)
        return defined(self.name, self.subject, self.events, question, self.readings)

    def next_change_after(self, t: datetime) -> datetime | None:
        """By trying days and what the state speaks of, then halving. Two changes between two
        tries that cancel each other are missed."""
        known = max((event.recorded_at for event in self.events), default=t)
        known = max(t, known)
        now = self._told(t, known)
        days = [start_of_day(local_date(t) + n * DAY) for n in range(1, 130)]
        near = {*moments_in(self.at(t, known).model_dump()), *days, t + AHEAD}
        before = t
        for moment in sorted(m for m in near if t < m <= t + AHEAD):
            if self._told(moment, known) != now:
                return self._halved(before, moment, now, known)
            before = moment
        return None

    def _told(self, t: datetime, known_at: datetime) -> Any:
        return ageless(self.at(t, known_at).model_dump(mode="json"))

    def _halved(self, same: datetime, other: datetime, now: Any, known: datetime) -> datetime:
        while other - same > TICK:
            middle = same + (other - same) // 2
            if self._told(middle, known) == now:
                same = middle
            else:
                other = middle
        return other
