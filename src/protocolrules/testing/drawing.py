"""What Hypothesis draws for the kit, so that a seed gives the same whatever else is imported.

Hypothesis mixes constants into what it draws: its own, below 2**67, and those that stand in the
local modules which happen to be imported. Where no module has a constant, there are none to mix in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from protocolrules.testing.dice import DIGITS

T = TypeVar("T")
FAR = 2**100


def below(count: int) -> st.SearchStrategy[int]:
    """Numbers from 0 to below `count`, each as likely as the other; smaller ones are plainer."""
    return st.integers(FAR, FAR + count - 1).map(lambda drawn: drawn - FAR)


def one_of(things: Sequence[T]) -> st.SearchStrategy[T]:
    """One of the things; the first is the plainest."""
    return below(len(things)).map(things.__getitem__)


def _of_some_size(drawn: int) -> int:
    size, rest = divmod(drawn, DIGITS + 1)
    return rest % (DIGITS + 1 >> 6 * (3 - size))


CHANCES = below(DIGITS + 1)
"""Any number for dice."""

NUMBERS = below(4 * (DIGITS + 1)).map(_of_some_size)
"""Numbers for dice, of 6, 12, 18 or 24 bits: short ones are used up early, which makes a plainer
story."""

STEPS = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
"""What a story takes for one event."""
