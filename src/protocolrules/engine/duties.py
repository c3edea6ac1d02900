"""Every duty of a rule, worked out together: turns, judgement, and who gets which evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from protocolrules.document import Duty
from protocolrules.engine.chains import chain
from protocolrules.engine.core import Core
from protocolrules.engine.credit import Unclear, give
from protocolrules.engine.days import LONG_AGO
from protocolrules.engine.evidence import Side, contributes, judge
from protocolrules.engine.found import Past
from protocolrules.engine.log import Seen
from protocolrules.engine.once import settle_judged, singles
from protocolrules.engine.plans import Plan
from protocolrules.engine.slots import Slot, plant, planted
from protocolrules.engine.triggers import Arising
from protocolrules.engine.who import settle


class Carried(NamedTuple):
    """From when there is news, the duties as they were, and those that were set apart. `shaped`:
    whether it can give other dates or holders to what arose before."""

    since: datetime
    slots: Sequence[Slot]
    past: Past
    shaped: bool


def owed(
    core: Core,
    plan: Plan,
    arisings: Sequence[Arising],
    earlier: Sequence[Slot] = (),
    carried: Carried | None = None,
) -> tuple[list[Slot], list[Unclear]] | None:
    """The duties that arisings of a rule bring, with a warning for each event that could have met
    several. `earlier`: those of the duty that this one comes after. With `carried`, what met
    them before is carried over; None where that cannot be."""
    duty = plan.rule.effect
    if not isinstance(duty, Duty):
        return [], []
    since = LONG_AGO if carried is None else carried.since
    as_before = {} if carried is None or plan.chained else _as_before(carried)
    held = (a for a in arisings if a.verdict.holds)
    slots = [s for a in held for s in as_before.get(id(a)) or _of(core, a, duty, earlier, since)]
    past = () if carried is None else carried.past.slots
    _take_turns(core, slots, past)
    if plan.chained:
        return slots, []
    for slot in slots:
        settle_judged(core, slot)
    names: Collection[str] = ()
    if carried is None:
        events = _for_any(core, plan, slots)
    else:
        names = carried.past.names
        if not carry(core, plan, slots, carried):
            return None
        events = core.of_kinds_since(plan.evidence, since) if slots else []
    unclear = give(core, slots, events, duty.covers_all_open, names)
    _take_turns(core, slots, past)
    return slots, unclear


def _as_before(carried: Carried) -> dict[int, list[Slot]]:
    """The duties that are what they were, but for what was done since, by their arising. What is
    judged, whose turn it is, and what looks ahead to an occasion of which there is news is looked
    at anew."""
    found: dict[int, list[Slot]] = {}
    for slot in () if carried.shaped else carried.slots:
        moved = slot.occasion is not None and slot.occasion.has_since(carried.since)
        if not (moved or slot.judging or slot.settled.who.how == "alternating"):
            slot.cut(carried.since)
            found.setdefault(id(slot.a), []).append(slot)
    return found


def _for_any(core: Core, plan: Plan, slots: Sequence[Slot]) -> Sequence[Seen]:
    """The events that could be evidence for one of these."""
    opens = [s.opens for s in slots if s.tree is not None and not s.judging]
    early = [t for t in opens if t is not None]
    if not opens or len(early) < len(opens):
        return core.of_kinds(plan.evidence) if opens else ()
    return core.of_kinds_after(plan.evidence, min(early))


def carry(core: Core, plan: Plan, slots: Sequence[Slot], carried: Carried) -> bool:
    """Hand to duties what met them before there was news. False where it could have gone to
    another, had they been then as they are now."""
    since = carried.since
    were = {(s.a.ref, s.part, s.holder): s for s in carried.slots if _early(s, since)}
    for slot in slots:
        old = were.pop((slot.a.ref, slot.part, slot.holder), None)
        if old is None:
            if _early(slot, since) and not slot.judging and _could_be_for(core, plan, slot, since):
                return False
            continue
        if slot.judging or old.judging:
            if slot.judging is not old.judging:
                return False
            continue
        if (old.opens, old.active, old.anchor_id) != (slot.opens, slot.active, slot.anchor_id):
            return False
        if old.keys != slot.keys and (
            old.occasion is not slot.occasion
            or any(_named_early(core, id, since) for id in old.keys ^ slot.keys)
        ):
            return False
        slot.events, slot.met, slot.maybe = list(old.events), old.met, old.maybe
        slot.cut(since)
    return all(s.judging for s in were.values())


def _could_be_for(core: Core, plan: Plan, slot: Slot, since: datetime) -> bool:
    """Whether something that was done before a moment may be for a duty that was not there yet."""
    if slot.tree is None or slot.opens is None:
        return slot.tree is not None
    acts = slot.occasion.acts if slot.occasion is not None else ()
    if any(_named_early(core, id, since) for id in slot.keys) or _before(acts, since):
        return True
    done = takewhile(
        lambda s: s.when.earliest < since, core.of_kinds_after(plan.evidence, slot.opens)
    )
    return any(contributes(core, slot.tree, s) is not False for s in done)


def _named_early(core: Core, id: str, since: datetime) -> bool:
    """Whether something that happened before a moment is about what has this id."""
    return _before(core.naming.get(id, ()), since)


def _before(events: Sequence[Seen], t: datetime) -> bool:
    return any(s.when.earliest < t for s in events[:1])


def _early(slot: Slot, since: datetime) -> bool:
    """Whether what was done before a moment can be for a duty."""
    return slot.a.from_ < since or slot.opens is None or slot.opens < since


def _of(
    core: Core, a: Arising, duty: Duty, earlier: Sequence[Slot], since: datetime
) -> Iterator[Slot]:
    settled = settle(core, duty.who, a.from_, a.frame())
    each = settled.who.how == "each"
    holders: Sequence[str | None] = settled.who.roles if each else (None,)
    for holder in holders:
        if duty.repeat:
            yield from chain(core, a, settled, holder, since)
        else:
            yield from singles(core, a, settled, holder, earlier)


def _take_turns(core: Core, slots: Sequence[Slot], past: Sequence[Slot]) -> None:
    """An alternating duty goes to whoever did not do it the time before. `past`: those that were
    set apart, and had their turns."""
    turns = [s for s in slots if s.settled.who.how == "alternating"]
    if not turns:
        return
    last: tuple[str, ...] = ()
    now = {id(s) for s in turns}
    for slot in sorted((*past, *turns), key=_held_order):
        roles = slot.settled.who.roles
        if len(last) == 1 and id(slot) in now:
            slot.turn = (roles[(roles.index(last[0]) + 1) % len(roles)],)
            if slot.occasion is not None:
                plant(core, slot)
        if slot.met is not None or (slot.occasion and slot.occasion.held):
            if slot.doer is None or id(slot) in now:
                slot.doer = _doer(core, slot)
            last = slot.doer


def _doer(core: Core, slot: Slot) -> tuple[str, ...]:
    """Which of several roles did it, as far as the evidence says."""
    held, e = slot.occasion.held if slot.occasion else None, slot.duty.done_when
    events = [held] if held else slot.events
    if e is None or not events:
        return ()
    trees = ((r, planted(core, slot, e, Side((r,)), Side(), False)) for r in slot.settled.who.roles)
    return tuple(r for r, tree in trees if judge(core, tree, events[0], events)[0])


def _held_order(slot: Slot) -> tuple[datetime, str]:
    o = slot.occasion
    if o is None:
        return slot.a.from_, slot.a.id
    when = o.held.when if o.held else o.planned() or o.heard.when
    return when.earliest, o.id
