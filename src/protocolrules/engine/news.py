"""What an event touches: the keys of what is another because of it, each with from when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest

from protocolrules.engine.days import NEVER
from protocolrules.engine.facts import LONG_AGO
from protocolrules.engine.log import Seen
from protocolrules.engine.verdicts import Spell


@dataclass(slots=True)
class News:
    """What is another: the keys of it, each with from when, and the events that are there now,
    or were."""

    keys: dict[str, datetime] = field(default_factory=dict)
    events: dict[str, list[Seen]] = field(default_factory=dict)

    def add(self, s: Seen, keys: Mapping[str, datetime]) -> None:
        """An event that came, went, or became part of another occasion. `keys`: of what, with
        from when that can make a difference."""
        for key, since in keys.items():
            self.keys[key] = min(self.keys.get(key, NEVER), since)
        self.events.setdefault(f"kind:{s.kind}", []).append(s)

    def all(self) -> Iterator[Seen]:
        """Every such event."""
        return (s for events in self.events.values() for s in events)


def keys_of(s: Seen, spoken_of: Mapping[str, datetime]) -> dict[str, datetime]:
    """The keys that an event touches, each with from when. A judgement may settle what was to be
    judged before it."""
    since = LONG_AGO if s.kind == "judgement_recorded" else s.when.earliest
    keys = {f"kind:{s.kind}": since}
    if s.occasion is not None:
        keys[f"occasion:{s.occasion}"] = since
    for name, begin in spoken_of.items():
        keys["age" if name == "age" else f"fact:{name}"] = begin
        if name.startswith("role:"):
            keys[f"report:{name}"] = begin
    return keys


def first_difference(
    before: Sequence[Sequence[Spell]], after: Sequence[Sequence[Spell]]
) -> datetime:
    """The first moment at which what is defined can be another."""
    return min((_parting(a, b) for a, b in zip(before, after, strict=True)), default=NEVER)


def _parting(before: Sequence[Spell], after: Sequence[Spell]) -> datetime:
    for one, other in zip_longest(before, after):
        if one is None or other is None:
            return (one or other).start or LONG_AGO
        if one == other:
            continue
        if one.start != other.start or one.verdict != other.verdict:
            starts = [s.start or LONG_AGO for s in (one, other)]
            return min(starts)
        return min(s.end for s in (one, other) if s.end is not None)
    return NEVER
