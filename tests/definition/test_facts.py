"""Facts: spans, findings, definitions, three values, ages, spells (section 2)."""

from __future__ import annotations

from typing import Any

import pytest

from definition.small import asked, duties, duty, ev, london, protocol, state
from protocolrules.results import CaseState

WATCH = protocol("""
rules:
  while-open:
    while: {open_to_csc: yes}
    duty: {who: yjs_case_manager, must: keep in touch, not_observable: nobody records it}
  while-closed:
    while: {open_to_csc: no}
    duty: {who: yjs_case_manager, must: say so, not_observable: nobody records it}
""")


def open_at(s: CaseState) -> str:
    """Whether the case counts as open to social care: yes, no or unknown."""
    found = {
        d.rule
        for d in s.duties
        if d.state == "in_force" and d.rule in ("while-open", "while-closed")
    }
    return {"while-open": "yes", "while-closed": "no"}.get("".join(found), "unknown")


def opened(when: str, **more: Any) -> dict[str, object]:
    return ev("case_opened", when, service="csc", **more)


def closed(when: str, **more: Any) -> dict[str, object]:
    return ev("case_closed", when, service="csc", **more)


def checked(when: str, open: bool, **more: Any) -> dict[str, object]:
    return ev("system_checked", when, service="csc", open=open, **more)


def told(when: str, fact: str, value: object, **more: Any) -> dict[str, object]:
    span = {k: more.pop(k) for k in ("since", "until") if k in more}
    return ev("facts_reported", when, facts={fact: {"value": value, **span}}, **more)


OPEN, CLOSE, CHECK_YES, CHECK_NO = (
    opened("2026-01-05 12:00"),
    closed("2026-01-08 12:00"),
    checked("2026-01-10 12:00", True),
    checked("2026-01-10 12:00", False),
)


@pytest.mark.parametrize(
    ("log", "at", "answer"),
    [
        ([], "2026-01-07 12:00", "unknown"),
        ([OPEN], "2026-01-05 11:59", "unknown"),  # an event makes it from then on only
        ([OPEN], "2026-01-05 12:00", "yes"),
        ([OPEN, CLOSE], "2026-01-08 12:00", "no"),
        # a finding fills the time before the first report…
        # (what stands on it counts from the finding itself)
        ([CHECK_YES], "2026-01-01 12:00", "unknown"),
        ([CHECK_YES], "2026-01-10 12:00", "yes"),
        # …but not the time after one that it contradicts: the change is dated at the finding
        ([OPEN, CHECK_NO], "2026-01-09 12:00", "yes"),
        ([OPEN, CHECK_NO], "2026-01-10 12:00", "no"),
        ([OPEN, CHECK_NO], "2026-01-04 12:00", "unknown"),
        # a report with `since` begins there; `until` names the last day
        (
            [told("2026-01-10 12:00", "open_to_csc", True, since="2026-01-03")],
            "2026-01-02 12:00",
            "unknown",
        ),
        (
            [told("2026-01-10 12:00", "open_to_csc", True, since="2026-01-03")],
            "2026-01-03 00:00",
            "yes",
        ),
        (
            [told("2026-01-10 12:00", "open_to_csc", True, since="2026-01-03", until="2026-01-05")],
            "2026-01-05 23:59",
            "yes",
        ),
        (
            [told("2026-01-10 12:00", "open_to_csc", True, since="2026-01-03", until="2026-01-05")],
            "2026-01-06 00:00",
            "no",
        ),
        # found to have held until a day that is gone
        (
            [told("2026-01-10 12:00", "open_to_csc", True, until="2026-01-05")],
            "2026-01-12 12:00",
            "no",
        ),
        # a worker, a plan, a remand: definitions
        (
            [ev("case_allocated", "2026-01-05 12:00", role="social_worker", worker="W")],
            "2026-01-06 12:00",
            "yes",
        ),
        ([ev("status_gained", "2026-01-05 12:00", status="section_17")], "2026-01-06 12:00", "yes"),
        (
            [ev("remanded", "2026-01-05 12:00", to="youth_detention_accommodation")],
            "2026-01-06 12:00",
            "yes",
        ),
        # of a report and a definition the later beginning wins
        (
            [ev("case_allocated", "2026-01-05 12:00", role="social_worker", worker="W"), CLOSE],
            "2026-01-09 12:00",
            "no",
        ),
        (
            [OPEN, CLOSE, ev("status_gained", "2026-01-09 12:00", status="child_in_need")],
            "2026-01-09 12:00",
            "yes",
        ),
        # a definition whose beginning nobody reported counts from the first report of it
        ([CLOSE, told("2026-01-12 12:00", "section_20", True)], "2026-01-10 12:00", "no"),
        (
            [
                told("2026-01-07 12:00", "open_to_csc", False),
                told("2026-01-12 12:00", "section_20", True),
            ],
            "2026-01-12 12:00",
            "yes",
        ),
    ],
)
def test_open_to_social_care(log: list[dict[str, object]], at: str, answer: str) -> None:
    assert open_at(state(WATCH, log, at, "2026-02-01 12:00")) == answer


def test_a_report_that_disagrees_with_a_definition_is_warned_of() -> None:
    log = [ev("case_allocated", "2026-01-05 12:00", role="social_worker", worker="W"), CLOSE]
    assert any("open_to_csc" in w for w in state(WATCH, log, "2026-01-09 12:00").warnings)
    assert not state(WATCH, [OPEN, CLOSE], "2026-01-09 12:00").warnings


IF = protocol("""
rules:
  check:
    when: {event: remanded}
    if: {open_to_csc: yes}
    duty:
      who: yjs_case_manager
      must: tell social care
      within: 1 working day
      done_when: {event: notified}
  find-out:
    when: {event: arrested}
    duty: {who: yjs_case_manager, must: check, done_when: {event: system_checked, service: csc}}
""")
BAIL = ev("bail_refused", "2026-01-01 12:00")


def begun(when: str = "2026-01-07 12:00") -> dict[str, object]:
    return ev("sentenced", when, "e1", to="referral_order")


SENTENCE = protocol("""
rules:
  check:
    when: {event: sentenced}
    if: {open_to_csc: yes}
    duty:
      who: yjs_case_manager
      must: tell social care
      within: 1 working day
      done_when: {event: notified}
  find-out:
    when: {event: arrested}
    duty: {who: yjs_case_manager, must: check, done_when: {event: system_checked, service: csc}}
""")


def test_a_condition_is_judged_after_the_effects_of_its_trigger() -> None:
    log = [ev("remanded", "2026-01-07 12:00", to="youth_detention_accommodation")]
    assert duty(state(IF, log, "2026-01-07 12:00"), "check").state == "due"


def test_an_unknown_condition_asks_and_names_who_finds_out() -> None:
    s = state(SENTENCE, [begun()], "2026-01-08 12:00")
    assert not s.duties
    (question,) = s.undetermined
    assert question.missing.fact == "open_to_csc"
    assert (question.rules, question.found_out_by) == (("check",), "find-out")


def test_a_condition_that_is_settled_later_counts_from_the_trigger() -> None:
    # Wed 7 January 12:00, due by the end of Thu 8; found open on Mon 12
    log = [begun(), checked("2026-01-12 10:00", True)]
    early = duty(state(SENTENCE, log, "2026-01-13 23:59"), "check")
    assert (early.state, early.due) == ("overdue", london("2026-01-09 00:00"))
    assert [b.attributable for b in early.breaches] == [False]
    # one working day from the 12th has run at the end of the 13th
    assert [
        b.attributable for b in duty(state(SENTENCE, log, "2026-01-14 00:00"), "check").breaches
    ] == [True]
    done = [*log, ev("notified", "2026-01-13 12:00")]
    assert [
        b.attributable for b in duty(state(SENTENCE, done, "2026-01-20 12:00"), "check").breaches
    ] == [False]


def test_a_condition_found_false_later_leaves_nothing() -> None:
    s = state(SENTENCE, [begun(), checked("2026-01-12 10:00", False)], "2026-01-13 12:00")
    assert not s.duties and not s.undetermined


def test_what_was_known_in_time_stays_known_when_it_is_said_again() -> None:
    again = checked("2026-01-06 12:00", True, rec="2026-01-30 12:00")
    log = [checked("2026-01-05 12:00", True), again, begun()]
    assert [
        b.attributable for b in duty(state(SENTENCE, log, "2026-02-02 12:00"), "check").breaches
    ] == [True]


def test_nothing_known_later_counts_before() -> None:
    log = [begun(), checked("2026-01-12 10:00", True)]
    assert not state(SENTENCE, log, "2026-01-20 12:00", "2026-01-12 09:59").duties


KLEENE = protocol("""
rules:
  one-false:
    when: {event: sentenced}
    if: {looked_after: yes, child_protection_plan: yes}
    duty: {who: yjs_team_manager, must: act, done_when: {event: notified}}
  one-true:
    when: {event: charged}
    if: {any_of: [{looked_after: yes}, {child_protection_plan: yes}]}
    duty: {who: yjs_team_manager, must: act, done_when: {event: notified}}
""")


def test_false_decides_over_unknown_and_so_does_true() -> None:
    lost = ev("status_lost", "2026-01-01 12:00", status="child_protection_plan")
    s = state(KLEENE, [lost, begun()], "2026-01-08 12:00")
    assert not s.duties and not s.undetermined
    gained = ev("status_gained", "2026-01-01 12:00", status="child_protection_plan")
    s = state(KLEENE, [gained, ev("charged", "2026-01-07 12:00")], "2026-01-08 12:00")
    assert duty(s, "one-true").state == "untimed" and not s.undetermined


def test_only_what_can_still_decide_is_asked() -> None:
    gained = ev("status_gained", "2026-01-01 12:00", status="child_protection_plan")
    assert asked(state(KLEENE, [gained, begun()], "2026-01-08 12:00")) == {("fact", "looked_after")}


UNLESS = protocol("""
rules:
  tell:
    when: {event: sentenced}
    unless: {looked_after: yes}
    duty: {who: yjs_team_manager, must: act, within: 2 days, done_when: {event: notified}}
""")


def test_an_unless_that_nobody_reported_does_not_hold() -> None:
    s = state(UNLESS, [begun()], "2026-01-08 12:00")
    assert duty(s, "tell").state == "due" and not s.undetermined


def test_an_unless_that_begins_to_hold_ends_the_state() -> None:
    log = [begun(), ev("status_gained", "2026-01-08 09:00", "s1", status="looked_after")]
    ended = duty(state(UNLESS, log, "2026-01-12 12:00"), "tell")
    assert ended.state == "lapsed" and not ended.breaches
    assert ended.lapse is not None and ended.lapse.event_id == "s1"


def test_an_unless_that_held_at_the_trigger_stops_it() -> None:
    log = [ev("status_gained", "2026-01-01 09:00", status="looked_after"), begun()]
    assert not state(UNLESS, log, "2026-01-12 12:00").duties


AGE = protocol("""
rules:
  grown:
    while: {age: {at_least: 17}}
    duty: {who: yjs_team_manager, must: prepare, not_observable: nobody records it}
""")


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("2026-03-10 12:00", "no"),  # 16 that day
        ("2026-06-10 12:00", "ask"),  # 16 or 17
        ("2027-03-09 12:00", "ask"),  # a birthday on 10 March would make 17 only tomorrow
        ("2027-03-11 12:00", "yes"),
    ],
)
def test_an_age_bounds_it_later(at: str, answer: str) -> None:
    s = state(AGE, [ev("arrested", "2026-03-10 12:00", age=16)], at)
    found = {d.state for d in s.duties}
    assert {"no": not found, "ask": not found, "yes": found == {"in_force"}}[answer]
    assert s.undetermined_others == (answer == "ask")


STANDING = protocol("""
rules:
  both:
    while: {looked_after: yes, child_protection_plan: yes}
    duty: {who: yjs_team_manager, must: act, not_observable: nobody records it}
  neither:
    while: {any_of: [{not: {looked_after: yes}}, {child_protection_plan: yes}]}
    duty: {who: yjs_team_manager, must: act, not_observable: nobody records it}
""")


def test_a_standing_rule_asks_once_a_condition_is_known_to_hold() -> None:
    s = state(STANDING, [BAIL], "2026-01-08 12:00")
    assert not s.undetermined and s.undetermined_others == 2
    gained = ev("status_gained", "2026-01-01 12:00", status="looked_after")
    s = state(STANDING, [gained], "2026-01-08 12:00")
    # what stands in the way of the other rule is known to hold, but that is none of its conditions
    assert [u.rules for u in s.undetermined] == [("both",)]
    assert s.undetermined_others == 1


RISES = protocol("""
rules:
  tell:
    when: {rises: risk_of_serious_harm}
    duty: {who: yjs_team_manager, must: tell, within: 1 day, done_when: {event: notified}}
""")


def risk(when: str, level: str) -> dict[str, object]:
    return ev("risk_assessed", when, area="serious_harm", level=level)


def test_a_rise_needs_an_earlier_level() -> None:
    first = risk("2026-01-05 12:00", "high")
    assert asked(state(RISES, [first], "2026-01-06 12:00")) == {("fact", "risk_of_serious_harm")}
    s = state(
        RISES,
        [first, risk("2026-01-07 12:00", "medium"), risk("2026-01-08 12:00", "high")],
        "2026-01-08 13:00",
    )
    assert [d.anchor.at for d in s.duties] == [london("2026-01-08 12:00")]


def test_an_earlier_level_that_is_reported_later_settles_the_first_rise() -> None:
    earlier = told("2026-01-09 12:00", "risk_of_serious_harm", "low", since="2025-06-01")
    s = state(RISES, [risk("2026-01-05 12:00", "high"), earlier], "2026-01-09 13:00")
    assert duty(s, "tell").state == "overdue" and not s.undetermined


SPELLS = protocol("""
rules:
  begins:
    when: {begins: {looked_after: yes}}
    duty: {who: yjs_team_manager, must: act, within: 2 days, done_when: {event: notified}}
  ends:
    when: {ends: {looked_after: yes}}
    duty: {who: yjs_team_manager, must: act, within: 2 days, done_when: {event: notified}}
""")


def test_beginnings_and_ends_of_spells() -> None:
    log = [
        ev("status_gained", "2026-01-05 12:00", "a", status="looked_after"),
        ev("status_lost", "2026-01-07 12:00", "b", status="looked_after"),
        ev("status_gained", "2026-01-09 12:00", "c", status="looked_after"),
    ]
    s = state(SPELLS, log, "2026-01-10 12:00")
    assert [d.anchor.id for d in duties(s, "begins")] == ["a", "c"]
    assert [d.anchor.id for d in duties(s, "ends")] == ["b"]


def test_a_spell_whose_beginning_is_unreported_counts_from_the_first_report() -> None:
    s = state(SPELLS, [told("2026-01-05 12:00", "looked_after", True)], "2026-01-06 12:00")
    found = duty(s, "begins")
    assert found.anchor.at == london("2026-01-05 12:00") and found.anchor.beginning_unreported


LASTED = protocol("""
readings:
  adds: {means: not set, others: [yes, no]}
rules:
  eligible:
    when: {lasted: {looked_after: yes}, at_least: 13 weeks}
    status: care_leaver_eligible
  eligible-added:
    when: {lasted: {in_custody: yes}, at_least: 13 weeks, added_up: yes}
    duty: {who: yjs_team_manager, must: act, within: 2 days, done_when: {event: notified}}
  asks:
    when: {event: charged}
    if: {lasted: {missing_from_home: yes, at_least: 10 days, added_up: yes}}
    duty: {who: yjs_team_manager, must: act, within: 2 days, done_when: {event: notified}}
""")


def test_a_status_is_expected_while_its_state_lasts_and_gained_on_the_day() -> None:
    # Mon 5 January + 91 days: Mon 6 April
    log = [ev("status_gained", "2026-01-05 12:00", status="looked_after")]
    (expected,) = state(LASTED, log, "2026-04-05 12:00").statuses
    assert expected.expected is not None and expected.expected.isoformat() == "2026-04-06"
    (gained,) = state(LASTED, log, "2026-04-06 12:00").statuses
    assert (gained.expected, gained.from_) == (None, london("2026-04-06 00:00"))
    lost = [*log, ev("status_lost", "2026-04-01 12:00", status="looked_after")]
    assert not state(LASTED, lost, "2026-04-05 12:00").statuses


def test_spells_that_add_up_count_end_minus_start() -> None:
    # 5 to 15 January: 10 days; from 1 February 81 more: 23 April
    log = [
        ev("remanded", "2026-01-05 12:00", to="youth_detention_accommodation"),
        ev("released", "2026-01-15 12:00"),
        ev("recalled_to_custody", "2026-02-01 12:00"),
    ]
    s = state(LASTED, log, "2026-05-01 12:00")
    assert duty(s, "eligible-added").anchor.at == london("2026-04-23 00:00")


def test_what_has_added_up_stays_so_when_the_state_is_over() -> None:
    log = [
        ev("reported_missing", "2026-01-05 12:00"),
        ev("returned_from_missing", "2026-01-11 12:00"),
        ev("reported_missing", "2026-02-05 12:00"),
        ev("returned_from_missing", "2026-02-10 12:00"),
    ]
    assert state(LASTED, [*log, ev("charged", "2026-03-01 12:00")], "2026-03-01 13:00").duties
    assert not state(
        LASTED, [*log[:2], ev("charged", "2026-03-01 12:00")], "2026-03-01 13:00"
    ).duties


JUDGED = protocol("""
rules:
  tell:
    when: {event: sentenced}
    if: {judgement: vulnerable}
    unless: {judgement: not_possible}
    duty: {who: yjs_team_manager, must: act, within: 1 day, done_when: {event: notified}}
""")


def judged(when: str, name: str, holds: bool, **more: Any) -> dict[str, object]:
    return ev("judgement_recorded", when, judgement=name, holds=holds, **more)


def test_a_judgement_made_later_settles_what_waited_for_it() -> None:
    assert asked(state(JUDGED, [begun()], "2026-01-08 12:00")) == {("judgement", "vulnerable")}
    yes = [begun(), judged("2026-01-12 12:00", "vulnerable", True)]
    found = duty(state(JUDGED, yes, "2026-01-12 13:00"), "tell")
    assert (found.state, [b.attributable for b in found.breaches]) == ("overdue", [False])
    no = state(
        JUDGED, [begun(), judged("2026-01-12 12:00", "vulnerable", False)], "2026-01-12 13:00"
    )
    assert not no.duties and not no.undetermined


def test_a_judgement_made_later_hinders_from_then_on() -> None:
    log = [
        judged("2026-01-01 12:00", "vulnerable", True),
        begun(),
        judged("2026-01-12 12:00", "not_possible", True),
    ]
    found = duty(state(JUDGED, log, "2026-01-12 13:00"), "tell")
    assert (found.state, [b.to for b in found.breaches]) == ("lapsed", [london("2026-01-12 12:00")])


def test_a_judgement_about_something_else_settles_nothing() -> None:
    log = [begun(), judged("2026-01-08 12:00", "vulnerable", True, about="e7")]
    assert asked(state(JUDGED, log, "2026-01-12 13:00")) == {("judgement", "vulnerable")}


RECENT = protocol("""
readings:
  recent: {means: not set, others: [3 months]}
rules:
  was:
    when: {event: charged}
    if: {previously: {looked_after: yes, within: {reading: recent}}}
    duty: {who: yjs_team_manager, must: act, done_when: {event: notified}}
""")
GAINED = ev("status_gained", "2025-06-01 12:00", status="looked_after")
LOST = ev("status_lost", "2025-12-01 12:00", status="looked_after")
CHARGED = ev("charged", "2026-01-07 12:00")


def test_a_length_that_is_not_set_is_asked_for_only_where_it_decides() -> None:
    never = ev("facts_reported", "2025-06-01 12:00", facts={"looked_after": {"value": False}})
    s = state(RECENT, [never, CHARGED], "2026-01-08 12:00")
    assert not s.duties and not s.undetermined
    assert duty(state(RECENT, [GAINED, CHARGED], "2026-01-08 12:00"), "was").state == "untimed"
    log = [GAINED, LOST, CHARGED]
    # nobody said what was before June, and it makes no difference
    assert asked(state(RECENT, log, "2026-01-08 12:00")) == {("reading", "recent")}
    assert state(RECENT, log, "2026-01-08 12:00", recent="3 months").duties
