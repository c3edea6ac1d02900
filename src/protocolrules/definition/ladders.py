"""Escalation: which rung a dispute has reached, who has to respond there, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from protocolrules.definition.arisings import Arising, in_edition
from protocolrules.definition.days import Point
from protocolrules.definition.evidence import matches
from protocolrules.definition.history import Seen
from protocolrules.definition.slots import Close, Dated, Slot, resolve
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import TRUE, Frame, Need
from protocolrules.definition.who import settle
from protocolrules.document import Duty, Ladder, OnEvent, Rule, Rung, Who
from protocolrules.expressions import AllOf, AnyOf, Condition, EventPattern, Not, ReadingIs
from protocolrules.results import AnchorOf


@dataclass(slots=True)
class Step:
    """One rung reached, with the duty to respond there, or passed over (no duty)."""

    number: int
    rung: Rung
    from_: datetime
    event_id: str | None
    slot: Slot
    skipped: bool = False
    until: datetime | None = None


@dataclass(slots=True)
class Climb:
    """One dispute's way up one ladder; `duty`: the unmet duty that started it, if one did."""

    ladder: Ladder
    about: str
    start: Point
    recorded: datetime
    keys: frozenset[str]
    trigger: Seen | None = None
    duty: str | None = None
    steps: list[Step] = field(default_factory=list)
    needs: frozenset[Need] = frozenset()


def climb(
    world: World, ladder: Ladder, duties: Sequence[tuple[str, Point, datetime]]
) -> list[Climb]:
    """Every dispute's way up. `duties`: the unmet duties that start it, where one does."""
    climbs = []
    for s in world.log.seen:
        if isinstance(ladder.starts, EventPattern) and matches(world, ladder.starts, s):
            keys = frozenset(k for k in (s.id, s.about) if k)
            climbs.append(Climb(ladder, s.id, s.when, s.recorded, keys, s))
    for id, when, recorded in duties:
        climbs.append(Climb(ladder, id, when, recorded, frozenset({id}), duty=id))
    climbs = [c for c in climbs if in_edition(world, c.start.earliest)]
    climbs.sort(key=lambda c: (c.start.earliest, c.about))
    for c in climbs:
        number, c.needs = _first(world, c)
        step = _reach(world, c, number, c.start, c.recorded, c.trigger.id if c.trigger else None)
        used = {n: None for x in ladder.begins_at if x.when for n in _readings(x.when)}
        step.slot.a = replace(step.slot.a, rule=_with(step.slot.rule, used))
    for s in world.log.seen:
        for c in climbs:
            _by_clock(world, c, s.when.earliest)
        able = [c for c in climbs if s.when.latest > c.start.earliest and _open(c)]
        able = [c for c in able if c.trigger is None or c.trigger.id != s.id]
        # The dispute itself, rather than one that was raised about it.
        named = sorted((c for c in able if s.about in c.keys), key=lambda c: c.about != s.about)
        for c in named[:1] or (able[:1] if s.about is None else []):
            _move_on(world, c, s)
    for c in climbs:
        _by_clock(world, c, world.at)
    return climbs


def _open(c: Climb) -> bool:
    return c.steps[-1].until is None


def _move_on(world: World, c: Climb, s: Seen) -> None:
    """What an event does to a dispute: it stops, is answered, or goes up."""
    step = c.steps[-1]
    # Of an event on the same day only the day may be known: it comes after the rung began.
    when = replace(s.when, earliest=max(s.when.earliest, step.from_))
    if any(matches(world, p, s) for p in c.ladder.stops):
        step.slot.met = step.slot.met or s
        step.until = when.earliest
    elif matches(world, c.ladder.responds, s):
        step.slot.met = step.slot.met or s
    elif matches(world, c.ladder.moves_on, s):
        to = s.fields.get("to_rung")
        target = step.number + 1 if to is None else int(to)
        if step.number < target <= len(c.ladder.rungs):
            _move(world, c, target, when, s.recorded, s.id)


def _first(world: World, c: Climb) -> tuple[int, frozenset[Need]]:
    """The rung at which a dispute that began so enters."""
    t = c.start.earliest
    for start in c.ladder.begins_at:
        verdict = TRUE
        if start.when is not None:
            verdict = world.truth(start.when, t, Frame(c.trigger, t, c.keys))
        if verdict.holds is None:
            return 1, verdict.needs
        if verdict.holds:
            return start.rung, frozenset()
    return 1, frozenset()


def _reach(
    world: World, c: Climb, number: int, when: Point, recorded: datetime, event_id: str | None
) -> Step:
    rung, frame = c.ladder.rungs[number - 1], Frame(c.trigger, when.earliest, c.keys)
    due, reading = resolve(world, rung.respond_within)
    rule = _rule(c.ladder, rung, reading)
    assert isinstance(rule.effect, Duty)
    of: AnchorOf = "event" if c.duty is None else "duty"
    a = Arising(rule, of, c.about, when, TRUE, keys=c.keys, recorded=recorded)
    settled = settle(world, _with_substitute(rung), when.earliest, frame)
    slot = Slot(a, rule.effect, settled, opens=a.from_, active=a.from_, anchor=when, spec=due)
    slot.part, slot.occurrence, slot.anchor_id = f"rung{number}", number, event_id or c.about
    slot.anchor_of = "event" if event_id else None
    deadline = world.days.after(when, due)
    slot.dates = [Dated(a.from_, deadline, event_id, recorded)]
    if deadline.needs_reading and reading:
        slot.needs.add(Need("reading", reading))
    if deadline.needs_time:
        slot.needs.add(Need("field", "occurred_at", event_id))
    slot.when_unknown = bool(slot.needs)
    c.steps.append(Step(number, rung, a.from_, event_id, slot))
    return c.steps[-1]


def _rule(ladder: Ladder, rung: Rung, reading: str | None) -> Rule:
    """The rule that a rung amounts to: respond, by then."""
    return Rule(
        ladder.name,
        rung.clause or ladder.clause,
        ladder.topic,
        "case",
        OnEvent(()),
        Duty(rung.to, None, rung.modality, rung.action, done_when=ladder.responds),
        readings=(reading,) if reading else (),
    )


def _readings(c: Condition) -> Iterator[str]:
    match c:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _readings(part)
        case Not(part):
            yield from _readings(part)
        case ReadingIs(name):
            yield name


def _with(rule: Rule, readings: Iterable[str]) -> Rule:
    return replace(rule, readings=tuple(dict.fromkeys((*rule.readings, *readings))))


def _with_substitute(rung: Rung) -> Who:
    if rung.substitute is None or rung.to.cases or rung.to.reading:
        return rung.to
    return Who("in_this_order", (*rung.to.roles, rung.substitute))


def _move(
    world: World, c: Climb, target: int, when: Point, recorded: datetime, event_id: str | None
) -> None:
    here = c.steps[-1]
    here.until = when.earliest
    here.slot.close = Close(when.earliest, "lapsed", "it went to the next rung", event_id)
    for number in range(here.number + 1, target):
        passed = _reach(world, c, number, when, recorded, event_id)
        passed.skipped, passed.until = True, when.earliest
    _reach(world, c, target, when, recorded, event_id)


def _by_clock(world: World, c: Climb, t: datetime) -> None:
    """Move on from rungs that the protocol lets the clock end."""
    while True:
        step = c.steps[-1]
        due = step.slot.dates[0].deadline.due
        ends = step.rung.moves_by_clock and step.slot.met is None and step.until is None
        if not ends or due is None or due > t or step.number == len(c.ladder.rungs):
            return
        _move(world, c, step.number + 1, Point.at(due), step.slot.a.recorded or due, step.event_id)
