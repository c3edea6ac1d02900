"""Counting time, one local day after another, with every step kept."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from protocolrules.calendars import Calendar
from protocolrules.document import Protocol
from protocolrules.londontime import LONDON, end_of_day, local_date, local_time, start_of_day
from protocolrules.periods import Period, Unit
from protocolrules.results import Amount, Step
from protocolrules.timing import (
    Due,
    EndOfDay,
    EndOfWorkingDay,
    NextSitting,
    NoTime,
    NotSet,
    ReviewDate,
    Within,
)

DAY = timedelta(days=1)
HOURS = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EARLY, FAR = date(1000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Point:
    """When something happened: an instant, or (not `exact`) some time on one local day."""

    earliest: datetime
    latest: datetime
    day: date
    exact: bool

    @staticmethod
    def at(instant: datetime) -> Point:
        """A known instant."""
        return Point(instant, instant, local_date(instant), True)

    @staticmethod
    def on(day: date, known_by: datetime | None = None) -> Point:
        """Some time on a day, and not after it was recorded."""
        latest = end_of_day(day)
        if known_by is not None and start_of_day(day) < known_by < latest:
            latest = known_by
        return Point(start_of_day(day), latest, day, False)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date: the first instant too late, the day a person would name, and how it was found.

    `needs_time`: the anchor has only a date and the rule counts hours, so it cannot be said.
    """

    due: datetime | None = None
    last_day: date | None = None
    steps: tuple[Step, ...] = ()
    provisional: bool = False
    needs_time: bool = False
    needs_reading: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one protocol: its calendar, working week, office hours and courts."""

    protocol: Protocol
    calendar: Calendar

    def day_off(self, day: date) -> str | None:
        """Why a day is not a working day; None for a working day."""
        if day.weekday() not in self.protocol.settings.working_week:
            return WEEKDAYS[day.weekday()]
        if day in self.calendar.closures:
            return f"closed: {self.calendar.closures[day]}"
        if day in self.calendar.holidays:
            return f"bank holiday: {self.calendar.holidays[day]}"
        return None

    def working_days_after(self, day: date, count: int, number: int = 0) -> list[Step]:
        """Each day until the count-th working day after `day` (before it, when negative), which
        is itself day 0 or day 1."""
        steps, done, step = [], 0, DAY if count > 0 else -DAY
        day -= number * DAY
        while done < abs(count) and day < FAR:
            day += step
            off = self.day_off(day)
            done += off is None
            steps.append(Step(day=day, count=None if off else done, note=off or "working day"))
        return steps

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += DAY
        while self.day_off(day) and day < FAR:
            day += DAY
        return day

    def shift(self, day: date, period: Period, number: int = 0) -> tuple[date, tuple[Step, ...]]:
        """The day that lies a whole-day period after `day` (day 0 or day 1), and the steps."""
        if period.unit is Unit.WORKING_DAYS:
            steps = self.working_days_after(day, period.count, number)
            return steps[-1].day, tuple(steps)
        end = plain_shift(day, period.count, period.unit) - number * DAY
        return end, (Step(day=end, note=f"{period} after {day.isoformat()} (day {number})"),)

    def after(self, anchor: Point, due: Due) -> Deadline:
        """The due date that lies `due` after the anchor."""
        match due:
            case NoTime():
                return Deadline()
            case NotSet():
                return Deadline(needs_reading=True)
            case Within(period) if period.unit in HOURS:
                if not anchor.exact:
                    return Deadline(needs_time=True)
                end = anchor.earliest + period.count * HOURS[period.unit]
                return self._at(end, (Step(day=local_date(end), note=f"{period} of clock time"),))
            case Within(period) if period.unit is Unit.WORKING_HOURS:
                return self._working_hours(anchor, period.count)
            case Within(period):
                day, steps = self.shift(anchor.day, period, self.protocol.settings.day_of_trigger)
                return self._end_of(day, steps)
            case EndOfDay():
                return self._end_of(anchor.day, ())
            case EndOfWorkingDay():
                return self._close_of_office(anchor)
            case NextSitting(court):
                return self._sitting(anchor, court)
            case ReviewDate():
                review = self.protocol.edition.review_by
                return self._end_of(review, ()) if review else Deadline()

    def before(self, planned: Point, period: Period | None) -> Deadline:
        """The due date that lies a period before a planned occasion (None: the occasion)."""
        if period is None:
            start = planned.earliest
            return self._at(start, (Step(day=planned.day, note="the occasion itself"),))
        if period.unit in HOURS or period.unit is Unit.WORKING_HOURS:
            if not planned.exact:
                return Deadline(needs_time=True)
            if period.unit is Unit.WORKING_HOURS:
                return self._working_hours_before(planned, period.count)
            end = planned.earliest - period.count * HOURS[period.unit]
            return self._at(end, (Step(day=local_date(end), note=f"{period} before"),))
        if period.unit is Unit.WORKING_DAYS:
            steps = tuple(self.working_days_after(planned.day, -period.count))
            return self._end_of(steps[-1].day, steps)
        day = plain_shift(planned.day, -period.count, period.unit)
        return self._end_of(day, (Step(day=day, note=f"{period} before {planned.day}"),))

    def late(self, last_day: date, due: datetime, done: Point, unit: Unit) -> Amount:
        """How late, in the unit of the rule (whole weeks as weeks, else days). A begun hour,
        minute or working day counts whole."""
        days = (done.day - last_day).days
        if unit in HOURS:
            count = -((due - done.latest) // HOURS[unit])
        elif unit is Unit.WORKING_HOURS:
            count = -(-self._office_time(due, done.latest) // timedelta(hours=1))
        elif unit is Unit.WORKING_DAYS:
            count = sum(self.day_off(last_day + n * DAY) is None for n in range(1, days + 1))
        elif unit is Unit.WEEKS and days % 7 == 0:
            return Amount(count=days // 7, unit=str(unit))
        else:
            return Amount(count=days, unit=str(Unit.DAYS))
        return Amount(count=max(count, 1), unit=str(unit))

    def _office_time(self, start: datetime, end: datetime) -> timedelta:
        """How much office time lies between two instants."""
        settings, total, day = self.protocol.settings, timedelta(), local_date(start)
        while day <= local_date(end):
            opens = max(_clock(day, settings.office_opens), start)
            closes = min(_clock(day, settings.office_closes), end)
            if self.day_off(day) is None and opens < closes:
                total += closes - opens
            day += DAY
        return total

    def _at(self, end: datetime, steps: tuple[Step, ...]) -> Deadline:
        last = local_date(end - timedelta(microseconds=1))
        return Deadline(end, last, steps, self.calendar.beyond_horizon(last))

    def _end_of(self, day: date, steps: tuple[Step, ...]) -> Deadline:
        return Deadline(end_of_day(day), day, steps, self.calendar.beyond_horizon(day))

    def _close_of_office(self, anchor: Point) -> Deadline:
        closes, day, steps = self.protocol.settings.office_closes, anchor.day, []
        off = self.day_off(day)
        if off is None and not anchor.exact:
            return Deadline(needs_time=True)
        if off or local_time(anchor.earliest) >= closes:
            steps.append(Step(day=day, note=off or "at or after close of office"))
            day = self.next_working_day(day)
        steps.append(Step(day=day, note=f"close of office, {closes:%H:%M}"))
        return self._at(_clock(day, closes), tuple(steps))

    def _working_hours(self, anchor: Point, hours: int) -> Deadline:
        if not anchor.exact:
            return Deadline(needs_time=True)
        opens, closes = (
            self.protocol.settings.office_opens,
            self.protocol.settings.office_closes,
        )
        day, left, steps = anchor.day, timedelta(hours=hours), []
        while day < FAR:
            off = self.day_off(day)
            if off is None:
                start = max(_clock(day, opens), anchor.earliest)
                room = max(_clock(day, closes) - start, timedelta())
                steps.append(Step(day=day, note=f"{min(room, left)} of office time"))
                if room >= left:
                    return self._at(start + left, tuple(steps))
                left -= room
            else:
                steps.append(Step(day=day, note=off))
            day += DAY
        return Deadline(needs_reading=True)

    def _working_hours_before(self, planned: Point, hours: int) -> Deadline:
        opens, closes = self.protocol.settings.office_opens, self.protocol.settings.office_closes
        day, left, steps = planned.day, timedelta(hours=hours), []
        while day > EARLY:
            off = self.day_off(day)
            end = min(_clock(day, closes), planned.earliest)
            room = max(end - _clock(day, opens), timedelta()) if off is None else timedelta()
            steps.append(Step(day=day, note=off or f"{min(room, left)} of office time"))
            if room >= left:
                return self._at(end - left, tuple(steps))
            left -= room
            day -= DAY
        return Deadline(needs_reading=True)

    def _sitting(self, anchor: Point, name: str) -> Deadline:
        court, day = self.protocol.courts[name], anchor.day
        while day < FAR:
            sits = day.weekday() in court.weekdays and (
                court.sits_on_holidays or day not in self.calendar.holidays
            )
            if sits and _clock(day, court.opens) > anchor.earliest:
                step = Step(day=day, note=f"next sitting of {court.title}")
                return self._end_of(day, (step,))
            day += DAY
        return Deadline(needs_reading=True)


def _clock(day: date, at: time) -> datetime:
    """A time of day on London clocks; one that they skip that night is the hour after."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def plain_shift(day: date, count: int, unit: Unit) -> date:
    """`count` calendar days, weeks, months or years from a day; months clamp to the last day."""
    if unit is Unit.DAYS or unit is Unit.WEEKS:
        return day + timedelta(days=count * (7 if unit is Unit.WEEKS else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit is Unit.YEARS else 1)
    year, month = divmod(min(max(months, EARLY.year * 12), FAR.year * 12), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
