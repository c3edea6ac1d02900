"""Tries made-up inputs for as long as wanted, and says how many of each sort were tried.

    python tools/fuzz_input.py --seed 1 --minutes 20 --state fuzz.json

Each input follows from the seed, its sort and its number, so a run that was stopped goes on where
it was with the same state, and any input can be made again:

    python tools/fuzz_input.py --seed 1 --only "events" --number 17

tries that one alone and prints what happened, with the input as it is and made shorter. With
`--list` the sorts are named, and with `--processes` every command is tried with odd streams and
files. The status is 1 when something was found. See docs/fuzzing.md.
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from fuzzing import streams  # noqa: E402
from fuzzing.inputs import Input  # noqa: E402
from fuzzing.lines import MAKERS  # noqa: E402
from fuzzing.promises import Broken  # noqa: E402
from fuzzing.watch import Told, Watch  # noqa: E402

TRIED = "fuzzing.trying:TRIED"
AT_ONCE, TURN = 200, 5.0
"""Inputs of one sort, and seconds, before the next sort has its turn."""

KEPT = 3
"""Inputs kept of each fault; more are only counted."""


def main(arguments: Sequence[str] | None = None) -> int:
    """1: something was found, in this run or an earlier one with the same state."""
    asked = _parser().parse_args(arguments)
    if asked.list:
        print("\n".join(MAKERS))
        return 0
    sorts = asked.only or list(MAKERS)
    if asked.processes:
        return _processes()
    if asked.number is not None:
        return _one(asked.seed, sorts, asked.number)
    state = _read(asked.state, asked.seed)
    until = time.monotonic() + asked.minutes * 60
    with Watch(TRIED) as watch:
        for sort in _turns(sorts):
            _some(watch, state, asked.seed, sort)
            _write(asked.state, state)
            if time.monotonic() > until:
                break
    print(summary(state))
    return 1 if state["faults"] else 0


def made(seed: int, sort: str, number: int) -> Input:
    """The input of a sort with a number."""
    return MAKERS[sort](Random(f"{seed}/{sort}/{number}"))


def _turns(sorts: Sequence[str]) -> Iterator[str]:
    while True:
        yield from sorts


def _some(watch: Watch, state: dict[str, Any], seed: int, sort: str) -> None:
    """The next inputs of a sort."""
    counts = state["sorts"].setdefault(sort, {"tried": 0, "slowest": 0.0})
    until = time.monotonic() + TURN
    for _ in range(AT_ONCE):
        if time.monotonic() > until:
            break
        number = counts["tried"]
        given = made(seed, sort, number)
        told = watch.attempt(given)
        counts["tried"] += 1
        counts[told.outcome] = counts.get(told.outcome, 0) + 1
        counts["slowest"] = max(counts["slowest"], round(told.seconds, 2))
        if told.fault is not None:
            _keep(state, number, given, told)


def _keep(state: dict[str, Any], number: int, given: Input, told: Told) -> None:
    assert told.fault is not None
    fault = state["faults"].setdefault(told.fault, {"count": 0, "inputs": []})
    fault["count"] += 1
    if len(fault["inputs"]) < KEPT:
        fault["inputs"].append({"number": number, "size": len(given.data), "more": told.more})
        print(f"found: {told.fault} (number {number})", flush=True)


def summary(state: dict[str, Any]) -> str:
    """How many inputs of each sort were tried and how they went, and each fault once."""
    rows = []
    for sort, counts in state["sorts"].items():
        went = ", ".join(
            f"{counts[word]:,} {word}"
            for word in ("taken", "refused", "slow", "fault")
            if word in counts
        )
        rows.append(f"{sort}: {counts['tried']:,} tried ({went}), {counts['slowest']} s at most")
    total = sum(counts["tried"] for counts in state["sorts"].values())
    rows.append(f"{total:,} inputs in all, {len(state['faults'])} different faults")
    rows += [f"{fault['count']:,} times {name}" for name, fault in state["faults"].items()]
    return "\n".join(rows)


def _one(seed: int, sorts: Sequence[str], number: int) -> int:
    """Tries one input again, and prints a shorter one that ends the same way."""
    found = 0
    with Watch(TRIED) as watch:
        for sort in sorts:
            given = made(seed, sort, number)
            told = watch.attempt(given)
            print(f"{sort} {number}: {told.fault or told.outcome}, {told.seconds:.2f} s")
            if told.fault is None:
                continue
            found = 1
            print(told.more)
            short = shorter(watch, given, told.fault)
            print(f"words {short.words}, plain {short.plain!r}")
            for name, data in {"data": short.data, **short.files}.items():
                print(f"{name}: {data[:2_000]!r}")
                print(f"{name} in base 64: {base64.b64encode(data[:2_000]).decode()}")
    return found


def _processes() -> int:
    """Tries every command as a process, with each odd stream and file."""
    tried = found = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, run in streams.every(lambda: Path(tempfile.mkdtemp(dir=folder))):
            tried += 1
            try:
                streams.plain_words(run())
            except (Broken, subprocess.TimeoutExpired) as fault:
                found += 1
                print(f"found: {name}: {fault}", flush=True)
    print(f"{tried} processes tried, {found} faults")
    return 1 if found else 0


def shorter(watch: Watch, given: Input, fault: str, most: int = 400) -> Input:
    """An input with less data that ends in the same fault, after so many attempts."""
    size = len(given.data) // 2
    while size and most > 0:
        start = 0
        while start < len(given.data) and most > 0:
            less = replace(given, data=given.data[:start] + given.data[start + size :])
            most -= 1
            if watch.attempt(less).fault == fault:
                given = less
            else:
                start += size
        size //= 2
    return given


def _read(file: Path | None, seed: int) -> dict[str, Any]:
    if file is None or not file.exists():
        return {"seed": seed, "sorts": {}, "faults": {}}
    state: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if state["seed"] != seed:
        sys.exit(f"{file} belongs to the seed {state['seed']}: name another file")
    return state


def _write(file: Path | None, state: dict[str, Any]) -> None:
    if file is not None:
        fresh = file.with_suffix(file.suffix + ".new")
        fresh.write_text(json.dumps(state, indent=1) + "\n", "utf-8")
        fresh.replace(file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python tools/fuzz_input.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seed", type=int, default=0, help="other seeds give other inputs")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long to go on")
    parser.add_argument("--state", type=Path, help="the file that a later run takes up")
    parser.add_argument("--only", nargs="+", choices=list(MAKERS), metavar="SORT")
    parser.add_argument("--number", type=int, help="try this input alone")
    parser.add_argument("--processes", action="store_true", help="odd streams and files instead")
    parser.add_argument("--list", action="store_true", help="name the sorts")
    return parser


if __name__ == "__main__":
    sys.exit(main())
