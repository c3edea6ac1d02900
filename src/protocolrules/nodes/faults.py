"""Collects the findings of one file, so that a hostile file cannot make millions of them."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from typing import Final

from protocolrules.diagnostics import Finding, Place, in_order

SHOWN_PER_CODE: Final = 50
_BREAK: Final = re.compile(r"\r\n|\r|\n")


class Lines:
    """The lines of a text, and the place of each character."""

    def __init__(self, text: str, file: str) -> None:
        """Find the line breaks that editors count: LF, CR LF and CR."""
        self.text = text
        self.file = file
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._starts)

    def __getitem__(self, number: int) -> str:
        """The line with that number, counted from 1, without its break; "" past the end."""
        if not 1 <= number <= len(self):
            return ""
        end = self._starts[number] if number < len(self) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")

    def place(self, index: int, length: int = 1) -> Place:
        """The place of the character with that index, counted from 0."""
        line = bisect_right(self._starts, index)
        return Place(self.file, line, index - self._starts[line - 1] + 1, max(1, length))


class Faults:
    """Findings of one file. Of each code the first 50 are kept and the rest counted."""

    def __init__(self) -> None:
        """Start without findings."""
        self._findings: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def is_full(self, code: str) -> bool:
        """Count one more of this code; true when it need not be described."""
        self._counts[code] += 1
        return self._counts[code] > SHOWN_PER_CODE

    def add(self, finding: Finding) -> None:
        """Keep the finding, or only count it."""
        if not self.is_full(finding.code):
            self._findings.append(finding)

    def keep(self, finding: Finding) -> None:
        """Keep a finding that `is_full` has counted."""
        self._findings.append(finding)

    def result(self) -> list[Finding]:
        """The findings in order; the last of a code says how many like it were left out."""
        findings = in_order(self._findings)
        last = {finding.code: at for at, finding in enumerate(findings)}
        for code, at in last.items():
            more = self._counts[code] - SHOWN_PER_CODE
            if more > 0:
                message = f"{findings[at].message} (and {more:,} more like it in this file)"
                findings[at] = replace(findings[at], message=message)
        return findings
