"""The command as people start it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

RIVERSIDE = Path(__file__).parents[1] / "data" / "riverside" / "riverside.yaml"
AT = ("--at", "2026-01-09T12:00")
SECRET = "Kim Nobody-Else"
"""A value that no output may show: it stands for the name of a child."""


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


def command(*arguments: str | Path, given: bytes = b"", folder: Path | None = None) -> Said:
    """Run a command line. Whatever goes wrong, it must not end in a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "protocolrules", *map(str, arguments)],
        input=given,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "100"},
        timeout=60,
        check=False,
    )
    said = Said(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in said.all, said.all
    assert "fault of the program itself" not in said.all, said.all
    return said
