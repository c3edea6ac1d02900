"""The sections of a case that are not duties: leads, ladders, questions, what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from protocolrules.document import Protocol
from protocolrules.render.saying import DETAIL, ITEM, Saying
from protocolrules.results import (
    Assignment,
    CaseState,
    EscalationStep,
    Permission,
    Prohibition,
    Status,
    Undetermined,
)
from protocolrules.words import away, count, day, listed, moment, on, today

_STANDS = ("due", "overdue", "untimed", "undetermined")


def leads(say: Saying, case: CaseState) -> None:
    """Who leads, for each scope."""
    current = [each for each in case.assignments if say.every or each.to is None]
    if current:
        say.page.heading("Who leads")
    for each in current:
        _assignment(say, each)


def _assignment(say: Saying, each: Assignment) -> None:
    holder = each.holder or ("vacant" if each.holder_known else "holder not reported")
    role, kind = say.words.role(each.role), say.words.assignment(each.kind)
    since = f" since {on(each.from_)}" if each.from_ else ""
    until = f", until {on(each.to)}" if each.to else ""
    scope = say.words.scope(each.scope)
    say.page.line(f"{scope}: {role} ({holder}), {kind}{since}{until}", ITEM)
    say.grounds(each)


def ladders(say: Saying, case: CaseState) -> None:
    """Where each dispute stands. Ladders that have stopped are left to the summary."""
    steps = sorted(case.escalations, key=lambda s: (s.ladder, s.about, s.rung))
    climbs = [list(group) for _, group in groupby(steps, lambda s: (s.ladder, s.about))]
    shown = [climb for climb in climbs if say.every or any(map(_stands, climb))]
    if shown:
        say.page.heading("Escalation")
    for climb in shown:
        _climb(say, climb)


def _stands(step: EscalationStep) -> bool:
    return step.until is None and step.state in _STANDS


def _climb(say: Saying, climb: Sequence[EscalationStep]) -> None:
    first = climb[0]
    source = f"duty {first.duty}" if first.duty else f"raised in {first.about}"
    say.page.line(f"{first.ladder}, {source}", ITEM)
    for step in climb:
        if say.every or _stands(step):
            _rung(say, step)
        else:
            word = "passed over" if step.state == "skipped" else step.state.replace("_", " ")
            say.page.line(f"rung {step.rung} of {step.of}: {word}", ITEM + 2)


def _rung(say: Saying, step: EscalationStep) -> None:
    words = f"rung {step.rung} of {step.of}: {step.state.replace('_', ' ')}"
    if step.respond_by is not None:
        near = away(today(step.respond_by), say.now)
        words += f", response by {moment(step.respond_by)} ({near})"
    say.page.line(f"{words}: {step.action}", ITEM + 2)
    say.grounds(step, f"{say.words.who(step.to)}, since {moment(step.from_)}")
    for missing in step.missing:
        say.page.line(f"not known yet: {say.words.missing(missing)}", DETAIL)
    if step.no_final_rung:
        say.page.line(f"there is no rung above: {step.no_final_rung}", DETAIL)


def conflicts(say: Saying, case: CaseState) -> None:
    """What contradicts each other, and is not settled here."""
    if case.conflicts:
        say.page.heading("Contradictions: people have to settle these")
    for each in case.conflicts:
        scope = f" of {say.words.scope(each.scope)}" if each.scope else ""
        what = "rules that cannot both be kept" if each.between == "rules" else f"two leads{scope}"
        say.page.line(f"{what}: {listed(each.rules)} [{', '.join(each.clause)}]", ITEM)


def questions(say: Saying, case: CaseState, protocol: Protocol) -> None:
    """What is missing, which clauses wait for it, and which duty finds it out."""
    if case.undetermined or case.undetermined_others:
        say.page.heading("Questions to settle")
    for each in case.undetermined:
        _question(say, each, protocol)
    if case.undetermined_others:
        rules = count(case.undetermined_others, "other standing rule")
        say.page.line(f"{rules}: nothing that they ask about has been reported", ITEM)


def _question(say: Saying, each: Undetermined, protocol: Protocol) -> None:
    say.page.line(say.words.missing(each.missing), ITEM)
    waits = f"{listed(each.clause)} {'waits' if len(each.clause) == 1 else 'wait'} for it"
    waits += f" since {on(each.since)}" if each.since else ""
    waits += f" ({each.event_id})" if each.event_id else ""
    if each.found_out_by:
        waits += f"; found out by {each.found_out_by}"
    reading = protocol.readings.get(each.missing.reading or "")
    if reading:
        waits += f"; settle it with --reading {reading.name}=… ({listed(reading.others, 'or')})"
    say.page.line(waits, DETAIL)


def in_force(say: Saying, case: CaseState) -> None:
    """Prohibitions, the broken ones first, and permissions."""
    if case.prohibitions:
        say.page.heading("Not allowed")
    for ban in sorted(case.prohibitions, key=lambda each: not each.broken_by):
        _prohibition(say, ban)
    if case.permissions:
        say.page.heading("Allowed")
    for permission in case.permissions:
        _permission(say, permission)


def _prohibition(say: Saying, each: Prohibition) -> None:
    modality = each.modality.replace("_", " ")
    say.page.line(f"{say.words.who(each.who)} {modality} {each.action}", ITEM)
    for act in each.broken_by:
        reading = ", as we read it" if each.interpreted else ""
        say.page.line(f"broken by {act.event_id}, {moment(act.at)}{reading}", DETAIL)
    say.grounds(each)


def _permission(say: Saying, each: Permission) -> None:
    left = "" if each.uses_left is None else f" ({count(each.uses_left, 'time')} left)"
    say.page.line(f"{say.words.who(each.who)} may {each.action}{left}", ITEM)
    say.grounds(each)


def statuses(say: Saying, every: Iterable[Status]) -> None:
    """Statuses gained, and those expected while what earns them lasts."""
    shown = [each for each in every if say.every or each.to is None]
    if shown:
        say.page.heading("Status")
    for each in shown:
        words = say.words.status(each.status)
        if each.expected is not None:
            words += f": expected {day(each.expected)} ({away(each.expected, say.now)}), "
            words += "if nothing changes before"
        elif each.from_ is not None:
            words += f": since {on(each.from_)}"
        if each.to is not None:
            words += f", until {on(each.to)}"
        say.page.line(words, ITEM)
        say.grounds(each)
