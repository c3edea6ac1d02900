"""Repeating duties: one occurrence after another, as far as now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from protocolrules.engine.core import Core
from protocolrules.engine.days import (
    DAY,
    LAST_DAY,
    NO_DATE,
    TICK,
    Deadline,
    Moment,
    day_of,
    day_start,
    instant,
    shifted,
    some_time_on,
)
from protocolrules.engine.evidence import Tree, alone, complete, contributes
from protocolrules.engine.log import Seen
from protocolrules.engine.slots import Close, Dated, Slot, blank, closed
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import Need
from protocolrules.engine.who import Settled
from protocolrules.expressions import ReadingRef
from protocolrules.periods import Period, Unit
from protocolrules.timing import NO_TIME, Regime, Within

Times = list[list[Seen]]


def chain(
    core: Core, a: Arising, settled: Settled, holder: str | None, since: datetime
) -> Iterator[Slot]:
    """The slots of a repeating duty: one after another, as far as now. `since`: from when there
    can be news of what was done."""
    base = closed(core, blank(core, a, settled, holder))
    begins = max(a.from_, core.log_start()) if a.of == "spell" else a.from_
    if base.duty.repeat[0].how in ("every", "times_in"):
        return _grid(core, base, base.duty.repeat[0], begins)
    return _links(core, base, begins, since)


def _times(
    core: Core, base: Slot, true_from: datetime | None, begins: datetime, since: datetime
) -> tuple[Times, list[Seen]]:
    """The pieces of each time that it was done, the last of which completed it, and those of a
    time that is not complete. A piece from before the state began serves no time within it."""
    tree, end, holder = base.tree, base.close.at if base.close else None, base.holder or ""
    if tree is None:
        return [], []
    if alone(tree) and true_from == begins and base.duty.repeat[0].how == "regularly":
        last = _last(core, base, tree, end)
        return ([[last]] if last is not None else []), []
    had, before = base.a.pieces.get(holder, (None, ()))
    pieces = [s for s in before if s.when.earliest < since] if had is tree else []
    able = core.of_kinds_since(base.a.plan.evidence, since) if had is tree else None
    for s in _able(core, base, true_from) if able is None else able:
        if base.mine(s) and contributes(core, tree, s):
            pieces.append(s)
    base.a.pieces[holder] = tree, pieces
    return _completed(core, tree, pieces, true_from, end)


def _last(core: Core, base: Slot, tree: Tree, end: datetime | None) -> Seen | None:
    """The last time of all that something was done in one piece."""
    for s in core.of_kinds_back(base.a.plan.evidence):
        early = end is None or s.when.earliest < end
        if early and base.mine(s) and contributes(core, tree, s):
            return s
    return None


def _completed(
    core: Core, tree: Tree, able: Iterable[Seen], true_from: datetime | None, end: datetime | None
) -> tuple[Times, list[Seen]]:
    times: Times = []
    pieces: list[Seen] = []
    for s in able:
        if end is not None and s.when.earliest >= end:
            break
        if true_from is not None and s.when.latest > true_from:
            pieces = [p for p in pieces if p.when.latest > true_from]
        pieces = [*pieces, s]
        if complete(core, tree, pieces):
            times.append(pieces)
            pieces = []
    return times, [p for p in pieces if true_from is None or p.when.latest > true_from]


def _able(core: Core, base: Slot, true_from: datetime | None) -> list[Seen]:
    """What can be a piece; of a duty that is to be done regularly the last time of all is told."""
    kinds = base.a.plan.evidence
    if true_from is None or any(regime.how == "regularly" for regime in base.duty.repeat):
        return core.of_kinds(kinds)
    return core.of_kinds_after(kinds, true_from)


def _links(core: Core, base: Slot, begins: datetime, since: datetime) -> Iterator[Slot]:
    """Each counted from the last time it was done."""
    regimes = list(base.duty.repeat)
    true_from = base.a.spell.start if base.a.spell else base.a.from_
    times, begun = _times(core, base, true_from, begins, since)
    last: Seen | None = None
    for t in times:
        when = t[-1].when.latest
        if when <= begins and (true_from is None or when > true_from):
            last = t[-1]
    anchor = last.when if last else _start(base, begins)
    stretch, first, before = base.a.start, last is None, None
    coming = iter(times)
    while True:
        regime = regimes[0]
        length = regime.first if first and regime.first is not None else regime.period
        slot = _link(core, base, anchor, last, length)
        over = _beyond(core, slot, regime, stretch)
        if over is not None:
            if before is not None:
                before.notes.append(f"the next would fall due after {day_of(over) - DAY}")
            if len(regimes) == 1:
                return
            stretch, first = instant(over), True
            regimes.pop(0)
            continue
        yield slot
        if regime.how == "regularly":
            slot.last_done, slot.events = times[-1][-1] if times else None, begun
            return
        pieces = next((t for t in coming if _later(t[-1], anchor, last)), None)
        if pieces is None:
            slot.events = begun
            return
        slot.events, slot.met = pieces, pieces[-1]
        anchor, last, first, before = pieces[-1].when, pieces[-1], False, slot


def _start(base: Slot, begins: datetime) -> Moment:
    return base.a.start if begins == base.a.from_ else instant(begins)


def _later(s: Seen, anchor: Moment, last: Seen | None) -> bool:
    return s.when.latest > anchor.earliest and (last is None or s.key > last.key)


def _link(
    core: Core, base: Slot, anchor: Moment, last: Seen | None, length: Period | ReadingRef | None
) -> Slot:
    """The next slot, so long after the last time (or after the beginning)."""
    slot = _next(base, anchor, anchor.earliest)
    slot.part, slot.anchor_id = (last.id, last.id) if last else ("", base.a.id)
    slot.last_done, slot.spec, deadline = last, NO_TIME, NO_DATE
    slot.anchor_of = "event" if last else None
    period = None if length is None else core.program.period(length)
    if period is not None:
        slot.spec = Within(period)
        deadline = core.program.days.after(anchor, slot.spec)
    elif isinstance(length, ReadingRef):
        slot.when_unknown = True
        slot.needs.add(Need("reading", length.name))
    if deadline.unclear == "time":
        slot.when_unknown = True
        slot.needs.add(Need("field", "occurred_at", slot.anchor_id))
    recorded = last.recorded if last else base.a.recorded
    slot.dates = [Dated(anchor.earliest, deadline, slot.anchor_id, recorded)]
    return slot


def _next(base: Slot, anchor: Moment, opens: datetime) -> Slot:
    fresh = replace(base, anchor=anchor, opens=opens, active=anchor.earliest)
    fresh.needs, fresh.notes, fresh.events = set(), [], []
    return fresh


def _beyond(core: Core, slot: Slot, regime: Regime, stretch: Moment) -> datetime | None:
    """The end of the regime, where the duty would fall due after it."""
    lasting = core.program.period(regime.lasting) if regime.lasting is not None else None
    over = core.program.days.after(stretch, Within(lasting)).due if lasting else None
    due = slot.dates[0].deadline.due
    return over if over is not None and due is not None and due > over else None


def _grid(core: Core, base: Slot, regime: Regime, begins: datetime) -> Iterator[Slot]:
    """Fixed stretches: a grid from the anchor, or calendar periods in which it is due N times."""
    program = core.program
    period = program.period(regime.period) if regime.period is not None else None
    if period is None:
        assert isinstance(regime.period, ReadingRef)
        base.when_unknown = True
        base.needs.add(Need("reading", regime.period.name))
        yield base
        return
    counted = regime.how == "times_in"
    lasting = program.period(regime.lasting) if regime.lasting is not None else None
    over = program.days.after(base.a.start, Within(lasting)).due if lasting else None
    end = base.close.at if base.close else None
    ends = [t for t in (end, over) if t is not None]
    steps = _calendar(begins, period) if counted else _steps(core, _start(base, begins), period)
    for opens, deadline, name in steps:
        due = deadline.due
        if due is None or any(opens >= t for t in ends) or (over is not None and due > over):
            return
        if not core.note(opens):
            return
        missed = counted and core.note(due) and (end is None or due <= end)
        for n in range(regime.times if counted else 1):
            start = some_time_on(day_of(opens)) if counted else instant(opens)
            slot = _next(base, start, opens - TICK)
            slot.anchor_of = "date" if counted else None
            slot.part, slot.spec = f"{name}.{n + 1}", Within(period)
            slot.dates = [Dated(opens, deadline, base.a.id, base.a.recorded)]
            if missed:
                slot.close = Close(due, "missed", "its period is over")
            yield slot


def _steps(core: Core, anchor: Moment, period: Period) -> Iterator[tuple[datetime, Deadline, str]]:
    opens = anchor.earliest
    for n in range(1, 10_000):
        whole = Within(Period(period.count * n, period.unit))
        deadline = core.program.days.after(anchor, whole)
        if deadline.due is None:
            return
        yield opens, deadline, f"step{n}"
        opens = deadline.due


def _calendar(begins: datetime, period: Period) -> Iterator[tuple[datetime, Deadline, str]]:
    """Whole calendar periods (weeks from Monday, months, quarters, years) after the beginning."""
    first = day_of(begins)
    day = first - timedelta(days=first.weekday())
    if period.unit is not Unit.WEEKS:
        months = period.count * (12 if period.unit is Unit.YEARS else 1)
        day = date(first.year, 1, 1)
        while period.unit is not Unit.DAYS and shifted(day, months, Unit.MONTHS) <= first:
            day = shifted(day, months, Unit.MONTHS)
    while day < LAST_DAY:
        after = shifted(day, period.count, period.unit)
        if day >= first:
            told = Deadline(
                day_start(after), after - DAY, origin=some_time_on(day), way="period", length=period
            )
            yield day_start(day), told, day.isoformat()
        day = after
