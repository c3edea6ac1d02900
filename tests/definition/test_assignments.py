"""Leads and other assignments, statuses and conflicts (section 3)."""

from __future__ import annotations

from typing import Any

from definition.small import ev, london, protocol, state
from protocolrules.results import CaseState

P = protocol("""
rules:
  sw-leads:
    while: {open_to_csc: yes}
    lead_professional:
      - {who: social_worker, scope: overall}
      - {who: yjs_case_manager, scope: offending_behaviour}
  yjs-leads:
    while: {in_custody: yes}
    lead_professional: {who: yjs_case_manager, scope: overall}
  oversees:
    when: {event: case_transferred}
    assign: {kind: oversight, who: yjs_overseeing_officer, scope: court}
  takes-over:
    when: {event: charged}
    assign: {kind: oversight, who: yjs_case_manager, scope: court}
  must:
    when: {event: arrested}
    conflicts_with: must-not
    duty: {who: yjs_team_manager, must: share, done_when: {event: plan_shared}}
  must-not:
    while: {consent_to_share: no}
    must_not: {who: yjs, do: share, broken_by: {event: plan_shared}}
""")


def leads(s: CaseState, kind: str = "lead_professional") -> list[tuple[Any, ...]]:
    return [(x.role, x.scope, x.from_, x.to) for x in s.assignments if x.kind == kind]


def test_an_assignment_lasts_while_its_condition_holds() -> None:
    log = [
        ev("case_opened", "2026-01-05 12:00", service="csc"),
        ev("case_closed", "2026-01-08 12:00", service="csc"),
    ]
    start, end = london("2026-01-05 12:00"), london("2026-01-08 12:00")
    assert leads(state(P, log, "2026-01-06 12:00"))[0][2:] == (start, None)
    assert set(leads(state(P, log, "2026-01-09 12:00"))) == {
        ("social_worker", "overall", start, end),
        ("yjs_case_manager", "offending_behaviour", start, end),
    }


def test_the_holder_is_shown_where_it_is_known() -> None:
    log = [ev("case_allocated", "2026-01-05 12:00", role="social_worker", worker="W-1")]
    found = {
        x.role: (x.holder, x.holder_known) for x in state(P, log, "2026-01-06 12:00").assignments
    }
    assert found == {"social_worker": ("W-1", True), "yjs_case_manager": (None, False)}


def test_without_an_end_it_lasts_until_the_next_of_that_scope() -> None:
    log = [
        ev("case_transferred", "2026-01-05 12:00", to_other_area=True),
        ev("charged", "2026-01-07 12:00"),
    ]
    found = leads(state(P, log, "2026-01-09 12:00"), "oversight")
    assert [(role, to) for role, _, _, to in found] == [
        ("yjs_overseeing_officer", london("2026-01-07 12:00")),
        ("yjs_case_manager", None),
    ]


def test_or_until_the_case_closes_for_every_party() -> None:
    log = [
        ev("case_opened", "2026-01-01 12:00", service="yjs"),
        ev("case_transferred", "2026-01-05 12:00", to_other_area=True),
        ev("case_closed", "2026-01-07 12:00", service="yjs"),
    ]
    assert (
        leads(state(P, log, "2026-01-09 12:00"), "oversight")[0][3] is None
    )  # social care may go on
    log.append(ev("case_closed", "2026-01-08 12:00", service="csc"))
    assert leads(state(P, log, "2026-01-09 12:00"), "oversight")[0][3] == london("2026-01-08 12:00")


def test_two_leads_for_one_scope_conflict_while_both_stand() -> None:
    log = [
        ev("case_opened", "2026-01-05 12:00", service="csc"),
        ev("remanded", "2026-01-06 12:00", to="youth_detention_accommodation"),
    ]
    (conflict,) = state(P, log, "2026-01-06 13:00").conflicts
    assert (conflict.between, conflict.rules, conflict.scope) == (
        "assignments",
        ("sw-leads", "yjs-leads"),
        "overall",
    )
    assert not state(P, [*log, ev("released", "2026-01-07 12:00")], "2026-01-07 13:00").conflicts


def test_rules_that_contradict_each_other_conflict_while_both_apply() -> None:
    log = [ev("consent_refused", "2026-01-05 12:00"), ev("arrested", "2026-01-06 12:00")]
    (conflict,) = state(P, log, "2026-01-06 13:00").conflicts
    assert (conflict.between, conflict.rules) == ("rules", ("must", "must-not"))
    assert not state(P, log[:1], "2026-01-06 13:00").conflicts


STATUS = protocol("""
rules:
  gains:
    when: {event: charged}
    until: {event: acquitted}
    status: care_leaver_eligible
  uses:
    when: {event: sentenced}
    if: {care_leaver_eligible: yes}
    duty: {who: yjs_team_manager, must: tell, done_when: {event: notified}}
""")


def test_a_status_that_a_rule_gives_is_a_fact() -> None:
    sentence = ev("sentenced", "2026-01-08 12:00", to="fine")
    charge, acquit = ev("charged", "2026-01-05 12:00"), ev("acquitted", "2026-01-07 12:00")
    assert state(STATUS, [charge, sentence], "2026-01-09 12:00").duties
    assert not state(STATUS, [charge, acquit, sentence], "2026-01-09 12:00").duties
    (gone,) = state(STATUS, [charge, acquit], "2026-01-09 12:00").statuses
    assert (gone.from_, gone.to) == (london("2026-01-05 12:00"), london("2026-01-07 12:00"))


def test_of_a_report_and_a_rule_the_later_beginning_wins() -> None:
    lost = ev("status_lost", "2026-01-04 12:00", status="care_leaver_eligible")
    sentence = ev("sentenced", "2026-01-08 12:00", to="fine")
    charge = ev("charged", "2026-01-05 12:00")
    assert state(STATUS, [lost, charge, sentence], "2026-01-09 12:00").duties
    later = ev("status_lost", "2026-01-06 12:00", status="care_leaver_eligible")
    assert not state(STATUS, [charge, later, sentence], "2026-01-09 12:00").duties


def test_what_is_found_only_later_assigns_from_then_on() -> None:
    check = ev("system_checked", "2026-01-08 12:00", service="csc", open=True)
    assert not state(P, [check], "2026-01-06 12:00", "2026-01-09 12:00").assignments
    assert len(state(P, [check], "2026-01-09 12:00").assignments) == 2


def test_two_whom_one_rule_names_together_do_not_conflict() -> None:
    p = protocol("""
rules:
  links:
    while: {in_custody: yes}
    assign: {kind: link, who: {together: [yjs_link_manager, csc_link_manager]}, scope: overall}
""")
    s = state(
        p,
        [ev("remanded", "2026-01-05 12:00", to="youth_detention_accommodation")],
        "2026-01-06 12:00",
    )
    assert len(s.assignments) == 2 and not s.conflicts


UNSURE = protocol("""
readings:
  who_oversees: {means: not set, others: [yjs_team_manager]}
rules:
  leads:
    when: {event: charged}
    lead_professional:
      who:
        depends:
          - {if: {looked_after: yes}, then: social_worker}
          - {otherwise: yjs_case_manager}
      scope: overall
  oversees:
    when: {event: charged}
    assign: {kind: oversight, who: {reading: who_oversees}, scope: court}
""")


def test_nobody_is_said_to_lead_while_it_is_unknown_who_does() -> None:
    moved = ev("charged", "2026-01-05 12:00")
    s = state(UNSURE, [moved], "2026-01-06 12:00")
    assert s.assignments == ()
    asked = {(q.missing.fact or q.missing.reading): q.rules for q in s.undetermined}
    assert asked == {"looked_after": ("leads",), "who_oversees": ("oversees",)}
    told = ev("facts_reported", "2026-01-05 13:00", facts={"looked_after": {"value": False}})
    s = state(UNSURE, [moved, told], "2026-01-06 12:00", who_oversees="yjs_team_manager")
    assert {x.role for x in s.assignments} == {"yjs_team_manager", "yjs_case_manager"}
    assert not s.undetermined
