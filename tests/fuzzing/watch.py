"""A watchdog: inputs are tried in a process of its own, which may take so long and so much memory.

Two seconds of the processor are too long, and six are a hang; a process that says nothing at all
is ended.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from fuzzing.inputs import Input

SECONDS = 2.0
PATIENCE = 30.0
MEMORY = 500_000_000
_READY = "ready"
FRESH = 1_000
"""Inputs after which a new process is started, so that no cache grows for ever."""

Try = Callable[[Input, Path], str]


@dataclass(frozen=True)
class Told:
    """How it went. `fault`: None, or what happened in one line that is the same for the same
    fault; `more`: the traceback."""

    outcome: str
    fault: str | None = None
    more: str = ""
    seconds: float = 0.0


class _HangError(BaseException):
    """Too long. No `except Exception` may catch it."""


class Watch:
    """Tries inputs of any sort, one after the other."""

    def __init__(self, tried: str, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """`tried`: where the table of what to do with an input of each sort stands, as
        `module:name`."""
        self._tried, self._seconds, self._memory = tried, seconds, memory
        self._process: Any = None
        self._pipe: Connection | None = None
        self._count = 0

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def attempt(self, given: Input) -> Told:
        """Try it; never raises for what it does. What took too long is tried once more with more
        time: `slow` is what ends then, since a busy machine alone can make that of it."""
        told = self._once(given, self._seconds)
        if told.fault is not None and "_HangError" in told.fault:
            again = self._once(given, 3 * self._seconds)
            return again if again.fault else replace(again, outcome="slow")
        return told

    def _once(self, given: Input, seconds: float) -> Told:
        if self._count >= FRESH:
            self.close()
        pipe = self._pipe or self._start()
        self._count += 1
        try:
            pipe.send((given, seconds))
            if pipe.poll(PATIENCE + 3 * seconds):
                told: Told = pipe.recv()
                return told
            self._process.kill()
            died = "no answer for a long time"
        except (EOFError, OSError):
            died = "the process died"
        self._process.join(5)
        code = self._process.exitcode
        self.close()
        return Told("fault", f"{given.sort}: {died}", f"exit code {code}")

    def close(self) -> None:
        """End the process."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
            self._process.join(2)
            if self._process.is_alive():
                self._process.kill()
                self._process.join(5)
        self._count = 0

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        asked = (theirs, self._tried, self._memory)
        self._process = context.Process(target=_work, args=asked, daemon=True)
        self._process.start()
        theirs.close()
        try:
            started = self._pipe.poll(60) and self._pipe.recv() == _READY
        except EOFError:
            started = False
        if not started:
            raise RuntimeError("the process of the watchdog does not start")
        return self._pipe


def _work(pipe: Connection, tried: str, memory: int) -> None:
    """What the process does until nobody asks any more."""
    module, _, name = tried.partition(":")
    table: dict[str, Try] = getattr(__import__(module, fromlist=[name]), name)
    _limit_memory(memory)
    signal.signal(signal.SIGPROF, _too_long)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe.send(_READY)
    while True:
        try:
            given, seconds = pipe.recv()
            pipe.send(_told(table[given.sort], given, seconds))
        except (EOFError, BrokenPipeError):  # nobody asks, or waits for the answer
            return


def _limit_memory(memory: int) -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise _HangError


def _told(attempt: Try, given: Input, seconds: float) -> Told:
    begun = _processor()
    try:
        with tempfile.TemporaryDirectory() as folder:
            # Again and again, in case the first one is caught on its way.
            signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
            try:
                outcome = attempt(given, Path(folder))
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
    except BaseException as fault:
        return Told("fault", named(given.sort, fault), _traced(fault), _processor() - begun)
    used = _processor() - begun
    if used > seconds:  # in one call that no signal could stop
        return Told("fault", f"{given.sort}: _HangError", f"{used:.1f} seconds", used)
    return Told(outcome, seconds=used)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def named(sort: str, fault: BaseException) -> str:
    """The sort, the error and where it was raised: the same for the same fault."""
    said = str(fault)[:100] if type(fault).__name__ == "Broken" else ""
    return f"{sort}: {type(fault).__name__} {said or _where(fault.__traceback__)}"


def _where(trace: TracebackType | None) -> str:
    frames = [f for f in traceback.extract_tb(trace) if f.filename != __file__]
    ours = [f for f in frames if "protocolrules" in Path(f.filename).parts] or frames
    if not ours:
        return "nowhere"
    last = ours[-1]
    return f"{Path(last.filename).parent.name}/{Path(last.filename).name} {last.name}"


def _traced(fault: BaseException) -> str:
    lines = traceback.format_exception(fault)
    text = "".join(lines)
    return text if len(text) < 6_000 else f"{text[:2000]}\n…\n{text[-4000:]}"


if sys.platform == "win32":  # pragma: no cover
    raise ImportError("limits of a process need a system like Unix")
