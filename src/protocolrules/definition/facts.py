"""What has been reported and defined: the value of a fact, a role or an age at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile

from protocolrules.definition.days import DAY, Days, plain_shift
from protocolrules.definition.history import History, Report
from protocolrules.definition.verdicts import Spell, Verdict, dated, in_words
from protocolrules.document import NOT_SET, Protocol
from protocolrules.expressions import Condition, ReadingRef, Value
from protocolrules.londontime import local_date, start_of_day
from protocolrules.periods import Period, Unit
from protocolrules.results import How
from protocolrules.vocabulary import Definition


@dataclass(slots=True)
class Facts:
    """One subject's history under one protocol and one choice of readings."""

    protocol: Protocol
    days: Days
    log: History
    at: datetime
    readings: Mapping[str, str]

    def spells(self, c: Condition) -> list[Spell]:
        """The stretches over which a condition keeps one value."""
        raise NotImplementedError

    def begun(self, spell: Spell) -> datetime:
        """When a spell counts from: its beginning, or, unreported, the first report of it."""
        return dated(spell) or self.log_start()

    def log_start(self) -> datetime:
        """The first thing in the log that happened (what was last done is no event of it)."""
        first = [s.when.earliest for s in self.log.seen if not s.stand_in]
        return min(first, default=self.at)

    def defining(self, name: str) -> list[tuple[Definition, list[Spell]]]:
        """The definitions of a fact or role, each with the spells of its condition."""
        return [
            (d, self.spells(d.condition))
            for d in self.protocol.vocabulary.definitions
            if name in (d.fact, f"role:{d.vacant}")
        ]

    def reading(self, name: str) -> str:
        """The value at which a reading stands."""
        return self.readings.get(name, self.protocol.readings[name].means)

    def period(self, period: Period | ReadingRef) -> Period | None:
        """A period, or the one a reading stands at; None when it is not set."""
        if isinstance(period, Period):
            return period
        text = self.reading(period.name)
        return None if text == NOT_SET else Period.parse(text)

    def report(self, name: str, t: datetime) -> Report | None:
        """The report that speaks for a moment: the last that began, else a finding for before;
        with when that value was first recorded."""
        reports = self.log.reports.get(name, [])
        begun = [r for r in reports if r.begin <= t]
        same = begun[::-1] or [r for r in reports if r.found and reports[0].found]
        run = takewhile(lambda r: r.value == same[0].value, same)
        return replace(same[0], recorded=min(r.recorded for r in run)) if same else None

    def defined(self, name: str, t: datetime) -> tuple[datetime | None, Spell, Definition] | None:
        """The definition that speaks for a moment, the one that began last, and its beginning
        (None: it holds by a report of later, or as long as nothing is said)."""
        found = []
        for definition, over in self.defining(name):
            for spell in over:
                if spell.verdict.holds and spell.covers(t):
                    begun = dated(spell)
                    known = begun is not None and begun <= t
                    found.append((begun if known else None, spell, definition))
        return max(found, key=lambda s: (s[0] is not None, s[0]), default=None)

    def value(self, name: str, t: datetime) -> tuple[Value | None, Verdict]:
        """The value of a fact or role at a moment and where it comes from. Of a report and a
        definition the one with the later beginning speaks."""
        report, defined = self.report(name, t), self.defined(name, t)
        if report is not None and report.value is None and not name.startswith("role:"):
            report = None  # its value came to an end, and nobody said what came after
        if defined is not None:
            begun, spell, definition = defined
            reported = report.begin if report and report.begin <= t else None
            if reported is None or (begun is not None and begun >= reported):
                why, value = spell.verdict, definition.value
                verdict = replace(why, holds=None, says=name, value=in_words(value), parts=(why,))
                return value, replace(verdict, how="defined", needs=frozenset())
        return self.reported(name, t)

    def contradicted(self, name: str, t: datetime) -> Report | None:
        """The report that disagrees with what was defined when it began."""
        report, defined = self.report(name, t), self.defined(name, t)
        if report is None or defined is None or report.begin > t:
            return None
        if report.value is None and not name.startswith("role:"):
            return None
        begun, _, definition = defined
        before = begun is None or begun < report.begin
        return report if before and report.value != definition.value else None

    def reported(self, name: str, t: datetime) -> tuple[Value | None, Verdict]:
        """What reports alone say of a fact or role, or that there are none."""
        report = self.report(name, t)
        if report is not None and (report.value is not None or name.startswith("role:")):
            how: How = "found" if report.found else "reported"
            value = report.value
            verdict = Verdict(None, name, in_words(value), report.event_id, report.begin, how)
            return value, replace(verdict, recorded=report.recorded)
        declared = self.protocol.vocabulary.facts.get(name)
        value = declared.no_report if declared else None
        how = "unknown" if value is None else "no_report"
        return value, Verdict(None, name, in_words(value), how=how)

    def is_age(self, fact: str) -> bool:
        """Whether what is told of a fact is an age, which grows."""
        declared = self.protocol.vocabulary.facts.get(fact)
        return declared is not None and declared.type == "age"

    def age(self, fact: str, t: datetime) -> tuple[int, int, list[Report]] | None:
        """The youngest and oldest that somebody can be on the day, from the ages told."""
        low, high, used, _ = self.born(fact)
        today = local_date(t)
        return (_years(high, today), _years(low, today), used) if used else None

    def birthdays(self, fact: str) -> Iterator[datetime]:
        """Every moment at which the age can be another."""
        for day, years, _ in self.log.ages.get(fact, ()):
            for more in range(-2, 26 - years):
                for shift in (0, 1):
                    yield start_of_day(plain_shift(day, more * 12, Unit.MONTHS) + shift * DAY)

    def born(self, fact: str) -> tuple[date, date, list[Report], list[Report]]:
        """The first and last possible birthday, the ages told that bound it, and those that
        agree with nothing told before (then only they count)."""
        low, high, used, odd = date.min, date.max, [], []
        for day, years, report in sorted(
            self.log.ages.get(fact, ()),
            key=lambda a: (a[2].recorded, a[2].event_id, a[0], a[1]),
        ):
            after = plain_shift(day, -(years + 1) * 12, Unit.MONTHS) + DAY
            by = plain_shift(day, -years * 12, Unit.MONTHS)
            if max(low, after) > min(high, by):
                low, high, used = after, by, [report]
                odd.append(report)
            else:
                low, high, used = max(low, after), min(high, by), [*used, report]
        return low, high, used, odd


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
