"""Where a command line starts and ends: statuses, and plain words whatever goes wrong."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from io import BytesIO, TextIOWrapper
from pathlib import Path

from protocolrules import __version__
from protocolrules.cli import check, compare, demo, explain, fuzz, ledger, run, schema, test
from protocolrules.cli.failure import Failure
from protocolrules.cli.output import complain
from protocolrules.cli.parsing import Parser

DONE, FAULTS, COULD_NOT_RUN = 0, 1, 2
COMMANDS = (run, explain, check, test, fuzz, ledger, compare, schema, demo)
_PACKAGE = Path(__file__).parents[1]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status.

    0: done; overdue duties are results. 1: done, and faults were found in what was given.
    2: could not run, and standard error says why.
    """
    _open_what_is_closed()
    _never_fail_to_print()
    try:
        status = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_quietly()
        return DONE
    except OSError as fault:  # a full disk, say; a file that cannot be read is a Failure
        _close_quietly()
        reason = (fault.strerror or "no reason given").lower()
        complain(f"protocolrules: the system stopped it: {reason}")
        return COULD_NOT_RUN
    return status


def _run(argv: Sequence[str] | None) -> int:
    try:
        args = parser().parse_args(argv)
        status: int = args.run(args)
    except SystemExit as left:  # argparse: help, or a fault in the arguments
        return left.code if isinstance(left.code, int) else COULD_NOT_RUN
    except KeyboardInterrupt:
        complain("stopped")
        return COULD_NOT_RUN
    except Failure as failure:
        complain(f"protocolrules: {failure.text}")
        if failure.hint:
            complain(failure.hint)
        return COULD_NOT_RUN
    except OSError:
        raise
    except Exception as fault:
        complain(_our_fault(fault))
        return COULD_NOT_RUN
    return status


def parser() -> Parser:
    """The parser of the whole command line."""
    whole = Parser(
        prog="protocolrules",
        description="Joint working protocols as rules: who must do what, by when, and why.",
        epilog="`protocolrules demo` shows the main job on shipped cases.",
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"protocolrules {__version__}")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add(commands)
    return whole


def _our_fault(fault: Exception) -> str:
    """A fault of the library itself, by its place and never by a value of the case."""
    ours = [
        f"{Path(frame.filename).relative_to(_PACKAGE)}:{frame.lineno}"
        for frame in traceback.extract_tb(fault.__traceback__)
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    return (
        f"protocolrules: a fault of the program itself: {type(fault).__name__} at {ours[-1]}\n"
        "please report this line, the command and its version; the events are not needed"
    )


def _open_what_is_closed() -> None:
    """A program can be started without one of the three streams; it is empty then."""
    if sys.stdin is None:
        sys.stdin = TextIOWrapper(BytesIO(), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = TextIOWrapper(BytesIO(), encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = TextIOWrapper(BytesIO(), encoding="utf-8")


def _never_fail_to_print() -> None:
    """A character that the terminal does not know is shown as its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _close_quietly() -> None:
    """The reader has gone: keep the interpreter from complaining about that when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
