"""Repeating duties: one occurrence after another, as far as the moment asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from protocolrules.definition.arisings import Arising
from protocolrules.definition.days import Deadline, Point, plain_shift
from protocolrules.definition.evidence import contributes
from protocolrules.definition.history import Seen
from protocolrules.definition.slots import Close, Dated, Slot, mine, plant
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Need
from protocolrules.definition.who import Settled
from protocolrules.document import Duty
from protocolrules.expressions import ReadingRef
from protocolrules.londontime import local_date, start_of_day
from protocolrules.periods import Period, Unit
from protocolrules.results import Step
from protocolrules.timing import NO_TIME, Regime, Within


def chain(world: World, a: Arising, settled: Settled, holder: str | None) -> list[Slot]:
    """The slots of a repeating duty: one after another, as far as `at`."""
    duty = a.rule.effect
    assert isinstance(duty, Duty)
    base = Slot(a, duty, settled, holder, opens=a.from_, active=a.from_, anchor=a.start)
    base.anchor_id, base.turn = a.id, () if holder is None else (holder,)
    plant(world, base)
    begins = _chain_start(world, a)
    if duty.repeat[0].how in ("every", "times_in"):
        return list(_grid(world, base, duty.repeat[0], begins))
    return list(_links(world, base, duty.repeat, begins))


def _chain_start(world: World, a: Arising) -> datetime:
    """The start of the state, or of the edition, or of the log when that begins later."""
    starts = [a.from_, world.log_start()]
    if world.protocol.edition.starts is not None:
        starts.append(start_of_day(world.protocol.edition.starts))
    return max(starts) if a.of == "spell" else a.from_


def _evidence(world: World, base: Slot) -> list[Seen]:
    end = base.a.end
    return [
        s
        for s in world.log.seen
        if base.tree is not None
        and (end is None or s.when.earliest < end)
        and mine(base, s)
        and contributes(world, base.tree, s)
    ]


def _links(world: World, base: Slot, regimes: Sequence[Regime], begins: datetime) -> Iterator[Slot]:
    """Each counted from the last time it was done."""
    evidence = _evidence(world, base)
    true_from = base.a.spell.start if base.a.spell else base.a.from_
    prior = [
        s
        for s in evidence
        if s.when.latest <= begins and (true_from is None or s.when.latest > true_from)
    ]
    last = prior[-1] if prior else None
    anchor = last.when if last else (base.a.start if begins == base.a.from_ else Point.at(begins))
    stretch, index, slot = base.a.start, 0, None
    while True:
        regime = regimes[index]
        part = last.id if last else ""
        done = next((s for s in evidence if _later(s, anchor, last)), None)
        slot, over = _link(
            world, base, regime, anchor, part, last, slot is None and not prior, stretch
        )
        if over is not None:
            if index + 1 == len(regimes):
                if slot is not None:
                    yield slot
                return
            stretch, index, slot = Point.at(over), index + 1, slot
            continue
        assert slot is not None
        if regime.how == "regularly":
            slot.last_done = evidence[-1] if evidence else None
            yield slot
            return
        if done is not None:
            slot.events, slot.met = [done], done
        yield slot
        if done is None:
            return
        anchor, last = done.when, done


def _later(s: Seen, anchor: Point, last: Seen | None) -> bool:
    return s.when.latest > anchor.earliest and (
        last is None
        or (s.id != last.id and (s.when.earliest, s.id) > (last.when.earliest, last.id))
    )


def _link(
    world: World,
    base: Slot,
    regime: Regime,
    anchor: Point,
    part: str,
    last: Seen | None,
    first: bool,
    stretch: Point,
) -> tuple[Slot | None, datetime | None]:
    """The next slot, or the end of the stretch that it would fall beyond."""
    slot = Slot(
        base.a,
        base.duty,
        base.settled,
        base.holder,
        part,
        anchor.earliest,
        anchor.earliest,
        anchor,
        last.id if last else base.a.id,
        tree=base.tree,
        turn=base.turn,
        last_done=last,
    )
    if base.a.end is not None:
        slot.close = Close(base.a.end, "lapsed", base.a.end_why, base.a.end_event)
    length = regime.first if first and regime.first is not None else regime.period
    if length is None:
        slot.dates, slot.spec = [Dated(anchor.earliest, Deadline())], NO_TIME
        return slot, None
    period = world.period(length)
    if period is None:
        assert isinstance(length, ReadingRef)
        slot.when_unknown = True
        slot.needs.add(Need("reading", length.name))
        return slot, None
    slot.spec = Within(period)
    deadline = world.days.after(anchor, slot.spec)
    recorded = last.recorded if last else base.a.recorded
    slot.dates = [Dated(anchor.earliest, deadline, slot.anchor_id, recorded)]
    lasting = world.period(regime.lasting) if regime.lasting is not None else None
    if lasting is not None and deadline.due is not None:
        over = world.days.after(stretch, Within(lasting)).due
        if over is not None and deadline.due > over:
            return None, over
    return slot, None


def _grid(world: World, base: Slot, regime: Regime, begins: datetime) -> Iterator[Slot]:
    """Fixed stretches: a grid from the anchor, or calendar periods in which it is due N times."""
    period = world.period(regime.period) if regime.period is not None else None
    if period is None:
        assert isinstance(regime.period, ReadingRef)
        base.when_unknown = True
        base.needs.add(Need("reading", regime.period.name))
        yield base
        return
    lasting = world.period(regime.lasting) if regime.lasting is not None else None
    over = world.days.after(base.a.start, Within(lasting)).due if lasting else None
    stop = min(t for t in (base.a.end, over, world.at + timedelta(microseconds=1)) if t)
    anchor = base.a.start if begins == base.a.from_ else Point.at(begins)
    stretches = (
        _steps(world, anchor, period) if regime.how == "every" else _calendar(begins, period)
    )
    for opens, deadline, name in stretches:
        if opens >= stop:
            return
        if over is not None and deadline.due is not None and deadline.due > over:
            return
        for n in range(regime.times if regime.how == "times_in" else 1):
            slot = Slot(
                base.a,
                base.duty,
                base.settled,
                base.holder,
                f"{name}.{n + 1}",
                opens - timedelta(microseconds=1),
                opens,
                Point.at(opens),
                base.a.id,
                tree=base.tree,
                turn=base.turn,
                spec=Within(period),
            )
            slot.dates = [Dated(opens, deadline, base.a.id, base.a.recorded)]
            if base.a.end is not None:
                slot.close = Close(base.a.end, "lapsed", base.a.end_why, base.a.end_event)
            due = deadline.due
            over_now = regime.how == "times_in" and due is not None and due <= world.at
            if over_now and due is not None and (slot.close is None or due <= slot.close.at):
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
    while True:
        after = plain_shift(day, period.count, period.unit)
        if day >= first:
            last = after - timedelta(days=1)
            step = Step(day=last, note=f"last day of the {period} from {day.isoformat()}")
            yield start_of_day(day), Deadline(start_of_day(after), last, (step,)), day.isoformat()
        day = after
