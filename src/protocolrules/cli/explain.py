"""`protocolrules explain`: why, or why not."""

from __future__ import annotations

import argparse

from protocolrules import api
from protocolrules.cli import parsing
from protocolrules.cli.failure import Failure
from protocolrules.cli.inputs import open_events, open_protocol, rejected, subject
from protocolrules.cli.output import complain, width, write, write_model
from protocolrules.render import rejections

SAYS = "say why, or why not, down to clause, event and each skipped day"
EXAMPLE = (
    "protocolrules explain enfield events.jsonl --at 2026-01-07 --case C-1 "
    "first-planning-meeting-after-remand"
)


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "explain", SAYS, EXAMPLE, run)
    parsing.add_moments(parser)
    parser.add_argument(
        "asked", metavar="DUTY-OR-RULE", help="the id of a duty, or the name of a rule or ladder"
    )
    parsing.add_subject(parser, required=True)
    parsing.add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Explain, and leave with 1 when some events could not be read."""
    protocol = open_protocol(args.protocol)
    log = open_events(protocol, args.events)
    about = subject(protocol, log, args)
    for line in rejections([rejected(each) for each in log.rejected]):
        complain(line)
    if about is None or about in log.withheld:
        complain(f"the {about} is not answered for, because an event could not be read")
        return 1
    try:
        explanation = api.explain(
            protocol,
            log.events.get(about, ()),
            args.asked,
            at=args.at,
            case_id=about.case_id,
            known_at=args.known_at,
            readings=dict(args.reading),
            width=width(),
        )
    except ValueError as fault:
        raise Failure(str(fault)) from None
    if args.format == "json":
        write_model(explanation)
    else:
        write(str(explanation))
    return 1 if log.rejected else 0
