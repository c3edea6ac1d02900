"""The definition: what a protocol means when it runs, computed anew from the whole log.

Short and obvious rather than fast. Every other evaluator is held to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeVar

from protocolrules import document
from protocolrules.calendars import load_calendar
from protocolrules.definition import life
from protocolrules.definition.arisings import Arising, stands
from protocolrules.definition.case import Case
from protocolrules.definition.days import Days
from protocolrules.definition.history import history
from protocolrules.definition.others import (
    assignments,
    conflicts,
    permissions,
    prohibitions,
    rungs,
    statuses,
)
from protocolrules.definition.questions import Questions
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Verdict, conditions, rests_on_events
from protocolrules.events import CaseEvent, Subject
from protocolrules.results import (
    CaseState,
    Considered,
    Duty,
    EscalationStep,
    Permission,
    Prohibition,
    Reason,
    Status,
)

__all__ = ["consider", "state"]

_OUTCOMES: Mapping[bool | None, Literal["arose", "condition_false", "condition_unknown"]] = {
    True: "arose",
    False: "condition_false",
    None: "condition_unknown",
}

Sort = TypeVar("Sort")


def state(
    protocol: document.Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    at: datetime,
    known_at: datetime,
    readings: Mapping[str, str] | None = None,
    because: bool = False,
) -> CaseState:
    """The state of one subject at a moment, as it was known at another.

    Args:
        protocol: the rules.
        events: the subject's log, in any order; events of other subjects are not allowed in it.
        subject: the case, or the services of an authority.
        at: the aware instant asked about.
        known_at: only what was recorded by this aware instant counts.
        readings: readings that stand at another value than the protocol's own.
        because: whether each result carries its reasons.
    """
    case = _open(protocol, events, subject, at, known_at, readings or {})
    rules = [r for r in _sorted(protocol) if r.subject == _sort(subject)]
    questions = Questions(case, rules)
    found: list[object] = []
    for rule in rules:
        questions.of_rule(rule)
        found += _results(case, rule, because, questions)
    steps, responses = _ladders(case, because, questions)
    duties = [*_of(Duty, found), *responses]
    leads = assignments(case, rules, because)
    allowed, forbidden = _of(Permission, found), _of(Prohibition, found)
    asked, others = questions.result()
    standing = [x.rule for x in (*allowed, *forbidden)]
    return CaseState(
        case_id=subject.case_id,
        authority=None if subject.case_id is not None else subject.authority,
        duties=tuple(sorted(duties, key=lambda d: d.id)),
        permissions=tuple(allowed),
        prohibitions=tuple(forbidden),
        assignments=tuple(leads),
        escalations=tuple(steps),
        statuses=tuple(_of(Status, found)),
        undetermined=asked,
        undetermined_others=others,
        conflicts=tuple(conflicts(case, duties, leads, standing)),
        warnings=tuple(sorted(_warnings(case, rules) | _horizon(case, duties))),
    )


def _of(sort: type[Sort], found: Sequence[object]) -> list[Sort]:
    return [x for x in found if isinstance(x, sort)]


def _results(
    case: Case, rule: document.Rule, because: bool, questions: Questions
) -> Iterable[object]:
    """What a rule gives, whatever it is."""
    match rule.effect:
        case document.Duty():
            return _duties(case, rule, because, questions)
        case document.Permission():
            questions.of_others(rule)
            return permissions(case, rule, because)
        case document.Prohibition():
            questions.of_others(rule)
            return prohibitions(case, rule, because)
        case document.Assignments():
            questions.of_assignments(rule)
        case document.StatusGiven():
            return statuses(case, rule, because)
    return []


def _open(
    protocol: document.Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    at: datetime,
    known_at: datetime,
    readings: Mapping[str, str],
) -> Case:
    calendar = load_calendar(protocol.calendar).with_closures(protocol.closures)
    log = history(protocol, {e.event_id: e for e in events}.values(), at, known_at)
    world = World(protocol, Days(protocol, calendar), log, at, readings)
    name = subject.case_id or f"{subject.authority}"
    world.others = case = Case(world, name)
    return case


def _sorted(protocol: document.Protocol) -> list[document.Rule]:
    return [protocol.rules[name] for name in sorted(protocol.rules)]


def _sort(subject: Subject) -> str:
    return "case" if subject.case_id is not None else "service"


def _duties(case: Case, rule: document.Rule, because: bool, questions: Questions) -> list[Duty]:
    found = []
    for slot in case.slots(rule.name):
        shown = life.duty(case.world, slot, case.id(slot), because)
        if shown is not None:
            found.append(shown)
            questions.of_duty(slot, shown)
    return found


def _ladders(
    case: Case, because: bool, questions: Questions
) -> tuple[list[EscalationStep], list[Duty]]:
    steps, duties = [], []
    for name in sorted(case.world.protocol.ladders):
        for c in case.climbs(name):
            for need in c.needs:
                questions.ask(need, name, c.ladder.clause, c.about, c.start.earliest)
            for (step, duty), reached in zip(rungs(case, c, because), c.steps, strict=False):
                steps.append(step)
                if duty is not None:
                    duties.append(duty)
                    questions.of_duty(reached.slot, duty)
    return steps, duties


def _warnings(case: Case, rules: Sequence[document.Rule]) -> set[str]:
    """Changes of nothing, events that several duties wait for, reports that disagree."""
    world = case.world
    found = {*world.log.warnings, *(w for r in rules for w in case.unclear.get(r.name, ()))}
    odd = {(name, r.event_id) for name in world.log.ages for r in world.born(name)[3]}
    for name in world.log.reports:
        for t in world.fact_edges(name) if world.defining(name) else ():
            report = world.contradicted(name, t) if t <= world.at else None
            odd |= {(name, report.event_id)} if report is not None else set()
    said = "what event {} says of {} disagrees with what is defined"
    return found | {said.format(event, name) for name, event in odd}


def _horizon(case: Case, duties: Sequence[Duty]) -> set[str]:
    if not any(d.provisional for d in duties):
        return set()
    horizon = case.world.days.calendar.horizon.isoformat()
    return {f"bank holidays are known until {horizon}; later due dates are provisional"}


def consider(
    protocol: document.Protocol,
    events: Sequence[CaseEvent],
    subject: Subject,
    rule: str,
    at: datetime,
    known_at: datetime,
    readings: Mapping[str, str] | None = None,
) -> tuple[Considered, ...]:
    """Every time a rule was looked at for a subject, and what came of it.

    Raises KeyError for a rule that the protocol does not have.
    """
    case = _open(protocol, events, subject, at, known_at, readings or {})
    found = protocol.rules[rule]
    looked = case.considered(found)
    if not looked:
        return (_not_triggered(case, found),)
    return tuple(
        Considered(
            rule=rule,
            clause=found.clause,
            outcome=_OUTCOMES[verdict.holds],
            trigger=a.of,
            event_id=a.trigger.id if a.trigger else a.id,
            at=a.from_,
            conditions=(*_state(a, verdict), *conditions(verdict)),
        )
        for a, verdict in looked
    )


def _state(a: Arising, verdict: Verdict) -> tuple[Reason, ...]:
    """The state that a rule lives in, where it arose."""
    return conditions(a.spell.verdict) if a.spell is not None and verdict.holds else ()


def _not_triggered(case: Case, rule: document.Rule) -> Considered:
    """A standing rule to which something in the log speaks is not held, or nobody can say."""
    if isinstance(rule.trigger, document.Standing):
        verdict = stands(case.world, rule, case.world.at)
        if rests_on_events(verdict):
            return Considered(
                rule=rule.name,
                clause=rule.clause,
                outcome=_OUTCOMES[verdict.holds],
                trigger="spell",
                conditions=conditions(verdict),
            )
    return Considered(
        rule=rule.name,
        clause=rule.clause,
        outcome="not_triggered",
        trigger=type(rule.trigger).__name__,
    )
