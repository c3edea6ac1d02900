"""When a rule arises: what triggered it, whether its conditions held, and how long it lasts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from protocolrules.document import (
    Standing,
)
from protocolrules.engine.conditions import Cond
from protocolrules.engine.core import Core
from protocolrules.engine.days import LONG_AGO, TICK, day_end, day_start, instant
from protocolrules.engine.plans import Plan
from protocolrules.engine.triggers import Arising, Outcome, by_trigger
from protocolrules.engine.verdicts import (
    Verdict,
    all_of,
    decided_by,
)

NONE_PAST: Mapping[str, int] = MappingProxyType({})


def settled(core: Core, looked_at: Iterable[Arising]) -> list[Arising]:
    """Those that arose, or may have, earliest first."""
    return counted([s for a in looked_at if (s := _settled(core, a)) is not None])


def counted(found: list[Arising], past: Mapping[str, int] = NONE_PAST) -> list[Arising]:
    """Put them in order, and count those that one event began. `past`: how many it began of those
    that came before."""
    found.sort(key=lambda a: (a.from_, a.id))
    times: dict[str, int] = {}
    spells = any(a.spell is not None for a in found)
    for a in found:
        before = times.get(a.id)
        if before is None:
            before = past.get(a.id, 0) if spells else 0
        a.nth = times[a.id] = before + 1
    return found


def triggered(core: Core, plan: Plan, outcomes: Sequence[Outcome] = ()) -> Iterator[Arising]:
    """Each time that the rule was triggered while the edition was in force."""
    return in_force_of(core, by_trigger(core, plan, outcomes))


def in_force_of(core: Core, looked_at: Iterable[Arising]) -> Iterator[Arising]:
    """Those that were triggered by now, while the edition was in force."""
    for a in looked_at:
        if core.note(a.from_) and in_edition(core, judged_at(core, a)):
            yield a


def in_edition(core: Core, t: datetime) -> bool:
    """Whether the edition was in force at a moment."""
    edition = core.program.protocol.edition
    if edition.starts is not None and t < day_start(edition.starts):
        return False
    return edition.until is None or t < day_end(edition.until)


def conditions(core: Core, a: Arising) -> Verdict:
    """The verdict on everything that is judged at the trigger."""
    plan, parts, t = a.plan, [a.verdict], judged_at(core, a)
    if plan.condition is not None:
        parts.append(core.truth(plan.condition, t, a.frame(later=True)))
    if not isinstance(plan.rule.trigger, Standing):
        if plan.while_ is not None:
            parts.append(core.truth(plan.while_, t, a.frame()))
        if plan.unless is not None:
            hindered = core.truth(plan.unless, t, a.frame())
            if hindered.holds:
                return Verdict(False, "unless", parts=(hindered,), recorded=hindered.recorded)
    return all_of(parts)


def judged_at(core: Core, a: Arising) -> datetime:
    """When the conditions of an arising are judged."""
    if a.occasion is None or not a.plan.at_it:
        return a.from_
    over = a.occasion.over()
    if over is None:
        core.note_edges((a.plan.condition, a.plan.while_, a.plan.unless), a.from_)
        return core.now
    return over.when.earliest


def _settled(core: Core, a: Arising) -> Arising | None:
    """The arising with its verdict and its end; None when a condition is false."""
    verdict = conditions(core, a)
    if verdict.holds is False:
        later = _later(core, a)
        if later is None:
            return None
        a, verdict = later, conditions(core, later)
    a.recorded = max((r for r in (a.recorded, verdict.recorded) if r), default=None)
    a.end, a.end_why, a.end_event = end(core, a)
    a.verdict = verdict
    return a


def _later(core: Core, a: Arising) -> Arising | None:
    """An occasion that lies ahead when its `while` begins to hold: the rule arises then."""
    if a.occasion is None or a.plan.while_ is None or a.plan.at_it:
        return None
    over = a.occasion.over()
    for t in sorted(set(a.plan.while_.edges(core, a.from_))):
        if t > a.from_ and (t <= over.when.earliest if over else core.note(t)):
            later = replace(a, start=instant(t))
            if conditions(core, later).holds:
                return later
    return None


def end(core: Core, a: Arising) -> tuple[datetime | None, str, str | None]:
    """When the state that it lives in ends, why, and by which event."""
    ends: list[tuple[datetime, str, str | None]] = []
    plan, until = a.plan, core.program.protocol.edition.until
    standing = isinstance(plan.rule.trigger, Standing)
    if plan.state is not None and a.spell is not None and a.spell.end is not None:
        over = a.spell.end
        ends.append((over, "its state ended", decided_by(core.truth(plan.state, over), over)))
    kinds = {k for p in plan.rule.until for k in p.kinds}
    for s in core.of_kinds_after(kinds, a.from_) if kinds else ():
        ours = s.about is None or s.about in a.keys
        later = s.when.latest > a.from_ and s.id != (a.trigger and a.trigger.id)
        if later and ours and any(m(s) for m in plan.until):
            ends.append((max(s.when.earliest, a.from_), "what it lasted until came", s.id))
            break
    if not standing and not plan.at_it:
        ends += _condition_ends(core, a)
    if standing and until is not None and core.note(day_end(until)):
        ends.append((day_end(until), "the edition ended", None))
    return min(ends, key=lambda e: e[0], default=(None, "", None))


def _condition_ends(core: Core, a: Arising) -> Iterator[tuple[datetime, str, str | None]]:
    for c, ends_when, why in (
        (a.plan.while_, False, "its state ended"),
        (a.plan.unless, True, "a reason not to came up"),
    ):
        if c is None:
            continue
        if not c.framed:
            yield from _state_ends(core, c, a.from_, ends_when, why)
            continue
        for t in sorted({a.from_ + TICK, *c.edges(core, a.from_)}):
            if t > a.from_ and core.note(t):
                verdict = core.truth(c, t, a.frame())
                if verdict.holds is ends_when:
                    yield t, why, decided_by(verdict, t)
                    break


def _state_ends(
    core: Core, c: Cond, arose: datetime, ends_when: bool, why: str
) -> Iterator[tuple[datetime, str, str | None]]:
    """The first moment after an arising at which a condition has the value that ends it."""
    spells, first = core.spells(c), arose + TICK
    begin = bisect_right(spells, first, key=lambda s: s.start or LONG_AGO) - 1
    for spell in spells[max(begin, 0) :]:
        t = first if spell.start is None else max(spell.start, first)
        if spell.verdict.holds is ends_when and core.note(t):
            yield t, why, decided_by(core.truth(c, t), t)
            return
    core.note(first)
