"""Findings: their table, their order, and their four ways to be shown."""

import json
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocolrules.diagnostics import (
    CODES,
    Finding,
    FindingsError,
    Place,
    Severity,
    did_you_mean,
    render_github,
    render_json,
    render_sarif,
    render_text,
)
from protocolrules.nodes import parse_yaml

PAGE = Path(__file__).parents[1] / "docs" / "messages.md"
CODE = re.compile(r"(?:PR[0-6]|EV\d)\d\d")

WHOM = Finding(
    "PR017",
    'unknown key "whom" in duty "notify"',
    Place("rules/remand.yaml", 9, 9, 4),
    why="an ignored key would leave the duty without a holder",
    hint='did you mean "who"?',
)
SOURCE = "\n" * 8 + "        whom: youth_justice\n"


def sections() -> dict[str, str]:
    parts = re.split(r"^### (\S+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


# --- the table ------------------------------------------------------------------------------


def test_codes_are_well_formed_sorted_and_said_plainly() -> None:
    assert list(CODES) == sorted(CODES, key=lambda code: (code[:2] != "PR", code))
    for code, line in CODES.items():
        assert CODE.fullmatch(code), code
        assert line == line.strip() and "\n" not in line and not line.endswith("."), code
        assert not line[0].isupper() or line[:4].isupper(), code


def test_each_code_has_a_section_on_the_page_and_no_section_is_left_over() -> None:
    headings = re.findall(r"^### (\S+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == list(CODES)


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("PR0")])
def test_the_example_on_the_page_triggers_its_code(code: str) -> None:
    for example in re.findall(r"```yaml\n(.*?)```", sections()[code], flags=re.DOTALL):
        _, findings = parse_yaml(example, "example.yaml")
        assert [found.code for found in findings] == [code]


def test_a_code_that_nobody_documented_is_refused() -> None:
    with pytest.raises(ValueError, match="PR999"):
        Finding("PR999", "something", Place("f", 1, 1))


# --- suggestions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("whom", "who"),
        ("wihtin", "within"),
        ("Within", "within"),
        ("social worker", "social_worker"),
        ("social-wroker", "social_worker"),
        ("ecsalaton", "escalation"),
        ("untl", "until"),
        ("deadline", None),
        ("at", None),
        ("x" * 100_000, None),
        ("", None),
    ],
)
def test_did_you_mean_offers_what_is_near(word: str, expected: str | None) -> None:
    candidates = ["escalation", "who", "within", "social_worker", "until", "if"]
    assert did_you_mean(word, candidates) == expected


def test_did_you_mean_prefers_the_nearest_and_then_the_alphabet() -> None:
    assert did_you_mean("plan_b", ["plan_d", "plan_a", "plan_bb"]) == "plan_a"
    assert did_you_mean("anything", []) is None


@given(st.text(), st.lists(st.text()))
def test_did_you_mean_offers_a_candidate_or_nothing(word: str, candidates: list[str]) -> None:
    assert did_you_mean(word, candidates) in (None, *candidates)
    assert did_you_mean(word, [*candidates, word]) is not None


# --- text -----------------------------------------------------------------------------------


def test_text_shows_the_line_a_caret_the_hint_and_the_reason() -> None:
    assert render_text([WHOM], {"rules/remand.yaml": SOURCE}) == (
        'rules/remand.yaml:9:9: error PR017 unknown key "whom" in duty "notify"\n'
        "9 |         whom: youth_justice\n"
        '  |         ^^^^ did you mean "who"?\n'
        "  = why: an ignored key would leave the duty without a holder"
    )


def test_text_shows_the_second_place() -> None:
    text = "who: a\n" + "#\n" * 9 + "who: b\n"
    _, findings = parse_yaml(text, "f.yaml")
    assert render_text(findings, {"f.yaml": text}) == (
        'f.yaml:11:1: error PR017 the key "who" twice in one place\n'
        "11 | who: b\n"
        "   | ^^^ delete one, or make it a list under one key\n"
        "  = why: only one of the two values could count, and nobody would see which\n"
        "  = also: f.yaml:1:1 the first one"
    )


def test_text_without_the_source_still_says_what_to_do() -> None:
    assert render_text([WHOM], {}).splitlines()[1] == '  = hint: did you mean "who"?'
    far = Finding("PR001", "the file is empty", Place("f", 7, 1))
    assert render_text([far], {"f": "a"}) == "f:7:1: error PR001 the file is empty"
    assert render_text([], {}) == ""


def test_findings_come_by_file_line_and_column() -> None:
    places = [Place("b", 1, 1), Place("a", 10, 1), Place("a", 9, 2), Place("a", 9, 1)]
    text = render_text([Finding("PR007", "a tab", place) for place in places], {})
    assert [line.split(": ")[0] for line in text.splitlines() if line] == [
        *("a:9:1", "a:9:2", "a:10:1", "b:1:1")
    ]


def test_a_long_line_is_shown_around_the_column() -> None:
    line = "x" * 5_000 + "HERE" + "y" * 5_000
    found = Finding("PR008", "a space", Place("f", 1, 5_001, 4), hint="do this")
    _, source, caret = render_text([found], {"f": line}).splitlines()
    assert len(source) < 120
    assert source.startswith("1 | …x")
    assert source.endswith("y…")
    at = source.index("HERE")
    assert caret[at : at + 12] == "^^^^ do this"


def test_the_caret_stands_under_the_fault_after_wide_letters_and_tabs() -> None:
    for before, width in [("\t\t", 2), ("日本", 4), ("e\u0301", 1), ("é", 1)]:
        found = Finding("PR008", "a space", Place("f", 1, len(before) + 1))
        assert render_text([found], {"f": before + "!"}).splitlines()[2] == f"  | {' ' * width}^"


def test_nothing_unseen_reaches_the_terminal() -> None:
    found = Finding("PR006", "key \x1b[2J", Place("f\n", 1, 2), "why\r", "hint\x07", None)
    text = render_text([found], {"f\n": "a\x1b[31mred\u202e\x85\u00a0"})
    assert all(char == "\n" or char.isprintable() for char in text)
    assert "a␛[31mred��␣" in text


def test_the_error_reads_as_text_and_survives_pickling() -> None:
    error = FindingsError([WHOM, Finding("PR001", "the file is empty", Place("a.yaml", 1, 1))])
    assert [found.code for found in error.findings] == ["PR001", "PR017"]
    assert str(error).startswith("a.yaml:1:1: error PR001 the file is empty\n")
    assert 'did you mean "who"?' in str(error)
    assert pickle.loads(pickle.dumps(error)).findings == error.findings


# --- for programs ---------------------------------------------------------------------------

DOUBLE = Finding(
    "PR017",
    "100% twice",
    Place("rules/a,b: c.yaml", 3, 1, 3),
    other=Place("rules/a,b: c.yaml", 1, 1, 3),
    other_label="the first one",
    severity=Severity.WARNING,
)


def test_json_has_every_part() -> None:
    answer = json.loads(render_json([WHOM, DOUBLE]))
    assert answer["format"] == "protocolrules.findings/1"
    double, whom = answer["findings"]
    assert whom == {
        "code": "PR017",
        "severity": "error",
        "message": WHOM.message,
        "file": "rules/remand.yaml",
        "line": 9,
        "column": 9,
        "length": 4,
        "why": WHOM.why,
        "hint": WHOM.hint,
        "also": None,
    }
    assert double["severity"] == "warning"
    assert double["also"] == {
        "file": "rules/a,b: c.yaml",
        "line": 1,
        "column": 1,
        "length": 3,
        "label": "the first one",
    }


def test_sarif_names_the_rule_and_the_region() -> None:
    log = json.loads(render_sarif([WHOM, DOUBLE]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"]: rule["shortDescription"]["text"] for rule in rules} == CODES
    double, whom = run["results"]
    assert rules[whom["ruleIndex"]]["id"] == whom["ruleId"] == "PR017"
    assert whom["level"] == "error"
    assert whom["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "rules/remand.yaml"},
        "region": {"startLine": 9, "startColumn": 9, "endColumn": 13},
    }
    assert double["level"] == "warning"
    (related,) = double["relatedLocations"]
    assert related["message"]["text"] == "the first one"
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "rules/a%2Cb%3A%20c.yaml"


def test_github_commands_are_one_line_each_and_escaped() -> None:
    double, whom = render_github([WHOM, DOUBLE]).split("\n")
    assert whom == (
        "::error file=rules/remand.yaml,line=9,col=9,endColumn=13,title=PR017::"
        'unknown key "whom" in duty "notify"%0Adid you mean "who"?'
        "%0Awhy: an ignored key would leave the duty without a holder"
    )
    assert double == (
        "::warning file=rules/a%2Cb%3A c.yaml,line=3,col=1,endColumn=4,title=PR017::100%25 twice"
    )


@given(st.text(), st.text(), st.text())
def test_any_text_can_be_shown(message: str, file: str, source: str) -> None:
    found = Finding("PR031", message, Place(file, 1, 1), hint=message, other=Place(file, 2, 1))
    assert render_text([found], {file: source})
    assert json.loads(render_json([found]))["findings"][0]["message"] == message
    assert json.loads(render_sarif([found]))
    assert "\n" not in render_github([found])
