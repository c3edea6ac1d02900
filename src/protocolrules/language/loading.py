"""Reads a whole rule file into a protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from protocolrules.diagnostics import Finding, FindingsError, Place, Severity, in_order
from protocolrules.document import Ladder, LedgerEntry, Protocol, Reading, Rule
from protocolrules.language import (
    bases,
    circles,
    read_head,
    read_ladders,
    read_ledger,
    read_readings,
    read_rules,
    read_sources,
    unused,
)
from protocolrules.language.entries import Entries
from protocolrules.language.file_shapes import FILE
from protocolrules.language.read_vocabulary import read_on_top, shared_node, shared_vocabulary
from protocolrules.language.reader import Reader, shown
from protocolrules.nodes import MapNode, Node, canonical, characters, parse_yaml
from protocolrules.nodes.faults import Faults
from protocolrules.nodes.reading import MAX_BYTES

_EVENT_KEY: Final = re.compile(
    rb'"(?:event_id|case_id|occurred_at|occurred_on|recorded_at)"[ \t]*:'
)
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load_protocol(source: str | Path, data: bytes | None = None) -> Protocol:
    """Read a rule file.

    Args:
        source: its path, which findings name and beside which a file it builds on is looked for.
        data: its content; left out: what the path holds.

    Raises:
        FindingsError: the file has faults; it carries every one of them.
        OSError: the file cannot be read.
    """
    protocol, findings, _ = check(Path(source), data)
    if protocol is None:
        raise FindingsError(findings)
    return protocol


def check_file(
    path: str | Path,
) -> tuple[Protocol | None, tuple[Finding, ...], dict[str, str]]:
    """Check a rule file: the protocol when it has no errors, all findings with warnings, and the
    text of each file that places name.

    Raises OSError when the file cannot be read.
    """
    return check(Path(path), None)


@dataclass(slots=True)
class _Files:
    """The files of one folder that have been opened."""

    folder: Path
    sources: dict[str, str] = field(default_factory=dict)

    def parse(self, path: Path, data: bytes) -> tuple[Node | None, list[Finding]]:
        """The tree of a file, whose text is kept."""
        self.sources[str(path)] = data.decode("utf-8", errors="replace")
        return parse_yaml(data, str(path))

    def open(self, name: str) -> tuple[Node | None, list[Finding]] | None:
        """The tree of another file in the folder; None when it cannot be read."""
        path = self.folder / name
        try:
            return self.parse(path, read_bytes(path))
        except OSError:
            return None


def check(
    path: Path, data: bytes | None
) -> tuple[Protocol | None, tuple[Finding, ...], dict[str, str]]:
    """The protocol when the file has no errors, all findings, and the texts by file name."""
    files = _Files(path.parent)
    data = read_bytes(path) if data is None else data
    if is_log(data):
        return None, (_log_of_events(path),), {str(path): ""}
    node, findings = files.parse(path, data)
    faults = Faults()
    protocol = None
    if node is not None:
        whole = bases.joined(node, files.open, faults, path.name)
        if any("\\" in text for text in files.sources.values()):
            characters.escaped(whole, faults)
        protocol = _protocol(whole, faults, Place(str(path), 1, 1))
    found = [*findings, *_not_on(findings, faults.result())]
    broken = any(finding.severity is Severity.ERROR for finding in found)
    return (None if broken else protocol), tuple(in_order(found)), files.sources


def read_bytes(path: Path) -> bytes:
    """What a file holds; of one that is too big for rules only as much as shows that it is.

    Raises OSError when it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def is_log(data: bytes) -> bool:
    """Whether it holds events as JSON, whose values may not be shown."""
    return _EVENT_KEY.search(data) is not None


def _log_of_events(path: Path) -> Finding:
    """Nothing else is said of such a file, since its values can be about a person."""
    return Finding(
        "PR101",
        "keys are expected here, not a log of events",
        Place(str(path), 1, 1),
        why="no rule speaks of a single event",
        hint="name the rule file first, and then the log",
    )


def _not_on(findings: list[Finding], later: list[Finding]) -> list[Finding]:
    """Later findings, without those that may only follow from a fault of the YAML in that line."""
    lines = {(found.place.file, found.place.line) for found in findings}
    return [found for found in later if (found.place.file, found.place.line) not in lines]


def _protocol(node: Node, faults: Faults, place: Place) -> Protocol | None:
    r = Reader(faults, shared_vocabulary())
    if not isinstance(node, MapNode):
        r.wrong_form("keys", node, "write protocol: a name, title: …, rules: …")
        return None
    entries = Entries(r, FILE, node, place)
    edition = read_head.edition(r, entries)
    settings = read_head.settings(r, entries)
    vocabulary = read_on_top(r, entries.node("vocabulary"))
    parts = _parts(r, entries, has_review=edition.review_by is not None)
    parties = entries.names("parties")
    name = _id(r, entries)
    ledger = _ledger(r, entries)
    circles.check_circles(r, parts.rules, parts.ladders)
    read = Protocol(
        name,
        entries.text("title"),
        entries.text("authority", name),
        edition,
        entries.word("calendar") or "england-and-wales",
        parties,
        vocabulary,
        parts.rules,
        parts.ladders,
        parts.readings,
        read_head.courts(r, r.entries(entries.node("courts"))),
        read_head.closures(r, entries.node("closures"), settings),
        settings,
        ledger,
        entries.names("owners") or parties,
        digest(node),
        read_sources.not_statements(r, entries.node("not_statements"), ledger),
    )
    if not any(finding.severity is Severity.ERROR for finding in faults.result()):
        unused.warn_of_unused(r, entries, place.file)
    return read


def _id(r: Reader, entries: Entries) -> str:
    said = entries.text("protocol")
    if said and not _ID.fullmatch(said):
        why = "it names the protocol in results and on the command line"
        hint = "write small letters, digits and hyphens"
        message = f"{shown(said)} is not a well-formed id"
        r.report("PR204", message, entries.value_place("protocol"), why, hint)
    return said


@dataclass(frozen=True, slots=True)
class _Parts:
    readings: Mapping[str, Reading]
    rules: Mapping[str, Rule]
    ladders: Mapping[str, Ladder]


def _parts(r: Reader, entries: Entries, *, has_review: bool) -> _Parts:
    """Rules, ladders and readings; their names are known before any is read."""
    rules = r.entries(entries.node("rules"))
    ladders = r.entries(entries.node("escalations"))
    r.rules, r.ladders = read_rules.stubs(rules), read_ladders.rung_counts(ladders)
    r.courts = {name.text for name, _ in r.entries(entries.node("courts"))}
    r.has_review = has_review
    readings, places = read_readings.readings(r, r.entries(entries.node("readings")))
    r.readings = {name: (reading.means, *reading.others) for name, reading in readings.items()}
    found = _Parts(readings, read_rules.rules(r, rules), read_ladders.ladders(r, ladders))
    read_readings.check_uses(r, places)
    return found


def _ledger(r: Reader, entries: Entries) -> tuple[LedgerEntry, ...]:
    rules = r.entries(entries.node("rules"))
    ladders = r.entries(entries.node("escalations"))
    readings = r.entries(entries.node("readings"))
    cited = [
        *read_ledger.citations((*rules, *ladders)),
        *read_ledger.citations(readings, encodes=False),
    ]
    listed = read_ledger.ledger(r, entries.node("ledger"))
    return read_ledger.joined(r, listed, cited, "ledger" not in entries)


def digest(node: Node) -> str:
    """What the file says, with all that it rests on, as one short text; comments, layout and the
    order of keys do not change it."""
    said = f"{canonical(node)}\n{_shared()}"
    return f"sha256:{sha256(said.encode()).hexdigest()}"


@cache
def _shared() -> str:
    return canonical(shared_node())
