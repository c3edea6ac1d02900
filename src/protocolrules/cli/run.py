"""`protocolrules run`: the state of each case and service at a moment."""

from __future__ import annotations

import argparse
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO

from protocolrules import api, bulk
from protocolrules.cli import parsing
from protocolrules.cli.failure import Failure
from protocolrules.cli.inputs import (
    answer,
    lines_in,
    named,
    open_events,
    open_protocol,
    opened,
    subject,
    unknown_case,
    unreadable,
)
from protocolrules.cli.output import width, write, write_model
from protocolrules.durable import MatcherError
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
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        default=None,
        help="how many processes answer a large file; left out: as many as there are cores",
    )
    parsing.add_format(parser)


def _jobs(text: str) -> int:
    """A number of processes, for argparse."""
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 4 and int(text) > 0):
        raise argparse.ArgumentTypeError(f'"{text}" is not a number of processes, from 1 on')
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Answer, and leave with 1 when some events could not be read."""
    protocol = open_protocol(args.protocol)
    with opened(args.events) as stream:
        try:
            head = stream.read(bulk.LARGE)
        except OSError as fault:
            raise unreadable(args.events, fault) from None
        if len(head) >= bulk.LARGE:
            return _run_large(protocol, bulk.rejoined(head, stream), _size(stream), args)
    log = open_events(protocol, args.events, BytesIO(head))
    only = subject(protocol, log, args)
    result = answer(protocol, log, args, only, args.because, args.matcher)
    if args.format == "json":
        write_model(result)
    else:
        write(render_result(result, protocol.document, width=width(), every=args.all))
    return 1 if result.rejected else 0


def _run_large(
    protocol: api.Protocol, stream: BinaryIO, size: int, args: argparse.Namespace
) -> int:
    """The same for a file that may be too big for memory."""
    question = bulk.Question(
        at=args.at,
        known_at=args.known_at,
        readings=dict(args.reading),
        because=args.because,
        matcher=args.matcher,
        only=named(protocol, args),
        style=bulk.Style(args.format, width(), args.all),
    )
    lines = lines_in(stream, args.events)
    with _telling(size) as told, _plainly(args):
        jobs = args.jobs or bulk.cores()
        with bulk.answered(protocol, lines, question, jobs, told) as answers:
            for piece in answers.text:
                sys.stdout.write(piece)
            write("")
            return 1 if answers.faulty else 0


@contextmanager
def _plainly(args: argparse.Namespace) -> Iterator[None]:
    """What stops the answering, in plain words."""
    try:
        yield
    except bulk.UnknownCaseError as fault:
        raise unknown_case(args.case, fault.known) from None
    except bulk.BulkError as fault:
        raise Failure(fault.text, fault.hint) from None
    except MatcherError as fault:
        raise Failure(str(fault), "leave --matcher out: native gives the same answers") from None
    except ValueError as fault:
        raise Failure(str(fault)) from None


@contextmanager
def _telling(size: int) -> Iterator[bulk.Told]:
    """How far it is, on standard error when that is a terminal. `size`: in bytes, 0 unknown."""
    if not sys.stderr.isatty():
        yield bulk.Told()
        return
    told = _Progress(size)
    try:
        yield bulk.Told(told.read, told.answered)
    finally:
        told.end()


class _Progress:
    def __init__(self, size: int) -> None:
        self._of = f" of {size / 1e6:,.0f}" if size else ""
        self._phase = ""

    def read(self, done: int) -> None:
        self._show("read", f"{done / 1e6:,.0f}{self._of} MB")

    def answered(self, done: int, of: int) -> None:
        self._show("answered", f"{done:,} of {of:,}")
        if done == of:
            self.end()

    def end(self) -> None:
        if self._phase:
            print(file=sys.stderr)
        self._phase = ""

    def _show(self, phase: str, text: str) -> None:
        if phase != self._phase:
            self.end()
        self._phase = phase
        print(f"\r{phase} {text}", end="", file=sys.stderr, flush=True)


def _size(stream: BinaryIO) -> int:
    """The bytes of a file, 0 for what has no size."""
    try:
        found = os.fstat(stream.fileno())
    except OSError:  # a stream of memory
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
