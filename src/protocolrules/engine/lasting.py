"""Conditions over stretches of time: what held or happened before, what has held long enough."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from protocolrules.engine.days import DAY, LONG_AGO, LONGEST_DAY, TICK, day_of, day_start, instant
from protocolrules.engine.log import Seen, happened_at
from protocolrules.engine.verdicts import TRUE, Frame, Spell, Verdict, any_of, told_by, unset
from protocolrules.expressions import Happened, Lasted, ReadingRef
from protocolrules.periods import Period

if TYPE_CHECKING:
    from protocolrules.engine.conditions import Cond
    from protocolrules.engine.core import Core
    from protocolrules.engine.program import Program

Parts = tuple[
    Callable[["Core", datetime, Frame], Verdict],
    Callable[["Core", datetime], Iterable[datetime]],
    frozenset[str],
    bool,
]


def previously(program: Program, part: Cond, within: Period | ReadingRef | None) -> Parts:
    """The part held at some time before (in the stretch `within` before)."""
    period = None if within is None else program.period(within)
    open_ended = within.name if isinstance(within, ReadingRef) and period is None else None

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        found = []
        for s in reversed(core.spells(part)):
            if s.start is not None and s.start >= t:
                continue
            over = s.end is not None and s.end <= t
            if over and open_ended and s.verdict.holds:
                found.append(unset("previously", open_ended))
            elif not over or period is None or _until(core, s.end or t, period) > t:
                found.append(s.verdict)
            if s.verdict.holds:
                break  # what was before lies further back, and decides nothing more
        return any_of(found, "previously")

    def edges(core: Core, since: datetime) -> Iterator[datetime]:
        for s in core.spells(part):
            if s.start is not None:
                yield s.start
                yield s.start + TICK
            if s.end is not None and period is not None:
                yield _until(core, s.end, period)

    return judge, edges, part.reads, False


def _until(core: Core, end: datetime, period: Period) -> datetime:
    return core.program.days.ends(instant(end), period)


def lasted(program: Program, part: Cond, c: Lasted) -> Parts:
    """The part has held for at least a period, in one spell or in all of them together."""
    says, ref = f"lasted {c.at_least}", c.at_least
    period, (added, needs) = program.period(ref), program.added_up(c.added_up)
    open_ended = ref.name if isinstance(ref, ReadingRef) else None

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        if needs:
            return Verdict(None, "lasted", needs=needs)
        last = TRUE
        for spell in core.spells(part):
            if not (spell.covers(t) or (added and spell.end)):
                continue
            if spell.start is not None and spell.start > t:
                continue
            last = v = spell.verdict
            reached = lasted_from(core, part, period, added, spell) if v.holds else None
            if v.holds and reached is None and open_ended:
                return unset("lasted", open_ended)
            if reached is not None and reached <= t and not (spell.end and spell.end < reached):
                return Verdict(
                    True, says, None, v.event_id, spell.start, v.how, (v,), v.needs, v.recorded
                )
        holds = None if last.holds is None else False
        return Verdict(
            holds, says, None, last.event_id, last.since, parts=(last,), needs=last.needs
        )

    def edges(core: Core, since: datetime) -> Iterator[datetime]:
        for spell in core.spells(part):
            if spell.start is not None:
                yield spell.start
            if spell.verdict.holds:
                reached = lasted_from(core, part, period, added, spell)
                if reached is not None:
                    yield reached

    return judge, edges, part.reads, False


def lasted_from(
    core: Core, part: Cond, period: Period | None, added: bool, spell: Spell
) -> datetime | None:
    """When a condition has held for the period, if the spell goes on that long: the start of a
    local day. Spells that add up count the end date minus the start date."""
    if period is None:
        return None
    begun = core.begun(spell)
    start, before = day_of(begun), 0
    if added:
        for s in core.spells(part):
            if s.verdict.holds and s.end is not None and s.end <= begun:
                before += (day_of(s.end) - day_of(core.begun(s))).days
    return day_start(max(core.program.days.shift(start, period) - before * DAY, start))


def happened(program: Program, c: Happened) -> Parts:
    """An event like a pattern has happened (since the trigger, or within a period)."""
    says = f"happened: {', '.join(c.event.kinds)}"
    within = None if c.within is None else program.period(c.within)
    open_ended = c.within.name if isinstance(c.within, ReadingRef) and within is None else None
    matches, kinds = program.pattern(c.event), c.event.kinds
    from_trigger = c.since == "trigger"

    def speaks(core: Core, s: Seen, t: datetime, since: datetime | None) -> bool:
        when = s.when
        if when.earliest > t or (since is not None and when.latest <= since):
            return False
        if since is not None and when.earliest <= since and t <= since:
            return False  # some time that day: after it
        if within is not None and core.program.days.ends(when, within) <= t:
            return False
        return bool(matches(s))

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        since = frame.start if from_trigger else None
        last: Seen | None = None
        for kind in kinds:
            events = core.of_kind(kind)
            for n in range(bisect_right(events, t, key=happened_at) - 1, -1, -1):
                s = events[n]
                if last is not None and s.key < last.key:
                    break
                if since is not None and s.when.latest <= since - LONGEST_DAY:
                    break
                if speaks(core, s, t, since):
                    last = s
                    break
        if last is None:
            return Verdict(False, says, how="no_report")
        return unset(says, open_ended) if open_ended else told_by(last, True, says)

    def edges(core: Core, since: datetime) -> Iterator[datetime]:
        for s in core.of_kinds_since(kinds, since if within is None else LONG_AGO):
            yield s.when.earliest
            if within is not None:
                yield core.program.days.ends(s.when, within)

    return judge, edges, program.pattern_reads(c.event), from_trigger
