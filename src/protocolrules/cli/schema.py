"""`protocolrules schema`: what rule files, events and results look like, for programs."""

from __future__ import annotations

import argparse
import json

from protocolrules.cli import parsing
from protocolrules.cli.failure import Failure
from protocolrules.cli.inputs import open_protocol
from protocolrules.cli.output import write
from protocolrules.events import events_schema
from protocolrules.language import protocol_schema, shared_vocabulary
from protocolrules.results import FORMAT, Result

SAYS = "print the JSON Schema (2020-12) of rule files, of events or of results"
EXAMPLE = "protocolrules schema events enfield > events.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "schema", SAYS, EXAMPLE, run)
    parser.add_argument(
        "of",
        metavar="WHAT",
        choices=("protocol", "events", "result"),
        help="protocol, events or result",
    )
    parser.add_argument(
        "protocol",
        metavar="PROTOCOL",
        nargs="?",
        help="with events: also the kinds that this protocol declares",
    )
    parsing.add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Print a schema: indented as text, on one line as json."""
    if args.protocol is not None and args.of != "events":
        raise Failure(f"schema {args.of} takes no protocol", "leave it out")
    schema = _schema(args)
    if args.format == "json":
        write(json.dumps(schema, separators=(",", ":"), ensure_ascii=False))
    else:
        write(json.dumps(schema, indent=2, ensure_ascii=False))
    return 0


def _schema(args: argparse.Namespace) -> dict[str, object]:
    if args.of == "protocol":
        return protocol_schema()
    if args.of == "result":
        return result_schema()
    if args.protocol is None:
        return events_schema(shared_vocabulary())
    document = open_protocol(args.protocol).document
    return events_schema(document.vocabulary, document.authority)


def result_schema() -> dict[str, object]:
    """The schema of `run --format json`."""
    schema = Result.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": _DIALECT, "$id": FORMAT, **schema}
