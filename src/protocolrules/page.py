"""Text in lines that fit a terminal, with the continuation of a long line indented."""

from __future__ import annotations

from textwrap import wrap

NARROWEST = 24
HANG = 4


class Page:
    """Lines of at most `width` columns. Words longer than that stay whole, so that an id can be
    copied; a width below 24 counts as 24."""

    def __init__(self, width: int = 80) -> None:
        """Start an empty page."""
        self._width = max(width, NARROWEST)
        self._lines: list[str] = []

    def line(self, text: str = "", indent: int = 0) -> None:
        """Add a line, wrapped; its further lines are indented more."""
        # Deep indentation must leave room for words on a narrow terminal.
        start = " " * min(indent, self._width // 3)
        self._lines += wrap(
            text,
            self._width,
            initial_indent=start,
            subsequent_indent=start + " " * HANG,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]

    def heading(self, text: str) -> None:
        """Add a heading, with an empty line above it unless it comes first."""
        if self._lines:
            self.line()
        self.line(text)

    def title(self, text: str) -> None:
        """Add a heading that is underlined."""
        self.heading(text)
        self.line("=" * min(len(text), self._width))

    def __str__(self) -> str:
        """The page, without a final line break."""
        return "\n".join(self._lines)
