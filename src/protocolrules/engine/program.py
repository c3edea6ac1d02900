"""A protocol made ready to run, under one choice of readings: immutable, and shared by all cases.

Everything that a case looks at has a key: `kind:K` for events of a kind, `like:N` for those like a
pattern, `fact:F` and `fact:role:R` for what is known of a fact or role, `report:role:R` for what
reports alone say of a role, `age`, `occasion:O`, `rule:R` and `ladder:L` for what came of them. A
plan says which keys it reads, so that an event wakes only what can concern it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, field

from protocolrules.calendars import load_calendar
from protocolrules.document import (
    NOT_SET,
    Assignments,
    Duty,
    Ladder,
    OfOccasion,
    OnBegin,
    OnDuty,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Permission,
    Prohibition,
    Protocol,
    Rule,
    Standing,
    StatusGiven,
    Who,
)
from protocolrules.engine.comparing import (
    Matcher,
    Matching,
    Native,
    Tests,
    ValueTest,
    tests_of_effects,
)
from protocolrules.engine.conditions import Cond, compiled, standing
from protocolrules.engine.days import Days
from protocolrules.engine.dependence import Reads, readers, watchers
from protocolrules.engine.log import Seen
from protocolrules.engine.plans import Plan, chained, flat, stepwise, whos
from protocolrules.engine.verdicts import NOTHING, Need
from protocolrules.expressions import (
    THE_HOLDER,
    THE_RECIPIENT,
    AllEvidence,
    AllOf,
    AnyEvidence,
    Attendance,
    Condition,
    EventPattern,
    Evidence,
    FactIs,
    ReadingRef,
    Test,
)
from protocolrules.periods import Period
from protocolrules.timing import BeforeOccasion, OnTheDay
from protocolrules.vocabulary import Definition

ALWAYS = AllOf(())
HOLDERS = frozenset((THE_HOLDER, THE_RECIPIENT))
LEADS = "leads"
"""The key of all assignments together: one can end where another begins."""


@dataclass(slots=True)
class Program:
    """A protocol under one choice of readings."""

    protocol: Protocol
    readings: Mapping[str, str] = field(default_factory=dict)
    compared_by: InitVar[Matching | None] = None  # None: natively
    matching: Matching = field(init=False)
    effects: dict[int, Tests] = field(init=False)
    days: Days = field(init=False)
    plans: dict[str, Plan] = field(init=False, default_factory=dict)
    reads: dict[str, Reads] = field(init=False, default_factory=dict)
    conflicting: tuple[tuple[str, str], ...] = ()
    closed: tuple[Cond, ...] = ()
    by_news: frozenset[str] = frozenset()
    shows: dict[str, Reads] = field(init=False, default_factory=dict)
    shown_definitions: dict[str, Sequence[str]] = field(init=False, default_factory=dict)
    readers: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)
    watchers: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = field(
        init=False, default_factory=dict
    )
    deps: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)
    _conds: dict[Condition, Cond] = field(init=False, default_factory=dict)
    _states: dict[tuple[Cond | None, Cond | None], Cond] = field(init=False, default_factory=dict)
    _patterns: dict[EventPattern, Matcher] = field(init=False, default_factory=dict)
    _like: dict[EventPattern, str] = field(init=False, default_factory=dict)
    _of_kind: dict[str, list[tuple[str, Matcher]]] = field(init=False, default_factory=dict)
    _defining: dict[str, list[tuple[Definition, Cond]]] = field(init=False, default_factory=dict)

    def __post_init__(self, compared_by: Matching | None) -> None:
        """Compile every rule."""
        self.matching = compared_by or Native(self.protocol.vocabulary)
        self.effects = tests_of_effects(self.protocol.vocabulary, self.matching)
        calendar = load_calendar(self.protocol.calendar).with_closures(self.protocol.closures)
        self.days = Days(self.protocol, calendar)
        for d in self.protocol.vocabulary.definitions:
            name = d.fact if d.fact is not None else f"role:{d.vacant}"
            self._defining.setdefault(name, []).append((d, self.cond(d.condition)))
        for name, rule in sorted(self.protocol.rules.items()):
            self.plans[name] = self._plan(rule)
        facts, closed = self.protocol.vocabulary.facts, Test("is", (False,))
        open_to = [n for n in map("open_to_{}".format, self.protocol.parties) if n in facts]
        self.closed = tuple(self.cond(FactIs(name, closed)) for name in open_to)
        self.conflicting = tuple(_conflicting(self.protocol.rules))
        self.reads = self._reads()
        self.by_news = frozenset(f"rule:{n}" for n, p in self.plans.items() if p.by_news)
        self.readers = readers(self.reads)
        self.shows = {f"rule:{n}": p.shows for n, p in self.plans.items()}
        self.shows |= {k: r for k, r in self.reads.items() if not k.startswith("rule:")}
        self.shown_definitions = {k: sorted(r & self.reads.keys()) for k, r in self.shows.items()}
        self.watchers = watchers(self.readers, (*self._conds.values(), *self._states.values()))
        self.deps = {key: tuple(sorted(r & self.reads.keys())) for key, r in self.reads.items()}

    # --- words of the file ---

    def reading(self, name: str) -> str:
        """The value at which a reading stands."""
        return self.readings.get(name, self.protocol.readings[name].means)

    def period(self, period: Period | ReadingRef) -> Period | None:
        """A period, or the one a reading stands at; None when it is not set."""
        if isinstance(period, Period):
            return period
        text = self.reading(period.name)
        return None if text == NOT_SET else Period.parse(text)

    def added_up(self, added: bool | ReadingRef) -> tuple[bool, frozenset[Need]]:
        """Whether spells add up: said, or a reading that stands at `yes`, `no` or not set."""
        if isinstance(added, bool):
            return added, NOTHING
        value = self.reading(added.name)
        return value == "yes", (
            frozenset((Need("reading", added.name),)) if value == NOT_SET else NOTHING
        )

    # --- compiled parts ---

    def cond(self, c: Condition) -> Cond:
        """A condition compiled, once for each that is written alike."""
        found = self._conds.get(c)
        if found is None:
            judge, edges, reads, framed = compiled(self, c)
            found = self._conds[c] = Cond(
                len(self._conds) + len(self._states), judge, edges, reads, framed
            )
        return found

    def _state(self, while_: Cond | None, unless: Cond | None) -> Cond:
        found = self._states.get((while_, unless))
        if found is None:
            index = len(self._conds) + len(self._states)
            found = Cond(index, *standing(while_, unless))
            self._states[while_, unless] = found
        return found

    def pattern(self, p: EventPattern) -> Matcher:
        """A pattern compiled."""
        found = self._patterns.get(p)
        if found is None:
            found = self._patterns[p] = self.matching.pattern(p)
        return found

    def value_test(self, test: Test) -> ValueTest:
        """A test on a field compiled."""
        return self.matching.field(test)

    def defining(self, name: str) -> list[tuple[Definition, Cond]]:
        """The definitions of a fact or of `role:` a role."""
        return self._defining.get(name, [])

    def implies(self, fact: str) -> Iterator[str]:
        """The facts that are so by definition whenever this one is."""
        for d in self.protocol.vocabulary.definitions:
            if isinstance(d.condition, FactIs) and d.condition.fact == fact and d.fact:
                yield d.fact

    def implied(self, fact: str) -> Iterator[str]:
        """The facts that by definition this one is always so with."""
        for d in self.protocol.vocabulary.definitions:
            if d.fact == fact and isinstance(d.condition, FactIs):
                yield d.condition.fact

    def givers(self, status: str) -> Iterator[Plan]:
        """The rules that give a status."""
        for plan in self.plans.values():
            effect = plan.rule.effect
            if isinstance(effect, StatusGiven) and effect.status == status:
                yield plan

    # --- what is read ---

    def fact_reads(self, fact: str) -> Reads:
        """A fact has a key of its own, which changes when what defines it does."""
        declared = self.protocol.vocabulary.facts.get(fact)
        age = declared is not None and declared.type == "age"
        return frozenset((f"fact:{fact}", "age") if age else (f"fact:{fact}",))

    def pattern_reads(self, p: EventPattern) -> Reads:
        """Events that are like it, or may be: whoever holds the duty at hand can stand in it."""
        tests = tuple((n, t) for n, t in p.tests if HOLDERS.isdisjoint(t.values))
        if not tests and not p.occasion:
            return frozenset(f"kind:{k}" for k in p.kinds)
        p = EventPattern(p.kinds, tests, p.occasion)
        key = self._like.get(p)
        if key is None:
            key = self._like[p] = f"like:{len(self._like)}"
            for kind in dict.fromkeys(p.kinds):
                self._of_kind.setdefault(kind, []).append((key, self.pattern(p)))
        return frozenset((key,))

    def keys(self, s: Seen) -> Iterator[str]:
        """The keys of an event: of its kind, of what it is like, and of its occasion."""
        yield f"kind:{s.kind}"
        for key, matches in self._of_kind.get(s.kind, ()):
            if matches(s) is not False:
                yield key
        if s.occasion is not None:
            yield f"occasion:{s.occasion}"

    def rule_reads(self, rule: str) -> Reads:
        """What came of a rule."""
        return frozenset((f"rule:{rule}",))

    def ladder_reads(self, ladder: str) -> Reads:
        """How far a ladder has got."""
        return frozenset((f"ladder:{ladder}",))

    def _plan(self, rule: Rule) -> Plan:
        parts = (rule.condition, rule.while_, rule.unless)
        condition, while_, unless = (None if c is None else self.cond(c) for c in parts)
        stands = isinstance(rule.trigger, Standing)
        states = _all(c.reads for c in (while_, unless) if c is not None)
        decides = _all(c.reads for c in (condition,) if c is not None) | states
        decides |= _all(self.pattern_reads(p) for p in rule.until)
        plan = Plan(
            rule,
            condition=condition,
            while_=while_,
            unless=unless,
            until=tuple(self.pattern(p) for p in rule.until),
            standing=stands,
            state=self._state(while_, unless) if stands else None,
            by_news=isinstance(rule.trigger, (OnEvent, OfOccasion, OnRise)),
            chained=chained(rule),
            stepwise=stepwise(rule),
            evidence=self._evidence_kinds(rule),
            wakes=states if stands else self._trigger_reads(rule),
            decides=decides,
            meets=self._effect_reads(rule) | _all(self._case_reads(who) for who in whos(rule)),
            shows=self._who_shows(rule),
        )
        self._keep_steady(plan)
        return plan

    def _keep_steady(self, plan: Plan) -> None:
        """Note what of a rule is judged once, when it arises, and what stretches it looks at."""
        rule, on = plan.rule, plan.rule.trigger
        over = [plan.state] if plan.standing else [plan.while_, plan.unless]
        if isinstance(on, (OnBegin, OnEnd)):
            over.append(self.cond(on.condition))
        elif not isinstance(on, (OnEvent, Standing)):
            return
        plan.over = tuple(c for c in over if c is not None)
        if not plan.stepwise or any(c.framed for c in plan.over):
            return
        judged = [c.reads for c in (plan.condition, *plan.over) if c is not None]
        steady = _all((*judged, *(self._case_reads(who) for who in whos(rule))))
        steady -= self._effect_reads(rule) | _all(self.pattern_reads(p) for p in rule.until)
        plan.steady = steady - plan.wakes if isinstance(on, OnEvent) else steady

    def _trigger_reads(self, rule: Rule) -> Reads:
        match rule.trigger:
            case OnEvent(patterns):
                return _all(self.pattern_reads(p) for p in patterns)
            case OnBegin(condition) | OnEnd(condition):
                return self.cond(condition).reads
            case OnRise(fact):
                return frozenset((f"fact:{fact}",))
            case OnLasted(condition):
                return self.cond(condition).reads
            case OnDuty(other):
                return self.rule_reads(other)
            case OfOccasion(kinds):
                return frozenset(f"occasion:{k}" for k in kinds)
        return frozenset()

    def _effect_reads(self, rule: Rule) -> Reads:
        effect, found = rule.effect, set[str]()
        if isinstance(effect, Duty):
            for e in (effect.done_when, effect.broken_by, *effect.no_use_after):
                found |= self.evidence_reads(e) if e is not None else frozenset()
            if effect.broken_while is not None:
                found |= self.cond(effect.broken_while).reads
            if effect.after is not None:
                found |= self.rule_reads(effect.after)
            if effect.anchor is not None and effect.anchor.event is not None:
                found |= self.pattern_reads(effect.anchor.event)
            if effect.anchor is not None and effect.anchor.begins is not None:
                found |= self.cond(effect.anchor.begins).reads
            if isinstance(effect.timing, (BeforeOccasion, OnTheDay)):
                found |= {f"occasion:{k}" for k in effect.timing.occasion}
        elif isinstance(effect, Permission) and effect.counted_by is not None:
            found |= self.pattern_reads(effect.counted_by)
        elif isinstance(effect, Prohibition):
            for p in (effect.broken_by, effect.unless_first):
                found |= self.pattern_reads(p) if p is not None else frozenset()
        return frozenset(found)

    def _evidence_kinds(self, rule: Rule) -> Reads:
        effect = rule.effect
        if not isinstance(effect, Duty) or effect.done_when is None:
            return frozenset()
        return frozenset(self._kinds(effect.done_when))

    def _kinds(self, e: Evidence) -> Iterator[str]:
        if isinstance(e, (AnyEvidence, AllEvidence)):
            for part in e.parts:
                yield from self._kinds(part)
        elif isinstance(e, EventPattern):
            yield from e.kinds
        elif isinstance(e, Attendance):
            yield from (*self._holding(), "report_sent")

    def _holding(self) -> Iterator[str]:
        for name, kind in self.protocol.vocabulary.events.items():
            if kind.occasion and kind.occasion.does == "holds":
                yield name

    def evidence_reads(self, e: Evidence) -> Reads:
        """What evidence looks at; attendance looks at whoever held a role, and at reports."""
        if isinstance(e, (AnyEvidence, AllEvidence)):
            return _all(self.evidence_reads(p) for p in e.parts)
        if isinstance(e, EventPattern):
            return self.pattern_reads(e)
        if isinstance(e, Attendance):
            roles = {f"fact:role:{r}" for r in self.protocol.vocabulary.roles}
            return frozenset((*roles, *(f"kind:{k}" for k in self._kinds(e))))
        return frozenset()

    def _case_reads(self, who: Who) -> Reads:
        lines = [self.cond(c.when).reads for c in who.cases if c.when is not None]
        return _all([*lines, *(self._case_reads(c.who) for c in who.cases)])

    def _who_shows(self, rule: Rule) -> Reads:
        found = {f"fact:role:{r}" for who in whos(rule) for r in self.roles(who)}
        if any(w.how == "in_this_order" for who in whos(rule) for w in flat(who)):
            found |= {"kind:person_unable", "kind:contact_attempted"}
        return frozenset(found)

    def roles(self, who: Who) -> Iterator[str]:
        """Every role that it can come to."""
        for each in flat(who):
            yield from each.roles
            if each.reading is not None and self.reading(each.reading) != NOT_SET:
                yield self.reading(each.reading)

    # --- what rests on what ---

    def _reads(self) -> dict[str, Reads]:
        """What facts that are defined or given, rules and ladders look at."""
        reads: dict[str, Reads] = {f"rule:{n}": p.reads() for n, p in self.plans.items()}
        for name, ladder in sorted(self.protocol.ladders.items()):
            reads[f"ladder:{name}"] = self._ladder_reads(ladder)
        for name, definitions in self._defining.items():
            reads[f"fact:{name}"] = _all(c.reads for _, c in definitions)
        for status in self.protocol.vocabulary.statuses:
            given = frozenset(f"rule:{p.rule.name}" for p in self.givers(status))
            reads[f"fact:{status}"] = reads.get(f"fact:{status}", frozenset()) | given
        leading = [p for p in self.plans.values() if isinstance(p.rule.effect, Assignments)]
        reads[LEADS] = _all((*(p.reads() for p in leading), *(c.reads for c in self.closed)))
        reads[LEADS] |= {f"rule:{p.rule.name}" for p in leading}
        return reads

    def _ladder_reads(self, ladder: Ladder) -> Reads:
        found = _all(
            self.pattern_reads(p) for p in (*ladder.stops, ladder.moves_on, ladder.responds)
        )
        if isinstance(ladder.starts, OnDuty):
            found |= self.rule_reads(ladder.starts.rule)
        else:
            found |= self.pattern_reads(ladder.starts)
        for start in ladder.begins_at:
            found |= self.cond(start.when).reads if start.when is not None else frozenset()
        for rung in ladder.rungs:
            roles = (*self.roles(rung.to), *((rung.substitute,) if rung.substitute else ()))
            found |= self._case_reads(rung.to) | frozenset(f"fact:role:{r}" for r in roles)
        return found | {"kind:person_unable"}


def _conflicting(rules: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    """The pairs of rules that say of each other that they conflict."""
    pairs = {tuple(sorted((r.name, other))) for r in rules.values() for other in r.conflicts_with}
    for one, two in sorted(pairs):
        if one != two and two in rules and one in rules:
            yield one, two


def _all(parts: Iterable[Reads]) -> Reads:
    return frozenset().union(*parts)
