"""What goes wrong with a large log, and the faults of its lines as they stand in a result."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from protocolrules import log
from protocolrules.log import MOST_REJECTED
from protocolrules.results import Rejected, Result

ROOM = "make room, or set TMPDIR to a folder with more of it"


class BulkError(Exception):
    """It could not be answered. `text` says what was found; `hint` says what to do next."""

    def __init__(self, text: str, hint: str = "") -> None:
        """Keep the words."""
        self.text, self.hint = text, hint
        super().__init__(f"{text}: {hint}" if hint else text)


class UnknownCaseError(Exception):
    """No event is about the case that was asked for; `known` are some of those there are."""

    def __init__(self, known: tuple[str, ...]) -> None:
        """Keep their ids, in order."""
        self.known = known
        super().__init__("no event is about this case")


@contextmanager
def storing() -> Iterator[None]:
    """Raises BulkError where a temporary file can't be written or read."""
    try:
        yield
    except (sqlite3.Error, OSError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else str(fault)
        said = (reason or "no reason given").lower()
        raise BulkError(f"a temporary file cannot be used: {said}", ROOM) from None


class Faults:
    """The faults of all lines: the first 10,000 by line, and how many there are besides."""

    def __init__(self) -> None:
        """Nothing is at fault yet."""
        self._kept: list[log.Rejected] = []
        self._number = 0

    def add(self, found: Iterable[log.Rejected], left_out: int) -> None:
        """Take the faults of some lines, those of one line together."""
        before = len(self._kept)
        self._kept += found
        self._number += len(self._kept) - before + left_out
        if len(self._kept) > 2 * MOST_REJECTED:
            self._kept = list(self.first())

    def first(self) -> tuple[log.Rejected, ...]:
        """Those that are listed."""
        return tuple(sorted(self._kept, key=lambda each: each.line)[:MOST_REJECTED])

    @property
    def left_out(self) -> int:
        """How many are not listed."""
        return self._number - min(self._number, MOST_REJECTED)


def completed(result: Result, faults: Iterable[log.Rejected], left_out: int) -> Result:
    """A result with the faults of the lines that could not be read."""
    more = (f"{left_out:,} more faults of events are not listed",) if left_out else ()
    return result.model_copy(
        update={
            "rejected": tuple(map(rejected, faults)),
            "warnings": (*more, *result.warnings),
        }
    )


def rejected(line: log.Rejected) -> Rejected:
    """A fault of a line as it stands in a result."""
    return Rejected(
        line=line.line,
        event_id=line.event_id,
        case_id=line.subject.case_id if line.subject else None,
        field=line.field,
        code=line.code,
        message=f"{line.field or 'the event'} {line.message}",
    )
