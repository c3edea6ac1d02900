"""What commands read: a protocol, a log of events, and whom the question is about."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from protocolrules import api
from protocolrules.cli.failure import Failure
from protocolrules.cli.output import complain
from protocolrules.cli.parsing import suggest
from protocolrules.diagnostics import Finding, FindingsError, render_text
from protocolrules.durable import MatcherError
from protocolrules.events import Subject
from protocolrules.language.loading import read_bytes
from protocolrules.log import Log, lines_of
from protocolrules.log import Rejected as RejectedLine
from protocolrules.results import Rejected, Result

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
            texts[file] = read_bytes(Path(file)).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return without_logs(texts)


def without_logs(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts whose lines may be shown: a log given in the place of rules is not, since its
    values can be about a person."""
    return {file: text for file, text in texts.items() if not _LOG.search(text)}


def open_events(protocol: api.Protocol, name: str) -> Log:
    """Read a log of events from a file, or from standard input for `-`."""
    try:
        if name == "-":
            return protocol.read_events(_counted(lines_of(sys.stdin.buffer)))
        with Path(name).open("rb") as file:
            return protocol.read_events(_counted(lines_of(file)))
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
    if args.case is not None:
        return _case(log, args.case)
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
        # An id that somebody typed is shown back to them, and close ones of the log.
        raise Failure(f'no event is about a case "{case_id}"', suggest(case_id, tuple(known)[:20]))
    return subject


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
    more = (f"{log.left_out:,} more faults of events are not listed",) if log.left_out else ()
    return result.model_copy(
        update={
            "rejected": tuple(map(rejected, log.rejected)),
            "warnings": (*more, *result.warnings),
        }
    )


def _progress(done: int, of: int) -> None:
    if done % _MANY == 0 or done == of:
        end = "\n" if done == of else ""
        print(f"\ranswered {done:,} of {of:,}", end=end, file=sys.stderr, flush=True)


def rejected(line: RejectedLine) -> Rejected:
    """A fault of a line as it stands in a result."""
    return Rejected(
        line=line.line,
        event_id=line.event_id,
        case_id=line.subject.case_id if line.subject else None,
        field=line.field,
        code=line.code,
        message=f"{line.field or 'the event'} {line.message}",
    )
