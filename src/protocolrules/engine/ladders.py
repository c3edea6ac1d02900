"""Escalation: which rung a dispute has reached, who has to respond there, and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from protocolrules.document import Duty, Ladder, OnDuty, OnEvent, Rule, Rung, Who
from protocolrules.engine.arisings import in_edition
from protocolrules.engine.core import Core
from protocolrules.engine.days import Moment, instant
from protocolrules.engine.log import Seen
from protocolrules.engine.plans import Plan
from protocolrules.engine.slots import Close, Dated, Slot, resolve
from protocolrules.engine.triggers import Arising, Outcome
from protocolrules.engine.verdicts import NOTHING, TRUE, Frame, Need
from protocolrules.engine.who import settle
from protocolrules.expressions import AllOf, AnyOf, Condition, Not, ReadingIs
from protocolrules.results import AnchorOf


@dataclass(slots=True, eq=False)
class Step:
    """One rung reached, with the duty to respond there, or passed over (no duty)."""

    number: int
    rung: Rung
    from_: datetime
    event_id: str | None
    slot: Slot
    skipped: bool = False
    until: datetime | None = None


@dataclass(slots=True, eq=False)
class Climb:
    """One dispute's way up one ladder; `duty`: the unmet duty that started it, if one did."""

    ladder: Ladder
    about: str
    start: Moment
    recorded: datetime
    keys: frozenset[str]
    trigger: Seen | None = None
    duty: str | None = None
    steps: list[Step] = field(default_factory=list)
    needs: frozenset[Need] = NOTHING


def climbs(core: Core, ladder: Ladder, outcomes: Sequence[Outcome] = ()) -> list[Climb]:
    """Every dispute's way up as of now. `outcomes`: the unmet duties that start it, where one
    does."""
    found = [c for c in _starts(core, ladder, outcomes) if in_edition(core, c.start.earliest)]
    found.sort(key=lambda c: (c.start.earliest, c.about))
    used = dict.fromkeys(n for x in ladder.begins_at if x.when for n in _readings(x.when))
    for c in found:
        number, c.needs = _first(core, c)
        _reach(core, c, number, c.start, c.recorded, c.trigger.id if c.trigger else None, used)
    moving = (*ladder.stops, ladder.responds, ladder.moves_on)
    for s in core.of_kinds({k for p in moving for k in p.kinds}) if found else ():
        for c in found:
            _by_clock(core, c, s.when.earliest)
        able = [c for c in found if _hears(c, s)]
        named = sorted((c for c in able if s.about in c.keys), key=lambda c: c.about != s.about)
        for c in named[:1] or (able[:1] if s.about is None else []):
            _move_on(core, c, s)
    for c in found:
        _by_clock(core, c, core.now)
    return found


def _starts(core: Core, ladder: Ladder, outcomes: Sequence[Outcome]) -> Iterator[Climb]:
    if not isinstance(ladder.starts, OnDuty):
        matches = core.program.pattern(ladder.starts)
        for s in core.of_kinds(ladder.starts.kinds):
            if matches(s):
                keys = frozenset(k for k in (s.id, s.about) if k)
                yield Climb(ladder, s.id, s.when, s.recorded, keys, s)
    for id, when, recorded in outcomes:
        yield Climb(ladder, id, when, recorded, frozenset((id,)), duty=id)


def _hears(c: Climb, s: Seen) -> bool:
    """Whether an event can move a dispute: it is still open, and the event is not its own."""
    later = s.when.latest > c.start.earliest and c.steps[-1].until is None
    return later and (c.trigger is None or c.trigger.id != s.id)


def _move_on(core: Core, c: Climb, s: Seen) -> None:
    """What an event does to a dispute: it stops, is answered, or goes up."""
    step, program = c.steps[-1], core.program
    # Of an event on the same day only the day may be known: it comes after the rung began.
    when = replace(s.when, earliest=max(s.when.earliest, step.from_))
    if any(program.pattern(p)(s) for p in c.ladder.stops):
        step.slot.met = step.slot.met or s
        step.until = when.earliest
    elif program.pattern(c.ladder.responds)(s):
        step.slot.met = step.slot.met or s
    elif program.pattern(c.ladder.moves_on)(s):
        to = s.fields.get("to_rung")
        target = step.number + 1 if to is None else int(to)
        if step.number < target <= len(c.ladder.rungs):
            _move(core, c, target, when, s.recorded, s.id)


def _first(core: Core, c: Climb) -> tuple[int, frozenset[Need]]:
    """The rung at which a dispute that began so enters."""
    t = c.start.earliest
    for start in c.ladder.begins_at:
        if start.when is None:
            return start.rung, NOTHING
        verdict = core.truth(core.program.cond(start.when), t, Frame(c.trigger, t, c.keys))
        if verdict.holds is None:
            return 1, verdict.needs
        if verdict.holds:
            return start.rung, NOTHING
    return 1, NOTHING


def _reach(
    core: Core,
    c: Climb,
    number: int,
    when: Moment,
    recorded: datetime,
    event_id: str | None,
    readings: Sequence[str] | dict[str, None] = (),
) -> Step:
    rung, frame = c.ladder.rungs[number - 1], Frame(c.trigger, when.earliest, c.keys)
    due, reading = resolve(core, rung.respond_within)
    names = dict.fromkeys((*((reading,) if reading else ()), *readings))
    rule = _rule(c.ladder, rung, tuple(names))
    assert isinstance(rule.effect, Duty)
    of: AnchorOf = "event" if c.duty is None else "duty"
    a = Arising(Plan(rule), of, c.about, when, TRUE, keys=c.keys, recorded=recorded)
    settled = settle(core, _with_substitute(rung), when.earliest, frame)
    slot = Slot(a, rule.effect, settled, opens=a.from_, active=a.from_, anchor=when, spec=due)
    slot.part, slot.occurrence, slot.anchor_id = f"rung{number}", number, event_id or c.about
    slot.anchor_of = "event" if event_id else None
    deadline = core.program.days.after(when, due)
    slot.dates = [Dated(a.from_, deadline, event_id, recorded)]
    if deadline.unclear == "reading" and reading:
        slot.needs.add(Need("reading", reading))
    if deadline.unclear == "time":
        slot.needs.add(Need("field", "occurred_at", event_id))
    slot.when_unknown = bool(slot.needs)
    c.steps.append(Step(number, rung, a.from_, event_id, slot))
    return c.steps[-1]


def _rule(ladder: Ladder, rung: Rung, readings: tuple[str, ...]) -> Rule:
    """The rule that a rung amounts to: respond, by then."""
    duty = Duty(rung.to, None, rung.modality, rung.action, done_when=ladder.responds)
    clause = rung.clause or ladder.clause
    return Rule(ladder.name, clause, ladder.topic, "case", OnEvent(()), duty, readings=readings)


def _readings(c: Condition) -> Iterator[str]:
    if isinstance(c, (AllOf, AnyOf)):
        for part in c.parts:
            yield from _readings(part)
    elif isinstance(c, Not):
        yield from _readings(c.part)
    elif isinstance(c, ReadingIs):
        yield c.reading


def _with_substitute(rung: Rung) -> Who:
    if rung.substitute is None or rung.to.cases or rung.to.reading:
        return rung.to
    return Who("in_this_order", (*rung.to.roles, rung.substitute))


def _move(
    core: Core, c: Climb, target: int, when: Moment, recorded: datetime, event_id: str | None
) -> None:
    here = c.steps[-1]
    here.until = when.earliest
    here.slot.close = Close(when.earliest, "lapsed", "it went to the next rung", event_id)
    for number in range(here.number + 1, target):
        passed = _reach(core, c, number, when, recorded, event_id)
        passed.skipped, passed.until = True, when.earliest
    _reach(core, c, target, when, recorded, event_id)


def _by_clock(core: Core, c: Climb, t: datetime) -> None:
    """Move on from rungs that the protocol lets the clock end."""
    while True:
        step = c.steps[-1]
        due = step.slot.dates[0].deadline.due
        ends = step.rung.moves_by_clock and step.slot.met is None and step.until is None
        if not ends or due is None or step.number == len(c.ladder.rungs):
            return
        if due > t:
            core.note(due)
            return
        recorded = step.slot.a.recorded or due
        _move(core, c, step.number + 1, instant(due), recorded, step.event_id)
