"""A large log from its lines to what is written: read, sort, answer, write."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from protocolrules import api
from protocolrules.bulk.answering import KNOWN, Answered, Answering, Part, Question, parts
from protocolrules.bulk.faults import Faults, UnknownCaseError, completed
from protocolrules.bulk.sorting import Gathered, Sorting
from protocolrules.bulk.workers import answered_by
from protocolrules.bulk.writing import Written
from protocolrules.events import EventError, EventReader, Subject
from protocolrules.log import Reading, numbered, whose

_BATCH = 1_000_000
"""Bytes of lines that are put into the file at once."""
_FEW = 10_000


def _nothing(_done: int, _of: int = 0) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Told:
    """Whom to tell how far it is: of bytes that have been read, and of subjects that have been
    answered for out of all."""

    read: Callable[[int], None] = _nothing
    answered: Callable[[int, int], None] = _nothing


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of a log. `faulty`: some lines could not be read. `text` is what `run` prints, in
    pieces, without the last line break; it can be gone through once."""

    faulty: bool
    text: Iterator[str]


def cores() -> int:
    """How many processes can work at the same time here."""
    usable = getattr(os, "process_cpu_count", None)
    if usable is not None:
        return usable() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def answered(
    protocol: api.Protocol,
    lines: Iterable[bytes],
    question: Question,
    jobs: int = 1,
    told: Told | None = None,
) -> Iterator[Answers]:
    """The answers for a log in JSON Lines, as `Protocol.read_events` and `Protocol.state` give
    them, from so many processes (1: this one).

    Memory is taken for a few cases, whatever the size of the log; a single case has to fit.
    Temporary files take about the size of the log twice, and that of the answers, compressed.

    Raises:
        UnknownCaseError: no line names the case that is asked for.
        BulkError: a temporary file can't be written, or a process died.
        ValueError, durable.MatcherError: as `Protocol.state`.
        OSError: the lines can't be read.
    """
    with closing(Sorting()) as sorting, closing(Written(question.style)) as written:
        run = _Run(protocol, question, told or Told(), sorting, written)
        run.sort(lines)
        yield run.answers(jobs)


class _Run:
    def __init__(
        self,
        protocol: api.Protocol,
        question: Question,
        told: Told,
        sorting: Sorting,
        written: Written,
    ) -> None:
        self._protocol, self._question, self._told = protocol, question, told
        self._sorting, self._written = sorting, written
        self._reader = EventReader(protocol.document.vocabulary, protocol.document.authority)
        self._faults = Faults()
        self._warnings: set[str] = set()

    def sort(self, lines: Iterable[bytes]) -> None:
        """Gather the lines by subject. Those that can be no event are judged at once."""
        hopeless = Reading(self._reader)
        batch: list[tuple[int, Subject, str | None, bytes]] = []
        size = read = 0
        for number, line in numbered(lines):
            size += len(line)
            found = whose(line)
            if found is None:
                hopeless.line(number, line)
            else:
                batch.append((number, *found, line))
            if size >= _BATCH:
                read += size
                self._put(batch, hopeless)
                self._told.read(read)
                batch, size = [], 0
        self._put(batch, hopeless)
        self._told.read(read + size)
        log = hopeless.log()
        self._faults.add(log.rejected, log.left_out)
        self._find_taken()

    def _put(self, batch: list[tuple[int, Subject, str | None, bytes]], hopeless: Reading) -> None:
        self._sorting.put(batch)
        self._sorting.withhold(hopeless.take_withheld())

    def _find_taken(self) -> None:
        """An id belongs to the first sound event that has it, whatever the case."""
        taken: dict[int, Subject] = {}
        for lines in self._sorting.of_several():
            owner: Subject | None = None
            for number, who, text in lines:
                if who == owner or not self._is_sound(text):
                    continue
                if owner is None:
                    owner = who
                else:
                    taken[number] = owner
                if len(taken) >= _FEW:
                    self._note(taken)
        self._note(taken)

    def _note(self, taken: dict[int, Subject]) -> None:
        self._sorting.take(taken)
        self._sorting.withhold(set(taken.values()))
        taken.clear()

    def _is_sound(self, text: bytes) -> bool:
        try:
            self._reader.parse(text)
        except EventError:
            return False
        return True

    def answers(self, jobs: int) -> Answers:
        """Answer for everybody who is asked about."""
        only = self._question.only
        unknown = only is not None and not self._sorting.knows(only)
        if unknown and only is not None and only.case_id is not None:
            raise UnknownCaseError(self._known_cases(jobs))
        base = self._question.put_to(self._protocol, (), ())
        every = self._sorting.gathered()
        if unknown and only is not None:
            every = _with(Gathered(only, False, []), every)
        with closing(self._answered(jobs, parts(every))) as found:
            for each in found:
                self._faults.add(each.rejected, each.left_out)
                self._warnings |= each.warnings
                self._written.add(each)
        warnings = (*base.warnings, *sorted(self._warnings - set(base.warnings)))
        whole = completed(
            base.model_copy(update={"warnings": warnings}),
            self._faults.first(),
            self._faults.left_out,
        )
        pieces = self._written.pieces(whole, self._protocol.document)
        return Answers(bool(whole.rejected), pieces)

    def _known_cases(self, jobs: int) -> tuple[str, ...]:
        """The first of them."""
        known: list[str] = []
        with closing(self._answered(jobs, parts(self._sorting.gathered()))) as found:
            for each in found:
                known = sorted([*known, *each.known])[:KNOWN]
        return tuple(known)

    def _answered(self, jobs: int, every: Iterator[Part]) -> Generator[Answered, None, None]:
        count = self._sorting.count()
        done = 0
        with closing(self._answers(jobs, every)) as found:
            for each in found:
                done += each.subjects
                self._told.answered(done, count)
                yield each

    def _answers(self, jobs: int, every: Iterator[Part]) -> Generator[Answered, None, None]:
        if jobs > 1:
            return answered_by(jobs, self._protocol, self._question, every)
        answering = Answering(self._protocol, self._question)
        return (answering.answer(part) for part in every)


def _with(one: Gathered, every: Iterable[Gathered]) -> Iterator[Gathered]:
    yield one
    yield from every
