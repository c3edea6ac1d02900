"""A rule after news of something that begins at a moment: what was over before is left alone, and
what is open goes on from where it was."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from protocolrules.document import (
    Duty,
    OfOccasion,
    OnBegin,
    OnEnd,
    OnEvent,
    Standing,
)
from protocolrules.engine.arisings import counted, end, in_force_of, settled
from protocolrules.engine.core import Core
from protocolrules.engine.days import NEVER, day_of, day_start
from protocolrules.engine.duties import Carried, owed
from protocolrules.engine.found import Found
from protocolrules.engine.life import in_time
from protocolrules.engine.log import Occasion
from protocolrules.engine.news import TIME, first_difference
from protocolrules.engine.plans import Plan
from protocolrules.engine.slots import Slot
from protocolrules.engine.triggers import Arising, by_events, by_occasions, of_spell
from protocolrules.engine.verdicts import Spell, ends
from protocolrules.timing import BeforeOccasion, OnTheDay


def step(
    core: Core, plan: Plan, found: Found, since: datetime, news: Collection[str]
) -> Found | None:
    """What came of a rule, after news of what begins at `since`. None: all of it has to be worked
    out again."""
    made = found.parted(since)
    anew = TIME in news or made.back
    judged = anew or not plan.decides.isdisjoint(news)
    if judged or not plan.wakes.isdisjoint(news):
        _arise(core, plan, made, since, judged)
    if not judged:
        core.note(found.arose_until)
    made.arose_until = core.soon
    if isinstance(plan.rule.effect, Duty):
        shaped = anew or not plan.shapes.isdisjoint(news)
        if not shaped:
            core.note(found.until)
        again = owed(core, plan, made.live, (), Carried(since, made.owed, made.past, shaped))
        if again is None:
            return None
        made.owed, unclear = again
        made.unclear = [*made.unclear, *unclear]
    note_over(plan, made.live, made.owed)
    return made


def note_states(core: Core, plan: Plan, found: Found) -> None:
    """Note the stretches that a rule's state was seen to have."""
    if plan.steady and not (found.idle and plan.by_news):
        found.over = [core.spells(c) for c in plan.over]


def steady(core: Core, plan: Plan, found: Found, since: datetime) -> bool:
    """Whether news of what is judged as a rule arises leaves the rule as it was: it arose before,
    nobody waits for an answer, and the stretches it looks at are the same."""
    since = day_start(day_of(since))
    if max(found.judged, found.past.last) >= since or len(found.over) != len(plan.over):
        return False
    if any(a.verdict.holds is None for a in found.live):
        return False
    now = [core.spells(c) for c in plan.over]
    if plan.standing and any(s[-1].verdict.holds is None for s in now):
        return False
    if first_difference(found.over, now) < NEVER:
        return False
    found.over = now
    return True


def too_late(plan: Plan, found: Found, news: Mapping[str, datetime]) -> bool:
    """Whether all that is new is evidence, and no duty was open to it."""
    if not news.keys() <= plan.done:
        return False
    since = day_start(day_of(min(news.values())))
    return found.past.last < since and all(slot.shut(since) for slot in found.owed)


def _arise(core: Core, plan: Plan, made: Found, since: datetime, judged: bool) -> None:
    """Settle what may arise from then on, and see whether what arose before has ended. `judged`:
    there is news of what its conditions or its end look at."""
    kept: list[Arising] = []
    match plan.rule.trigger:
        case OnEvent(patterns):
            kept = [a for a in made.live if a.from_ < since]
            fresh: Iterable[Arising] = by_events(core, plan, patterns, False, since)
        case OfOccasion() as on:
            kept, again = _occasions(core, plan, on, made, (since, judged))
            fresh = by_occasions(core, plan, on, again)
        case OnBegin() | OnEnd() | Standing() as on:
            old = {a.spell.start: a for a in made.live if a.spell is not None and a.from_ < since}
            fresh, kept = [], []
            for spell in _spells(core, plan, on, since):
                a = old.pop(spell.start, None)
                if a is not None:
                    judged |= a.spell is not spell
                    a.spell = spell
                    kept.append(a)
                elif spell.start not in made.past.spells:
                    fresh += of_spell(core, plan, spell)
            kept += (a for a in old.values() if a.spell and not _lasts(a.spell, since))
        case _:
            raise AssertionError("such a rule is worked out as a whole")
    if judged:
        kept = [_ended(core, a) for a in kept]
    looked_at = list(in_force_of(core, fresh))
    made.note_judged(looked_at)
    made.idle = made.idle and not looked_at
    arisen = settled(core, looked_at)
    made.live = counted([*kept, *arisen], made.past.times)


def _ended(core: Core, a: Arising) -> Arising:
    """An arising with its end; another one where that is another."""
    ended = end(core, a)
    if ended != (a.end, a.end_why, a.end_event):
        a = replace(a)
        a.end, a.end_why, a.end_event = ended
    return a


def _occasions(
    core: Core, plan: Plan, on: OfOccasion, made: Found, news: tuple[datetime, bool]
) -> tuple[list[Arising], list[Occasion]]:
    """The arisings that stay as they are, and the occasions that are to be looked at. `news`:
    from when there is some, and whether it is of what the conditions look at."""
    (since, judged), found = news, core.occasions.found
    again, kept = core.occasions.since(since, on.kinds), list[Arising]()
    for kind in on.kinds if judged else ():
        again.update(core.occasions.open.get(kind, ()))
    for a in made.live:
        o = a.occasion
        assert o is not None
        as_of_now = plan.at_it and o.over() is None
        told = a.from_ >= since or o.has_since(since) or o.ids() != a.keys
        if told or (judged and as_of_now):
            again.update({o.id: found[o.id]} if o.id in found else {})
        else:
            kept.append(a)
            again.pop(o.id, None)
    return kept, [o for o in again.values() if o.id not in made.past.occasions]


def _spells(core: Core, plan: Plan, on: object, since: datetime) -> Iterator[Spell]:
    """The spells that are not over before, of which a rule arises."""
    if plan.state is not None:
        spells = core.spells(plan.state)
    else:
        assert isinstance(on, (OnBegin, OnEnd))
        spells = core.spells(core.program.cond(on.condition))
    first = bisect_left(spells, since, key=ends)
    if isinstance(on, OnEnd):
        for spell, after in pairwise(spells[max(first - 1, 0) :]):
            if spell.verdict.holds and after.verdict.holds is False:
                yield after
        return
    for spell in spells[first:]:
        told = plan.state is not None or spell.start or spell.verdict.recorded
        if spell.verdict.holds and told:
            yield spell


def _lasts(spell: Spell, since: datetime) -> bool:
    return spell.end is None or spell.end >= since


def note_over(plan: Plan, arisings: Iterable[Arising], slots: Iterable[Slot]) -> None:
    """Note of each when it was over for good, where it is."""
    duty = isinstance(plan.rule.effect, Duty)
    states = (plan.while_ or plan.unless) and not plan.at_it
    ends = bool(plan.standing or plan.until or states)
    of: dict[int, list[Slot]] = {}
    for slot in slots:
        of.setdefault(id(slot.a), []).append(slot)
    for a in arisings:
        a.over = _over(a, of.get(id(a), ()), duty, ends)


def _over(a: Arising, slots: Iterable[Slot], duty: bool, ends: bool) -> datetime | None:
    if not a.verdict.holds or (a.end is None and not duty):
        return None
    last = a.start.latest if a.end is None else max(a.start.latest, a.end)
    if a.occasion is not None:
        ended = a.occasion.over()
        if ended is None:
            return None
        last = max(last, ended.when.latest)
    for slot in slots:
        at = _shown_at(slot, ends)
        if at is None or (slot.duty.repeat and a.end is None):
            return None
        last = max(last, at)
    return last


def _shown_at(slot: Slot, ends: bool) -> datetime | None:
    """The last moment of all that its dates, its state and its anchor rest on; None where they
    can still change."""
    looks_ahead = isinstance(slot.duty.timing, (BeforeOccasion, OnTheDay))
    if slot.when_unknown or (looks_ahead and slot.occasion is None):
        return None
    if slot.anchor is None and slot.duty.anchor is not None:
        return None  # what it counts from can still come
    o, ended = slot.occasion, slot.occasion.over() if slot.occasion is not None else None
    if o is not None and (ended is None or (o.held is None and slot.a.occasion is None)):
        return None  # after one that was called off it looks ahead to the next
    over = _over_at(slot, ends)
    if over is None:
        return None
    looked_at = [slot.anchor.latest if slot.anchor else over, *(d.from_ for d in slot.dates)]
    if ended is not None:
        looked_at.append(ended.when.latest)
    return max(over, *looked_at)


def _over_at(slot: Slot, ends: bool) -> datetime | None:
    if slot.judged is not None and slot.judged[0] is None:
        # Nobody can say whether it was met; if its state ends, that is told beside it.
        return None if ends and slot.close is None else slot.judged[1].when.latest
    if slot.met is not None:
        return None if in_time(slot) is None else slot.met.when.latest
    return slot.close.at if slot.close is not None and slot.maybe is None else None
