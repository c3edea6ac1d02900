"""What must hold of whatever comes out, whatever went in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from unicodedata import category

from fuzzing.inputs import SHOWN
from protocolrules.diagnostics import (
    Finding,
    render_github,
    render_json,
    render_sarif,
    render_text,
)
from protocolrules.diagnostics.codes import CODES
from protocolrules.events import EventError, EventFault
from protocolrules.log import Log

LONGEST_MESSAGE = 1_000
"""Characters of one message: whoever reads it has to see what is wrong."""

MOST_FOR_ONE_FILE = 1_000_000
"""Characters of all the messages about one file, or one event."""

_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_FIELD = re.compile(r"(\?|\d+|[a-z][a-z0-9_]{0,63})(\.(\?|\d+|[a-z][a-z0-9_]{0,63}))*")


class Broken(AssertionError):
    """A promise that was not kept."""


def hold(kept: bool, promise: str) -> None:
    """Raises Broken unless the promise was kept."""
    if not kept:
        raise Broken(promise)


def no_secret(text: str) -> None:
    """Nothing of a value may be shown."""
    found = SHOWN.search(text)
    hold(found is None, "a value of an event is shown")


def printable(text: str) -> None:
    """Nothing that could rewrite a terminal."""
    bad = next((c for c in text if c != "\n" and category(c) in ("Cc", "Cf", "Cs")), None)
    hold(bad is None, f"the character {bad!r} is printed")


def findings(found: Iterable[Finding], files: dict[str, str]) -> None:
    """Every finding names its place in one of the files, and can be shown in each format."""
    found = tuple(found)
    ends = {file: len(re.split("\r\n|\r|\n", text)) for file, text in files.items()}
    for each in found:
        place = each.place
        hold(place.file in files, "a place in another file")
        hold(1 <= place.line <= ends[place.file], "a line that the file does not have")
        hold(place.column >= 1 and place.length >= 1, "a column that is none")
        texts = (each.message, each.hint, each.why, each.other_label)
        hold(bool(each.message), "a finding without a message")
        longest = max(map(len, texts))
        hold(longest <= LONGEST_MESSAGE, f"a message that is far too long: {each.code}")
    shown = render_text(found, files)
    printable(shown)
    hold(len(shown) <= MOST_FOR_ONE_FILE, "far too many messages")
    json.loads(render_json(found))
    json.loads(render_sarif(found))
    render_github(found).encode()


def event_error(error: EventError) -> None:
    """It says which field is at fault, and shows no value."""
    hold(bool(error.faults), "an error without a fault")
    for each in error.faults:
        event_fault(each)
    no_secret(str(error))
    hold(len(str(error)) <= MOST_FOR_ONE_FILE, "far too many messages about one event")


def event_fault(fault: EventFault) -> None:
    """A documented code, the name of a field, and a message of a readable length."""
    hold(fault.code in CODES, "a code that is not documented")
    hold(
        fault.field is None or _FIELD.fullmatch(fault.field) is not None,
        "a field that is no name",
    )
    hold(0 < len(fault.message) <= LONGEST_MESSAGE, "a message that is empty or far too long")
    no_secret(f"{fault.field} {fault.message}")


def log(read: Log, lines: int) -> None:
    """Each rejected line is named by its number, its id and the field at fault."""
    for each in read.rejected:
        event_fault(EventFault(each.code, each.field, each.message))
        hold(1 <= each.line <= lines, "a line that the log does not have")
        hold(each.event_id is None or bool(_ID.fullmatch(each.event_id)), "an id that is none")
        hold(each.subject is None or each.subject in read.withheld, "a case that is not withheld")
    hold(not set(read.events) & read.withheld, "an answer for a case with a rejected event")
    no_secret(" ".join(map(str, read.withheld)))
