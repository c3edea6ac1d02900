"""How late something was done, in the unit of its rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from protocolrules.engine.days import CLOCK_UNITS, DAY, Days, Moment, day_of
from protocolrules.periods import Unit
from protocolrules.results import Amount
from protocolrules.timing import Due, EndOfWorkingDay, Within

HOUR = timedelta(hours=1)


def lateness(days: Days, spec: Due | None, last_day: date, due: datetime, done: Moment) -> Amount:
    """How late: whole weeks as weeks, else days; a begun hour, minute or working day counts
    whole. A rule without a length counts in days."""
    past = (done.day - last_day).days
    if isinstance(spec, EndOfWorkingDay):
        unit = Unit.WORKING_DAYS
    elif isinstance(spec, Within):
        unit = spec.period.unit
    else:
        return Amount(count=max(past, 0), unit=Unit.DAYS.value)
    if unit in CLOCK_UNITS:
        begun = -((due - done.latest) // CLOCK_UNITS[unit])
    elif unit is Unit.WORKING_HOURS:
        begun = -(-_office_time(days, due, done.latest) // HOUR)
    elif unit is Unit.WORKING_DAYS:
        begun = sum(not days.is_off(last_day + n * DAY) for n in range(1, past + 1))
    elif unit is Unit.WEEKS and past % 7 == 0:
        return Amount(count=past // 7, unit=unit.value)
    else:
        return Amount(count=past, unit=Unit.DAYS.value)
    return Amount(count=max(begun, 1), unit=unit.value)


def _office_time(days: Days, start: datetime, end: datetime) -> timedelta:
    """How much office time lies between two instants."""
    first, total = day_of(start), timedelta()
    for n in range((day_of(end) - first).days + 1):
        day = first + n * DAY
        if not days.is_off(day):
            opens, closes = days.office(day)
            total += max(min(closes, end) - max(opens, start), timedelta())
    return total
