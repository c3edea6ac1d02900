"""Characters that look like something else: tabs, unusual spaces, curly quotes, unseen ones.

What a character means depends on where it stands. Up to the point where the YAML could be read
that is known: `Layout` holds the spans of all texts. Past that point quotes and comments are
guessed line by line, so that one run still finds the faults further down.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from protocolrules.diagnostics import Finding, Place
from protocolrules.nodes.faults import Faults, Lines
from protocolrules.nodes.tree import ListNode, MapNode, Node, Scalar

BOM: Final = "\ufeff"
_OPENING: Final = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u2039"
_OPENINGS: Final = tuple(_OPENING)
STAND_IN: Final = "\ufffd"

_CONTROL: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
# Zero-width and direction marks, line breaks that editors do not show, what is no character.
_HIDDEN: Final = (
    "\x85\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff"
)
_NEVER: Final = re.compile(f"([{_CONTROL}]+)|[{_HIDDEN}]+")
_SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACE: Final = re.compile(f"[{_SPACES}]+")
_SUSPECT: Final = re.compile(f"[{_SPACES}{_OPENING}]|^ *\t", re.MULTILINE)
_TAB: Final = re.compile(r"^ *(\t[ \t]*)(?=[^\s#])", re.MULTILINE)
_QUOTE: Final = re.compile(
    rf"(?:^[ ]*(?:- +)*|[:?\-][ ]+|[\[{{,] *)(?P<quote>[{_OPENING}])", re.MULTILINE
)
_GUESS: Final = re.compile(
    r"""(?:^|(?<=[\s\[{,]))(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|\#.*)""", re.MULTILINE
)


@dataclass(slots=True)
class Layout:
    """Where the texts of a file stand, as far as it could be read; indices count from 0."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    read_to: int = 0

    def add(self, start: int, end: int, quoted: bool) -> None:
        """Record the span of a text."""
        self.starts.append(start)
        self.ends.append(end)
        self.quoted.append(quoted)

    def span(self, index: int) -> bool | None:
        """Whether the text at an index is quoted; None when no text stands there."""
        at = bisect_right(self.starts, index) - 1
        if at >= 0 and index < self.ends[at]:
            return self.quoted[at]
        return None


def never_allowed(lines: Lines, faults: Faults) -> str:
    """Report characters that no file may hold; gives the text with stand-ins for them."""
    for found in _NEVER.finditer(lines.text):
        code = "PR006" if found[1] else "PR009"
        if not faults.is_full(code):
            place = lines.place(found.start(), len(found[0]))
            faults.keep(_unseen(code, found[0][0], place))
    return _NEVER.sub(lambda found: STAND_IN * len(found[0]), lines.text)


def escaped(node: Node, faults: Faults) -> None:
    """Report such characters where they stand in a value as an escape: `"\\x1B"`."""
    left = [node]
    while left:
        match left.pop():
            case Scalar() as one:
                _escaped(one, faults)
            case ListNode(items):
                left += items
            case MapNode(entries):
                left += (part for entry in entries for part in entry)


def _escaped(node: Scalar, faults: Faults) -> None:
    if found := _NEVER.search(node.text):
        code = "PR006" if found[1] else "PR009"
        if not faults.is_full(code):
            faults.keep(_unseen(code, found[0][0], node.place))


def _unseen(code: str, char: str, place: Place) -> Finding:
    kind = "a control character" if code == "PR006" else "an invisible character"
    return Finding(
        code,
        f"{kind}, {_named(char)}",
        place,
        why="what cannot be seen can change what a rule says",
        hint="delete it, or type the line again",
    )


def _named(char: str) -> str:
    name = unicodedata.name(char, "").lower()
    return f"U+{ord(char):04X} {name}".rstrip()


def is_suspect(text: str) -> bool:
    """Whether a text holds any character that `look_alikes` has to judge."""
    return bool(_SUSPECT.search(text))


def look_alikes(lines: Lines, text: str, layout: Layout, faults: Faults) -> str | None:
    """Report tabs, unusual spaces and curly quotes where they matter.

    Gives the text with plain spaces in place of tabs and unusual spaces, so that the rest can be
    read as the author meant it; None when there was nothing to report.
    """
    found = list(_found(text, layout))
    if not found:
        return None
    pieces = []
    done = 0
    for start, end, code in sorted(found):
        if not faults.is_full(code):
            faults.keep(_look_alike(code, text[start], lines, start, end))
        if code != "PR010":
            pieces += [text[done:start], " " * (end - start)]
            done = end
    return "".join([*pieces, text[done:]])


def _found(text: str, layout: Layout) -> Iterator[tuple[int, int, str]]:
    guessed = _guess(text, layout.read_to)
    for found in _SPACE.finditer(text):
        at = found.start()
        # In what was read, a space outside all texts stands in a comment.
        in_words = layout.span(at) is False if at < layout.read_to else guessed.span(at) is None
        if in_words:
            yield at, found.end(), "PR008"
    for found in _TAB.finditer(text):
        at = found.start(1)
        if not (layout.span(at) if at < layout.read_to else guessed.span(at)):
            yield at, found.end(1), "PR007"
    for at, quoted in zip(layout.starts, layout.quoted, strict=True):
        if not quoted and text.startswith(_OPENINGS, at):
            yield at, at + 1, "PR010"
    for found in _QUOTE.finditer(text, layout.read_to):
        at = found.start("quote")
        if guessed.span(at) is None:
            yield at, at + 1, "PR010"


def _guess(text: str, start: int) -> Layout:
    guessed = Layout()
    for found in _GUESS.finditer(text, start):
        guessed.add(found.start(), found.end(), quoted=True)
    return guessed


def _look_alike(code: str, char: str, lines: Lines, start: int, end: int) -> Finding:
    place = lines.place(start, end - start)
    if code == "PR007":
        return Finding(
            code,
            "a tab at the start of a line",
            place,
            why="editors show a tab with different widths, so nobody sees what belongs to what",
            hint="use spaces",
        )
    if code == "PR008":
        return Finding(
            code,
            f"an unusual space, {_named(char)}",
            place,
            why="it looks like a space but does not separate words or end a key",
            hint="type an ordinary space; inside quotes it may stay",
        )
    return Finding(
        code,
        f"a curly quote, {char}, at the start of a value",
        place,
        why="only straight quotes mark where a text starts and ends",
        hint="use straight quotes around the whole value",
    )
