"""Whether anything in a log has to do with a rule at all.

That a rule gives no duty proves nothing when nothing in the events comes near it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass

from protocolrules.document import (
    NOT_SET,
    Duty,
    OfOccasion,
    OnDuty,
    OnRise,
    Protocol,
    Rule,
    Standing,
)
from protocolrules.events import CaseEvent
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    DutyIs,
    EventPattern,
    FactIs,
    Judged,
    Not,
    ReadingIs,
    RoleIs,
    Unreported,
)
from protocolrules.vocabulary import EventKind, Vocabulary


def touches(
    protocol: Protocol, rule: Rule, events: Sequence[CaseEvent], readings: Mapping[str, str]
) -> bool:
    """Whether an event is of a kind that sets the rule off, about such an occasion, or says
    something of a fact, role or judgement that its trigger or its conditions ask about; or does
    so for a rule whose duty this one waits for. A rule without trigger is also left out by the
    readings alone, as they stand (`readings`: those that stand otherwise than declared)."""
    if isinstance(rule.trigger, Standing) and rule.while_ is not None:
        declared = {name: reading.means for name, reading in protocol.readings.items()}
        if _as_read(rule.while_, {**declared, **readings}) is False:
            return True
    return any(_touches(protocol, each, events) for each in _with_earlier(protocol, rule))


def _as_read(condition: Condition, readings: Mapping[str, str]) -> bool | None:
    """What readings alone make of a condition; None: the rest decides."""
    match condition:
        case ReadingIs(reading, values):
            return None if readings[reading] == NOT_SET else readings[reading] in values
        case Not(part):
            answer = _as_read(part, readings)
            return None if answer is None else not answer
        case AllOf(parts) | AnyOf(parts):
            decides = isinstance(condition, AnyOf)
            answers = {_as_read(part, readings) for part in parts}
            return decides if decides in answers else None if None in answers else not decides
    return None


def _with_earlier(protocol: Protocol, rule: Rule) -> Iterator[Rule]:
    """The rule, and those whose duties it depends on, and so on."""
    known, new = set[str](), {rule.name}
    while new:
        known |= new
        found = [protocol.rules[name] for name in sorted(new) if name in protocol.rules]
        yield from found
        new = {name for each in found for name in _earlier(each)} - known


def _earlier(rule: Rule) -> Iterator[str]:
    for part in _parts(rule):
        if isinstance(part, OnDuty | DutyIs):
            yield part.rule
    if isinstance(rule.effect, Duty) and rule.effect.after is not None:
        yield rule.effect.after


def _parts(rule: Rule) -> list[object]:
    return list(_walk((rule.trigger, rule.condition, rule.while_, rule.unless)))


def _touches(protocol: Protocol, rule: Rule, events: Sequence[CaseEvent]) -> bool:
    parts = _parts(rule)
    names = _with_definitions(_names(parts), protocol.vocabulary)
    kinds = {kind for part in parts if isinstance(part, EventPattern) for kind in part.kinds}
    occasions = {kind for part in parts if isinstance(part, OfOccasion) for kind in part.kinds}
    return any(
        event.kind in kinds
        or _occasion(event, protocol.vocabulary) in occasions
        or names & _says(event, protocol.vocabulary)
        for event in _as_they_stand(events)
    )


def _walk(part: object) -> Iterator[object]:
    """A tree of conditions and patterns, every node of it."""
    yield part
    if isinstance(part, tuple):
        for each in part:
            yield from _walk(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _walk(getattr(part, field.name))


def _names(parts: Sequence[object]) -> set[str]:
    """Facts that the parts ask about, roles (`:name`) and judgements (`?name`)."""
    found = set()
    for part in parts:
        match part:
            case FactIs(fact=name) | Unreported(fact=name) | OnRise(fact=name):
                found.add(name)
            case RoleIs(role=role):
                found.add(f":{role}")
            case Judged(judgement=name):
                found.add(f"?{name}")
    return found


def _with_definitions(names: set[str], vocabulary: Vocabulary) -> set[str]:
    """The names and what they are defined by, and so on."""
    known, new = set[str](), names
    while new:
        known |= new
        new = {
            name
            for definition in vocabulary.definitions
            if definition.fact in known or f":{definition.vacant}" in known
            for name in _names(list(_walk(definition.condition)))
        } - known
    return known


def _as_they_stand(events: Iterable[CaseEvent]) -> Iterator[CaseEvent]:
    """Each event, and for a correction the event as it should have been."""
    for event in events:
        yield event
        corrected = event.field("event")
        if isinstance(corrected, CaseEvent):
            yield corrected


def _occasion(event: CaseEvent, vocabulary: Vocabulary) -> object:
    kind = vocabulary.events.get(event.kind)
    if kind is None or kind.occasion is None:
        return None
    return kind.occasion.kind or event.field(kind.occasion.kind_from or "")


def _says(event: CaseEvent, vocabulary: Vocabulary) -> set[str]:
    """The facts, roles and judgements that an event says something of."""
    kind = vocabulary.events.get(event.kind)
    said = {f"?{event.field('judgement')}", *_keys(event.field("facts"))}
    said |= {f":{role}" for role in _keys(event.field("holders"))}
    if event.field("age") is not None:
        said.add("age")
    return said | (_effects(kind, event) if kind is not None else set())


def _effects(kind: EventKind, event: CaseEvent) -> set[str]:
    facts = {e.fact or event.field(e.fact_named_in or "") for e in kind.facts}
    roles = {e.role or event.field(e.role_from or "") for e in kind.roles}
    return {str(fact) for fact in facts} | {f":{role}" for role in roles}


def _keys(value: object) -> Iterable[str]:
    return value.keys() if isinstance(value, Mapping) else ()
