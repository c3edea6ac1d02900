"""What `explain` says of a duty for which the protocol gives no date: so much, and no threat."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from protocolrules.cli import main
from protocolrules.scenarios import read_scenarios

SCENARIOS = Path(__file__).parents[2] / "rules" / "scenarios"
NO_DATE = "the protocol gives no date, so it ages and is never overdue"
NO_INTERVAL = "the protocol gives no interval, so it ages and is never overdue"


def log_of(protocol: str, scenario: str, folder: Path) -> str:
    """The events of a scenario as a file of JSON lines."""
    file = read_scenarios(SCENARIOS / protocol / "nothing-has-a-number.yaml")
    (found,) = (each for each in file.scenarios if each.name == scenario)
    log = folder / "events.jsonl"
    log.write_text("\n".join(event.to_json() for event in found.events), "utf-8")
    return str(log)


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(list(argv)) == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("protocol", "scenario", "at"),
    [
        ("knowsley", "a-year-of-silence", "2027-03-02"),
        ("notts", "a-year-goes-by", "2027-03-12"),
    ],
)
def test_every_such_duty_ages_and_is_said_never_to_be_overdue(
    protocol: str, scenario: str, at: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of(protocol, scenario, tmp_path)
    asked = [protocol, log, "--at", at, "--case", "C-1"]
    (case,) = json.loads(said(capsys, "run", *asked, "--format", "json"))["cases"]
    open_ones = [duty for duty in case["duties"] if duty["state"] == "untimed"]
    assert len(open_ones) > 6
    for duty in open_ones:
        text = said(capsys, "explain", *asked, duty["id"])
        (words,) = (each for each in (NO_DATE, NO_INTERVAL) if each in text)
        assert f"{words} (open for {duty['age_days']} days)" in text
        assert f"{duty['action']}: untimed" in text
        assert "breach" not in text


def test_a_year_without_a_date_counts_its_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of("knowsley", "a-year-of-silence", tmp_path)
    asked = ["explain", "knowsley", log, "--at", "2027-03-02", "--case", "C-1"]
    # From 2 March 2026 to 2 March 2027 it is 365 days.
    assert f"{NO_DATE} (open for 365 days)" in said(capsys, *asked, "advise-the-family-of-sharing")
    assert f"{NO_INTERVAL} (open for 365 days)" in said(capsys, *asked, "work-closely")
    throughout = said(capsys, *asked, "joint-approach-before-boundaries")
    assert "it has no date: it stands throughout" in throughout


def test_what_is_done_after_ten_months_was_never_overdue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of("knowsley", "done-after-ten-months", tmp_path)
    asked = ["explain", "knowsley", log, "--at", "2027-01-06", "--case", "C-1"]
    text = said(capsys, *asked, "notify-social-care-of-yos-involvement")
    assert "the protocol gives no date, so it was never overdue" in text
    assert "late" not in text


def test_what_waits_for_a_date_to_be_planned_is_not_said_never_to_be_overdue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules, log = tmp_path / "rules.yaml", tmp_path / "events.jsonl"
    rules.write_text(
        """
protocol: example
title: Release
authority: example
calendar: england-and-wales
parties: [yjs, csc]
rules:
  plan:
    clause: "1.1"
    topic: custody_and_resettlement
    when: {event: sentenced}
    duty:
      who: yjs
      must: plan
      before: {release: 10 working days}
      done_when: {event: plan_made}
ledger: [{id: "1.1", kind: obligation, says: a plan ten working days before the release}]
""",
        "utf-8",
    )
    event = {
        "event_id": "e1",
        "case_id": "C-1",
        "kind": "sentenced",
        "occurred_at": "2026-03-02T12:00:00Z",
        "to": "detention_and_training_order",
    }
    log.write_text(json.dumps(event), "utf-8")
    text = said(
        capsys, "explain", str(rules), str(log), "--at", "2026-03-09", "--case", "C-1", "plan"
    )
    assert "must plan: untimed" in text
    assert "it has no date yet: no time is known for this: release from custody" in text
    assert "never overdue" not in text
