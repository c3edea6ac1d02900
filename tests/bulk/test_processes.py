"""Signals, full disks, closed pipes, lost processes: nothing is left behind, nothing half said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench.large_log import write_log
from bulk.processes import alive, open_files, running, wait_for_workers

MIB = 1 << 20


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    assert write_log(path, 400, 40) == 16_000
    return path


@pytest.fixture(scope="session")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Long enough that nobody is done with it before the test does something to them."""
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    assert write_log(path, 1_600, 40) == 64_000
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "temporary"
    made.mkdir()
    return made


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_ctrl_c(long_log: Path, folder: Path) -> None:
    with running(long_log, folder, "--jobs", "2") as started:
        ours = wait_for_workers(started)
        os.killpg(started.pid, signal.SIGINT)  # as the terminal does
        out, err = started.communicate(timeout=60)
        assert (started.returncode, out, err) == (2, b"", b"stopped\n")
        assert alive(ours) == []
    assert left_in(folder) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_other_signals(number: signal.Signals, long_log: Path, folder: Path) -> None:
    with running(long_log, folder, "--jobs", "2") as started:
        ours = wait_for_workers(started)
        started.send_signal(number)
        out, err = started.communicate(timeout=60)
        assert (started.returncode, out) == (-number, b"")
        # A process that was just being started finds nobody there to tell it what to do.
        assert err == b"" or err.count(b"EOFError") == err.count(b"Traceback")
        assert alive(ours) == []
    assert left_in(folder) == []


def test_a_process_that_dies(long_log: Path, folder: Path) -> None:
    with running(long_log, folder, "--jobs", "2", "--format", "json") as started:
        ours = wait_for_workers(started)
        os.kill(ours[0], signal.SIGKILL)
        out, err = started.communicate(timeout=60)
        assert (started.returncode, out) == (2, b"")
        assert err == (
            b"protocolrules: one of the processes that answer was ended by signal 9\n"
            b"free some memory, or try again with --jobs 1\n"
        )
        assert alive(ours) == []
    assert left_in(folder) == []


@pytest.mark.parametrize("room", [3_000, 20_000])
def test_a_full_disk(room: int, log: Path, folder: Path) -> None:
    with running(log, folder, "--jobs", "1", room=room) as started:
        out, err = started.communicate(timeout=120)
        assert (started.returncode, out) == (2, b"")
        assert err.startswith(b"protocolrules: a temporary file cannot be used: ")
        assert b"TMPDIR" in err
        assert err.count(b"\n") == 2
    assert left_in(folder) == []


def test_a_full_disk_while_lines_are_sorted() -> None:
    code = f"""
import resource
from protocolrules.bulk.faults import BulkError
from protocolrules.bulk.sorting import Sorting
from protocolrules.events import Subject
resource.setrlimit(resource.RLIMIT_FSIZE, ({MIB}, {MIB}))
sorting = Sorting()
try:
    for number in range(100):
        sorting.put([(number, Subject(case_id="C-1"), None, b"x" * {MIB // 2})])
except BulkError as fault:
    print(number > 3, fault)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("True a temporary file cannot be used: ")


def test_nobody_reads(log: Path, folder: Path) -> None:
    with running(log, folder, "--jobs", "1", "--format", "json") as started:
        assert started.stdout is not None
        assert started.stderr is not None
        assert started.stdout.read(2) == b"{\n"
        started.stdout.close()
        assert started.stderr.read() == b""
        assert started.wait(60) == 0
    assert left_in(folder) == []


def test_files_have_no_name_and_are_their_owners_alone(log: Path, folder: Path) -> None:
    with running(None, folder, "--jobs", "1") as started:
        assert started.stdin is not None
        assert started.stdout is not None
        # More than SQLite keeps in memory, and then a line that is waited for.
        started.stdin.write(log.read_bytes() * 5)
        started.stdin.flush()
        found = open_files(started.pid, folder)
        assert left_in(folder) == []
        assert len(found) == 2
        assert {mode for _, mode in found} == {0o600}
        assert all(name.endswith("(deleted)") for name, _ in found)
        started.stdin.close()
        assert len(started.stdout.read()) > 100_000
        assert started.wait(60) == 0
    assert left_in(folder) == []


def test_standard_input_that_is_no_file(log: Path, folder: Path) -> None:
    data = log.read_bytes()[: 2 * MIB]
    data = data[: data.rindex(b"\n")]
    small = log.parent / "small.jsonl"
    small.write_bytes(data)
    with running(None, folder, "--jobs", "2") as started:
        said = started.communicate(data, timeout=120)
    with running(small, folder, "--jobs", "1") as started:
        assert started.communicate(timeout=120) == said
    assert said[1] == b""
    assert b"Case K-399" in said[0]
