"""Memory does not grow with the log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.large_log import write_log
from console import FOLDER

CODE = """
import json, sys
from datetime import UTC, datetime
import protocolrules as pr
from protocolrules import bulk
from protocolrules.log import lines_of

protocol = pr.load(sys.argv[1])
at = datetime(2026, 1, 9, 12, tzinfo=UTC)

def peak():
    # What getrusage tells begins with the peak of whoever started the process.
    with open("/proc/self/status") as status:
        (told,) = (line for line in status if line.startswith("VmHWM"))
    return int(told.split()[1]) / 1024

def in_parts(name):
    with open(name, "rb") as file:
        with bulk.answered(protocol, lines_of(file), bulk.Question(at=at)) as answers:
            return sum(map(len, answers.text))

def at_once(name):
    with open(name, "rb") as file:
        log = protocol.read_events(lines_of(file))
    return len(log.events)

told = []
for step, name in ((in_parts, sys.argv[2]), (in_parts, sys.argv[3]), (at_once, sys.argv[3])):
    assert step(name) > 0
    told.append(peak())
print(json.dumps(told))
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_log(tmp_path: Path) -> None:
    small, large = tmp_path / "small.jsonl", tmp_path / "large.jsonl"
    assert write_log(small, 150, 15) == 2_250
    assert write_log(large, 2_000, 15) == 30_000
    argv = [sys.executable, "-c", CODE, str(FOLDER / "riverside.yaml"), str(small), str(large)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    first, second, whole = json.loads(done.stdout)
    assert second - first < 25, "SQLite keeps 8 MB; the log has 7 MB, and 100 MB as objects"
    assert whole - second > 2 * (second - first)
