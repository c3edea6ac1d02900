"""Every construct of the language reaches durable-rules, or is named with the reason."""

from __future__ import annotations

import subprocess
import sys
import typing
from pathlib import Path

import pytest

from durable_matching.installed import needs_durable
from engine.cases import NAMES
from laws.samples import protocol
from protocolrules import expressions
from protocolrules.bundled import bundled_ids
from protocolrules.document import OfOccasion, OnLasted, OnRise
from protocolrules.durable import Durable, reach
from protocolrules.durable.__main__ import main
from protocolrules.durable.measuring import memory
from protocolrules.durable.reach import _JOINING, _OTHERS, _REACHING

PAGE = (Path(__file__).parents[2] / "docs" / "durable.md").read_text("utf-8")


def test_each_construct_is_accounted_for() -> None:
    known = {*_REACHING, *_OTHERS, *_JOINING}
    asking = {
        *typing.get_args(expressions.Condition),
        *typing.get_args(expressions.Evidence),
        OfOccasion,
        OnLasted,
        OnRise,
    }
    # Happened is a pattern, and since when.
    assert asking - known == {expressions.Happened}
    assert known <= asking


@needs_durable
@pytest.mark.parametrize("name", NAMES)
def test_each_protocol_is_compiled_once_and_counted(name: str) -> None:
    document = protocol(name).document
    durable = Durable(document)
    rules = durable.rules
    found = reach.reach(document, durable)
    assert durable.rules == rules, "the count asks for something else than was compiled"
    assert 0 < found.reaching < found.all
    assert all(part.why for part in found.parts if part.what in {w for w, _ in _OTHERS.values()})


@needs_durable
def test_the_samples_have_every_construct() -> None:
    counted: set[str] = set()
    for name in NAMES:
        document = protocol(name).document
        counted |= {p.what for p in reach.reach(document, Durable(document)).parts}
    assert counted >= {*_REACHING.values(), *(what for what, _ in _OTHERS.values())}


@needs_durable
def test_the_page_has_the_share_of_each_protocol(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["durable"])
    assert main() == 0
    printed = capsys.readouterr().out
    for name in bundled_ids():
        document = protocol(name).document
        found = reach.reach(document, Durable(document))
        assert f"{found}\n" in printed
        assert f"| {name} | {found.reaching:,} of {found.all:,} |" in PAGE


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["nothing.yaml"], "nothing.yaml cannot be read"),
        (["--memory", "0"], '"0" is not a number above 0'),
    ],
)
def test_faults_of_the_command(
    argv: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["durable", *argv])
    try:
        assert main() == 2
    except SystemExit as left:
        assert left.code == 2
    assert words in capsys.readouterr().err


# --- what it leaves -------------------------------------------------------------------------


@needs_durable
def test_memory_is_flat() -> None:
    taken = [mib for _, _, mib in memory(protocol("notts").document, 12_000, 3_000)]
    assert taken[-1] - taken[1] < 2


@needs_durable
def test_memory_of_a_protocol_is_given_back() -> None:
    document = protocol("people").document
    taken = []
    for _ in range(30):
        *_, (_, _, mib) = memory(document, 50, 50)
        taken.append(mib)
    assert taken[-1] - taken[10] < 4


@needs_durable
def test_nothing_is_left_running() -> None:
    code = (
        "import pathlib, threading, protocolrules as pr\n"
        "protocol = pr.load('notts')\n"
        "event = {'event_id': 'e1', 'case_id': 'C-1', 'kind': 'case_opened', 'service': 'csc',"
        " 'occurred_at': '2026-01-05T10:00:00Z'}\n"
        "protocol.open_case('C-1', matcher='durable').apply(protocol.parse_event(event))\n"
        "tasks = pathlib.Path('/proc/self/task')\n"
        "print(threading.active_count(), len(list(tasks.iterdir())) if tasks.exists() else 1)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert run.stdout.split() == ["1", "1"]
    assert run.stderr == ""
