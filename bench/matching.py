"""Matching alone: which rules each event matches, and the obligations that this opens and ends.

An engine's time includes keeping the obligations and putting each event into the form it needs;
reading or compiling the rules is not timed. Time is that of the processor, so that whatever else
the machine does counts for little.
"""

import gc
import importlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bench import datalogic, durable, handwritten, naive, ours
from bench.answer import Answer, fingerprint
from bench.workload import EVENTS, Workload, make_workload

TABLE = "matching"
ROUNDS = 3


class Engine(NamedTuple):
    """One row of the table; `needs` is a module that may not be installed."""

    name: str
    run: Callable[[Workload], tuple[float, Answer]]
    needs: str | None = None


class Unequal(Exception):
    """An engine's answer is not that of the hand-written functions: no figure counts."""


HAND_WRITTEN = Engine("hand-written Python", handwritten.run)
DURABLE = Engine("durable-rules, C module", durable.run_module, "durable_rules_engine")
ENGINES = (
    HAND_WRITTEN,
    Engine("protocolrules", ours.run),
    Engine("protocolrules, CaseEvent objects", ours.run_on_case_events),
    Engine("naive interpreter", naive.run),
    Engine("durable-rules, Host", durable.run_host, "durable.engine"),
    DURABLE,
    Engine(
        "durable-rules, C module, events already JSON",
        durable.run_module_on_json,
        "durable_rules_engine",
    ),
    Engine("datalogic-py, rules of the kind", datalogic.run_dispatched, "datalogic_py"),
    Engine("datalogic-py, every rule", datalogic.run_all, "datalogic_py"),
)


def rows(
    events: int = EVENTS,
    rounds: int = ROUNDS,
    engines: Sequence[Engine] = ENGINES,
    *,
    full: bool = False,
) -> list[dict[str, Any]]:
    """A row for each engine, best of so many rounds; raises `Unequal` before there is a figure."""
    rounds *= 3 if full else 1
    workload = make_workload(events)
    present = [engine for engine in engines if _installed(engine)]
    best = _best(present, workload, rounds)
    hand_written = best[HAND_WRITTEN.name]
    return [_row(engine, events, best.get(engine.name), hand_written) for engine in engines]


@lru_cache
def rate(engine: Engine, events: int = 30_000, rounds: int = ROUNDS) -> float | None:
    """Events a second of an engine on a part of the workload; None where it is not installed."""
    if not _installed(engine):
        return None
    best = _best([engine], make_workload(events), rounds)
    return events / best[engine.name]


def _installed(engine: Engine) -> bool:
    if engine.needs is None:
        return True
    try:
        importlib.import_module(engine.needs)
    except ImportError:
        return False
    return True


def _best(engines: Sequence[Engine], workload: Workload, rounds: int) -> dict[str, float]:
    expected = fingerprint(HAND_WRITTEN.run(workload)[1])
    best: dict[str, float] = {}
    for _ in range(rounds):
        for engine in engines:
            seconds, found = _timed(engine, workload)
            if found != expected:
                raise Unequal(f"{engine.name}: the answer differs from the hand-written one")
            best[engine.name] = min(seconds, best.get(engine.name, seconds))
    return best


def _timed(engine: Engine, workload: Workload) -> tuple[float, str]:
    # What was there before a run is not to be walked by the collector during it.
    gc.collect()
    gc.freeze()
    try:
        seconds, answer = engine.run(workload)
    finally:
        gc.unfreeze()
    return seconds, fingerprint(answer)


def _row(engine: Engine, events: int, seconds: float | None, hand_written: float) -> dict[str, Any]:
    row: dict[str, Any] = {"table": TABLE, "engine": engine.name}
    if seconds is None:
        return row | {
            "events_per_second": None,
            "ratio_to_hand_written": None,
            "equal": None,
            "note": "not installed",
        }
    return row | {
        "events_per_second": round(events / seconds),
        "ratio_to_hand_written": round(hand_written / seconds, 4),
        "equal": True,
    }
