"""Running scenarios: verdicts, rules that were never tried, variants, subjects and the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from protocolrules.document import Protocol
from protocolrules.events import CaseEvent, Subject
from protocolrules.results import (
    Anchor,
    Because,
    CaseState,
    Considered,
    Duty,
    Reason,
    Step,
    WhoNow,
)
from protocolrules.scenarios import (
    Evaluator,
    Report,
    render_report,
    run_file,
    run_paths,
    run_scenario,
    sources,
    summary,
)
from scenarios.example import (
    LEAD,
    NOTIFY,
    PLAN,
    RULES,
    answers,
    d,
    protocol,
    read,
    run,
    scenario,
    t,
)

EMPTY = CaseState(case_id="C-1")
DUTY = Duty(
    id=f"{PLAN}:C-1:e1",
    rule=PLAN,
    clause=("8.7",),
    topic="meetings",
    modality="must",
    who=WhoNow(how="one", roles=("social_worker",), now=("social_worker",)),
    action="hold the meeting",
    anchor=Anchor(of="event", id="e1"),
    due=t("2026-01-07"),
    last_day=d("2026-01-07"),
    state="due",
    because=Because(
        trigger="remanded",
        event_id="e1",
        at=t("2025-12-19 15:00"),
        derivation=(
            Step(day=d("2025-12-22"), count=1, note="working day"),
            Step(day=d("2025-12-25"), note="bank holiday: Christmas Day"),
        ),
    ),
)
CASE = CaseState(case_id="C-1", duties=(DUTY,))
NO_REMAND = "- {kind: notified, on: 2025-12-19}\n"


# --- rules that were never tried ------------------------------------------------------------


def test_a_rule_that_must_give_nothing_has_to_have_been_tried(tmp_path: Path) -> None:
    outcome = run(tmp_path, scenario(f"not: {{duty: {PLAN}}}", NO_REMAND), EMPTY)
    assert outcome.verdict == "faulty"
    assert [found.code for found in outcome.findings] == ["PR611"]


@pytest.mark.parametrize(
    ("rule", "event"),
    [
        (PLAN, "{kind: remanded, on: 2025-12-19, to: local_authority}"),
        (LEAD, "{kind: facts_reported, on: 2025-12-19, facts: {open_to_csc: no}}"),
        (NOTIFY, "{kind: facts_reported, on: 2025-12-19, facts: {open_to_csc: no}}"),
    ],
)
def test_an_event_that_comes_near_a_rule_tries_it(tmp_path: Path, rule: str, event: str) -> None:
    outcome = run(tmp_path, scenario(f"not: {{duty: {rule}}}", f"- {event}\n"), EMPTY)
    assert outcome.verdict == "passed"


def test_a_rule_that_the_evaluator_looked_at_was_tried(tmp_path: Path) -> None:
    looked_at = Considered(rule=PLAN, clause=(), outcome="condition_false", trigger="remanded")
    file = read(tmp_path, scenario(f"not: {{duty: {PLAN}}}", NO_REMAND))
    (outcome,) = run_file(file, answers(EMPTY, lambda rule: (looked_at,)))
    assert outcome.passed


def test_what_nothing_set_off_has_no_trigger_to_name(tmp_path: Path) -> None:
    nothing = Considered(rule=PLAN, clause=(), outcome="not_triggered", trigger="OnEvent")
    file = read(tmp_path, scenario(f"duty: {PLAN}", NO_REMAND))
    found = Report(run_file(file, answers(EMPTY, lambda rule: (nothing,))))
    text = render_report(found)
    assert "nothing has set it off" in text
    assert "OnEvent" not in text


def test_a_miss_counts_more_than_an_untried_rule(tmp_path: Path) -> None:
    expect = f"duty: {NOTIFY}\nnot: {{duty: {PLAN}}}\n"
    assert run(tmp_path, scenario(expect, NO_REMAND), EMPTY).verdict == "failed"


# --- which duty is meant --------------------------------------------------------------------


def test_two_duties_of_a_rule_have_to_be_told_apart(tmp_path: Path) -> None:
    second = DUTY.model_copy(update={"id": f"{PLAN}:C-1:e2", "occurrence": 2})
    both = CaseState(case_id="C-1", duties=(DUTY, second))
    outcome = run(tmp_path, scenario(f"duty: {{rule: {PLAN}, state: due}}"), both)
    (miss,) = outcome.misses
    assert miss.expected == "just one"
    assert "about, holder or occurrence" in miss.actual
    picked = scenario(f"duty: {{rule: {PLAN}, occurrence: 2, state: due}}")
    assert run(tmp_path, picked, both).passed


def test_each_wrong_key_is_a_miss_of_its_own(tmp_path: Path) -> None:
    expect = f"duty: {{rule: {PLAN}, state: met, modality: must, met_by: e2}}"
    outcome = run(tmp_path, scenario(expect), CASE)
    assert [miss.expected for miss in outcome.misses] == ["state met", "met_by e2"]
    assert [miss.actual for miss in outcome.misses] == ["state due", "met_by none"]


# --- what the evaluator is asked ------------------------------------------------------------


class Recorder:
    """An evaluator that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], Subject, datetime, datetime, dict[str, str]]] = []

    def state(
        self,
        protocol: Protocol,
        events: Sequence[CaseEvent],
        subject: Subject,
        at: datetime,
        known_at: datetime,
        readings: Mapping[str, str] | None = None,
        because: bool = False,
    ) -> CaseState:
        assert because
        ids = [event.event_id for event in events]
        self.asked.append((ids, subject, at, known_at, dict(readings or {})))
        return EMPTY

    def consider(
        self,
        protocol: Protocol,
        events: Sequence[CaseEvent],
        subject: Subject,
        rule: str,
        at: datetime,
        known_at: datetime,
        readings: Mapping[str, str] | None = None,
    ) -> Sequence[Considered]:
        return ()


def test_each_moment_is_asked_with_its_own_log_times_and_readings(tmp_path: Path) -> None:
    text = f"""\
protocol: {RULES}
scenarios:
  story:
    title: a story
    readings: {{immediately: 1 hour}}
    events:
      - {{kind: notified, on: 2025-07-01}}
      - {{kind: notified, on: 2025-07-02, case: C-2}}
      - {{kind: contacts_changed, on: 2025-07-03, service: yjs}}
    expect:
      - {{at: 2025-07-05 12:00, known_at: 2025-07-04 12:00, questions: 0}}
      - {{at: 2025-07-05 12:00, authority: exampleshire, questions: 0}}
    under:
      - readings: {{immediately: end of the working day}}
        expect: {{at: 2025-07-05 12:00, case: C-2, questions: 0}}
"""
    recorder = Recorder()
    outcomes = run_file(read(tmp_path, text), Evaluator(recorder.state, recorder.consider))
    assert [outcome.passed for outcome in outcomes] == [True, True]
    noon, before = t("2025-07-05 12:00"), t("2025-07-04 12:00")
    hour, day = {"immediately": "1 hour"}, {"immediately": "end of the working day"}
    assert recorder.asked == [
        (["e1"], Subject(case_id="C-1"), noon, before, hour),
        (["e3"], Subject(authority="exampleshire"), noon, noon, hour),
        (["e2"], Subject(case_id="C-2"), noon, noon, day),
    ]


def test_what_came_out_is_kept_for_each_moment(tmp_path: Path) -> None:
    outcome = run(tmp_path, scenario("questions: 0"), CASE)
    (answer,) = outcome.answers
    assert answer.case == CASE
    assert answer.moment.at == t("2026-01-07 12:00")


def test_other_rules_can_be_tried(tmp_path: Path) -> None:
    file = read(tmp_path, scenario("questions: 0"))
    changed, seen = protocol(), []

    def state(protocol: Protocol, *args: object, **more: object) -> CaseState:
        seen.append(protocol)
        return EMPTY

    evaluator = Evaluator(state, answers(EMPTY).consider)
    (outcome,) = run_scenario(file, file.scenarios[0], evaluator, changed)
    assert outcome.passed
    assert seen[0] is changed


def test_files_of_one_protocol_read_its_rules_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path] = []

    def load(path: Path) -> Protocol:
        loaded.append(path)
        return protocol()

    monkeypatch.setattr(sources, "load_protocol", load)
    (tmp_path / RULES).write_text("", encoding="utf-8")
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in paths:
        path.write_text(scenario("questions: 0"), encoding="utf-8")
    found = run_paths(paths, answers(EMPTY))
    assert (found.passed, found.failed, loaded) == (2, 0, [tmp_path / RULES])


# --- the report -----------------------------------------------------------------------------


def report(folder: Path, text: str, case: CaseState = CASE, **more: object) -> Report:
    looked_at = Considered(
        rule=NOTIFY,
        clause=("8.5",),
        outcome="condition_false",
        trigger="remanded",
        event_id="e1",
        conditions=(
            Reason(
                condition="open_to_csc yes", holds=False, value="no", event_id="e2", how="reported"
            ),
        ),
    )
    return Report(run_file(read(folder, text), answers(case, lambda rule: (looked_at,))))


def test_the_last_line_counts(tmp_path: Path) -> None:
    text = scenario("questions: 0\n") + "  broken:\n    title: broken\n"
    found = report(tmp_path, text)
    assert (found.passed, found.failed) == (1, 1)
    assert render_report(found).splitlines()[-1] == "1 passed, 1 failed" == summary(found)


def test_a_failure_shows_place_expected_actual_and_reason(tmp_path: Path) -> None:
    expect = f"""\
duty:
  rule: {PLAN}
  last_day: 2026-01-06
  worked: 22 December is day 1, and so on
"""
    text = render_report(report(tmp_path, scenario(expect)))
    for part in (
        "failed: story: a story",
        f"scenarios.yaml:16:21: duty {PLAN}, at 2026-01-07 12:00",
        "expected: last_day 2026-01-06",
        "but it is: last_day 2026-01-07 (Wednesday)",
        "worked by hand: 22 December is day 1, and so on",
        "Christmas Day",
    ):
        assert part in text


def test_a_duty_that_is_not_there_is_explained(tmp_path: Path) -> None:
    text = render_report(report(tmp_path, scenario(f"duty: {NOTIFY}")))
    for part in (f"duty {NOTIFY}", "expected: it is there", "did not arise", "open to social care"):
        assert part in text


def test_a_faulty_scenario_shows_its_lines(tmp_path: Path) -> None:
    text = render_report(report(tmp_path, scenario("duty: planing-meeting")))
    assert "faulty: story: a story" in text
    assert 'error PR605 there is no rule "planing-meeting"' in text
    assert f'^^^^ did you mean "{PLAN}"?' in text


def test_a_file_that_cannot_be_used_is_one_failure(tmp_path: Path) -> None:
    found = report(tmp_path, "protocol: nowhere\nscenarios: {}\n")
    assert (found.passed, found.failed) == (0, 1)
    assert "PR606" in render_report(found)


def test_json_holds_the_same(tmp_path: Path) -> None:
    content = json.loads(render_report(report(tmp_path, scenario(f"duty: {NOTIFY}")), "json"))
    assert content["format"] == "protocolrules.scenarios/1"
    assert (content["passed"], content["failed"]) == (0, 1)
    (outcome,) = content["outcomes"]
    assert (outcome["scenario"], outcome["verdict"]) == ("story", "failed")
    (miss,) = outcome["misses"]
    assert miss["about"] == f"duty {NOTIFY}"
    assert miss["considered"][0]["outcome"] == "condition_false"
    faulty = json.loads(render_report(report(tmp_path, scenario("duty: x")), "json"))
    assert faulty["outcomes"][0]["findings"][0]["code"] == "PR605"
