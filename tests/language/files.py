"""Small rule files for tests: a frame into which the part at hand is put."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent, indent

from protocolrules.diagnostics import Finding, FindingsError, Severity
from protocolrules.document import Protocol
from protocolrules.language import load_protocol
from protocolrules.language.loading import check

SAMPLES = Path(__file__).parent / "samples"
FILE = Path("example.yaml")
MARK = "⟦"

HEAD = """\
protocol: example
title: Joint working
calendar: england-and-wales
parties: [yjs, csc]
"""
CITE = """\
    clause: 1a
    topic: case_work
"""
OTHER = """\
  other:
    clause: 1a
    topic: case_work
    when: {event: case_opened}
    duty: {who: yjs_case_manager, must: call, done_when: {event: notified}}
"""
LEDGER = """\
ledger:
  - {id: 1a, kind: obligation, says: somebody does something}
"""


def whole(*parts: str) -> str:
    """A file: the head, the parts, a ledger."""
    return HEAD + "".join(parts) + LEDGER


def with_rule(body: str, *parts: str) -> str:
    """A file with the rule `it` and another one that it can refer to."""
    return whole("rules:\n  it:\n" + CITE + indent(dedent(body), "    ") + OTHER, *parts)


def with_duty(body: str, trigger: str = "when: {event: remanded}", *parts: str) -> str:
    """A file with the rule `it`, whose duty has a holder and an action."""
    duty = "duty:\n  who: yjs_case_manager\n  must: do it\n" + indent(dedent(body), "  ")
    return with_rule(f"{trigger}\n{duty}", *parts)


def with_vocabulary(body: str, *parts: str) -> str:
    """A file with more vocabulary, and one rule."""
    return whole("vocabulary:\n" + indent(dedent(body), "  "), "rules:\n" + OTHER, *parts)


def with_ladder(body: str) -> str:
    """A file with the ladder `dispute`, and one rule."""
    return whole(
        "escalations:\n  dispute:\n" + CITE + indent(dedent(body), "    ") + "rules:\n" + OTHER
    )


def with_head(part: str) -> str:
    """A file with more at the top, and one rule."""
    return whole(part, "rules:\n" + OTHER)


def findings(text: str) -> tuple[Finding, ...]:
    """Everything that is found in a file."""
    return check(FILE, text.encode())[1]


def errors(found: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity is Severity.ERROR]


def loaded(text: str) -> Protocol:
    """The protocol of a file without errors."""
    try:
        return load_protocol(FILE, text.encode())
    except FindingsError as error:
        raise AssertionError(str(error)) from error


def unmarked(text: str) -> tuple[str, int, int]:
    """The text without its mark, and the line and column of the mark, counted from 1."""
    before, mark, after = text.partition(MARK)
    assert mark and MARK not in after, text
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")
