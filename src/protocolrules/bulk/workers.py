"""Processes that answer parts of a log.

Each is started afresh rather than forked, so that threads and locks of the caller do not matter,
and ends by itself when the caller is gone: its pipe is closed then.
"""

from __future__ import annotations

import io
import pickle
import signal
import traceback
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from protocolrules import api, document
from protocolrules.bulk.answering import Answered, Answering, Part, Question
from protocolrules.bulk.faults import BulkError
from protocolrules.durable import MatcherError

_PACKAGE = Path(__file__).parents[1]
_FEWER = "free some memory, or try again with --jobs 1"


class _Fault(NamedTuple):
    """What a worker could not do. Nothing in it is a value of an event."""

    sort: str
    text: str


class _Worker(NamedTuple):
    process: BaseProcess
    pipe: Connection


def answered_by(
    count: int, protocol: api.Protocol, question: Question, every: Iterable[Part]
) -> Generator[Answered, None, None]:
    """The answers to parts, as they come, from at most `count` processes. No more parts are taken
    than there are processes.

    Raises BulkError when a process dies, and as `Protocol.state` does.
    """
    given = _pickled((protocol.document, question))
    workers: list[_Worker] = []
    idle: list[_Worker] = []
    try:
        for part in every:
            if not idle and len(workers) < count:
                workers.append(_started(given))
                idle.append(workers[-1])
            if not idle:
                yield from _finished(workers, idle)
            _give(idle.pop(), part)
        while len(idle) < len(workers):
            yield from _finished(workers, idle)
    finally:
        _end(workers)


def _finished(workers: list[_Worker], idle: list[_Worker]) -> Iterator[Answered]:
    """What workers have answered since, at least one."""
    by_pipe = {worker.pipe: worker for worker in workers if worker not in idle}
    for pipe in wait(list(by_pipe)):
        worker = by_pipe[pipe]  # type: ignore[index]
        answer = _got(worker)
        idle.append(worker)
        yield answer


def _give(worker: _Worker, part: Part) -> None:
    try:
        worker.pipe.send(part)
    except OSError:
        raise _died(worker) from None


def _got(worker: _Worker) -> Answered:
    try:
        answer = worker.pipe.recv()
    except (EOFError, OSError):
        raise _died(worker) from None
    if isinstance(answer, Answered):
        return answer
    raise _raised(answer)


def _raised(fault: _Fault) -> Exception:
    if fault.sort == "matcher":
        return MatcherError(fault.text)
    if fault.sort == "value":
        return ValueError(fault.text)
    if fault.sort == "memory":
        return BulkError("there is not enough memory", _FEWER)
    return BulkError(
        f"a fault of the program itself: {fault.text}",
        "please report this line, the command and its version; the events are not needed",
    )


def _died(worker: _Worker) -> BulkError:
    worker.process.join(5)
    code = worker.process.exitcode
    how = f" by signal {-code}" if code is not None and code < 0 else ""
    return BulkError(f"one of the processes that answer was ended{how}", _FEWER)


def _started(given: bytes) -> _Worker:
    context = get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=work, args=(its,), daemon=True)
    with _undisturbed():
        process.start()
    its.close()
    worker = _Worker(process, ours)
    try:
        ours.send_bytes(given)
    except OSError:
        raise _died(worker) from None
    return worker


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits, and the process that is started does not get it, while it is being imported:
    the terminal sends it to all of them, and one of them is to speak."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would let the signal through when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(workers: Iterable[_Worker]) -> None:
    for worker in workers:
        worker.pipe.close()
        worker.process.kill()
    for worker in workers:
        worker.process.join()


def work(pipe: Connection) -> None:
    """What a process does: answer parts until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        read, question = pickle.loads(pipe.recv_bytes())
        answering = Answering(api.Protocol(read), question)
        while True:
            pipe.send(_tried(answering, pipe.recv()))


def _tried(answering: Answering, part: Part) -> Answered | _Fault:
    try:
        return answering.answer(part)
    except MatcherError as fault:
        return _Fault("matcher", str(fault))
    except ValueError as fault:
        return _Fault("value", str(fault))
    except MemoryError:
        return _Fault("memory", "")
    except Exception as fault:
        return _Fault("ours", f"{type(fault).__name__} at {_place(fault)}")


def _place(fault: Exception) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    return f"{Path(ours[-1].filename).relative_to(_PACKAGE)}:{ours[-1].lineno}"


def _pickled(content: tuple[document.Protocol, Question]) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer).dump(content)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    """Mappings that cannot be changed are no trouble, which the standard one refuses."""

    def reducer_override(self, obj: object) -> Any:
        if isinstance(obj, MappingProxyType):
            return _unchangeable, (dict(obj),)
        return NotImplemented


def _unchangeable(content: Mapping[object, object]) -> Mapping[object, object]:
    return MappingProxyType(content)
