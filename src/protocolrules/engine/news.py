"""What an event touches: the keys of what is another because of it, each with from when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from types import MappingProxyType

from protocolrules.engine.days import LONG_AGO, NEVER
from protocolrules.engine.log import JUDGEMENT, Seen
from protocolrules.engine.program import Program
from protocolrules.engine.verdicts import Spell

REPLACED = "replaced"
"""Among news: an event that was there says something else now, or is gone."""
TIME = "time"
"""Among news: a moment has come at which something can be another."""
NOTHING: Mapping[str, datetime] = MappingProxyType({})


@dataclass(slots=True)
class News:
    """What is another: the keys of it, each with from when, and the events that are there now,
    or were. `replaced`: not only has something been added."""

    keys: dict[str, datetime] = field(default_factory=dict)
    events: list[Seen] = field(default_factory=list)
    replaced: bool = False

    def add(self, s: Seen, keys: Mapping[str, datetime]) -> None:
        """An event that came, went, or became part of another occasion. `keys`: of what, with
        from when that can make a difference."""
        for key, since in keys.items():
            self.keys[key] = min(self.keys.get(key, NEVER), since)
        self.events.append(s)


def keys_of(
    program: Program, s: Seen, spoken_of: Mapping[str, datetime] = NOTHING
) -> dict[str, datetime]:
    """The keys that an event touches, each with from when. A judgement may settle what was to be
    judged before it."""
    since = LONG_AGO if s.kind == JUDGEMENT else s.when.earliest
    keys = dict.fromkeys(program.keys(s), since)
    for name, begin in spoken_of.items():
        keys["age" if name == "age" else f"fact:{name}"] = begin
        if name.startswith("role:"):
            keys[f"report:{name}"] = begin
    return keys


def widely(program: Program, keys: Mapping[str, datetime]) -> dict[str, datetime]:
    """The keys that an event touches, with those of what is defined by what it says: it is named
    as what began a stretch, also where that stays as it is."""
    found, left = dict(keys), list(keys)
    while left:
        key = left.pop()
        readers = program.readers.get(key, ())
        fresh = [r for r in readers if r.startswith("fact:") and r not in found]
        found.update(dict.fromkeys(fresh, found[key]))
        left += fresh
    return found


def first_difference(
    before: Sequence[Sequence[Spell]], after: Sequence[Sequence[Spell]]
) -> datetime:
    """The first moment at which what is defined can be another."""
    if before == after:
        return NEVER
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
