"""Reads the head of a file: its names, when it is in force, its calendar, settings and courts."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Final

from protocolrules.calendars import calendar_ids
from protocolrules.diagnostics import Place
from protocolrules.document import Court, Edition, Settings
from protocolrules.language.entries import Entries
from protocolrules.language.read_ladders import check_name
from protocolrules.language.reader import Reader, shown
from protocolrules.language.shapes import TEXT, YES_NO, Key, Keys, ListOf, Text, Words, need
from protocolrules.nodes import Node, Scalar

WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
IN_FORCE: Final = Keys(
    "in_force",
    {
        "from": Key(Text("2023-10-01"), "the first day, or a month: from its first day"),
        "until": Key(Text("2025-09-30"), "the last day, or a month: until its last day"),
        "review_by": Key(Text("2025-10-01"), "the day of review, or a month: its last day"),
        "edition": Key(TEXT, "a name for it"),
    },
)
SETTINGS: Final = Keys(
    "the settings",
    {
        "day_of_trigger": Key(Words(("0", "1")), "which day the day of the trigger is"),
        "working_week": Key(ListOf(Words(tuple(WEEKDAYS))), "the days that are worked"),
        "office_hours": Key(Text("09:00 to 17:00"), "when the office is open"),
    },
)
COURT: Final = Keys(
    "a court",
    {
        "title": need(TEXT, "what it is called"),
        "sits": need(ListOf(Words(tuple(WEEKDAYS))), "the weekdays on which it sits"),
        "opens": Key(Text("10:00"), "when a sitting starts"),
        "sits_on_holidays": Key(YES_NO, "whether it sits on bank holidays"),
    },
)
CALENDAR: Final = Words(calendar_ids())

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_HOUR: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_HOURS: Final = re.compile(rf"({_HOUR.pattern}) to ({_HOUR.pattern})")
_YEARS: Final = range(1990, 2101)


def edition(r: Reader, file: Entries) -> Edition:
    """When the protocol is in force."""
    if "in_force" not in file:
        return Edition("undated")
    entries = file.inner("in_force", IN_FORCE)
    starts = _day(entries, "from", last=False)
    until = _day(entries, "until", last=True)
    review_by = _day(entries, "review_by", last=True)
    for key, end in (("until", until), ("review_by", review_by)):
        if starts is not None and end is not None and end < starts:
            message = f'"{key}" comes before "from"'
            why, hint = "the protocol would never be in force", "check the two dates"
            place, other = entries.value_place(key), entries.value_place("from")
            r.report("PR311", message, place, why, hint, other=other)
    name = entries.text("edition") or entries.text("from") or "undated"
    return Edition(name, starts, until, review_by)


def _day(entries: Entries, key: str, *, last: bool) -> date | None:
    said = entries.text(key)
    if not said:
        return None
    found = read_day(said, last=last)
    if found is None:
        _no_date(entries.reader, said, entries.value_place(key), "2023-10-01, or 2023-10")
    return found


def read_day(said: str, *, last: bool) -> date | None:
    """A date, or the first or last day of a month; None when it is neither."""
    found = _DATE.fullmatch(said)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    days = monthrange(year, month)[1]
    if found[3] is None:
        return date(year, month, days if last else 1)
    day = int(found[3])
    return date(year, month, day) if 1 <= day <= days else None


def _no_date(r: Reader, said: str, place: Place, example: str) -> None:
    why = "days are counted from it"
    r.report("PR306", f"{shown(said)} is no date", place, why, f"write {example}")


def closures(r: Reader, node: Node | None, settings: Settings) -> Mapping[date, str]:
    """Local days off, each with its reason."""
    found: dict[date, str] = {}
    for key, value in r.entries(node):
        day = read_day(key.text, last=False) if key.text.count("-") == 2 else None
        reason = r.text(value)
        if day is None:
            _no_date(r, key.text, key.place, "a day such as 2025-12-24")
            continue
        if day.weekday() not in settings.working_week:
            why, hint = "it changes nothing", "check the date"
            message = f"{shown(key.text)} is a {WEEKDAYS[day.weekday()]}, which is off anyway"
            r.warn("PR409", message, key.place, why, hint)
        found[day] = reason or ""
    return MappingProxyType(dict(sorted(found.items())))


def settings(r: Reader, file: Entries) -> Settings:
    """The conventions that the file changes."""
    if "settings" not in file:
        return Settings()
    entries = file.inner("settings", SETTINGS)
    plain = Settings()
    week = _weekdays(entries, "working_week") or plain.working_week
    opens, closes = _office_hours(r, entries) or (plain.office_opens, plain.office_closes)
    return Settings(1 if entries.word("day_of_trigger") == "1" else 0, week, opens, closes)


def _weekdays(entries: Entries, key: str) -> tuple[int, ...]:
    return tuple(sorted(WEEKDAYS.index(word) for word in entries.words(key)))


def _office_hours(r: Reader, entries: Entries) -> tuple[time, time] | None:
    said, place = entries.text("office_hours"), entries.value_place("office_hours")
    if not said:
        return None
    found = _HOURS.fullmatch(said)
    if not found:
        why = "due dates depend on when the office closes"
        hint = "write 09:00 to 17:00"
        r.report("PR307", f"{shown(said)} are no office hours", place, why, hint)
        return None
    opens, closes = time(int(found[2]), int(found[3])), time(int(found[5]), int(found[6]))
    if closes <= opens:
        why, hint = "no hour would be office time", "write 09:00 to 17:00"
        r.report("PR311", "the office closes before it opens", place, why, hint)
        return None
    return opens, closes


def courts(r: Reader, entries: tuple[tuple[Scalar, Node], ...]) -> Mapping[str, Court]:
    """The calendars of courts, by name."""
    found = {name.text: _court(r, name, node) for name, node in entries}
    return MappingProxyType(dict(sorted(found.items())))


def _court(r: Reader, name: Scalar, node: Node) -> Court:
    check_name(r, name)
    entries = Entries(r, COURT, node, name.place)
    days = _weekdays(entries, "sits")
    holidays = entries.yes("sits_on_holidays")
    opens = _hour(r, entries, "opens")
    return Court(name.text, entries.text("title", name.text), days, opens, holidays)


def _hour(r: Reader, entries: Entries, key: str) -> time:
    said = entries.text(key, "10:00")
    found = _HOUR.fullmatch(said)
    if not found:
        why = "a sitting is due at that hour"
        place = entries.value_place(key)
        r.report("PR307", f"{shown(said)} is no hour of the day", place, why, "write 10:00")
        return time(10)
    return time(int(found[1]), int(found[2]))
