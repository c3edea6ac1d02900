"""Findings as text for people: the line, a caret under the fault, why, and what to do."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from protocolrules.diagnostics.findings import Finding, Place, in_order

WINDOW = 100
LEAD = 40
_BREAK = re.compile(r"\r\n|\r|\n")
_SYMBOL_FOR_TAB = "\u2192"
_SYMBOL_FOR_SPACE = "\u2423"
_SYMBOL_FOR_NOTHING = "\ufffd"


class FindingsError(Exception):
    """A file could not be used. `findings` holds every fault that was found, in order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings; `str()` gives them as text, without lines of the file."""
        self.findings = tuple(in_order(findings))
        super().__init__(self.findings)

    def __str__(self) -> str:
        """The findings as text."""
        return render_text(self.findings, {})


def render_text(findings: Iterable[Finding], sources: Mapping[str, str]) -> str:
    """Findings as text for people, without a final line break.

    `sources` maps the file of a place to the text of that file. Where it has none, the line
    and the caret are left out and the hint gets a line of its own.
    """
    lines: dict[str, list[str]] = {}
    blocks = []
    for finding in in_order(findings):
        file = finding.place.file
        if file in sources and file not in lines:
            lines[file] = _BREAK.split(sources[file])
        blocks.append("\n".join(_block(finding, lines.get(file, []))))
    return "\n\n".join(blocks)


def _block(finding: Finding, lines: list[str]) -> Iterator[str]:
    place = finding.place
    message = visible(finding.message)
    yield f"{_spot(place)}: {finding.severity} {finding.code} {message}"
    hint = visible(finding.hint)
    if 1 <= place.line <= len(lines):
        yield from _excerpt(place, lines[place.line - 1], hint)
    elif hint:
        yield f"  = hint: {hint}"
    if finding.why:
        yield f"  = why: {visible(finding.why)}"
    if finding.other:
        yield f"  = also: {_spot(finding.other)} {visible(finding.other_label)}".rstrip()


def _spot(place: Place) -> str:
    return f"{visible(place.file)}:{place.line}:{place.column}"


def _excerpt(place: Place, line: str, hint: str) -> Iterator[str]:
    """The line, or the part of a long one around the column, and a caret line below it."""
    at = min(place.column - 1, len(line))
    start = max(0, min(at - LEAD, len(line) - WINDOW))
    shown = visible(line[start : start + WINDOW])
    before, after = ("…" if start else ""), ("…" if start + WINDOW < len(line) else "")
    marked = shown[at - start : at - start + place.length]
    pad = " " * (len(before) + _width(shown[: at - start]))
    carets = "^" * max(1, _width(marked))
    number = str(place.line)
    yield f"{number} | {before}{shown}{after}".rstrip()
    yield f"{' ' * len(number)} | {pad}{carets} {hint}".rstrip()


def visible(text: str) -> str:
    """The text with each character that cannot be seen replaced by one that can.

    A file can be hostile: a control character in a message could rewrite the terminal.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_symbol, text))


def _symbol(char: str) -> str:
    if char == " " or char.isprintable():
        return char
    if char == "\t":
        return _SYMBOL_FOR_TAB
    if char < " ":
        return chr(0x2400 + ord(char))
    return _SYMBOL_FOR_SPACE if unicodedata.category(char) == "Zs" else _SYMBOL_FOR_NOTHING


def _width(text: str) -> int:
    """Columns on a terminal: wide letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
