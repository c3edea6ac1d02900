"""London days and clock times, against the rule for British Summer Time written out by hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocolrules.londontime import (
    LONDON,
    at_local,
    end_of_day,
    format_utc,
    local_date,
    local_time,
    parse_moment,
    start_of_day,
    tzdata_version,
)

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
# The present rule for the clocks dates from 1996.
YEARS = st.integers(1996, 2100)
DAYS = st.dates(date(1996, 1, 1), date(2100, 12, 30))
INSTANTS = st.datetimes(datetime(1996, 1, 1), datetime(2100, 12, 30), timezones=st.just(UTC))
CHANGING_HOUR = st.times(time(1), time(1, 59, 59, 999_999))
NAIVE = datetime(2026, 1, 7, 12)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def changeover(year: int, month: int) -> datetime:
    return datetime.combine(last_sunday(year, month), time(1), UTC)


def by_hand(instant: datetime) -> datetime:
    """The London clock by the rule: an hour ahead between 01:00 UTC on the two last Sundays."""
    summer = changeover(instant.year, 3) <= instant < changeover(instant.year, 10)
    return (instant + HOUR if summer else instant).replace(tzinfo=None)


# --- days -----------------------------------------------------------------------------------


@given(INSTANTS)
def test_the_local_day_and_time_follow_the_rule_for_summer_time(instant: datetime) -> None:
    assert datetime.combine(local_date(instant), local_time(instant)) == by_hand(instant)


@given(INSTANTS, st.integers(-14 * 60, 14 * 60))
def test_the_offset_an_instant_is_written_with_does_not_matter(instant: datetime, by: int) -> None:
    elsewhere = instant.astimezone(timezone(timedelta(minutes=by)))
    assert local_date(elsewhere) == local_date(instant)
    assert local_time(elsewhere) == local_time(instant)
    assert format_utc(elsewhere) == format_utc(instant)


@given(DAYS)
def test_a_day_is_half_open(day: date) -> None:
    start, end = start_of_day(day), end_of_day(day)
    assert local_date(start - TICK) == day - timedelta(days=1)
    assert local_date(start) == local_date(end - TICK) == day
    assert local_date(end) == day + timedelta(days=1)
    assert end == start_of_day(day + timedelta(days=1))
    assert start.tzinfo is end.tzinfo is UTC


@given(DAYS)
def test_a_day_has_24_hours_unless_the_clocks_change(day: date) -> None:
    hours = {last_sunday(day.year, 3): 23, last_sunday(day.year, 10): 25}.get(day, 24)
    assert end_of_day(day) - start_of_day(day) == hours * HOUR


@given(YEARS)
def test_days_of_23_and_25_hours(year: int) -> None:
    march, october = last_sunday(year, 3), last_sunday(year, 10)
    assert end_of_day(march) - start_of_day(march) == 23 * HOUR
    assert end_of_day(october) - start_of_day(october) == 25 * HOUR


def test_late_on_a_summer_evening_the_utc_date_is_the_day_before() -> None:
    assert local_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert start_of_day(date(2026, 7, 2)) == datetime(2026, 7, 1, 23, tzinfo=UTC)


@pytest.mark.parametrize("function", [local_date, local_time, format_utc])
def test_naive_times_are_refused(function: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="without an offset"):
        function(NAIVE)


# --- clock times ----------------------------------------------------------------------------


@given(INSTANTS)
def test_a_clock_time_leads_back_to_its_instant_or_is_refused(instant: datetime) -> None:
    october = changeover(instant.year, 10)
    repeated = october - HOUR <= instant < october + HOUR
    if repeated:
        with pytest.raises(ValueError, match="happens twice"):
            at_local(local_date(instant), local_time(instant))
    else:
        assert at_local(local_date(instant), local_time(instant)) == instant


@given(YEARS, CHANGING_HOUR)
def test_a_skipped_time_is_refused_and_the_message_can_be_followed(year: int, clock: time) -> None:
    day = last_sunday(year, 3)
    with pytest.raises(ValueError, match="does not exist in London") as raised:
        at_local(day, clock)
    (instead,) = re.findall(r"write (\S+) or", str(raised.value))
    assert parse_moment(instead) == datetime.combine(day, clock, UTC)


@given(YEARS, CHANGING_HOUR)
def test_a_repeated_time_is_refused_and_the_message_can_be_followed(year: int, clock: time) -> None:
    day = last_sunday(year, 10)
    with pytest.raises(ValueError, match="happens twice in London") as raised:
        at_local(day, clock)
    ((first, second),) = re.findall(r"write (\S+) for the first or (\S+)", str(raised.value))
    assert parse_moment(second) == datetime.combine(day, clock, UTC)
    assert parse_moment(first) == parse_moment(second) - HOUR


@pytest.mark.parametrize("clock", [time(0, 59, 59, 999_999), time(2)])
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_times_beside_a_change_of_the_clocks_are_accepted(day: date, clock: time) -> None:
    assert local_time(at_local(day, clock)) == clock


def test_which_of_two_times_is_not_left_to_a_hidden_mark() -> None:
    with pytest.raises(ValueError, match="happens twice"):
        at_local(date(2026, 10, 25), time(1, 30, fold=1))


def test_a_clock_time_with_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="carries a zone"):
        at_local(date(2026, 1, 7), time(12, tzinfo=UTC))


# --- text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-07T12:00:00Z", "2026-01-07T12:00:00Z"),
        ("2026-01-07T12:00+02:00", "2026-01-07T10:00:00Z"),
        ("2026-07-01T12:00", "2026-07-01T11:00:00Z"),
        (" 2026-07-01 12:00:30.5 ", "2026-07-01T11:00:30.500000Z"),
        ("2026-03-29T01:30Z", "2026-03-29T01:30:00Z"),
        ("2026-01-07", "2026-01-08T00:00:00Z"),
        ("2026-07-01", "2026-07-01T23:00:00Z"),
        ("2026-03-29", "2026-03-29T23:00:00Z"),
        ("2026-10-25", "2026-10-26T00:00:00Z"),
    ],
)
def test_reads_moments(text: str, moment: str) -> None:
    assert format_utc(parse_moment(text)) == moment


@given(INSTANTS)
def test_a_moment_in_utc_reads_back(instant: datetime) -> None:
    assert parse_moment(format_utc(instant)) == instant
    assert ("." in format_utc(instant)) == bool(instant.microsecond)


@given(DAYS)
def test_a_bare_date_is_the_end_of_that_day(day: date) -> None:
    assert parse_moment(day.isoformat()) == end_of_day(day)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a date or a time"),
        ("yesterday", "write 2026-01-07 for the end of that day"),
        ("07/01/2026", "is not a date or a time"),
        ("20260107", "is not a date or a time"),
        ("2026-W02-3", "is not a date or a time"),
        ("2026-01-07T12", "is not a date or a time"),
        ("2026-01-07T24:00", "is not a date or a time"),
        ("2026-01-07x12:00", "is not a date or a time"),
        ("2026-01-07Z", "is not a date or a time"),
        ("2026-02-30", "does not exist"),
        ("2026-01-07T12:60Z", "does not exist"),
        ("2026-01-07T12:00+25:00", "does not exist"),
        ("9999-12-31", "out of range"),
        ("0001-01-01T00:00+01:00", "out of range"),
        ("2026-03-29T01:30", "write 2026-03-29T02:30:00 or a time with its offset"),
        ("2026-10-25T01:30", "write 2026-10-25T01:30:00+01:00 for the first"),
    ],
)
def test_says_what_is_wrong_with_a_moment(text: str, says: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_moment(text)
    assert says in str(raised.value)


@given(st.text())
def test_any_text_is_a_moment_in_utc_or_a_value_error(text: str) -> None:
    try:
        assert parse_moment(text).tzinfo is UTC
    except ValueError as error:
        assert str(error)


# --- the source of the zone -----------------------------------------------------------------


def test_the_zone_is_europe_london() -> None:
    assert LONDON.key == "Europe/London"


def test_the_version_is_that_of_the_data() -> None:
    data = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("utf-8")
    assert data.startswith(f"# version {tzdata_version()}\n")


def test_the_machines_own_time_zone_database_plays_no_part(tmp_path: Path) -> None:
    tokyo = files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "London").write_bytes(tokyo)
    code = (
        "from datetime import date, datetime, timedelta; from zoneinfo import ZoneInfo\n"
        "from protocolrules.londontime import format_utc, start_of_day\n"
        "misled = ZoneInfo('Europe/London').utcoffset(datetime(2026, 7, 1))\n"
        "assert misled == timedelta(hours=9)\n"
        "print(format_utc(start_of_day(date(2026, 7, 1))))"
    )
    surroundings = {
        **os.environ,
        "PYTHONTZPATH": str(tmp_path),
        "TZ": "Asia/Tokyo",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    run = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True
    )
    assert run.stdout == "2026-06-30T23:00:00Z\n"
