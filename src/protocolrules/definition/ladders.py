"""Escalation: which rung a dispute has reached, who has to respond there, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from protocolrules.definition.days import Deadline, Point
from protocolrules.definition.evidence import matches
from protocolrules.definition.history import Seen
from protocolrules.definition.slots import resolve
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Frame, Need
from protocolrules.definition.who import Settled, settle
from protocolrules.document import Ladder, Rung, Who
from protocolrules.expressions import EventPattern


@dataclass(slots=True)
class RungStep:
    """One rung reached, or passed over (`skipped`)."""

    number: int
    rung: Rung
    from_: datetime
    event_id: str | None
    recorded: datetime
    settled: Settled
    deadline: Deadline = field(default_factory=Deadline)
    skipped: bool = False
    response: Seen | None = None
    until: datetime | None = None
    moved: bool = False
    needs: frozenset[Need] = frozenset()
    reading: str | None = None


@dataclass(slots=True)
class Climb:
    """One dispute's way up one ladder."""

    ladder: Ladder
    about: str
    keys: frozenset[str]
    duty: str | None
    steps: list[RungStep] = field(default_factory=list)
    needs: frozenset[Need] = frozenset()
    start: datetime | None = None


def climb(
    world: World, ladder: Ladder, duties: Sequence[tuple[str, Point, datetime]]
) -> list[Climb]:
    """Every dispute's way up. `duties`: the unmet duties that start it, where one does."""
    climbs = []
    if isinstance(ladder.starts, EventPattern):
        for s in world.log.seen:
            if matches(world, ladder.starts, s):
                keys = frozenset(k for k in (s.id, s.about) if k)
                c = Climb(ladder, s.id, keys, None, start=s.when.earliest)
                _go_up(world, c, s.when, s.recorded, s)
                climbs.append(c)
    for id, when, recorded in duties:
        c = Climb(ladder, id, frozenset({id}), id, start=when.earliest)
        _go_up(world, c, when, recorded, None)
        climbs.append(c)
    return climbs


def _go_up(world: World, c: Climb, when: Point, recorded: datetime, s: Seen | None) -> None:
    number, c.needs = _first(world, c, when, s)
    _reach(world, c, number, when, recorded, s.id if s else None)
    events = [
        e
        for e in world.log.seen
        if e.when.latest > when.earliest and _ours(c, e) and (s is None or e.id != s.id)
    ]
    for e in events:
        _by_clock(world, c, e.when.earliest)
        step = c.steps[-1]
        if _any(world, c.ladder.stops, e):
            step.response = step.response or e
            step.until = e.when.earliest
            return
        if matches(world, c.ladder.responds, e) and step.response is None:
            step.response = e
        elif matches(world, c.ladder.moves_on, e):
            to = e.fields.get("to_rung")
            target = step.number + 1 if to is None else int(to)
            if step.number < target <= len(c.ladder.rungs):
                _move(world, c, target, e.when, e.recorded, e.id)
    _by_clock(world, c, world.at)


def _ours(c: Climb, e: Seen) -> bool:
    return e.about is None or e.about in c.keys


def _any(world: World, patterns: Iterable[EventPattern], e: Seen) -> bool:
    return any(matches(world, p, e) for p in patterns)


def _first(world: World, c: Climb, when: Point, s: Seen | None) -> tuple[int, frozenset[Need]]:
    frame = Frame(s, when.earliest, c.keys)
    for start in c.ladder.begins_at:
        verdict = None if start.when is None else world.truth(start.when, when.earliest, frame)
        if verdict is not None and verdict.holds is None:
            return 1, verdict.needs
        if verdict is None or verdict.holds:
            return start.rung, frozenset()
    return 1, frozenset()


def _reach(
    world: World, c: Climb, number: int, when: Point, recorded: datetime, event_id: str | None
) -> None:
    rung = c.ladder.rungs[number - 1]
    due, reading = resolve(world, rung.respond_within)
    deadline = world.days.after(when, due)
    needs = set()
    if deadline.needs_reading and reading:
        needs.add(Need("reading", reading))
    if deadline.needs_time:
        needs.add(Need("field", "occurred_at", event_id))
    frame = Frame(None, when.earliest, c.keys)
    settled = settle(world, _with_substitute(rung), when.earliest, frame)
    c.steps.append(
        RungStep(
            number,
            rung,
            when.earliest,
            event_id,
            recorded,
            settled,
            deadline,
            needs=frozenset(needs) | settled.needs,
            reading=reading,
        )
    )


def _with_substitute(rung: Rung) -> Who:
    if rung.substitute is None or rung.to.cases or rung.to.reading:
        return rung.to
    return Who("in_this_order", (*rung.to.roles, rung.substitute))


def _move(
    world: World, c: Climb, target: int, when: Point, recorded: datetime, event_id: str | None
) -> None:
    here = c.steps[-1]
    here.until, here.moved = when.earliest, True
    for number in range(here.number + 1, target):
        rung = c.ladder.rungs[number - 1]
        settled = settle(world, _with_substitute(rung), when.earliest, Frame(None, when.earliest))
        c.steps.append(
            RungStep(
                number,
                rung,
                when.earliest,
                event_id,
                recorded,
                settled,
                skipped=True,
                until=when.earliest,
            )
        )
    _reach(world, c, target, when, recorded, event_id)


def _by_clock(world: World, c: Climb, t: datetime) -> None:
    """Move on from rungs that the protocol lets the clock end."""
    while True:
        step = c.steps[-1]
        due = step.deadline.due
        ends = step.rung.moves_by_clock and due is not None and due <= t and step.response is None
        if not ends or due is None or step.number == len(c.ladder.rungs):
            return
        _move(world, c, step.number + 1, Point.at(due), step.recorded, step.event_id)
