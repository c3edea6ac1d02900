"""Each trap of the calendar and the clock has a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from itertools import chain

import pytest

from conformance.depends import constructs, expectations, rules_of, within
from conformance.suite import Case, cases
from protocolrules.calendars import load_calendar
from protocolrules.expressions import InOfficeHours
from protocolrules.londontime import local_date, local_time
from protocolrules.periods import Period, Unit
from protocolrules.scenarios.model import Claim
from protocolrules.timing import BeforeOccasion, EndOfWorkingDay, NextSitting, Within

FORWARD = datetime(2026, 3, 29, 1, tzinfo=UTC)
BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)
NATIONS = ("england-and-wales", "northern-ireland", "scotland")
HOURS = (Unit.MINUTES, Unit.HOURS)

Trap = Callable[[Case], bool]


def claims(case: Case, *keys: str) -> Iterator[object]:
    """The values that a case expects under these keys, in reasons too."""
    ahead: list[object] = [expectation.claims for expectation in expectations(case)]
    while ahead:
        each = ahead.pop()
        if isinstance(each, tuple):
            ahead += each
        elif isinstance(each, Claim):
            ahead.append(each.value)
            if each.key in keys:
                yield each.value


def days(case: Case, *keys: str) -> set[date]:
    return {value for value in claims(case, *keys) if isinstance(value, date)}


def periods(case: Case) -> Iterator[Period]:
    for node in within(tuple(rules_of(case))):
        if isinstance(node, Within | BeforeOccasion) and isinstance(node.period, Period):
            yield node.period


def uses(case: Case, *kinds: type) -> bool:
    return any(isinstance(node, kinds) for node in within(tuple(rules_of(case))))


def event_times(case: Case) -> Iterator[datetime]:
    for event in case.scenario.events:
        if event.occurred_at is not None:
            yield event.occurred_at


def crossing(change: datetime, units: tuple[Unit, ...]) -> Trap:
    """Counted over a change of the clocks."""

    def found(case: Case) -> bool:
        dues = [value for value in claims(case, "due") if isinstance(value, datetime)]
        moments = [*event_times(case), *(p for p in planned(case))]
        over = any(min(one, two) < change < max(one, two) for one in moments for two in dues)
        return over and any(period.unit in units for period in periods(case))

    return found


def planned(case: Case) -> Iterator[datetime]:
    for event in case.scenario.events:
        when = event.field("planned_for")
        if isinstance(when, datetime):
            yield when


def skips_holiday_of(nation: str) -> Trap:
    def found(case: Case) -> bool:
        holidays = load_calendar(nation).holidays
        return case.rules.calendar == nation and bool(days(case, "skipped") & holidays.keys())

    return found


def works_on_holiday_elsewhere(nation: str) -> Trap:
    """A day is counted that is a bank holiday in another nation."""

    def found(case: Case) -> bool:
        others = chain.from_iterable(load_calendar(n).holidays for n in NATIONS if n != nation)
        return case.rules.calendar == nation and bool(days(case, "counted") & set(others))

    return found


def at_the_clock(opens: bool, *kinds: type) -> Trap:
    """Something happens to the minute when the office opens or closes."""

    def found(case: Case) -> bool:
        settings = case.rules.settings
        clock = settings.office_opens if opens else settings.office_closes
        return uses(case, *kinds) and clock in {local_time(t) for t in event_times(case)}

    return found


def on_a_day_off(case: Case) -> bool:
    weekend = any(local_date(t).weekday() >= 5 for t in event_times(case))
    return uses(case, EndOfWorkingDay, InOfficeHours) and weekend


def as_the_court_opens(case: Case) -> bool:
    opening = {c.opens for c in case.rules.courts.values()}
    return uses(case, NextSitting) and bool(opening & {local_time(t) for t in event_times(case)})


def clamps(case: Case) -> bool:
    """The last day is the last of its month, and the trigger's day is not in that month."""
    months = any(p.unit in (Unit.MONTHS, Unit.YEARS) for p in periods(case))
    starts = {local_date(t).day for t in event_times(case)}
    ends = days(case, "last_day")
    return months and any(day.day < start for day in ends for start in starts if start >= 29)


def from_midnight(case: Case) -> bool:
    return time() in {local_time(t) for t in event_times(case)}


def provisional(yes: bool) -> Trap:
    return lambda case: yes in claims(case, "provisional")


def closed(case: Case) -> bool:
    return bool(days(case, "skipped") & case.rules.closures.keys())


def shows(construct: str) -> Trap:
    return lambda case: construct in constructs(case)


TRAPS: dict[str, Trap] = {
    **{f"skips a bank holiday of {n}": skips_holiday_of(n) for n in NATIONS},
    **{f"works on another's holiday in {n}": works_on_holiday_elsewhere(n) for n in NATIONS},
    "hours when the clocks go forward": crossing(FORWARD, HOURS),
    "hours when the clocks go back": crossing(BACK, HOURS),
    "days when the clocks go forward": crossing(FORWARD, (Unit.DAYS,)),
    "days when the clocks go back": crossing(BACK, (Unit.DAYS,)),
    "day of the trigger is day 0": shows("Settings.day_of_trigger=0"),
    "day of the trigger is day 1": shows("Settings.day_of_trigger=1"),
    "another working week": shows("Settings.working_week given"),
    "other office hours": shows("Settings.office_closes given"),
    "asks for office hours as the office opens": at_the_clock(True, InOfficeHours),
    "asks for office hours as the office closes": at_the_clock(False, InOfficeHours),
    "end of the working day as the office closes": at_the_clock(False, EndOfWorkingDay),
    "end of the working day on a day off": on_a_day_off,
    "a court as it opens": as_the_court_opens,
    "a court that sits on holidays": shows("Court.sits_on_holidays=True"),
    "a court that does not": shows("Court.sits_on_holidays=False"),
    "a month that is too short": clamps,
    "something at midnight": from_midnight,
    "past the horizon": provisional(True),
    "within the horizon": provisional(False),
    "a local closure": closed,
    **{f"a period in {unit}": shows(f"Period.unit={unit}") for unit in Unit},
}


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_has_a_case(trap: str) -> None:
    found = [case.name for case in cases() if TRAPS[trap](case)]
    assert found, trap


def test_every_calendar_is_tried() -> None:
    assert {case.rules.calendar for case in cases()} == set(NATIONS)
    for nation in NATIONS:
        assert load_calendar(nation).holidays
