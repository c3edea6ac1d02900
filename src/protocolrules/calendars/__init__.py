"""Which days are working days: bank holidays of each nation as data, with a horizon.

The data files beside this module are made by `tools/build_calendars.py` from the list that
GOV.UK publishes. Counting working days is left to the two evaluators on purpose, so that each
checks the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

_IDS = ("england-and-wales", "northern-ireland", "scotland")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Bank holidays of a nation with the closures and office hours of a rule file.

    Covers the London days from `first_day` to `horizon`, both included. `holidays` and `closures`
    give each day its name, `office_opens` and `office_closes` are London clock times. `digest`
    changes with anything that can change a due date or its explanation, and with nothing else.

    Raises ValueError for office hours that end before they start or carry a zone, and for a
    closure without a reason.
    """

    id: str
    title: str = field(compare=False)
    first_day: date
    horizon: date
    holidays: Mapping[date, str] = field(compare=False)
    closures: Mapping[date, str] = field(default_factory=dict, compare=False)
    office_opens: time = time(9)
    office_closes: time = time(17)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        if self.office_opens.tzinfo or self.office_closes.tzinfo:
            raise ValueError("office hours are London clock times: write them without a zone")
        if self.office_opens >= self.office_closes:
            raise ValueError(
                f"office hours from {self.office_opens:%H:%M} to {self.office_closes:%H:%M}: "
                "the office has to open before it closes"
            )
        for day, reason in self.closures.items():
            if not reason.strip():
                raise ValueError(f"the closure on {day} has no reason: say why the office is shut")
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))
        object.__setattr__(self, "closures", MappingProxyType(dict(self.closures)))
        object.__setattr__(self, "digest", _digest(self))

    def __reduce__(self) -> tuple[type[Calendar], tuple[object, ...]]:
        # Read-only mappings can be neither pickled nor copied as they are.
        holidays, closures = dict(self.holidays), dict(self.closures)
        span = (self.first_day, self.horizon)
        office = (self.office_opens, self.office_closes)
        return Calendar, (self.id, self.title, *span, holidays, closures, *office)

    def day_off(self, day: date) -> str | None:
        """Why `day` is not a working day, in plain words; None for a working day.

        Says nothing of holidays for days outside the covered span: ask `beyond_horizon`.
        Raises TypeError for a datetime, which would match no holiday.
        """
        if isinstance(day, datetime):
            raise TypeError("a day is expected, not an instant: take its local_date first")
        if day.weekday() >= _SATURDAY:
            return "Saturday" if day.weekday() == _SATURDAY else "Sunday"
        if day in self.holidays:
            return f"bank holiday: {self.holidays[day]}"
        if day in self.closures:
            return f"closed: {self.closures[day]}"
        return None

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, no bank holiday, not closed. Raises TypeError for a datetime."""
        return self.day_off(day) is None

    def beyond_horizon(self, day: date) -> bool:
        """Whether holidays on `day` are unknown: after the last day covered or before the first."""
        return not self.first_day <= day <= self.horizon

    def with_closures(self, closures: Mapping[date, str]) -> Calendar:
        """This calendar with more days on which the office is shut, each with its reason.

        A day given again takes the new reason. Raises ValueError for a reason that is empty.
        """
        return replace(self, closures={**self.closures, **closures})

    def with_office_hours(self, opens: time, closes: time) -> Calendar:
        """This calendar with other office hours, in London clock time.

        Raises ValueError unless the office opens before it closes.
        """
        return replace(self, office_opens=opens, office_closes=closes)


def calendar_ids() -> tuple[str, ...]:
    """The ids that `load_calendar` knows, sorted."""
    return _IDS


@lru_cache
def load_calendar(calendar_id: str) -> Calendar:
    """The calendar of a nation, with the default office hours and no closures.

    Raises ValueError for an unknown id.
    """
    if calendar_id not in _IDS:
        close = get_close_matches(calendar_id, _IDS, n=1, cutoff=0.5)
        hint = f'did you mean "{close[0]}"? ' if close else ""
        raise ValueError(
            f'there is no calendar "{calendar_id}": {hint}write one of {", ".join(_IDS)}'
        )
    content = json.loads(Path(__file__).with_name(f"{calendar_id}.json").read_text("utf-8"))
    return Calendar(
        id=content["id"],
        title=content["title"],
        first_day=date.fromisoformat(content["from"]),
        horizon=date.fromisoformat(content["horizon"]),
        holidays={date.fromisoformat(each["date"]): each["name"] for each in content["holidays"]},
    )


def _digest(calendar: Calendar) -> str:
    content = {
        "id": calendar.id,
        "from": calendar.first_day.isoformat(),
        "horizon": calendar.horizon.isoformat(),
        "holidays": _named_days(calendar.holidays),
        "closures": _named_days(calendar.closures),
        "office_hours": [calendar.office_opens.isoformat(), calendar.office_closes.isoformat()],
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{sha256(canonical.encode()).hexdigest()}"


def _named_days(days: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in days.items()}
