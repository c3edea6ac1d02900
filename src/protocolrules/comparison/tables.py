"""Markdown: tables, and texts that mean nothing else in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Within a word an underscore is a letter; the names of readings have them.
_MEANS_SOMETHING = re.compile(r"[\\|<>*`\[\]~]|(?<!\w)_|_(?!\w)")


def escaped(text: str) -> str:
    """The text as Markdown shows it, on one line."""
    return _MEANS_SOMETHING.sub(r"\\\g<0>", " ".join(text.split()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
