"""Instants and the local days of Europe/London.

Instants are aware datetimes; those that come out of here are in UTC. Days and clock times are
those of Europe/London. The zone is read from the `tzdata` package and never from the machine's
own database, so that the same case gives the same answer everywhere and the version that a
result names is the one that was used.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<clock>([01]\d|2[0-3]):\d\d(:\d\d(\.\d{1,6})?)?)(?P<offset>Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)


def _london() -> ZoneInfo:
    rules = Path(tzdata.__file__).with_name("zoneinfo") / "Europe" / "London"
    with rules.open("rb") as file:
        return ZoneInfo.from_file(file, key="Europe/London")


LONDON = _london()
"""The zone. Made from a file, so a datetime that carries it can't be pickled: keep UTC ones."""


def tzdata_version() -> str:
    """The release of the IANA time zone database in use, such as `2026b`."""
    return str(tzdata.IANA_VERSION)


def local_date(instant: datetime) -> date:
    """The London day that an instant falls on. Raises ValueError for a naive datetime."""
    return _in_london(instant).date()


def local_time(instant: datetime) -> time:
    """The London clock at an instant, without a zone. Raises ValueError for a naive datetime.

    The repeated hour in October reads the same twice.
    """
    return _in_london(instant).time()


def start_of_day(day: date) -> datetime:
    """The instant, in UTC, of midnight at the beginning of a London day."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The instant, in UTC, at which the next London day starts: the first that is too late.

    A day has 23 or 25 hours when the clocks change. Raises OverflowError for 31 December 9999.
    """
    return start_of_day(day + timedelta(days=1))


def at_local(day: date, clock: time) -> datetime:
    """The instant, in UTC, at which London clocks show `clock` on `day`.

    Raises ValueError for a time that the clocks skip in March or show twice in October, and for
    a `clock` that carries a zone.
    """
    if clock.tzinfo is not None:
        raise ValueError("the clock time carries a zone: give a time of Europe/London without one")
    first = datetime.combine(day, clock.replace(fold=0), LONDON)
    second = first.replace(fold=1)
    instant = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return instant
    written = first.replace(tzinfo=None).isoformat()
    # There and back again moves a time that the clocks skip, and no other.
    moved_on = instant.astimezone(LONDON)
    if moved_on.time() != first.time():
        raise ValueError(
            f"{written} does not exist in London, where the clocks go forward that night: "
            f"write {moved_on.replace(tzinfo=None).isoformat()} or a time with its offset"
        )
    raise ValueError(
        f"{written} happens twice in London, where the clocks go back that night: "
        f"write {first.isoformat()} for the first or {second.isoformat()} for the second"
    )


def parse_moment(text: str) -> datetime:
    """Read a moment that a person typed; the result is in UTC.

    `2026-01-07T12:00:00Z` or with another offset is that instant; without an offset it is London
    time; a bare date is the end of that London day, the first instant after it.

    Raises ValueError for anything else, and for a London time that is skipped or shown twice.
    """
    parts = _MOMENT.fullmatch(text.strip())
    if parts is None:
        raise ValueError(
            f'"{text}" is not a date or a time: write 2026-01-07 for the end of that day, '
            "2026-01-07T12:00 for London time, or 2026-01-07T12:00:00Z"
        )
    try:
        day = date.fromisoformat(parts["day"])
        if parts["clock"] is None:
            return end_of_day(day)
        clock = time.fromisoformat(parts["clock"] + (parts["offset"] or ""))
        if parts["offset"] is not None:
            return datetime.combine(day, clock).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f'"{text}" does not exist or is out of range: check year, month, day, clock and offset'
        ) from None
    return at_local(day, clock)


def format_utc(instant: datetime) -> str:
    """ISO 8601 in UTC, such as `2026-01-07T12:00:00Z`; a fraction of a second only if there is one.

    Raises ValueError for a naive datetime.
    """
    return _aware(instant).astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _in_london(instant: datetime) -> datetime:
    return _aware(instant).astimezone(LONDON)


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("a time without an offset from UTC: write it as 2026-01-07T12:00:00+00:00")
    return instant
