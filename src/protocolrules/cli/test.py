"""`protocolrules test`: the scenarios beside the rules."""

from __future__ import annotations

import argparse
import json

from protocolrules import definition
from protocolrules.cli import coverage, parsing
from protocolrules.cli.failure import Failure
from protocolrules.cli.files import rule_path
from protocolrules.cli.inputs import unreadable
from protocolrules.cli.output import width, write, write_json
from protocolrules.scenarios import (
    Evaluator,
    NoScenariosError,
    render_report,
    run_paths,
    scenario_paths,
)

SAYS = "run scenarios: dated events in, expectations at moments out"
EXAMPLE = "protocolrules test rules/scenarios/enfield"


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "test", SAYS, EXAMPLE, run)
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="scenario files, folders, rule files or ids of included protocols; "
        "left out: every included scenario",
    )
    parser.add_argument(
        "--coverage", action="store_true", help="also say which rules no scenario tries"
    )
    parsing.add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Run the scenarios, and leave with 1 when one of them failed."""
    try:
        paths = scenario_paths([rule_path(each) for each in args.paths])
        report = run_paths(paths, Evaluator(definition.state, definition.consider))
    except NoScenariosError as fault:
        raise Failure(str(fault), "name a scenario file, or a folder that has some") from None
    except OSError as fault:
        raise unreadable(str(fault.filename or "the scenarios"), fault) from None
    if args.format == "json":
        content = json.loads(render_report(report, "json"))
        if args.coverage:
            content["coverage"] = coverage.as_json(coverage.coverage(report))
        write_json(content)
    else:
        if args.coverage:
            write(coverage.as_text(coverage.coverage(report), width()) + "\n")
        write(render_report(report, "text", width()))
    return 1 if report.failed else 0
