"""Duties that do not repeat: when each is due, and what is judged as it happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from protocolrules.definition.ahead import before, coming, over, plans_of
from protocolrules.definition.arisings import Arising
from protocolrules.definition.days import Deadline, Point
from protocolrules.definition.evidence import complete, contributes, judge, matches
from protocolrules.definition.history import Seen
from protocolrules.definition.slots import Close, Dated, Slot, blank, closed, mine, resolve
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Need
from protocolrules.definition.who import Settled
from protocolrules.document import Duty
from protocolrules.expressions import ReadingRef
from protocolrules.timing import (
    NO_TIME,
    AtIt,
    BeforeOccasion,
    Due,
    OnTheDay,
)


def singles(
    world: World, a: Arising, settled: Settled, holder: str | None, earlier: Sequence[Slot]
) -> Iterator[Slot]:
    """The slots of a duty that does not repeat: one, and one more each time that it had been done
    on the day of an occasion which then moved. `earlier`: the slots of the duty it comes after."""
    duty = a.rule.effect
    assert isinstance(duty, Duty)
    timing, begins = duty.timing, 0
    if isinstance(timing, (BeforeOccasion, OnTheDay)):
        o = a.occasion or coming(world, a, timing.occasion)
        plans = plans_of(o) if o is not None else []
        for i in range(1, len(plans)):
            moved = plans[i].said
            first = before(world, a, settled, holder, o, plans[begins:i])
            if isinstance(timing, OnTheDay) and _done_by(world, first, moved):
                first.close = Close(moved.when.earliest, "lapsed", "moved", moved.id)
                yield first
                begins = i
        last = before(world, a, settled, holder, o, plans[begins:])
        if begins:
            last.part, last.active = plans[begins].said.id, plans[begins].said.when.earliest
        over(world, last)
        yield closed(world, last)
        return
    slot = blank(world, a, settled, holder)
    if isinstance(timing, AtIt):
        _at_it(world, slot)
    else:
        _after_anchor(world, slot, timing, earlier)
    yield closed(world, slot)


def _done_by(world: World, slot: Slot, moved: Seen) -> bool:
    """Whether what is to be done on a day was done, in time or late, before it was moved."""
    opens, tree = slot.opens, slot.tree
    if tree is None or opens is None:
        return False
    done = [s for s in world.log.seen if opens < s.when.earliest < moved.when.earliest]
    return complete(world, tree, [s for s in done if contributes(world, tree, s)])


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
        slot.anchor_of = "event"
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
            slot.anchor_of = "spell"
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
            slot.anchor_of = "date"


def _after_duty(slot: Slot, earlier: Sequence[Slot]) -> None:
    same = [e for e in earlier if e.a.id == slot.a.id] or [
        e for e in earlier if e.a.from_ <= slot.a.from_
    ][-1:]
    first = same[0] if same else None
    if first is not None and first.met is not None:
        slot.anchor, slot.anchor_id, slot.anchor_of = first.met.when, first.met.id, "event"
        return
    slot.anchor, slot.anchor_id = None, None
    slot.waiting = "an earlier duty is open"
    if first is None or first.close is not None:
        at = first.close.at if first and first.close else slot.a.from_
        slot.close = Close(at, "lapsed", "the duty before it was not met")


def _at_it(world: World, slot: Slot) -> None:
    a, o = slot.a, slot.a.occasion
    slot.occasion, slot.spec = o, NO_TIME
    if o is not None and world.protocol.vocabulary.occasions[o.kind].lasting:
        slot.dates.append(Dated(a.from_, Deadline()))
        slot.opens = o.heard.when.earliest
        over(world, slot)
        return
    slot.judging = True
    slot.waiting = "" if o is None or o.held else "the occasion has not been held"
    if o is not None and o.held is None:
        over(world, slot)


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
