"""Bank holidays and working days, against facts, a second source and numpy."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocolrules import calendars
from protocolrules.calendars import Calendar, calendar_ids, load_calendar

DATA = Path(__file__).parent / "data"
TOOL = Path(__file__).parent.parent / "tools" / "build_calendars.py"
FILES = Path(calendars.__file__).parent
ENGLAND_AND_WALES = load_calendar("england-and-wales")
CALENDARS = st.sampled_from([load_calendar(each) for each in calendar_ids()])
# Leaves room for counting 60 working days without passing the horizon.
DAYS = st.dates(date(2012, 4, 1), date(2028, 8, 31))
DAY = timedelta(days=1)

# Weekdays on which the published list and the second source disagree, each with the reason.
DIFFERENCES: dict[tuple[str, str], str] = {}
"""Weekdays on which the files and the snapshot differ, each with the reason: none today."""


# --- facts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar_id", "day", "reason"),
    [
        ("england-and-wales", date(2025, 12, 25), "bank holiday: Christmas Day"),
        ("england-and-wales", date(2025, 12, 26), "bank holiday: Boxing Day"),
        ("england-and-wales", date(2026, 1, 1), "bank holiday: New Year’s Day"),
        ("england-and-wales", date(2026, 1, 2), None),
        ("england-and-wales", date(2026, 4, 3), "bank holiday: Good Friday"),
        ("england-and-wales", date(2026, 4, 6), "bank holiday: Easter Monday"),
        ("england-and-wales", date(2026, 12, 28), "bank holiday: Boxing Day (substitute day)"),
        (
            "england-and-wales",
            date(2023, 5, 8),
            "bank holiday: Bank holiday for the coronation of King Charles III",
        ),
        ("england-and-wales", date(2022, 9, 18), "Sunday"),
        (
            "england-and-wales",
            date(2022, 9, 19),
            "bank holiday: Bank Holiday for the State Funeral of Queen Elizabeth II",
        ),
        ("england-and-wales", date(2020, 5, 4), None),
        ("england-and-wales", date(2020, 5, 8), "bank holiday: Early May bank holiday (VE day)"),
        ("england-and-wales", date(2026, 1, 3), "Saturday"),
        ("england-and-wales", date(2026, 1, 7), None),
        ("scotland", date(2026, 1, 2), "bank holiday: 2nd January"),
        ("scotland", date(2026, 4, 3), "bank holiday: Good Friday"),
        ("scotland", date(2026, 4, 6), None),
        ("scotland", date(2026, 8, 3), "bank holiday: Summer bank holiday"),
        ("scotland", date(2026, 8, 31), None),
        ("scotland", date(2026, 11, 30), "bank holiday: St Andrew’s Day"),
        ("northern-ireland", date(2026, 3, 17), "bank holiday: St Patrick’s Day"),
        ("northern-ireland", date(2026, 4, 6), "bank holiday: Easter Monday"),
    ],
)
def test_known_days(calendar_id: str, day: date, reason: str | None) -> None:
    calendar = load_calendar(calendar_id)
    assert calendar.day_off(day) == reason
    assert calendar.is_working_day(day) == (reason is None)


@pytest.mark.parametrize("calendar_id", calendar_ids())
def test_weekday_holidays_agree_with_a_second_source(calendar_id: str) -> None:
    snapshot = json.loads((DATA / "holidays-snapshot.json").read_text("utf-8"))
    theirs = {date.fromisoformat(day) for day in snapshot["nations"][calendar_id]}
    ours = set(load_calendar(calendar_id).holidays)
    differing = {day.isoformat() for day in theirs ^ ours if day.weekday() < 5}
    assert differing == {day for each, day in DIFFERENCES if each == calendar_id}


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_counting_working_days_agrees_with_numpy(calendar: Calendar, day: date, n: int) -> None:
    counted = day
    for _ in range(n):
        counted += DAY
        while not calendar.is_working_day(counted):
            counted += DAY
    holidays = np.array(list(calendar.holidays), dtype="datetime64[D]")
    expected = np.busday_offset(np.datetime64(day), n, roll="backward", holidays=holidays)
    assert np.datetime64(counted) == expected


# --- the files ------------------------------------------------------------------------------


@pytest.mark.parametrize("calendar_id", calendar_ids())
def test_files_name_source_and_licence_and_are_sorted(calendar_id: str) -> None:
    content = json.loads((FILES / f"{calendar_id}.json").read_text("utf-8"))
    days = [each["date"] for each in content["holidays"]]
    assert content["id"] == calendar_id
    assert "https://www.gov.uk/bank-holidays" in content["source"]
    assert "Open Government Licence v3.0" in content["licence"]
    assert days == sorted(set(days))


@pytest.mark.parametrize("calendar_id", calendar_ids())
def test_whole_years_are_covered(calendar_id: str) -> None:
    calendar = load_calendar(calendar_id)
    assert (calendar.first_day, calendar.horizon) == (date(2012, 1, 1), date(2028, 12, 31))
    for year in range(2012, 2029):
        # England and Wales have eight a year, the others more.
        assert sum(day.year == year for day in calendar.holidays) >= 8


def test_every_file_has_an_id_and_every_id_a_file() -> None:
    assert calendar_ids() == tuple(sorted(path.stem for path in FILES.glob("*.json")))


def test_the_files_are_what_the_tool_makes(tmp_path: Path) -> None:
    source = json.loads((FILES / "scotland.json").read_text("utf-8"))["source"]
    try:
        installed = version("govuk-bank-holidays")
    except PackageNotFoundError:
        pytest.skip("govuk-bank-holidays is only needed to make the files anew")
    if not source.endswith(f" {installed}"):
        pytest.skip(f"the files were made with another release than {installed}")
    subprocess.run([sys.executable, str(TOOL), str(tmp_path)], check=True)
    for calendar_id in calendar_ids():
        name = f"{calendar_id}.json"
        assert (tmp_path / name).read_bytes() == (FILES / name).read_bytes()


# --- horizon --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "beyond"),
    [
        (date(2011, 12, 31), True),
        (date(2012, 1, 1), False),
        (date(2028, 12, 31), False),
        (date(2029, 1, 1), True),
    ],
)
def test_days_outside_the_covered_years_are_told(day: date, beyond: bool) -> None:
    assert ENGLAND_AND_WALES.beyond_horizon(day) is beyond


def test_an_instant_is_not_a_day() -> None:
    christmas = datetime(2025, 12, 25, tzinfo=UTC)
    for ask in (ENGLAND_AND_WALES.day_off, ENGLAND_AND_WALES.is_working_day):
        with pytest.raises(TypeError, match="take its local_date first"):
            ask(christmas)


# --- closures and office hours --------------------------------------------------------------


def test_closures_are_days_off_with_their_reason() -> None:
    closed = ENGLAND_AND_WALES.with_closures({date(2025, 12, 29): "offices shut for Christmas"})
    assert closed.day_off(date(2025, 12, 29)) == "closed: offices shut for Christmas"
    assert ENGLAND_AND_WALES.is_working_day(date(2025, 12, 29))
    more = closed.with_closures({date(2025, 12, 30): "training"})
    assert list(more.closures) == [date(2025, 12, 29), date(2025, 12, 30)]


def test_a_bank_holiday_stays_one_when_the_office_is_closed_too() -> None:
    closed = ENGLAND_AND_WALES.with_closures({date(2025, 12, 25): "shut", date(2025, 12, 27): "x"})
    assert closed.day_off(date(2025, 12, 25)) == "bank holiday: Christmas Day"
    assert closed.day_off(date(2025, 12, 27)) == "Saturday"


def test_a_closure_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="2025-12-29 has no reason"):
        ENGLAND_AND_WALES.with_closures({date(2025, 12, 29): " "})


def test_office_hours() -> None:
    assert (ENGLAND_AND_WALES.office_opens, ENGLAND_AND_WALES.office_closes) == (time(9), time(17))
    early = ENGLAND_AND_WALES.with_office_hours(time(8, 30), time(16, 30))
    assert (early.office_opens, early.office_closes) == (time(8, 30), time(16, 30))


@pytest.mark.parametrize(
    ("opens", "closes", "says"),
    [
        (time(17), time(9), "from 17:00 to 09:00"),
        (time(9), time(9), "open before it closes"),
        (time(9, tzinfo=UTC), time(17, tzinfo=UTC), "without a zone"),
        (time(9), time(17, tzinfo=UTC), "without a zone"),
    ],
)
def test_impossible_office_hours_are_refused(opens: time, closes: time, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ENGLAND_AND_WALES.with_office_hours(opens, closes)


# --- identity -------------------------------------------------------------------------------


def calendar_of(holidays: dict[date, str], title: str = "Here") -> Calendar:
    return Calendar("here", title, date(2026, 1, 1), date(2026, 12, 31), holidays)


def test_the_digest_ignores_order_and_title() -> None:
    days = {date(2026, 1, 1): "New Year", date(2026, 12, 25): "Christmas"}
    turned = dict(reversed(days.items()))
    assert calendar_of(days).digest == calendar_of(turned, title="There").digest
    assert calendar_of(days) == calendar_of(turned, title="There")


CHANGES: list[Callable[[Calendar], Calendar]] = [
    lambda calendar: calendar.with_closures({date(2026, 2, 2): "training"}),
    lambda calendar: calendar.with_closures({date(2026, 2, 2): "flood"}),
    lambda calendar: calendar.with_office_hours(time(9), time(17, 30)),
    lambda calendar: calendar.with_office_hours(time(8), time(17)),
    lambda _: calendar_of({date(2026, 1, 1): "New Year’s Day"}),
    lambda _: calendar_of({date(2026, 1, 2): "New Year"}),
]


def test_the_digest_changes_with_whatever_can_change_an_answer() -> None:
    calendar = calendar_of({date(2026, 1, 1): "New Year"})
    digests = {calendar.digest, *(change(calendar).digest for change in CHANGES)}
    assert len(digests) == 1 + len(CHANGES)
    assert all(digest.startswith("sha256:") and len(digest) == 71 for digest in digests)


def test_equal_content_has_an_equal_digest_however_it_came_about() -> None:
    closure = {date(2025, 12, 29): "shut"}
    hours = (time(8), time(16))
    one = ENGLAND_AND_WALES.with_closures(closure).with_office_hours(*hours)
    other = ENGLAND_AND_WALES.with_office_hours(*hours).with_closures(closure)
    assert one == other
    assert one.with_office_hours(time(9), time(17)) != ENGLAND_AND_WALES
    assert ENGLAND_AND_WALES.with_closures({}) == ENGLAND_AND_WALES


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_copies_are_equal_in_every_field(copied: Callable[[Calendar], Calendar]) -> None:
    calendar = ENGLAND_AND_WALES.with_closures({date(2025, 12, 29): "shut"})
    calendar = calendar.with_office_hours(time(8), time(16))
    assert copied(calendar) == calendar
    assert repr(copied(calendar)) == repr(calendar)


def test_a_loaded_calendar_is_shared_and_cannot_be_changed() -> None:
    assert load_calendar("scotland") is load_calendar("scotland")
    with pytest.raises(TypeError):
        ENGLAND_AND_WALES.holidays[date(2026, 1, 7)] = "day off"  # type: ignore[index]


def test_the_nations_differ() -> None:
    assert len({load_calendar(each).digest for each in calendar_ids()}) == 3


@pytest.mark.parametrize(
    ("unknown", "says"),
    [
        ("scottland", 'did you mean "scotland"?'),
        ("England and Wales", 'did you mean "england-and-wales"?'),
        ("france", "write one of england-and-wales, northern-ireland, scotland"),
        ("../scotland", "there is no calendar"),
    ],
)
def test_an_unknown_calendar_is_refused_with_the_known_ones(unknown: str, says: str) -> None:
    with pytest.raises(ValueError) as raised:
        load_calendar(unknown)
    assert says in str(raised.value)
