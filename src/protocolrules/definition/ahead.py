"""Duties that look ahead to an occasion: before it, or on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from protocolrules.definition.arisings import Arising
from protocolrules.definition.days import Deadline, Point
from protocolrules.definition.history import Occasion, Seen
from protocolrules.definition.slots import Close, Dated, Slot, blank
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Need
from protocolrules.definition.who import Settled
from protocolrules.expressions import ReadingRef
from protocolrules.londontime import end_of_day, start_of_day
from protocolrules.periods import Period
from protocolrules.results import Step
from protocolrules.timing import (
    BeforeOccasion,
    EndOfDay,
    OnTheDay,
    Within,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """For when an occasion was planned (None: no longer), by which event; `first_heard` when it
    was held counts as planned for then."""

    said: Seen
    planned: Point | None
    first_heard: bool = False


def coming(world: World, a: Arising, kinds: Sequence[str]) -> Occasion | None:
    """The first occasion of these kinds that was not over when the rule arose; a cancelled one
    only while there is no other."""
    ahead = [
        o
        for o in world.log.occasions.values()
        if o.kind in kinds and ((over := o.over()) is None or over.when.latest > a.from_)
    ]
    stands = [o for o in ahead if o.held is not None or o.cancelled is None]
    return next(iter(stands or ahead), None)


def plans_of(o: Occasion) -> list[Plan]:
    """Every plan of an occasion, one after the other. Nobody plans what was held already."""
    held = o.held
    plans = [
        Plan(s, planned)
        for s, planned in o.plans
        if held is None or s.when.earliest <= held.when.latest
    ]
    if held is not None and not any(p.planned for p in plans):
        plans.append(Plan(held, held.when, True))
    return plans


def before(
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
        slot.opens = _previous(world, a, o, timing.occasion or (o.kind,) if o else timing.occasion)
    if o is None:
        slot.dates.append(Dated(a.from_, Deadline()))
        return slot
    for plan in plans:
        slot.dates.append(_dated(world, slot, plan, length))
        slot.anchor = plan.planned or slot.anchor
    if a.occasion is not None or any(plan.planned for plan in plans):
        slot.anchor_id, slot.anchor_of = o.id, "occasion"
    later = [d for d in slot.dates if d.from_ > a.from_]
    stood = [d for d in slot.dates if d.from_ <= a.from_][-1:]
    slot.dates = stood + later or [Dated(a.from_, Deadline())]
    planned = next((p.planned for p in reversed(plans) if p.planned), None)
    if isinstance(timing, OnTheDay) and planned is not None:
        slot.opens = start_of_day(planned.day) - timedelta(microseconds=1)
    return slot


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
    late = replace(at_it, steps=steps)
    return Dated(from_, late, s.id, s.recorded, True)


def _previous(
    world: World, a: Arising, o: Occasion | None, kinds: Sequence[str]
) -> datetime | None:
    """When the previous occasion of the kind had been held as the duty arose: one that is held
    later takes back nothing of what was done."""
    when = (o.held.when if o.held else o.planned()) if o is not None else None
    before = when.earliest if when else None
    held = [
        p.held.when.latest
        for p in world.log.occasions.values()
        if p is not o
        and p.held is not None
        and p.kind in kinds
        and p.held.when.latest <= a.from_
        and (before is None or p.held.when.earliest < before)
    ]
    return max(held, default=None)


def over(world: World, slot: Slot) -> None:
    """Close a duty that looks ahead to an occasion when that is over."""
    o = slot.occasion
    if o is not None and o.held is not None:
        on_the_day = isinstance(slot.duty.timing, OnTheDay)
        end = end_of_day(o.held.when.day) if on_the_day else o.held.when.latest
        if end <= world.at:
            slot.close = Close(end, "missed", "it is over", o.held.id)
    elif o is not None and o.cancelled is not None:
        slot.close = Close(o.cancelled.when.earliest, "lapsed", "cancelled", o.cancelled.id)
