"""What is true, false or unknown at a moment, and over which spells (strong Kleene)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from typing import Protocol as Interface

from protocolrules.definition.days import DAY, Point
from protocolrules.definition.facts import Facts
from protocolrules.definition.history import Seen, compare
from protocolrules.definition.verdicts import (
    NO_FRAME,
    TRUE,
    Frame,
    Need,
    Spell,
    Verdict,
    all_of,
    any_of,
    in_words,
    negate,
    test_in_words,
    unset,
)
from protocolrules.document import NOT_SET
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    DutyIs,
    EventPattern,
    FactIs,
    FieldIs,
    Happened,
    InOfficeHours,
    Judged,
    Lasted,
    Not,
    Previously,
    ReadingIs,
    ReadingRef,
    RoleIs,
    RungReached,
    Test,
    Unreported,
    Value,
)
from protocolrules.londontime import local_date, local_time, start_of_day
from protocolrules.periods import Period
from protocolrules.timing import Within

OLD = Test("at_least", (0,))
"""What every age is."""


class Others(Interface):
    """What conditions ask of the rest: duties, ladders, statuses and the matching of events."""

    def duty_words(self, rule: str, t: datetime) -> list[str]:
        """The states of a rule's latest duties at a moment."""

    def duty_edges(self, rule: str) -> Iterable[datetime]:
        """The moments at which the state of a rule's duties can change."""

    def rung(self, ladder: str, t: datetime) -> int:
        """The highest rung reached by a moment; 0 for none."""

    def rung_edges(self, ladder: str) -> Iterable[datetime]:
        """The moments at which a rung is reached."""

    def status(self, name: str, t: datetime) -> Verdict:
        """Whether a rule gives the status at a moment."""

    def status_edges(self, name: str) -> Iterable[datetime]:
        """The moments at which the status can change."""

    def matches(self, pattern: EventPattern, s: Seen) -> bool | None:
        """Whether an event is like the pattern."""


@dataclass(slots=True)
class World(Facts):
    """One subject's history under one protocol and one choice of readings."""

    others: Others = field(init=False)
    memo: dict[Condition, list[Spell]] = field(default_factory=dict)

    def truth(self, c: Condition, t: datetime, frame: Frame = NO_FRAME) -> Verdict:
        """The value of a condition at a moment, with its reasons."""
        match c:
            case AllOf(parts):
                return all_of([self.truth(p, t, frame) for p in parts])
            case AnyOf(parts):
                return any_of([self.truth(p, t, frame) for p in parts])
            case Not(part):
                return negate(self.truth(part, t, frame))
            case FactIs(fact, test):
                return self._fact(fact, test, t)
            case FieldIs(name, test):
                return self._field(name, test, frame)
            case RoleIs():
                return self._role(c, t)
            case Unreported(fact):
                return self._unreported(fact, t)
            case Judged(judgement):
                return self._judged(judgement, t, frame)
            case Happened():
                return self._happened(c, t, frame)
            case Previously(part, within):
                return self._previously(part, within, t)
            case Lasted():
                return self._lasted(c, t)
            case InOfficeHours():
                return self._office_hours(frame)
            case RungReached(ladder, rung):
                return Verdict(self.others.rung(ladder, t) >= rung, f"{ladder} at rung {rung}")
            case DutyIs(rule, states):
                words = self.others.duty_words(rule, t)
                return Verdict(any(w in states for w in words), f"duty {rule}", ", ".join(words))
            case ReadingIs(name, values):
                value = self.reading(name)
                if value == NOT_SET:
                    return replace(unset(f"reading {name}", name), value=value)
                return Verdict(value in values, f"reading {name}", value)

    def _fact(self, fact: str, test: Test, t: datetime) -> Verdict:
        says = f"{fact} {test_in_words(test)}"
        declared = self.protocol.vocabulary.facts.get(fact)
        if self.is_age(fact):
            return self._age(fact, says, test, t)
        if given := self._given(fact, t):
            holds = None if given.holds is None else given.holds is (True in test.values)
            words = in_words(given.holds)
            return replace(given, holds=holds, says=says, value=words, parts=(given,))
        value, why = self.value(fact, t)
        holds = compare(test, value, declared.choices if declared else ())
        needs = frozenset({Need("fact", fact)}) if holds is None else frozenset()
        return replace(why, holds=holds, says=says, needs=needs)

    def _unreported(self, fact: str, t: datetime) -> Verdict:
        says, given = f"{fact} is unreported", self._given(fact, t)
        if given and given.holds is not False:
            return replace(negate(given), says=says)
        why = self._age(fact, "", OLD, t) if self.is_age(fact) else self.value(fact, t)[1]
        return replace(why, holds=why.how == "unknown", says=says, needs=frozenset())

    def _given(self, status: str, t: datetime) -> Verdict | None:
        """What rules say of a status; None where a report of it speaks instead."""
        if status not in self.protocol.vocabulary.statuses:
            return None
        given, report = self.others.status(status, t), self.report(status, t)
        later = (
            given.holds
            and given.since is not None
            and (report is None or given.since >= report.begin)
        )
        return given if report is None or later else None

    def _age(self, fact: str, says: str, test: Test, t: datetime) -> Verdict:
        bounds, missing = self.age(fact, t), frozenset({Need("fact", fact)})
        if bounds is None:
            return Verdict(None, says, how="unknown", needs=missing)
        low, high, used = bounds
        answers = {compare(test, years) for years in range(low, high + 1)}
        holds = answers.pop() if len(answers) == 1 else None
        needs = missing if holds is None else frozenset()
        value = str(low) if low == high else f"{low} or {high}"
        first = min(r.recorded for r in used)
        return Verdict(holds, says, value, used[-1].event_id, None, "reported", (), needs, first)

    def _field(self, name: str, test: Test, frame: Frame) -> Verdict:
        s, says = frame.trigger, f"{name} {test_in_words(test)}"
        value = None if s is None else s.fields.get(name)
        holds = self.compare(test, value)
        if s is None or holds is None:
            id = s.id if s else None
            needs = frozenset({Need("field", name, id)})
            return Verdict(None, says, in_words(value), id, needs=needs)
        return replace(_by(s, holds, says), value=in_words(value))

    def _role(self, c: RoleIs, t: datetime) -> Verdict:
        name, says = f"role:{c.role}", f"{c.role} is {c.how}"
        worker, why = self.reported(name, t) if c.reported else self.value(name, t)
        if c.how == "unknown":
            return replace(why, holds=why.how == "unknown", says=says, value=None)
        holds = None if why.how == "unknown" else (worker is not None) == (c.how == "held")
        needs = frozenset({Need("holder", c.role)}) if holds is None else frozenset()
        return replace(why, holds=holds, says=says, value=in_words(worker), needs=needs)

    def _judged(self, name: str, t: datetime, frame: Frame) -> Verdict:
        says = f"judged: {name}"
        told = [
            s
            for s in self.log.seen
            if s.kind == "judgement_recorded"
            and s.fields.get("judgement") == name
            and (s.about is None or not frame.keys or s.about in frame.keys)
        ]
        before = [s for s in told if s.when.earliest <= t]
        speaks = before[-1:] or (told[:1] if frame.later else [])
        for s in speaks:
            return _by(s, s.fields.get("holds", True), says)
        return Verdict(None, says, how="unknown", needs=frozenset({Need("judgement", name)}))

    def _happened(self, c: Happened, t: datetime, frame: Frame) -> Verdict:
        says = f"happened: {', '.join(c.event.kinds)}"
        within = None if c.within is None else self.period(c.within)
        since = frame.start if c.since == "trigger" else None
        for s in reversed(self.log.seen):
            if s.when.earliest > t or (since is not None and s.when.latest <= since):
                continue
            if since is not None and s.when.earliest <= since and t <= since:
                continue  # some time that day: after it
            if within is not None and self.ends(s.when, within) <= t:
                continue
            if self.others.matches(c.event, s):
                if isinstance(c.within, ReadingRef) and within is None:
                    return unset(says, c.within.name)
                return _by(s, True, says)
        return Verdict(False, says, how="no_report")

    def _previously(
        self, part: Condition, within: Period | ReadingRef | None, t: datetime
    ) -> Verdict:
        period = None if within is None else self.period(within)
        found = []
        for s in reversed(self.spells(part)):
            if s.start is not None and s.start >= t:
                continue
            over = s.end is not None and s.end <= t
            if over and isinstance(within, ReadingRef) and period is None and s.verdict.holds:
                found.append(unset("previously", within.name))
            elif not over or period is None or self.ends(Point.at(s.end or t), period) > t:
                found.append(s.verdict)
            if s.verdict.holds:
                break  # what was before lies further back, and decides nothing more
        return any_of(found, "previously")

    def _lasted(self, c: Lasted, t: datetime) -> Verdict:
        says, (added, needs) = f"lasted {c.at_least}", self.added_up(c.added_up)
        if needs:
            return Verdict(None, "lasted", needs=needs)
        spells = [s for s in self.spells(c.part) if s.covers(t) or (added and s.end)]
        spells = [s for s in spells if s.start is None or s.start <= t]
        for spell in spells:
            v = spell.verdict
            reached = self.lasted_from(c.part, c.at_least, added, spell) if v.holds else None
            if v.holds and reached is None and isinstance(c.at_least, ReadingRef):
                return unset("lasted", c.at_least.name)
            if reached is not None and reached <= t and not (spell.end and spell.end < reached):
                return replace(v, says=says, value=None, since=spell.start, parts=(v,))
        v = spells[-1].verdict if spells else TRUE
        holds = None if v.holds is None else False
        return Verdict(holds, says, None, v.event_id, v.since, parts=(v,), needs=v.needs)

    def added_up(self, added: bool | ReadingRef) -> tuple[bool, frozenset[Need]]:
        """Whether spells add up: said, or a reading that stands at `yes`, `no` or not set."""
        if isinstance(added, bool):
            return added, frozenset()
        value = self.reading(added.name)
        needs = frozenset({Need("reading", added.name)}) if value == NOT_SET else frozenset()
        return value == "yes", needs

    def lasted_from(
        self, part: Condition, at_least: Period | ReadingRef, added: bool, spell: Spell
    ) -> datetime | None:
        """When the condition has held for the period, if the spell goes on that long: the start
        of a local day. Spells that add up count the end date minus the start date."""
        period = self.period(at_least)
        if period is None:
            return None
        start = local_date(self.begun(spell))
        before = 0
        for s in self.spells(part) if added else ():
            if s.verdict.holds and s.end is not None and s.end <= self.begun(spell):
                before += (local_date(s.end) - local_date(self.begun(s))).days
        day, _ = self.days.shift(start, period)
        return start_of_day(max(day - before * DAY, start))

    def _office_hours(self, frame: Frame) -> Verdict:
        s, says = frame.trigger, "in office hours"
        settings = self.protocol.settings
        if s is None or (not s.when.exact and self.days.day_off(s.when.day) is None):
            need = frozenset({Need("field", "occurred_at", s.id if s else None)})
            return Verdict(None, says, needs=need)
        inside = self.days.day_off(s.when.day) is None and (
            settings.office_opens <= local_time(s.when.earliest) < settings.office_closes
        )
        return _by(s, inside, says)

    def compare(
        self, test: Test, value: Any, stands_for: Mapping[str, Sequence[str]] = {}
    ) -> bool | None:
        """A test on a field's value; a role stands for the ones it includes, `the_holder` and
        `the_recipient` for those of the duty at hand."""
        if test.op != "is" or value is None:
            return compare(test, value)
        wanted: set[Value] = set()
        for v in test.values:
            for each in stands_for.get(v, (v,)) if isinstance(v, str) else (v,):
                wanted.add(each)
                role = self.protocol.vocabulary.roles.get(each) if isinstance(each, str) else None
                wanted.update(role.includes if role else ())
        return compare(Test("is", tuple(wanted)), value)

    # --- spells ---

    def spells(self, c: Condition) -> list[Spell]:
        """The stretches over which a condition keeps one value, from before the log until `at`."""
        if c not in self.memo:
            self.memo[c] = self.stretches(lambda t: self.truth(c, t), self.edges(c))
        return self.memo[c]

    def stretches(
        self, judge: Callable[[datetime], Verdict], edges: Iterable[datetime]
    ) -> list[Spell]:
        """The stretches over which a verdict stays the same, given when it can change."""
        edges = sorted({e for e in edges if e <= self.at})
        early = (edges[0] if edges else self.at) - DAY
        spells: list[Spell] = []
        for start, t in [(None, early), *((e, e) for e in edges)]:
            verdict = judge(t)
            if spells and spells[-1].verdict.holds is verdict.holds:
                continue
            if spells:
                spells[-1] = replace(spells[-1], end=start)
            spells.append(Spell(start, None, verdict))
        return spells

    def edges(self, c: Condition) -> Iterable[datetime]:
        """Every moment at which a condition can change."""
        match c:
            case AllOf(parts) | AnyOf(parts):
                for p in parts:
                    yield from self.edges(p)
            case Not(part):
                yield from self.edges(part)
            case FactIs(fact, _):
                yield from self.fact_edges(fact)
            case RoleIs(role, _, True):
                yield from (r.begin for r in self.log.reports.get(f"role:{role}", ()))
            case RoleIs(role):
                yield from self.fact_edges(f"role:{role}")
            case Unreported(fact):
                yield from self.fact_edges(fact)
            case Judged():
                yield from (s.when.earliest for s in self.log.seen)
            case Happened(_, _, within):
                period = None if within is None else self.period(within)
                for s in self.log.seen:
                    yield s.when.earliest
                    if period is not None:
                        yield self.ends(s.when, period)
            case Previously(part, within):
                period = None if within is None else self.period(within)
                for spell in self.spells(part):
                    if spell.start is not None:
                        yield spell.start
                        yield spell.start + DAY / 86_400_000_000
                    if spell.end is not None and period is not None:
                        yield self.ends(Point.at(spell.end), period)
            case Lasted(part, at_least, added):
                adds, _ = self.added_up(added)
                for spell in self.spells(part):
                    if spell.start is not None:
                        yield spell.start
                    reached = self.lasted_from(part, at_least, adds, spell)
                    if spell.verdict.holds and reached is not None:
                        yield reached
            case DutyIs(rule):
                yield from self.others.duty_edges(rule)
            case RungReached(ladder):
                yield from self.others.rung_edges(ladder)
            case _:
                return

    def fact_edges(self, name: str) -> Iterable[datetime]:
        """Every moment at which the value of a fact or role can change."""
        for report in self.log.reports.get(name, ()):
            yield report.begin
        yield from self.birthdays(name)
        for _, over in self.defining(name):
            for spell in over:
                yield from (t for t in (spell.start, self.begun(spell)) if t is not None)
        if name in self.protocol.vocabulary.statuses:
            yield from self.others.status_edges(name)

    def ends(self, when: Point, period: Period) -> datetime:
        """The first instant after a period that follows something."""
        due = self.days.after(when, Within(period)).due
        return due or when.latest


def _by(s: Seen, holds: bool, says: str) -> Verdict:
    """A verdict that an event gives."""
    known = s.recorded
    return Verdict(holds, says, None, s.id, s.when.earliest, "reported", recorded=known)
