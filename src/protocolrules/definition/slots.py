"""One slot for each duty that arose: its dates, what would close it, and the evidence it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protocolrules.definition.arisings import Arising
from protocolrules.definition.days import Deadline, Point
from protocolrules.definition.evidence import Tree, complete, contributes, grow, judge, matches
from protocolrules.definition.history import Occasion, Seen
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Need
from protocolrules.definition.who import Settled, settle, side
from protocolrules.document import Duty, Rule
from protocolrules.expressions import ReadingRef
from protocolrules.londontime import end_of_day, start_of_day
from protocolrules.periods import Period
from protocolrules.results import Step
from protocolrules.timing import (
    NO_TIME,
    AtIt,
    BeforeOccasion,
    Due,
    EndOfDay,
    OnTheDay,
    Within,
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

    def order(self) -> tuple[datetime, str, str]:
        """Earliest first."""
        return (self.active or self.a.from_, self.a.id, self.part)


def resolve(world: World, timing: Due | ReadingRef) -> tuple[Due, str | None]:
    """A due date, or the one its reading stands at, and the reading's name."""
    if isinstance(timing, ReadingRef):
        return parse_due(world.reading(timing.name)), timing.name
    return timing, None


def singles(
    world: World, a: Arising, settled: Settled, holder: str | None, earlier: Sequence[Slot]
) -> Iterator[Slot]:
    """The slots of a duty that does not repeat: one, and one more each time that it had been done
    on the day of an occasion which then moved. `earlier`: the slots of the duty it comes after."""
    duty = a.rule.effect
    assert isinstance(duty, Duty)
    timing, begins = duty.timing, 0
    if isinstance(timing, (BeforeOccasion, OnTheDay)):
        o = a.occasion or _ahead(world, a, timing.occasion)
        plans = _plans(o) if o is not None else []
        for i in range(1, len(plans)):
            moved = plans[i].said
            first = _before(world, a, settled, holder, o, plans[begins:i])
            if isinstance(timing, OnTheDay) and _done_by(world, first, moved):
                first.close = Close(moved.when.earliest, "lapsed", "moved", moved.id)
                yield first
                begins = i
        last = _before(world, a, settled, holder, o, plans[begins:])
        if begins:
            last.part, last.active = plans[begins].said.id, plans[begins].said.when.earliest
        _over(world, last)
        yield closed(world, last)
        return
    slot = blank(world, a, settled, holder)
    if isinstance(timing, AtIt):
        _at_it(world, slot)
    else:
        _after_anchor(world, slot, timing, earlier)
    yield closed(world, slot)


def blank(world: World, a: Arising, settled: Settled, holder: str | None) -> Slot:
    """A slot that counts from its trigger, with no due date yet."""
    duty = a.rule.effect
    assert isinstance(duty, Duty)
    slot = Slot(a, duty, settled, holder, opens=a.from_, active=a.from_, anchor=a.start)
    slot.anchor_id, slot.turn = a.id, () if holder is None else (holder,)
    plant(world, slot)
    return slot


def _done_by(world: World, slot: Slot, moved: Seen) -> bool:
    """Whether what is to be done on a day was done on it before the occasion was moved."""
    opens, tree = slot.opens, slot.tree
    if tree is None or opens is None:
        return False
    until = min(moved.when.earliest, end_of_day(slot.anchor.day if slot.anchor else moved.when.day))
    done = [s for s in world.log.seen if opens < s.when.earliest < until]
    return complete(world, tree, [s for s in done if contributes(world, tree, s)])


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


def _after_anchor(
    world: World, slot: Slot, timing: Due | ReadingRef, earlier: Sequence[Slot]
) -> None:
    due, reading = resolve(world, timing)
    slot.spec = due
    _find_anchor(world, slot, earlier)
    if slot.anchor is None or slot.when_unknown:
        return
    deadline = world.days.after(slot.anchor, due)
    if deadline.needs_time:
        slot.needs.add(Need("field", "occurred_at", slot.anchor_id))
    if deadline.needs_reading and reading is not None:
        slot.needs.add(Need("reading", reading))
    slot.when_unknown = deadline.needs_time or deadline.needs_reading
    slot.active = max(slot.a.from_, slot.anchor.earliest)
    slot.dates.append(Dated(slot.active, deadline, slot.anchor_id, slot.a.recorded))
    if slot.anchor.earliest > world.at:
        slot.waiting = "its anchor lies ahead"


def _find_anchor(world: World, slot: Slot, earlier: Sequence[Slot]) -> None:
    a, duty = slot.a, slot.duty
    if duty.after is not None:
        _after_duty(slot, earlier)
    if duty.anchor is None:
        return
    if duty.anchor.event is not None:
        s = next(
            (
                s
                for s in world.log.seen
                if s.when.latest > a.from_
                and mine(slot, s)
                and matches(world, duty.anchor.event, s)
            ),
            None,
        )
        slot.anchor, slot.anchor_id = (s.when, s.id) if s else (None, None)
        slot.waiting = "" if s else "what it counts from has not happened"
    elif duty.anchor.begins is not None:
        spells = world.spells(duty.anchor.begins)
        spell = next(
            (
                s
                for s in spells
                if s.verdict.holds
                and (s.covers(a.from_) or (s.start is not None and s.start >= a.from_))
            ),
            None,
        )
        if spell is not None:
            slot.anchor, slot.anchor_id = Point.at(world.begun(spell)), spell.verdict.event_id
        else:
            unknown = [s for s in spells if s.covers(world.at) and s.verdict.holds is None]
            slot.needs.update(*(s.verdict.needs for s in unknown))
            slot.when_unknown, slot.anchor = bool(unknown), None
            slot.waiting = "" if unknown else "the state it counts from has not begun"
    elif duty.anchor.field is not None:
        value = a.trigger.fields.get(duty.anchor.field) if a.trigger else None
        if value is None:
            slot.needs.add(Need("field", duty.anchor.field, a.trigger.id if a.trigger else None))
            slot.when_unknown, slot.anchor = True, None
        else:
            slot.anchor = Point.at(value) if isinstance(value, datetime) else Point.on(value)


def _after_duty(slot: Slot, earlier: Sequence[Slot]) -> None:
    same = [e for e in earlier if e.a.id == slot.a.id] or [
        e for e in earlier if e.a.from_ <= slot.a.from_
    ][-1:]
    first = same[0] if same else None
    if first is not None and first.met is not None:
        slot.anchor, slot.anchor_id = first.met.when, first.met.id
        return
    slot.anchor, slot.anchor_id = None, None
    slot.waiting = "an earlier duty is open"
    if first is None or first.close is not None:
        at = first.close.at if first and first.close else slot.a.from_
        slot.close = Close(at, "lapsed", "the duty before it was not met")


def mine(slot: Slot, s: Seen) -> bool:
    """Whether an event is about this duty's arising, or about nothing in particular."""
    return s.about is None or s.about in slot.keys or s.occasion_id is not None


def _at_it(world: World, slot: Slot) -> None:
    a, o = slot.a, slot.a.occasion
    slot.occasion, slot.spec = o, NO_TIME
    if o is not None and world.protocol.vocabulary.occasions[o.kind].lasting:
        slot.dates.append(Dated(a.from_, Deadline()))
        slot.opens = o.heard.when.earliest
        _over(world, slot)
        return
    slot.judging = True
    slot.waiting = "" if o is None or o.held else "the occasion has not been held"
    if o is not None and o.held is None:
        _over(world, slot)


def settle_judged(world: World, slot: Slot) -> None:
    """Judge a duty at an occasion, or about the manner of an event, once it has happened."""
    o = slot.occasion
    held = o.held if o is not None else slot.a.trigger
    if not slot.judging or slot.tree is None:
        return
    about, tree = {o.id} if o is not None else slot.a.keys, slot.tree
    events = [held] if held else []
    events += [
        s
        for s in world.log.seen
        if (held is None or (s.id != held.id and s.when.earliest <= held.when.latest))
        and (s.about in about or s.occasion_id in about)
    ]
    slot.events = [s for s in events if contributes(world, tree, s)]
    if held is None:
        return
    answer, needs = judge(world, tree, held, events)
    slot.judged = (answer, held)
    slot.needs |= needs
    slot.active = held.when.earliest
    if answer:
        slot.met = held
    elif answer is False:
        slot.close = Close(held.when.earliest, "missed", "it went without", held.id)


@dataclass(frozen=True, slots=True)
class Plan:
    """For when an occasion was planned (None: no longer), by which event; `first_heard` when it
    was held counts as planned for then."""

    said: Seen
    planned: Point | None
    first_heard: bool = False


def _plans(o: Occasion) -> list[Plan]:
    plans = [Plan(s, planned) for s, planned in o.plans]
    if o.held is not None and not any(p.planned for p in plans):
        plans.append(Plan(o.held, o.held.when, True))
    return plans


def _before(
    world: World,
    a: Arising,
    settled: Settled,
    holder: str | None,
    o: Occasion | None,
    plans: Sequence[Plan],
) -> Slot:
    """A duty before an occasion, or on its day, as far as these plans say when that is."""
    slot = blank(world, a, settled, holder)
    timing = slot.duty.timing
    assert isinstance(timing, (BeforeOccasion, OnTheDay))
    slot.occasion = o
    period = timing.period if isinstance(timing, BeforeOccasion) else None
    length = None if period is None else world.period(period)
    if isinstance(period, ReadingRef) and length is None:
        slot.when_unknown = True
        slot.needs.add(Need("reading", period.name))
    slot.spec = Within(length) if length else EndOfDay()
    if slot.duty.counts_from == "previous_occasion":
        slot.opens = _previous(world, o, timing.occasion or (o.kind,) if o else timing.occasion)
    if o is None:
        slot.dates.append(Dated(a.from_, Deadline()))
        return slot
    slot.anchor_id = slot.anchor_id if a.occasion is None else o.id
    for plan in plans:
        slot.dates.append(_dated(world, slot, plan, length))
        slot.anchor = plan.planned or slot.anchor
    later = [d for d in slot.dates if d.from_ > a.from_]
    stood = [d for d in slot.dates if d.from_ <= a.from_][-1:]
    slot.dates = stood + later or [Dated(a.from_, Deadline())]
    planned = next((p.planned for p in reversed(plans) if p.planned), None)
    if isinstance(timing, OnTheDay) and planned is not None:
        slot.opens = start_of_day(planned.day) - timedelta(microseconds=1)
    return slot


def _over(world: World, slot: Slot) -> None:
    """Close a duty that looks ahead to an occasion when that is over."""
    o = slot.occasion
    if o is not None and o.held is not None:
        on_the_day = isinstance(slot.duty.timing, OnTheDay)
        end = end_of_day(o.held.when.day) if on_the_day else o.held.when.latest
        if end <= world.at:
            slot.close = Close(end, "missed", "it is over", o.held.id)
    elif o is not None and o.cancelled is not None:
        slot.close = Close(o.cancelled.when.earliest, "lapsed", "cancelled", o.cancelled.id)


def _dated(world: World, slot: Slot, plan: Plan, length: Period | None) -> Dated:
    s, planned = plan.said, plan.planned
    from_ = max(s.when.earliest, slot.a.from_) if slot.dates else s.when.earliest
    if planned is None:
        return Dated(from_, Deadline(), s.id, s.recorded)
    if isinstance(slot.duty.timing, OnTheDay):
        step = Step(day=planned.day, note="the day itself")
        deadline = Deadline(end_of_day(planned.day), planned.day, (step,))
        return Dated(from_, deadline, s.id, s.recorded)
    deadline = world.days.before(planned, length)
    if deadline.needs_time:
        slot.when_unknown = True
        slot.needs.add(Need("field", "planned_for", s.id))
    if deadline.due is None or deadline.due > max(from_, slot.a.from_):
        return Dated(from_, deadline, s.id, s.recorded)
    if plan.first_heard:  # what was done late was late, though nobody could know
        return Dated(min(from_, deadline.due), deadline, s.id, s.recorded, True)
    at_it = world.days.before(planned, None)
    note = Step(day=planned.day, note="planned too late for that: due at the occasion")
    steps = (*deadline.steps, note)
    late = Deadline(at_it.due, planned.day, steps, at_it.provisional)
    return Dated(from_, late, s.id, s.recorded, True)


def _ahead(world: World, a: Arising, kinds: Sequence[str]) -> Occasion | None:
    """The first occasion of these kinds that was not over when the rule arose; a cancelled one
    only while there is no other."""
    ahead = [
        o
        for o in world.log.occasions.values()
        if o.kind in kinds and ((over := o.over()) is None or over.when.latest > a.from_)
    ]
    stands = [o for o in ahead if o.held is not None or o.cancelled is None]
    return next(iter(stands or ahead), None)


def _previous(world: World, o: Occasion | None, kinds: Sequence[str]) -> datetime | None:
    """When the previous occasion of the kind was held."""
    when = (o.held.when if o.held else o.planned()) if o is not None else None
    before = when.earliest if when else None
    held = [
        p.held.when.latest
        for p in world.log.occasions.values()
        if p is not o
        and p.held is not None
        and p.kind in kinds
        and (before is None or p.held.when.earliest < before)
    ]
    return max(held, default=None)


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
    slot.close = min(closes, key=lambda c: (c.at, c.how), default=None)
    return slot
