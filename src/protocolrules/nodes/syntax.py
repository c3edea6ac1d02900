"""What the YAML parser complains about, said in words that help to put it right.

The parser's texts differ a little between libyaml and the pure-Python fallback; the table looks
for words that both use.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

import yaml

from protocolrules.diagnostics import Finding, Place
from protocolrules.nodes.faults import Lines

QUOTABLE: Final = 60
_STRUCTURE: Final = "the file cannot be read past this point, so nothing in it would be checked"
_NO_KEY: Final = "nothing before this colon"
_GROUP: Final = "the group that it interrupts"
_UNEXPECTED: Final = ("expected key", "'-' indicator", "<block end>", "document start")
_UNCLOSED: Final = ("PR022", "PR025")
_QUOTE_IT: Final = "put the whole value in quotes"


@dataclass(frozen=True, slots=True)
class _Row:
    """A complaint that contains all of `words`, and how to say it.

    `at`: where the parser stopped, or where the thing began that it was reading.
    """

    words: tuple[str, ...]
    code: str
    message: str
    hint: str
    at: Literal["stop", "begin"] = "stop"


_ROWS: Final = (
    _Row(("alias",), "PR012", "a value that starts with *", _QUOTE_IT, "begin"),
    _Row(("anchor",), "PR011", "a value that starts with &", _QUOTE_IT, "begin"),
    _Row(("tag",), "PR013", "a value that starts with !", _QUOTE_IT, "begin"),
    _Row(("directive",), "PR016", "a line that starts with %", "delete the line", "begin"),
    _Row(("incompatible yaml",), "PR016", "a line that starts with %", "delete the line"),
    _Row(("nesting",), "PR003", "nested far too deep", "write it flatter"),
    _Row(
        ("quoted scalar", "unexpected"),
        "PR022",
        "the quote opened here is never closed",
        "close it, or put the whole value in the other kind of quotes",
        "begin",
    ),
    _Row(
        ("quoted scalar",),
        "PR024",
        "a backslash that means nothing here",
        "write \\\\ for a backslash, or use single quotes",
    ),
    _Row(("tab character",), "PR007", "a tab where spaces are expected", "use spaces"),
    _Row(
        ("block scalar",),
        "PR029",
        "text on the line of | or >",
        "start the text on the next line, indented; or put the whole value in quotes",
        "begin",
    ),
    _Row(
        ("flow sequence",),
        "PR025",
        "a list opened with [ here has no ] or lacks a comma",
        "close the bracket, or put a comma between the entries",
        "begin",
    ),
    _Row(
        ("flow mapping",),
        "PR025",
        "keys opened with { here have no } or lack a comma",
        "close the brace, or put a comma between the entries",
        "begin",
    ),
    _Row(
        ("node content", "end of file"),
        "PR025",
        "a bracket is still open at the end of the file",
        "close it with ] or }",
    ),
    _Row(
        ("node content",),
        "PR025",
        "a comma or bracket with nothing before it",
        "delete it, or put the whole value in quotes",
    ),
    _Row(
        ("sequence entries",),
        "PR030",
        "a list entry on the line of its key",
        "start the list on the next line, or put the whole value in quotes",
    ),
    _Row(("mapping keys",), "PR026", "a value cannot start with ?", _QUOTE_IT),
    _Row(("simple key",), "PR027", "", "", "begin"),
)


def explain(error: yaml.YAMLError, lines: Lines) -> Finding:
    """The finding for what stopped the parser."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return _finding("PR031", "this is not YAML", lines.place(0), _STRUCTURE, "")
    end = "at the end of file" if error.problem_mark.index >= len(lines.text.rstrip()) else ""
    words = f"{error.context or ''} {error.problem or ''} {end}".lower()
    stop = _place(error.problem_mark, lines)
    begin = _place(error.context_mark, lines) if error.context_mark else stop
    if "mapping values" in words:
        return _unexpected_colon(stop, lines)
    if "cannot start any token" in words:
        return _reserved(stop, lines)
    if any(said in words for said in _UNEXPECTED):
        return _unexpected_entry(stop, begin, lines)
    if "node content" in words and lines[stop.line].startswith(":", stop.column - 1):
        return _finding("PR018", _NO_KEY, stop, _STRUCTURE, "write a key before it")
    for row in _ROWS:
        if all(word in words for word in row.words):
            return _from_row(row, stop, begin, lines)
    message = f"this is not valid YAML: {error.problem}"
    return _finding("PR031", message, stop, _STRUCTURE, _QUOTE_IT)


def _place(mark: yaml.Mark, lines: Lines) -> Place:
    """A place in the file even where the parser stopped at its very end."""
    end = lines.text.rstrip()
    return lines.place(min(mark.index, max(0, len(end) - 1)))


def _finding(
    code: str,
    message: str,
    place: Place,
    why: str,
    hint: str,
    other: Place | None = None,
    label: str = "",
) -> Finding:
    return Finding(code, message, place, why, hint, other, label)


def _from_row(row: _Row, stop: Place, begin: Place, lines: Lines) -> Finding:
    if row.code == "PR027":
        return _no_colon(begin.line, lines)
    place = stop if row.at == "stop" else begin
    other = stop if row.code in _UNCLOSED and stop != place else None
    label = "the reader stopped here" if other else ""
    return _finding(row.code, row.message, place, _STRUCTURE, row.hint, other, label)


def _no_colon(number: int, lines: Lines) -> Finding:
    line = lines[number]
    start = _indent(line)
    place = Place(lines.file, number, start + 1, max(1, len(line.strip())))
    hint = 'write it as "key: value", or indent it further if it continues the line above'
    if glued := re.search(r"(?<!\S)([\w-]{1,40}):(\S{1,40})(?!\S)", line):
        hint = f"put a space after the colon: {glued[1]}: {glued[2]}"
    return _finding("PR027", "no colon and space in this line", place, _STRUCTURE, hint)


def _unexpected_colon(stop: Place, lines: Lines) -> Finding:
    """A colon and a space where a value has begun: in prose, or on a line wrongly indented."""
    line = lines[stop.line]
    before = line[: stop.column - 1]
    if begun := re.match(r"[ ]*(?:- +)*[^\s\"'][^:]*:[ ]+", before):
        value = line[begun.end() :].strip()
        return _finding(
            "PR020",
            "a colon and a space inside a value",
            stop,
            "a colon and a space end a key, so the text after it would be taken for a value",
            _quote(value),
        )
    above = next((n for n in range(stop.line - 1, 0, -1) if lines[n].strip()), 0)
    if above and _indent(lines[above]) == _indent(line) and ":" not in lines[above]:
        return _no_colon(above, lines)
    start = _indent(line)
    return _finding(
        "PR021",
        "this line reads as part of the value above it",
        Place(stop.file, stop.line, start + 1, max(1, stop.column - 1 - start)),
        "how far a line is indented decides what it belongs to",
        "line it up with the keys it belongs to, or quote the value if this line continues it",
    )


def _quote(value: str) -> str:
    if len(value) > QUOTABLE or "\\" in value or ('"' in value and "'" in value):
        return _QUOTE_IT
    return "put the value in quotes: " + (f"'{value}'" if '"' in value else f'"{value}"')


def _reserved(stop: Place, lines: Lines) -> Finding:
    char = lines[stop.line][stop.column - 1 : stop.column]
    if char == "\t":
        why = "editors show a tab with different widths, so nobody sees what belongs to what"
        return _finding("PR007", "a tab where spaces are expected", stop, why, "use spaces")
    why = "YAML keeps this character for itself"
    return _finding("PR026", f"a value cannot start with {char}", stop, why, _QUOTE_IT)


def _unexpected_entry(stop: Place, begin: Place, lines: Lines) -> Finding:
    """Something that is no next key or list entry: too much text, or the wrong indentation."""
    line = lines[stop.line]
    before = line[: stop.column - 1].rstrip()
    rest = line[stop.column - 1 :]
    if rest.startswith(("]", "}")):
        hint = "delete it, or put the whole value in quotes"
        return _finding("PR025", "a closing bracket that was never opened", stop, _STRUCTURE, hint)
    if before.endswith(('"', "'", "]", "}")):
        hint = "put the quotes around the whole value; inside single quotes write '' for one"
        return _finding("PR023", "text after a closing quote or bracket", stop, _STRUCTURE, hint)
    if begin == stop and any(lines[n].startswith("...") for n in range(1, stop.line)):
        hint = "delete the line ..."
        return _finding("PR015", "text after the end of the document", stop, _STRUCTURE, hint)
    if rest.startswith(":"):
        return _finding("PR018", _NO_KEY, stop, _STRUCTURE, "write a key before it")
    if not before and stop.column == begin.column and stop != begin:
        dash = rest.startswith("- ")
        message = "a list entry among keys" if dash else "a key among list entries"
        hint = "indent it under the key it belongs to" if dash else "start it with a dash"
        return _finding("PR030", message, stop, _STRUCTURE, hint, begin, _GROUP)
    return _finding(
        "PR021",
        "this line is lined up with nothing above it",
        stop,
        "how far a line is indented decides what it belongs to",
        "line it up with the keys or dashes it belongs to",
        begin if begin != stop else None,
        _GROUP if begin != stop else "",
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
