"""What a finding is, in which order findings come, and suggestions for a misspelt word."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from protocolrules.diagnostics.codes import CODES

MAX_TYPOS = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line and column count from 1, in characters; so does length."""

    file: str
    line: int
    column: int
    length: int = 1


class Severity(StrEnum):
    """An error makes the file unusable; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: what was found, where, why it matters, what to do next.

    `other` is a second place that belongs to it (the first of two equal keys, the other side of
    a conflict), and `other_label` says what stands there. Texts are lowercase, without a full
    stop. Raises ValueError for a code that the table of codes does not list.
    """

    code: str
    message: str
    place: Place
    why: str = ""
    hint: str = ""
    other: Place | None = None
    other_label: str = ""
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        """Refuse a code that nobody has documented."""
        if self.code not in CODES:
            raise ValueError(f"no such code: {self.code}")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by file, line and column, then by code and message."""
    return sorted(findings, key=_position)


def _position(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    return (place.file, place.line, place.column, finding.code, finding.message)


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` is most likely a misspelling of, or None when none is near.

    Near: equal but for case, spaces, hyphens and underscores, or at most two typing slips
    (a letter wrong, left out, added or swapped), and no more than one in three letters.
    """
    wanted = _folded(word)
    best: tuple[int, str] | None = None
    for candidate in candidates:
        offered = _folded(candidate)
        limit = min(MAX_TYPOS, max(len(wanted), len(offered)) // 3)
        if abs(len(wanted) - len(offered)) > limit:
            continue
        slips = _slips(wanted, offered, limit)
        if slips <= limit and (best is None or (slips, candidate) < best):
            best = (slips, candidate)
    return best[1] if best else None


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _slips(one: str, two: str, most: int) -> int:
    """Optimal string alignment distance: Levenshtein with swapped neighbours as one slip.

    Stops as soon as it is certain to be over `most`, since a log can hold thousands of words.
    """
    before: list[int] = []
    above = list(range(len(two) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(two, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        # Each number further down comes from one in the last two rows.
        if min(row) > most and min(above) > most:
            return most + 1
        before, above = above, row
    return above[-1]
