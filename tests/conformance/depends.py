"""What a case depends on: the constructs of the rules that it speaks of, of what its events say,
and of the readings in which it is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

from conformance.constructs import ASKED, hints, of_field
from conformance.suite import Case, answers
from protocolrules.diagnostics import Place
from protocolrules.document import (
    NOT_SET,
    Assignments,
    Ladder,
    OnDuty,
    Protocol,
    Reading,
    Rule,
    StatusGiven,
)
from protocolrules.events import CaseEvent
from protocolrules.events.shapes import extra_fields
from protocolrules.expressions import (
    DutyIs,
    FactIs,
    RoleIs,
    RungReached,
    Unreported,
)
from protocolrules.language import shared_vocabulary
from protocolrules.scenarios.model import Expectation
from protocolrules.timing import FIXED, NextSitting, parse_due
from protocolrules.vocabulary import Definition, EventKind


@cache
def constructs(case: Case) -> frozenset[str]:
    """Every construct of the language that a case depends on."""
    found: set[str] = set()
    for root in (*rules_of(case), *_vocabulary(case), *_frame(case)):
        for node in within(root):
            found |= set(_of_node(node))
    return frozenset(found.union(_due(case), _of_kinds(case), _of_file(case)))


def within(node: object) -> Iterator[Any]:
    """Everything that frozen data is made of."""
    if is_dataclass(node) and not isinstance(node, Place):
        yield node
        for each in fields(node):
            yield from within(getattr(node, each.name))
    elif isinstance(node, (tuple, frozenset)):
        for part in node:
            yield from within(part)


def _of_node(node: Any) -> Iterator[str]:
    kind: type = type(node)
    yield kind.__name__
    for each in (one for one in fields(kind) if one.name != "place"):
        value, name = getattr(node, each.name), f"{kind.__name__}.{each.name}"
        values = value if isinstance(value, tuple) else (value,)
        possible = set(of_field(kind.__name__, each, hints(kind)[each.name]))
        if name in ASKED:
            values = (*values, *within(value))
        for one in values:
            yield from {f"{name}={one}", f"{name}:{type(one).__name__}"} & possible
        if f"{name} given" in possible and not _left_out(each, value):
            yield f"{name} given"


def _left_out(each: Any, value: object) -> bool:
    if each.default is not MISSING:
        return bool(value == each.default)
    return bool(value == each.default_factory())


# --- the rules that it speaks of -------------------------------------------------------------


def rules_of(case: Case) -> list[Rule | Ladder]:
    """The rules and ladders that a case speaks of, and those that they ask about."""
    rules = case.rules
    names = list(dict.fromkeys(_named(case)))
    for name in names:  # grows as it goes
        node = rules.rules.get(name) or rules.ladders[name]
        names += [each for each in _asked(rules, node) if each not in names]
    return [rules.rules.get(name) or rules.ladders[name] for name in names]


def _named(case: Case) -> Iterator[str]:
    for expectation in expectations(case):
        yield from _speaks_of(case.rules, expectation)
    for answer in answers():
        if (answer.file, answer.scenario) == (case.file.path.stem, case.scenario.name):
            yield from answer.considered
            for entries in answer.state.values():
                for entry in entries if isinstance(entries, list) else ():
                    yield from (entry[key] for key in ("rule", "ladder") if key in entry)


def expectations(case: Case) -> Iterator[Expectation]:
    """Everything that a case expects."""
    for variant in case.scenario.variants:
        for moment in variant.moments:
            yield from moment.expectations


def _speaks_of(rules: Protocol, expectation: Expectation) -> Iterator[str]:
    for claim in expectation.claims:
        values = claim.value if isinstance(claim.value, frozenset) else (claim.value,)
        match claim.key:
            case "rule" | "ladder" | "rules" | "found_out_by":
                yield from (str(v) for v in values if isinstance(v, str))
            case "status":
                yield from _givers(rules, str(claim.value))
            case "kind" if expectation.topic == "assignment":
                yield from (
                    rule.name
                    for rule in rules.rules.values()
                    if isinstance(rule.effect, Assignments)
                    and any(part.kind == claim.value for part in rule.effect.parts)
                )
            case "clause":
                every: Iterable[Rule | Ladder] = (*rules.rules.values(), *rules.ladders.values())
                yield from (each.name for each in every if set(values) & set(each.clause))


def _givers(rules: Protocol, status: str) -> Iterator[str]:
    for rule in rules.rules.values():
        if isinstance(rule.effect, StatusGiven) and rule.effect.status == status:
            yield rule.name


def _asked(rules: Protocol, node: Rule | Ladder) -> Iterator[str]:
    yield from getattr(node, "conflicts_with", ())
    for part in within(node):
        if isinstance(part, OnDuty | DutyIs):
            yield part.rule
        elif isinstance(part, RungReached):
            yield part.ladder
        elif isinstance(part, FactIs):
            yield from _givers(rules, part.fact)
        elif isinstance(after := getattr(part, "after", None), str):
            yield after


# --- what its events say, and what is asked of that -------------------------------------------


def _vocabulary(case: Case) -> Iterator[object]:
    words_of, parts = case.rules.vocabulary, list(within(tuple(rules_of(case))))
    facts = {p.fact for p in parts if isinstance(p, FactIs | Unreported)}
    roles = {p.role for p in parts if isinstance(p, RoleIs)}
    roles |= {r for p in parts for r in getattr(p, "roles", ()) if r in words_of.roles}
    definitions = list(_definitions(case, facts, roles))
    yield from definitions
    yield from (words_of.facts[name] for name in sorted(facts) if name in words_of.facts)
    yield from (words_of.roles[name] for name in sorted(roles))
    named = {name for p in parts for name in (*_words(p, "occasion"), *_words(p, "kinds"))}
    yield from (words_of.occasions[name] for name in sorted(named & words_of.occasions.keys()))
    for event in case.scenario.events:
        yield from _of_event(words_of.events, event)


def _words(node: object, name: str) -> tuple[str, ...]:
    found = getattr(node, name, ())
    return found if isinstance(found, tuple) else ()


def _definitions(case: Case, facts: set[str], roles: set[str]) -> Iterator[Definition]:
    """Those of what is asked, and of what they ask themselves; `facts` and `roles` grow."""
    ahead, found = list(case.rules.vocabulary.definitions), True
    while found:
        found = False
        for each in list(ahead):
            if each.fact in facts or each.vacant in roles:
                ahead.remove(each)
                yield each
                found = True
                facts |= {p.fact for p in within(each.condition) if isinstance(p, FactIs)}
                roles |= {p.role for p in within(each.condition) if isinstance(p, RoleIs)}


def _of_event(kinds: Mapping[str, EventKind], event: CaseEvent) -> Iterator[object]:
    kind = kinds[event.kind]
    inner = event.field("event")
    if isinstance(inner, CaseEvent):
        yield from _of_event(kinds, inner)
    yield from kind.facts
    yield from kind.roles
    yield kind.occasion
    for name, declared in extra_fields(kind).items():
        if event.field(name) is not None:
            yield declared


def _frame(case: Case) -> Iterator[object]:
    """What holds for every case of a file: settings, edition, courts; and the readings used."""
    rules = case.rules
    yield rules.settings
    yield rules.edition
    for part in within(tuple(rules_of(case))):
        if isinstance(part, NextSitting):
            yield rules.courts[part.court]
    yield from (rules.readings[name] for name in _readings(case))


def _readings(case: Case) -> set[str]:
    used: set[str] = set()
    for part in within(tuple(rules_of(case))):
        used |= {part.name} if type(part).__name__ == "ReadingRef" else set()
        used |= {str(getattr(part, "reading", None))}
        used |= set(getattr(part, "readings", ()))
    return used & set(case.rules.readings)


def _due(case: Case) -> Iterator[str]:
    """The fixed phrases for due dates that it uses, in a rule or as a reading stands."""
    phrases = {type(due): phrase for phrase, due in FIXED.items()}
    nodes = list(within(tuple(rules_of(case))))
    for name in _readings(case):
        reading: Reading = case.rules.readings[name]
        for variant in case.scenario.variants:
            text = variant.readings.get(name, reading.means)
            if text in FIXED or text == NOT_SET:
                nodes.append(parse_due(text))
    for node in nodes:
        if type(node) in phrases:
            yield f"due: {phrases[type(node)]}"
            yield type(node).__name__


def _of_kinds(case: Case) -> Iterator[str]:
    """What the kinds of its events say: their parts count only where an event has them."""
    for name in {name for event in case.scenario.events for name in _kinds(event)}:
        kind = case.rules.vocabulary.events[name]
        yield from ("EventKind", f"EventKind.subject={kind.subject}")
        for part in ("facts", "roles", "occasion", "fields"):
            if getattr(kind, part):
                yield f"EventKind.{part} given"
        if kind.subject != "case":
            yield "EventKind.subject given"


def _kinds(event: CaseEvent) -> Iterator[str]:
    yield event.kind
    inner = event.field("event")
    if isinstance(inner, CaseEvent):
        yield inner.kind


def _of_file(case: Case) -> Iterator[str]:
    """What the file as a whole says that decides for each of its cases."""
    yield "Protocol"
    for name in ("ladders", "readings", "courts", "closures", "settings"):
        if getattr(case.rules, name) != getattr(type(case.rules), name, None):
            yield f"Protocol.{name} given" if getattr(case.rules, name) else "Protocol"
    yield "Vocabulary"
    shared = shared_vocabulary()
    for each in fields(shared):
        if getattr(case.rules.vocabulary, each.name) != getattr(shared, each.name):
            yield f"Vocabulary.{each.name} given"
