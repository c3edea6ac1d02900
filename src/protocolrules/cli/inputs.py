"""What commands read: a protocol, a log of events, and whom the question is about."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from protocolrules import api
from protocolrules.bulk import completed
from protocolrules.bulk import rejected as rejected
from protocolrules.cli.failure import Failure
from protocolrules.cli.output import complain
from protocolrules.cli.parsing import suggest
from protocolrules.diagnostics import Finding, FindingsError, render_text
from protocolrules.durable import MatcherError
from protocolrules.events import Subject
from protocolrules.language.loading import is_log, read_bytes
from protocolrules.log import Log, lines_of
from protocolrules.results import Result

_EVERY = 20_000
_MANY = 200
_LOG = re.compile(r"""^[\ufeff \t\r\[,-]*\{[ \t]*["']|\A[\ufeff\s]*[\[{]""", re.MULTILINE)
"""How JSON begins, which no line of a rule file does."""


def open_protocol(path_or_id: str) -> api.Protocol:
    """Load a protocol. A faulty file is shown with every fault and its place."""
    try:
        return api.load(path_or_id)
    except FindingsError as faulty:
        complain(render_text(faulty.findings, sources(faulty.findings)))
        raise Failure(
            f"{path_or_id} cannot be used", f"mend it and try `protocolrules check {path_or_id}`"
        ) from None
    except OSError as fault:
        raise unreadable(path_or_id, fault) from None


def unreadable(name: str, fault: OSError) -> Failure:
    """A file that cannot be read, in plain words."""
    if fault.errno is None:  # our own words
        return Failure(str(fault))
    if isinstance(fault, FileNotFoundError):
        return Failure(f"there is no file {name}", "check the name and the folder")
    if isinstance(fault, IsADirectoryError):
        return Failure(f"{name} is a folder", "name a file in it")
    if isinstance(fault, PermissionError):
        return Failure(f"{name} may not be read by you", "ask for the right to read it")
    return Failure(f"{name} cannot be read: {(fault.strerror or 'no reason given').lower()}")


def sources(findings: Iterable[Finding]) -> dict[str, str]:
    """The text of each file that a finding lies in, as far as it can be read."""
    texts = {}
    for file in {finding.place.file for finding in findings}:
        try:
            data = read_bytes(Path(file))
            if not is_log(data):
                texts[file] = data.decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return without_logs(texts)


def without_logs(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts whose lines may be shown: a log given in the place of rules is not, since its
    values can be about a person."""
    return {file: text for file, text in texts.items() if not _LOG.search(text)}


def open_events(protocol: api.Protocol, name: str, stream: BinaryIO | None = None) -> Log:
    """Read a log of events from a stream; left out: from the file, or standard input for `-`."""
    if stream is None:
        with opened(name) as file:
            return open_events(protocol, name, file)
    return protocol.read_events(_counted(lines_in(stream, name)))


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file of events, or standard input for `-`."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115
    except OSError as fault:
        raise unreadable(name, fault) from None
    with file:
        yield file


def lines_in(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """The lines of a file of events, as far as it can be read."""
    try:
        yield from lines_of(stream)
    except OSError as fault:
        raise unreadable(name, fault) from None


def _counted(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines, with a count on standard error when that is a terminal and there are many."""
    shown = sys.stderr.isatty()
    number = 0
    for number, line in enumerate(lines, start=1):
        if shown and number % _EVERY == 0:
            print(f"\rread {number:,} events", end="", file=sys.stderr, flush=True)
        yield line
    if shown and number >= _EVERY:
        print(file=sys.stderr)


def subject(protocol: api.Protocol, log: Log, args: argparse.Namespace) -> Subject | None:
    """Whom `--case` or `--service` names; None for everybody."""
    only = named(protocol, args)
    if only is not None and only.case_id is not None:
        return _case(log, only.case_id)
    return only


def named(protocol: api.Protocol, args: argparse.Namespace) -> Subject | None:
    """Whom `--case` or `--service` names, whether or not an event is about it."""
    if args.case is not None:
        return Subject(case_id=args.case)
    if args.service is None:
        return None
    authority = protocol.document.authority
    if args.service != authority:
        raise Failure(
            f'"{args.service}" is not the authority of this protocol',
            f"write --service {authority}: its services are answered for together",
        )
    return protocol.services


def _case(log: Log, case_id: str) -> Subject:
    subject = Subject(case_id=case_id)
    if subject not in log.events and subject not in log.withheld:
        known = sorted(s.case_id for s in log.events if s.case_id is not None)
        raise unknown_case(case_id, tuple(known)[:20])
    return subject


def unknown_case(case_id: str, known: tuple[str, ...]) -> Failure:
    """The log has no such case. An id that somebody typed is shown back to them, and close ones
    of the log."""
    return Failure(f'no event is about a case "{case_id}"', suggest(case_id, known))


def answer(
    protocol: api.Protocol,
    log: Log,
    args: argparse.Namespace,
    only: Subject | None = None,
    because: bool = False,
    matcher: str = "native",
) -> Result:
    """The state at `--at`, with the events that could not be read."""
    subjects = [only] if only else list(log.events)
    try:
        result = protocol.state(
            (event for each in subjects for event in log.events.get(each, ())),
            at=args.at,
            known_at=args.known_at,
            readings=dict(args.reading),
            because=because,
            subjects=[each for each in subjects if each not in log.withheld],
            progress=_progress if sys.stderr.isatty() and len(subjects) >= _MANY else None,
            matcher=matcher,
        )
    except ValueError as fault:
        raise Failure(str(fault)) from None
    except MatcherError as fault:
        raise Failure(str(fault), "leave --matcher out: native gives the same answers") from None
    return completed(result, log.rejected, log.left_out)


def _progress(done: int, of: int) -> None:
    if done % _MANY == 0 or done == of:
        end = "\n" if done == of else ""
        print(f"\ranswered {done:,} of {of:,}", end=end, file=sys.stderr, flush=True)
