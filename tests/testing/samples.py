"""Rule files for the tests of the testing kit: a sound one, and ones with one fault each."""

from __future__ import annotations

from functools import lru_cache

import protocolrules as pr
from protocolrules.language import load_protocol

SOUND = """
protocol: harbour
title: Harbour town
calendar: england-and-wales
parties: [yjs, csc]
rules:
  tell:
    clause: "1"
    topic: case_work
    when: {event: charged}
    if: {looked_after: yes}
    duty: {who: yjs, must: tell, within: 2 working days, done_when: {event: notified}}
  keep-quiet:
    clause: "1"
    topic: information_sharing
    while: {looked_after: no}
    must_not: {who: yjs, do: share it, broken_by: {event: information_shared, by: yjs}}
escalations:
  dispute:
    clause: "1"
    topic: escalation
    starts: {event: dispute_raised}
    stops: {event: dispute_resolved}
    rungs:
      - {to: csc_team_manager, respond_within: 1 day}
      - {to: csc_head_of_service}
    no_final_rung: the text names none
ledger: [{id: "1", kind: obligation, says: all of it}]
"""
NEVER = SOUND.replace(
    "if: {looked_after: yes}", "if: {all_of: [{looked_after: yes}, {looked_after: no}]}"
)
"""The condition of one rule can never hold."""

OVERLAP = SOUND.replace(
    "escalations:",
    """  lead-in-care:
    clause: "1"
    topic: case_work
    while: {looked_after: yes}
    lead_professional: {who: social_worker, scope: overall}
  lead-on-order:
    clause: "1"
    topic: case_work
    while: {open_to_yjs: yes}
    lead_professional: {who: yjs_case_manager, scope: overall}
escalations:""",
)
"""Two rules give one scope to two people, and declare no conflict."""


@lru_cache
def loaded(text: str) -> pr.Protocol:
    return pr.Protocol(load_protocol("harbour.yaml", text.encode()))
