"""One slot for each duty that arose: its dates, what would close it, and the evidence it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from protocolrules.definition.arisings import Arising
from protocolrules.definition.days import Deadline, Point
from protocolrules.definition.evidence import Tree, grow, matches
from protocolrules.definition.history import Occasion, Seen
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Need
from protocolrules.definition.who import Matter, Settled, settle, side
from protocolrules.document import Duty, Rule
from protocolrules.expressions import ReadingRef
from protocolrules.results import AnchorOf
from protocolrules.timing import (
    Due,
    parse_due,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A due date and from when it stood; `recorded` is when what sets it was first recorded."""

    from_: datetime
    deadline: Deadline
    event_id: str | None = None
    recorded: datetime | None = None
    short_notice: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """What closes a duty that is not met."""

    at: datetime
    how: str  # missed, lapsed
    why: str
    event_id: str | None = None


@dataclass(slots=True)
class Slot:
    """One duty of one arising, and one holder for `each`."""

    a: Arising
    duty: Duty
    settled: Settled
    holder: str | None = None
    part: str = ""  # what tells the occurrences of one arising apart: the last evidence, a period
    opens: datetime | None = None  # evidence counts after this; None: however early
    active: datetime | None = None
    anchor: Point | None = None
    anchor_id: str | None = None
    anchor_of: AnchorOf | None = None  # where it is not what the rule arose by
    dates: list[Dated] = field(default_factory=list)
    close: Close | None = None
    tree: Tree | None = None
    turn: tuple[str, ...] = ()
    waiting: str = ""
    judging: bool = False  # judged when its occasion or event happens
    judged: tuple[bool | None, Seen] | None = None
    events: list[Seen] = field(default_factory=list)
    met: Seen | None = None
    maybe: Seen | None = None
    needs: set[Need] = field(default_factory=set)
    when_unknown: bool = False
    last_done: Seen | None = None
    occurrence: int = 1
    notes: list[str] = field(default_factory=list)
    spec: Due | None = None
    occasion: Occasion | None = None

    @property
    def rule(self) -> Rule:
        """The rule it comes from."""
        return self.a.rule

    @property
    def keys(self) -> frozenset[str]:
        """The ids that an event can name to be about it."""
        more = [k for k in (self.anchor_id, self.occasion and self.occasion.id) if k]
        return self.a.keys.union(more)

    def matter(self) -> Matter:
        """What a report that somebody cannot do it may be about."""
        begun = self.active if self.part and self.active is not None else self.a.from_
        over = self.close.at if self.close is not None else None
        return Matter(self.keys, begun, self.met.when.latest if self.met is not None else over)

    def order(self) -> tuple[datetime, str, str]:
        """Earliest first."""
        return (self.active or self.a.from_, self.a.id, self.part)


def resolve(world: World, timing: Due | ReadingRef) -> tuple[Due, str | None]:
    """A due date, or the one its reading stands at, and the reading's name."""
    if isinstance(timing, ReadingRef):
        return parse_due(world.reading(timing.name)), timing.name
    return timing, None


def blank(world: World, a: Arising, settled: Settled, holder: str | None) -> Slot:
    """A slot that counts from its trigger, with no due date yet."""
    duty = a.rule.effect
    assert isinstance(duty, Duty)
    slot = Slot(a, duty, settled, holder, opens=a.from_, active=a.from_, anchor=a.start)
    slot.anchor_id, slot.turn = a.id, () if holder is None else (holder,)
    plant(world, slot)
    return slot


def plant(world: World, slot: Slot) -> None:
    """Grow the evidence tree for whoever's turn it is."""
    if slot.duty.done_when is None:
        return
    holders = side(slot.settled.who, slot.holder)
    if slot.turn and slot.holder is None:
        holders = type(holders)(slot.turn, holders.every)
    to = settle(world, slot.duty.to, slot.a.from_, slot.a.frame).who
    by = slot.holder is not None
    slot.tree = grow(world, slot.duty.done_when, holders, side(to), by)


def mine(slot: Slot, s: Seen) -> bool:
    """Whether an event is about this duty's arising, or about nothing in particular."""
    return s.about is None or s.about in slot.keys or s.occasion_id is not None


def closed(world: World, slot: Slot) -> Slot:
    """The slot with the first of what can close it: its occasion, the end of its state, an event
    that makes it useless."""
    closes = [slot.close] if slot.close is not None else []
    if slot.a.end is not None:
        closes.append(Close(slot.a.end, "lapsed", slot.a.end_why, slot.a.end_event))
    for s in world.log.seen:
        if (
            s.when.latest > slot.a.from_
            and mine(slot, s)
            and any(matches(world, p, s) for p in slot.duty.no_use_after)
        ):
            at = max(s.when.earliest, slot.a.from_)
            closes.append(Close(at, "missed", "of no use any more", s.id))
            break
    # A release ends the custody too: what had to be done before it was missed all the same.
    slot.close = min(closes, key=lambda c: (c.at, c.how != "missed"), default=None)
    return slot
