"""`protocolrules test`: the scenarios beside the rules."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from protocolrules import definition
from protocolrules.cli import parsing
from protocolrules.cli.failure import Failure
from protocolrules.cli.files import rule_path
from protocolrules.cli.inputs import unreadable
from protocolrules.cli.output import width, write, write_json
from protocolrules.language.loading import is_log, read_bytes
from protocolrules.scenarios import (
    Coverage,
    Evaluator,
    NoScenariosError,
    Report,
    branch_coverage,
    coverage_json,
    render_coverage,
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
        "--coverage",
        action="store_true",
        help="also say which branches of the rules no scenario shows",
    )
    parser.add_argument(
        "--coverage-min",
        metavar="PERCENT",
        type=_percent,
        help="leave with 1 when a protocol has fewer of its branches shown; implies --coverage",
    )
    parsing.add_format(parser)


def _percent(text: str) -> float:
    try:
        percent = float(text.removesuffix("%"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise argparse.ArgumentTypeError(f'"{text}" is no percentage from 0 to 100')
    return percent


def run(args: argparse.Namespace) -> int:
    """Run the scenarios, and leave with 1 when one of them failed, or too few branches are
    covered."""
    evaluator = Evaluator(definition.state, definition.consider)
    try:
        paths = scenario_paths([rule_path(each) for each in args.paths])
        _no_logs(paths)
        report = run_paths(paths, evaluator)
    except NoScenariosError as fault:
        raise Failure(str(fault), "name a scenario file, or a folder that has some") from None
    except OSError as fault:
        raise unreadable(str(fault.filename or "the scenarios"), fault) from None
    least = args.coverage_min
    asked = args.coverage or least is not None
    found = branch_coverage(report, evaluator) if asked else []
    if args.format == "json":
        write_json(_as_json(report, found, asked))
    else:
        if asked:
            write(render_coverage(found, width(), least or 0) + "\n")
        write(render_report(report, "text", width()))
    return 1 if report.failed or not all(each.reaches(least or 0) for each in found) else 0


def _no_logs(paths: Iterable[Path]) -> None:
    """A log is refused before a line of it is shown."""
    for path in paths:
        if is_log(read_bytes(path)):
            raise Failure(f"{path} is a log of events", "name a file of scenarios")


def _as_json(report: Report, found: list[Coverage], asked: bool) -> dict[str, object]:
    content: dict[str, object] = json.loads(render_report(report, "json"))
    if asked:
        content["coverage"] = [coverage_json(each) for each in found]
    return content
