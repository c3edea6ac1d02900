"""The demo runs on what is shipped, and tells the story that it promises."""

import json

import pytest

from protocolrules.cli import main
from protocolrules.cli.demo import EVENTS, MOMENTS


def test_the_demo_shows_three_moments_and_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == 0
    out = capsys.readouterr().out
    for at, says in MOMENTS:
        assert says in out
        assert f"--at {at}" in out
    assert "Case E-104" in out
    assert "Case E-118" in out
    assert "Thu 25 December 2025: bank holiday: Christmas Day, not counted" in out
    assert "due by Wed 7 January 2026" in out
    assert "moved from" in out
    assert "short notice" in out


def test_every_shipped_event_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "enfield", str(EVENTS), "--at", "2026-04-30", "--format", "json"]) == 0
    assert not json.loads(capsys.readouterr().out)["rejected"]


def test_the_demo_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert len(content["results"]) == len(MOMENTS)
    assert content["explanation"]["rule"]
