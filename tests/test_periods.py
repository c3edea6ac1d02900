"""Periods as text and as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocolrules.periods import MOST, Period, Unit

PERIODS = st.builds(Period, st.integers(1, MOST), st.sampled_from(Unit))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("10 working days", Period(10, Unit.WORKING_DAYS)),
        ("1 week", Period(1, Unit.WEEKS)),
        ("one week", Period(1, Unit.WEEKS)),
        ("twelve months", Period(12, Unit.MONTHS)),
        ("48 hours", Period(48, Unit.HOURS)),
        ("4 working hours", Period(4, Unit.WORKING_HOURS)),
        ("30 minutes", Period(30, Unit.MINUTES)),
        ("1 year", Period(1, Unit.YEARS)),
        ("1 weeks", Period(1, Unit.WEEKS)),
        ("5 day", Period(5, Unit.DAYS)),
        (" One  Working\tDay ", Period(1, Unit.WORKING_DAYS)),
        ("10000 days", Period(10_000, Unit.DAYS)),
    ],
)
def test_reads_what_authors_write(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(1, Unit.WEEKS), "1 week"),
        (Period(2, Unit.WEEKS), "2 weeks"),
        (Period(1, Unit.WORKING_DAYS), "1 working day"),
        (Period(10, Unit.WORKING_DAYS), "10 working days"),
    ],
)
def test_is_written_as_a_person_would(period: Period, text: str) -> None:
    assert str(period) == text


@given(PERIODS)
def test_what_is_written_reads_back(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(st.text())
def test_any_text_is_read_or_refused_with_a_message(text: str) -> None:
    try:
        period = Period.parse(text)
    except ValueError as error:
        assert str(error)
    else:
        assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the period is empty"),
        ("10", "the unit is missing: write one of minutes, hours, working hours, days"),
        ("days", '"days" is not a whole number'),
        ("10days", 'as in "10 working days"'),
        ("1.5 days", '"1.5" is not a whole number'),
        ("-1 days", '"-1" is not a whole number'),
        ("thirteen days", "one to twelve may be words"),
        ("007 days", "write a whole number from 1 to 10,000"),
        ("٣ days", "write a whole number from 1 to 10,000"),
        ("10 workin days", 'did you mean "working days"?'),
        ("3 month's", 'did you mean "months"?'),
        ("2 fortnights", '"fortnights" is not a unit of time: write one of minutes'),
        ("0 days", "out of range: write a whole number from 1 to 10,000"),
        ("10001 days", "out of range: write a whole number from 1 to 10,000"),
        ("9" * 5_000 + " days", "out of range: write a whole number from 1 to 10,000"),
    ],
)
def test_says_what_to_write_instead(text: str, says: str) -> None:
    with pytest.raises(ValueError) as raised:
        Period.parse(text)
    assert says in str(raised.value)


@pytest.mark.parametrize("count", [-1, 0, MOST + 1])
def test_refuses_a_count_out_of_range(count: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        Period(count, Unit.DAYS)


def test_seven_days_are_not_one_week() -> None:
    assert Period(7, Unit.DAYS) != Period(1, Unit.WEEKS)
