"""Command lines that once ended in the wrong words, or showed what they must not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bad_input.command import AT, RIVERSIDE, SECRET, command
from fuzzing import streams
from protocolrules import cli

EVENT = {
    "event_id": "e1",
    "case_id": "C-1",
    "kind": "remanded",
    "occurred_at": "2025-12-19T15:00:00Z",
    "to": SECRET,
}


@pytest.mark.parametrize("verb", ["check", "ledger", "test"])
@pytest.mark.parametrize("before", ["", "\ufeff", "x", "# events\n", "---\n", "- ", "[\n"])
@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_log_in_the_wrong_place_is_not_shown(
    verb: str, before: str, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(before + f"{json.dumps(EVENT)}{end}" * 2, "utf-8", newline="")
    status = cli.main([verb, str(path)])
    said = "".join(capsys.readouterr())
    assert status in (1, 2)
    assert SECRET not in said
    assert "log of events" in said


@pytest.mark.parametrize("verb", ["check", "test", "ledger"])
def test_a_name_that_is_too_long(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([verb, "x" * 5_000]) == 2
    assert "cannot be read: file name too long" in capsys.readouterr().err


def test_a_name_cannot_rewrite_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "a\x1b[2J\rb.yaml"]) == 2
    assert cli.main(["check", "--\x1b[2J"]) == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err and "\r" not in err
    assert "a␛[2J␍b.yaml" in err


@pytest.mark.parametrize("at", ["0001-01-01", "1989-12-31T23:59:59Z", "2101-01-01T00:00:01Z"])
def test_a_moment_in_another_age(at: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", str(RIVERSIDE), "-", "--at", at]) == 2
    assert "outside the years 1990 to 2100" in capsys.readouterr().err


def test_a_log_of_nothing_but_faults_is_told_in_short(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"x\n" * 12_000)
    said = command("run", RIVERSIDE, path, *AT, "--format", "json")
    assert said.status == 1
    result = json.loads(said.out)
    assert len(result["rejected"]) == 10_000
    assert "2,000 more faults of events are not listed" in result["warnings"]


@pytest.mark.parametrize(
    ("name", "stream"),
    [*(("run", stream) for stream in streams.ODD_STREAMS), ("wrong", "gone-stderr")],
)
def test_a_stream_that_is_closed_or_takes_nothing(name: str, stream: str, tmp_path: Path) -> None:
    streams.lay_out(tmp_path)
    ended = streams.with_stream(name, stream, tmp_path)
    streams.plain_words(ended)
    if stream == "full-stdout" and name == "run":
        assert ended.status == 2
        assert b"no space left on device" in ended.err
    else:
        assert ended.status == {"run": 0, "wrong": 2}[name]


@pytest.mark.parametrize(("verb", "name"), [("run", "loop"), ("run", "device"), ("check", "huge")])
def test_a_file_that_is_odd(verb: str, name: str, tmp_path: Path) -> None:
    streams.lay_out(tmp_path)
    ended = streams.with_file(verb, name, tmp_path)
    streams.plain_words(ended)
    assert ended.status == (1 if verb == "check" and name != "loop" else 2)
    assert b"odd.yaml" in ended.out + ended.err
