"""What came of one rule, with what is over for good kept apart from what can still change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from protocolrules.engine.credit import Unclear
from protocolrules.engine.days import LONG_AGO, NEVER
from protocolrules.engine.ladders import Climb
from protocolrules.engine.slots import Slot
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import Spell


class Batch(NamedTuple):
    """How many arisings and duties there are up to those that were set apart together, and when
    the last of all these was over."""

    arisings: int
    slots: int
    last: datetime


@dataclass(slots=True, eq=False)
class Past:
    """Arisings and their duties which only news about a moment before they were over can change,
    in the order in which they were set apart.

    `occasions`: those that they are of; `spells`: when the spells that they are of began; `times`:
    how often an event began one; `names`: the ids that an event can name to be about one of their
    duties. Each is counted, so that what news concerns can be taken out again. `kept`: how many
    duties have stayed since it was last reset.
    """

    arisings: list[Arising] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    occasions: Counter[str] = field(default_factory=Counter)
    spells: Counter[datetime | None] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    _batches: list[Batch] = field(default_factory=list)

    @property
    def last(self) -> datetime:
        """When the last of them was over."""
        return self._batches[-1].last if self._batches else LONG_AGO

    def add(self, arisings: Iterable[Arising], slots: Iterable[Slot]) -> None:
        """Set apart what is over."""
        last = self.last
        for a in arisings:
            self.arisings.append(a)
            self.times[a.id] += 1
            if a.occasion is not None:
                self.occasions[a.occasion.id] += 1
            if a.spell is not None:
                self.spells[a.spell.start] += 1
            if a.over is not None and a.over > last:
                last = a.over
        for slot in slots:
            self.slots.append(slot)
            self.names.update(slot.keys)
        self._batches.append(Batch(len(self.arisings), len(self.slots), last))

    def take(self, since: datetime) -> tuple[list[Arising], list[Slot]]:
        """Take out what news about a moment can concern, and what was set apart after that."""
        while self._batches and self._batches[-1].last >= since:
            self._batches.pop()
        left = self._batches[-1] if self._batches else Batch(0, 0, LONG_AGO)
        arisings, slots = self.arisings[left.arisings :], self.slots[left.slots :]
        del self.arisings[left.arisings :], self.slots[left.slots :]
        for a in arisings:
            _less(self.times, (a.id,))
            if a.occasion is not None:
                _less(self.occasions, (a.occasion.id,))
            if a.spell is not None:
                _less(self.spells, (a.spell.start,))
        for slot in slots:
            _less(self.names, slot.keys)
        self.kept = min(self.kept, len(self.slots))
        return arisings, slots


def _less(counts: Counter[Any], ids: Iterable[Hashable]) -> None:
    for id in ids:
        counts[id] -= 1
        if not counts[id]:
            del counts[id]


NO_DEPS: Mapping[str, int] = MappingProxyType({})
NO_PAST = Past()
"""Nothing past: shared, and never added to."""


@dataclass(slots=True, eq=False)
class Found:
    """What came of a rule or ladder, or when a fact is defined or given. It was worked out as of
    `since`, and holds until `until`, as long as there is no news of what it rests on.

    `live` and `owed` are the arisings and duties that can still change.
    """

    live: Sequence[Arising] = ()
    owed: Sequence[Slot] = ()
    past: Past = field(default_factory=lambda: NO_PAST)
    climbs: Sequence[Climb] = ()
    spells: Sequence[Sequence[Spell]] = ()
    judged: datetime = LONG_AGO  # the last moment at which its conditions were judged
    over: Sequence[Sequence[Spell]] = ()  # the stretches that a rule's state was seen to have
    unclear: Sequence[Unclear] = ()
    idle: bool = False  # nothing triggered the rule
    back: bool = False  # some of what was past is not, and missed what came after it
    arose_until: datetime = NEVER  # how long the arisings hold, by time
    since: datetime = NEVER
    until: datetime = NEVER
    version: int = 0
    moved: tuple[int, datetime] = (0, LONG_AGO)  # a version, and since when this is another
    deps: Mapping[str, int] = field(default_factory=lambda: NO_DEPS)
    _slots: list[Slot] | None = None

    @property
    def arisings(self) -> Sequence[Arising]:
        """Every arising, earliest first."""
        if not self.past.arisings:
            return self.live
        return sorted((*self.past.arisings, *self.live), key=lambda a: (a.from_, a.id))

    @property
    def slots(self) -> Sequence[Slot]:
        """Every duty, earliest first, with the occurrences counted."""
        if self._slots is None:
            self._slots = sorted((*self.past.slots, *self.owed), key=Slot.order)
            _number(self._slots)
        return self._slots

    def note_judged(self, looked_at: Iterable[Arising]) -> None:
        """Note when the conditions of a rule are judged, also where that lets nothing arise."""
        self.judged = max((self.judged, *(a.start.latest for a in looked_at)))

    def parted(self, since: datetime) -> Found:
        """The same, with everything past that was over before a moment, and nothing else. What
        is past already is handed over: this one is not to be used any more."""
        made = Found(self.live, self.owed, self.past, idle=self.idle, judged=self.judged)
        if self.past.last >= since:
            arisings, slots = self.past.take(since)
            made.live, made.owed = [*arisings, *self.live], [*slots, *self.owed]
            made.back = True
        done = {id(a) for a in made.live if a.over is not None and a.over < since}
        if done:
            if made.past is NO_PAST:
                made.past = Past()
            made.past.add(
                (a for a in made.live if id(a) in done), (s for s in made.owed if id(s.a) in done)
            )
            made.live = [a for a in made.live if id(a) not in done]
            made.owed = [s for s in made.owed if id(s.a) not in done]
        made.unclear = [u for u in self.unclear if u[0] < since]
        return made


def _number(slots: Iterable[Slot]) -> None:
    """Count the occurrences; duties of several holders of one occurrence share its number."""
    seen: dict[tuple[str, str], int] = {}
    for slot in slots:
        slot.occurrence = seen.setdefault((slot.a.ref, slot.part), len(seen) + 1)
