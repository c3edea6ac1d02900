"""One loaded protocol serves any number of threads, tasks and processes, and gives each of them
what it gives one."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any
from weakref import WeakValueDictionary

import pydantic
import pytest

import protocolrules as pr
from protocolrules.calendars import load_calendar
from protocolrules.engine.days import Days
from protocolrules.events import models
from riverside import EVENTS, RULES

TWO = Path(__file__).parents[1] / "data" / "two-authorities" / "events.jsonl"
DEMO = Path(str(files("protocolrules"))) / "data" / "demo" / "enfield.jsonl"
SAMPLES = [(str(RULES), EVENTS), ("enfield", DEMO), ("enfield", TWO), ("salford", TWO)]
THREADS = 8


@dataclass(frozen=True)
class Job:
    """A case under a protocol: its events as JSON, and the moment to ask about."""

    protocol: str
    case_id: str
    lines: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Answer:
    """All that a case tells of itself."""

    decisions: tuple[tuple[pr.Decision, ...], ...]
    states: tuple[pr.CaseState, ...]
    changes: tuple[pr.Decision, ...]
    snapshot: bytes


@lru_cache
def jobs() -> tuple[Job, ...]:
    """Each case of the samples, with its log in several orders, asked about at several moments."""
    found = []
    for protocol, path in SAMPLES:
        logs: dict[str, list[str]] = {}
        for line in path.read_text("utf-8").splitlines():
            if (case_id := json.loads(line).get("case_id")) is not None:
                logs.setdefault(case_id, []).append(line)
        for case_id, log in logs.items():
            for turn in (0, len(log) // 3, len(log) // 2):
                lines = (*log[turn:], *log[:turn])
                t = datetime(2026, 3, 18, 12, tzinfo=UTC) + timedelta(days=turn)
                found.append(Job(protocol, case_id, lines, t))
    return tuple(found)


def protocols() -> dict[str, pr.Protocol]:
    """The protocols of the samples, loaded anew, so that nothing in them was used before."""
    return {name: pr.load(name) for name, _ in SAMPLES}


def steps(protocol: pr.Protocol, job: Job) -> Iterator[tuple[pr.Decision, ...]]:
    """The decisions of each event in turn."""
    events = [protocol.parse_event(line) for line in job.lines]
    case = protocol.open_case(job.case_id)
    for event in events:
        yield tuple(case.apply(event))


def answer(protocol: pr.Protocol, job: Job) -> Answer:
    """What one case gives, from the first event to a snapshot."""
    case = protocol.open_case(job.case_id)
    events = [protocol.parse_event(line) for line in job.lines]
    decisions = tuple(tuple(case.apply(event)) for event in events)
    early = job.at - timedelta(days=15)
    states = (case.at(job.at, because=True), case.at(early), case.at(job.at, early))
    (whole,) = protocol.state(events, at=job.at, because=True).cases
    assert whole == states[0]
    return Answer(decisions, states, tuple(case.changes(job.at, early, job.at)), case.snapshot())


@lru_cache
def expected() -> tuple[Answer, ...]:
    """What one thread gives."""
    loaded = protocols()
    return tuple(answer(loaded[job.protocol], job) for job in jobs())


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns much more often than they would."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def test_the_samples_say_enough_to_tell_answers_apart() -> None:
    assert len(jobs()) >= 15
    assert len({each.states[0].model_dump_json() for each in expected()}) > len(jobs()) // 2
    assert all(any(each.decisions) and each.states[0].duties for each in expected())
    assert any(each.changes for each in expected())


@pytest.mark.usefixtures("restless")
def test_threads_give_what_one_thread_gives() -> None:
    wanted, loaded = expected(), protocols()
    every = list(islice(cycle(jobs()), 2 * len(jobs())))
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda job: answer(loaded[job.protocol], job), every))
    assert found == list(islice(cycle(wanted), len(every)))


@pytest.mark.usefixtures("restless")
def test_threads_that_start_together_find_a_protocol_as_it_was_loaded() -> None:
    """The first use of a protocol compiles it."""
    start = Barrier(THREADS)

    def together(protocol: pr.Protocol, job: Job) -> Answer:
        start.wait()
        return answer(protocol, job)

    few = list(zip(jobs(), expected(), strict=True))[::9]
    with ThreadPoolExecutor(THREADS) as pool:
        for job, wanted in few:
            protocol = pr.load(job.protocol)
            found = list(pool.map(together, [protocol] * THREADS, [job] * THREADS))
            assert found == [wanted] * THREADS


def test_tasks_of_one_loop_give_what_one_thread_gives() -> None:
    """Cases whose events come in by turns do not disturb each other."""
    loaded = protocols()

    async def follow(job: Job) -> tuple[tuple[pr.Decision, ...], ...]:
        found = []
        for each in steps(loaded[job.protocol], job):
            found.append(each)
            await asyncio.sleep(0)
        return tuple(found)

    async def all_of_them() -> list[tuple[tuple[pr.Decision, ...], ...]]:
        return await asyncio.gather(*map(follow, jobs()))

    assert asyncio.run(all_of_them()) == [each.decisions for each in expected()]


@pytest.mark.usefixtures("restless")
def test_tasks_can_leave_the_work_to_threads() -> None:
    loaded = protocols()

    async def all_of_them() -> list[Answer]:
        return await asyncio.gather(
            *(asyncio.to_thread(answer, loaded[job.protocol], job) for job in jobs())
        )

    assert asyncio.run(all_of_them()) == list(expected())


def test_processes_pass_their_results_on() -> None:
    """Each process loads the protocol for itself; what comes back is data."""
    spawned = multiprocessing.get_context("spawn")
    few = list(enumerate(jobs()))[::5]
    with ProcessPoolExecutor(2, mp_context=spawned) as pool:
        found = list(pool.map(in_a_process, [job for _, job in few]))
    for (number, job), (told, result) in zip(few, found, strict=True):
        assert told == expected()[number]
        assert result.cases == (expected()[number].states[0],)
        assert result.at == job.at


def in_a_process(job: Job) -> tuple[Answer, pr.Result]:
    protocol = pr.load(job.protocol)
    events = [protocol.parse_event(line) for line in job.lines]
    return answer(protocol, job), protocol.state(events, at=job.at, because=True)


# --- what can be pickled ----------------------------------------------------------------------


@pytest.mark.parametrize("version", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_what_a_case_gives_can_be_pickled(version: int) -> None:
    for each in expected():
        copied = pickle.loads(pickle.dumps(each, version))
        assert copied == each
        assert [s.model_dump_json() for s in copied.states] == [
            s.model_dump_json() for s in each.states
        ]


def test_an_explanation_and_findings_can_be_pickled() -> None:
    job = jobs()[0]
    protocol = pr.load(job.protocol)
    events = [protocol.parse_event(line) for line in job.lines]
    told = pr.explain(protocol, events, "first-planning-meeting", at=job.at, case_id=job.case_id)
    assert pickle.loads(pickle.dumps(told)) == told
    with pytest.raises(pr.FindingsError) as caught:
        pr.load(RULES.with_name("faulty.yaml"))
    copied = pickle.loads(pickle.dumps(caught.value.findings))
    assert list(copied) == list(caught.value.findings)


def test_protocols_and_cases_are_not_pickled() -> None:
    protocol = pr.load("notts")
    for shared in (protocol, protocol.open_case("C-1")):
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(shared)


def test_events_go_from_one_process_to_another_as_json() -> None:
    here, there = protocols(), protocols()
    for job in jobs():
        for line in job.lines:
            event = here[job.protocol].parse_event(line)
            assert there[job.protocol].parse_event(event.to_json()) == event


# --- what importing costs ---------------------------------------------------------------------

HEAVY = {"pydantic", "pydantic_core", "yaml", "dateutil", "zoneinfo", "asyncio", "multiprocessing"}
NEVER = {"hypothesis", "numpy", "pytest", "durable", "jsonschema"}


def imported(program: str) -> set[str]:
    """The names of all modules that a fresh Python has imported by the end of a program."""
    code = f"{program}; import sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(run.stdout.split())


def test_importing_the_package_imports_nothing_else() -> None:
    extra = imported("import protocolrules") - imported("from importlib import import_module")
    assert "protocolrules" in extra
    assert not {name for name in extra if name.startswith("protocolrules.")}
    assert not extra & HEAVY


def test_first_use_imports_what_it_needs_and_no_tool_of_tests() -> None:
    used = imported(
        "import protocolrules as pr; from datetime import UTC, datetime; "
        "pr.load('notts').open_case('C-1').at(datetime(2026, 1, 9, tzinfo=UTC))"
    )
    assert {"pydantic", "yaml", "protocolrules.engine.case"} <= used
    assert not used & NEVER
    assert not {name for name in used if name.startswith("protocolrules.definition")}


def test_threads_share_the_class_of_a_kind_that_a_protocol_declares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = pydantic.create_model

    def slowly(*given: Any, **more: Any) -> Any:
        sleep(0.05)
        return made(*given, **more)

    monkeypatch.setattr("protocolrules.events.models.create_model", slowly)
    monkeypatch.setattr(models, "_MADE", WeakValueDictionary())
    line = (
        '{"event_id": "e1", "case_id": "C-1", "kind": "substance_misuse_screened", '
        '"occurred_at": "2026-01-07T12:00:00Z"}'
    )
    protocol = pr.load("enfield")
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(protocol.parse_event, (line, line))
    assert one == other


def test_threads_may_make_the_list_of_working_days_longer_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = pr.load("enfield").document
    days = Days(document, load_calendar(document.calendar))
    listed = Days._list

    def slowly(self: Days, first: int, last: int) -> list[int]:
        sleep(0.05)
        return listed(self, first, last)

    monkeypatch.setattr(Days, "_list", slowly)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: days.working_day(date(2060, 1, 5), 10), range(2)))
    assert found == [date(2060, 1, 19)] * 2
