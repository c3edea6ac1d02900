"""The values that events carry, as Pydantic reads them: ids, days, instants, choices, sets.

A value that is refused raises an error whose type is the code of the fault; its message never
holds the value, since a log is about children.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Annotated, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from protocolrules.londontime import local_date

FIRST_YEAR, LAST_YEAR = 1990, 2100
OLDEST = 30
BIGGEST = 1_000_000_000

ID_PATTERN = r"^[A-Za-z0-9._:-]{1,64}$"
DAY_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
INSTANT_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"

_DAY = re.compile(DAY_PATTERN.rstrip("$"), re.ASCII)
_INSTANT = re.compile(INSTANT_PATTERN.rstrip("$"), re.ASCII)
_NAIVE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?", re.ASCII)

How = Literal["in_person", "report", "representative", "apologies", "absent"]
FactValue = bool | int | str | frozenset[str]
T = TypeVar("T")


def refused(code: str, message: str) -> PydanticCustomError:
    """The error of one fault; the message reads on after the name of the field."""
    # Braces would be taken for a template.
    return PydanticCustomError(code, message.replace("{", "(").replace("}", ")"))


def to_instant(value: object) -> datetime:
    """An instant in UTC from ISO 8601 with an offset, or from an aware datetime."""
    if isinstance(value, str):
        value = _read_instant(value)
    if not isinstance(value, datetime):
        raise refused("EV011", "is an instant: write it as 2026-01-07T12:00:00+00:00")
    if value.utcoffset() is None:
        raise _naive()
    _in_range(value)
    instant = value if value.tzinfo is UTC else value.astimezone(UTC)
    return _in_range(instant)


def _read_instant(text: str) -> datetime:
    if _INSTANT.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise refused("EV012", "is a day or a time that does not exist") from None
    if _NAIVE.fullmatch(text):
        raise _naive()
    raise refused("EV012", "is not an instant: write it as 2026-01-07T12:00:00+00:00")


def _naive() -> PydanticCustomError:
    return refused(
        "EV010",
        "has no offset from UTC, so it could mean two instants: in London write"
        " 2026-01-07T12:00:00+00:00 in winter, 2026-07-07T12:00:00+01:00 in summer",
    )


def to_day(value: object) -> date:
    """A day from `2026-01-07` or from a date; an instant is not a day."""
    if isinstance(value, str):
        value = _read_day(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise refused("EV011", "is a day without a time: write it as 2026-01-07")
    return _in_range(value)


def _read_day(text: str) -> date:
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise refused("EV012", "is a day that does not exist") from None
    raise refused("EV012", "is not a day: write it as 2026-01-07, without a time")


def to_moment(value: object) -> date | datetime:
    """A day, or an instant where the value has a time."""
    timed = isinstance(value, datetime) or (isinstance(value, str) and ":" in value)
    return to_instant(value) if timed else to_day(value)


D = TypeVar("D", bound=date)


def _in_range(value: D) -> D:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise refused("EV013", f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return value


def listed(value: object) -> object:
    """What a field with several values takes: one of them, or a list."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple | set | frozenset):
        raise refused("EV011", "is a list of words, or one word")
    return value


def to_fact_value(value: object) -> FactValue:
    """A value of any type of fact; whether it fits its own fact is for the vocabulary to say."""
    if isinstance(value, list | tuple | set | frozenset):
        if not all(isinstance(part, str) for part in value):
            raise refused("EV011", "is a list of words")
        return frozenset(value)
    if isinstance(value, bool | int | str):
        return value
    raise refused("EV011", "is true, false, a whole number, a word or a list of words")


def _sorted(values: Collection[str] | FactValue) -> object:
    return sorted(values) if isinstance(values, frozenset) else values


_IN_ORDER = PlainSerializer(_sorted, when_used="json")

Id = Annotated[str, StringConstraints(strict=True, pattern=ID_PATTERN)]
Name = Annotated[str, StringConstraints(strict=True, max_length=64)]
Worker = Id
YesNo = StrictBool
Number = Annotated[int, Field(strict=True, ge=-BIGGEST, le=BIGGEST)]
Age = Annotated[int, Field(strict=True, ge=0, le=OLDEST)]
Instant = Annotated[datetime, BeforeValidator(to_instant)]
Day = Annotated[date, BeforeValidator(to_day)]
Moment = Annotated[date | datetime, BeforeValidator(to_moment)]
AnyFactValue = Annotated[
    StrictBool | StrictInt | StrictStr | frozenset[str], BeforeValidator(to_fact_value), _IN_ORDER
]
SetOf = Annotated[frozenset[T], BeforeValidator(listed), _IN_ORDER]


class Part(BaseModel):
    """A part of an event: frozen, without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class FactReport(Part):
    """What somebody reports of a fact: its value, and since and until when it holds.

    Without `since` it is a finding: it was so already. A day counts from its start for `since`
    and to its end for `until`. `authority` says whose fact it is; None: everybody's.
    """

    value: AnyFactValue
    since: Moment | None = None
    until: Moment | None = None
    authority: Id | None = None

    @model_validator(mode="after")
    def _not_backwards(self) -> FactReport:
        since, until = self.since, self.until
        if since is not None and until is not None and _backwards(since, until):
            raise refused("EV019", "ends before it begins")
        return self


class AttendanceEntry(Part):
    """One line of an occasion's attendance: which role or worker, for which service, and how."""

    how: How
    role: Name | None = None
    worker: Worker | None = None
    service: Name | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> AttendanceEntry:
        if self.role is None and self.worker is None and self.service is None:
            raise refused("EV020", "names nobody: give a role, a worker or a service")
        return self


def _backwards(since: date | datetime, until: date | datetime) -> bool:
    if isinstance(since, datetime) and isinstance(until, datetime):
        return until < since
    return _date(until) < _date(since)


def _date(moment: date | datetime) -> date:
    return local_date(moment) if isinstance(moment, datetime) else moment
