"""`protocolrules run`: the state of each case and service at a moment."""

from __future__ import annotations

import argparse

from protocolrules.cli import parsing
from protocolrules.cli.inputs import answer, open_events, open_protocol, subject
from protocolrules.cli.output import width, write, write_model
from protocolrules.render import render_result

SAYS = "show the state of each case and service at a moment"
EXAMPLE = "protocolrules run enfield events.jsonl --at 2026-01-07 --case C-1"


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "run", SAYS, EXAMPLE, run)
    parsing.add_moments(parser)
    parsing.add_subject(parser, required=False)
    parser.add_argument("--because", action="store_true", help="give the reasons with each result")
    parser.add_argument(
        "--all", action="store_true", help="list what is over too: met, missed, kept, lapsed"
    )
    parser.add_argument(
        "--matcher",
        choices=("native", "durable"),
        default="native",
        help="what compares events with the rules (the default, native, needs nothing else)",
    )
    parsing.add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Answer, and leave with 1 when some events could not be read."""
    protocol = open_protocol(args.protocol)
    log = open_events(protocol, args.events)
    only = subject(protocol, log, args)
    result = answer(protocol, log, args, only, args.because, args.matcher)
    if args.format == "json":
        write_model(result)
    else:
        write(render_result(result, protocol.document, width=width(), every=args.all))
    return 1 if result.rejected else 0
