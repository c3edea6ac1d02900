"""What every result has to say: who, by which clause, resting on what, in which words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from protocolrules.document import Duty as DutyRule
from protocolrules.document import Permission as PermissionRule
from protocolrules.results import (
    Assignment,
    Because,
    CaseState,
    Conflict,
    Entry,
    EscalationStep,
    Reason,
    Result,
    Undetermined,
)
from protocolrules.testing.history import History
from protocolrules.testing.laws.law import Law, duties, hold, same, states
from protocolrules.timing import NO_TIME

_OPEN = ("upcoming", "due", "overdue", "untimed", "in_force", "broken", "undetermined")


def _names_a_role(history: History) -> None:
    known = set(history.protocol.document.vocabulary.roles)
    for duty in duties(history.ask()):
        who = duty.who
        if duty.state not in _OPEN:
            continue
        hold((who.how == "not_named") is (not who.roles), "nobody and no reason why", duty)
        hold(set(who.roles) <= known, "a role that the vocabulary has not", duty)
        hold(set(who.now) <= set(who.roles), "whose turn it is has no part in it", duty)
        nobody_said = set(who.roles) - set(who.holders)
        hold(set(who.unknown) <= nobody_said, "a holder is known and unknown", duty)


def _cites(history: History) -> None:
    document = history.protocol.document
    ledger = {entry.id for entry in document.ledger}
    names = {*document.rules, *document.ladders}
    for state in states(history.ask()):
        for entry in _entries(state):
            rule = entry.ladder if isinstance(entry, EscalationStep) else entry.rule
            hold(rule in names, "a result of no rule", entry)
            hold(entry.clause and set(entry.clause) <= ledger, "no clause of the ledger", entry)
        lines: tuple[Undetermined | Conflict, ...] = (*state.undetermined, *state.conflicts)
        for line in lines:
            hold(line.clause and set(line.clause) <= ledger, "no clause of the ledger", line)
            hold(set(line.rules) <= names, "a result of no rule", line)


def _entries(state: CaseState) -> tuple[Entry | EscalationStep, ...]:
    return (
        *state.duties,
        *state.permissions,
        *state.prohibitions,
        *state.assignments,
        *state.statuses,
        *state.escalations,
    )


def _rests_on(history: History) -> None:
    for state in states(history.ask(because=True)):
        for entry in _entries(state):
            hold(entry.because is not None, "no reasons", entry)
            rests = entry.because is not None and _on_something(entry.because)
            hold(rests, "it rests on no event, date or declared default", entry)


def _on_something(because: Because) -> bool:
    reasons = [reason for condition in because.conditions for reason in _parts(condition)]
    return (
        because.event_id is not None
        or because.at is not None
        or any(r.event_id is not None or r.how == "no_report" for r in reasons)
    )


def _parts(reason: Reason) -> Iterator[Reason]:
    yield reason
    for part in reason.parts:
        yield from _parts(part)


def _known_events(history: History) -> None:
    ids = {e.event_id for e in history.events if e.recorded_at <= history.known_at}
    for state in states(history.ask(because=True)):
        for named in _named_events(state):
            # What was last done, as a report says, has no event of its own: report.occasion.
            in_log = named in ids or named.rpartition(".")[0] in ids
            hold(in_log, f"a result names the event {named}, which is not in the log")


def _named_events(state: CaseState) -> Iterator[str]:
    for duty in state.duties:
        yield from (each for each in (duty.met_by,) if each)
        yield from (former.event_id for former in duty.re_dated if former.event_id)
        yield from (p.event_id for p in duty.who.passed_over if p.event_id)
        if duty.lapse is not None and duty.lapse.event_id is not None:
            yield duty.lapse.event_id
        yield from _named_in(duty.because)
    for entry in (*state.assignments, *state.statuses, *state.permissions, *state.prohibitions):
        yield from _named_in(entry.because)
    for prohibition in state.prohibitions:
        yield from (act.event_id for act in prohibition.broken_by)


def _named_in(because: Because | None) -> Iterator[str]:
    for condition in because.conditions if because is not None else ():
        yield from (r.event_id for r in _parts(condition) if r.event_id is not None)


def _unique(history: History) -> None:
    for state in states(history.ask()):
        ids = [duty.id for duty in state.duties]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        hold(not twice, "two duties have one id", *twice)


def _one_line(history: History) -> None:
    for state in states(history.ask()):
        lines = [
            (line.missing, line.event_id if line.missing.field is not None else None)
            for line in state.undetermined
        ]
        twice = [line for line in lines if lines.count(line) > 1]
        hold(not twice, "one missing thing is asked for twice", *twice[:1])
        asked = {missing for missing, _ in lines}
        for duty in state.duties:
            hold(set(duty.missing) <= asked, "what a duty lacks is not asked for", duty)


def _says_what(history: History) -> None:
    for duty in duties(history.ask()):
        hold(
            duty.state != "undetermined" or duty.missing, "undetermined, and nothing missing", duty
        )


def _json(history: History) -> None:
    result = history.ask(because=True)
    again = Result.model_validate_json(result.model_dump_json())
    same(again, result, "written as JSON and read back, the result is another")


def _departs(history: History) -> None:
    for duty in duties(history.ask()):
        wrong = duty.departures if duty.modality == "must" else duty.breaches
        hold(not wrong, f"what {duty.modality} be done has the wrong sort of breach", duty)


def _never_overdue(history: History) -> None:
    rules = history.protocol.document.rules
    for duty in duties(history.ask()):
        rule = rules.get(duty.rule)
        permitted = rule is not None and isinstance(rule.effect, PermissionRule)
        hold(not permitted, "a permission is listed as a duty", duty)
        if duty.state == "untimed":
            hold(duty.due is None and duty.last_day is None, "untimed, with a due date", duty)
            hold(not duty.lateness, "untimed, and late", duty)
        if rule is not None and _has_no_time(rule.effect):
            hold(duty.due is None, "the text gives no time, and there is a due date", duty)
            dated = duty.state in ("due", "overdue", "met_late")
            hold(not dated, "the text gives no time, and it is dated", duty)
            for breach in (*duty.breaches, *duty.departures):
                hold(breach.from_ == breach.to, "the text gives no time, and it is late", duty)


def _has_no_time(effect: object) -> bool:
    return (
        isinstance(effect, DutyRule)
        and effect.timing == NO_TIME
        and effect.done_when is not None
        and (not effect.repeat or all(regime.how == "regularly" for regime in effect.repeat))
    )


def _words(history: History) -> None:
    for duty in duties(history.ask()):
        spans = (*duty.breaches, *duty.departures)
        if duty.state == "due":
            hold(duty.due is not None and history.at < duty.due, "due, at no time to come", duty)
        if duty.state == "overdue":
            hold(duty.due is not None and duty.due <= history.at, "overdue before its date", duty)
            open_ = any(span.to is None or span.to > history.at for span in spans)
            hold(open_, "overdue without an open breach", duty)
        if duty.state in ("met", "met_late"):
            hold(duty.met_by is not None, "met by nothing", duty)
            hold(not any(s.to is None for s in spans), "met, with an open breach", duty)
        if duty.state in ("met_late", "missed"):
            hold(spans, "late or missed without a breach", duty)
        hold(all(s.from_ <= history.at for s in spans), "a breach that is yet to come", duty)
        ordered = all(span.to is None or span.from_ <= span.to for span in spans)
        hold(ordered, "a breach ends before it begins", duty)
        said = all((span.why_not is None) is span.attributable for span in spans)
        hold(said, "a breach that counts against nobody does not say why", duty)


def _conflicts(history: History) -> None:
    for state in states(history.ask()):
        standing = [each for each in state.assignments if _stands(each, history)]
        told = {
            (conflict.scope, frozenset(conflict.rules))
            for conflict in state.conflicts
            if conflict.between == "assignments"
        }
        double = {
            (one.scope, frozenset((one.rule, two.rule)))
            for one, two in combinations(standing, 2)
            if (one.kind, one.scope) == (two.kind, two.scope) and one.role != two.role
            # Two whom a rule names together do not contradict each other.
            if (one.rule, one.from_) != (two.rule, two.from_)
        }
        hold(told == double, "two assignments of one scope, or none, and a conflict", told, double)


def _stands(assignment: Assignment, history: History) -> bool:
    begun = assignment.from_ is None or assignment.from_ <= history.at
    return begun and (assignment.to is None or assignment.to > history.at)


LAWS = (
    Law(
        "open-duties-name-a-role",
        "every open duty names a role, or that the text names none",
        _names_a_role,
    ),
    Law("results-cite", "every result cites a rule and clauses of the ledger", _cites),
    Law(
        "results-rest-on-something",
        "every result rests on an event, a date or a declared default",
        _rests_on,
    ),
    Law("events-are-in-the-log", "every event that a result names is in the log", _known_events),
    Law("ids-are-unique", "no two duties have one id", _unique),
    Law("one-line-for-each-missing-thing", "each missing thing is one question", _one_line),
    Law("undetermined-says-what", "an undetermined duty says what is missing", _says_what),
    Law("json", "results survive being written as JSON", _json),
    Law("should-departs", "what should be done departs, and what must be done breaches", _departs),
    Law(
        "untimed-is-never-overdue",
        "untimed duties and permissions are never overdue",
        _never_overdue,
    ),
    Law("words-agree-with-dates", "states agree with dates and breaches", _words),
    Law("assignments-conflict", "two assignments of one scope are a conflict", _conflicts),
)
