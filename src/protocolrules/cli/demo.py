"""`protocolrules demo`: the main job on shipped cases, nothing to set up."""

from __future__ import annotations

import argparse
from pathlib import Path

import protocolrules
from protocolrules import api
from protocolrules.cli import parsing
from protocolrules.cli.inputs import open_events, open_protocol
from protocolrules.cli.output import width, write, write_json
from protocolrules.explanation import Explanation
from protocolrules.log import Log
from protocolrules.londontime import parse_moment
from protocolrules.render import render_result
from protocolrules.results import Result

SAYS = "show two made-up cases of Enfield at three moments, and explain one due date"
EXAMPLE = "protocolrules demo"
EVENTS = Path(protocolrules.__file__).parent / "data" / "demo" / "enfield.jsonl"
PROTOCOL = "enfield"
MOMENTS = (
    ("2025-12-23T17:00", "two days before Christmas, four days after a remand"),
    ("2026-01-09T12:00", "9 January: a planning meeting came a day late, a dispute is open"),
    ("2026-03-31T12:00", "31 March: the release date has moved twice, at last at short notice"),
)
ASKED_AT, CASE, ASKED = "2026-01-09T12:00", "E-104", "first-planning-meeting-after-remand"


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "demo", SAYS, EXAMPLE, run)
    parsing.add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Run the shipped cases."""
    protocol = open_protocol(PROTOCOL)
    log = open_events(protocol, str(EVENTS))
    results = [answer(protocol, log, at) for at, _ in MOMENTS]
    explanation = explain(protocol, log)
    if args.format == "json":
        write_json(
            {
                "format": "protocolrules.demo/1",
                "results": [each.model_dump(mode="json", by_alias=True) for each in results],
                "explanation": explanation.model_dump(mode="json", by_alias=True),
            }
        )
        return 0
    for (at, says), result in zip(MOMENTS, results, strict=True):
        write(_title(says, f"protocolrules run {PROTOCOL} events.jsonl --at {at}"))
        write(render_result(result, protocol.document, width=width()) + "\n")
    asked = f"protocolrules explain {PROTOCOL} events.jsonl --at {ASKED_AT} --case {CASE} {ASKED}"
    write(_title("why that date", asked))
    write(str(explanation) + "\n")
    write(f"the events: {EVENTS}")
    return 0


def answer(protocol: api.Protocol, log: Log, at: str) -> Result:
    """The state of the shipped cases at a moment."""
    events = (event for each in log.events.values() for event in each)
    return protocol.state(events, at=parse_moment(at))


def explain(protocol: api.Protocol, log: Log) -> Explanation:
    """Why the first planning meeting was due when it was."""
    events = (event for each in log.events.values() for event in each)
    at = parse_moment(ASKED_AT)
    return api.explain(protocol, events, ASKED, at=at, case_id=CASE, width=width())


def _title(says: str, command: str) -> str:
    line = "-" * min(width(), max(len(says), len(command) + 2))
    return f"{line}\n{says}\n$ {command}\n{line}"
