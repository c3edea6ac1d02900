"""What is answered in parts is, byte for byte, what is answered at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import protocolrules as pr
from bulk import random_logs
from bulk.ways import Asked, at_once, in_parts
from console import FOLDER
from laws.asking import examples
from laws.samples import protocol
from protocolrules import bulk
from protocolrules.bulk import answering, running
from protocolrules.cli import main
from riverside import AT, EVENTS
from riverside import protocol as riverside

NAMES = ("enfield", "meetings", "people", "states")
LINES = EVENTS.read_bytes().splitlines(keepends=True)
ALL = (
    *((None, None), (None, "riverside"), ("R-1", None), ("R-2", None)),
    *(("R-9", None), ("not an id", None)),
)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few cases are in several parts, and a few lines in several batches."""
    monkeypatch.setattr(answering, "MANY", 2)
    monkeypatch.setattr(answering, "PART", 2_000)
    monkeypatch.setattr(running, "_BATCH", 1_000)
    monkeypatch.setattr(running, "_FEW", 2)


@pytest.mark.parametrize("name", NAMES)
@examples(0.5)
@given(data=st.data())
def test_random_logs(name: str, data: st.DataObject) -> None:
    lines, story = data.draw(random_logs.logs(name))
    note(b"".join(lines).decode(errors="replace"))
    case = data.draw(st.sampled_from((None, None, None, "C-0", "C-1", "Z-9", "A-0", "C-77")))
    service = (
        None if case else data.draw(st.sampled_from((None, None, story.subjects[1].authority)))
    )
    asked = Asked(
        story.at,
        story.known_at,
        case,
        service,
        because=data.draw(st.booleans()),
        format=data.draw(st.sampled_from(("json", "text"))),
    )
    assert in_parts(protocol(name), lines, asked) == at_once(protocol(name), lines, asked)


def test_the_random_logs_are_spoilt_in_every_way() -> None:
    event = {
        "event_id": "e1",
        "case_id": "C-0",
        "kind": "bail_refused",
        "occurred_on": "2026-01-05",
    }
    found = {}
    for name, spoil in random_logs.SPOILT.items():
        log = riverside().read_events(spoil(dict(event)))
        found[name] = {each.code for each in log.rejected}
    assert found["_elsewhere"] == found["_other_content"] == {"EV030"}
    assert found["_twice"] == found["_same_otherwise"] == found["_anothers"] == set()
    assert all(found[name] for name in ("_garbage", "_cut", "_two_cases", "_no_ids"))
    assert "EV008" in found["_unsound_elsewhere"]


@pytest.mark.parametrize("format", ["json", "text"])
@pytest.mark.parametrize(("case", "service"), ALL)
def test_for_whom_it_is_asked(case: str | None, service: str | None, format: str) -> None:
    for lines in (LINES, LINES[:4], []):
        asked = Asked(AT, None, case, service, format=format)  # type: ignore[arg-type]
        assert in_parts(riverside(), lines, asked) == at_once(riverside(), lines, asked)


def test_an_id_belongs_to_the_first_sound_event_that_has_it() -> None:
    def event(case: str, **more: object) -> bytes:
        fields = {"event_id": "e1", "case_id": case, "kind": "bail_refused", **more}
        return json.dumps({"occurred_on": "2026-01-05", **fields}).encode()

    lines = [event("B", kind="nonsense"), event("D"), event("C"), event("D"), event("A")]
    lines += [event("D", occurred_on="2026-01-06"), event("C", occurred_on="2026-01-06")]
    lines += [event("E", event_id="e2"), event("C", event_id="e3")]
    found = riverside().read_events(lines)
    assert [(each.line, each.code) for each in found.rejected] == [
        *((1, "EV007"), (3, "EV030"), (5, "EV030"), (6, "EV030"), (7, "EV030"))
    ]
    status, text = in_parts(riverside(), lines, Asked(AT))
    assert (status, text) == at_once(riverside(), lines, Asked(AT))
    assert [each["case_id"] for each in json.loads(text)["cases"]] == ["E"]


def test_more_faults_than_are_listed() -> None:
    faulty = b'{"event_id": "e%d", "case_id": "C-%d", "kind": "remanded", "x": 1}\n'
    cut = b'"case_id": "D-%d", "kind": \n'
    lines = [
        line
        for number in range(4_000)
        for line in (b"nonsense\n", faulty % (number, number % 50), cut % number, b"{}\n")
    ]
    lines += [b'"case_id": "R-2"\n', *LINES]
    for asked in (Asked(AT), Asked(AT, format="text"), Asked(AT, case="R-2")):
        status, text = at_once(riverside(), lines, asked)
        assert status == 1
        assert in_parts(riverside(), lines, asked) == (status, text)
    found = json.loads(in_parts(riverside(), lines, Asked(AT))[1])
    assert len(found["rejected"]) == 10_000
    assert "more faults of events are not listed" in found["warnings"][0]
    assert [case["case_id"] for case in found["cases"]] == ["R-1"]


def test_two_authorities_in_one_log() -> None:
    path = Path(__file__).parents[1] / "data" / "two-authorities" / "events.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for name in ("enfield", "salford"):
        loaded = pr.load(name)
        for asked in (Asked(AT), Asked(AT, format="text", because=True)):
            assert in_parts(loaded, lines, asked) == at_once(loaded, lines, asked)


def test_very_long_and_empty_lines() -> None:
    long = b'{"event_id": "e99", "case_id": "R-2", "x": "' + b"y" * 1_000_100 + b'"}\n'
    lines = [b"\n", *LINES, b"   \n", long[:1_000_001], b"\xef\xbb\xbf" + LINES[0]]
    assert in_parts(riverside(), lines, Asked(AT)) == at_once(riverside(), lines, Asked(AT))


def test_several_processes() -> None:
    for asked in (Asked(AT), Asked(AT, format="text"), Asked(AT, case="R-9")):
        expected = at_once(riverside(), LINES, asked)
        assert in_parts(riverside(), LINES, asked, jobs=2) == expected


def test_it_is_told_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    read: list[int] = []
    question = bulk.Question(at=AT)
    with bulk.answered(
        riverside(), iter(LINES), question, 1, bulk.Told(read.append, lambda *now: told.append(now))
    ):
        pass
    assert told[-1] == (3, 3)
    assert read == sorted(read)
    assert read[-1] == sum(map(len, LINES))


# --- the command -------------------------------------------------------------------------------


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[list[str]]:
    monkeypatch.chdir(FOLDER)
    monkeypatch.setattr(bulk, "LARGE", 10)
    yield ["run", "riverside.yaml", "events.jsonl", "--at", "2026-01-09T12:00"]


@pytest.mark.parametrize(
    "options",
    [
        "",
        "--format json --jobs 1",
        "--all --because --jobs 1",
        "--case R-2 --jobs 1",
        "--case R-22 --jobs 1",
        "--service riverside --jobs 1",
        "--service enfield",
        "--reading immediately=nonsense",
        "--reading nonsense=1",
        "--matcher durable --jobs 2",
        "--known-at 2025-12-19 --jobs 1",
    ],
)
@pytest.mark.parametrize("log", ["events.jsonl", "faulty.jsonl"])
def test_the_command_says_the_same(
    options: str,
    log: str,
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command[2] = log
    status = main([*command, *options.split()])
    said = capsys.readouterr()
    monkeypatch.setattr(bulk, "LARGE", 4_000_000)
    assert main([*command, *options.split()]) == status
    assert capsys.readouterr() == said


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5", "99999", "²"])
def test_a_number_of_processes_is_a_number(
    jobs: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--jobs", jobs]) == 2
    assert "is not a number of processes" in capsys.readouterr().err


def test_a_folder_and_a_file_that_is_not_there(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for log, says in ((".", "is a folder"), ("nowhere.jsonl", "there is no file")):
        command[2] = log
        assert main(command) == 2
        assert says in capsys.readouterr().err
