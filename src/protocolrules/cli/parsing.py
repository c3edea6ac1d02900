"""Reading the command line: a parser whose errors are plain words, and shared arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NoReturn, Protocol

from protocolrules.cli.output import complain
from protocolrules.diagnostics import did_you_mean
from protocolrules.events.types import FIRST_YEAR, LAST_YEAR
from protocolrules.londontime import parse_moment

Run = Callable[[argparse.Namespace], int]

FIRST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
LAST = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)


class Commands(Protocol):
    """Where commands are added."""

    def add_parser(self, name: str, **kwargs: object) -> argparse.ArgumentParser:
        """Add one."""


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one line, and what to do next."""

    def error(self, message: str) -> NoReturn:
        """Print the fault on standard error and leave with status 2."""
        complain(f"{self.prog}: {message[:1].lower()}{message[1:]}")
        complain(f"see `{self.prog} --help`")
        sys.exit(2)


def add_command(commands: Commands, name: str, says: str, example: str, run: Run) -> Parser:
    """A command with its help, its example and the function that runs it."""
    parser = commands.add_parser(
        name,
        help=says,
        description=says,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    assert isinstance(parser, Parser)
    parser.set_defaults(run=run)
    return parser


def add_format(parser: Parser, *more: str) -> None:
    """`--format`, for people or for programs."""
    parser.add_argument(
        "--format",
        choices=("text", "json", *more),
        default="text",
        help="text for people (the default), json for programs",
    )


def add_protocol(parser: Parser) -> None:
    """`PROTOCOL`."""
    parser.add_argument(
        "protocol", metavar="PROTOCOL", help="the id of an included protocol, or a rule file"
    )


def add_moments(parser: Parser) -> None:
    """`PROTOCOL`, `EVENTS`, `--at`, `--known-at` and `--reading`: what a state depends on."""
    add_protocol(parser)
    parser.add_argument(
        "events", metavar="EVENTS", help="a JSON Lines file, or - for standard input"
    )
    parser.add_argument(
        "--at",
        metavar="T",
        type=moment,
        required=True,
        help="the moment asked about: 2026-01-07 (the end of that day), 2026-01-07T12:00 "
        "(London time) or 2026-01-07T12:00:00Z",
    )
    parser.add_argument(
        "--known-at",
        metavar="T",
        type=moment,
        help="answer from what had been recorded by then; left out: by the moment asked about",
    )
    parser.add_argument(
        "--reading",
        metavar="NAME=VALUE",
        type=reading,
        action="append",
        default=[],
        help="choose another of a reading's declared values; can be given again",
    )


def add_subject(parser: Parser, required: bool) -> None:
    """`--case ID` or `--service ID`."""
    group = parser.add_mutually_exclusive_group(required=required)
    group.add_argument("--case", metavar="ID", help="only this case")
    group.add_argument("--service", metavar="ID", help="only the services of this authority")


def moment(text: str) -> datetime:
    """A moment, for argparse."""
    try:
        found = parse_moment(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None
    if not FIRST <= found <= LAST:
        raise argparse.ArgumentTypeError(
            f'"{text}" lies outside the years {FIRST_YEAR} to {LAST_YEAR}, those of events'
        )
    return found


def reading(text: str) -> tuple[str, str]:
    """`NAME=VALUE`, for argparse."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise argparse.ArgumentTypeError(
            f'"{text}" is not NAME=VALUE, such as immediately="1 hour"'
        )
    return name.strip(), value.strip()


def suggest(word: str, known: tuple[str, ...]) -> str:
    """`did you mean …`, or what there is."""
    meant = did_you_mean(word, known)
    return f'did you mean "{meant}"?' if meant else f"there is {', '.join(known) or 'none'}"
