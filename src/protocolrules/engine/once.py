"""Duties that do not repeat: when each is due, and what is judged as it happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from protocolrules.engine.ahead import before, coming, over, plans_of
from protocolrules.engine.core import Core
from protocolrules.engine.days import instant, some_time_on
from protocolrules.engine.evidence import complete, contributes, judge
from protocolrules.engine.log import Seen
from protocolrules.engine.slots import Close, Dated, Slot, blank, closed, resolve
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import Need
from protocolrules.engine.who import Settled
from protocolrules.expressions import Condition, EventPattern, ReadingRef
from protocolrules.timing import NO_TIME, AtIt, BeforeOccasion, Due, OnTheDay


def singles(
    core: Core, a: Arising, settled: Settled, holder: str | None, earlier: Sequence[Slot]
) -> Iterator[Slot]:
    """The slots of a duty that does not repeat: one, and one more each time that it had been done
    on the day of an occasion which then moved. `earlier`: the slots of the duty it comes after."""
    slot = blank(core, a, settled, holder)
    timing = slot.duty.timing
    if isinstance(timing, (BeforeOccasion, OnTheDay)):
        yield from _ahead(core, a, settled, holder, timing)
        return
    if isinstance(timing, AtIt):
        _at_it(core, slot)
    else:
        _after_anchor(core, slot, timing, earlier)
    yield closed(core, slot)


def _ahead(
    core: Core,
    a: Arising,
    settled: Settled,
    holder: str | None,
    timing: BeforeOccasion | OnTheDay,
) -> Iterator[Slot]:
    o, begins = a.occasion or coming(core, a, timing.occasion), 0
    plans = plans_of(o) if o is not None else []
    for i in range(1, len(plans)) if isinstance(timing, OnTheDay) else ():
        moved = plans[i].said
        first = before(core, a, settled, holder, o, plans[begins:i])
        if _done_by(core, first, moved):
            first.close = Close(moved.when.earliest, "lapsed", "moved", moved.id)
            yield first
            begins = i
    last = before(core, a, settled, holder, o, plans[begins:])
    if begins:
        last.part, last.active = plans[begins].said.id, plans[begins].said.when.earliest
    over(core, last)
    yield closed(core, last)


def _done_by(core: Core, slot: Slot, moved: Seen) -> bool:
    """Whether what is to be done on a day was done, in time or late, before it was moved."""
    opens, tree, end = slot.opens, slot.tree, moved.when.earliest
    if tree is None or opens is None:
        return False
    able = core.of_kinds(slot.a.plan.evidence)
    done = [s for s in able if opens < s.when.earliest < end and contributes(core, tree, s)]
    return complete(core, tree, done)


def _after_anchor(
    core: Core, slot: Slot, timing: Due | ReadingRef, earlier: Sequence[Slot]
) -> None:
    due, reading = resolve(core, timing)
    slot.spec = due
    if slot.duty.after is not None:
        _after_duty(slot, earlier)
    _find_anchor(core, slot)
    if slot.anchor is None or slot.when_unknown:
        return
    deadline = core.program.days.after(slot.anchor, due)
    if deadline.unclear == "time":
        slot.needs.add(Need("field", "occurred_at", slot.anchor_id))
    if deadline.unclear == "reading" and reading is not None:
        slot.needs.add(Need("reading", reading))
    slot.when_unknown = deadline.unclear != ""
    slot.active = max(slot.a.from_, slot.anchor.earliest)
    slot.dates.append(Dated(slot.active, deadline, slot.anchor_id, slot.a.recorded))
    if not core.note(slot.anchor.earliest):
        slot.waiting = "its anchor lies ahead"


def _find_anchor(core: Core, slot: Slot) -> None:
    anchor = slot.duty.anchor
    if anchor is None:
        return
    if anchor.event is not None:
        _from_event(core, slot, anchor.event)
    elif anchor.begins is not None:
        _from_state(core, slot, anchor.begins)
    elif anchor.field is not None:
        trigger = slot.a.trigger
        value = trigger.fields.get(anchor.field) if trigger else None
        if value is None:
            slot.needs.add(Need("field", anchor.field, trigger.id if trigger else None))
            slot.when_unknown, slot.anchor = True, None
        else:
            at = isinstance(value, datetime)
            slot.anchor = instant(value) if at else some_time_on(value)
            slot.anchor_of = "date"


def _from_event(core: Core, slot: Slot, pattern: EventPattern) -> None:
    matches = core.program.pattern(pattern)
    for s in core.of_kinds_after(pattern.kinds, slot.a.from_):
        if s.when.latest > slot.a.from_ and slot.mine(s) and matches(s):
            slot.anchor, slot.anchor_id, slot.waiting = s.when, s.id, ""
            slot.anchor_of = "event"
            return
    slot.anchor, slot.anchor_id, slot.anchor_of = None, None, "event"
    slot.waiting = "what it counts from has not happened"


def _from_state(core: Core, slot: Slot, begins: Condition) -> None:
    spells, arose = core.spells(core.program.cond(begins)), slot.a.from_
    for s in spells:
        if s.verdict.holds and (s.covers(arose) or (s.start is not None and s.start >= arose)):
            slot.anchor, slot.anchor_id = instant(core.begun(s)), s.verdict.event_id
            slot.anchor_of = "spell"
            return
    now = spells[-1]
    slot.anchor = None
    if now.verdict.holds is None:
        slot.needs |= now.verdict.needs
        slot.when_unknown, slot.waiting = True, ""
    else:
        slot.waiting = "the state it counts from has not begun"


def _after_duty(slot: Slot, earlier: Sequence[Slot]) -> None:
    arose = slot.a.from_
    same = [e for e in earlier if e.a.id == slot.a.id] or [
        e for e in earlier if e.a.from_ <= arose
    ][-1:]
    first = same[0] if same else None
    if first is not None and first.met is not None:
        slot.anchor, slot.anchor_id, slot.anchor_of = first.met.when, first.met.id, "event"
        return
    slot.anchor, slot.anchor_id = None, None
    slot.waiting = "an earlier duty is open"
    if first is None or first.close is not None:
        at = first.close.at if first and first.close else arose
        slot.close = Close(at, "lapsed", "the duty before it was not met")


def _at_it(core: Core, slot: Slot) -> None:
    a, o = slot.a, slot.a.occasion
    slot.occasion, slot.spec = o, NO_TIME
    if o is not None and core.program.protocol.vocabulary.occasions[o.kind].lasting:
        slot.dates.append(Dated(a.from_))
        slot.opens = o.heard.when.earliest
        over(core, slot)
        return
    slot.judging = True
    slot.waiting = "" if o is None or o.held else "the occasion has not been held"
    if o is not None and o.held is None:
        over(core, slot)


def settle_judged(core: Core, slot: Slot) -> None:
    """Judge a duty at an occasion, or about the manner of an event, once it has happened."""
    tree, o = slot.tree, slot.occasion
    if not slot.judging or tree is None:
        return
    held = o.held if o is not None else slot.a.trigger
    about = frozenset((o.id,)) if o is not None else slot.a.keys
    events = [] if held is None else [held]
    for s in core.about(about, slot.a.plan.evidence):
        if held is None or (s.id != held.id and s.when.earliest <= held.when.latest):
            events.append(s)
    slot.events = [s for s in events if contributes(core, tree, s)]
    if held is None:
        return
    answer, needs = judge(core, tree, held, events)
    slot.judged = (answer, held)
    slot.needs |= needs
    slot.active = held.when.earliest
    if answer:
        slot.met = held
    elif answer is False:
        slot.close = Close(held.when.earliest, "missed", "it went without", held.id)
