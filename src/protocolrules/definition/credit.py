"""Which duty an event meets: the one it is about, else the earliest open one of each rule."""

from __future__ import annotations

from collections.abc import Sequence

from protocolrules.definition.evidence import complete, contributes
from protocolrules.definition.history import Seen
from protocolrules.definition.slots import Slot
from protocolrules.definition.truth import World


def give(world: World, slots: Sequence[Slot], covers_all: bool) -> list[str]:
    """Hand each event to the arising it is about, else to the earliest open one. Gives a warning
    for each event that could have met several."""
    unclear: list[str] = []
    for s in world.log.seen:
        able = [
            (slot, answer)
            for slot in slots
            if slot.tree is not None
            and not slot.judging
            and _open(slot, s)
            and (answer := contributes(world, slot.tree, s)) is not False
        ]
        named = [
            x for x in slots if (s.about in x.keys or s.occasion_id in x.keys) and not _before(x, s)
        ]
        if named:
            able = [(slot, answer) for slot, answer in able if slot in named]
        sure = [slot for slot, answer in able if answer]
        if not sure:
            for slot, _ in able[:1]:
                slot.maybe = slot.maybe or s
            continue
        first = min(sure, key=Slot.order)
        taken = (
            sure
            if covers_all
            else [slot for slot in sure if slot.a.ref == first.a.ref and (slot.part == first.part)]
        )
        if not covers_all and not named and len({(x.a.ref, x.part) for x in sure}) > 1:
            unclear.append(
                f"event {s.id} could meet several open duties of {first.rule.name}; "
                f"it meets the earliest"
            )
        for slot in taken:
            slot.events.append(s)
            if slot.tree is not None and complete(world, slot.tree, slot.events):
                slot.met = s
    return unclear


def _before(slot: Slot, s: Seen) -> bool:
    """Whether the event came too early for the duty: what arises later takes nothing away."""
    return slot.opens is not None and not s.when.latest > slot.opens


def _open(slot: Slot, s: Seen) -> bool:
    """Whether the duty is open to evidence when the event happened."""
    a = slot.a
    itself = a.of != "occasion" and a.trigger is not None and s.id == a.trigger.id
    if slot.met is not None or itself:
        return False
    if _before(slot, s) or _called_off(slot, s):
        return False
    return slot.close is None or s.when.earliest < slot.close.at


def _called_off(slot: Slot, s: Seen) -> bool:
    """Whether what the duty looks ahead to stood cancelled then, and was planned again later."""
    plans = slot.occasion.plans if slot.occasion is not None else []
    said = [p for p, _ in plans if p.when.earliest <= s.when.earliest]
    return bool(said) and said[-1].does == "cancels"
