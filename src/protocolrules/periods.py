"""Lengths of time as a rule file writes them: `10 working days`, `one week`.

A period is a number and a unit, nothing more. How it is counted (which day is day 0, what a
working day is) belongs to the two evaluators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Self

MOST = 10_000
"""The largest count: a longer period is a slip of the keyboard, not a rule."""

_RANGE = f"write a whole number from 1 to {MOST:,}"
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBERS = {word: number for number, word in enumerate(_WORDS, start=1)}
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]*")


class Unit(StrEnum):
    """What a period counts. The value is the plural that a rule file writes."""

    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"

    @property
    def singular(self) -> str:
        """The unit as it is written after `1`."""
        return self.value.removesuffix("s")


_UNITS = {name: unit for unit in Unit for name in (unit.value, unit.singular)}


@dataclass(frozen=True, slots=True)
class Period:
    """`count` times `unit`.

    Equality is by number and unit: `7 days` and `1 week` are different periods, since they are
    counted and shown differently.

    Raises ValueError unless 1 <= count <= 10,000.
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST:
            raise ValueError(f"the length of a period is out of range: {_RANGE}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `10 working days`, `1 week` or `one week`; `str` of the result reads back as it.

        Capitals, extra spaces and singular or plural make no difference. Raises ValueError with
        a message for the author of the rule file.
        """
        number, *unit = text.lower().split() or [""]
        return cls(_read_count(number), _read_unit(" ".join(unit)))

    def __str__(self) -> str:
        name = self.unit.singular if self.count == 1 else self.unit.value
        return f"{self.count} {name}"


def _read_count(word: str) -> int:
    if word in _NUMBERS:
        return _NUMBERS[word]
    if not _WHOLE_NUMBER.fullmatch(word):
        found = f'"{word}" is not a whole number' if word else "the period is empty"
        raise ValueError(
            f'{found}: {_RANGE} (one to twelve may be words), then a unit, as in "10 working days"'
        )
    # Python refuses to read thousands of digits; the first few are out of range as well.
    return int(word[: len(str(MOST)) + 1])


def _read_unit(name: str) -> Unit:
    if name in _UNITS:
        return _UNITS[name]
    close = get_close_matches(name, _UNITS, n=1)
    hint = f'did you mean "{_UNITS[close[0]].value}"? ' if close else ""
    found = f'"{name}" is not a unit of time' if name else "the unit is missing"
    raise ValueError(f"{found}: {hint}write one of {', '.join(Unit)}")
