"""The lines of a log by subject, in a private file of SQLite.

The file has no name: SQLite makes it readable for its owner only and unlinks it at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from protocolrules.bulk.faults import storing
from protocolrules.events import Subject

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -8000;
CREATE TABLE line (number INTEGER PRIMARY KEY, subject TEXT, event TEXT, text BLOB);
CREATE TABLE withheld (subject TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE taken (number INTEGER PRIMARY KEY);
"""
_OF_SEVERAL = """
SELECT event, number, subject, text FROM line WHERE event IN (
    SELECT event FROM line WHERE event IS NOT NULL
    GROUP BY event HAVING min(subject) <> max(subject)
) ORDER BY event, number
"""
_SORTED = """
SELECT line.subject, withheld.subject IS NOT NULL, line.number, text, taken.number IS NOT NULL
FROM line LEFT JOIN withheld USING (subject) LEFT JOIN taken USING (number)
ORDER BY line.subject, line.number
"""


class Line(NamedTuple):
    """A line about a subject. `taken`: an event of somebody else had its id before."""

    number: int
    text: bytes
    taken: bool


class Gathered(NamedTuple):
    """Every line about a subject, in their order. `withheld`: it must not be answered for."""

    subject: Subject
    withheld: bool
    lines: list[Line]


class Sorting:
    """Lines that are gathered by subject. Its methods raise BulkError when the disk is full."""

    def __init__(self) -> None:
        """An empty file."""
        with storing():
            self._db = sqlite3.connect("", isolation_level=None)
            self._db.executescript(_TABLES)

    def close(self) -> None:
        """Give the room on the disk back."""
        self._db.close()

    def put(self, lines: Iterable[tuple[int, Subject, str | None, bytes]]) -> None:
        """Take lines in: number, subject, event id and text."""
        rows = [(number, _key(subject), event, text) for number, subject, event, text in lines]
        self._put("INSERT INTO line VALUES (?, ?, ?, ?)", rows)

    def withhold(self, subjects: Iterable[Subject]) -> None:
        """Note whom nothing may be said about."""
        rows = [(_key(subject),) for subject in subjects]
        self._put("INSERT OR IGNORE INTO withheld VALUES (?)", rows)

    def take(self, numbers: Iterable[int]) -> None:
        """Note the lines whose id an earlier event of somebody else has."""
        self._put("INSERT INTO taken VALUES (?)", [(number,) for number in numbers])

    def of_several(self) -> Iterator[Iterator[tuple[int, Subject, bytes]]]:
        """For each event id that is given to several subjects: its lines, in their order."""
        with storing():
            rows = self._db.execute(_OF_SEVERAL)
            for _, group in groupby(rows, key=itemgetter(0)):
                yield ((number, _subject(key), text) for _, number, key, text in group)

    def knows(self, subject: Subject) -> bool:
        """Whether a line names the subject, soundly or not."""
        return self.withholds(subject) or self._is_in("line", subject)

    def withholds(self, subject: Subject) -> bool:
        """Whether the subject is one that nothing may be said about, as far as is noted."""
        return self._is_in("withheld", subject)

    def count(self) -> int:
        """How many subjects have lines."""
        with storing():
            return int(self._db.execute("SELECT count(DISTINCT subject) FROM line").fetchone()[0])

    def gathered(self) -> Iterator[Gathered]:
        """Each subject with its lines: services first, then cases, in the order of their ids."""
        with storing():
            rows = self._db.execute(_SORTED)
            for (key, withheld), group in groupby(rows, key=itemgetter(0, 1)):
                lines = [Line(number, text, bool(taken)) for _, _, number, text, taken in group]
                yield Gathered(_subject(key), bool(withheld), lines)

    def _is_in(self, table: str, subject: Subject) -> bool:
        with storing():
            query = f"SELECT 1 FROM {table} WHERE subject = ? LIMIT 1"
            return self._db.execute(query, [_key(subject)]).fetchone() is not None

    def _put(self, query: str, rows: Sequence[tuple[object, ...]]) -> None:
        with storing():
            self._db.execute("BEGIN")
            self._db.executemany(query, rows)
            self._db.execute("COMMIT")


def _key(subject: Subject) -> str:
    """Sorts services before cases: their log can be the longest, and is best begun with."""
    return f"S{subject.authority}" if subject.case_id is None else f"c{subject.case_id}"


def _subject(key: str) -> Subject:
    return Subject(authority=key[1:]) if key[0] == "S" else Subject(case_id=key[1:])
