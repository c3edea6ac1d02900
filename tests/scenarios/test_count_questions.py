"""How many questions are asked about a case: the tool that counts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from events.tools import tool
from protocolrules.bundled import bundled_ids, bundled_path

ROOT = Path(__file__).parents[2]
WHOLE = sorted((ROOT / "rules" / "scenarios").glob("*/a-whole-case.yaml"))
counting = tool("count_questions")

EXAMPLE = """
title: Two questions and then one
rule_file:
  protocol: example
  title: Telling
  authority: example
  calendar: england-and-wales
  parties: [yjs, csc]
  rules:
    tell:
      clause: "1.1"
      topic: information_sharing
      when: {event: charged}
      if: {open_to_csc: yes, looked_after: yes}
      duty: {who: yjs, must: tell social care, done_when: {event: notified, to: csc}}
    meet:
      clause: "1.1"
      topic: governance
      for: service
      duty: {who: yjs, must: meet, regularly: yes, done_when: {held: joint_service_meeting}}
  ledger:
    - {id: "1.1", kind: obligation, says: made up}
scenarios:
  asked:
    title: what is not known is asked
    events:
      - {kind: charged, at: 2026-03-02 10:00}
      - {kind: facts_reported, at: 2026-03-04 10:00, facts: {open_to_csc: yes}}
      - {kind: facts_reported, at: 2026-03-06 10:00, facts: {looked_after: no}}
    expect:
      - {at: 2026-03-03, questions: 2}
      - {at: 2026-03-05, questions: 1}
      - {at: 2026-03-07, questions: 0}
      - {at: 2026-03-07, authority: example, questions: 0}
"""


def test_each_moment_about_a_case_counts_and_none_about_services(tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(EXAMPLE, "utf-8")
    found = list(counting.counts([file]))
    assert [each.questions for each in found] == [2, 1, 0]
    assert counting.table(found).splitlines()[2:] == [
        "| example | 3 | 1 | 2 | 2 | example.yaml, asked, at 2026-03-03 |"
    ]


def test_a_whole_case_asks_a_handful() -> None:
    found = list(counting.counts(WHOLE))
    assert len(found) > 15
    assert max(each.questions for each in found) <= 5


@pytest.mark.parametrize("protocol", bundled_ids())
def test_the_page_has_the_row_of_a_protocol(protocol: str) -> None:
    page = (ROOT / "docs" / "semantics.md").read_text("utf-8")
    assert "python tools/count_questions.py" in page
    row = counting.table(counting.counts([bundled_path(protocol)])).splitlines()[-1]
    without_place = row.rsplit(" | ", 1)[0]
    assert f"\n{without_place} |\n" in page
