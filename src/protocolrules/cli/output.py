"""Writing to the terminal or a pipe."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress

from pydantic import BaseModel

from protocolrules.diagnostics.text import visible

_PIPE_WIDTH = 100


def width() -> int:
    """Columns to fill: those of the terminal, or 100 in a pipe."""
    if sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return _PIPE_WIDTH


def write(text: str) -> None:
    """Text on standard output, with a line break at its end."""
    print(text)


def write_model(model: BaseModel) -> None:
    """A result as JSON: the names and shapes of the contract."""
    print(model.model_dump_json(by_alias=True, indent=2))


def write_json(content: Mapping[str, object]) -> None:
    """Other data as JSON."""
    print(json.dumps(content, indent=2, ensure_ascii=False))


def complain(text: str) -> None:
    """Text on standard error; a character that could rewrite the terminal is shown as a sign."""
    # When nobody reads it the status still says what it has to.
    with suppress(OSError):
        print("\n".join(map(visible, text.split("\n"))), file=sys.stderr)
