"""`protocolrules check`: every fault in rule files, with its place."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType

from protocolrules.cli import parsing
from protocolrules.cli.files import rule_files
from protocolrules.cli.inputs import unreadable, without_logs
from protocolrules.cli.output import complain, write
from protocolrules.diagnostics import (
    Finding,
    Severity,
    render_github,
    render_json,
    render_sarif,
    render_text,
)
from protocolrules.language import check_file
from protocolrules.words import count

SAYS = "find every fault in rule files, with its place and what to do"
EXAMPLE = "protocolrules check rules/"
_MACHINE = MappingProxyType[str, Callable[[Iterable[Finding]], str]](
    {"json": render_json, "sarif": render_sarif, "github": render_github}
)


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "check", SAYS, EXAMPLE, run)
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="rule files, folders of them or ids of included protocols; left out: those included",
    )
    parsing.add_format(parser, "sarif", "github")


def run(args: argparse.Namespace) -> int:
    """Check the files, and leave with 1 when one has an error."""
    try:
        files = rule_files(args.paths)
    except OSError as fault:
        raise unreadable(str(fault.filename or "a path"), fault) from None
    findings: list[Finding] = []
    sources: dict[str, str] = {}
    for file in _shown(files):
        found, texts = _check(file)
        findings += found
        sources |= texts
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if args.format == "text":
        if findings:
            write(render_text(findings, without_logs(sources)) + "\n")
        write(_summary(len(files), errors, len(findings) - errors))
    elif findings or args.format != "github":
        write(_MACHINE[args.format](findings))
    return 1 if errors else 0


def _check(file: Path) -> tuple[Sequence[Finding], dict[str, str]]:
    try:
        _, findings, sources = check_file(file)
        return findings, sources
    except OSError as fault:
        raise unreadable(str(file), fault) from None


def _shown(files: list[Path]) -> Iterator[Path]:
    """The files, each named on standard error when that is a terminal and there are several."""
    for file in files:
        if len(files) > 1 and sys.stderr.isatty():
            complain(f"checking {file}")
        yield file


def _summary(files: int, errors: int, warnings: int) -> str:
    found = ", ".join(
        count(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number
    )
    return f"{count(files, 'file')}: {found or 'no faults'}"
