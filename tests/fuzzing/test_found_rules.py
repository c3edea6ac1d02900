"""Rule files that once took too long, said too much or were not refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fuzzing import promises
from fuzzing.inputs import RIVERSIDE
from protocolrules.diagnostics import did_you_mean, render_text
from protocolrules.language.loading import check, read_bytes
from protocolrules.nodes import parse_yaml
from protocolrules.nodes.reading import MAX_BYTES

GOOD = (RIVERSIDE / "riverside.yaml").read_text("utf-8")
LONG = "k" * 5_000
FILE = Path("rules.yaml")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("PR011", f"a: &{LONG} b\n"),
        ("PR012", f"a: &{LONG} b\nc: *{LONG}\n"),
        ("PR017", f"? {LONG}\n: b\n? {LONG}\n: c\n"),
        ("PR019", f"? {LONG}\n:\n"),
        ("PR027", f"a: b\nkey:{LONG}\nc: d\n"),
    ],
)
def test_a_message_shows_the_beginning_of_a_long_text(code: str, text: str) -> None:
    _, findings = parse_yaml(text, "f.yaml")
    assert code in {each.code for each in findings}
    assert max(len(each.message + each.hint) for each in findings) < 250


def test_half_a_million_missing_values_are_counted_and_not_described() -> None:
    begun = time.process_time()
    _, findings = parse_yaml(b"-\n" * 250_000, "f.yaml")
    # About a second on a quiet machine; describing each took three times as long.
    assert time.process_time() - begun < 4
    assert [each.code for each in findings] == ["PR019"] * 50
    assert "249,950 more" in findings[-1].message


@pytest.mark.parametrize(
    ("written", "code"),
    [('"River\\x1B[2Jside"', "PR006"), ('"River\\u202Eside"', "PR009"), ('"a\\0b"', "PR006")],
)
def test_an_escape_for_what_cannot_be_seen_is_refused(written: str, code: str) -> None:
    text = GOOD.replace("Riverside joint working protocol", written)
    protocol, findings, texts = check(FILE, text.encode())
    assert protocol is None
    assert [(each.code, each.place.line) for each in findings] == [(code, 4)]
    promises.printable(render_text(findings, texts))


def test_an_escape_in_a_key_is_refused_too() -> None:
    text = GOOD.replace("  check-records:", '  "check\\x07records":', 1)
    _, findings, _ = check(FILE, text.encode())
    assert "PR006" in {each.code for each in findings}


def test_an_ordinary_escape_is_text() -> None:
    text = GOOD.replace("Riverside joint working protocol", '"Riverside caf\\u00E9"')
    protocol, _, _ = check(FILE, text.encode())
    assert protocol is not None and protocol.title == "Riverside café"


def test_a_log_is_refused_in_one_finding() -> None:
    data = b"x" + (RIVERSIDE / "events.jsonl").read_bytes()
    protocol, findings, texts = check(FILE, data)
    assert protocol is None
    assert [each.code for each in findings] == ["PR101"]
    assert "log of events" in findings[0].message
    assert "R-1" not in render_text(findings, texts)


def test_no_more_is_read_of_a_file_than_shows_that_it_is_too_big(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    assert len(read_bytes(path)) == MAX_BYTES + 1
    _, findings, _ = check(path, None)
    assert [each.code for each in findings] == ["PR002"]


def test_looking_for_a_misspelt_word_stops_early() -> None:
    known = [f"{'ab' * 200}{number:04}" for number in range(300)]
    word = "xy" * 202
    begun = time.process_time()
    assert did_you_mean(word, known) is None
    # 48 million steps if nothing stopped early.
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("word", "near"), [("remnaded", "remanded"), ("rmeanedd", "remanded"), ("ermandde", "remanded")]
)
def test_swapped_letters_are_still_found(word: str, near: str) -> None:
    assert did_you_mean(word, ["released", near, "sentenced"]) == near
