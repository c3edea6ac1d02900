"""A long run in chunks, which can be stopped and taken up again.

    PYTHONPATH=tests python -m engine.long_run --of 40 --examples 200 --state FILE

compares 200 histories of every protocol in each of 40 chunks, and after each chunk writes to FILE
how many were compared and what was found. Chunks that FILE has already, made with the same code,
protocols and number of examples, are left out. With `--chunk N` only chunk N, from 1, is run.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import protocolrules as pr
from engine.cases import NAMES, opener
from engine.equality import Order, compare
from engine.sampling import sample
from engine.trace import Mismatch
from laws import samples
from laws.asking import subjects
from laws.histories import History

KEPT = 25
"""Findings that a chunk keeps of each protocol; more are only counted."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the chunks that are left. 1: something was found, in this run or an earlier one."""
    asked = _parser().parse_args(arguments)
    if asked.chunk is not None and not 1 <= asked.chunk <= asked.of:
        _parser().error(f"--chunk is from 1 to {asked.of}")
    code = fingerprint()
    chunks = range(1, asked.of + 1) if asked.chunk is None else [asked.chunk]
    names = sorted(asked.names or NAMES)
    made = {"examples": asked.examples, "code": code, "names": names}
    for number in chunks:
        if _done(asked.state, number, made):
            print(f"chunk {number}: done already", flush=True)
            continue
        chunk = run(number, asked.examples, names)
        chunk |= made
        _keep(asked.state, number, chunk)
        print(f"chunk {number}: {_summary(chunk)}", flush=True)
    every = [c for c in _read(asked.state)["chunks"].values() if c["code"] == code]
    total = {key: sum(c[key] for c in every) for key in ("histories", "answers", "found")}
    print(f"{len(every)} of {asked.of} chunks with this code: {_summary(total)}")
    return 1 if total["found"] else 0


def run(number: int, examples: int, names: Sequence[str]) -> dict[str, Any]:
    """One chunk: how many histories and answers were compared, and what was found."""
    started = time.monotonic()
    chunk: dict[str, Any] = {"histories": 0, "answers": 0, "found": 0, "findings": [], "of": {}}
    for name in names:
        before = chunk["histories"]
        _run_one(chunk, name, number, examples)
        chunk["of"][name] = chunk["histories"] - before
    chunk["seconds"] = round(time.monotonic() - started)
    return chunk


def _run_one(chunk: dict[str, Any], name: str, number: int, examples: int) -> None:
    kept = 0

    def compared(history: History, order: Order, chance: Random, readings: dict[str, str]) -> None:
        nonlocal kept
        chunk["histories"] += 1
        for subject in subjects(name):
            try:
                chunk["answers"] += compare(
                    history, order, subject=subject, chance=chance, readings=readings
                )
            except Mismatch as found:
                chunk["found"] += 1
                kept += 1
                if kept <= KEPT:
                    chunk["findings"].append({"protocol": name, "told": str(found)})

    sample(compared, name, crc32(f"{name} chunk {number}".encode()), examples)


def fingerprint() -> str:
    """The code and the rule files that are compared, and what compares them."""
    tests = Path(__file__).parents[1]
    source = Path(pr.__file__).parent
    code = [p for top in (source, tests / "engine", tests / "laws") for p in top.rglob("*.py")]
    data = [*source.rglob("*.json"), *source.rglob("*.yaml"), *samples.PATHS.values()]
    digest = sha256(opener().__name__.encode())
    for path in sorted({*code, *data}):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _done(file: Path, number: int, made: dict[str, Any]) -> bool:
    chunk = _read(file)["chunks"].get(str(number), {})
    return all(chunk.get(key) == value for key, value in made.items())


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {"chunks": {}}
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told


def _keep(file: Path, number: int, chunk: dict[str, Any]) -> None:
    """Adds a chunk; several processes may add to one file."""
    with file.with_suffix(file.suffix + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = _read(file)
        told["chunks"][str(number)] = chunk
        fresh = file.with_suffix(file.suffix + ".new")
        fresh.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        fresh.replace(file)


def _summary(counts: dict[str, Any]) -> str:
    return "{histories} histories, {answers} answers compared, {found} findings".format(**counts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine.long_run", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--chunk", type=int, help="which chunk, from 1; left out: all")
    parser.add_argument("--of", type=int, required=True, help="how many chunks there are")
    parser.add_argument("--examples", type=int, required=True, help="histories of each protocol")
    parser.add_argument("--state", type=Path, required=True, help="the file to keep")
    parser.add_argument("--names", nargs="*", choices=NAMES, help="left out: every protocol")
    return parser


if __name__ == "__main__":
    sys.exit(main())
