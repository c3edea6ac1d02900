"""What scenarios assert: each entry that an expectation speaks of, and each rule that one says
gives nothing. What merely came out beside it is not here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from protocolrules.document import Assignments, Duty, Ladder, Protocol, Rule, StatusGiven
from protocolrules.document import Permission as MayRule
from protocolrules.document import Prohibition as NotRule
from protocolrules.events import CaseEvent
from protocolrules.results import CaseState, Considered
from protocolrules.scenarios.judging import spoken_of
from protocolrules.scenarios.model import Claim, Expectation, Moment
from protocolrules.scenarios.running import Answer, Evaluator, Outcome
from protocolrules.scenarios.tried import touches


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A moment of a scenario that passed, and the means to ask about it once more."""

    protocol: Protocol
    evaluator: Evaluator
    events: Sequence[CaseEvent]
    answer: Answer

    @property
    def moment(self) -> Moment:
        """The moment asked about."""
        return self.answer.moment

    @property
    def rules(self) -> list[Rule]:
        """The rules that are about a case, or about services, like the moment."""
        sort = "case" if self.moment.subject.case_id is not None else "service"
        return [rule for rule in self.protocol.rules.values() if rule.subject == sort]

    def reading(self, name: str) -> str:
        """What a reading stood at."""
        return self.answer.readings.get(name, self.protocol.readings[name].means)

    def with_rule(self, rule: Rule) -> CaseState:
        """The answer if a rule were another."""
        return self._state(replace(self.protocol, rules={**self.protocol.rules, rule.name: rule}))

    def with_ladder(self, ladder: Ladder) -> CaseState:
        """The answer if a ladder were another."""
        ladders = {**self.protocol.ladders, ladder.name: ladder}
        return self._state(replace(self.protocol, ladders=ladders))

    def _state(self, protocol: Protocol) -> CaseState:
        m = self.moment
        readings = self.answer.readings
        return self.evaluator.state(protocol, self.events, m.subject, m.at, m.known_at, readings)

    def consider(self, rule: str) -> Sequence[Considered]:
        """Every time that a rule was looked at, and what came of it."""
        m = self.moment
        return self.evaluator.consider(
            self.protocol, self.events, m.subject, rule, m.at, m.known_at, self.answer.readings
        )

    def is_about(self, looked: Considered, about: str) -> bool:
        """Whether a rule was looked at for an event, or for an occasion that an event is about."""
        occasion = looked.trigger == "occasion"
        events = (e.event_id for e in self.events if occasion and e.about == about)
        return looked.event_id in (about, *events)

    def touches(self, rule: Rule) -> bool:
        """Whether an event that was known by then has to do with a rule, or a reading leaves it
        out."""
        known = [event for event in self.events if event.recorded_at <= self.moment.known_at]
        return touches(self.protocol, rule, known, self.answer.readings)


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """An entry that an expectation speaks of, with what it says, by key."""

    topic: str
    says: Mapping[str, Claim]
    entry: Any
    asked: Asked


@dataclass(frozen=True, slots=True, eq=False)
class Absence:
    """A rule that an expectation says gives nothing (`about`: nothing from that event)."""

    about: str | None
    asked: Asked


@dataclass(frozen=True, slots=True)
class Looks:
    """What is asserted of each rule and ladder, by name."""

    sights: dict[str, list[Sight]] = field(default_factory=lambda: defaultdict(list))
    absences: dict[str, list[Absence]] = field(default_factory=lambda: defaultdict(list))

    def at(self, name: str, *topics: str) -> list[Sight]:
        """What is asserted of a rule or ladder under these topics."""
        return [each for each in self.sights.get(name, ()) if each.topic in topics]


def looks(protocol: Protocol, outcomes: Iterable[Outcome], evaluator: Evaluator) -> Looks:
    """What the scenarios that passed assert of the rules of a protocol."""
    found = Looks()
    for outcome in outcomes:
        if not outcome.passed or outcome.scenario is None or outcome.file.protocol is None:
            continue
        if outcome.file.protocol.digest != protocol.digest:
            continue
        for answer in outcome.answers:
            mine = [e for e in outcome.scenario.events if e.subject == answer.moment.subject]
            asked = Asked(protocol, evaluator, mine, answer)
            for wanted in answer.moment.expectations:
                _look(found, asked, wanted)
    return found


def _look(found: Looks, asked: Asked, wanted: Expectation) -> None:
    for name, sight in _sights(asked, wanted):
        found.sights[name].append(sight)
    for name, absence in _absences(asked, wanted):
        found.absences[name].append(absence)


def _sights(asked: Asked, wanted: Expectation) -> Iterator[tuple[str, Sight]]:
    case, says = asked.answer.case, {claim.key: claim for claim in wanted.claims}
    if wanted.topic == "only_duties":
        for duty in case.duties:
            yield duty.rule, Sight("duty", {}, duty, asked)
    if wanted.forbidden or wanted.topic in ("only_duties", "questions", "warning", "conflict"):
        return
    for entry in spoken_of(wanted, case, asked.moment.at):
        sight = Sight(wanted.topic, says, entry, asked)
        if wanted.topic == "undetermined":
            yield from ((name, sight) for name in _waiting(asked.protocol, says, entry))
        else:
            yield entry.ladder if wanted.topic == "rung" else entry.rule, sight


def _waiting(protocol: Protocol, says: Mapping[str, Claim], entry: Any) -> Iterator[str]:
    """The rules that an expected question names, itself or by their clauses; a question that
    only one rule asks names it anyway."""
    for name in entry.rules:
        item = protocol.rules.get(name) or protocol.ladders.get(name)
        clauses = item.clause if item is not None else ()
        named = _names(says, "rules") | _names(says, "clause")
        if name in named or named & set(clauses) or len(entry.rules) == 1:
            yield name


def _names(says: Mapping[str, Claim], key: str) -> frozenset[str]:
    value = says[key].value if key in says else None
    return value if isinstance(value, frozenset) else frozenset()


# --- what is said not to be there -----------------------------------------------------------


def _absences(asked: Asked, wanted: Expectation) -> Iterator[tuple[str, Absence]]:
    says = {claim.key: claim.value for claim in wanted.claims}
    about = str(says["about"]) if "about" in says else None
    for rule in asked.rules:
        if _is_absent(rule, wanted, says):
            yield rule.name, Absence(about, asked)


def _is_absent(rule: Rule, wanted: Expectation, says: Mapping[str, object]) -> bool:
    effect = rule.effect
    if wanted.topic == "only_duties":
        names = says["rules"]
        return isinstance(effect, Duty) and isinstance(names, frozenset) and rule.name not in names
    if not wanted.forbidden:
        return False
    named = says.get("rule", rule.name) == rule.name
    match wanted.topic, effect:
        case ("duty", Duty()) | ("permission", MayRule()) | ("prohibition", NotRule()):
            return named and says.keys() <= {"rule", "about"}
        case "status", StatusGiven(status):
            ours = says.get("status", status) == status
            return named and ours and says.get("is", "gained") == "gained"
        case "assignment", Assignments():
            return named and says.keys() <= _OF_ASSIGNMENT and _could_give(effect, says)
    return False


_OF_ASSIGNMENT = {"rule", "kind", "scope", "role"}


def _could_give(effect: Assignments, says: Mapping[str, object]) -> bool:
    return any(
        says.get("kind", part.kind) == part.kind
        and says.get("scope", part.scope) == part.scope
        and ("role" not in says or bool(part.who.cases) or says["role"] in part.who.roles)
        for part in effect.parts
    )
