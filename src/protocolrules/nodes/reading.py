"""Reads YAML into nodes, event by event, and reports everything that is wrong with it."""

from typing import Final

import yaml

from protocolrules.diagnostics import Finding, Place, in_order
from protocolrules.nodes import characters
from protocolrules.nodes.building import Builder, Limit
from protocolrules.nodes.faults import Faults, Lines
from protocolrules.nodes.syntax import explain
from protocolrules.nodes.tree import Node

MAX_BYTES: Final = 5_000_000

# libyaml is fifteen times faster; without it the same events come from Python.
_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def parse_yaml(data: bytes | str, file: str) -> tuple[Node | None, list[Finding]]:
    """Read one YAML document; `file` is the name that places carry.

    Never raises, whatever the input. The findings come in order, and any of them makes the file
    unusable. The node is given whenever the file could be read to its end, even with findings,
    so that later checks can report their own faults in the same run; where a value is missing or
    refused it holds a stand-in, and refused keys are left out.
    """
    text, refused = _decode(data, file)
    if refused:
        return None, [refused]
    return _read(Lines(text, file))


def _decode(data: bytes | str, file: str) -> tuple[str, Finding | None]:
    size = len(data)
    if isinstance(data, str) and size <= MAX_BYTES:
        size = len(data.encode("utf-8", errors="replace"))
    if size > MAX_BYTES:
        return "", _too_big(file)
    if isinstance(data, str):
        return data.removeprefix(characters.BOM), None
    try:
        return data.decode("utf-8").removeprefix(characters.BOM), None
    except UnicodeDecodeError as error:
        return "", _not_utf8(data, error.start, file)


def _too_big(file: str) -> Finding:
    return Finding(
        "PR002",
        f"the file is bigger than {MAX_BYTES // 1_000_000} MB",
        Place(file, 1, 1),
        why="rule files are written by people; one of this size is a mistake or an attack",
        hint="split it, or check that it is the right file",
    )


def _not_utf8(data: bytes, start: int, file: str) -> Finding:
    before = data[:start].decode("utf-8").removeprefix(characters.BOM)
    return Finding(
        "PR005",
        f"not UTF-8 text: the byte 0x{data[start]:02X} cannot stand here",
        Lines(before, file).place(len(before)),
        why="letters such as £ or é would be read as something else",
        hint="save the file with the encoding UTF-8",
    )


def _read(lines: Lines) -> tuple[Node | None, list[Finding]]:
    always = Faults()
    text = characters.never_allowed(lines, always)
    faults = Faults()
    layout = characters.Layout() if characters.is_suspect(text) else None
    node, stopped = _build(text, lines, faults, layout)
    repaired = characters.look_alikes(lines, text, layout, always) if layout else None
    if repaired is not None:
        # Read again as the author meant it, for the faults that are left.
        faults = Faults()
        node, stopped = _build(repaired, lines, faults, None)
    findings = [*always.result(), *faults.result()]
    if stopped and not _follows(stopped, findings):
        findings.append(stopped)
    if node is None and not findings:
        findings.append(_empty(lines))
    return node, in_order(findings)


def _follows(stopped: Finding, findings: list[Finding]) -> bool:
    """Whether the parser stopped because of something that has been reported already."""
    line = stopped.place.line
    return any(
        found.place.line == line or (found.code == "PR007" and found.place.line <= line)
        for found in findings
    )


def _build(
    text: str, lines: Lines, faults: Faults, layout: characters.Layout | None
) -> tuple[Node | None, Finding | None]:
    builder = Builder(text, lines, faults, layout)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except Limit as limit:
        return None, limit.finding
    except yaml.YAMLError as error:
        return None, explain(error, lines)
    finally:
        if layout is not None:
            layout.read_to = builder.read_to()
    return builder.root, None


def _empty(lines: Lines) -> Finding:
    return Finding(
        "PR001",
        "the file is empty",
        lines.place(0),
        why="a file without rules looks like a protocol that asks for nothing",
        hint="write the protocol here, or delete the file",
    )
