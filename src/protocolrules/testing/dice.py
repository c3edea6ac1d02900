"""Numbers as a supply of choices, so that one that is made smaller makes plainer choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

DIGITS = 2**24 - 1
"""The greatest number that a strategy draws."""

T = TypeVar("T")


class Dice:
    """A number as a supply of choices. When it is used up, all further choices are the first."""

    def __init__(self, *numbers: int) -> None:
        """Take numbers from 0 to `DIGITS`; the first one is used first."""
        self._left = 0
        for number in reversed(numbers):
            self._left = self._left * (DIGITS + 1) + number

    def take(self, sides: int) -> int:
        """A choice from 0 to below `sides`."""
        self._left, taken = divmod(self._left, sides)
        return taken

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices; the first is the plainest."""
        return choices[self.take(len(choices))]

    def rarely(self, one_in: int) -> bool:
        """True about once in so many times; False is the plainer."""
        return self.take(one_in) == one_in - 1

    def order(self, things: Sequence[T]) -> list[T]:
        """The things in some order; as they are is the plainest."""
        left, ordered = list(things), []
        while left:
            ordered.append(left.pop(self.take(len(left))))
        return ordered
