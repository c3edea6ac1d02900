"""Moments beside a due date: where a rule that counts otherwise would answer otherwise."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from protocolrules.londontime import end_of_day, start_of_day
from protocolrules.scenarios.branches.looks import Sight
from protocolrules.words import today

_DAY = timedelta(days=1)
_TOO_LATE = ("overdue", "missed")


def on_last_day(sight: Sight) -> bool:
    """Asserted as due from a day before it falls due (or the start of its last day) until then;
    or as met, by what was done in that time."""
    due, entry = _due(sight), sight.entry
    if due is None or "state" not in sight.says:
        return False
    last_day = today(due)
    begin = min(due - _DAY, start_of_day(last_day))
    if entry.state == "due":
        return begin <= sight.asked.moment.at < due
    return entry.state == "met" and _met_within(sight, begin, due, last_day)


def on_day_after(sight: Sight) -> bool:
    """Asserted as overdue or missed (of a rung that the clock ends: gone on) from when it fell
    due to the end of the day after its last; or as met late, by what was done in that time."""
    due, entry = _due(sight), sight.entry
    if due is None or "state" not in sight.says:
        return False
    day_after = today(due) + _DAY
    end = end_of_day(day_after)
    gone_on = sight.topic == "rung" and entry.state == "lapsed" and entry.until == due
    if entry.state in _TOO_LATE or gone_on:
        return due <= sight.asked.moment.at <= end
    return entry.state == "met_late" and _met_within(sight, due, end, day_after)


def _due(sight: Sight) -> datetime | None:
    due = sight.entry.due if sight.topic == "duty" else sight.entry.respond_by
    return due if isinstance(due, datetime) else None


def _met_within(sight: Sight, begin: datetime, end: datetime, day: date) -> bool:
    """Done then; of what is only known to the day, on that day. A rung does not say when."""
    if sight.topic != "duty":
        return False
    if sight.entry.met_at is not None:
        return bool(begin <= sight.entry.met_at < end)
    return bool(sight.entry.met_on == day)
