"""Plots: what has to happen, one thing after another, so that a rule arises, or just does not; and
what can come of it then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from protocolrules.document import (
    Duty,
    OfOccasion,
    OnBegin,
    OnDuty,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Permission,
    Prohibition,
    Rule,
)
from protocolrules.expressions import (
    AllEvidence,
    AllOf,
    AnyEvidence,
    AnyOf,
    Attendance,
    Condition,
    DutyIs,
    EventPattern,
    Evidence,
    FactIs,
    FieldIs,
    Happened,
    Judged,
    Lasted,
    Not,
    Previously,
    ReadingIs,
    RoleIs,
    RungReached,
    Test,
    ThisEvent,
    Unreported,
)
from protocolrules.periods import Period
from protocolrules.testing.fitting import Fields, Fitting
from protocolrules.testing.menu import WORKERS, Menu, Template, subject_of, within
from protocolrules.testing.values import Json, for_test, length, passing
from protocolrules.timing import BeforeOccasion, OnTheDay

OCCASION, AHEAD = "O-1", "O-3"
DEEP = 3
LONG = timedelta(days=400)


@dataclass
class _Scene:
    """What has to be so when a rule is looked at: what happened `before`, facts and holders that
    are reported, fields of what sets the rule off, and who takes part in its occasion."""

    before: list[Template] = field(default_factory=list)
    facts: dict[str, Json] = field(default_factory=dict)
    holders: dict[str, str | None] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    people: list[dict[str, str]] = field(default_factory=list)
    age: int | None = None


class Plots:
    """Makes plots of the rules of one protocol, with what is left open decided by chance."""

    def __init__(self, menu: Menu, chance: Random) -> None:
        """Of the rules on a menu. `readings` says which values the plots so far ask for."""
        self.menu, self.chance = menu, chance
        self.fitting = Fitting(menu, chance)
        self.readings: dict[str, str] = {}

    def of(self, name: str, so: bool, done: bool, depth: int = 0) -> list[Template]:
        """What makes a rule arise or, not `so`, what sets it off while one of its conditions is
        false; `done`: and what its duty asks for, or what breaks it."""
        rule = self.menu.node(name)
        if not isinstance(rule, Rule) or depth > DEEP:
            return list(self.menu.walk(name))
        scene = _Scene()
        given = _conditions(rule)
        wrong = None if so or not given else self.chance.randrange(len(given))
        for place, (part, wanted) in enumerate(given):
            self._ask(part, wanted != (place == wrong), scene, rule, depth)
        deeds = list(self._deeds(rule, scene)) if done else []
        if not done:
            self._left_undone(rule, scene)
        deeds = [*self._ahead(rule), *self._earlier(rule, scene, depth), *deeds]
        happens = self._trigger(rule, scene, deeds, depth)
        return [*scene.before, *self._reports(scene, rule), *happens]

    def ending(self, name: str) -> list[Template]:
        """Reports after which what a rule lives in has ended."""
        rule = self.menu.node(name)
        scene = _Scene()
        if isinstance(rule, Rule):
            asked = [(rule.while_, False), (rule.unless, True)]
            given = [each for each in asked if each[0] is not None]
            if given:
                part, wanted = self.chance.choice(given)
                self._ask(part, wanted, scene, rule, DEEP)
            found = [self.fitting.like(pattern, rule) for pattern in rule.until[:1]]
            return [*scene.before, *found, *self._reports(scene, rule)]
        return []

    # --- conditions ---

    def _ask(self, part: Condition | None, so: bool, scene: _Scene, rule: Rule, depth: int) -> None:
        """Note what makes a condition true or, not `so`, false."""
        match part:
            case AllOf(parts) | AnyOf(parts):
                self._ask_parts(parts, so, so == isinstance(part, AllOf), scene, rule, depth)
            case Not(inner):
                self._ask(inner, not so, scene, rule, depth)
            case FactIs(fact, test):
                self._fact(fact, test, so, scene, rule, depth)
            case ReadingIs(name, values):
                reading = self.menu.protocol.readings[name]
                could = (reading.means, *reading.others)
                fit = [value for value in could if (value in values) == so]
                self.readings[name] = self.chance.choice(fit or could)
            case FieldIs(name, test):
                scene.fields[name] = test, so
            case RoleIs(role, how):
                vacant = (how == "vacant") == so
                if how != "unknown" or not so:
                    scene.holders[role] = None if vacant and how != "unknown" else WORKERS[0]
            case Unreported(fact) if not so:
                scene.facts[fact] = self._value(fact, None, True)
            case Lasted(inner):
                self._ask(inner, so, scene, rule, depth)
            case _:
                self._ask_past(part, so, scene, rule, depth)

    def _ask_parts(
        self,
        parts: tuple[Condition, ...],
        so: bool,
        every: bool,
        scene: _Scene,
        rule: Rule,
        depth: int,
    ) -> None:
        """All of them have to be so, or it is enough that one is: the others mostly are left alone
        where one makes the whole true, and are true where one makes it false."""
        one = self.chance.randrange(len(parts))
        for place, each in enumerate(parts):
            if every or place == one:
                self._ask(each, so, scene, rule, depth)
            elif not so or self.chance.random() < 0.2:
                self._ask(each, not so, scene, rule, depth)

    def _ask_past(
        self, part: Condition | None, so: bool, scene: _Scene, rule: Rule, depth: int
    ) -> None:
        match part:
            case Judged(judgement):
                said = {"judgement": (judgement,), "holds": (so,)}
                scene.before.append(Template("judgement_recorded", rule.subject, said))
            case Happened(pattern, since) if so and since == "ever":
                scene.before.append(self.fitting.like(pattern, rule))
            case Previously(inner) if so:
                then = _Scene()
                self._ask(inner, True, then, rule, depth)
                scene.before += [*then.before, *self._reports(then, rule)]
            case Previously(inner):
                self._ask(inner, False, scene, rule, depth)
            case DutyIs(other, states) if so:
                met = any(state in ("met", "met_late") for state in states)
                scene.before += self.of(other, True, met, depth + 1)
            case RungReached(ladder) if so:
                scene.before += self.menu.walk(ladder)

    def _fact(self, fact: str, test: Test, so: bool, scene: _Scene, rule: Rule, depth: int) -> None:
        """Note a value to report, or now and then what it follows from by definition."""
        value = self._value(fact, test, so)
        definitions = self.menu.vocabulary.definitions
        from_ = [each for each in definitions if (each.fact, each.value) == (fact, value)]
        declared = self.menu.vocabulary.facts.get(fact)
        if from_ and depth < DEEP and self.chance.random() < 0.5:
            self._ask(self.chance.choice(from_).condition, True, scene, rule, depth + 1)
        elif declared is not None and declared.type == "age":
            scene.age = value
        else:
            scene.facts[fact] = value

    def _value(self, fact: str, test: Test | None, so: bool) -> Json:
        """A value of a fact that passes a test, or one that does not."""
        declared = self.menu.vocabulary.facts.get(fact)
        values = for_test(test, declared)
        if test is None or (test.op == "is" and so):
            wanted = [v for v in values if test is None or v in test.values]
        elif test.op == "is":
            wanted = [v for v in values if v not in test.values]
        else:
            wanted = list(values[:1] if so else values[1:])
        return self.chance.choice(wanted or list(values))

    def _reports(self, scene: _Scene, rule: Rule) -> Iterator[Template]:
        told: dict[str, tuple[Json, ...]] = {}
        if scene.facts:
            told["facts"] = ({name: {"value": value} for name, value in scene.facts.items()},)
        if scene.holders:
            told["holders"] = (dict(scene.holders),)
        more = {} if scene.age is None or rule.subject != "case" else {"age": scene.age}
        if told or more:
            yield Template("facts_reported", rule.subject, told, more=more)

    # --- what sets it off ---

    def _trigger(
        self, rule: Rule, scene: _Scene, deeds: list[Template], depth: int
    ) -> list[Template]:
        match rule.trigger:
            case OnEvent(patterns):
                event = self.fitting.like(self.chance.choice(patterns), rule)
                return [self.fitting.with_fields(event, scene.fields, rule), *deeds]
            case OnBegin(condition):
                return [*self._turn(condition, True, scene, rule, depth), *deeds]
            case OnEnd(condition):
                return [*self._turn(condition, False, scene, rule, depth), *deeds]
            case OnLasted(condition, at_least):
                begins = self._turn(condition, True, scene, rule, depth)
                wait = length(at_least) if isinstance(at_least, Period) else LONG
                return [*begins, *_after(wait + timedelta(days=2), deeds)]
            case OnRise(fact):
                return [*self._rise(fact, scene, rule), *deeds]
            case OnDuty(other, outcome):
                came = self.of(other, True, outcome == "met", depth + 1)
                return [*came, *(deeds if outcome == "met" else _after(LONG, deeds))]
            case OfOccasion(kinds, tests):
                return self._occasion(self.chance.choice(kinds), tests, scene, rule, deeds)
            case _:
                return deeds

    def _turn(
        self, condition: Condition, so: bool, scene: _Scene, rule: Rule, depth: int
    ) -> list[Template]:
        """Reports after which a condition is so, and was not before."""
        before, after = _Scene(), _Scene()
        self._ask(condition, not so, before, rule, depth)
        self._ask(condition, so, after, rule, depth)
        before.facts, before.age = {**scene.facts, **before.facts}, scene.age
        scene.facts, scene.age = {}, None
        after.facts |= {k: v for k, v in before.facts.items() if k not in after.facts}
        happened = [*before.before, *self._reports(before, rule), *after.before]
        if len(after.facts) == 1 or self.chance.random() < 0.5:
            made = self._made(after.facts, scene, rule)
            happened += made[:1]
        return [*happened, *self._reports(after, rule)]

    def _rise(self, fact: str, scene: _Scene, rule: Rule) -> list[Template]:
        declared = self.menu.vocabulary.facts.get(fact)
        levels = declared.choices if declared and declared.choices else (1, 2, 3)
        found = []
        for level in (levels[0], self.chance.choice(levels[1:])):
            made = self._made({fact: level}, scene, rule)
            told = Template("facts_reported", rule.subject, {"facts": ({fact: {"value": level}},)})
            found.append(self.chance.choice(made) if made else told)
        return found

    def _made(self, facts: dict[str, Json], scene: _Scene, rule: Rule) -> list[Template]:
        """Events that make or find one of these facts, other than reports."""
        found = []
        for kind in self.menu.vocabulary.events.values():
            for effect in kind.facts:
                if effect.fact not in facts:
                    continue
                value = facts[effect.fact]
                said = {name: tuple(passing(test, [])) for name, test in effect.tests}
                if effect.value_from is not None:
                    said[effect.value_from] = (value,)
                if effect.value_from is not None or effect.value == value:
                    event = Template(kind.name, subject_of(kind, rule.subject), said)
                    found.append(self.fitting.with_fields(event, scene.fields, rule))
        self.chance.shuffle(found)
        return found

    def _occasion(
        self,
        kind: str,
        tests: Iterable[tuple[str, Test]],
        scene: _Scene,
        rule: Rule,
        deeds: list[Template],
    ) -> list[Template]:
        """It is planned or begins, what is asked for is done, and it is held or over."""
        about: dict[str, Json] = {"about": OCCASION}
        held = dict(about)
        if scene.people:
            held |= {"attendance": scene.people, "attendance_complete": True}
        scene.fields |= {name: (test, True) for name, test in tests}
        events = self.fitting.of_occasion
        planned = events(kind, "plans", rule, about)[: self.chance.random() < 0.7]
        begun = events(kind, "begins", rule, about)[:1]
        plans, holds = (
            [self.fitting.with_fields(event, scene.fields, rule) for event in found]
            for found in ([*planned, *begun], events(kind, "holds", rule, held)[:1])
        )
        deeds = [replace(each, more={**about, **each.more}) for each in deeds]
        return [*plans, *deeds, *holds]

    # --- what comes of it ---

    def _deeds(self, rule: Rule, scene: _Scene) -> Iterator[Template]:
        """What meets its duty, breaks it, or uses up what it permits."""
        match rule.effect:
            case Duty(done_when=evidence) as duty if evidence is not None:
                yield from self._evidence(evidence, rule, duty, scene)
            case Duty(broken_by=pattern) | Prohibition(broken_by=pattern) if pattern is not None:
                yield self.fitting.like(pattern, rule)
            case Duty(broken_while=condition) if condition is not None:
                broken = _Scene()
                self._ask(condition, True, broken, rule, DEEP)
                yield from self._reports(broken, rule)
            case Permission(counted_by=pattern) if pattern is not None:
                yield from [self.fitting.like(pattern, rule)] * 4

    def _evidence(
        self, evidence: Evidence, rule: Rule, duty: Duty, scene: _Scene
    ) -> Iterator[Template]:
        match evidence:
            case AllEvidence(parts):
                for part in parts:
                    yield from self._evidence(part, rule, duty, scene)
            case AnyEvidence(parts):
                yield from self._evidence(self.chance.choice(parts), rule, duty, scene)
            case EventPattern():
                yield from self.fitting.by_each(evidence, rule, duty)
            case ThisEvent(tests):
                scene.fields |= {name: (test, True) for name, test in tests}
            case Attendance(how):
                scene.people += self.fitting.people(evidence, rule, how[0])

    def _ahead(self, rule: Rule) -> Iterator[Template]:
        """Plans of the occasion that its duty looks ahead to."""
        timing = rule.effect.timing if isinstance(rule.effect, Duty) else None
        if isinstance(timing, BeforeOccasion | OnTheDay):
            for kind in timing.occasion[:1]:
                yield from self.fitting.of_occasion(kind, "plans", rule, {"about": AHEAD})[:1]

    def _earlier(self, rule: Rule, scene: _Scene, depth: int) -> Iterator[Template]:
        """What meets the duty that has to be met first; it mostly arises by the same event."""
        name = rule.effect.after if isinstance(rule.effect, Duty) else None
        earlier = None if name is None else self.menu.node(name)
        if isinstance(earlier, Rule):
            if earlier.trigger != rule.trigger:
                scene.before += self.of(earlier.name, True, False, depth + 1)
            else:
                for part, wanted in _conditions(earlier):
                    self._ask(part, wanted, scene, earlier, depth + 1)
            yield from self._deeds(earlier, scene)

    def _left_undone(self, rule: Rule, scene: _Scene) -> None:
        """Note that nobody came to the occasion, and that its own fields are not as they should
        be."""
        for part in within(rule.effect):
            if isinstance(part, Attendance):
                scene.people += self.fitting.people(part, rule, "absent")
            elif isinstance(part, ThisEvent):
                scene.fields |= {name: (test, False) for name, test in part.tests}


def _conditions(rule: Rule) -> list[tuple[Condition, bool]]:
    """The conditions of a rule, and whether each has to be so for the rule to arise."""
    asked = ((rule.condition, True), (rule.while_, True), (rule.unless, False))
    return [(part, wanted) for part, wanted in asked if part is not None]


def _after(wait: timedelta, deeds: list[Template]) -> list[Template]:
    return [replace(deeds[0], wait=wait), *deeds[1:]] if deeds else []
