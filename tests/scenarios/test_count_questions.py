"""How many questions are asked about a case: the tool that counts them."""

from __future__ import annotations

import re
from pathlib import Path

from events.tools import tool
from protocolrules.bundled import bundled_ids

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


def test_the_page_has_a_row_for_each_protocol() -> None:
    page = (ROOT / "docs" / "semantics.md").read_text("utf-8")
    assert "python tools/count_questions.py" in page
    rows = re.findall(r"^\| (\w+) \| \d+ \| [\d.]+ \| \d+ \| \d+ \|$", page, re.MULTILINE)
    assert tuple(rows) == tuple(bundled_ids())
