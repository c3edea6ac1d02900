"""How far it is, on standard error, when that is a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from bench.large_log import write_log
from bulk.processes import CODE, RULES


def test_progress_on_a_terminal_and_none_elsewhere(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    assert write_log(log, 120, 50) == 6_000
    size = log.stat().st_size
    line = ["run", str(RULES), str(log), "--at", "2026-01-09T12:00", "--jobs", "1"]
    argv = [sys.executable, "-c", CODE, "0", *line]
    ours, its = pty.openpty()
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=its) as running:
        os.close(its)
        out, _ = running.communicate(timeout=120)
    said = _all_of(ours).replace("\r\n", "\n")
    assert running.returncode == 0
    shown = [line.rpartition("\r")[2] for line in said.rstrip("\n").split("\n")]
    assert shown == [f"read {size / 1e6:,.0f} of {size / 1e6:,.0f} MB", "answered 120 of 120"]
    assert said.count("\ranswered ") > 2
    quiet = subprocess.run(argv, capture_output=True, check=True, timeout=120)
    assert (quiet.stdout, quiet.stderr) == (out, b"")


def _all_of(terminal: int) -> str:
    data = b""
    try:
        while more := os.read(terminal, 65_536):
            data += more
    except OSError:  # Linux says so when the other side is closed
        pass
    finally:
        os.close(terminal)
    return data.decode()
