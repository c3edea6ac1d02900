"""The engines that speed is compared with answer alike, or their figures would mean nothing."""

import json

import pytest

import protocolrules as pr
from bench import growth, handwritten, naive, ours, run, whole_cases, write_protocol
from bench.answer import fingerprint
from bench.histories import AUTHORITIES, kinds_of, make_cases, make_long_case
from bench.matching import Unequal
from bench.workload import make_workload
from protocolrules import definition


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_hand_written_matcher_and_the_interpreter_agree(seed: int) -> None:
    workload = make_workload(events=1500, seed=seed)
    _, by_hand = handwritten.run(workload)
    _, interpreted = naive.run(workload)
    assert by_hand.opened and by_hand.discharged
    assert fingerprint(by_hand) == fingerprint(interpreted)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_compiled_rules_and_the_hand_written_matcher_agree(seed: int) -> None:
    workload = make_workload(events=1500, seed=seed)
    by_hand = fingerprint(handwritten.run(workload)[1])
    assert fingerprint(ours.run(workload)[1]) == by_hand
    assert fingerprint(ours.run_on_case_events(workload)[1]) == by_hand


def test_the_protocol_of_the_workload_is_the_one_that_is_written() -> None:
    assert ours.PROTOCOL.read_text(encoding="utf-8") == write_protocol.text()


def test_cases_are_the_same_each_time_and_of_every_sort() -> None:
    cases = make_cases(10)
    assert cases[:3] == make_cases(3) != make_cases(3, seed=2)[:3]
    assert {case.authority for case in cases} == set(AUTHORITIES)
    kinds = set(kinds_of(cases))
    assert {"correction", "retraction", "remanded", "dispute_raised", "meeting_moved"} <= kinds
    events = [json.loads(line) for case in cases for line in case.lines]
    assert any("occurred_on" in event for event in events)
    recorded = [[json.loads(line)["recorded_at"] for line in case.lines] for case in cases]
    assert all(times == sorted(times) for times in recorded)
    assert any(_late(json.loads(line)) for case in cases for line in case.lines)


def _late(event: dict[str, str]) -> bool:
    return "occurred_at" in event and event["occurred_at"][:10] < event["recorded_at"][:10]


def test_a_long_case_has_as_many_events_as_asked_for() -> None:
    protocol = pr.load("enfield")
    told = make_long_case("enfield", 300)
    assert len({protocol.parse_event(line).event_id for line in told.lines}) == 300


@pytest.mark.parametrize("number", range(len(AUTHORITIES)))
def test_the_states_and_decisions_of_whole_cases_are_those_of_the_definition(number: int) -> None:
    told = make_cases(len(AUTHORITIES))[number]
    protocols = {told.authority: pr.load(told.authority)}
    whole_cases.prove(whole_cases.read(protocols, told), checked=3)


def test_another_state_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    (told,) = make_cases(1)
    log = whole_cases.read({told.authority: pr.load(told.authority)}, told)
    empty = pr.CaseState(case_id=told.case_id)
    monkeypatch.setattr(definition, "state", lambda *_: empty)
    with pytest.raises(Unequal, match="the state after"):
        whole_cases.prove(log, checked=2)


def test_what_grows_is_measured_at_every_size() -> None:
    sizes = (10, 20)
    for measure in (growth.whole, growth.following, growth.late):
        costs = growth.by_length(sizes, measure)
        assert [size for size, _ in costs] == list(sizes)
        assert all(cost > 0 for _, cost in costs)
    assert [size for size, *_ in growth.by_open_cases(sizes)] == list(sizes)
    assert [size for size, _ in growth.by_protocols(1, cases_each=1)] == [1, len(AUTHORITIES)]


def test_an_unknown_table_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run.main(["nonsense"])
    assert caught.value.code == 2
    assert "whole cases" in capsys.readouterr().err
