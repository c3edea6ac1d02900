"""Time of the processor, so that whatever else the machine does counts for little."""

import gc
from collections.abc import Callable
from time import process_time

ROUNDS = 3


def best(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds, the best of some rounds."""
    return min(_once(run) for _ in range(rounds))


def _once(run: Callable[[], object]) -> float:
    gc.collect()
    start = process_time()
    run()
    return process_time() - start
