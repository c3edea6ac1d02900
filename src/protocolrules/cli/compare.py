"""`protocolrules compare`: protocols side by side, topic by topic."""

from __future__ import annotations

import argparse

from protocolrules.bundled import bundled_ids
from protocolrules.cli import parsing
from protocolrules.cli.failure import Failure
from protocolrules.cli.inputs import open_protocol
from protocolrules.cli.output import width, write, write_model
from protocolrules.comparison import UnknownTopicError, as_markdown, as_text, compare

SAYS = "set protocols side by side: who must do what, for whom, when and by when, on each topic"
EXAMPLE = "protocolrules compare enfield salford --topic police_custody"


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "compare", SAYS, EXAMPLE, run)
    parser.add_argument(
        "protocols",
        metavar="PROTOCOL",
        nargs="*",
        help="ids of included protocols, or rule files; left out: every included one",
    )
    parser.add_argument(
        "--topic",
        metavar="T",
        nargs="+",
        action="extend",
        default=[],
        help="only these topics, by name or title; left out: every one that a protocol speaks of",
    )
    parsing.add_format(parser, "markdown")


def run(args: argparse.Namespace) -> int:
    """Print the comparison."""
    named = args.protocols or bundled_ids()
    protocols = [open_protocol(each).document for each in named]
    try:
        comparison = compare(protocols, args.topic)
    except UnknownTopicError as fault:
        hint = "name protocols before --topic" if fault.topic in bundled_ids() else ""
        raise Failure(str(fault), hint) from None
    except ValueError as fault:
        raise Failure(str(fault)) from None
    if args.format == "json":
        write_model(comparison)
    else:
        write(
            as_markdown(comparison) if args.format == "markdown" else as_text(comparison, width())
        )
    return 0
