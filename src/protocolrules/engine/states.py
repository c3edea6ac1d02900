"""The state of one subject, as everybody sees it: all results together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from protocolrules import document
from protocolrules.document import Assignments, Rule, StatusGiven
from protocolrules.engine import show
from protocolrules.engine.days import LONG_AGO
from protocolrules.engine.life import OPEN
from protocolrules.engine.others import (
    assignments,
    conflicts,
    permissions,
    prohibitions,
    rung,
    statuses,
)
from protocolrules.engine.plans import Plan
from protocolrules.engine.program import LEADS, Program
from protocolrules.engine.questions import Questions, finders
from protocolrules.engine.verdicts import Need
from protocolrules.engine.working import Working
from protocolrules.results import (
    CaseState,
    Duty,
    EscalationStep,
    Permission,
    Prohibition,
    Status,
    Undetermined,
)


class About:
    """The rules about one sort of subject (`case`, `service`), and which of them find out what."""

    def __init__(self, program: Program, sort: str) -> None:
        """Pick them out, by name."""
        self.plans = tuple(p for p in program.plans.values() if p.rule.subject == sort)
        self.finders = finders(program, self.plans)
        rules = [p.rule for p in self.plans]
        self.leading = tuple(r.name for r in rules if isinstance(r.effect, Assignments))
        ladders = (f"ladder:{name}" for name in program.protocol.ladders)
        self.keys = frozenset((LEADS, *ladders, *(f"rule:{r.name}" for r in rules)))
        paired = {name for pair in program.conflicting for name in pair}
        paired_rules = (f"rule:{r.name}" for r in rules if r.name in paired)
        self.contested = frozenset((LEADS, *paired_rules))


@dataclass(slots=True)
class Gathered:
    """The results of all rules, as they are worked out one after the other."""

    questions: Questions
    duties: list[Duty] = field(default_factory=list)
    permissions: list[Permission] = field(default_factory=list)
    prohibitions: list[Prohibition] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    steps: list[EscalationStep] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)


def state(working: Working, about: About, case_id: str | None, because: bool) -> CaseState:
    """All results for a subject as of the moment at which its working stands."""
    core, found = working.core, Gathered(Questions(working.core))
    for plan in about.plans:
        _of_rule(working, plan, found, because)
    _ladders(working, found, because)
    leading = {name: working.arisings(name) for name in about.leading}
    leads = assignments(core, leading, because)
    applying = {d.rule for d in found.duties if d.state in OPEN}
    applying |= {x.rule for x in (*found.permissions, *found.prohibitions)}
    asked, others = found.questions.shown()
    return CaseState(
        case_id=case_id,
        authority=None if case_id is not None else core.program.protocol.authority,
        duties=tuple(sorted(found.duties, key=lambda d: d.id)),
        permissions=tuple(found.permissions),
        prohibitions=tuple(found.prohibitions),
        assignments=tuple(leads),
        escalations=tuple(found.steps),
        statuses=tuple(found.statuses),
        undetermined=tuple(_lines(working, about, found.questions, asked)),
        undetermined_others=others,
        conflicts=tuple(conflicts(core, applying, leads)),
        warnings=tuple(sorted(found.unclear | _warnings(working, found.duties))),
    )


def _of_rule(working: Working, plan: Plan, found: Gathered, because: bool) -> None:
    """What a rule gives, whatever it is."""
    core, rule, arisings = working.core, plan.rule, working.arisings(plan.rule.name)
    found.questions.of_rule(plan, arisings)
    match rule.effect:
        case document.Duty():
            _duties(working, rule, found, because)
        case document.Permission():
            found.questions.of_others(plan, arisings)
            for allowed in permissions(core, plan, arisings, because):
                if isinstance(allowed, Permission):
                    found.permissions.append(allowed)
                else:
                    found.prohibitions.append(allowed)
        case document.Prohibition():
            found.questions.of_others(plan, arisings)
            found.prohibitions += prohibitions(core, plan, arisings, because)
        case Assignments():
            found.questions.of_assignments(plan, arisings)
        case StatusGiven():
            found.statuses += statuses(core, plan, arisings, because)


def _duties(working: Working, rule: Rule, found: Gathered, because: bool) -> None:
    came = working.of(f"rule:{rule.name}")
    found.unclear.update(told for _, told in came.unclear)
    for slot in came.slots:
        shown = show.duty(working.core, slot, working.id(slot), because)
        if shown is not None:
            found.duties.append(shown)
            found.questions.of_slot(slot, shown.state)


def _ladders(working: Working, found: Gathered, because: bool) -> None:
    questions = found.questions
    for name in sorted(working.program.protocol.ladders):
        for c in working.climbs(name):
            for need in c.needs:
                questions.ask(need, name, c.ladder.clause, c.about, c.start.earliest)
            for step in c.steps:
                shown = show.duty(working.core, step.slot, working.id(step.slot), because)
                if shown is None:
                    continue
                found.steps.append(rung(c, step, shown))
                if not step.skipped:
                    found.duties.append(shown)
                    questions.of_slot(step.slot, shown.state)


def _lines(
    working: Working, about: About, questions: Questions, asked: Iterable[Need]
) -> Iterator[Undetermined]:
    """The questions, each with the rule whose duty finds it out; rather one that arose."""
    for need in asked:
        names = about.finders.get((need.kind, need.name), ())
        arose = (n for n in names if working.slots(n))
        yield questions.line(need, next(arose, names[0] if names else None))


def _warnings(working: Working, duties: Iterable[Duty]) -> set[str]:
    """Changes of nothing, reports that disagree, and due dates beyond the calendar."""
    core = working.core
    found = set(working.record.missing())
    told = ((name, core.reports.born(name)) for name in core.reports.ages)
    odd = {(name, r.event_id) for name, born in told if born is not None for r in born.odd}
    for name in core.reports.of:
        for t in core.fact_edges(name, LONG_AGO) if core.program.defining(name) else ():
            report = core.contradicted(name, t) if core.note(t) else None
            if report is not None:
                odd.add((name, report.event_id))
    said = "what event {} says of {} disagrees with what is defined"
    found |= {said.format(event, name) for name, event in odd}
    if any(d.provisional for d in duties):
        horizon = core.program.days.calendar.horizon.isoformat()
        found.add(f"bank holidays are known until {horizon}; later due dates are provisional")
    return found
