"""Rule files that are no rule files, or nearly: each a clear error with its place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import protocolrules as pr
from bad_input.command import AT, RIVERSIDE, Said, command
from protocolrules.diagnostics import FindingsError

GOOD = RIVERSIDE.read_text("utf-8")


def replaced(old: str, new: str) -> bytes:
    assert GOOD.count(old) >= 1, old
    return GOOD.replace(old, new, 1).encode()


BOMB = "a: &a [x, x]\n" + "".join(
    f"{two}: &{two} [*{one}, *{one}, *{one}, *{one}, *{one}, *{one}, *{one}, *{one}]\n"
    for one, two in zip("abcdefghijklmnop", "bcdefghijklmnopq", strict=True)
)

FAULTY = {
    "empty": (b"", "PR001", "1:1"),
    "only-a-comment": (b"# nothing yet\n", "PR001", "1:1"),
    "fifty-megabytes": (GOOD.encode() + b"# " + b"x" * 50_000_000 + b"\n", "PR002", "1:1"),
    "nested-brackets": (b"rules: " + b"[" * 100_000 + b"]" * 100_000 + b"\n", "PR003", "1:1007"),
    "nested-braces": (b"{a: " * 100_000 + b"x" + b"}" * 100_000 + b"\n", "PR003", "1:"),
    "alias-bomb": (BOMB.encode(), "PR012", "2:8"),
    "duplicate-key": (replaced("title: River", "title: One\ntitle: River"), "PR017", "5:1"),
    "duplicate-rule": (replaced("  share-risk:", "  tell-social-care:"), "PR017", "67:3"),
    "no-break-space": (replaced("title: River", "title:\u00a0River"), "PR008", "4:7"),
    "tab": (replaced("    clause: [1.1]", "\tclause: [1.1]"), "PR007", "32:1"),
    "binary": (bytes(range(256)) * 10, "PR005", "3:115"),
    "utf-16": (GOOD.encode("utf-16"), "PR005", "1:1"),
    "a-list": (b"- protocol: riverside\n", "PR1", "1:1"),
    "a-word": (b"riverside\n", "PR1", "1:1"),
    "unclosed-quote": (replaced("title: River", 'title: "River'), "PR0", "4:"),
    "two-documents": (GOOD.encode() + b"---\n" + GOOD.encode(), "PR0", ""),
    "on-as-a-kind": (replaced("{event: bail_refused}", "{event: on}"), "PR201", "107:19"),
    "a-time-as-a-period": (replaced("2 working days", "17:30"), "PR305", "38:15"),
    "a-number-as-a-period": (replaced("2 working days", "3.10"), "PR305", "38:15"),
    "no-as-a-holder": (replaced("who: yjs_case_manager", "who: no"), "PR201", "36:12"),
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What `check` says of all of them together, in the folder where they lie."""
    folder = tmp_path_factory.mktemp("faulty")
    for name, (data, _, _) in FAULTY.items():
        (folder / f"{name}.yaml").write_bytes(data)
    (folder / "good.yaml").write_bytes(GOOD.encode())
    begun = time.monotonic()
    said = command("check", ".", folder=folder)
    assert time.monotonic() - begun < 30
    return said


@pytest.mark.parametrize("name", FAULTY)
def test_check_names_the_fault_and_its_place(name: str, checked: Said) -> None:
    _, code, place = FAULTY[name]
    assert checked.status == 1
    assert checked.err == ""
    assert any(
        line.startswith(f"{name}.yaml:{place}") and f"error {code}" in line
        for line in checked.out.splitlines()
    ), checked.out[:2000]
    assert len(checked.out) < 100_000
    assert "good.yaml" not in checked.out


@pytest.mark.parametrize("name", FAULTY)
def test_load_raises_one_error_with_every_fault(name: str, tmp_path: Path) -> None:
    data, code, place = FAULTY[name]
    path = tmp_path / "faulty.yaml"
    path.write_bytes(data)
    with pytest.raises(FindingsError) as caught:
        pr.load(path)
    found = caught.value.findings
    assert any(
        each.code.startswith(code) and f"{each.place.line}:{each.place.column}".startswith(place)
        for each in found
    ), found
    assert all(each.place.file == str(path) and each.message for each in found)


def test_run_says_that_a_faulty_file_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_bytes(FAULTY["duplicate-key"][0])
    said = command("run", path, "-", *AT)
    assert said.status == 2
    assert said.out == ""
    assert "5:1" in said.err and "cannot be used" in said.err


WORDS = """\
protocol: on
title: no
in_force: {edition: 3.10}
calendar: england-and-wales
parties: [yjs, csc]
courts:
  off: {title: yes, sits: [friday], opens: 17:30}
rules:
  "null":
    clause: [3.10, 3.1]
    topic: case_work
    when: {event: remanded}
    duty:
      who: yjs
      must: y
      within: {next_sitting: off}
      done_when: {event: notified}
ledger:
  - {id: 3.10, kind: obligation, says: "no"}
  - {id: 3.1, kind: obligation, says: ~}
"""


def test_words_that_yaml_takes_for_something_else_stay_as_written(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(WORDS.replace("~", "1e3"), "utf-8")
    read = pr.load(path).document
    assert (read.id, read.title, read.edition.name) == ("on", "no", "3.10")
    assert read.rules["null"].clause == ("3.10", "3.1")
    assert [entry.id for entry in read.ledger] == ["3.10", "3.1"]
    assert [entry.says for entry in read.ledger] == ["no", "1e3"]
    assert f"{read.courts['off'].opens:%H:%M}" == "17:30"
    assert read.courts["off"].title == "yes"


@pytest.mark.parametrize("verb", ["check", "run", "ledger"])
def test_a_file_that_is_not_there(verb: str, tmp_path: Path) -> None:
    more = ("-", *AT) if verb == "run" else ()
    said = command(verb, tmp_path / "nowhere.yaml", *more)
    assert said.status == 2
    assert said.out == ""
    assert "nowhere.yaml" in said.err
    with pytest.raises(FileNotFoundError):
        pr.load(tmp_path / "nowhere.yaml")


def test_an_unknown_id_is_answered_with_those_there_are() -> None:
    said = command("run", "enfeild", "-", *AT)
    assert said.status == 2
    assert 'did you mean "enfield"?' in said.err


@pytest.mark.parametrize("verb", ["check", "run"])
def test_a_folder_is_no_rule_file(verb: str, tmp_path: Path) -> None:
    more = ("-", *AT) if verb == "run" else ()
    said = command(verb, tmp_path, *more)
    assert said.status == 2
    assert said.out == ""
    assert "rule files" in said.err or "folder" in said.err
