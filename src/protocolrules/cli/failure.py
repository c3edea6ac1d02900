"""What stops a command, in plain words."""

from __future__ import annotations


class Failure(Exception):
    """The command could not run. `text` says what was found; `hint` says what to do next."""

    def __init__(self, text: str, hint: str = "") -> None:
        """Keep the words for the person at the keyboard."""
        self.text, self.hint = text, hint
        super().__init__(f"{text}: {hint}" if hint else text)
