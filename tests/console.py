"""Commands and their output as text: in the golden files, and in the examples of the docs.

A line that starts with `$ ` is a command; the lines below it are what it prints. A line `…` alone
stands for the rest of the output.

After an intended change, write the present output into the files and read the diff:

    PROTOCOLRULES_RESET=1 python -m pytest tests/cli/test_golden.py tests/test_docs_commands.py
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path

from protocolrules.cli import main

FOLDER = Path(__file__).parent / "data" / "riverside"
RESET = "PROTOCOLRULES_RESET" in os.environ
REST = "…"

Capture = Callable[[], tuple[str, str]]


def run(command: str, capture: Capture) -> str:
    """What a command prints, on standard output and then on standard error, and its status
    unless that is 0. To be called in the folder of the examples."""
    program, *argv = shlex.split(command)
    assert program == "protocolrules", command
    status = main(argv)
    out, err = capture()
    said = out + err
    return said + (f"(exit status {status})\n" if status else "")


def replayed(text: str, capture: Capture) -> str:
    """The text with the output of each command as it is now."""
    lines: list[str] = []
    shown: list[str] = []
    command = ""
    for line in [*text.splitlines(), "$ "]:
        if not line.startswith("$ "):
            shown.append(line)
            continue
        if command:
            lines += _cut(run(command, capture).rstrip("\n").split("\n"), shown)
            lines += [""] if shown[-1:] == [""] else []
        elif shown:
            lines += shown
        command, shown = line.removeprefix("$ "), []
        lines += [line] if command else []
    return "\n".join(lines) + "\n"


def _cut(now: list[str], shown: list[str]) -> list[str]:
    """The present lines, only as many as stood there above the sign for the rest."""
    if REST not in shown:
        return now
    kept = shown.index(REST)
    return [*now[:kept], REST] if kept else now


def check(path: Path, before: str, after: str, whole: str) -> None:
    """Compare, or write the present output where that was asked for."""
    if RESET and before != after:
        path.write_text(whole, "utf-8")
    else:
        assert after == before
