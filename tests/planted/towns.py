"""Small protocols, put together from as few rules as a fault needs to show."""

from __future__ import annotations

import protocolrules as pr
from protocolrules.language import load_protocol

HEAD = """
protocol: town
title: A town
authority: town
calendar: england-and-wales
parties: [yjs, csc]
"""
LEDGER = """
ledger: [{id: "1", kind: obligation, says: all of it}]
"""

RULES = {
    "five-working-days": """
    when: {event: remanded}
    duty: {who: yjs, must: tell, within: 5 working days, done_when: {event: notified}}
""",
    "days-of-hours": """
    when: {event: arrested}
    duty: {who: yjs, must: call, within: 72 hours, done_when: {event: contact_made}}
""",
    "working-hours": """
    when: {event: arrested}
    duty: {who: yjs, must: call, within: 6 working hours, done_when: {event: contact_made}}
""",
    "one-month": """
    when: {event: sentenced}
    duty: {who: yjs, must: plan, within: 1 month, done_when: {event: plan_made}}
""",
    "no-time": """
    when: {event: charged}
    duty: {who: yjs, must: consult, as_soon_as_possible: yes, done_when: {event: consulted}}
""",
    "in-care": """
    when: {event: charged}
    if: {looked_after: yes}
    duty: {who: yjs, must: tell, within: 2 days, done_when: {event: notified}}
""",
    "before-release": """
    before: {release: 5 working days}
    duty: {who: yjs, must: plan, done_when: {event: plan_made}}
""",
    "in-order": """
    when: {event: arrested}
    duty:
      who: {in_this_order: [social_worker, yjs_case_manager]}
      must: come
      within: 1 day
      done_when: {event: appropriate_adult_arranged, by: the_holder}
""",
    "each": """
    when: {event: concern_raised}
    duty:
      who: {each: [yjs, csc]}
      must: write it down
      within: 1 day
      done_when: {event: record_updated, by: the_holder}
""",
    "keep-quiet": """
    while: {looked_after: no}
    must_not: {who: yjs, do: share it, broken_by: {event: information_shared}}
""",
    "ask-again": """
    when: {event: bail_refused}
    may: {who: yjs_court_officer, do: ask again, at_most: 1, counted_by: {event: bail_applied_for}}
""",
    "lead": """
    while: {looked_after: yes}
    lead_professional: {who: social_worker, scope: overall}
""",
    "other-lead": """
    while: {open_to_yjs: yes}
    lead_professional: {who: yjs_case_manager, scope: overall}
""",
}
LADDERS = {
    "dispute": """
    starts: {event: dispute_raised}
    stops: {event: dispute_resolved}
    rungs:
      - {to: csc_team_manager, respond_within: 2 working days}
      - {to: csc_head_of_service, if_absent: director_of_children_and_families}
    no_final_rung: the text names none
""",
    "quick": """
    starts: {event: concern_raised}
    stops: {event: concern_resolved}
    rungs:
      - {to: yjs_team_manager, respond_within: 4 hours, moves_by_clock: yes}
      - {to: head_of_youth_justice, respond_within: 1 week}
""",
}
_ABOUT = '\n    clause: "1"\n    topic: {}'


def town(*names: str, head: str = "", rules: str = "", ladders: str = "") -> pr.Protocol:
    """A protocol, made anew, of rules and ladders by name and as text."""
    return pr.Protocol(load_protocol("town.yaml", text_of(names, head, rules, ladders).encode()))


def text_of(names: tuple[str, ...], head: str = "", rules: str = "", ladders: str = "") -> str:
    """The rule file."""
    of_rules = [n for n in names if n in RULES] or ([] if rules else ["no-time"])
    chosen = "".join(_written(n, RULES[n], "case_work") for n in of_rules) + rules
    climbs = "".join(_written(n, LADDERS[n], "escalation") for n in names if n in LADDERS) + ladders
    parts = [HEAD, head, f"rules:\n{chosen}"]
    return "".join((*parts, f"escalations:\n{climbs}" if climbs else "", LEDGER))


def _written(name: str, body: str, topic: str) -> str:
    return f"  {name}:{_ABOUT.format(topic)}{body}"
