"""Which duty an event meets: the one it is about, else the earliest open one of each rule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from protocolrules.engine.core import Core
from protocolrules.engine.evidence import complete, contributes
from protocolrules.engine.log import Seen
from protocolrules.engine.slots import Slot

Unclear = tuple[datetime, str]
"""A warning about an event, and when that happened."""


def give(
    core: Core,
    slots: Sequence[Slot],
    events: Sequence[Seen],
    covers_all: bool,
    closed: Collection[str] = (),
) -> list[Unclear]:
    """Hand each event, in the order in which they happened, to the arising it is about, else to
    the earliest open one. Gives a warning for each that could have met several. `closed`: the
    ids that name duties which are over; what is about one of them is for no other."""
    unclear: list[Unclear] = []
    slots = [s for s in slots if s.tree is not None]
    trees = {id(x.tree): x.tree for x in slots if x.tree is not None}
    for s in events:
        told = {i: c for i, t in trees.items() if (c := contributes(core, t, s)) is not False}
        could = (x for x in slots if id(x.tree) in told and not x.judging) if told else ()
        able = [(x, told[id(x.tree)]) for x in could if _open(x, s)]
        if not able:
            continue
        named = [x for x in slots if _names(s, x) and not _too_early(x, s)]
        about_closed = s.about in closed or s.occasion_id in closed
        if named or about_closed:
            able = [(x, c) for x, c in able if x in named]
        sure = [x for x, c in able if c]
        if not sure:
            for x, _ in able[:1]:
                x.maybe, x.told = x.maybe or s, None
            continue
        first = min(sure, key=Slot.order)
        which = (first.a.ref, first.part)
        taken = sure if covers_all else [x for x in sure if (x.a.ref, x.part) == which]
        if not named and not about_closed and len(taken) < len(sure):
            rule = first.a.plan.rule.name
            says = f"event {s.id} could meet several open duties of {rule}; it meets the earliest"
            unclear.append((s.when.earliest, says))
        for x in taken:
            x.events.append(s)
            x.told = None
            if x.tree is not None and complete(core, x.tree, x.events):
                x.met = s
    return unclear


def _names(s: Seen, slot: Slot) -> bool:
    return slot.is_about(s.about) or slot.is_about(s.occasion_id)


def _too_early(slot: Slot, s: Seen) -> bool:
    """Whether the event came before the duty counts: what arises later takes nothing away."""
    return slot.opens is not None and s.when.latest <= slot.opens


def _open(slot: Slot, s: Seen) -> bool:
    """Whether the duty is open to evidence when the event happened."""
    if slot.met is not None or _too_early(slot, s):
        return False
    if slot.close is not None and s.when.earliest >= slot.close.at:
        return False
    a = slot.a
    if a.of != "occasion" and a.trigger is not None and s.id == a.trigger.id:
        return False
    return not _called_off(slot, s)


def _called_off(slot: Slot, s: Seen) -> bool:
    """Whether what the duty looks ahead to stood cancelled then, and was planned again later."""
    if slot.occasion is None:
        return False
    last: Seen | None = None
    for p, _ in slot.occasion.plans:
        if p.when.earliest <= s.when.earliest:
            last = p
    return last is not None and last.does == "cancels"
