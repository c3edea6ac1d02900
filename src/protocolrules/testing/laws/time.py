"""Due dates and the passing of time, counted once more from the calendar's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from protocolrules.calendars import load_calendar
from protocolrules.document import Duty as DutyRule
from protocolrules.document import Protocol
from protocolrules.expressions import ReadingRef
from protocolrules.londontime import local_date
from protocolrules.periods import Period, Unit
from protocolrules.results import Duty, Result
from protocolrules.testing.history import ALL_KNOWN, History, happened
from protocolrules.testing.laws.law import Law, duties, hold
from protocolrules.testing.stories import DAY, HOUR, TICK
from protocolrules.timing import BeforeOccasion, EndOfWorkingDay, Within, parse_due

_DATES = 3
_LATER = (HOUR, DAY, 20 * DAY, 400 * DAY)


def _first_too_late(history: History) -> None:
    last = max(history.moments(), default=history.at)
    now = history.ask(at=last + HOUR, known_at=ALL_KNOWN)
    dated = [d for d in duties(now) if d.state in ("due", "overdue") and d.due is not None]
    for due in sorted({d.due for d in dated if d.due is not None})[:_DATES]:
        just_before = _by_id(history.ask(at=due - TICK, known_at=ALL_KNOWN))
        then = _by_id(history.ask(at=due, known_at=ALL_KNOWN))
        for duty in (duty for duty in dated if duty.due == due):
            _in_time(just_before.get(duty.id), due)
            after = then.get(duty.id)
            if after is not None and after.due == due and after.state != "lapsed":
                hold(after.state in ("overdue", "missed"), "its time is over, and it is not", after)


def _in_time(before: Duty | None, due: datetime) -> None:
    if before is not None and before.due == due:
        hold(before.state in ("due", "upcoming", "lapsed"), "late before it is due", before)
        spans = (*before.breaches, *before.departures)
        hold(not any(b.from_ >= due for b in spans), "a breach before it is due", before)


def _by_id(result: Result) -> dict[str, Duty]:
    return {duty.id: duty for duty in duties(result)}


def _time_alone(history: History) -> None:
    past = [e for e in history.events if (m := happened(e)) is None or m <= history.at]
    later = history.at + history.dice().pick(_LATER)
    known_at = max(history.at, history.known_at)
    first = history.ask(events=past, known_at=known_at)
    second = history.ask(events=past, at=later, known_at=known_at)
    hold(set(_breaches(first)) <= set(_breaches(second)), "time alone has removed a breach")
    counted = {key for key, attributable in _attributable(first) if attributable}
    then = {key for key, attributable in _attributable(second) if attributable}
    hold(counted <= then, "with time a breach counts against nobody", *counted - then)


def _stays_met(history: History) -> None:
    at = history.dice().pick(history.moments() or [history.at])
    first = history.ask(at=at, known_at=ALL_KNOWN)
    second = _by_id(history.ask(at=max([at, *history.moments()]) + DAY, known_at=ALL_KNOWN))
    for duty in duties(first):
        if duty.state in ("met", "met_late"):
            later = second.get(duty.id)
            hold(later is not None, "what was met is gone", duty)
            if later is not None:
                stayed = (later.state, later.met_by) == (duty.state, duty.met_by)
                hold(stayed, "what was met is so no longer", duty, later)


def _nothing_removes(history: History) -> None:
    at = history.dice().pick(history.moments() or [history.at])
    first = set(_breaches(history.ask(at=at, known_at=ALL_KNOWN)))
    later = max([at, *history.moments()]) + DAY
    second = set(_breaches(history.ask(at=later, known_at=ALL_KNOWN)))
    hold(first <= second, "something done later has removed a breach", *first - second)


def _breaches(result: Result) -> Iterator[tuple[str, datetime]]:
    for duty in duties(result):
        yield from ((duty.id, b.from_) for b in (*duty.breaches, *duty.departures))


def _attributable(result: Result) -> Iterator[tuple[tuple[str, datetime], bool]]:
    for duty in duties(result):
        for b in (*duty.breaches, *duty.departures):
            yield (duty.id, b.from_), b.attributable


@dataclass(frozen=True)
class Office:
    """Which days are worked, from the data alone."""

    holidays: frozenset[date]
    week: tuple[int, ...]

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() in self.week and day not in self.holidays

    def worked(self, after: date, until: date) -> int:
        """How many working days there are after one day and until the end of another."""
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(self.works(day) for day in days)


def office(document: Protocol) -> Office:
    """The working days of a protocol."""
    days_off = frozenset((*load_calendar(document.calendar).holidays, *document.closures))
    return Office(days_off, document.settings.working_week)


def _end_on_one(history: History) -> None:
    document = history.protocol.document
    calendar = office(document)
    for duty in duties(history.ask()):
        rule = document.rules.get(duty.rule)
        effect = None if rule is None else rule.effect
        if not isinstance(effect, DutyRule) or duty.last_day is None or duty.short_notice:
            continue
        if _counts_working_days(document, effect):
            hold(calendar.works(duty.last_day), "the last day is a day off", duty)
        elif isinstance(effect.timing, EndOfWorkingDay):
            formerly = [f.last_day for f in duty.re_dated if f.last_day is not None]
            worked = all(map(calendar.works, [duty.last_day, *formerly]))
            hold(worked, "the last day is a day off", duty)


def _that_many(history: History) -> None:
    document = history.protocol.document
    calendar = office(document)
    for duty in duties(history.ask()):
        rule = document.rules.get(duty.rule)
        effect = None if rule is None else rule.effect
        if not isinstance(effect, DutyRule) or duty.last_day is None or effect.repeat:
            continue
        period = _period(document, effect.timing)
        start = duty.anchor.on or (local_date(duty.anchor.at) if duty.anchor.at else None)
        if period is not None and period.unit is Unit.WORKING_DAYS and start is not None:
            day_before = start - document.settings.day_of_trigger * DAY
            counted = calendar.worked(day_before, duty.last_day)
            hold(counted == period.count, f"{counted} working days, not {period.count}", duty)


def _counts_working_days(document: Protocol, effect: DutyRule) -> bool:
    periods = [_period(document, effect.timing)]
    if isinstance(effect.timing, BeforeOccasion):
        periods = [_resolved(document, effect.timing.period)]
    elif effect.repeat:
        lengths = [part for regime in effect.repeat for part in (regime.period, regime.first)]
        periods = [_resolved(document, length) for length in lengths if length is not None]
    return bool(periods) and all(p is not None and p.unit is Unit.WORKING_DAYS for p in periods)


def _period(document: Protocol, timing: object) -> Period | None:
    """The period that a due date is counted in after an event, where it is one."""
    if isinstance(timing, ReadingRef):
        timing = parse_due(document.readings[timing.name].means)
    return timing.period if isinstance(timing, Within) else None


def _resolved(document: Protocol, length: Period | ReadingRef | None) -> Period | None:
    if isinstance(length, ReadingRef):
        text = document.readings[length.name].means
        return None if text == "not set" else Period.parse(text)
    return length


LAWS = (
    Law(
        "due-is-the-first-instant-too-late",
        "a due date is the first instant too late",
        _first_too_late,
    ),
    Law("time-removes-no-breach", "time alone removes no breach", _time_alone),
    Law("met-stays-met", "what is met stays met, whatever comes", _stays_met),
    Law("deeds-remove-no-breach", "nothing done later removes a breach", _nothing_removes),
    Law("working-days-end-on-one", "working days end on a working day", _end_on_one),
    Law("that-many-working-days", "that many working days lie between", _that_many),
)
