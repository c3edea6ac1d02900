"""What every result has to say: who, by which clause, resting on what, in which words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import protocolrules as pr
from laws.asking import ask, duties, examples, states
from laws.histories import History, histories
from laws.samples import NAMES, protocol
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
from protocolrules.timing import NO_TIME

OPEN = ("upcoming", "due", "overdue", "untimed", "in_force", "broken", "undetermined")


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_every_open_duty_names_a_role_or_says_that_the_text_names_none(
    name: str, data: st.DataObject
) -> None:
    known = protocol(name).document.vocabulary.roles
    for duty in duties(ask(data.draw(histories(name)))):
        if duty.state in OPEN:
            assert (duty.who.how == "not_named") is (not duty.who.roles), duty.id
            assert set(duty.who.roles) <= set(known), duty.id
            assert set(duty.who.now) <= set(duty.who.roles), duty.id
            assert set(duty.who.unknown) <= set(duty.who.roles) - set(duty.who.holders), duty.id


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_every_result_cites_a_rule_and_clauses_of_the_ledger(
    name: str, data: st.DataObject
) -> None:
    loaded = protocol(name).document
    ledger = {entry.id for entry in loaded.ledger}
    names = {*loaded.rules, *loaded.ladders}
    for state in states(ask(data.draw(histories(name)))):
        for entry in (
            *state.duties,
            *state.permissions,
            *state.prohibitions,
            *state.assignments,
            *state.statuses,
        ):
            assert entry.rule in names
            assert entry.clause and set(entry.clause) <= ledger, entry.rule
        for step in state.escalations:
            assert step.ladder in names
            assert step.clause and set(step.clause) <= ledger, step.ladder
        lines: tuple[Undetermined | Conflict, ...] = (*state.undetermined, *state.conflicts)
        for line in lines:
            assert line.clause and set(line.clause) <= ledger, line
            assert set(line.rules) <= names, line


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_every_result_rests_on_an_event_a_date_or_a_declared_default(
    name: str, data: st.DataObject
) -> None:
    history = data.draw(histories(name))
    for state in states(ask(history, because=True)):
        entries: tuple[Entry | EscalationStep, ...] = (
            *state.duties,
            *state.permissions,
            *state.prohibitions,
            *state.assignments,
            *state.statuses,
            *state.escalations,
        )
        for entry in entries:
            assert entry.because is not None, entry
            assert _rests_on_something(entry.because), entry


def _rests_on_something(because: Because) -> bool:
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


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_every_event_that_a_result_names_is_in_the_log(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    known = [e for e in history.events if e.recorded_at <= history.known_at]
    ids = {event.event_id for event in known}
    for state in states(ask(history, because=True)):
        for named in _named_events(state):
            # What was last done, as a report says, has no event of its own: report.occasion.
            assert named in ids or named.rpartition(".")[0] in ids, named


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


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_ids_of_duties_are_unique(name: str, data: st.DataObject) -> None:
    for state in states(ask(data.draw(histories(name)))):
        ids = [duty.id for duty in state.duties]
        assert len(set(ids)) == len(ids), sorted(id for id in ids if ids.count(id) > 1)


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_each_missing_thing_is_one_line(name: str, data: st.DataObject) -> None:
    for state in states(ask(data.draw(histories(name)))):
        lines = [
            (line.missing, line.event_id if line.missing.field is not None else None)
            for line in state.undetermined
        ]
        assert len(set(lines)) == len(lines)
        asked = {missing for missing, _ in lines}
        for duty in state.duties:
            assert set(duty.missing) <= asked, duty.id


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_an_undetermined_duty_says_what_is_missing(name: str, data: st.DataObject) -> None:
    for duty in duties(ask(data.draw(histories(name)))):
        if duty.state == "undetermined":
            assert duty.missing, duty


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_results_survive_json(name: str, data: st.DataObject) -> None:
    result = ask(data.draw(histories(name)), because=True)
    assert Result.model_validate_json(result.model_dump_json()) == result


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_should_departs_and_must_breaches(name: str, data: st.DataObject) -> None:
    for duty in duties(ask(data.draw(histories(name)))):
        assert not (duty.departures if duty.modality == "must" else duty.breaches), duty.id


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_untimed_duties_and_permissions_are_never_overdue(name: str, data: st.DataObject) -> None:
    rules = protocol(name).document.rules
    for duty in duties(ask(data.draw(histories(name)))):
        rule = rules.get(duty.rule)
        assert rule is None or not isinstance(rule.effect, PermissionRule)
        if duty.state == "untimed":
            assert duty.due is None and duty.last_day is None, duty
            assert not duty.lateness, duty
        if rule is not None and _has_no_time(rule.effect):
            assert duty.due is None, duty
            assert duty.state not in ("due", "overdue", "met_late"), duty
            for breach in (*duty.breaches, *duty.departures):
                assert breach.from_ == breach.to, duty


def _has_no_time(effect: object) -> bool:
    return (
        isinstance(effect, DutyRule)
        and effect.timing == NO_TIME
        and effect.done_when is not None
        and (not effect.repeat or all(regime.how == "regularly" for regime in effect.repeat))
    )


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_words_agree_with_dates_and_breaches(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    for duty in duties(ask(history)):
        spans = (*duty.breaches, *duty.departures)
        if duty.state == "due":
            assert duty.due is not None and history.at < duty.due, duty
        if duty.state == "overdue":
            assert duty.due is not None and duty.due <= history.at, duty
            assert any(span.to is None or span.to > history.at for span in spans), duty
        if duty.state in ("met", "met_late"):
            assert duty.met_by is not None and not any(s.to is None for s in spans), duty
        if duty.state in ("met_late", "missed"):
            assert spans, duty
        assert all(span.from_ <= history.at for span in spans), duty
        assert all(span.to is None or span.from_ <= span.to for span in spans), duty
        assert all((span.why_not is None) is span.attributable for span in spans), duty


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_two_assignments_of_one_scope_are_a_conflict(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    for state in states(ask(history)):
        standing = [x for x in state.assignments if _stands(x, history)]
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
        assert told == double


def _stands(assignment: Assignment, history: History) -> bool:
    begun = assignment.from_ is None or assignment.from_ <= history.at
    return begun and (assignment.to is None or assignment.to > history.at)


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_a_checked_file_never_makes_the_evaluator_raise(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    loaded = protocol(name)
    declared = loaded.document.readings
    readings = {
        reading: data.draw(st.sampled_from((each.means, *each.others)))
        for reading, each in sorted(declared.items())
    }
    at, known_at = history.at, history.known_at
    result = loaded.state(history.events, at=at, known_at=known_at, readings=readings, because=True)
    ids = [duty.id for state in result.cases for duty in state.duties]
    cases = [n for n, rule in loaded.document.rules.items() if rule.subject == "case"]
    for about in (*ids[:2], data.draw(st.sampled_from((*cases, *loaded.document.ladders)))):
        told = pr.explain(
            loaded,
            history.events,
            about,
            at=at,
            case_id="C-1",
            known_at=known_at,
            readings=readings,
        )
        assert str(told)
