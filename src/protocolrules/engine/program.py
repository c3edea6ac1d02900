"""A protocol made ready to run, under one choice of readings: immutable, and shared by all cases.

Everything that a case looks at has a key: `kind:K` for events of a kind, `like:N` for those like a
pattern, `fact:F` and `fact:role:R` for what is known of a fact or role, `report:role:R` for what
reports alone say of a role, `age`, `occasion:O`, `rule:R` and `ladder:L` for what came of them. A
plan says which keys it reads, so that an event wakes only what can concern it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import InitVar, dataclass, field

from protocolrules.calendars import load_calendar
from protocolrules.document import (
    NOT_SET,
    Assignments,
    OfOccasion,
    OnEvent,
    OnRise,
    Protocol,
    Rule,
    Standing,
    StatusGiven,
    Who,
)
from protocolrules.engine import looking
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
from protocolrules.engine.dependence import Reads, readers, union, watchers
from protocolrules.engine.log import Seen
from protocolrules.engine.plans import Plan, chained, flat, stepwise, whos
from protocolrules.engine.verdicts import NOTHING, Need
from protocolrules.expressions import (
    THE_HOLDER,
    THE_RECIPIENT,
    Condition,
    EventPattern,
    FactIs,
    ReadingRef,
    Test,
)
from protocolrules.periods import Period
from protocolrules.vocabulary import Definition

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
    holding: dict[str, list[str]] = field(init=False, default_factory=dict)
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
        for name, plan in self.plans.items():
            for role in plan.roles:
                self.holding.setdefault(role, []).append(f"rule:{name}")
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
        cases = union(looking.of_cases(self, who) for who in whos(rule))
        effect = looking.of_effect(self, rule)
        states = union(c.reads for c in (while_, unless) if c is not None)
        decides = union(c.reads for c in (condition,) if c is not None) | states
        decides |= union(self.pattern_reads(p) for p in rule.until)
        plan = Plan(
            rule,
            condition=condition,
            while_=while_,
            unless=unless,
            until=tuple(self.pattern(p) for p in rule.until),
            standing=stands,
            at_it=looking.at_it(self, rule),
            state=self._state(while_, unless) if stands else None,
            by_news=isinstance(rule.trigger, (OnEvent, OfOccasion, OnRise)),
            chained=chained(rule),
            stepwise=stepwise(rule, looking.at_it(self, rule)),
            evidence=looking.evidence_kinds(self, rule),
            wakes=states if stands else looking.of_trigger(self, rule),
            decides=decides,
            meets=effect | looking.of_done(self, rule) | cases,
            shapes=(effect - looking.own_occasions(rule)) | cases,
            roles=frozenset(r for who in whos(rule) for r in self.roles(who)),
        )
        looking.keep_steady(self, plan)
        looking.keep_done(self, plan)
        return plan

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
            reads[f"ladder:{name}"] = looking.of_ladder(self, ladder)
        for name, definitions in self._defining.items():
            reads[f"fact:{name}"] = union(c.reads for _, c in definitions)
        for status in self.protocol.vocabulary.statuses:
            given = frozenset(f"rule:{p.rule.name}" for p in self.givers(status))
            reads[f"fact:{status}"] = reads.get(f"fact:{status}", frozenset()) | given
        leading = [p for p in self.plans.values() if isinstance(p.rule.effect, Assignments)]
        reads[LEADS] = union((*(p.reads() for p in leading), *(c.reads for c in self.closed)))
        reads[LEADS] |= {f"rule:{p.rule.name}" for p in leading} | {"kind:person_unable"}
        reads[LEADS] |= {f"fact:role:{role}" for p in leading for role in p.roles}
        return reads


def _conflicting(rules: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    """The pairs of rules that say of each other that they conflict."""
    pairs = {tuple(sorted((r.name, other))) for r in rules.values() for other in r.conflicts_with}
    for one, two in sorted(pairs):
        if one != two and two in rules and one in rules:
            yield one, two
