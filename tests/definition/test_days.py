"""Due dates worked out by hand, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from types import MappingProxyType

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from protocolrules.calendars import load_calendar
from protocolrules.definition.days import Days, Point, plain_shift
from protocolrules.document import Court, Edition, Protocol, Settings
from protocolrules.londontime import at_local
from protocolrules.periods import Period, Unit
from protocolrules.timing import EndOfDay, EndOfWorkingDay, NextSitting, Within
from protocolrules.vocabulary import Vocabulary


def days(calendar: str = "england-and-wales", **more: object) -> Days:
    courts = MappingProxyType({"friday": Court("friday", "Friday court", (4,), time(10))})
    values: dict[str, object] = {"courts": courts, **more}
    protocol = Protocol(
        "x",
        "x",
        "x",
        Edition("undated"),
        calendar,
        (),
        Vocabulary(),
        {},
        **values,  # type: ignore[arg-type]
    )
    return Days(protocol, load_calendar(calendar))


def london(text: str) -> Point:
    moment = datetime.fromisoformat(text)
    return Point.at(at_local(moment.date(), moment.time()))


def within(text: str) -> Within:
    return Within(Period.parse(text))


@pytest.mark.parametrize(
    ("anchor", "due", "last_day"),
    [
        # Mon 22, Tue 23, Wed 24 Dec; 25 and 26 off; Mon 29, Tue 30, Wed 31; 1 Jan off;
        # Fri 2, Mon 5, Tue 6, Wed 7 January: the tenth
        ("2025-12-19 15:00", "10 working days", "2026-01-07"),
        # Thu 19 Mar + 20: 20, 23-27 (6), 30 Mar-2 Apr (10), Good Friday 3 and Easter Monday 6
        # off, 7-10 (14), 13-17 (19), Mon 20 April (20)
        ("2026-03-19 09:00", "20 working days", "2026-04-20"),
        ("2026-01-07 23:59", "1 working day", "2026-01-08"),
        ("2026-01-09 12:00", "15 days", "2026-01-24"),
        ("2025-12-18 12:00", "1 week", "2025-12-25"),
        ("2026-01-31 12:00", "1 month", "2026-02-28"),
        ("2024-02-29 12:00", "1 year", "2025-02-28"),
        ("2026-01-09 12:00", "12 weeks", "2026-04-03"),
    ],
)
def test_whole_days_end_with_the_last_day(anchor: str, due: str, last_day: str) -> None:
    deadline = days().after(london(anchor), within(due))
    assert deadline.last_day == date.fromisoformat(last_day)
    midnight = london(f"{last_day} 00:00").earliest
    assert deadline.due is not None
    assert deadline.due > midnight
    assert deadline.steps


def test_hours_run_through_the_end_of_summer_time() -> None:
    # Sat 24 October 2026, 12:00 BST is 11:00 UTC; 48 hours later it is 11:00 UTC, 11:00 GMT
    deadline = days().after(london("2026-10-24 12:00"), within("48 hours"))
    assert deadline.due == datetime(2026, 10, 26, 11, tzinfo=UTC)
    assert deadline.last_day == date(2026, 10, 26)


def test_hours_need_a_time_of_day() -> None:
    deadline = days().after(Point.on(date(2026, 1, 7)), within("48 hours"))
    assert deadline.needs_time
    assert deadline.due is None


@pytest.mark.parametrize(
    ("anchor", "day"),
    [
        ("2026-01-09 08:00", "2026-01-09"),
        ("2026-01-09 16:59", "2026-01-09"),
        ("2026-01-09 17:00", "2026-01-12"),
        ("2026-01-10 10:00", "2026-01-12"),
        ("2026-04-02 18:00", "2026-04-07"),
    ],
)
def test_end_of_the_working_day(anchor: str, day: str) -> None:
    deadline = days().after(london(anchor), EndOfWorkingDay())
    assert deadline.due == london(f"{day} 17:00").earliest


def test_end_of_the_day_is_midnight() -> None:
    deadline = days().after(london("2026-07-09 18:00"), EndOfDay())
    assert deadline.due == datetime(2026, 7, 9, 23, tzinfo=UTC)


def test_next_sitting_is_after_the_trigger_and_not_on_a_bank_holiday() -> None:
    # Good Friday 3 April 2026 is a bank holiday: the court next sits on Friday 10 April
    deadline = days().after(london("2026-03-27 10:00"), NextSitting("friday"))
    assert deadline.due == london("2026-04-11 00:00").earliest
    same_day = days().after(london("2026-03-27 09:59"), NextSitting("friday"))
    assert same_day.last_day == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("planned", "period", "last_day"),
    [
        # Fri 9 January 2026 back: Thu 8, Wed 7, Tue 6, Mon 5, Fri 2 (5); 1 Jan off; Wed 31,
        # Tue 30, Mon 29 (8); Fri 26, Thu 25 off; Wed 24 (9), Tue 23 (10)
        ("2026-01-09", "10 working days", "2025-12-23"),
        ("2026-01-14", "2 weeks", "2025-12-31"),
        ("2026-03-31", "1 month", "2026-02-28"),
    ],
)
def test_counting_back_ends_with_the_day(planned: str, period: str, last_day: str) -> None:
    deadline = days().before(Point.on(date.fromisoformat(planned)), Period.parse(period))
    assert deadline.last_day == date.fromisoformat(last_day)


def test_before_without_a_length_is_the_occasion_or_the_start_of_its_day() -> None:
    assert (
        days().before(london("2026-01-09 14:00"), None).due == london("2026-01-09 14:00").earliest
    )
    on_day = days().before(Point.on(date(2026, 1, 9)), None)
    assert on_day.due == london("2026-01-09 00:00").earliest
    assert on_day.last_day == date(2026, 1, 8)


def test_day_one_counts_the_day_of_the_trigger() -> None:
    counted = days(settings=Settings(day_of_trigger=1))
    assert counted.after(london("2026-01-07 12:00"), within("2 working days")).last_day == date(
        2026, 1, 8
    )


def test_past_the_horizon_is_provisional() -> None:
    assert days().after(london("2028-12-29 12:00"), within("5 working days")).provisional
    assert not days().after(london("2028-06-29 12:00"), within("5 working days")).provisional


def test_scotland_works_on_easter_monday() -> None:
    scots = days("scotland").after(london("2026-04-02 12:00"), within("1 working day"))
    assert scots.last_day == date(2026, 4, 6)
    english = days().after(london("2026-04-02 12:00"), within("1 working day"))
    assert english.last_day == date(2026, 4, 7)


def test_working_hours_stop_overnight_and_at_weekends() -> None:
    # Friday 16:00: one hour; Monday 09:00 to 12:00: three more
    deadline = days().after(london("2026-01-09 16:00"), within("4 working hours"))
    assert deadline.due == london("2026-01-12 12:00").earliest


@pytest.mark.parametrize("unit", [Unit.MONTHS, Unit.YEARS, Unit.WEEKS])
def test_absurd_lengths_stay_in_range(unit: Unit) -> None:
    assert plain_shift(date(2026, 1, 31), 10_000, unit) > date(2026, 1, 31)


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.integers(1, 400),
    st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS]),
)
def test_calendar_arithmetic_agrees_with_dateutil(day: date, count: int, unit: Unit) -> None:
    count = min(count, 90) if unit is Unit.YEARS else count
    for sign in (1, -1):
        expected = day + relativedelta(**{str(unit): sign * count})  # type: ignore[arg-type]
        assert plain_shift(day, sign * count, unit) == expected
