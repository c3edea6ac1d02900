"""Every kind of branch on a small protocol: not shown, then shown by the expectation for it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import NamedTuple, get_args

import pytest

from protocolrules import definition
from protocolrules.document import Protocol
from protocolrules.scenarios import Evaluator, branches, render_report, run_paths
from protocolrules.scenarios.branches import Kind
from protocolrules.scenarios.coverage import branch_coverage

EVALUATOR = Evaluator(definition.state, definition.consider)

RULES = """\
protocol: example
title: Branches
authority: example
calendar: england-and-wales
parties: [yjs, csc]
readings:
  soon: {means: 2 days, others: [1 week, not set], because: no figure, clause: ["1"]}
  strictness: {means: lax, others: [strict], because: unclear, clause: ["1"]}
rules:
  meet:
    clause: ["1"]
    topic: court_and_remand
    when: {event: remanded, to: youth_detention_accommodation}
    if: {open_to_csc: yes, siblings_known: yes}
    unless: {excused: yes}
    duty:
      who: {in_this_order: [social_worker, csc_team_manager]}
      must: meet
      within: 10 working days
      done_when: {any_of: [{event: notified, by: csc}, {event: plan_made}]}
      no_use_after: {event: remand_ended}
  siblings-too:
    clause: ["1"]
    topic: court_and_remand
    when: {event: remanded}
    if: {siblings_known: yes}
    duty: {who: social_worker, must: think of them, not_observable: nobody writes it down}
  talk:
    clause: ["1"]
    topic: court_and_remand
    while: {open_to_csc: yes, open_to_yjs: yes}
    duty:
      who: {alternating: [social_worker, yjs_case_manager]}
      must: talk
      at_most_apart: 4 weeks
      done_when: {event: joint_supervision_held, by: the_holder}
  tell:
    clause: ["1"]
    topic: court_and_remand
    when: {event: remanded}
    duty:
      who:
        depends:
          - {if: {open_to_csc: yes}, then: social_worker}
          - {otherwise: yjs_case_manager}
      to: {in_this_order: [parent_or_carer, csc_team_manager]}
      must: tell
      within: soon
      done_when: {event: notified}
  each-reads:
    clause: ["1"]
    topic: court_and_remand
    when: {event: remanded}
    until: {event: remand_ended}
    duty:
      who: {each: [social_worker, yjs_case_manager]}
      should: read
      not_observable: nobody writes it down
  strictly:
    clause: ["1"]
    topic: court_and_remand
    while: {reading: strictness, is: strict}
    duty:
      who: social_worker
      must: look in, strictly
      regularly: yes
      done_when: {any_of: [{event: plan_made}, {event: notified, by: csc}]}
  strictly-or-allocated:
    clause: ["1"]
    topic: court_and_remand
    while: {any_of: [{reading: strictness, is: strict}, {held: yjs_case_manager}]}
    duty: {who: social_worker, must: look in too, not_observable: nobody writes it down}
  in-care-or-in-need:
    clause: ["1"]
    topic: court_and_remand
    while: {open_to_csc: yes, any_of: [{looked_after: yes}, {child_in_need: yes}]}
    duty: {who: social_worker, must: plan, not_observable: nobody writes it down}
  worker-and-case:
    clause: ["1"]
    topic: court_and_remand
    while: {held: social_worker, open_to_csc: yes, siblings_known: yes}
    duty: {who: social_worker, must: call, not_observable: nobody writes it down}
  nobody-and-no-case:
    clause: ["1"]
    topic: court_and_remand
    while: {vacant: social_worker, open_to_csc: no}
    duty: {who: csc_team_manager, must: call, not_observable: nobody writes it down}
  once-a-worker-comes:
    clause: ["1"]
    topic: court_and_remand
    when: {begins: {any_of: [{held: social_worker}, {looked_after: yes}]}}
    if: {open_to_csc: yes}
    duty: {who: social_worker, must: begin, not_observable: nobody writes it down}
  once-a-worker-goes:
    clause: ["1"]
    topic: court_and_remand
    when: {ends: {held: social_worker}}
    if: {open_to_csc: yes}
    duty: {who: csc_team_manager, must: end, not_observable: nobody writes it down}
  look-again:
    clause: ["1"]
    topic: court_and_remand
    when: {event: case_allocated, role: social_worker}
    while: {held: social_worker, not_happened: {event: case_closed, since: trigger}}
    duty: {who: social_worker, must: look again, not_observable: nobody writes it down}
  now-and-then:
    clause: ["1"]
    topic: court_and_remand
    while: {open_to_csc: yes}
    duty:
      who: social_worker
      must: look in now and then
      regularly: yes
      done_when: {event: plan_made}
  keep:
    clause: ["1"]
    topic: court_and_remand
    while: {open_to_csc: yes}
    duty: {who: social_worker, must: keep the placement, broken_by: {event: placement_changed}}
  attend:
    clause: ["1"]
    topic: court_and_remand
    at: core_group
    duty: {who: social_worker, must: attend, done_when: {attended: the_holder}}
  attend-with-siblings:
    clause: ["1"]
    topic: court_and_remand
    at: core_group
    if: {siblings_known: yes}
    duty: {who: social_worker, must: speak of them, done_when: {attended: the_holder}}
  may-ask:
    clause: ["1"]
    topic: court_and_remand
    when: {event: remanded}
    may: {who: social_worker, do: ask, at_most: 1, counted_by: {event: bail_applied_for}}
  not-alone:
    clause: ["1"]
    topic: court_and_remand
    must_not:
      who: social_worker
      do: change the placement alone
      broken_by: {event: placement_changed}
      unless_first: {event: consulted, with: yjs}
  lead:
    clause: ["1"]
    topic: court_and_remand
    while: {open_to_csc: yes}
    lead_professional: [{who: social_worker, scope: overall}]
  care-leaver:
    clause: ["1"]
    topic: court_and_remand
    when: {lasted: {looked_after: yes}, at_least: 13 weeks}
    until: {event: case_closed}
    status: care_leaver_eligible
escalations:
  dispute:
    clause: ["1"]
    topic: court_and_remand
    starts: {event: dispute_raised}
    stops: {event: dispute_resolved}
    begins_at:
      - {if: {field: {level: operational_manager}}, rung: 2}
      - {rung: 1}
    rungs:
      - to: csc_team_manager
        respond_within: 48 hours
      - to: csc_senior_manager
        if_absent: yjs_senior_manager
      - to: executive_director
vocabulary:
  facts:
    siblings_known: {title: siblings are known, type: yes_no}
    excused: {title: excused, type: yes_no}
  events:
    placement_changed: {title: placement changed}
    joint_supervision_held:
      title: joint supervision held
      fields: {by: {type: role}}
ledger:
  - {id: "1", kind: obligation, says: all of it}
"""


def run(folder: Path, events: str, expect: str, readings: str = "") -> tuple[Protocol, set[str]]:
    """The protocol, and the ids of the branches that a scenario shows."""
    path = folder / "story.yaml"
    path.write_text(_file(events, expect, readings), "utf-8")
    report = run_paths([path], EVALUATOR)
    (coverage,) = branch_coverage(report, EVALUATOR)
    assert report.failed == 0, render_report(report)
    return coverage.protocol, set(coverage.shown)


def _file(events: str, expect: str, readings: str) -> str:
    listed = indent("\n".join(f"- {line}" for line in events.splitlines()) or "[]", "      ")
    chosen = f"    readings: {readings}\n" if readings else ""
    return (
        "rule_file:\n"
        + indent(RULES, "  ")
        + f"scenarios:\n  story:\n    title: a story\n{chosen}    events:\n{listed}\n    expect:\n"
        + indent(f"- {dedent(expect)}", "      ")
    )


class Shows(NamedTuple):
    """A branch, a story, the moment and expectation that show it, and the readings."""

    branch: str
    events: str
    expect: str
    readings: str = ""


OPEN = "{kind: facts_reported, on: 2025-12-01, facts: {open_to_csc: yes, siblings_known: yes}}"
REMANDED = "{kind: remanded, at: 2025-12-19 15:00, to: youth_detention_accommodation}"
MEET = f"{OPEN}\n{REMANDED}"  # falls due at the end of 7 January
BOTH = "{kind: facts_reported, on: 2025-12-01, facts: {open_to_csc: yes, open_to_yjs: yes}}"
CLOSED = (
    "{kind: facts_reported, on: 2025-12-20, facts: {open_to_csc: {value: no, since: 2025-12-20}}}"
)
SUPERVISED = "{kind: joint_supervision_held, on: 2025-12-10, by: social_worker}"
MOVED = "{kind: placement_changed, on: 2025-12-10}"
CONSULTED = "{kind: consulted, at: 2025-12-09 12:00, with: yjs}"
RAISED = "{kind: dispute_raised, at: 2025-12-01 10:00}"
HELD = "{kind: meeting_held, at: 2025-12-10 10:00, meeting: core_group, about: M-1"
LOOKED_AFTER = (
    "{kind: facts_reported, on: 2025-09-01, facts: {looked_after: {value: yes, since: 2025-09-01}}}"
)
EXCUSED = """\
{kind: facts_reported, on: 2025-12-22, facts: {excused: {value: yes, since: 2025-12-22}}}"""
NO_PARENT = "{kind: facts_reported, on: 2025-12-19, holders: {parent_or_carer: vacant}}"
ASKED = "{kind: bail_applied_for, on: 2025-12-20}"


def met(day: str) -> str:
    """The first planning meeting's duty, met that day."""
    return f"{MEET}\n{{kind: notified, on: {day}, by: csc}}"


def escalated(*more: str) -> str:
    """A dispute that went up a rung, with what else happened."""
    return "\n".join((RAISED, "{kind: dispute_escalated, at: 2025-12-02 10:00, about: e1}", *more))


SHOWS = [
    Shows("rule:meet:fires", MEET, "{at: 2025-12-20, duty: meet}"),
    Shows(
        "rule:meet:does_not_fire",
        f"{{kind: facts_reported, on: 2025-12-01, facts: {{siblings_known: no}}}}\n{REMANDED}",
        "{at: 2025-12-20, not: {duty: meet}}",
    ),
    Shows(
        "rule:attend-with-siblings:does_not_fire",
        f"{{kind: facts_reported, on: 2025-12-01, facts: {{siblings_known: no}}}}\n{HELD}}}",
        "{at: 2025-12-20, not: {duty: {rule: attend-with-siblings, about: M-1}}}",
    ),
    Shows("rule:talk:does_not_fire", OPEN, "{at: 2025-12-20, only_duties: [now-and-then, keep]}"),
    Shows(
        "rule:strictly:does_not_fire", OPEN, "{at: 2025-12-20, only_duties: [now-and-then, keep]}"
    ),
    Shows("rule:strictly:does_not_fire", REMANDED, "{at: 2025-12-20, not: {duty: strictly}}"),
    Shows(
        "rule:strictly:alternative:2",
        "{kind: notified, on: 2025-12-10, by: csc}",
        "{at: 2025-12-20, duty: {rule: strictly, last_done: 2025-12-10}}",
        "{strictness: strict}",
    ),
    Shows(
        "rule:meet:unless",
        f"{MEET}\n{{kind: facts_reported, on: 2025-12-01, facts: {{excused: yes}}}}",
        "{at: 2025-12-20, not: {duty: meet}}",
    ),
    Shows(
        "rule:meet:question:fact:siblings_known",
        REMANDED,
        "{at: 2025-12-20, undetermined: {fact: siblings_known, rules: meet}}",
    ),
    Shows("rule:meet:last_day", MEET, "{at: 2026-01-07 12:00, duty: {rule: meet, state: due}}"),
    Shows(
        "rule:meet:last_day", met("2026-01-07"), "{at: 2026-02-01, duty: {rule: meet, state: met}}"
    ),
    Shows("rule:meet:day_after", MEET, "{at: 2026-01-08, duty: {rule: meet, state: overdue}}"),
    Shows(
        "rule:meet:day_after",
        met("2026-01-08"),
        "{at: 2026-02-01, duty: {rule: meet, state: met_late}}",
    ),
    Shows(
        "rule:meet:state:met", met("2025-12-22"), "{at: 2026-02-01, duty: {rule: meet, state: met}}"
    ),
    Shows(
        "rule:meet:state:met_late",
        met("2026-01-20"),
        "{at: 2026-02-01, duty: {rule: meet, state: met_late}}",
    ),
    Shows("rule:meet:state:overdue", MEET, "{at: 2026-02-01, duty: {rule: meet, state: overdue}}"),
    Shows(
        "rule:meet:state:missed",
        f"{MEET}\n{{kind: remand_ended, on: 2025-12-22}}",
        "{at: 2026-02-01, duty: {rule: meet, state: missed}}",
    ),
    Shows(
        "rule:meet:state:lapsed",
        f"{MEET}\n{EXCUSED}",
        "{at: 2026-02-01, duty: {rule: meet, state: lapsed}}",
    ),
    Shows(
        "rule:meet:alternative:1",
        met("2025-12-22"),
        "{at: 2026-02-01, duty: {rule: meet, state: met}}",
    ),
    Shows(
        "rule:meet:alternative:2",
        f"{MEET}\n{{kind: plan_made, on: 2025-12-22}}",
        "{at: 2026-02-01, duty: {rule: meet, met_by: e3}}",
    ),
    Shows(
        "rule:meet:fallback:who:csc_team_manager",
        f"{MEET}\n{{kind: facts_reported, on: 2025-12-19, holders: {{social_worker: vacant}}}}",
        "{at: 2025-12-20, duty: {rule: meet, now: csc_team_manager}}",
    ),
    Shows(
        "rule:tell:fallback:to:csc_team_manager",
        f"{REMANDED}\n{NO_PARENT}",
        "{at: 2025-12-20, duty: {rule: tell, to_now: csc_team_manager}}",
    ),
    Shows("rule:tell:case:who:1", MEET, "{at: 2025-12-20, duty: {rule: tell, who: social_worker}}"),
    Shows(
        "rule:talk:turn:who:yjs_case_manager",
        f"{BOTH}\n{SUPERVISED}",
        "{at: 2025-12-20, duty: {rule: talk, occurrence: 2, now: yjs_case_manager}}",
    ),
    Shows(
        "rule:talk:again",
        f"{BOTH}\n{SUPERVISED}",
        "{at: 2025-12-20, duty: {rule: talk, occurrence: 2}}",
    ),
    Shows(
        "rule:each-reads:side:who:social_worker",
        REMANDED,
        "{at: 2025-12-20, duty: {rule: each-reads, holder: social_worker}}",
    ),
    Shows(
        "rule:each-reads:state:in_force",
        REMANDED,
        "{at: 2025-12-20, duty: {rule: each-reads, holder: social_worker, state: in_force}}",
    ),
    Shows(
        "rule:now-and-then:state:untimed",
        OPEN,
        "{at: 2025-12-20, duty: {rule: now-and-then, state: untimed}}",
    ),
    Shows(
        "rule:now-and-then:last_done",
        f"{OPEN}\n{{kind: plan_made, on: 2025-12-10}}",
        "{at: 2025-12-20, duty: {rule: now-and-then, last_done: 2025-12-10}}",
    ),
    Shows(
        "rule:keep:broken",
        f"{OPEN}\n{MOVED}",
        "{at: 2025-12-20, duty: {rule: keep, breaches: {attributable: yes}}}",
    ),
    Shows(
        "rule:keep:state:kept",
        f"{OPEN}\n{CLOSED}",
        "{at: 2025-12-21, duty: {rule: keep, state: kept}}",
    ),
    Shows(
        "rule:attend:state:undetermined",
        f"{HELD}}}",
        "{at: 2025-12-20, duty: {rule: attend, state: undetermined}}",
    ),
    Shows(
        "rule:attend:state:missed",
        f"{HELD}, attendance: {{social_worker: apologies}}}}",
        "{at: 2025-12-20, duty: {rule: attend, state: missed}}",
    ),
    Shows(
        "rule:may-ask:used_up",
        f"{REMANDED}\n{ASKED}",
        "{at: 2025-12-21, permission: {rule: may-ask, uses_left: 0}}",
    ),
    Shows(
        "rule:not-alone:not_broken",
        OPEN,
        "{at: 2025-12-20, prohibition: {rule: not-alone, broken_by: none}}",
    ),
    Shows(
        "rule:not-alone:broken",
        MOVED,
        "{at: 2025-12-20, prohibition: {rule: not-alone, broken_by: e1}}",
    ),
    Shows(
        "rule:not-alone:gate",
        f"{CONSULTED}\n{MOVED}",
        "{at: 2025-12-20, prohibition: {rule: not-alone, broken_by: none}}",
    ),
    Shows(
        "rule:lead:given:lead_professional:overall",
        OPEN,
        "{at: 2025-12-20, assignment: {scope: overall, role: social_worker}}",
    ),
    Shows(
        "rule:lead:ended",
        f"{OPEN}\n{CLOSED}",
        "{at: 2025-12-21, assignment: {kind: lead_professional, scope: overall, role: none}}",
    ),
    Shows(
        "rule:care-leaver:gained",
        LOOKED_AFTER,
        "{at: 2025-12-20, status: {status: care_leaver_eligible, is: gained}}",
    ),
    Shows(
        "rule:care-leaver:expected",
        LOOKED_AFTER,
        "{at: 2025-09-20, status: {status: care_leaver_eligible, is: expected}}",
    ),
    Shows(
        "rule:care-leaver:lost",
        f"{LOOKED_AFTER}\n{{kind: case_closed, on: 2025-12-10, service: csc}}",
        "{at: 2025-12-20, status: {status: care_leaver_eligible, is: lost}}",
    ),
    Shows(
        "ladder:dispute:reached:2",
        escalated(),
        "{at: 2025-12-03, rung: {ladder: dispute, rung: 2}}",
    ),
    Shows(
        "ladder:dispute:skipped:2",
        f"{RAISED}\n{{kind: dispute_escalated, at: 2025-12-02 10:00, about: e1, to_rung: 3}}",
        "{at: 2025-12-03, rung: {ladder: dispute, rung: 2, state: skipped}}",
    ),
    Shows(
        "ladder:dispute:begins:2",
        "{kind: dispute_raised, at: 2025-12-01 10:00, level: operational_manager}",
        "{at: 2025-12-03, rung: {ladder: dispute, rung: 2}}",
    ),
    Shows(
        "ladder:dispute:fallback:rung2:yjs_senior_manager",
        escalated("{kind: facts_reported, on: 2025-12-01, holders: {csc_senior_manager: vacant}}"),
        "{at: 2025-12-03, rung: {ladder: dispute, rung: 2, now: yjs_senior_manager}}",
    ),
    Shows(
        "ladder:dispute:stopped",
        f"{RAISED}\n{{kind: dispute_resolved, at: 2025-12-02 10:00, about: e1}}",
        "{at: 2025-12-03, rung: {ladder: dispute, rung: 1, state: met}}",
    ),
    Shows(
        "ladder:dispute:last_day:1",
        RAISED,
        "{at: 2025-12-03 09:00, duty: {rule: dispute, state: due}}",
    ),
    Shows(
        "ladder:dispute:day_after:1",
        RAISED,
        "{at: 2025-12-03 11:00, rung: {ladder: dispute, rung: 1, state: overdue}}",
    ),
    Shows("reading:soon:reading:2 days", REMANDED, "{at: 2025-12-20, duty: tell}"),
    Shows(
        "reading:soon:reading:1 week", REMANDED, "{at: 2025-12-20, duty: tell}", "{soon: 1 week}"
    ),
]
NOT_ENOUGH = [
    # It merely came out, or the expectation is about something else.
    Shows("rule:meet:fires", MEET, "{at: 2025-12-20, duty: tell}"),
    Shows("rule:meet:state:met", met("2025-12-22"), "{at: 2026-02-01, duty: meet}"),
    Shows(
        "rule:meet:alternative:2",
        met("2025-12-22"),
        "{at: 2026-02-01, duty: {rule: meet, state: met}}",
    ),
    # Not tried: the remand is another one, or not yet known.
    Shows(
        "rule:meet:does_not_fire",
        OPEN + "\n" + REMANDED.replace("youth_detention", "local_authority"),
        "{at: 2025-12-20, not: {duty: meet}}",
    ),
    Shows("rule:talk:does_not_fire", CLOSED, "{at: 2025-12-01, only_duties: none}"),
    # The reading leaves only one of two ways out, and nothing is said of the other.
    Shows(
        "rule:strictly-or-allocated:does_not_fire",
        OPEN,
        "{at: 2025-12-20, only_duties: [now-and-then, keep]}",
    ),
    # It would not have arisen without the unless either.
    Shows(
        "rule:meet:unless",
        f"{OPEN.replace('siblings_known: yes', 'siblings_known: no, excused: yes')}\n{REMANDED}",
        "{at: 2025-12-20, not: {duty: meet}}",
    ),
    # Too far from the due date, on either side.
    Shows("rule:meet:last_day", MEET, "{at: 2026-01-05 12:00, duty: {rule: meet, state: due}}"),
    Shows(
        "rule:meet:last_day", met("2026-01-06"), "{at: 2026-02-01, duty: {rule: meet, state: met}}"
    ),
    Shows("rule:meet:day_after", MEET, "{at: 2026-01-10, duty: {rule: meet, state: overdue}}"),
    # A question that other rules ask too, without saying which is meant.
    Shows(
        "rule:meet:question:fact:siblings_known",
        REMANDED,
        "{at: 2025-12-20, undetermined: {fact: siblings_known}}",
    ),
    # The first of an order has its turn anyway.
    Shows(
        "rule:meet:fallback:who:csc_team_manager",
        MEET,
        "{at: 2025-12-20, duty: {rule: meet, now: social_worker}}",
    ),
    # Nobody was consulted, and nothing was done.
    Shows(
        "rule:not-alone:gate",
        CONSULTED,
        "{at: 2025-12-20, prohibition: {rule: not-alone, broken_by: none}}",
    ),
    Shows(
        "ladder:dispute:stopped",
        RAISED,
        "{at: 2025-12-02, rung: {ladder: dispute, rung: 1, state: due}}",
    ),
    Shows("reading:soon:reading:1 week", REMANDED, "{at: 2025-12-20, duty: tell}"),
]


@pytest.mark.parametrize("shows", SHOWS, ids=lambda shows: shows.branch)
def test_a_branch_is_shown_by_what_asserts_it(tmp_path: Path, shows: Shows) -> None:
    moment = shows.expect.split(",")[0].removeprefix("{")
    nothing = f"{{{moment}, questions: {{at_most: 99}}}}"
    found, shown = run(tmp_path, shows.events, nothing, shows.readings)
    assert shows.branch in {branch.id for branch in branches(found)}
    assert shown == set()
    _, shown = run(tmp_path, shows.events, shows.expect, shows.readings)
    assert shows.branch in shown


@pytest.mark.parametrize("shows", NOT_ENOUGH, ids=lambda shows: shows.branch)
def test_a_branch_is_not_shown_by_what_is_beside_it(tmp_path: Path, shows: Shows) -> None:
    _, shown = run(tmp_path, shows.events, shows.expect, shows.readings)
    assert shows.branch not in shown


def test_every_kind_of_branch_is_tried_here(tmp_path: Path) -> None:
    found, _ = run(tmp_path, "", "{at: 2026-01-01, questions: 0}")
    kinds = {branch.id: branch.kind for branch in branches(found)}
    assert {kinds[shows.branch] for shows in SHOWS} == set(get_args(Kind))


def test_every_branch_has_an_id_of_its_own_and_a_place(tmp_path: Path) -> None:
    found, _ = run(tmp_path, "", "{at: 2026-01-01, questions: 0}")
    every = branches(found)
    assert len({branch.id for branch in every}) == len(every)
    assert {branch.rule for branch in every} == {*found.rules, *found.ladders, *found.readings}
    assert all(branch.place.line > 1 and branch.words for branch in every)


def test_only_what_is_possible_is_asked_for(tmp_path: Path) -> None:
    found, _ = run(tmp_path, "", "{at: 2026-01-01, questions: 0}")
    every = {branch.id for branch in branches(found)}
    for impossible in (
        "rule:tell:does_not_fire",  # any remand sets it off
        "rule:not-alone:does_not_fire",  # it always stands
        "rule:now-and-then:state:overdue",  # no number
        "rule:attend:state:met_late",  # judged when it is held
        "rule:tell:state:lapsed",  # nothing ends it
        "rule:each-reads:state:met",  # nothing could show it
        "rule:meet:question:fact:open_to_csc",  # a child on remand is looked after, so open
        "rule:keep:question:fact:open_to_csc",  # one condition alone is not asked about
        "rule:look-again:question:holder:social_worker",  # the allocation says it
        "rule:in-care-or-in-need:question:fact:open_to_csc",  # either of the two says it
        "rule:nobody-and-no-case:question:holder:social_worker",  # with no case there is none
        "rule:once-a-worker-comes:question:fact:open_to_csc",  # either way it is open
        "ladder:dispute:skipped:3",  # the last cannot be passed over
    ):
        assert impossible not in every
    for possible in (
        "rule:in-care-or-in-need:question:fact:looked_after",
        "rule:worker-and-case:question:fact:open_to_csc",  # that siblings are known is news
        "rule:nobody-and-no-case:question:fact:open_to_csc",  # a vacancy leaves it open
        "rule:once-a-worker-goes:question:fact:open_to_csc",  # the case may go on
    ):
        assert possible in every


def test_a_scenario_that_fails_shows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(_file(MEET, "{at: 2025-12-20, duty: [meet, talk]}", ""), "utf-8")
    report = run_paths([path], EVALUATOR)
    (coverage,) = branch_coverage(report, EVALUATOR)
    assert report.failed == 1
    assert coverage.shown == frozenset()
    assert coverage.percent == 0
    assert coverage.lacking() == list(coverage.branches)
