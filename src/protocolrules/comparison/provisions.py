"""A rule or a ladder as provisions in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from protocolrules.comparison.model import Modality, Provision, ReadingTaken
from protocolrules.document import (
    Assignments,
    Duty,
    Ladder,
    OnDuty,
    Permission,
    Prohibition,
    Protocol,
    Rule,
    Rung,
    Standing,
    StatusGiven,
    Who,
)
from protocolrules.expressions import Condition, EventPattern, ReadingIs, ReadingRef
from protocolrules.phrases import (
    NO_TIME_GIVEN,
    Terms,
    by_when,
    condition,
    due,
    event_kinds,
    evidence,
    pattern,
    rule_as_read,
    trigger,
    who,
    who_as_read,
)
from protocolrules.words import count, listed


def of_protocol(protocol: Protocol) -> tuple[tuple[str, Provision], ...]:
    """Every provision with its topic: rules in the order of the source, then ladders."""
    terms = Terms.of(protocol)
    ladders = protocol.ladders.values()
    return (
        *((rule.topic, each) for rule in in_order(protocol) for each in of_rule(terms, rule)),
        *((ladder.topic, each) for ladder in ladders for each in of_ladder(terms, ladder)),
    )


def in_order(protocol: Protocol) -> list[Rule]:
    """The rules in the order in which the source first speaks of them."""
    number = {entry.id: index for index, entry in enumerate(protocol.ledger)}
    last = len(number)

    def position(rule: Rule) -> tuple[int, int, str]:
        first = min((number.get(clause, last) for clause in rule.clause), default=last)
        return first, rule.place.line, rule.name

    return sorted(protocol.rules.values(), key=position)


def of_rule(terms: Terms, rule: Rule) -> tuple[Provision, ...]:
    """What a rule provides: one thing, or each assignment that it makes.

    Conditions are said under the readings of the file; a rule that those rule out is said whole.
    """
    read = rule_as_read(rule, terms.readings)
    common = _common(terms, read or rule, as_read=read is not None)
    match rule.effect:
        case Duty():
            return (_duty(terms, rule, rule.effect, common),)
        case Permission():
            return (_permission(terms, rule.effect, common),)
        case Prohibition():
            return (_prohibition(terms, rule.effect, common),)
        case Assignments(parts):
            return tuple(
                common.model_copy(
                    update={
                        "kind": "assignment",
                        "modality": "is_assigned",
                        "action": terms.words.assignment(part.kind),
                        "limit": terms.words.scope(part.scope),
                        "by_when": _span(rule),
                        **_people(terms, part.who),
                    }
                )
                for part in parts
            )
        case StatusGiven(status):
            given = {
                "kind": "status",
                "modality": "has_status",
                "action": terms.words.status(status),
            }
            holder = {"who": terms.words.role("child"), "by_when": _span(rule)}
            return (common.model_copy(update=given | holder),)


def _span(rule: Rule) -> str:
    if not isinstance(rule.trigger, Standing):
        return "from then on"
    return "as long as that lasts" if rule.while_ or rule.unless else "throughout"


def of_ladder(terms: Terms, ladder: Ladder) -> tuple[Provision, ...]:
    """What each rung of a ladder provides."""
    return tuple(_rung(terms, ladder, number, rung) for number, rung in enumerate(ladder.rungs, 1))


def _common(terms: Terms, rule: Rule, as_read: bool) -> Provision:
    """What every provision of a rule shares; who and what are filled in by its effect."""
    kinds = event_kinds(terms, rule.trigger)
    standing = isinstance(rule.trigger, Standing) and rule.while_ is not None
    while_ = _said(terms, rule.while_, kinds)
    return Provision(
        rule=rule.name,
        kind="duty",
        subject=rule.subject,
        clause=rule.clause,
        who="",
        modality="must",
        action="",
        trigger=f"while {while_}" if standing else trigger(terms, rule.trigger),
        only_if=_said(terms, rule.condition, kinds),
        during=None if standing else while_,
        unless=_said(terms, rule.unless, kinds),
        until=_any(terms, rule.until),
        by_when=NO_TIME_GIVEN,
        text=rule.text,
        because=rule.because,
        readings=tuple(_readings(terms, rule.readings)),
        conflicts_with=rule.conflicts_with,
        as_read=as_read,
    )


def _duty(terms: Terms, rule: Rule, duty: Duty, common: Provision) -> Provision:
    kinds = event_kinds(terms, rule.trigger)
    broken = pattern(terms, duty.broken_by) if duty.broken_by else None
    if duty.broken_while is not None:
        broken = f"this: {condition(terms, duty.broken_while, kinds)}"
    return common.model_copy(
        update={
            "kind": "duty",
            "modality": duty.modality,
            "action": duty.action,
            "by_when": by_when(terms, rule, duty),
            "no_use_after": _any(terms, duty.no_use_after),
            "shown_by": _shown(terms, duty, kinds),
            "broken_by": broken,
            "not_observable": duty.not_observable,
            **_people(terms, duty.who, duty.to, kinds),
        }
    )


def _shown(terms: Terms, duty: Duty, kinds: tuple[str, ...]) -> str | None:
    if duty.done_when is None:
        return None
    said = evidence(terms, duty.done_when, kinds)
    if duty.counts_from == "previous_occasion":
        said += "; what was done since the previous one counts"
    return f"{said}; one is enough for all that are open" if duty.covers_all_open else said


def _permission(terms: Terms, may: Permission, common: Provision) -> Provision:
    limit = None
    if isinstance(may.at_most, int):
        limit = f"at most {count(may.at_most, 'time')}"
    elif may.at_most is not None:
        limit = f"at most {terms.means(may.at_most.name)} times (the reading {may.at_most.name})"
    people = _people(terms, may.who)
    what = {"kind": "permission", "modality": "may", "action": may.action, "limit": limit}
    return common.model_copy(update=what | people)


def _prohibition(terms: Terms, ban: Prohibition, common: Provision) -> Provision:
    return common.model_copy(
        update={
            "kind": "prohibition",
            "modality": ban.modality,
            "action": ban.action,
            "by_when": "throughout",
            "broken_by": pattern(terms, ban.broken_by) if ban.broken_by else None,
            "gate": pattern(terms, ban.unless_first) if ban.unless_first else None,
            "not_observable": ban.not_observable,
            **_people(terms, ban.who),
        }
    )


def _people(
    terms: Terms, holder: Who, to: Who | None = None, kinds: tuple[str, ...] = ()
) -> dict[str, object]:
    held = who_as_read(holder, terms.readings)
    sent = who_as_read(to, terms.readings) if to else None
    return {
        "who": who(terms, held, kinds),
        "to": who(terms, sent, kinds) if sent else None,
        "by_case": bool(held.cases),
    }


def _rung(terms: Terms, ladder: Ladder, number: int, rung: Rung) -> Provision:
    modality: Modality = rung.modality
    substitute = (
        f", in their absence {terms.words.role(rung.substitute)}" if rung.substitute else ""
    )
    before = f"{pattern(terms, ladder.moves_on)} from rung {number - 1}"
    text = rung.text if rung.clause else ladder.text
    return Provision(
        rule=ladder.name,
        kind="escalation",
        subject="case",
        clause=rung.clause or ladder.clause,
        who=who(terms, who_as_read(rung.to, terms.readings)) + substitute,
        by_case=bool(rung.to.cases),
        modality=modality,
        action=rung.action,
        trigger=starts(terms, ladder) if number == 1 else before,
        until=_any(terms, ladder.stops),
        by_when=due(terms, rung.respond_within),
        shown_by=pattern(terms, ladder.responds),
        limit=f"rung {number} of {len(ladder.rungs)}",
        text=text,
        because="" if text == "clear" else ladder.because,
        readings=tuple(_readings(terms, ladder_readings(ladder))),
    )


def starts(terms: Terms, ladder: Ladder) -> str:
    """What a ladder starts with."""
    if isinstance(ladder.starts, OnDuty):
        return trigger(terms, ladder.starts)
    return f"an event {pattern(terms, ladder.starts)}"


def ladder_readings(ladder: Ladder) -> tuple[str, ...]:
    """The readings that a ladder rests on: where it is entered, whom it goes to, and by when."""
    return tuple(sorted(set(_named(ladder.begins_at)) | set(_named(ladder.rungs))))


def _named(part: object) -> Iterator[str]:
    """The readings that frozen data names, however deep."""
    match part:
        case ReadingIs(name) | ReadingRef(name):
            yield name
        case Who(reading=str(name)):
            yield name
        case tuple():
            for each in part:
                yield from _named(each)
        case _ if is_dataclass(part):
            for each in fields(part):
                yield from _named(getattr(part, each.name))


def _said(terms: Terms, c: Condition | None, kinds: tuple[str, ...]) -> str | None:
    return None if c is None else condition(terms, c, kinds)


def _any(terms: Terms, patterns: Iterable[EventPattern]) -> str | None:
    return listed((pattern(terms, each) for each in patterns), "or") or None


def _readings(terms: Terms, names: Iterable[str]) -> Iterable[ReadingTaken]:
    for name in names:
        reading = terms.readings[name]
        yield ReadingTaken(name=name, means=reading.means, others=reading.others)
