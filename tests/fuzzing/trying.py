"""Tries one input of each sort. What it gives says how it went; an error that is not the one
documented goes through."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import yaml

import protocolrules as pr
from fuzzing import promises
from fuzzing.inputs import RIVERSIDE, TESTS, Input
from fuzzing.promises import hold
from protocolrules.cli import ledger, main
from protocolrules.comparison import as_text, compare
from protocolrules.diagnostics import FindingsError
from protocolrules.events import CaseEvent, EventError, EventReader, events_schema
from protocolrules.events.base import AnothersEvent
from protocolrules.language import load_protocol
from protocolrules.language.loading import check
from protocolrules.log import Log, lines_of
from protocolrules.londontime import parse_moment
from protocolrules.nodes import parse_yaml, write_yaml
from protocolrules.nodes import reading as yaml_reading
from protocolrules.nodes.tree import to_plain
from protocolrules.periods import Period
from protocolrules.render import render_result

Try: TypeAlias = Callable[[Input, Path], str]

TAKEN, REFUSED = "taken", "refused"
LARGE = 200_000
"""Bytes of a rule file from which on it is only checked, so that nothing else takes the time."""

AT = datetime(2026, 1, 9, 12, tzinfo=UTC)
LATE = datetime(2027, 6, 1, tzinfo=UTC)
_FILE = Path("rules.yaml")


@lru_cache
def protocol(name: str) -> pr.Protocol:
    """A protocol to read events with: the made-up one, the one with every construct, or an
    included one."""
    paths = {
        "riverside": RIVERSIDE / "riverside.yaml",
        "everything": TESTS / "language" / "samples" / "everything.yaml",
    }
    return pr.load(paths.get(name, name))


@lru_cache
def events() -> tuple[CaseEvent, ...]:
    """The events of the made-up protocol."""
    lines = (RIVERSIDE / "events.jsonl").read_bytes().splitlines()
    return tuple(map(protocol("riverside").parse_event, lines))


def rules(given: Input, _folder: Path) -> str:
    """A rule file: every fault with its place, or a protocol that can be used."""
    found, findings, texts = check(_FILE, given.data)
    promises.findings(findings, texts)
    if len(given.data) > LARGE:
        return TAKEN if found else REFUSED
    node, _ = parse_yaml(given.data, "rules.yaml")
    if node is not None:
        again, _ = parse_yaml(write_yaml(to_plain(node)), "again")
        hold(again == node, "what was read cannot be written and read again")
    try:
        load_protocol(_FILE, given.data)
        hold(found is not None, "a faulty file is loaded")
    except FindingsError as faulty:
        hold(found is None and bool(faulty.findings), "a good file is refused")
        str(faulty)
        return REFUSED
    assert found is not None
    used(pr.Protocol(found))
    return TAKEN


def used(loaded: pr.Protocol) -> None:
    """A protocol that was loaded can be used in every way."""
    read = EventReader(loaded.document.vocabulary, loaded.document.authority)
    json.dumps(events_schema(loaded.document.vocabulary, loaded.document.authority))
    promises.printable(as_text(compare([loaded.document]), 80))
    promises.printable(ledger.as_text(loaded.document, 80))
    known = [event for event in map(_read_again(read), events()) if event is not None]
    for at in (AT, LATE):
        result = loaded.state(known, at=at, because=at == AT)
        result.model_dump_json(by_alias=True)
        promises.printable(render_result(result, loaded.document, width=80, every=True))


def _read_again(read: EventReader) -> Callable[[CaseEvent], CaseEvent | None]:
    def again(event: CaseEvent) -> CaseEvent | None:
        try:
            return read.parse(event.to_json())
        except EventError:
            return None

    return again


def rules_in_python(given: Input, _folder: Path) -> str:
    """The YAML of a rule file, read without the library in C."""
    fast = yaml_reading._Loader
    try:
        yaml_reading._Loader = yaml.SafeLoader
        node, found = parse_yaml(given.data, "rules.yaml")
    finally:
        yaml_reading._Loader = fast
    text = given.data.decode("utf-8", errors="replace")
    promises.findings(found, {"rules.yaml": text})
    return REFUSED if found or node is None else TAKEN


def rules_that_are_logs(given: Input, folder: Path) -> str:
    """A log in the place of rules: no value of it is shown."""
    files = {"log.jsonl": given.data}
    for words in (("check", "log.jsonl"), ("ledger", "log.jsonl"), ("test", "log.jsonl")):
        command(Input(given.sort, words=words, files=files), folder)
    return REFUSED


def event(given: Input, _folder: Path) -> str:
    """An event as JSON, or as a mapping: an event that reads back as itself, or its faults."""
    reader = protocol(given.words[0])
    source = given.data if given.plain is None else given.plain
    try:
        read = reader.parse_event(source)
    except EventError as error:
        promises.event_error(error)
        return REFUSED
    again = reader.parse_event(read.to_json())
    # An event of another authority keeps values as they are, also those that JSON has not.
    same = again == read or (given.plain is not None and type(read) is AnothersEvent)
    hold(same, "an event does not read back as itself")
    hold(reader.parse_event(read.to_json().encode()) == again, "bytes are read differently")
    return TAKEN


def log(given: Input, _folder: Path) -> str:
    """A log: good lines are answered for, faulty ones named."""
    loaded = protocol(given.words[0])
    lines = list(lines_of(io.BytesIO(given.data)))
    read = loaded.read_events(lines)
    promises.log(read, len(lines))
    few = [event for each in read.events.values() for event in each][:60]
    result = loaded.state(few, at=LATE)
    promises.no_secret("" if few else result.model_dump_json())
    _open_case(loaded, read)
    return REFUSED if read.rejected else TAKEN


def _open_case(loaded: pr.Protocol, read: Log) -> None:
    """The first case event by event, and again from its snapshot."""
    first = next((s for s in read.events if s.case_id is not None), None)
    if first is None:
        return
    case = loaded.open_case(first.case_id)
    for event in read.events[first][:20]:
        case.apply(event)
    again = loaded.restore(case.snapshot())
    hold(again.at(AT) == case.at(AT), "a case differs from its snapshot")


def snapshot(given: Input, _folder: Path) -> str:
    """A snapshot that was changed: a ValueError, or a case."""
    try:
        case = protocol("riverside").restore(given.data)
    except ValueError as error:
        promises.no_secret(str(error))
        return REFUSED
    case.at(AT)
    return TAKEN


def words(given: Input, _folder: Path) -> str:
    """A moment, a period or a reading as somebody typed it."""
    what, text = given.words
    try:
        _read_words(what, text)
    except ValueError as error:
        hold(bool(str(error)), "an error without a message")
        hold(len(str(error)) <= len(text) + promises.LONGEST_MESSAGE, "a message far too long")
        return REFUSED
    return TAKEN


def _read_words(what: str, text: str) -> None:
    if what == "moment":
        found = parse_moment(text)
        hold(found.utcoffset() is not None, "a moment without an offset")
        hold(parse_moment(found.isoformat()) == found, "a moment does not read back as itself")
    elif what == "period":
        period = Period.parse(text)
        hold(Period.parse(str(period)) == period, "a period does not read back as itself")
    else:
        chosen = protocol("riverside")
        chosen.state(events(), at=AT, readings={"immediately": text})


class _Stream(io.TextIOWrapper):
    """Standard output or input, kept in memory."""

    def __init__(self, data: bytes = b"") -> None:
        self.kept = io.BytesIO(data)
        super().__init__(self.kept, encoding="utf-8", newline="\n", write_through=True)

    def said(self) -> str:
        return self.kept.getvalue().decode("utf-8")


def command(given: Input, folder: Path) -> str:
    """A command line in a folder of files: a status, and plain words."""
    for name, data in given.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    os.chdir(folder)
    out, err, before = _Stream(), _Stream(), (sys.stdin, sys.stdout, sys.stderr)
    sys.stdin, sys.stdout, sys.stderr = _Stream(given.data), out, err
    try:
        status = main(given.words)
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
    said(status, out.said(), err.said(), given)
    return TAKEN if status == 0 else REFUSED


def said(status: int, out: str, err: str, given: Input) -> None:
    """A status of the three, a reason where there is need of one, and no value of an event."""
    hold(status in (0, 1, 2), f"the status {status}")
    hold("Traceback" not in out + err, "a traceback")
    ours = "a fault of the program itself: "
    hold(ours not in err, f"{ours}{err.partition(ours)[2].splitlines()[:1]}")
    hold(status != 2 or (not out and bool(err.strip())), "no reason given for status 2")
    printable = out + err if "--format" not in given.words else err
    promises.printable(printable)
    if given.sort != "scenarios" and not any("m N!b" in word for word in given.words):
        promises.no_secret(out + err)
    if status < 2 and "json" in given.words and out and "--help" not in given.words:
        json.loads(out)


TRIED: Mapping[str, Try] = {
    "bytes in place of rules": rules,
    "rules with slips in the text": rules,
    "rules with other values": rules,
    "rules in pure Python": rules_in_python,
    "logs in place of rules": rules_that_are_logs,
    "events": event,
    "mappings": event,
    "logs": log,
    "snapshots": snapshot,
    "words": words,
    "command lines": command,
    "scenarios": command,
}
