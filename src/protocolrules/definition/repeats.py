"""Repeating duties: one occurrence after another, as far as the moment asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from protocolrules.definition.arisings import Arising
from protocolrules.definition.days import DAY, FAR, Deadline, Point, plain_shift
from protocolrules.definition.evidence import complete, contributes
from protocolrules.definition.history import Seen
from protocolrules.definition.slots import Close, Dated, Slot, blank, closed, mine
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Need
from protocolrules.definition.who import Settled
from protocolrules.expressions import ReadingRef
from protocolrules.londontime import local_date, start_of_day
from protocolrules.periods import Period, Unit
from protocolrules.results import Step
from protocolrules.timing import NO_TIME, Regime, Within

TICK = timedelta(microseconds=1)


def chain(world: World, a: Arising, settled: Settled, holder: str | None) -> Iterator[Slot]:
    """The slots of a repeating duty: one after another, as far as `at`."""
    base = closed(world, blank(world, a, settled, holder))
    begins = _chain_start(world, a)
    if base.duty.repeat[0].how in ("every", "times_in"):
        return _grid(world, base, base.duty.repeat[0], begins)
    return _links(world, base, begins)


def _chain_start(world: World, a: Arising) -> datetime:
    """The start of the state, or of the edition, or of the log when that begins later."""
    return max(a.from_, world.log_start()) if a.of == "spell" else a.from_


def _evidence(world: World, base: Slot) -> list[Seen]:
    end = base.close.at if base.close else None
    return [
        s
        for s in world.log.seen
        if base.tree is not None
        and (end is None or s.when.earliest < end)
        and mine(base, s)
        and contributes(world, base.tree, s)
    ]


def _times(
    world: World, base: Slot, true_from: datetime | None
) -> tuple[list[list[Seen]], list[Seen]]:
    """The pieces of each time that it was done, the last of which completed it, and those of a
    time that is not complete. A piece from before the state began serves no time within it."""
    times: list[list[Seen]] = []
    pieces: list[Seen] = []
    for s in _evidence(world, base):
        if true_from is not None and s.when.latest > true_from:
            pieces = [p for p in pieces if p.when.latest > true_from]
        pieces = [*pieces, s]
        if base.tree is not None and complete(world, base.tree, pieces):
            times.append(pieces)
            pieces = []
    return times, [p for p in pieces if true_from is None or p.when.latest > true_from]


def _links(world: World, base: Slot, begins: datetime) -> Iterator[Slot]:
    """Each counted from the last time it was done."""
    regimes = list(base.duty.repeat)
    true_from = base.a.spell.start if base.a.spell else base.a.from_
    times, begun = _times(world, base, true_from)
    prior = [
        t[-1]
        for t in times
        if t[-1].when.latest <= begins and (true_from is None or t[-1].when.latest > true_from)
    ]
    last = prior[-1] if prior else None
    anchor = last.when if last else (base.a.start if begins == base.a.from_ else Point.at(begins))
    stretch, first, before = base.a.start, last is None, None
    while True:
        regime = regimes[0]
        period = regime.first if first and regime.first is not None else regime.period
        slot = _link(world, base, anchor, last, period)
        over = _beyond(world, slot, regime, stretch)
        if over is not None and before is not None:
            before.notes.append(f"the next would fall due after {local_date(over) - DAY}")
        if over is not None and len(regimes) == 1:
            return
        if over is not None:
            stretch, first = Point.at(over), True
            regimes.pop(0)
            continue
        yield slot
        if regime.how == "regularly":
            slot.last_done, slot.events = times[-1][-1] if times else None, begun
            return
        pieces = next((t for t in times if _later(t[-1], anchor, last)), None)
        if pieces is None:
            slot.events = begun
            return
        done = pieces[-1]
        slot.events, slot.met = pieces, done
        anchor, last, first, before = done.when, done, False, slot


def _later(s: Seen, anchor: Point, last: Seen | None) -> bool:
    return s.when.latest > anchor.earliest and (
        last is None
        or (s.id != last.id and (s.when.earliest, s.id) > (last.when.earliest, last.id))
    )


def _link(
    world: World,
    base: Slot,
    anchor: Point,
    last: Seen | None,
    length: Period | ReadingRef | None,
) -> Slot:
    """The next slot, so long after the last time (or after the beginning)."""
    slot = _next(base, anchor, anchor.earliest)
    slot.part, slot.anchor_id = (last.id, last.id) if last else ("", base.a.id)
    slot.last_done, slot.anchor_of = last, "event" if last else None
    slot.spec, deadline = NO_TIME, Deadline()
    period = None if length is None else world.period(length)
    if period is not None:
        slot.spec = Within(period)
        deadline = world.days.after(anchor, slot.spec)
    elif isinstance(length, ReadingRef):
        slot.when_unknown = True
        slot.needs.add(Need("reading", length.name))
    if deadline.needs_time:
        slot.when_unknown = True
        slot.needs.add(Need("field", "occurred_at", slot.anchor_id))
    recorded = last.recorded if last else base.a.recorded
    slot.dates = [Dated(anchor.earliest, deadline, slot.anchor_id, recorded)]
    return slot


def _next(base: Slot, anchor: Point, opens: datetime) -> Slot:
    fresh = replace(base, anchor=anchor, opens=opens, active=anchor.earliest)
    fresh.needs, fresh.notes, fresh.events = set(), [], []
    return fresh


def _beyond(world: World, slot: Slot, regime: Regime, stretch: Point) -> datetime | None:
    """The end of the regime, where the duty would fall due after it."""
    lasting = world.period(regime.lasting) if regime.lasting is not None else None
    due = slot.dates[0].deadline.due
    over = world.days.after(stretch, Within(lasting)).due if lasting else None
    return over if over is not None and due is not None and due > over else None


def _grid(world: World, base: Slot, regime: Regime, begins: datetime) -> Iterator[Slot]:
    """Fixed stretches: a grid from the anchor, or calendar periods in which it is due N times."""
    period = world.period(regime.period) if regime.period is not None else None
    if period is None:
        assert isinstance(regime.period, ReadingRef)
        base.when_unknown = True
        base.needs.add(Need("reading", regime.period.name))
        yield base
        return
    counted = regime.how == "times_in"
    lasting = world.period(regime.lasting) if regime.lasting is not None else None
    over = world.days.after(base.a.start, Within(lasting)).due if lasting else None
    end = base.close.at if base.close else None
    stop = min(t for t in (end, over, world.at + TICK) if t)
    anchor = base.a.start if begins == base.a.from_ else Point.at(begins)
    for opens, deadline, name in (
        _calendar(begins, period) if counted else _steps(world, anchor, period)
    ):
        due = deadline.due
        if opens >= stop or due is None or (over is not None and due > over):
            return
        for n in range(regime.times if counted else 1):
            start = Point.on(local_date(opens)) if counted else Point.at(opens)
            slot = _next(base, start, opens - TICK)
            slot.anchor_of = "date" if counted else None
            slot.part, slot.spec = f"{name}.{n + 1}", Within(period)
            slot.dates = [Dated(opens, deadline, base.a.id, base.a.recorded)]
            if counted and due <= world.at and (end is None or due <= end):
                slot.close = Close(due, "missed", "its period is over")
            yield slot


def _steps(world: World, anchor: Point, period: Period) -> Iterator[tuple[datetime, Deadline, str]]:
    opens = anchor.earliest
    for n in range(1, 10_000):
        deadline = world.days.after(anchor, Within(Period(period.count * n, period.unit)))
        if deadline.due is None:
            return
        yield opens, deadline, f"step{n}"
        opens = deadline.due


def _calendar(begins: datetime, period: Period) -> Iterator[tuple[datetime, Deadline, str]]:
    """Whole calendar periods (weeks from Monday, months, quarters, years) after the beginning."""
    first = local_date(begins)
    if period.unit is Unit.WEEKS:
        day = first - timedelta(days=first.weekday())
    else:
        months = period.count * (12 if period.unit is Unit.YEARS else 1)
        day = date(first.year, 1, 1)
        while period.unit is not Unit.DAYS and plain_shift(day, months, Unit.MONTHS) <= first:
            day = plain_shift(day, months, Unit.MONTHS)
    while day < FAR:
        after = plain_shift(day, period.count, period.unit)
        if day >= first:
            last = after - timedelta(days=1)
            step = Step(day=last, note=f"last day of the {period} from {day.isoformat()}")
            yield start_of_day(day), Deadline(start_of_day(after), last, (step,)), day.isoformat()
        day = after
