"""Events that cannot be read: named by line, id and field, never by a value, and no other case
suffers for it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import protocolrules as pr
from bad_input.command import AT, RIVERSIDE, SECRET, command
from protocolrules import cli
from protocolrules.events import EventError

GOOD = {
    "event_id": "good",
    "case_id": "C-GOOD",
    "kind": "remanded",
    "occurred_at": "2025-12-19T15:00:00+00:00",
    "to": "youth_detention_accommodation",
}


def bad(**changes: object) -> dict[str, object]:
    event = {**GOOD, "event_id": "bad", "case_id": "C-BAD", **changes}
    return {name: value for name, value in event.items() if value is not None}


FAULTY = {
    "naive-time": (bad(occurred_at="2025-12-19T15:00:00"), "occurred_at", "EV010"),
    "hour-25": (bad(occurred_at="2026-03-29T25:30:00Z"), "occurred_at", "EV012"),
    "30-february": (bad(occurred_at=None, occurred_on="2026-02-30"), "occurred_on", "EV012"),
    "no-time-at-all": (bad(occurred_at=None), "occurred_at", "EV018"),
    "both-times": (bad(occurred_on="2025-12-19"), "occurred_on", "EV018"),
    "unknown-kind": (bad(kind=SECRET), "kind", "EV007"),
    "no-kind": (bad(kind=None), "kind", "EV007"),
    "unknown-field": (bad(**{SECRET: SECRET}), "?", "EV008"),
    "another-unknown-field": (bad(forename=SECRET), "forename", "EV008"),
    "year-1890": (bad(occurred_at="1890-12-19T15:00:00Z"), "occurred_at", "EV013"),
    "year-9999": (bad(occurred_at="9999-12-31T23:59:59-12:00"), "occurred_at", "EV01"),
    "recorded-before": (bad(recorded_at="2025-12-18T15:00:00Z"), "recorded_at", "EV021"),
    "wrong-choice": (bad(to=SECRET), "to", "EV014"),
    "a-number-for-a-word": (bad(to=7), "to", "EV014"),
    "an-id-with-spaces": (bad(about=SECRET), "about", "EV015"),
    "a-long-id": (bad(about="x" * 65), "about", "EV015"),
    "age-as-text": (bad(age=SECRET), "age", "EV011"),
    "age-of-a-stone": (bad(age=10**30), "age", "EV0"),
    "fact-unknown": (
        bad(kind="facts_reported", to=None, facts={SECRET: {"value": True}}),
        "facts.?",
        "EV016",
    ),
    "fact-of-the-wrong-type": (
        bad(kind="facts_reported", to=None, facts={"looked_after": {"value": SECRET}}),
        "facts.looked_after.value",
        "EV017",
    ),
    "role-unknown": (
        bad(kind="case_allocated", to=None, role=SECRET, worker="W-1"),
        "role",
        "EV016",
    ),
    "correction-for-another-case": (
        {
            "event_id": "bad",
            "case_id": "C-BAD",
            "kind": "correction",
            "replaces": "x",
            "recorded_at": "2025-12-20T15:00:00Z",
            "event": {**GOOD, "event_id": "x", "case_id": "C-OTHER"},
        },
        "event.case_id",
        "EV026",
    ),
    "a-list": ([SECRET], None, "EV006"),
    "a-word": (SECRET, None, "EV006"),
    "nothing": (None, None, "EV006"),
}


def lines(*events: object) -> bytes:
    return "".join(json.dumps(event) + "\n" for event in events).encode()


def answered(given: bytes, *more: str) -> tuple[int, Any]:
    said = command("run", RIVERSIDE, "-", *AT, "--format", "json", *more, given=given)
    assert SECRET not in said.all
    return said.status, json.loads(said.out)


@pytest.fixture(scope="module")
def all_faulty() -> tuple[int, Any]:
    """The answer to one log: a good case, and for each faulty event a case that also has a good
    one. The faulty events are the lines from 2 on."""
    faulty = [_in_case(event, f"C-{name}") for name, (event, _, _) in FAULTY.items()]
    fine = [bad(event_id=f"fine-{name}", case_id=f"C-{name}") for name in FAULTY]
    return answered(lines(GOOD, *faulty, *fine))


def _in_case(event: object, case_id: str) -> object:
    if not isinstance(event, dict):
        return event
    return {**event, "event_id": f"bad-{case_id}", "case_id": case_id}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_event_is_named_and_its_case_withheld(
    name: str, all_faulty: tuple[int, Any]
) -> None:
    event, field, code = FAULTY[name]
    status, result = all_faulty
    assert status == 1
    line = 2 + list(FAULTY).index(name)
    first, *_ = [fault for fault in result["rejected"] if fault["line"] == line]
    assert first["field"] == field
    assert first["code"].startswith(code)
    cases = {case["case_id"]: case for case in result["cases"]}
    assert cases["C-GOOD"]["duties"]
    # Where the case cannot be read, nobody can tell whose event it was.
    known = isinstance(event, dict)
    assert (f"C-{name}" in cases) is not known
    if known:
        assert (first["event_id"], first["case_id"]) == (f"bad-C-{name}", f"C-{name}")


@pytest.mark.parametrize("name", FAULTY)
def test_parse_event_names_fields_and_never_values(name: str) -> None:
    event, field, code = FAULTY[name]
    protocol = pr.load(RIVERSIDE)
    with pytest.raises(EventError) as caught:
        protocol.parse_event(json.dumps(event))
    assert SECRET not in str(caught.value)
    first = caught.value.faults[0]
    assert first.field == field and first.code.startswith(code)


def test_a_faulty_event_in_text_for_people() -> None:
    given = lines(GOOD, bad(forename=SECRET), bad(event_id="two", to=SECRET))
    said = command("run", RIVERSIDE, "-", *AT, given=given)
    assert said.status == 1
    assert SECRET not in said.all
    assert "C-GOOD" in said.out
    assert "line 2" in said.all and "line 3" in said.all
    assert "forename" in said.all


BROKEN = {
    "cut-off": b'{"event_id": "bad", "case_id": "C-BAD", "kind": "%s' % SECRET.encode(),
    "single-quotes": b"{'event_id': 'bad', 'forename': '%s'}" % SECRET.encode(),
    "twice-the-key": b'{"event_id": "bad", "case_id": "C-BAD", "to": "a", "to": "%s"}'
    % SECRET.encode(),
    "not-a-number": b'{"event_id": "bad", "case_id": "C-BAD", "age": NaN, "x": "%s"}'
    % SECRET.encode(),
    "deep": b'{"event_id": "bad", "case_id": "C-BAD", "x": ' + b"[" * 100_000,
    "not-utf-8": b'{"event_id": "bad", "case_id": "C-BAD", "x": "\xff %s"}' % SECRET.encode(),
    "binary": bytes(b for b in range(256) if b != 10),
    "very-long": b'{"event_id": "bad", "case_id": "C-BAD", "x": "' + b"x" * 20_000_000 + b'"}',
    "half-a-surrogate": b'{"event_id": "bad", "case_id": "C-BAD", "kind": "\\ud800"}',
    "many-digits": b'{"event_id": "bad", "case_id": "C-BAD", "age": ' + b"9" * 10_000 + b"}",
}


@pytest.fixture(scope="module")
def all_broken() -> tuple[int, Any]:
    broken = [line.replace(b"C-BAD", b"C-" + name.encode()) for name, line in BROKEN.items()]
    fine = [bad(event_id=f"fine-{name}", case_id=f"C-{name}") for name in BROKEN]
    return answered(lines(GOOD) + b"\n".join(broken) + b"\n" + lines(*fine))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_spoils_its_own_case_only(name: str, all_broken: tuple[int, Any]) -> None:
    status, result = all_broken
    assert status == 1
    lines_at_fault = {fault["line"] for fault in result["rejected"]}
    assert lines_at_fault == set(range(2, 2 + len(BROKEN)))
    cases = {case["case_id"]: case for case in result["cases"]}
    assert cases["C-GOOD"]["duties"]
    assert (f"C-{name}" in cases) is (b"C-BAD" not in BROKEN[name])


def test_one_id_with_two_contents_withholds_both() -> None:
    other = {**GOOD, "case_id": "C-BAD", "event_id": "same"}
    third = {**GOOD, "case_id": "C-TOO", "event_id": "same", "to": "local_authority_accommodation"}
    status, result = answered(lines(GOOD, other, other, third))
    assert status == 1
    (fault,) = result["rejected"]
    assert (fault["line"], fault["event_id"], fault["field"]) == (4, "same", "event_id")
    assert [case["case_id"] for case in result["cases"]] == ["C-GOOD"]


def test_one_id_with_two_contents_in_python() -> None:
    protocol = pr.load(RIVERSIDE)
    one = protocol.parse_event(GOOD)
    two = protocol.parse_event({**GOOD, "to": "local_authority_accommodation"})
    with pytest.raises(ValueError, match="two events have the id good"):
        protocol.state([one, two], at=one.recorded_at)


def test_another_case_than_the_one_asked_for() -> None:
    given = lines(GOOD, {**GOOD, "event_id": "e2", "case_id": "C-ELSE"})
    status, result = answered(given, "--case", "C-GOOD")
    assert status == 0
    assert [case["case_id"] for case in result["cases"]] == ["C-GOOD"]
    said = command("run", RIVERSIDE, "-", *AT, "--case", "C-NONE", given=given)
    assert said.status == 2
    assert said.out == "" and 'no event is about a case "C-NONE"' in said.err


def test_asking_for_the_case_that_is_withheld() -> None:
    status, result = answered(lines(GOOD, bad(to=SECRET)), "--case", "C-BAD")
    assert status == 1
    assert result["cases"] == []
    assert result["rejected"]


@pytest.mark.parametrize("value", ["2026-03-29T01:30", "2025-10-26T01:30", "2026-02-30", "soon"])
def test_a_moment_that_does_not_exist(value: str) -> None:
    said = command("run", RIVERSIDE, "-", "--at", value, given=lines(GOOD))
    assert said.status == 2
    assert said.out == ""
    assert "--at" in said.err and value in said.err


def test_a_naive_moment_in_python() -> None:
    protocol = pr.load(RIVERSIDE)
    event = protocol.parse_event(GOOD)
    with pytest.raises(ValueError, match="without an offset"):
        protocol.state([event], at=event.recorded_at.replace(tzinfo=None))


def test_no_events_at_all() -> None:
    status, result = answered(b"")
    assert status == 0
    assert result["cases"] == [] and result["rejected"] == []


def test_a_log_of_nothing_but_bytes(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(bytes(range(256)) * 1000)
    said = command("run", RIVERSIDE, path, *AT)
    assert said.status == 1
    assert "line 1" in said.all
    assert len(said.all) < 500_000


def test_a_log_that_is_not_there(tmp_path: Path) -> None:
    said = command("run", RIVERSIDE, tmp_path / "nowhere.jsonl", *AT)
    assert said.status == 2
    assert said.out == "" and "nowhere.jsonl" in said.err


def test_a_log_that_is_a_folder(tmp_path: Path) -> None:
    said = command("run", RIVERSIDE, tmp_path, *AT)
    assert said.status == 2
    assert said.out == "" and "is a folder" in said.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_log_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines(GOOD))
    path.chmod(0)
    said = command("run", RIVERSIDE, path, *AT)
    assert said.status == 2
    assert said.out == "" and "may not be read by you" in said.err


@pytest.mark.parametrize("which", ["rules", "log"])
def test_files_that_the_system_refuses(
    which: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As above, also where the tests run as root."""
    log, rules = tmp_path / "log.jsonl", tmp_path / "rules.yaml"
    log.write_bytes(lines(GOOD))
    rules.write_bytes(RIVERSIDE.read_bytes())
    refused = {"rules": rules, "log": log}[which]
    real = Path.open

    def opened(self: Path, *arguments: Any, **more: Any) -> Any:
        if self == refused:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *arguments, **more)

    def read(self: Path) -> bytes:
        with opened(self, "rb") as file:
            content: bytes = file.read()
        return content

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(Path, "read_bytes", read)
    assert cli.main(["run", str(rules), str(log), *AT]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{refused} may not be read by you" in err


def test_a_log_in_the_place_of_the_rules_is_not_shown(tmp_path: Path) -> None:
    """A slip that is easily made: the names in the log must not be printed as a faulty rule."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines({"forename": SECRET, **GOOD}, {"forename": SECRET, **GOOD}))
    for arguments in (("run", path, RIVERSIDE, *AT), ("check", path)):
        said = command(*arguments)
        assert said.status in (1, 2)
        assert SECRET not in said.all
