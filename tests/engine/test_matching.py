"""What the compiled rules say of an event is what its patterns and conditions say one by one."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import protocolrules as pr
from engine.cases import NAMES
from engine.equality import readings_of
from language.files import FILE, whole
from laws.asking import examples
from laws.histories import histories
from laws.samples import protocol
from protocolrules.document import OnEvent, Rule
from protocolrules.engine.days import day_end, day_start
from protocolrules.engine.log import Seen, seen_from
from protocolrules.engine.matching import Matcher
from protocolrules.engine.program import Program
from protocolrules.engine.verdicts import Frame, Verdict, all_of, any_of, negate
from protocolrules.events import CaseEvent
from protocolrules.expressions import AllOf, AnyOf, Condition, FieldIs, Not, ReadingIs
from protocolrules.language import load_protocol

ELSEWHERE = Verdict(None, "the event does not say")
CHANGES = ("correction", "retraction")
PROBED = {
    "event_id": "e1",
    "case_id": "C-1",
    "kind": "probed",
    "occurred_at": "2025-12-19T15:00:00+00:00",
}
Readings = tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def compiled(name: str, readings: Readings) -> tuple[Program, Matcher]:
    chosen = dict(readings)
    return Program(protocol(name).document, chosen), protocol(name).matcher(chosen)


@pytest.mark.parametrize("name", NAMES)
@examples(0.6)
@given(data=st.data())
def test_it_agrees_with_patterns_and_conditions(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name, most=12))
    readings = tuple(sorted(data.draw(readings_of(name)).items()))
    program, matcher = compiled(name, readings)
    for event in history.events:
        answers = answers_of(program, event)
        for form in (event, said(event)):
            assert matcher.match(form) == those(answers, True), event
            assert matcher.may_match(form) == those(answers, None), event


@pytest.mark.parametrize("name", NAMES)
@examples(0.3)
@given(data=st.data())
def test_what_is_certain_comes_of_it_in_a_case(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name, most=6))
    log = [event for event in history.events if event.kind not in CHANGES]
    matcher = compiled(name, ())[1]
    events = {event.event_id: event for event in log if event.case_id is not None}
    sure = {id: matcher.match(event) for id, event in events.items()}
    case = protocol(name).open_case("C-1")
    for event in events.values():
        case.apply(event)
    later = max((e.recorded_at for e in events.values()), default=history.at) + timedelta(days=1)
    for rule in sorted({rule for rules in sure.values() for rule in rules}):
        arose = {c.event_id for c in case.consider(rule, later) if c.outcome == "arose"}
        assert arose >= {id for id, rules in sure.items() if rule in rules}, rule


EVERY_TEST = """\
vocabulary:
  events:
    probed:
      title: probed
      fields:
        n: {type: number}
        word: {choices: [low, middle, high]}
        several: {several: [a, b, c]}
        by: {type: role}
        who: {type: roles}
        yes_or_no: {type: yes_no}
rules:
"""
TESTS = (
    "n: 3",
    "n: {at_least: 3}",
    "n: {more_than: 3}",
    "n: {at_most: 3}",
    "n: {under: 3}",
    "n: {more_than: 2, under: 4}",
    "word: low",
    "word: [low, high]",
    "several: a",
    "several: {any: [a, b]}",
    "several: {all: [a, b]}",
    "several: {only: [a, b]}",
    "several: {none: [a, b]}",
    "by: yjs",
    "who: yjs",
    "who: {any: [yjs]}",
    "yes_or_no: yes",
    "yes_or_no: no",
)
VALUES: dict[str, tuple[Any, ...]] = {
    "n": (None, 0, 2, 3, 4),
    "word": (None, "low", "middle", "high"),
    "several": (None, [], ["a"], ["c"], ["a", "b"], ["a", "c"], ["a", "b", "c"]),
    "by": (None, "yjs", "yjs_case_manager", "social_worker"),
    "who": (None, [], ["yjs"], ["yjs_case_manager", "social_worker"], ["social_worker"]),
    "yes_or_no": (None, True, False),
}


def rule_of(number: int, body: str) -> str:
    head = f"  r{number}: {{clause: 1a, topic: case_work, {body}, "
    return head + "duty: {who: yjs, must: call, done_when: {event: notified}}}\n"


def every_test() -> str:
    bodies = [f"when: {{event: probed, {test}}}" for test in TESTS]
    for test in TESTS:
        bodies.append(f"when: {{event: probed}}, if: {{not: {{field: {{{test}}}}}}}")
        bodies.append(f"when: {{event: probed}}, unless: {{field: {{{test}}}}}")
        pair = f"any_of: [{{field: {{{test}}}}}, {{field: {{word: low, n: 3}}}}]"
        bodies.append(f"when: {{event: probed}}, if: {{{pair}}}")
        bodies.append(f"when: {{event: probed, {test}, first: yes}}")
        bodies.append(f"when: {{event: probed, {test}}}, if: {{open_to_csc: yes}}")
    return whole(EVERY_TEST, *(rule_of(number, body) for number, body in enumerate(bodies)))


def test_it_agrees_on_every_sort_of_test() -> None:
    probe = pr.Protocol(load_protocol(FILE, every_test().encode()))
    program, matcher = Program(probe.document), probe.matcher()
    seen = set()
    for name, values in VALUES.items():
        others: dict[str, Any] = {"word": "low", "n": 3}
        for more in ({}, others, {"word": "high", "n": 4}):
            for value in values:
                fields = {**more, name: value}
                event = probe.parse_event(
                    PROBED | {k: v for k, v in fields.items() if v is not None}
                )
                answers = answers_of(program, event)
                seen |= set(answers.items())
                assert matcher.match(event) == those(answers, True), fields
                assert matcher.may_match(event) == those(answers, None), fields
    assert {answer for _, answer in seen} == {True, False, None}


def answers_of(program: Program, event: CaseEvent) -> dict[str, bool | None]:
    rules = program.protocol.rules
    kinds = program.protocol.vocabulary.events
    ours = event.authority in (None, program.protocol.authority)
    if event.kind in CHANGES or event.kind not in kinds or not ours:
        return dict.fromkeys(rules, False)
    s = seen_from(event.event_id, event, event.recorded_at, kinds)[0]
    sort = "service" if event.case_id is None else "case"
    return {
        name: answer(program, rule, s) if rule.subject == sort else False
        for name, rule in rules.items()
    }


def answer(program: Program, rule: Rule, s: Seen) -> bool | None:
    edition, on = program.protocol.edition, rule.trigger
    if edition.starts is not None and s.when.earliest < day_start(edition.starts):
        return False
    if edition.until is not None and s.when.earliest >= day_end(edition.until):
        return False
    if not isinstance(on, OnEvent):
        return False
    matches = [Verdict(program.pattern(p)(s), "pattern") for p in on.patterns]
    parts = [any_of(matches), *([ELSEWHERE] if on.first else [])]
    parts += [judged(program, c, s) for c in (rule.condition, rule.while_) if c is not None]
    if rule.unless is not None:
        hindered = judged(program, rule.unless, s)
        if hindered.holds:
            return False
        if hindered.holds is None and rests_elsewhere(rule.unless):
            parts.append(ELSEWHERE)
    return all_of(parts).holds


def judged(program: Program, c: Condition, s: Seen) -> Verdict:
    match c:
        case AllOf(parts):
            return all_of([judged(program, p, s) for p in parts])
        case AnyOf(parts):
            return any_of([judged(program, p, s) for p in parts])
        case Not(part):
            return negate(judged(program, part, s))
        case FieldIs() | ReadingIs():
            no_core: Any = None  # such conditions ask nothing of the rest of the log
            return program.cond(c).judge(no_core, s.when.earliest, Frame(s))
    return ELSEWHERE


def rests_elsewhere(c: Condition) -> bool:
    match c:
        case AllOf(parts) | AnyOf(parts):
            return any(map(rests_elsewhere, parts))
        case Not(part):
            return rests_elsewhere(part)
    return not isinstance(c, (FieldIs, ReadingIs))


def said(event: CaseEvent) -> dict[str, Any]:
    return {name: value for name, value in event.__dict__.items() if value is not None}


def those(answers: dict[str, bool | None], wanted: bool | None) -> tuple[str, ...]:
    return tuple(sorted(name for name, answer in answers.items() if answer is wanted))


def test_the_histories_reach_every_answer() -> None:
    enfield = protocol("enfield")
    matcher = enfield.matcher()
    event = enfield.parse_event(
        '{"event_id": "e1", "case_id": "C-1", "kind": "remanded",'
        ' "occurred_at": "2025-12-19T15:00:00+00:00", "to": "youth_detention_accommodation"}'
    )
    silent = event.model_copy(update={"to": None})
    assert set(matcher.match(event)) > set(matcher.match(silent))
    assert set(matcher.may_match(silent)) >= set(matcher.match(event)) - set(matcher.match(silent))


def test_an_event_of_another_authority_or_kind_sets_nothing_off() -> None:
    matcher = protocol("enfield").matcher()
    remanded = {"kind": "remanded", "case_id": "C-1", "to": "youth_detention_accommodation"}
    assert matcher.match(remanded) and matcher.match({**remanded, "authority": "enfield"})
    assert matcher.match({**remanded, "authority": "elsewhere"}) == ()
    assert matcher.may_match({**remanded, "authority": "elsewhere"}) == ()
    assert matcher.match({"kind": "nothing_of_the_sort"}) == ()
    with pytest.raises(KeyError):
        matcher.match({})


def test_a_word_of_the_file_stays_a_word_in_the_source() -> None:
    hostile = "'] or print('\\"
    word = json.dumps(hostile)
    kind = f"probed: {{title: probed, fields: {{said: {{choices: [plain, {word}]}}}}}}"
    rule = rule_of(1, f"when: {{event: probed, said: {word}}}")
    file = whole(f"vocabulary:\n  events:\n    {kind}\nrules:\n", rule)
    matcher = pr.Protocol(load_protocol(FILE, file.encode())).matcher()
    assert matcher.match({"kind": "probed", "case_id": "C-1", "said": hostile}) == ("r1",)
    assert matcher.match({"kind": "probed", "case_id": "C-1", "said": "plain"}) == ()


def test_a_reading_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no reading"):
        protocol("enfield").matcher({"nonsense": "1"})
