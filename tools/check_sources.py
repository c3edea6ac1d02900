"""Compare rule files with the texts that they encode: is any part of a text in no ledger?

    python tools/check_sources.py FOLDER         each bundled protocol with its text in the folder
    python tools/check_sources.py --units TEXT   the numbered units of one text

docs/sources.md says how a text is split and what the report means. Exit status 1: a unit that
nothing claims, a pointer that does not fit, or an entry without a source; 2: it could not run.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from textwrap import fill
from typing import Final

from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.diagnostics import FindingsError
from protocolrules.document import Protocol, SourceUnit
from protocolrules.language import load_protocol
from protocolrules.words import count, listed

# --- splitting ------------------------------------------------------------------------------

# What programs leave in a text: marks of word processors, tags, emphasis.
_DEBRIS: Final = re.compile(r"\[(?:bookmark|image): ?[^\]]*\]|</?[a-z]{1,6}>")
_EMPHASIS: Final = re.compile(r"\\?\*(?=\S)|(?<=\S)\\?\*")
_HEADING: Final = re.compile(r"#{1,6}\s+")
_BULLET: Final = re.compile(r"[•·◦▪–*-](?:\s+|$)")
# 3, 3.2 or (b) is a label only with a full stop or a bracket: "7 areas" and "10 days" are text.
_LABEL: Final = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,2}){1,3}[a-z]?[.)]?|\d{1,3}[.)]|\(?(?:\d{1,3}|[a-z]|[ivx]{2,5})\))(?:\s+|$)"
)
_ENDED: Final = re.compile(r"""[.:;!?]["'”’)\]*]*$""")
_ENDS_OPEN: Final = re.compile(r"(?:,|\b(?:an?|and|by|for|from|in|of|on|or|the|their|to|with))$")
_SENTENCE_END: Final = re.compile(r"""[.!?]["'”’)\]*]*\s+(?=["'“‘(\[*]*[A-Z0-9])""")
_ABBREVIATION: Final = re.compile(r"\b(?:e\.g|i\.e|cf|vs|mr|mrs|ms|dr)$", re.IGNORECASE)
_NO_WORD: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A numbered unit of a text: a sentence, a list item or part of one, a heading, a row."""

    at: SourceUnit
    text: str


def units(text: str) -> tuple[Unit, ...]:
    """The units of a text, numbered from 1. What has no letter in it is none."""
    found = [part for block in blocks(text) for part in sentences(block)]
    worded = [part for part in found if any(map(str.isalpha, part))]
    return tuple(Unit(SourceUnit(n, digest(part)), part) for n, part in enumerate(worded, start=1))


def digest(text: str) -> str:
    """The first eight hex digits of the SHA-256 of the words of a text."""
    return sha256(normal(text).encode()).hexdigest()[:8]


def normal(text: str) -> str:
    """The words alone: no case, no punctuation, one space between them."""
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def blocks(text: str) -> Iterator[str]:
    """Lines without their marks and labels, each joined with the lines that carry it on."""
    block = ""
    for line in text.splitlines():
        cleaned = _EMPHASIS.sub("", _DEBRIS.sub(" ", line)).strip()
        body, marked = _unmarked(cleaned)
        if not body:
            continue
        if block and not marked and _goes_on(block, body):
            block = f"{block} {body}"
            continue
        if block:
            yield " ".join(block.split())
        block = body
    if block:
        yield " ".join(block.split())


def _unmarked(line: str) -> tuple[str, bool]:
    """A line without heading mark, bullet and label, and whether it had one."""
    body = line
    for mark in (_HEADING, _BULLET, _LABEL):
        found = mark.match(body)
        body = body[found.end() :] if found else body
    return body, body != line


def _goes_on(block: str, line: str) -> bool:
    """Whether a line carries on an unfinished one. A row of a table stands alone."""
    if _ENDED.search(block) or "\t" in line or "|" in line:
        return False
    return line[0].islower() or bool(_ENDS_OPEN.search(block))


def sentences(block: str) -> Iterator[str]:
    """The sentences of a block."""
    start = 0
    for end in _SENTENCE_END.finditer(block):
        if not _ABBREVIATION.search(block, start, end.start()):
            yield block[start : end.end()].strip()
            start = end.end()
    yield block[start:].strip()


# --- comparing ------------------------------------------------------------------------------

_STATEMENT: Final = ""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A pointer to a unit that is not there, who has it, and where such a unit is now."""

    pointer: SourceUnit
    by: str
    now: tuple[SourceUnit, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A text and the rule file that encodes it, compared."""

    protocol: str
    total: int
    in_ledger: int
    not_statements: Counter[str]
    unclaimed: tuple[Unit, ...]
    misfits: tuple[Misfit, ...]
    without: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.unclaimed or self.misfits or self.without)


def compare(protocol: Protocol, found: Sequence[Unit]) -> Report:
    """A rule file and the units of its text. A unit that moved still counts as claimed."""
    there = {unit.at for unit in found}
    by_digest: dict[str, list[SourceUnit]] = defaultdict(list)
    for unit in found:
        by_digest[unit.at.digest].append(unit.at)
    misfits, claims = [], defaultdict[SourceUnit, set[str]](set)
    for pointer, by, reason in pointers(protocol):
        now = (pointer,) if pointer in there else tuple(by_digest[pointer.digest])
        if pointer not in there:
            misfits.append(Misfit(pointer, by, now))
        for at in now:
            claims[at].add(reason)
    reasons = Counter(min(claims[unit.at]) for unit in found if unit.at in claims)
    return Report(
        protocol.id,
        len(found),
        reasons.pop(_STATEMENT, 0),
        reasons,
        tuple(unit for unit in found if unit.at not in claims),
        tuple(misfits),
        tuple(entry.id for entry in protocol.ledger if not entry.source),
    )


def pointers(protocol: Protocol) -> Iterator[tuple[SourceUnit, str, str]]:
    """Every pointer into the text: who has it, and why it states nothing, if it does not."""
    for entry in protocol.ledger:
        yield from ((pointer, entry.id, _STATEMENT) for pointer in entry.source)
    for group in protocol.not_statements:
        yield from ((pointer, "not_statements", group.reason) for pointer in group.source)


def nearest(protocol: Protocol, texts: Mapping[str, Sequence[Unit]]) -> str | None:
    """The name of the text that most pointers lead into, so that no table of names is needed."""
    digests = {pointer.digest for pointer, _, _ in pointers(protocol)}
    shared = {
        name: len(digests & {unit.at.digest for unit in found}) for name, found in texts.items()
    }
    best = max(sorted(shared), key=lambda name: shared[name], default=None)
    return best if best is not None and shared[best] else None


# --- telling --------------------------------------------------------------------------------


def lines(report: Report) -> Iterator[str]:
    """A report for people. It quotes the text, so it belongs on a screen and into no file."""
    nothing = [f"{number} {reason}" for reason, number in sorted(report.not_statements.items())]
    yield (
        f"{report.protocol}: {count(report.total, 'unit')}, {report.in_ledger} in the ledger, "
        f"{report.not_statements.total()} that state nothing ({listed(nothing) or 'none'}), "
        f"{len(report.unclaimed)} unclaimed"
    )
    for unit in report.unclaimed:
        yield _indented(f"unclaimed {unit.at}: {unit.text}")
    for misfit in report.misfits:
        now = f"is now {listed(map(str, misfit.now))}" if misfit.now else "is nowhere in the text"
        yield _indented(f"moved {misfit.pointer} of {misfit.by} {now}")
    if report.without:
        yield _indented(f"without a source: {', '.join(report.without)}")


def _indented(line: str) -> str:
    return fill(line, 100, initial_indent="  ", subsequent_indent="    ")


def main(arguments: Sequence[str]) -> int:
    """Print the units of one text, or compare all bundled protocols with the texts in a folder."""
    parser = argparse.ArgumentParser(description="compare rule files with their source texts")
    parser.add_argument("path", type=Path, help="a folder with the texts; with --units one text")
    parser.add_argument("--units", action="store_true", help="print the numbered units of a text")
    chosen = parser.parse_args(arguments)
    try:
        return show(chosen.path) if chosen.units else check(chosen.path)
    except (OSError, UnicodeDecodeError, FindingsError) as error:
        print(error, file=sys.stderr)
        return 2


def read(path: Path) -> tuple[Unit, ...]:
    """The units of a text in a file.

    Raises OSError when it cannot be read, UnicodeDecodeError when it is not UTF-8.
    """
    return units(path.read_text(encoding="utf-8-sig"))


def show(path: Path) -> int:
    """Print the units of a text."""
    for unit in read(path):
        print(f"{unit.at} {unit.text}")
    return 0


def check(folder: Path) -> int:
    """Compare each bundled protocol with its text in the folder."""
    texts = {path.name: read(path) for path in sorted(folder.iterdir()) if path.suffix == ".txt"}
    complete = True
    for protocol in map(load_protocol, map(bundled_path, bundled_ids())):
        name = nearest(protocol, texts)
        if name is None:
            print(f"{protocol.id}: its text is not in {folder}")
            complete = False
            continue
        report = compare(protocol, texts[name])
        complete &= report.complete
        print(*lines(report), sep="\n")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
