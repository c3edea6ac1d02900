"""The engines that speed is compared with answer alike, or their figures would mean nothing."""

import pytest

from bench import handwritten, naive, ours, write_protocol
from bench.answer import fingerprint
from bench.workload import make_workload


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
