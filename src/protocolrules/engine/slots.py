"""One slot for each duty that arose: its dates, what would close it, and the evidence it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from protocolrules.document import Duty
from protocolrules.engine.core import Core
from protocolrules.engine.days import NO_DATE, Deadline, Moment
from protocolrules.engine.evidence import Side, Tree, grow
from protocolrules.engine.log import Occasion, Seen
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import Need
from protocolrules.engine.who import Matter, Settled, settle, side
from protocolrules.expressions import Evidence, ReadingRef
from protocolrules.results import AnchorOf
from protocolrules.timing import Due, parse_due


@dataclass(frozen=True, slots=True)
class Dated:
    """A due date and from when it stood; `recorded` is when what sets it was first recorded."""

    from_: datetime
    deadline: Deadline = NO_DATE
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


@dataclass(slots=True, eq=False)
class Slot:
    """One duty of one arising, and one holder for `each`."""

    a: Arising
    duty: Duty
    settled: Settled
    holder: str | None = None
    part: str = ""  # what tells the occurrences of one arising apart: the last evidence, a period
    opens: datetime | None = None  # evidence counts after this; None: however early
    active: datetime | None = None
    anchor: Moment | None = None
    anchor_id: str | None = None
    anchor_of: AnchorOf | None = None  # where it is not what the rule arose by
    dates: list[Dated] = field(default_factory=list)
    close: Close | None = None
    tree: Tree | None = None
    turn: tuple[str, ...] = ()
    doer: tuple[str, ...] | None = None  # of those who take turns, who did it; None: not asked
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
    told: Any = None  # what `Telling` told of it, as long as it stays as it is

    def is_about(self, id: str | None) -> bool:
        """Whether an event that names this id is about it."""
        if id is None:
            return False
        return id in self.a.keys or id == self.anchor_id or self._is_occasion(id)

    def _is_occasion(self, id: str) -> bool:
        return self.occasion is not None and self.occasion.id == id

    @property
    def keys(self) -> frozenset[str]:
        """The ids that an event can name to be about it."""
        more = [k for k in (self.anchor_id, self.occasion and self.occasion.id) if k]
        return self.a.keys.union(more)

    def shut(self, since: datetime) -> bool:
        """Whether nothing that happens from a moment on can be evidence for it."""
        if self.judging:
            return self.judged is not None and self.judged[1].when.latest < since
        if self.met is not None:
            return self.met.when.latest < since
        return self.close is not None and self.close.at <= since

    def cut(self, since: datetime) -> None:
        """Take back what was done for it from a moment on."""
        events = [s for s in self.events if s.when.earliest < since]
        met = self.met if self.met and self.met.when.earliest < since else None
        maybe = self.maybe if self.maybe and self.maybe.when.earliest < since else None
        if len(events) < len(self.events) or met is not self.met or maybe is not self.maybe:
            self.events, self.met, self.maybe, self.told = events, met, maybe, None

    def matter(self) -> Matter:
        """What a report that somebody cannot do it may be about."""
        begun = self.active if self.part and self.active is not None else self.a.from_
        over = self.close.at if self.close is not None else None
        return Matter(self.keys, begun, self.met.when.latest if self.met is not None else over)

    def order(self) -> tuple[datetime, str, str]:
        """Earliest first."""
        return (self.active or self.a.from_, self.a.id, self.part)

    def mine(self, s: Seen) -> bool:
        """Whether an event is about this duty's arising, or about nothing in particular."""
        return s.about is None or s.occasion_id is not None or self.is_about(s.about)


def resolve(core: Core, timing: Due | ReadingRef) -> tuple[Due, str | None]:
    """A due date, or the one its reading stands at, and the reading's name."""
    if isinstance(timing, ReadingRef):
        return parse_due(core.program.reading(timing.name)), timing.name
    return timing, None


def blank(core: Core, a: Arising, settled: Settled, holder: str | None) -> Slot:
    """A slot that counts from its trigger, with no due date yet."""
    duty = a.plan.rule.effect
    assert isinstance(duty, Duty)
    slot = Slot(a, duty, settled, holder, opens=a.from_, active=a.from_, anchor=a.start)
    slot.anchor_id, slot.turn = a.id, () if holder is None else (holder,)
    plant(core, slot)
    return slot


def plant(core: Core, slot: Slot) -> None:
    """Grow the evidence tree for whoever's turn it is."""
    e = slot.duty.done_when
    if e is None:
        return
    holders = side(slot.settled.who, slot.holder)
    if slot.turn and slot.holder is None:
        holders = Side(slot.turn, holders.every)
    to = side(settle(core, slot.duty.to, slot.a.from_, slot.a.frame()).who)
    slot.tree = planted(core, slot, e, holders, to, slot.holder is not None)


def planted(core: Core, slot: Slot, e: Evidence, holders: Side, to: Side, by: bool) -> Tree:
    """An evidence tree of the slot's rule: one for all slots with these holders."""
    trees, key = slot.a.plan.trees, (holders, to, by)
    tree = trees.get(key)
    if tree is None:
        tree = trees[key] = grow(core.program.protocol.vocabulary, e, holders, to, by)
    return tree


def closed(core: Core, slot: Slot) -> Slot:
    """The slot with the first of what can close it: its occasion, the end of its state, an event
    that makes it useless."""
    closes = [slot.close] if slot.close is not None else []
    a = slot.a
    if a.end is not None:
        closes.append(Close(a.end, "lapsed", a.end_why, a.end_event))
    s = _useless_after(core, slot)
    if s is not None:
        closes.append(Close(max(s.when.earliest, a.from_), "missed", "of no use any more", s.id))
    # A release ends the custody too: what had to be done before it was missed all the same.
    slot.close = min(closes, key=lambda c: (c.at, c.how != "missed"), default=None)
    return slot


def _useless_after(core: Core, slot: Slot) -> Seen | None:
    matchers = [core.program.pattern(p) for p in slot.duty.no_use_after]
    kinds = {k for p in slot.duty.no_use_after for k in p.kinds}
    for s in core.of_kinds_after(kinds, slot.a.from_) if kinds else ():
        if s.when.latest > slot.a.from_ and slot.mine(s) and any(m(s) for m in matchers):
            return s
    return None
