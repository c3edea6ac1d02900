"""Every kind of expectation holds when it is right, and fails when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocolrules.results import (
    Amount,
    Anchor,
    Assignment,
    Because,
    Breach,
    BrokenBy,
    CaseState,
    Conflict,
    Duty,
    EscalationStep,
    FormerDue,
    Lapse,
    Missing,
    PassedOver,
    Permission,
    Prohibition,
    Reason,
    Status,
    Step,
    Undetermined,
    WhoNow,
)
from scenarios.example import BAIL, CARE, LEAD, NO_ADULT, NOTIFY, PLAN, d, run, scenario, t

TOGETHER = WhoNow(
    how="together",
    roles=("yjs_case_manager", "social_worker"),
    now=("social_worker", "yjs_case_manager"),
    holders={"social_worker": "SW-7", "team_manager": None},
    unknown=("yjs_case_manager",),
)
DIRECTOR = WhoNow(
    how="in_this_order",
    roles=("team_manager", "director"),
    now=("director",),
    passed_over=(PassedOver(role="team_manager", why="unable"),),
)
WHY = Because(
    trigger="remanded to youth_detention",
    event_id="e1",
    at=t("2025-12-19 15:00"),
    conditions=(
        Reason(
            condition="all of",
            holds=True,
            parts=(
                Reason(
                    condition="open_to_csc yes",
                    holds=True,
                    value="yes",
                    event_id="e2",
                    how="found",
                ),
                Reason(condition="social_worker is held", holds=None, how="unknown"),
                Reason(condition="judged: unsafe", holds=False, how="no_report"),
            ),
        ),
    ),
    readings={"immediately": "1 hour"},
    derivation=(
        Step(day=d("2025-12-22"), count=1, note="working day"),
        Step(day=d("2025-12-25"), note="bank holiday: Christmas Day"),
    ),
    notes=("counted from the first report",),
)
DUTY = Duty(
    id=f"{PLAN}:C-1:e1",
    rule=PLAN,
    clause=("8.7",),
    topic="meetings",
    modality="must",
    who=TOGETHER,
    to=DIRECTOR,
    action="hold the planning meeting",
    anchor=Anchor(of="event", id="e1"),
    due=t("2026-01-07"),
    last_day=d("2026-01-07"),
    state="due",
    age_days=19,
    readings=("immediately",),
    provisional=True,
    missing=(Missing(fact="risk"), Missing(holder="yjs_case_manager")),
    notes=("several are open",),
    because=WHY,
)
LATE = Duty(
    id=f"{NOTIFY}:C-1:e1",
    rule=NOTIFY,
    clause=("8.5",),
    topic="meetings",
    modality="should",
    who=WhoNow(how="one", roles=("social_worker",), now=("social_worker",)),
    action="notify",
    anchor=Anchor(of="event", id="e1"),
    due=t("2025-12-19 17:00"),
    last_day=d("2025-12-19"),
    state="met_late",
    met_by="e2",
    met_at=t("2025-12-23 10:00"),
    met_on=d("2025-12-23"),
    met_recorded_at=t("2025-12-24 09:00"),
    lateness=Amount(count=2, unit="working days"),
    breaches=(
        Breach(
            from_=t("2025-12-19 17:00"),
            to=t("2025-12-23 10:00"),
            attributable=False,
            why_not="short notice",
        ),
    ),
    departures=(Breach(from_=t("2025-12-19 17:00"), to=None),),
    re_dated=(
        FormerDue(
            due=t("2025-12-18"),
            last_day=d("2025-12-18"),
            until=t("2025-12-18 09:00"),
            event_id="e2",
        ),
    ),
    short_notice=True,
    as_soon_as_possible=True,
    last_done_at=t("2025-11-01 10:00"),
    not_observable="nothing in the log shows it",
)
GONE = LATE.model_copy(
    update={
        "id": f"{NOTIFY}:C-1:M-1",
        "anchor": Anchor(of="occasion", id="M-1"),
        "occurrence": 2,
        "state": "lapsed",
        "last_day": None,
        "due": None,
        "met_by": None,
        "met_at": None,
        "met_on": None,
        "lateness": None,
        "lapse": Lapse(
            at=t("2026-01-02 10:00"), why="the remand ended", event_id="e2", anything_recorded=True
        ),
    }
)
RUNG = EscalationStep(
    ladder="dispute",
    clause=("10.1",),
    about="e1",
    rung=2,
    of=2,
    to=DIRECTOR,
    action="answer",
    from_=t("2026-01-05 09:00"),
    respond_by=t("2026-01-07 09:00"),
    state="overdue",
    final=True,
    no_final_rung="the text names none",
    breaches=(Breach(from_=t("2026-01-07 09:00")),),
    because=WHY,
)
CASE = CaseState(
    case_id="C-1",
    duties=(DUTY, LATE, GONE),
    permissions=(
        Permission(
            rule=BAIL, clause=("8.3",), who=TOGETHER, action="ask", uses_left=1, event_id="e1"
        ),
    ),
    prohibitions=(
        Prohibition(
            rule=NO_ADULT,
            clause=("5.2",),
            who=TOGETHER,
            action="act",
            modality="must_not",
            broken_by=(BrokenBy(event_id="e2", at=t("2026-01-01 10:00")),),
        ),
    ),
    assignments=(
        Assignment(
            kind="lead_professional",
            role="social_worker",
            holder="SW-7",
            scope="overall",
            from_=t("2025-12-19 15:00"),
            rule=LEAD,
            clause=("3.1",),
            because=WHY,
        ),
        Assignment(
            kind="lead_professional",
            role="team_manager",
            scope="placement",
            from_=t("2025-12-01 15:00"),
            to=t("2025-12-19 15:00"),
            rule=LEAD,
            clause=("3.1",),
        ),
    ),
    escalations=(RUNG,),
    statuses=(Status(rule=CARE, clause=("8.7",), status="care_leaver", expected=d("2026-03-20")),),
    undetermined=(
        Undetermined(
            missing=Missing(fact="risk"), clause=("8.7",), rules=(PLAN,), found_out_by=NOTIFY
        ),
        Undetermined(missing=Missing(reading="immediately"), clause=("8.5",), rules=(NOTIFY,)),
        Undetermined(missing=Missing(field="to"), clause=("8.5",), rules=(PLAN,), event_id="e2"),
    ),
    conflicts=(
        Conflict(between="rules", rules=(PLAN, NOTIFY), clause=("8.5", "8.7")),
        Conflict(between="assignments", rules=(LEAD,), clause=("3.1",), scope="overall"),
    ),
    warnings=("bank holidays are known until 2028",),
)

PLAN_DUTY = f"duty: {{rule: {PLAN}, "
LATE_DUTY = f"duty: {{rule: {NOTIFY}, occurrence: 1, "
GONE_DUTY = f"duty: {{rule: {NOTIFY}, occurrence: 2, "
BECAUSE = f"{PLAN_DUTY}because: "
LADDER = "rung: {ladder: dispute, rung: 2, "
WORKED = "worked: by hand"

# What stands before the wrong part, the right value, a wrong one.
PAIRS = [
    # duties
    ("duty: ", PLAN, SERVICE_RULE := "share-contacts"),
    (PLAN_DUTY, "state: due}", "state: overdue}"),
    (PLAN_DUTY, f"last_day: 2026-01-07, {WORKED}}}", f"last_day: 2026-01-08, {WORKED}}}"),
    (PLAN_DUTY, f"due: 2026-01-08 00:00, {WORKED}}}", f"due: 2026-01-08 00:01, {WORKED}}}"),
    (PLAN_DUTY, f"due: 2026-01-07, {WORKED}}}", "due: none}"),
    (GONE_DUTY, "last_day: none}", f"last_day: 2026-01-08, {WORKED}}}"),
    (PLAN_DUTY, "modality: must}", "modality: should}"),
    (PLAN_DUTY, "action: Planning}", "action: panel}"),
    (PLAN_DUTY, "topic: meetings}", "topic: none}"),
    (PLAN_DUTY, "who: [social_worker, yjs_case_manager]}", "who: [social_worker]}"),
    (
        PLAN_DUTY,
        "who: {together: [social_worker, yjs_case_manager]}}",
        "who: {each: [social_worker, yjs_case_manager]}}",
    ),
    (LATE_DUTY, "who: social_worker}", "who: not_named}"),
    (PLAN_DUTY, "now: [social_worker, yjs_case_manager]}", "now: social_worker}"),
    (PLAN_DUTY, "holders: {social_worker: SW-7}}", "holders: {social_worker: SW-8}}"),
    (PLAN_DUTY, "holders: {team_manager: vacant}}", "holders: {social_worker: vacant}}"),
    (PLAN_DUTY, "holders: {yjs_case_manager: unknown}}", "holders: {director: unknown}}"),
    (PLAN_DUTY, "to: [team_manager, director]}", "to: [director, team_manager]}"),
    (LATE_DUTY, "to: none}", "to: director}"),
    (PLAN_DUTY, "to_now: director}", "to_now: team_manager}"),
    (PLAN_DUTY, "passed_over: none}", "passed_over: director}"),
    (PLAN_DUTY, "anchor: e1}", "anchor: e2}"),
    (PLAN_DUTY, "about: e1}", "about: e2}"),
    (f"duty: {{rule: {NOTIFY}, about: ", "M-1}", "standing}"),
    (f"duty: {{rule: {NOTIFY}, about: M-1, holder: ", "social_worker}", "director}"),
    (f"duty: {{rule: {NOTIFY}, state: lapsed, occurrence: ", "2}", "3}"),
    (PLAN_DUTY, "met_by: none}", "met_by: e2}"),
    (LATE_DUTY, "met_by: e2}", "met_by: e1}"),
    (LATE_DUTY, "met_at: 2025-12-23 10:00}", "met_at: 2025-12-23 10:01}"),
    (LATE_DUTY, "met_on: 2025-12-23}", "met_on: 2025-12-24}"),
    (LATE_DUTY, "met_recorded: 2025-12-24 09:00}", "met_recorded: 2025-12-24 10:00}"),
    (LATE_DUTY, "lateness: 2 working days}", "lateness: 2 days}"),
    (PLAN_DUTY, "lateness: none}", "lateness: 1 day}"),
    (PLAN_DUTY, "age_days: 19}", "age_days: 18}"),
    (PLAN_DUTY, "breaches: none}", "breaches: [{attributable: yes}]}"),
    (LATE_DUTY, "breaches: {from: 2025-12-19 17:00}}", "breaches: {from: 2025-12-19 17:01}}"),
    (LATE_DUTY, "breaches: {to: 2025-12-23 10:00}}", "breaches: {to: open}}"),
    (LATE_DUTY, "breaches: {attributable: no}}", "breaches: {attributable: yes}}"),
    (LATE_DUTY, "breaches: {why_not: notice}}", "breaches: {why_not: recorded}}"),
    (LATE_DUTY, "breaches: {to: 2025-12-23 10:00}}", "breaches: [{attributable: no}, {to: open}]}"),
    (LATE_DUTY, "departures: {to: open}}", "departures: none}"),
    (LATE_DUTY, "re_dated: {last_day: 2025-12-18}}", "re_dated: {last_day: 2025-12-19}}"),
    (LATE_DUTY, "re_dated: {event: e2}}", "re_dated: {event: e1}}"),
    (LATE_DUTY, "re_dated: {until: 2025-12-18 09:00}}", "re_dated: none}"),
    (PLAN_DUTY, "provisional: yes}", "provisional: no}"),
    (LATE_DUTY, "short_notice: yes}", "short_notice: no}"),
    (LATE_DUTY, "as_soon_as_possible: yes}", "as_soon_as_possible: no}"),
    (LATE_DUTY, "last_done: 2025-11-01}", "last_done: none}"),
    (LATE_DUTY, "not_observable: shows it}", "not_observable: none}"),
    (GONE_DUTY, "lapse: remand ended}", "lapse: case closed}"),
    (GONE_DUTY, "lapse: {at: 2026-01-02 10:00}}", "lapse: {at: 2026-01-03 10:00}}"),
    (GONE_DUTY, "lapse: {event: e2, anything_recorded: yes}}", "lapse: {anything_recorded: no}}"),
    (PLAN_DUTY, "lapse: none}", "lapse: ended}"),
    (PLAN_DUTY, "missing: [{holder: yjs_case_manager}, {fact: risk}]}", "missing: [{fact: risk}]}"),
    (LATE_DUTY, "missing: none}", "missing: {reading: immediately}}"),
    (PLAN_DUTY, 'clause: "8.7"}', 'clause: ["8.5", "8.7"]}'),
    (PLAN_DUTY, "readings: immediately}", "readings: none}"),
    (PLAN_DUTY, "notes: several are}", "notes: none of them}"),
    (f"duty: {{rule: {NOTIFY}, count: ", "2}", "1}"),
    (f"duty: {{rule: {NOTIFY}, state: lapsed, count: ", "1}", "2}"),
    # reasons
    (BECAUSE, "{trigger: youth_detention}}", "{trigger: local_authority}}"),
    (BECAUSE, "{trigger: remanded, event: e1}}", "{trigger: remanded, event: e2}}"),
    (BECAUSE, "{fact: open_to_csc, is: yes, event: e2}}", "{fact: open_to_csc, is: no}}"),
    (BECAUSE, "{fact: open_to_csc, how: found}}", "{fact: open_to_csc, how: defined}}"),
    (BECAUSE, "{fact: open_to_csc}}", "{fact: risk}}"),
    (BECAUSE, "{role: social_worker, holds: unknown}}", "{role: social_worker, holds: yes}}"),
    (BECAUSE, "{judgement: unsafe, holds: no}}", "{judgement: unsafe, holds: yes}}"),
    (BECAUSE, "{condition: is held}}", "{condition: is vacant}}"),
    (BECAUSE, "{reading: immediately, is: 1 hour}}", "{reading: immediately, is: 2 hours}}"),
    (
        BECAUSE,
        "{skipped: 2025-12-25, reason: Christmas}}",
        "{skipped: 2025-12-25, reason: Boxing}}",
    ),
    (BECAUSE, "{skipped: 2025-12-25}}", "{skipped: 2025-12-22}}"),
    (BECAUSE, "{counted: 2025-12-22, as: 1}}", "{counted: 2025-12-22, as: 2}}"),
    (BECAUSE, "first report}", "second report}"),
    (BECAUSE, "[first report, {event: e2}]}", "[first report, {event: e2, is: no}]}"),
    # ladders
    (LADDER, "state: overdue}", "state: due}"),
    (LADDER, f"respond_by: 2026-01-07 09:00, {WORKED}}}", f"respond_by: 2026-01-08, {WORKED}}}"),
    (LADDER, "to: {in_this_order: [team_manager, director]}}", "to: director}"),
    (LADDER, "now: director}", "now: team_manager}"),
    (LADDER, "from: 2026-01-05 09:00}", "from: 2026-01-05 09:01}"),
    (LADDER, "until: none}", "until: 2026-01-06}"),
    (LADDER, "breaches: {to: open}}", "breaches: none}"),
    (LADDER, "final: yes}", "final: no}"),
    (LADDER, "no_final_rung: names none}", "no_final_rung: none}"),
    (LADDER, "about: e1}", "about: e2}"),
    (LADDER, 'clause: "10.1"}', 'clause: "8.7"}'),
    (LADDER, "because: {event: e1}}", "because: {skipped: 2025-12-26}}"),
    ("rung: {ladder: dispute, rung: ", "2}", "1}"),
    ("rung: {ladder: dispute, count: ", "1}", "2}"),
    # assignments
    ("assignment: {scope: overall, role: ", "social_worker}", "team_manager}"),
    ("assignment: {scope: overall, role: ", "social_worker}", "none}"),
    ("assignment: {role: social_worker, holder: ", "SW-7}", "SW-8}"),
    ("assignment: {role: social_worker, from: ", "2025-12-19 15:00}", "2025-12-19 16:00}"),
    ("assignment: {kind: lead_professional, scope: ", "overall}", "placement}"),
    ("assignment: {scope: placement, role: ", "none}", "team_manager}"),
    ("assignment: {scope: placement, to: ", "2025-12-19 15:00}", "2025-12-20}"),
    ("assignment: {scope: overall, rule: ", f"{LEAD}}}", f"{PLAN}}}"),
    ("assignment: {scope: overall, because: ", "{event: e1}}", "{event: e2, is: no}}"),
    # the rest
    ("status: {status: care_leaver, is: ", "expected}", "gained}"),
    ("status: {status: care_leaver, is: ", "expected}", "none}"),
    ("status: {status: care_leaver, is: ", "expected}", "lost}"),
    (f"status: {{status: care_leaver, {WORKED}, expected_on: ", "2026-03-20}", "2026-03-21}"),
    (f"permission: {{rule: {BAIL}, uses_left: ", "1}", "2}"),
    (f"permission: {{rule: {BAIL}, uses_left: ", "1}", "none}"),
    ("permission: ", BAIL, PLAN),
    (f"prohibition: {{rule: {NO_ADULT}, broken_by: ", "e2}", "none}"),
    (f"prohibition: {{rule: {NO_ADULT}, broken_by: ", "e2}", "[e1, e2]}"),
    (f"prohibition: {{rule: {NO_ADULT}, modality: ", "must_not}", "should_not}"),
    (f"prohibition: {{rule: {NO_ADULT}, interpreted: ", "no}", "yes}"),
    ("undetermined: {fact: ", "risk}", "open_to_csc}"),
    ("undetermined: {reading: immediately, clause: ", '"8.5"}', '"8.7"}'),
    ("undetermined: {fact: risk, rules: ", f"{PLAN}}}", f"[{PLAN}, {NOTIFY}]}}"),
    ("undetermined: {fact: risk, found_out_by: ", f"{NOTIFY}}}", "none}"),
    ("undetermined: {field: to, event: ", "e2}", "e1}"),
    ("questions: ", "3", "2"),
    ("questions: {at_most: ", "3}", "2}"),
    ("conflict: {rules: ", f"[{PLAN}, {NOTIFY}]}}", f"[{PLAN}, {LEAD}]}}"),
    ("conflict: {scope: ", "overall}", "placement}"),
    ("conflict: {scope: overall, between: ", "assignments}", "rules}"),
    ("warning: ", "Bank holidays", "review date"),
    ("only_duties: ", f"[{NOTIFY}, {PLAN}]", f"[{PLAN}]"),
    ("only_duties: ", f"[{NOTIFY}, {PLAN}]", f"[{NOTIFY}, {PLAN}, {SERVICE_RULE}]"),
    ("only_duties: ", f"[{NOTIFY}, {PLAN}]", "none"),
    # what must not be there
    ("not: {duty: ", f"{{rule: {PLAN}, state: overdue}}}}", f"{{rule: {PLAN}, state: due}}}}"),
    ("not: {duty: ", "{state: overdue}}", "{state: lapsed}}"),
    ("not: {duty: ", f"[{LEAD}, {BAIL}]}}", f"[{LEAD}, {PLAN}]}}"),
    ("not: {undetermined: ", "{fact: open_to_csc}}", "{fact: risk}}"),
    ("not: {assignment: ", "{scope: placement}}", "{scope: overall}}"),
    ("not: {rung: ", "{ladder: dispute, rung: 1}}", "{ladder: dispute}}"),
    ("not: {status: ", "{status: care_leaver, is: gained}}", "care_leaver}"),
    ("not: {permission: ", f"{PLAN}}}", f"{BAIL}}}"),
    ("not: {prohibition: ", f"{{rule: {NO_ADULT}, broken_by: e1}}}}", f"{NO_ADULT}}}"),
    ("not: {conflict: ", "{scope: placement}}", "{scope: overall}}"),
    ("not: {warning: ", "review date}", "bank}"),
    ("warning: ", "known until", "none"),
]
ABOUT_A_MEETING = """\
- kind: remanded
  at: 2025-12-19 15:00
  to: youth_detention
- kind: meeting_planned
  on: 2025-12-19
  about: M-1
  meeting: planning
  planned_on: 2026-01-02
- kind: facts_reported
  on: 2025-12-19
  facts: {open_to_csc: yes}
"""


@pytest.mark.parametrize(("before", "right", "wrong"), PAIRS)
def test_an_expectation_holds_when_right_and_fails_when_wrong(
    tmp_path: Path, before: str, right: str, wrong: str
) -> None:
    good = run(tmp_path, scenario(before + right, ABOUT_A_MEETING), CASE)
    assert (good.verdict, good.findings, good.misses) == ("passed", (), ())
    bad = run(tmp_path, scenario(before + wrong, ABOUT_A_MEETING), CASE)
    assert bad.verdict == "failed", bad.findings
    for miss in bad.misses:
        assert miss.expected
        assert miss.actual
        assert miss.place.line > 1
