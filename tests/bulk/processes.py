"""The command as a process that answers a log in parts, and what goes on inside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from console import FOLDER

RULES = FOLDER / "riverside.yaml"
CODE = """
import resource, sys
import protocolrules.bulk as bulk
from protocolrules.cli import main
bulk.LARGE, room = 1, int(sys.argv.pop(1))
if room:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
sys.exit(main())
"""


@contextmanager
def running(
    log: Path | None, folder: Path, *options: str, room: int = 0
) -> Iterator[subprocess.Popen[bytes]]:
    """The command, with a group of processes and a folder for temporary files of its own. `room`:
    the most bytes that a file of it may have."""
    name = "-" if log is None else str(log)
    line = ["run", str(RULES), name, "--at", "2026-01-09T12:00", *options]
    started = subprocess.Popen(
        [sys.executable, "-c", CODE, str(room), *line],
        stdin=subprocess.PIPE if log is None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder), "SQLITE_TMPDIR": str(folder)},
        start_new_session=True,
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def workers(of: int) -> list[int]:
    """The processes that answer for another."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # pid (name) state parent …: a name may have spaces.
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == of and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (OSError, IndexError):  # it has ended meanwhile
            continue
    return found


def wait_for_workers(started: subprocess.Popen[bytes], number: int = 2) -> list[int]:
    """The processes that answer, once they are there."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        found = workers(started.pid)
        if len(found) >= number:
            return found
        assert started.poll() is None, started.communicate()
        time.sleep(0.01)
    raise AssertionError("no process was started")


def alive(pids: Sequence[int]) -> list[int]:
    """Those that are there five seconds later, unless all are gone earlier."""
    until = time.monotonic() + 5
    while time.monotonic() < until and any(map(_is_alive, pids)):
        time.sleep(0.01)
    return [pid for pid in pids if _is_alive(pid)]


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def open_files(pid: int, below: Path) -> list[tuple[str, int]]:
    """The files below a folder that a process has open, with their mode."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
            if target.startswith(str(below)):
                found.append((target, link.stat().st_mode & 0o777))
        except OSError:
            continue
    return found
