"""Engines that count time wrongly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from planted.checks import law, next_change, scenario
from planted.planting import Patch, everywhere, fault
from protocolrules.engine import arisings, days, life
from protocolrules.engine.case import Case
from protocolrules.engine.days import DAY, Days
from protocolrules.londontime import LONDON
from protocolrules.periods import Unit
from protocolrules.timing import Due, Within

EDITION = "in_force: {from: 2025-12, until: 2026-01}\n"


@fault(
    "a due date lies a day before the right one",
    law("that-many-working-days", "five-working-days", "4 working days, not 5"),
    law("as-defined", "five-working-days", r"duties\[\d\].due"),
    scenario("due-dates", "days-are-calendar-days", "expected: (due 2026-01-12|state due)"),
)
def a_due_date_a_day_early(patch: Patch) -> None:
    right = Days.shift
    patch.setattr(Days, "shift", lambda self, *told: right(self, *told) - DAY)


@fault(
    "the day of the trigger counts as the first",
    law("that-many-working-days", "five-working-days", "4 working days, not 5"),
    scenario("due-dates", "days-are-calendar-days", "expected: (due 2026-01-12|state due)"),
)
def the_day_of_the_trigger_counted(patch: Patch) -> None:
    right = Days.__init__

    def wrong(self: Days, *given: Any) -> None:
        right(self, *given)
        self.first_counts = 1

    patch.setattr(Days, "__init__", wrong)


def _days_off(patch: Patch, **other: object) -> None:
    right = Days.__init__

    def wrong(self: Days, *given: Any) -> None:
        right(self, *given)
        for name, value in other.items():
            setattr(self, name, value)
        self._working = (2000, 2050, self._list(2000, 2050))

    patch.setattr(Days, "__init__", wrong)


@fault(
    "a bank holiday counts as a working day",
    law("that-many-working-days", "five-working-days", "working days, not 5"),
    law("working-days-end-on-one", "five-working-days", "the last day is a day off"),
    scenario("due-dates", "working-days-over-easter", "counted 2026-04-08, as 3"),
)
def bank_holidays_ignored(patch: Patch) -> None:
    _days_off(patch, _shut=frozenset[date]())


@fault(
    "Saturday and Sunday count as working days",
    law("that-many-working-days", "five-working-days", "working days, not 5"),
    scenario("due-dates", "working-days-skip-the-weekend", "expected: last_day 2026-01-13"),
)
def the_weekend_counted(patch: Patch) -> None:
    _days_off(patch, _week=frozenset(range(7)))


@fault(
    "a closure of the file counts as a working day",
    scenario("settings", "a-local-closure", "counted 2026-05-09, as 3"),
    law(
        "that-many-working-days",
        "five-working-days",
        "working days, not 5",
        head="closures: {2027-06-16: council offices closed}\n",
    ),
)
def local_closures_ignored(patch: Patch) -> None:
    right = Days.__init__

    def wrong(self: Days, *given: Any) -> None:
        right(self, *given)
        self._shut = frozenset(self.calendar.holidays)
        self._working = (2000, 2050, self._list(2000, 2050))

    patch.setattr(Days, "__init__", wrong)


@fault(
    "hours are counted on the clock face, so that a change of the clocks loses or wins one",
    scenario("due-dates", "hours-in-spring", "but it is: due 2026-03-30 12:00"),
    law("as-defined", "days-of-hours", r"duties\[\d\].due: '.*' and '", examples=400),
)
def the_change_of_the_clocks_lost(patch: Patch) -> None:
    right = Days._until

    def wrong(self: Days, end: datetime, anchor: days.Moment, spec: Due) -> days.Deadline:
        face = anchor.earliest.astimezone(LONDON).replace(tzinfo=None)
        there = (face + (end - anchor.earliest)).replace(tzinfo=LONDON).astimezone(UTC)
        return right(self, there, anchor, spec)

    patch.setattr(Days, "_until", wrong)


@fault(
    "working hours run on when the office is closed",
    scenario("due-dates", "working-hours-over-a-weekend", "expected: due 2026-01-12 17:00"),
    law("as-defined", "working-hours", r"duties\[\d\].due"),
)
def working_hours_through_the_night(patch: Patch) -> None:
    right = Days._office_hours

    def wrong(self: Days, anchor: days.Moment, spec: Within) -> days.Deadline:
        if not anchor.exact:
            return right(self, anchor, spec)
        end = anchor.earliest + timedelta(hours=spec.period.count)
        return self._until(end, anchor, spec)

    patch.setattr(Days, "_office_hours", wrong)


@fault(
    "a month from the 31st runs into the month after the next",
    scenario("due-dates", "a-month-clamps", "expected: state overdue"),
    law("as-defined", "one-month", r"duties\[\d\].last_day"),
)
def months_not_clamped(patch: Patch) -> None:
    right = days.shifted

    def wrong(day: date, count: int, unit: Unit) -> date:
        there = right(day, count, unit)
        whole = unit in (Unit.MONTHS, Unit.YEARS)
        return there + (day.day - there.day) * DAY if whole else there

    everywhere(patch, right, wrong)


@fault(
    "what is done at the very instant at which it falls due is in time",
    scenario("evidence", "evidence-at-the-due-instant", "expected: state met_late"),
    law("as-defined", "days-of-hours", r"duties\[\d\].state: 'met' and 'met_late'", examples=400),
)
def the_due_instant_in_time(patch: Patch) -> None:
    right = life.in_time

    def wrong(slot: Any) -> bool | None:
        dated = life.standing(slot, slot.met.when.latest) if slot.met else None
        at_once = dated is not None and dated.deadline.due == slot.met.when.earliest
        return True if at_once else right(slot)

    everywhere(patch, right, wrong)


@fault(
    "the next change is the one after it",
    law("next-change", "five-working-days", "and the state is another by"),
    next_change("clocks", "five-working-days", "it changes already by"),
)
def the_next_change_too_late(patch: Patch) -> None:
    right = Case.next_change_after

    def wrong(self: Case, t: datetime) -> datetime | None:
        found = right(self, t)
        return found and right(self, found)

    patch.setattr(Case, "next_change_after", wrong)


@fault(
    "the next change is said to come before anything changes",
    law("next-change", "five-working-days", "where nothing changes"),
)
def the_next_change_too_early(patch: Patch) -> None:
    right = Case.next_change_after

    def wrong(self: Case, t: datetime) -> datetime | None:
        found = right(self, t)
        return found and t + (found - t) / 2

    patch.setattr(Case, "next_change_after", wrong)


@fault(
    "a rule arises also before its edition begins and after it ends",
    scenario("editions", "before-the-edition", "2 of those there"),
    law("as-defined", "no-time", r"duties\[\d\]", head=EDITION),
)
def the_edition_ignored(patch: Patch) -> None:
    everywhere(patch, arisings.in_edition, lambda core, t: True)
