"""Which constructs of a protocol durable-rules decides, and which it does not, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from protocolrules.document import OfOccasion, OnLasted, OnRise, Protocol
from protocolrules.durable.found import asked_by, constructs
from protocolrules.engine.comparing import Matching
from protocolrules.expressions import (
    AllEvidence,
    AllOf,
    AnyEvidence,
    AnyOf,
    Attendance,
    DutyIs,
    EventPattern,
    FactIs,
    FieldIs,
    Happened,
    InOfficeHours,
    Judged,
    Lasted,
    Not,
    Previously,
    ReadingIs,
    RoleIs,
    RungReached,
    ThisEvent,
    Unreported,
)

_TIME = "time and the calendar are the engine's: durable-rules has a wall clock only"
_LOG = "it asks what the log says at a moment, and there is no value to compare"
_BEFORE = "it compares a value with the one before it, and durable-rules keeps none"
_JOIN = "three truth values are joined by the engine: durable-rules has two"

_REACHING: dict[type, str] = {
    EventPattern: "patterns of events: kinds, occasions, fields",
    ThisEvent: "fields of the event at hand",
    OfOccasion: "kinds and fields of an occasion",
    FieldIs: "fields of the trigger",
    FactIs: "facts, statuses and ages",
    Attendance: "attendance: ways and roles or services",
    Judged: "names of judgements",
    RungReached: "rungs of ladders",
    DutyIs: "states of duties",
    ReadingIs: "readings",
}
_OTHERS: dict[type, tuple[str, str]] = {
    RoleIs: ("roles held, vacant or unknown", _LOG),
    Unreported: ("facts that nobody reported", _LOG),
    InOfficeHours: ("office hours", _TIME),
    OnLasted: ("how long something has lasted", _TIME),
    Lasted: ("how long something has lasted", _TIME),
    Previously: ("whether something held before", _TIME),
    OnRise: ("a rise on a scale", _BEFORE),
}
_JOINING = (AllOf, AnyOf, Not, AnyEvidence, AllEvidence)


@dataclass(frozen=True, slots=True)
class Part:
    """How many of one sort there are; `why` durable-rules does not decide them, None if it does."""

    what: str
    count: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The single questions of a protocol, by sort. `joined`: what joins their answers."""

    protocol: str
    parts: tuple[Part, ...]
    joined: Part

    @property
    def reaching(self) -> int:
        """How many of the questions durable-rules decides."""
        return sum(part.count for part in self.parts if part.why is None)

    @property
    def all(self) -> int:
        """How many questions there are."""
        return sum(part.count for part in self.parts)

    def __str__(self) -> str:
        """As text, a line to a sort."""
        share = f"{self.reaching / self.all:.1%}" if self.all else "nothing"
        head = f"{self.protocol}: {self.reaching} of {self.all} questions ({share}) are decided by"
        lines = [f"{head} durable-rules"]
        for part in sorted(self.parts, key=lambda p: (p.why is not None, -p.count)):
            why = f"; not: {part.why}" if part.why else ""
            lines.append(f"{part.count:7}  {part.what}{why}")
        lines.append(f"{self.joined.count:7}  {self.joined.what}; not: {self.joined.why}")
        return "\n".join(lines)


def reach(document: Protocol, matching: Matching) -> Reach:
    """What of a protocol reaches durable-rules: each construct is compiled as the engine will.

    Raises durable.MatcherError when it refuses one.
    """
    found: Counter[Part] = Counter()
    joined = 0
    for construct in constructs(document):
        count = asked_by(document, construct, matching)
        if count:
            found[Part(_REACHING[type(construct)], 0)] += count
        for what, many, why in _not_decided(construct):
            found[Part(what, 0, why)] += many
        joined += isinstance(construct, _JOINING)
    effects = (e for kind in document.vocabulary.events.values() for e in kind.facts)
    found[Part("what an event says of facts", 0)] = sum(len(e.tests) for e in effects)
    parts = tuple(Part(part.what, count, part.why) for part, count in found.items() if count)
    return Reach(document.id, parts, Part("and, or, not", joined, _JOIN))


def _not_decided(construct: Any) -> Iterator[tuple[str, int, str]]:
    if type(construct) in _OTHERS:
        what, why = _OTHERS[type(construct)]
        yield what, 1, why
    if isinstance(construct, Happened) and (construct.within or construct.since != "ever"):
        yield "since or within when something happened", 1, _TIME
