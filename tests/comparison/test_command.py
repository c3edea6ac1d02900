"""`protocolrules compare` on the command line."""

import json

import pytest

from protocolrules.bundled import bundled_ids
from protocolrules.cli import main
from riverside import RULES

Capture = pytest.CaptureFixture[str]


def test_without_a_protocol_it_compares_the_included_ones(capsys: Capture) -> None:
    assert main(["compare", "--topic", "escalation", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [each["label"] for each in said["protocols"]] == list(bundled_ids())


def test_rule_files_and_ids_go_together(capsys: Capture) -> None:
    assert main(["compare", str(RULES), "notts", "--topic", "police_custody", "supervision"]) == 0
    said = capsys.readouterr().out
    assert "Police custody\n==============\n" in said
    assert "notts: says nothing" in said


def test_markdown(capsys: Capture) -> None:
    assert main(["compare", str(RULES), "--format", "markdown"]) == 0
    assert "| topic | riverside |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--topic", "supervison"], 'did you mean "supervision"?'),
        (["--topic", "supervision", "enfield"], "name protocols before --topic"),
        (["enfield", "enfield"], "name each protocol once"),
        (["enfeild"], 'did you mean "enfield"?'),
    ],
)
def test_what_cannot_be_compared(argv: list[str], said: str, capsys: Capture) -> None:
    assert main(["compare", *argv]) == 2
    assert said in capsys.readouterr().err
