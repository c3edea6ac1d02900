"""What has been reported of facts, roles and ages, lined up: one moment is looked up fast."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from protocolrules.engine.comparing import Tests, passes
from protocolrules.engine.days import (
    DAY,
    LONG_AGO,
    NEVER,
    TICK,
    day_end,
    day_of,
    day_start,
    shifted,
)
from protocolrules.engine.log import Seen
from protocolrules.expressions import Value
from protocolrules.periods import Unit
from protocolrules.vocabulary import FactEffect, Vocabulary


class Report(NamedTuple):
    """What somebody reported of a fact or a role. `begin` is when the value begins; a `found`
    one was so already, since nobody knows when."""

    begin: datetime
    recorded: datetime
    event_id: str
    value: Any
    found: bool
    ends: Report | None = None  # the value that comes to an end here


Touched = dict[str, datetime]


def _order(r: Report) -> tuple[datetime, bool, datetime, str]:
    return r.begin, r.ends is None, r.recorded, r.event_id


def begin(r: Report) -> datetime:
    """When the value begins."""
    return r.begin


class Age(NamedTuple):
    """An age told on a day, in the order in which it became known."""

    recorded: datetime
    event_id: str
    day: date
    years: int
    report: Report


@dataclass(slots=True)
class Born:
    """The first and last possible birthday, the reports that bound it, and the odd ones."""

    first: date
    last: date
    used: list[Report]
    odd: list[Report]


class Reports:
    """Every report of every fact and role, by the beginning of its value."""

    def __init__(self, words: Vocabulary, authority: str, tests: Mapping[int, Tests]) -> None:
        """Nothing reported yet."""
        self._kinds, self._authority, self._tests = words.events, authority, tests
        self.of: dict[str, list[Report]] = {}
        self._ending: dict[str, list[Report]] = {}  # all there are, where one tells an end
        self.ages: dict[str, list[Age]] = {}  # by the fact that tells one
        self._facts = words.facts
        self._born: dict[str, Born] = {}

    def take(self, s: Seen) -> Touched:
        """Take in what an event says; gives the facts, `role:` roles and `age` it speaks of, each
        with the moment from which it can be another (a finding may speak for all time before)."""
        touched: Touched = {}
        for name, report in self._said(s):
            if self._is_age(name):
                touched[name] = LONG_AGO
                if report.value is not None and not isinstance(report.value, bool):
                    insort(self.ages.setdefault(name, []), _age(report))
                    self._born.pop(name, None)
            else:
                before = self.at(name, LONG_AGO)
                self._line_up(name, report)
                self._touch(touched, name, report, before)
        return touched

    def drop(self, s: Seen) -> Touched:
        """Take out what an event said, since it was corrected or withdrawn."""
        touched: Touched = {}
        for name, report in self._said(s):
            if self._is_age(name):
                touched[name] = LONG_AGO
                self.ages[name] = [a for a in self.ages.get(name, ()) if a.event_id != s.id]
                self._born.pop(name, None)
            elif name in self.of:
                before = self.at(name, LONG_AGO)
                self._ending.get(name, self.of[name]).remove(report)
                self._stand(name)
                self._touch(touched, name, report, before)
        return touched

    def _line_up(self, name: str, report: Report) -> None:
        if report.ends is not None and name not in self._ending:
            self._ending[name] = list(self.of.get(name, ()))
        lined_up = self._ending.get(name)
        if lined_up is None:
            lined_up = self.of.setdefault(name, [])
        insort(lined_up, report, key=_order)
        self._stand(name)

    def _stand(self, name: str) -> None:
        """Leave the ends out that say nothing: of what another value had taken over from."""
        if name in self._ending:
            self.of[name] = stand = list[Report]()
            for r in self._ending[name]:
                if r.ends is None or (stand and _lasted(r.ends, stand)):
                    stand.append(r)

    def _is_age(self, name: str) -> bool:
        declared = self._facts.get(name)
        return declared is not None and declared.type == "age"

    def _touch(self, touched: Touched, name: str, report: Report, before: Report | None) -> None:
        """Note from when a report that came or went can make a difference: a finding may speak
        for all time before, or say since when what does is on record."""
        since = report.begin if self.at(name, LONG_AGO) == before else LONG_AGO
        touched[name] = min(touched.get(name, NEVER), since)

    def at(self, name: str, t: datetime) -> Report | None:
        """The report that speaks for a moment: the last that began, else a finding for before;
        with when that value was first recorded."""
        reports = self.of.get(name)
        if not reports:
            return None
        begun = bisect_right(reports, t, key=begin)
        if begun:
            last, run = reports[begun - 1], (reports[n] for n in range(begun - 2, -1, -1))
        elif reports[0].found:
            last, run = reports[0], (r for r in islice(reports, 1, None) if r.found)
        else:
            return None
        first = last.recorded
        for r in run:
            if r.value != last.value:
                break
            first = min(first, r.recorded)
        return last if first == last.recorded else last._replace(recorded=first)

    def born(self, fact: str) -> Born | None:
        """What the ages told say of the birthday; a later one that agrees with none before it
        stands alone."""
        if fact not in self._born and self.ages.get(fact):
            self._born[fact] = _birthday(self.ages[fact])
        return self._born.get(fact)

    def birthdays(self, fact: str) -> Iterator[datetime]:
        """Every moment at which the age can be another."""
        for told in self.ages.get(fact, ()):
            for more in range(-2, 26 - told.years):
                day = shifted(told.day, more * 12, Unit.MONTHS)
                yield day_start(day)
                yield day_start(day + DAY)

    # --- what one event says ---

    def _said(self, s: Seen) -> Iterator[tuple[str, Report]]:
        kind, fields = self._kinds[s.kind], s.fields
        for effect in kind.facts:
            tests = self._tests.get(id(effect))
            if tests is not None and not passes(tests, fields):
                continue
            name, value = _effect(effect, fields)
            if name is not None and value is not None:
                yield name, _report(s, value, effect.mode == "finds")
        for role in kind.roles:
            name = role.role or fields.get(role.role_from or "")
            worker = fields.get(role.worker_from or "")
            if name is not None and (worker is not None or role.worker_from is None):
                yield f"role:{name}", _report(s, worker, False)
        for holder, worker in (fields.get("holders") or {}).items():
            yield f"role:{holder}", _report(s, worker, True)
        for fact, told in (fields.get("facts") or {}).items():
            if told.authority in (None, self._authority):
                for report in _told(s, told):
                    yield fact, report
        if fields.get("age") is not None:
            yield "age", _report(s, fields["age"], True)


def _lasted(value: Report, reports: Sequence[Report]) -> bool:
    """Whether a value stands up to now, and did not begin anew since."""
    if reports[-1].value != value.value:
        return False
    for r in reversed(reports):
        if _order(r) <= _order(value):
            return True
        if r.value == value.value and r.ends is None and not r.found:
            return False
    return True


def _report(s: Seen, value: Value | None, found: bool) -> Report:
    return Report(s.when.earliest, s.recorded, s.id, value, found)


def _effect(effect: FactEffect, fields: Mapping[str, Any]) -> tuple[str | None, Any]:
    fact = effect.fact or fields.get(effect.fact_named_in or "")
    return fact, effect.value if effect.value_from is None else fields.get(effect.value_from)


def _told(s: Seen, told: Any) -> Iterator[Report]:
    """A fact reported with `since` begins there; without, it is a finding. The day of `until` is
    the last on which it holds; then a yes-no fact is the opposite, any other unknown."""
    begin = s.when.earliest if told.since is None else _instant(told.since)
    report = Report(begin, s.recorded, s.id, told.value, told.since is None)
    if told.until is not None:
        end = told.until if isinstance(told.until, datetime) else day_end(told.until)
        after = not told.value if isinstance(told.value, bool) else None
        last = end - TICK
        # Found to have held until then: on its last day at least.
        first = last if told.since else day_start(day_of(last))
        report = report._replace(begin=min(begin, first))
        yield Report(end, s.recorded, s.id, after, False, report)
    yield report


def _instant(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else day_start(moment)


def _age(report: Report) -> Age:
    return Age(report.recorded, report.event_id, day_of(report.begin), report.value, report)


def _birthday(ages: Sequence[Age]) -> Born:
    born = Born(date.min, date.max, [], [])
    for told in ages:
        after = shifted(told.day, -(told.years + 1) * 12, Unit.MONTHS) + DAY
        by = shifted(told.day, -told.years * 12, Unit.MONTHS)
        if max(born.first, after) > min(born.last, by):
            born = Born(after, by, [told.report], [*born.odd, told.report])
        else:
            born.first, born.last = max(born.first, after), min(born.last, by)
            born.used.append(told.report)
    return born


def years(born: date, today: date) -> int:
    """How old somebody born on a day is today."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


__all__ = ["Age", "Born", "Report", "Reports", "years"]
