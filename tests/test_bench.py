"""The engines that speed is compared with answer alike, or their figures would mean nothing."""

import pytest

from bench import handwritten, naive
from bench.answer import fingerprint
from bench.workload import make_workload


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_hand_written_matcher_and_the_interpreter_agree(seed: int) -> None:
    workload = make_workload(events=1500, seed=seed)
    _, by_hand = handwritten.run(workload)
    _, interpreted = naive.run(workload)
    assert by_hand.opened and by_hand.discharged
    assert fingerprint(by_hand) == fingerprint(interpreted)
