"""`python -m protocolrules.durable`: what of a protocol reaches durable-rules, and memory."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.diagnostics import FindingsError
from protocolrules.durable.matching import Durable
from protocolrules.durable.measuring import memory
from protocolrules.durable.module import MatcherError
from protocolrules.durable.reach import reach
from protocolrules.language import load_protocol


def main() -> int:
    """Print it. 2: a rule file cannot be used, or durable-rules cannot, or fails."""
    parser = argparse.ArgumentParser(prog="python -m protocolrules.durable", description=__doc__)
    parser.add_argument("protocol", nargs="*", default=bundled_ids(), help="an id, or a rule file")
    parser.add_argument(
        "--memory", type=_many, metavar="N", help="ask about N events, and print the memory taken"
    )
    args = parser.parse_args()
    try:
        for name in args.protocol:
            _show(name, args.memory)
    except OSError as fault:
        print(f"{parser.prog}: {fault.filename} cannot be read: {fault.strerror}", file=sys.stderr)
        return 2
    except (FindingsError, MatcherError) as fault:
        print(f"{parser.prog}: {fault}", file=sys.stderr)
        return 2
    return 0


def _many(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f'"{text}" is not a number above 0')
    return int(text)


def _show(name: str, events: int | None) -> None:
    document = load_protocol(bundled_path(name) if name in bundled_ids() else Path(name))
    if events is None:
        durable = Durable(document)
        print(reach(document, durable))
        print(f"{durable.rules:7}  rules, in this many rule sets: {durable.sets}\n")
        return
    for number, matched, mib in memory(document, events, max(events // 10, 1)):
        print(f"{name}: {number:9,} events, {matched:9,} matches, {mib:6.1f} MiB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
