"""Counting time for the engine: due dates by jumps, with the steps to them only on request."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from protocolrules.calendars import Calendar
from protocolrules.document import Court, Protocol
from protocolrules.londontime import LONDON
from protocolrules.londontime import end_of_day as _end_of_day
from protocolrules.londontime import local_date as _local_date
from protocolrules.londontime import start_of_day as _start_of_day
from protocolrules.periods import Period, Unit
from protocolrules.results import Step
from protocolrules.timing import (
    Due,
    EndOfDay,
    EndOfWorkingDay,
    NextSitting,
    NoTime,
    NotSet,
    Within,
)

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
LONGEST_DAY = timedelta(hours=26)
LONG_AGO, NEVER = datetime(1000, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(2199, 12, 31)
CLOCK_UNITS = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Few days and moments come up again and again: in one case, and in every case of one week.
day_start = lru_cache(maxsize=1 << 15)(_start_of_day)
day_end = lru_cache(maxsize=1 << 15)(_end_of_day)
day_of = lru_cache(maxsize=1 << 16)(_local_date)


@dataclass(slots=True)
class Moment:
    """When something happened: an instant, or (not `exact`) some time between two on one day."""

    earliest: datetime
    latest: datetime
    day: date
    exact: bool


def instant(t: datetime) -> Moment:
    """A known instant."""
    return Moment(t, t, day_of(t), True)


def some_time_on(day: date, known_by: datetime | None = None) -> Moment:
    """Some time on a day, and not after it was recorded."""
    start, end = day_start(day), day_end(day)
    if known_by is not None and start < known_by < end:
        end = known_by
    return Moment(start, end, day, False)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date, and what it was counted from: enough to tell each step when asked.

    `unclear`: it rests on a time of day (`time`) or a reading (`reading`) that nobody gave.
    `late_plan`: what it looks ahead to was planned too late, so it is due when that begins.
    """

    due: datetime | None = None
    last_day: date | None = None
    provisional: bool = False
    unclear: Literal["", "time", "reading"] = ""
    origin: Moment | None = None
    spec: Due | None = None
    way: Literal["after", "before", "on", "period"] = "after"
    length: Period | None = None
    late_plan: bool = False


NO_DATE = Deadline()


class Days:
    """The days of one protocol: its calendar, working week, office hours and courts."""

    def __init__(self, protocol: Protocol, calendar: Calendar) -> None:
        """Set up; working days are counted off on a list of them that grows by years."""
        self.settings, self.courts = protocol.settings, protocol.courts
        self.review_by = protocol.edition.review_by
        self.calendar = calendar
        self.first_counts = protocol.settings.day_of_trigger
        self._week = frozenset(protocol.settings.working_week)
        self._shut = frozenset(calendar.closures) | frozenset(calendar.holidays)
        self._working = (2000, 2050, self._list(2000, 2050))

    def _list(self, first: int, last: int) -> list[int]:
        start, end = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
        shut = {day.toordinal() for day in self._shut}
        week = self._week  # ordinal 1 was a Monday
        return [n for n in range(start, end + 1) if (n - 1) % 7 in week and n not in shut]

    def is_off(self, day: date) -> bool:
        """Whether it is no working day."""
        return day.weekday() not in self._week or day in self._shut

    def why_off(self, day: date) -> str | None:
        """Why a day is no working day; None for a working day."""
        if day.weekday() not in self._week:
            return WEEKDAYS[day.weekday()]
        if day in self.calendar.closures:
            return f"closed: {self.calendar.closures[day]}"
        if day in self.calendar.holidays:
            return f"bank holiday: {self.calendar.holidays[day]}"
        return None

    def _reach(self, day: date) -> list[int]:
        """The list of working days, which goes well past a day on both sides. Threads that share a
        protocol may make it anew at once; each takes one that is whole."""
        first, last, working = self._working
        if day.year - 45 >= first and day.year + 45 <= last:
            return working
        wider = (
            max(min(first, day.year - 60), FIRST_DAY.year),
            min(max(last, day.year + 60), LAST_DAY.year),
        )
        if wider != (first, last):
            working = self._list(*wider)
            self._working = (*wider, working)
        return working

    def working_day(self, day: date, count: int, number: int = 0) -> date:
        """The count-th working day after a day, itself day 0 or day 1 (before it: negative)."""
        days, here = self._reach(day), day.toordinal()
        if count > 0:
            at = bisect_right(days, here - number) + count - 1
            return date.fromordinal(days[at]) if at < len(days) else LAST_DAY
        return date.fromordinal(days[bisect_left(days, here) + count])

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        days = self._reach(day)
        at = bisect_right(days, day.toordinal())
        return date.fromordinal(days[at]) if at < len(days) else LAST_DAY

    def shift(self, day: date, period: Period, number: int = 0) -> date:
        """The day that lies a whole-day period after another, itself day 0 or day 1."""
        if period.unit is Unit.WORKING_DAYS:
            return self.working_day(day, period.count, number)
        return shifted(day, period.count, period.unit) - number * DAY

    # --- due dates ---

    def after(self, anchor: Moment, due: Due) -> Deadline:
        """The due date that lies `due` after the anchor."""
        if isinstance(due, Within):
            unit = due.period.unit
            if unit in CLOCK_UNITS:
                if not anchor.exact:
                    return Deadline(unclear="time")
                end = anchor.earliest + due.period.count * CLOCK_UNITS[unit]
                return self._until(end, anchor, due)
            if unit is Unit.WORKING_HOURS:
                return self._office_hours(anchor, due)
            last = self.shift(anchor.day, due.period, self.first_counts)
            return self._through(last, anchor, due)
        if isinstance(due, NoTime):
            return NO_DATE
        if isinstance(due, NotSet):
            return Deadline(unclear="reading")
        if isinstance(due, EndOfDay):
            return self._through(anchor.day, anchor, due)
        if isinstance(due, EndOfWorkingDay):
            return self._close_of_office(anchor, due)
        if isinstance(due, NextSitting):
            return self._sitting(anchor, due)
        return self._through(self.review_by, anchor, due) if self.review_by else NO_DATE

    def ends(self, when: Moment, period: Period) -> datetime:
        """The first instant after a period that follows something."""
        return self.after(when, Within(period)).due or when.latest

    def before(self, planned: Moment, period: Period | None) -> Deadline:
        """The due date that lies a period before a planned occasion (None: the occasion)."""
        told = Deadline(origin=planned, way="before", length=period)
        if period is None:
            return self._set(told, planned.earliest, day_of(planned.earliest - TICK))
        if period.unit in CLOCK_UNITS or period.unit is Unit.WORKING_HOURS:
            if not planned.exact:
                return Deadline(unclear="time")
            if period.unit is Unit.WORKING_HOURS:
                end = self._office_hours_before(planned, period.count)
                if end is None:
                    return Deadline(unclear="reading")
            else:
                end = planned.earliest - period.count * CLOCK_UNITS[period.unit]
            return self._set(told, end, day_of(end - TICK))
        if period.unit is Unit.WORKING_DAYS:
            day = self.working_day(planned.day, -period.count)
        else:
            day = shifted(planned.day, -period.count, period.unit)
        return self._set(told, day_end(day), day)

    def _set(self, told: Deadline, due: datetime, last: date) -> Deadline:
        beyond = self.calendar.beyond_horizon(last)
        return Deadline(due, last, beyond, "", told.origin, told.spec, told.way, told.length)

    def _until(self, end: datetime, anchor: Moment, spec: Due) -> Deadline:
        last = day_of(end - TICK)
        return Deadline(end, last, self.calendar.beyond_horizon(last), "", anchor, spec)

    def _through(self, day: date, anchor: Moment, spec: Due) -> Deadline:
        beyond = self.calendar.beyond_horizon(day)
        return Deadline(day_end(day), day, beyond, "", anchor, spec)

    def _close_of_office(self, anchor: Moment, spec: Due) -> Deadline:
        closes, day = self.settings.office_closes, anchor.day
        off = self.is_off(day)
        if not off and not anchor.exact:
            return Deadline(unclear="time")
        if off or clock(anchor.earliest) >= closes:
            day = self.next_working_day(day)
        return self._until(on_the_clock(day, closes), anchor, spec)

    def office(self, day: date) -> tuple[datetime, datetime]:
        """When the office opens and closes on a day."""
        opens, closes = self.settings.office_opens, self.settings.office_closes
        return on_the_clock(day, opens), on_the_clock(day, closes)

    def _office_hours(self, anchor: Moment, spec: Within) -> Deadline:
        if not anchor.exact:
            return Deadline(unclear="time")
        left, day = timedelta(hours=spec.period.count), anchor.day
        while day < LAST_DAY:
            if not self.is_off(day):
                opens, closes = self.office(day)
                start = max(opens, anchor.earliest)
                if closes - start >= left:
                    return self._until(start + left, anchor, spec)
                left -= max(closes - start, timedelta())
            day += DAY
        return Deadline(unclear="reading")

    def _office_hours_before(self, planned: Moment, hours: int) -> datetime | None:
        left, day = timedelta(hours=hours), planned.day
        while day > FIRST_DAY:
            if not self.is_off(day):
                opens, closes = self.office(day)
                end = min(closes, planned.earliest)
                if end - opens >= left:
                    return end - left
                left -= max(end - opens, timedelta())
            day -= DAY
        return None

    def sits(self, court: Court, day: date) -> bool:
        """Whether a court sits on a day."""
        open_ = court.sits_on_holidays or day not in self.calendar.holidays
        return day.weekday() in court.weekdays and open_

    def _sitting(self, anchor: Moment, spec: NextSitting) -> Deadline:
        court, day = self.courts[spec.court], anchor.day
        while day < LAST_DAY:
            if self.sits(court, day) and on_the_clock(day, court.opens) > anchor.earliest:
                return self._through(day, anchor, spec)
            day += DAY
        return Deadline(unclear="reading")

    # --- steps, for those who ask why ---

    def steps(self, d: Deadline) -> tuple[Step, ...]:
        """How a due date was reached, day by day."""
        if d.due is None or d.origin is None or d.last_day is None:
            return ()
        if d.way == "on":
            return (Step(day=d.origin.day, note="the day itself"),)
        if d.way == "period":
            first = d.origin.day.isoformat()
            return (Step(day=d.last_day, note=f"last day of the {d.length} from {first}"),)
        if d.way == "after":
            return tuple(self._steps_after(d, d.origin))
        steps = self._steps_before(self.before(d.origin, d.length), d.origin, d.length)
        if d.late_plan:
            note = "planned too late for that: due at the occasion"
            return (*steps, Step(day=d.origin.day, note=note))
        return tuple(steps)

    def _steps_after(self, d: Deadline, anchor: Moment) -> list[Step]:
        spec, last, due = d.spec, d.last_day, d.due
        assert last is not None and due is not None
        if isinstance(spec, Within):
            unit = spec.period.unit
            if unit in CLOCK_UNITS:
                return [Step(day=day_of(due), note=f"{spec.period} of clock time")]
            if unit is Unit.WORKING_HOURS:
                return self._office_steps(anchor, spec.period.count)
            if unit is Unit.WORKING_DAYS:
                return self._counted(anchor.day, last, 1)
            says = f"{spec.period} after {anchor.day.isoformat()} (day {self.first_counts})"
            return [Step(day=last, note=says)]
        if isinstance(spec, EndOfWorkingDay):
            closes, off = self.settings.office_closes, self.why_off(anchor.day)
            steps = [Step(day=last, note=f"close of office, {closes:%H:%M}")]
            if off or clock(anchor.earliest) >= closes:
                steps.insert(0, Step(day=anchor.day, note=off or "at or after close of office"))
            return steps
        if isinstance(spec, NextSitting):
            return [Step(day=last, note=f"next sitting of {self.courts[spec.court].title}")]
        return []

    def _steps_before(self, d: Deadline, planned: Moment, length: Period | None) -> list[Step]:
        if length is None or d.due is None or d.last_day is None:
            return [Step(day=planned.day, note="the occasion itself")]
        if length.unit is Unit.WORKING_HOURS:
            return self._office_steps_before(planned, length.count)
        if length.unit in CLOCK_UNITS:
            return [Step(day=day_of(d.due), note=f"{length} before")]
        if length.unit is Unit.WORKING_DAYS:
            return self._counted(planned.day, d.last_day, -1)
        return [Step(day=d.last_day, note=f"{length} before {planned.day}")]

    def _counted(self, day: date, last: date, way: int) -> list[Step]:
        steps, done = [], 0
        if way > 0 and self.first_counts == 1:
            day -= DAY
        while day != last:
            day += way * DAY
            off = self.why_off(day)
            done += off is None
            steps.append(Step(day=day, count=None if off else done, note=off or "working day"))
        return steps

    def _office_steps(self, anchor: Moment, hours: int) -> list[Step]:
        left, day, steps = timedelta(hours=hours), anchor.day, []
        while True:
            off = self.why_off(day)
            opens, closes = self.office(day)
            room = max(closes - max(opens, anchor.earliest), timedelta())
            steps.append(Step(day=day, note=off or f"{min(room, left)} of office time"))
            if off is None and room >= left:
                return steps
            left -= timedelta() if off else room
            day += DAY

    def _office_steps_before(self, planned: Moment, hours: int) -> list[Step]:
        left, day, steps = timedelta(hours=hours), planned.day, []
        while True:
            off = self.why_off(day)
            opens, closes = self.office(day)
            room = timedelta() if off else max(min(closes, planned.earliest) - opens, timedelta())
            steps.append(Step(day=day, note=off or f"{min(room, left)} of office time"))
            if room >= left:
                return steps
            left -= room
            day -= DAY


@lru_cache(maxsize=1 << 14)
def clock(t: datetime) -> time:
    """The London clock at an instant."""
    return t.astimezone(LONDON).time()


@lru_cache(maxsize=1 << 14)
def on_the_clock(day: date, at: time) -> datetime:
    """A time of day on London clocks; one that they skip that night is the hour after."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def shifted(day: date, count: int, unit: Unit) -> date:
    """`count` calendar days, weeks, months or years from a day; months clamp to the last day."""
    if unit is Unit.DAYS:
        return day + timedelta(days=count)
    if unit is Unit.WEEKS:
        return day + timedelta(weeks=count)
    months = day.year * 12 + day.month - 1 + count * (12 if unit is Unit.YEARS else 1)
    months = min(max(months, FIRST_DAY.year * 12), LAST_DAY.year * 12)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
