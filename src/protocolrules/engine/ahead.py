"""Duties that look ahead to an occasion: before it, or on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from protocolrules.engine.core import Core
from protocolrules.engine.days import TICK, Deadline, Moment, day_end, day_start
from protocolrules.engine.log import Occasion, Seen
from protocolrules.engine.slots import Close, Dated, Slot, blank
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import Need
from protocolrules.engine.who import Settled
from protocolrules.expressions import ReadingRef
from protocolrules.periods import Period
from protocolrules.timing import BeforeOccasion, EndOfDay, OnTheDay, Within


class Planned(NamedTuple):
    """For when an occasion was planned (None: no longer), by which event; `first_heard` when it
    was held counts as planned for then."""

    said: Seen
    when: Moment | None
    first_heard: bool = False


def coming(core: Core, a: Arising, kinds: Sequence[str]) -> Occasion | None:
    """The first occasion of these kinds that was not over when the rule arose; a cancelled one
    only while there is no other."""
    fallback: Occasion | None = None
    for o in core.occasions.of_kinds(kinds):
        over = o.over()
        if over is not None and over.when.latest <= a.from_:
            continue
        if o.held is not None or o.cancelled is None:
            return o
        fallback = fallback or o
    return fallback


def plans_of(o: Occasion) -> list[Planned]:
    """Every plan of an occasion, one after the other. Nobody plans what was held already."""
    held = o.held
    plans = [
        Planned(s, when)
        for s, when in o.plans
        if held is None or s.when.earliest <= held.when.latest
    ]
    if held is not None and not any(p.when for p in plans):
        plans.append(Planned(held, held.when, True))
    return plans


def before(
    core: Core,
    a: Arising,
    settled: Settled,
    holder: str | None,
    o: Occasion | None,
    plans: Sequence[Planned],
) -> Slot:
    """A duty before an occasion, or on its day, as far as these plans say when that is."""
    slot = blank(core, a, settled, holder)
    timing = slot.duty.timing
    assert isinstance(timing, (BeforeOccasion, OnTheDay))
    slot.occasion = o
    ref = timing.period if isinstance(timing, BeforeOccasion) else None
    length = None if ref is None else core.program.period(ref)
    if isinstance(ref, ReadingRef) and length is None:
        slot.when_unknown = True
        slot.needs.add(Need("reading", ref.name))
    slot.spec = Within(length) if length else EndOfDay()
    if slot.duty.counts_from == "previous_occasion":
        slot.opens = _previous(core, a, o, timing.occasion)
    if o is None:
        slot.dates.append(Dated(a.from_))
        return slot
    if a.occasion is not None or any(plan.when for plan in plans):
        slot.anchor_id, slot.anchor_of = o.id, "occasion"
    dates: list[Dated] = []
    for plan in plans:
        dates.append(_dated(core, slot, plan, length, bool(dates)))
        slot.anchor = plan.when or slot.anchor
    stood = [d for d in dates if d.from_ <= a.from_][-1:]
    slot.dates = stood + [d for d in dates if d.from_ > a.from_] or [Dated(a.from_)]
    planned = next((p.when for p in reversed(plans) if p.when), None)
    if isinstance(timing, OnTheDay) and planned is not None:
        slot.opens = day_start(planned.day) - TICK
    return slot


def _dated(core: Core, slot: Slot, plan: Planned, length: Period | None, again: bool) -> Dated:
    s, planned, arose = plan.said, plan.when, slot.a.from_
    from_ = max(s.when.earliest, arose) if again else s.when.earliest
    if planned is None:
        return Dated(from_, event_id=s.id, recorded=s.recorded)
    if isinstance(slot.duty.timing, OnTheDay):
        end = day_end(planned.day)
        on = Deadline(end, planned.day, origin=planned, way="on")
        return Dated(from_, on, s.id, s.recorded)
    deadline = core.program.days.before(planned, length)
    if deadline.unclear == "time":
        slot.when_unknown = True
        slot.needs.add(Need("field", "planned_for", s.id))
    if deadline.due is None or deadline.due > max(from_, arose):
        return Dated(from_, deadline, s.id, s.recorded)
    if plan.first_heard:  # what was done late was late, though nobody could know
        return Dated(min(from_, deadline.due), deadline, s.id, s.recorded, True)
    at_it = core.program.days.before(planned, None)
    late = replace(at_it, length=length, late_plan=True)
    return Dated(from_, late, s.id, s.recorded, True)


def _previous(
    core: Core, a: Arising, o: Occasion | None, kinds: tuple[str, ...]
) -> datetime | None:
    """When the previous occasion of the kind had been held as the duty arose: one that is held
    later takes back nothing of what was done."""
    when = (o.held.when if o.held else o.planned()) if o is not None else None
    if o is not None and not kinds:
        kinds = (o.kind,)
    last: datetime | None = None
    for p in core.occasions.of_kinds(kinds):
        if p is o or p.held is None or p.held.when.latest > a.from_:
            continue
        if when is None or p.held.when.earliest < when.earliest:
            last = p.held.when.latest if last is None else max(last, p.held.when.latest)
    return last


def over(core: Core, slot: Slot) -> None:
    """Close a duty that looks ahead to an occasion when that is over."""
    o = slot.occasion
    if o is not None and o.held is not None:
        held, on_the_day = o.held, isinstance(slot.duty.timing, OnTheDay)
        end = day_end(held.when.day) if on_the_day else held.when.latest
        if core.note(end):
            slot.close = Close(end, "missed", "it is over", held.id)
    elif o is not None and o.cancelled is not None:
        slot.close = Close(o.cancelled.when.earliest, "lapsed", "cancelled", o.cancelled.id)
