"""A long run in chunks, which can be stopped and taken up again.

    python -m protocolrules.testing.long_run enfield --of 40 --examples 200 --state FOLDER

tries every property of each protocol with 200 examples in each of 40 chunks, each with a seed of
its own, and after each writes to FOLDER what was found. What it has already, made with the same
code, rules and number of examples, is left out. With `--chunk N` only chunk N, from 1, is run, so
that several processes can share the work.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import protocolrules
from protocolrules import api
from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.diagnostics import FindingsError
from protocolrules.testing import campaign

_SUFFIX = ".json"
_COUNTED = ("histories", "answers_compared", "found")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chunks that are left. 0: nothing found; 1: something was found, in this run or an
    earlier one; 2: could not run."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.chunk is not None and not 1 <= asked.chunk <= asked.of:
        parser.error(f"--chunk is from 1 to {asked.of}")
    chunks = range(1, asked.of + 1) if asked.chunk is None else [asked.chunk]
    try:
        loaded = {name: api.load(name) for name in asked.protocols}
    except (OSError, FindingsError) as fault:
        print(f"{fault}", file=sys.stderr)
        return 2
    asked.state.mkdir(parents=True, exist_ok=True)
    for number in chunks:
        for name, protocol in loaded.items():
            _run(asked.state, name, protocol, number, asked.examples)
    return _summary(asked.state, loaded, asked.examples, asked.of)


def _run(folder: Path, name: str, protocol: api.Protocol, number: int, examples: int) -> None:
    """One chunk of one protocol, unless it is there already."""
    file = folder / f"{protocol.id}-{number}{_SUFFIX}"
    made = _made(protocol, examples)
    if _read(file).get("made") == made:
        print(f"{protocol.id}, chunk {number}: done already", flush=True)
        return
    started = time.monotonic()
    source = bundled_path(name) if name in bundled_ids() else Path(name)
    found = campaign.run(protocol, source, examples, number)
    told = campaign.as_json(found) | {"made": made}
    # Nobody reads half a file, nor does another process that runs the same chunk write to it.
    fresh = file.with_suffix(f".{os.getpid()}.new")
    fresh.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    fresh.replace(file)
    seconds = round(time.monotonic() - started)
    print(f"{protocol.id}, chunk {number}: {told['found']} findings, {seconds} s", flush=True)


def _summary(folder: Path, loaded: dict[str, api.Protocol], examples: int, of: int) -> int:
    """Sum up what is there; 1 when something was found."""
    total = Counter[str]()
    for protocol in loaded.values():
        files = (folder / f"{protocol.id}-{n}{_SUFFIX}" for n in range(1, of + 1))
        done = [told for file in files if (told := _read(file))]
        done = [told for told in done if told["made"] == _made(protocol, examples)]
        counted = Counter({key: sum(told[key] for told in done) for key in _COUNTED})
        never = [set(told["exercised"]["never_fired"]) for told in done]
        named = ", ".join(sorted(set.intersection(*never))) if never else ""
        print(f"{protocol.id}: {len(done)} of {of} chunks, {_figures(counted)}")
        print(f"  never fired in any chunk: {named or 'none'}")
        total += counted
    print(f"in all: {_figures(total)}")
    return 1 if total["found"] else 0


def _figures(counted: Counter[str]) -> str:
    """How much was tried, and what was found."""
    tried, compared, found = (counted[key] for key in _COUNTED)
    return (
        f"{tried:,} histories, {compared:,} answers compared with the definition, {found} findings"
    )


def _made(protocol: api.Protocol, examples: int) -> dict[str, object]:
    """The code and the rules that a chunk was made with."""
    return {"examples": examples, "digest": protocol.document.digest, "code": fingerprint()}


@cache
def fingerprint() -> str:
    """Changes whenever the library's code or data do; of the code that runs, so taken once."""
    top = Path(protocolrules.__file__).parent
    digest = sha256()
    for path in sorted(p for end in ("py", "json", "yaml") for p in top.rglob(f"*.{end}")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m protocolrules.testing.long_run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("protocols", nargs="+", metavar="PROTOCOL", help="ids, or rule files")
    parser.add_argument("--chunk", type=int, help="which chunk, from 1; left out: all")
    parser.add_argument("--of", type=int, required=True, help="how many chunks there are")
    parser.add_argument("--examples", type=int, required=True, help="of each property in a chunk")
    parser.add_argument("--state", type=Path, required=True, help="the folder to keep")
    return parser


if __name__ == "__main__":
    sys.exit(main())
