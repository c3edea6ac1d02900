"""`protocolrules fuzz`: made-up cases, to learn whether a rule file is sound."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from protocolrules.cli import parsing
from protocolrules.cli.failure import Failure
from protocolrules.cli.files import rule_path
from protocolrules.cli.inputs import open_protocol, unreadable
from protocolrules.cli.output import complain, width, write, write_json

SAYS = "try a rule file on made-up cases: whether it is sound, and every rule can come to something"
EXAMPLE = "protocolrules fuzz riverside.yaml --examples 20"
_EXAMPLES = 50


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "fuzz", SAYS, EXAMPLE, run)
    parsing.add_protocol(parser)
    parser.add_argument(
        "--examples",
        metavar="N",
        type=_number,
        default=_EXAMPLES,
        help=f"made-up cases for each property (the default: {_EXAMPLES})",
    )
    parser.add_argument(
        "--seed",
        metavar="S",
        type=_seed,
        default=0,
        help="the same number tries the same cases (the default: 0)",
    )
    parser.add_argument(
        "--write", metavar="FOLDER", type=Path, help="save each finding as a scenario file"
    )
    parsing.add_format(parser)


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and 0 < int(text[:9]) == int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is no whole number from 1 to 999999999')


def _seed(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is no whole number from 0')


def run(args: argparse.Namespace) -> int:
    """Try every property, and leave with 1 when one does not hold."""
    if find_spec("hypothesis") is None:
        raise Failure(
            "fuzz needs Hypothesis, which is not installed",
            "install it with: pip install 'protocolrules[testing]'",
        )
    from protocolrules.testing import campaign  # noqa: PLC0415 - needs an optional extra

    protocol = open_protocol(args.protocol)
    file = rule_path(args.protocol)
    progress = _progress if sys.stderr.isatty() else None
    found = campaign.run(protocol, file, args.examples, args.seed, progress)
    if progress is not None:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    if args.write is not None:
        try:
            for path in campaign.write_scenarios(found, args.write):
                complain(f"wrote {path}")
        except OSError as fault:
            raise unreadable(str(args.write), fault) from None
    if args.format == "json":
        write_json(campaign.as_json(found))
    else:
        write(campaign.as_text(found, width()))
    return 1 if found.findings else 0


def _progress(done: int, of: int, name: str) -> None:
    print(f"\r\x1b[K{done + 1} of {of}: {name}", end="", file=sys.stderr, flush=True)
