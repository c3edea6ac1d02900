"""The command as a process, with streams and files that are not as usual."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fuzzing.inputs import RIVERSIDE, SHOWN
from fuzzing.promises import hold

AT = ("--at", "2026-01-09T12:00")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "run": ("run", "rules.yaml", "log.jsonl", *AT),
    "run-json": ("run", "rules.yaml", "log.jsonl", *AT, "--format", "json"),
    "explain": ("explain", "rules.yaml", "log.jsonl", *AT, "--case", "R-1", "dispute"),
    "check": ("check", "rules.yaml"),
    "check-faulty": ("check", "faulty.yaml"),
    "test": ("test", "scenarios"),
    "ledger": ("ledger", "rules.yaml"),
    "compare": ("compare", "rules.yaml"),
    "schema": ("schema", "events"),
    "from-stdin": ("run", "rules.yaml", "-", *AT),
    "help": ("--help",),
    "wrong": ("nonsense",),
}
ODD_STREAMS = ("no-stdin", "no-stdout", "no-stderr", "full-stdout", "gone-stdout", "gone-stderr")
ODD_FILES = (
    *("folder", "loop", "dangling", "empty", "device", "utf-16", "huge", "socket-like", "no-name"),
    *("too-long-name", "not-utf-8-name", "line-break-name"),
)


WITH_A_FILE = ("run", "log", "check", "ledger", "test")
ENDLESS = ("device", "huge")
"""A log may be as long as it likes: these are no faults of one."""


@dataclass(frozen=True)
class Ended:
    status: int
    out: bytes
    err: bytes


def lay_out(folder: Path) -> None:
    """The files that the commands name."""
    for name, source in (("rules.yaml", "riverside.yaml"), ("log.jsonl", "events.jsonl")):
        (folder / name).write_bytes((RIVERSIDE / source).read_bytes())
    (folder / "faulty.yaml").write_bytes((RIVERSIDE / "faulty.yaml").read_bytes())
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "one.yaml").write_text("title: x\nprotocol: ../rules.yaml\n", "utf-8")


def with_stream(name: str, stream: str, folder: Path) -> Ended:
    """A command without one of its streams, or with one that takes nothing."""
    fails, full = os.pipe(), os.open("/dev/full", os.O_WRONLY)
    os.close(fails[0])  # nobody reads
    closed = {"no-stdin": 0, "no-stdout": 1, "no-stderr": 2}.get(stream)
    given: dict[str, int | None] = {"stdin": subprocess.DEVNULL}
    given["stdout"] = given["stderr"] = subprocess.PIPE
    if stream == "full-stdout":
        given["stdout"] = full
    elif stream.startswith("gone-"):
        given[stream.removeprefix("gone-")] = fails[1]
    try:
        return _ended(COMMANDS[name], folder, given, closed)
    finally:
        os.close(fails[1])
        os.close(full)


def _ended(
    line: tuple[str | bytes, ...],
    folder: Path,
    given: Mapping[str, int | None],
    closed: int | None = None,
) -> Ended:
    # A shell closes a stream before the program starts, which no argument of `run` can.
    shell = ["sh", "-c", f'exec "$@" {closed}{"<&-" if closed == 0 else ">&-"}', "sh"]
    program = [sys.executable, "-m", "protocolrules", *line]
    done = subprocess.run(
        [*(shell if closed is not None else []), *program],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
        **given,  # type: ignore[call-overload]
    )
    return Ended(done.returncode, done.stdout or b"", done.stderr or b"")


def odd_file(name: str, folder: Path) -> bytes:
    """Makes the file, and gives its name."""
    path = os.fsencode(folder) + b"/odd.yaml"
    rules = (RIVERSIDE / "riverside.yaml").read_text("utf-8")
    makers: Mapping[str, Callable[[], object]] = {
        "folder": lambda: os.mkdir(path),  # noqa: PTH102
        "loop": lambda: os.symlink(path, path),  # noqa: PTH211
        "dangling": lambda: os.symlink(b"nowhere", path),  # noqa: PTH211
        "empty": lambda: _write(path, b""),
        "device": lambda: os.symlink(b"/dev/zero", path),  # noqa: PTH211
        "utf-16": lambda: _write(path, rules.encode("utf-16")),
        "huge": lambda: _sparse(path, 20_000_000_000),
        "socket-like": lambda: os.symlink(b"/dev/null", path),  # noqa: PTH211
    }
    special = {
        "no-name": b"",
        "too-long-name": b"x" * 5_000,
        "not-utf-8-name": b"\xff\xfe.yaml",
        "line-break-name": b"a\n\x1b[2Jb.yaml",
    }
    if name in special:
        return special[name]
    makers[name]()
    return path


def _write(path: bytes, data: bytes) -> None:
    Path(os.fsdecode(path)).write_bytes(data)


def _sparse(path: bytes, size: int) -> None:
    with Path(os.fsdecode(path)).open("wb") as file:
        file.truncate(size)


def with_file(command: str, name: str, folder: Path) -> Ended:
    """A command that is given an odd file, in a gigabyte of memory at most."""
    odd = odd_file(name, folder)
    lines: Mapping[str, tuple[str | bytes, ...]] = {
        "run": ("run", odd, "log.jsonl", *AT),
        "log": ("run", "rules.yaml", odd, *AT),
        "check": ("check", odd),
        "ledger": ("ledger", odd),
        "test": ("test", odd),
    }
    limited = ("sh", "-c", 'ulimit -v 1000000; exec "$@"', "sh")
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    done = subprocess.run(
        [*limited, sys.executable, "-m", "protocolrules", *lines[command]],
        cwd=folder,
        timeout=60,
        check=False,
        **streams,  # type: ignore[call-overload]
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def every(lay: Callable[[], Path]) -> Iterator[tuple[str, Callable[[], Ended]]]:
    """Each command with each odd stream and file, by name. `lay` gives a folder of its own."""
    for command in COMMANDS:
        for stream in ODD_STREAMS:
            yield f"{command}, {stream}", partial(_laid, with_stream, lay, command, stream)
    for command in WITH_A_FILE:
        for name in ODD_FILES:
            if command != "log" or name not in ENDLESS:
                yield f"{command}, {name}", partial(_laid, with_file, lay, command, name)


def _laid(
    run: Callable[[str, str, Path], Ended], lay: Callable[[], Path], command: str, odd: str
) -> Ended:
    folder = lay()
    lay_out(folder)
    return run(command, odd, folder)


def plain_words(ended: Ended) -> None:
    """One of the three statuses, and no traceback."""
    said = (ended.out + ended.err).decode("utf-8", errors="replace")
    hold(ended.status in (0, 1, 2), f"the status {ended.status}: {said[-300:]}")
    for bad in ("Traceback", "a fault of the program itself", "Exception ignored"):
        hold(bad not in said, f"{bad}: {said[-300:]}")
    hold(SHOWN.search(said) is None, "a value of an event is shown")
