"""The life of a duty: states, occasions, evidence, chains, ids (section 4)."""

from __future__ import annotations

from typing import Any

import pytest

from definition.small import day, duties, duty, ev, held, london, plan, protocol, span, state

BEFORE = protocol("""
rules:
  prepare:
    before: {lac_review: 5 working days}
    duty: {who: yjs_team_manager, must: send a report, done_when: {event: report_sent}}
  come:
    before: {release: no time}
    duty: {who: yjs_team_manager, must: come, done_when: {event: support_arranged}}
""")


def review(when: str, on: str, does: str = "planned", **more: Any) -> dict[str, object]:
    return plan(when, "R-1", "lac_review", on, does, **more)


def test_so_long_before_counts_back_to_the_end_of_that_day() -> None:
    # planned for Fri 30 January: Thu 29, Wed 28, Tue 27, Mon 26, Fri 23
    found = duty(
        state(BEFORE, [review("2026-01-05 12:00", "2026-01-30 10:00")], "2026-01-06 12:00"),
        "prepare",
    )
    assert (found.state, found.due, found.last_day) == (
        "due",
        london("2026-01-24 00:00"),
        day("2026-01-23"),
    )


def test_moved_it_is_dated_anew_and_keeps_its_breach() -> None:
    log = [
        review("2026-01-05 12:00", "2026-01-30 10:00"),
        review("2026-01-26 12:00", "2026-02-27 10:00", "moved", id="m1"),
    ]
    found = duty(state(BEFORE, log, "2026-01-27 12:00"), "prepare")
    assert (found.state, found.last_day) == ("due", day("2026-02-20"))
    assert [span(b) for b in found.breaches] == [
        (london("2026-01-24 00:00"), london("2026-01-26 12:00"), True)
    ]
    assert [(f.last_day, f.event_id) for f in found.re_dated] == [(day("2026-01-23"), "m1")]
    assert found.id == duty(state(BEFORE, log, "2026-01-25 12:00"), "prepare").id


def test_moved_after_it_was_met_it_stays_met() -> None:
    log = [
        review("2026-01-05 12:00", "2026-01-30 10:00"),
        ev("report_sent", "2026-01-20 12:00", about="R-1"),
        review("2026-01-26 12:00", "2026-02-27 10:00", "moved"),
    ]
    found = duty(state(BEFORE, log, "2026-03-27 12:00"), "prepare")
    assert (found.state, found.last_day, found.breaches) == ("met", day("2026-01-23"), ())


def test_cancelled_it_lapses_and_planned_again_it_is_due_again() -> None:
    log = [
        review("2026-01-05 12:00", "2026-01-30 10:00"),
        ev("meeting_cancelled", "2026-01-26 12:00", "x1", meeting="lac_review", about="R-1"),
    ]
    lapsed = duty(state(BEFORE, log, "2026-01-28 12:00"), "prepare")
    assert lapsed.state == "lapsed" and lapsed.lapse is not None
    assert (lapsed.lapse.event_id, lapsed.lapse.anything_recorded) == ("x1", False)
    assert [b.to for b in lapsed.breaches] == [london("2026-01-26 12:00")]
    again = duty(
        state(BEFORE, [*log, review("2026-01-29 12:00", "2026-02-27")], "2026-02-02 12:00"),
        "prepare",
    )
    assert (again.state, again.last_day) == ("due", day("2026-02-20"))
    assert [b.to for b in again.breaches] == [london("2026-01-26 12:00")]


def test_planned_too_late_it_is_due_at_the_occasion_at_short_notice() -> None:
    # planned on Mon 26 for Fri 30: five working days before was Fri 23
    log = [review("2026-01-26 12:00", "2026-01-30 10:00")]
    found = duty(state(BEFORE, log, "2026-01-27 12:00"), "prepare")
    assert (found.state, found.due, found.short_notice) == ("due", london("2026-01-30 10:00"), True)
    overdue = duty(state(BEFORE, log, "2026-01-30 11:00"), "prepare")
    assert [b.attributable for b in overdue.breaches] == [False]
    missed = duty(
        state(BEFORE, [*log, held("2026-01-30 10:30", "R-1", "lac_review")], "2026-01-30 11:00"),
        "prepare",
    )
    assert missed.state == "missed"
    assert [span(b) for b in missed.breaches] == [
        (london("2026-01-30 10:00"), london("2026-01-30 10:30"), True)
    ]


def test_missed_at_the_very_time_for_which_it_was_planned() -> None:
    log = [
        review("2026-01-26 12:00", "2026-01-30 10:00"),
        held("2026-01-30 10:00", "R-1", "lac_review"),
    ]
    missed = duty(state(BEFORE, log, "2026-01-30 11:00"), "prepare")
    moment = london("2026-01-30 10:00")
    assert (missed.state, [span(b) for b in missed.breaches]) == (
        "missed",
        [(moment, moment, True)],
    )


def test_first_heard_of_when_held_it_is_judged_by_what_there_is() -> None:
    one = [held("2026-01-30 10:00", "R-1", "lac_review")]
    missed = duty(state(BEFORE, one, "2026-01-30 11:00"), "prepare")
    assert missed.state == "missed" and [b.attributable for b in missed.breaches] == [False]
    in_time = [*one, ev("report_sent", "2026-01-23 12:00")]
    assert duty(state(BEFORE, in_time, "2026-01-30 11:00"), "prepare").state == "met"
    late = duty(
        state(BEFORE, [*one, ev("report_sent", "2026-01-26 12:00")], "2026-01-30 11:00"), "prepare"
    )
    assert late.state == "met_late" and [b.attributable for b in late.breaches] == [False]


def test_without_a_length_only_the_day_known_it_is_due_at_its_start() -> None:
    log = [ev("release_date_set", "2026-01-05 12:00", about="REL-1", planned_on="2026-01-30")]
    assert duty(state(BEFORE, log, "2026-01-06 12:00"), "come").due == london("2026-01-30 00:00")


def test_what_was_done_since_the_previous_occasion_counts_once() -> None:
    log = [
        ev("report_sent", "2026-01-02 12:00", "s1"),
        review("2026-01-05 12:00", "2026-01-30 10:00"),
        held("2026-01-30 10:00", "R-1", "lac_review"),
        plan("2026-02-02 12:00", "R-2", "lac_review", "2026-03-27 10:00"),
    ]
    first, second = duties(state(BEFORE, log, "2026-02-03 12:00"), "prepare")
    assert (first.state, first.met_by) == ("met", "s1")
    assert second.state == "due"


def test_an_occasion_that_nobody_reported_held_looks_back_from_its_planned_time() -> None:
    log = [
        review("2026-01-05 12:00", "2026-01-30 10:00"),
        ev("report_sent", "2026-01-06 12:00", about="R-1"),
        plan("2026-02-02 12:00", "R-2", "lac_review", "2026-03-27 10:00"),
        held("2026-03-27 10:00", "R-2", "lac_review"),
    ]
    assert [d.state for d in duties(state(BEFORE, log, "2026-04-01 12:00"), "prepare")] == [
        "met",
        "missed",
    ]


ON = protocol("""
rules:
  visit:
    on_the_day_of: release
    duty: {who: yjs_team_manager, must: meet the child, done_when: {event: child_collected}}
""")


def release(when: str, on: str, kind: str = "release_date_set", **more: Any) -> dict[str, object]:
    return ev(kind, when, about="REL-1", planned_on=on, **more)


def test_on_the_day_only_what_is_done_that_day_counts() -> None:
    log = [release("2026-01-05 12:00", "2026-01-30"), ev("child_collected", "2026-01-29 12:00")]
    assert duty(state(ON, log, "2026-01-29 13:00"), "visit").state == "upcoming"
    assert duty(state(ON, log, "2026-01-30 12:00"), "visit").state == "due"
    done = [*log, ev("child_collected", "2026-01-30 00:00")]
    assert duty(state(ON, done, "2026-01-30 12:00"), "visit").state == "met"


def test_on_the_day_moved_before_it_was_done_is_the_same_duty() -> None:
    log = [
        release("2026-01-05 12:00", "2026-01-30"),
        release("2026-01-29 12:00", "2026-02-06", "release_date_moved"),
    ]
    found = duty(state(ON, log, "2026-02-06 12:00"), "visit")
    assert (found.state, found.last_day, len(found.re_dated)) == ("due", day("2026-02-06"), 1)


def test_on_the_day_done_and_then_moved_arises_anew() -> None:
    log = [
        release("2026-01-05 12:00", "2026-01-30"),
        ev("child_collected", "2026-01-30 09:00", "k1"),
        release("2026-01-30 12:00", "2026-02-06", "release_date_moved", id="m1"),
    ]
    one, two = duties(state(ON, log, "2026-02-06 12:00"), "visit")
    assert (one.state, one.met_by, one.last_day) == ("met", "k1", day("2026-01-30"))
    assert (two.state, two.last_day) == ("due", day("2026-02-06"))
    assert one.id != two.id
    assert one.id == duty(state(ON, log, "2026-01-30 11:00"), "visit").id


AT = protocol("""
rules:
  attend:
    at: core_group
    duty: {who: yjs_team_manager, must: attend, done_when: {any_of: [{attended: the_holder},
          {report_from: the_holder}]}}
  arrest:
    at: police_detention
    duty: {who: yjs_team_manager, must: ask, done_when: {event: notified}}
  manner:
    when: {event: report_completed}
    duty:
      who: yjs_team_manager
      must: say so
      judged: when_it_happens
      done_when: {this_event: {states_csc_contact: yes}}
""")


def test_a_duty_at_an_occasion_is_judged_when_that_is_held_and_not_before() -> None:
    log = [
        plan("2026-01-05 12:00", "G-1", "core_group", "2026-01-09 10:00"),
        ev("report_sent", "2026-01-08 12:00", by="yjs_team_manager", about="G-1"),
    ]
    waiting = duty(state(AT, log, "2026-01-09 09:00"), "attend")
    assert (waiting.state, waiting.due) == ("upcoming", None)
    done = [*log, held("2026-01-09 10:00", "G-1", "core_group")]
    assert duty(state(AT, done, "2026-01-09 10:00"), "attend").state == "met"
    late = [
        log[0],
        held("2026-01-09 10:00", "G-1", "core_group", attendance_complete=True, attendance=[]),
    ]
    late.append(ev("report_sent", "2026-01-10 12:00", by="yjs_team_manager", about="G-1"))
    assert duty(state(AT, late, "2026-01-12 10:00"), "attend").state == "missed"


def test_a_missed_duty_at_an_occasion_is_a_breach_of_no_length() -> None:
    log = [
        held(
            "2026-01-09 10:00",
            "G-1",
            "core_group",
            rec="2026-01-19 10:00",
            attendance_complete=True,
            attendance=[],
        )
    ]
    found = duty(state(AT, log, "2026-01-20 12:00"), "attend")
    moment = london("2026-01-09 10:00")
    assert (found.state, [span(b) for b in found.breaches]) == ("missed", [(moment, moment, True)])


def test_at_a_lasting_occasion_it_is_untimed_until_the_end() -> None:
    log = [ev("arrested", "2026-01-05 12:00", "a1")]
    assert duty(state(AT, log, "2026-01-05 20:00"), "arrest").state == "untimed"
    told = [*log, ev("notified", "2026-01-05 13:00")]
    assert duty(state(AT, told, "2026-01-05 20:00"), "arrest").state == "met"
    over = [*log, ev("released_from_police_station", "2026-01-05 18:00")]
    assert duty(state(AT, over, "2026-01-05 20:00"), "arrest").state == "missed"


@pytest.mark.parametrize(
    ("says", "word"), [(True, "met"), (False, "missed"), (None, "undetermined")]
)
def test_the_manner_of_an_event_is_judged_by_its_fields(says: bool | None, word: str) -> None:
    s = state(
        AT,
        [ev("report_completed", "2026-01-05 12:00", "r1", states_csc_contact=says)],
        "2026-01-06 12:00",
    )
    assert duty(s, "manner").state == word
    assert [(u.missing.field, u.event_id) for u in s.undetermined] == (
        [("states_csc_contact", "r1")] if says is None else []
    )


LIVES = protocol("""
rules:
  visit:
    when: {event: remanded}
    while: {in_custody: yes}
    duty: {who: yjs_team_manager, must: visit, within: 5 days,
          done_when: {all_of: [{event: visit_made}, {event: plan_made}]}}
  tell:
    when: {event: charged}
    until: {event: acquitted}
    duty: {who: yjs_team_manager, should: tell, within: 2 days, done_when: {event: notified},
          no_use_after: {event: sentenced}}
""")
REMAND = ev("remanded", "2026-01-05 12:00", "e1", to="youth_detention_accommodation")
CHARGE = ev("charged", "2026-01-05 12:00", "e1")


def test_the_end_of_its_state_makes_a_duty_lapse_and_says_what_was_recorded() -> None:
    log = [
        REMAND,
        ev("visit_made", "2026-01-06 12:00", visit="custody_visit"),
        ev("released", "2026-01-07 12:00", "r1"),
    ]
    found = duty(state(LIVES, log, "2026-02-07 12:00"), "visit")
    assert found.state == "lapsed" and found.lapse is not None and not found.breaches
    assert (found.lapse.event_id, found.lapse.anything_recorded) == ("r1", True)


def test_an_open_breach_ends_with_the_state() -> None:
    # five days after 5 January: the end of the 10th
    found = duty(
        state(LIVES, [REMAND, ev("released", "2026-01-12 12:00")], "2026-02-07 12:00"), "visit"
    )
    assert [span(b) for b in found.breaches] == [
        (london("2026-01-11 00:00"), london("2026-01-12 12:00"), True)
    ]


def test_several_pieces_are_needed_and_the_last_one_meets() -> None:
    log = [
        REMAND,
        ev("plan_made", "2026-01-06 12:00"),
        ev("visit_made", "2026-01-07 12:00", "v", visit="custody_visit"),
    ]
    found = duty(state(LIVES, log, "2026-01-08 12:00"), "visit")
    assert (found.state, found.met_by) == ("met", "v")


def test_of_no_use_any_more_is_missed_and_a_should_departs() -> None:
    found = duty(
        state(LIVES, [CHARGE, ev("sentenced", "2026-01-06 12:00", to="fine")], "2026-01-07 12:00"),
        "tell",
    )
    moment = london("2026-01-06 12:00")
    assert (found.state, found.breaches) == ("missed", ())
    assert [span(b) for b in found.departures] == [(moment, moment, False)]


def test_until_ends_it() -> None:
    found = duty(
        state(LIVES, [CHARGE, ev("acquitted", "2026-01-06 12:00")], "2026-01-07 12:00"), "tell"
    )
    assert found.state == "lapsed"


def test_evidence_on_the_day_on_which_a_clock_time_falls_decides_nothing() -> None:
    p = protocol("""
rules:
  tell:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: 4 hours, done_when: {event: notified}}
""")
    s = state(p, [CHARGE, ev("notified", "2026-01-05", "n")], "2026-01-07 12:00")
    assert (duty(s, "tell").state, duty(s, "tell").breaches) == ("undetermined", ())
    assert [(u.missing.field, u.event_id) for u in s.undetermined] == [("occurred_at", "n")]
    hours = duty(state(p, [ev("charged", "2026-01-05")], "2026-01-07 12:00"), "tell")
    assert hours.state == "undetermined" and hours.due is None


CREDIT = protocol("""
rules:
  tell:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: 5 days, done_when: {event: notified}}
  also:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: 5 days, done_when: {event: notified},
          covers: all_open}
""")
TWO = [ev("charged", "2026-01-05 12:00", "c1"), ev("charged", "2026-01-06 12:00", "c2")]


def met_by(log: list[dict[str, object]], rule: str = "tell") -> list[str | None]:
    return [d.met_by for d in duties(state(CREDIT, log, "2026-01-09 12:00"), rule)]


def test_an_event_meets_the_one_it_is_about() -> None:
    assert met_by([*TWO, ev("notified", "2026-01-07 12:00", "n", about="c2")]) == [None, "n"]


def test_else_the_earliest_open_one_with_a_warning() -> None:
    log = [*TWO, ev("notified", "2026-01-07 12:00", "n")]
    assert met_by(log) == ["n", None]
    assert any("event n " in w for w in state(CREDIT, log, "2026-01-09 12:00").warnings)
    assert met_by([*TWO, ev("notified", "2026-01-07 12:00", "n", about="M-9")]) == ["n", None]


def test_one_event_meets_duties_of_several_rules_and_all_open_ones_where_said() -> None:
    assert met_by([*TWO, ev("notified", "2026-01-07 12:00", "n")], "also") == ["n", "n"]


def test_evidence_from_before_the_trigger_does_not_count() -> None:
    assert met_by([ev("notified", "2026-01-05 11:59"), *TWO]) == [None, None]


AFTER = protocol("""
rules:
  one:
    when: {event: charged}
    unless: {judgement: not_possible}
    duty: {who: yjs_team_manager, must: plan, within: 5 days, done_when: {event: plan_made}}
  two:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: share, within: 2 days, after: one,
          done_when: {event: plan_shared}}
  told:
    when: {met: one}
    duty: {who: yjs_team_manager, must: tell, within: 1 day, done_when: {event: notified}}
  unmet:
    when: {unmet: one}
    duty: {who: yjs_team_manager, must: tell, within: 1 day, done_when: {event: notified}}
""")


def test_after_another_duty_it_waits_and_counts_from_then() -> None:
    s = state(AFTER, [CHARGE], "2026-01-06 12:00")
    assert (duty(s, "two").state, duty(s, "two").due) == ("upcoming", None)
    s = state(AFTER, [CHARGE, ev("plan_made", "2026-01-08 12:00", "p")], "2026-01-09 12:00")
    assert (duty(s, "two").state, duty(s, "two").last_day) == ("due", day("2026-01-10"))
    assert duty(s, "told").anchor.at == london("2026-01-08 12:00")


def test_evidence_meanwhile_counts_and_it_lapses_with_the_first() -> None:
    log = [CHARGE, ev("plan_shared", "2026-01-07 12:00"), ev("plan_made", "2026-01-08 12:00")]
    assert duty(state(AFTER, log, "2026-01-09 12:00"), "two").state == "met"
    log = [
        CHARGE,
        ev("judgement_recorded", "2026-01-07 12:00", judgement="not_possible", holds=True),
    ]
    s = state(AFTER, log, "2026-01-09 12:00")
    assert [duty(s, r).state for r in ("one", "two")] == ["lapsed", "lapsed"]


def test_an_unmet_duty_sets_another_off() -> None:
    s = state(AFTER, [CHARGE], "2026-01-11 12:00")
    assert duty(s, "unmet").anchor.at == london("2026-01-11 00:00")


KEPT = protocol("""
rules:
  keep:
    while: {in_custody: yes}
    duty: {who: yjs_team_manager, must: keep in touch, broken_by: {event: support_ended}}
  home:
    while: {in_custody: no}
    duty: {who: yjs_team_manager, must: keep safe, broken_while: {missing_from_home: yes}}
  see:
    while: {in_custody: yes}
    duty: {who: yjs_team_manager, must: watch, not_observable: nobody writes it down}
""")


def test_a_duty_kept_throughout() -> None:
    s = state(KEPT, [REMAND], "2026-01-06 12:00")
    assert [duty(s, r).state for r in ("keep", "see")] == ["in_force", "in_force"]
    s = state(KEPT, [REMAND, ev("released", "2026-01-07 12:00")], "2026-01-08 12:00")
    assert [duty(s, r).state for r in ("keep", "see")] == ["kept", "lapsed"]
    log = [REMAND, ev("support_ended", "2026-01-06 12:00"), ev("released", "2026-01-07 12:00")]
    broken = duty(state(KEPT, log, "2026-01-08 12:00"), "keep")
    moment = london("2026-01-06 12:00")
    assert (broken.state, [span(b) for b in broken.breaches]) == (
        "broken",
        [(moment, moment, True)],
    )
    assert duty(state(KEPT, log, "2026-01-06 13:00"), "keep").state == "in_force"


def test_a_break_lasts_as_long_as_its_fact() -> None:
    log = [
        REMAND,
        ev("released", "2026-01-07 12:00"),
        ev("reported_missing", "2026-01-08 12:00"),
        ev("returned_from_missing", "2026-01-09 12:00"),
        ev("reported_missing", "2026-01-10 12:00"),
    ]
    found = duties(state(KEPT, log, "2026-01-11 12:00"), "home")[-1]
    assert found.state == "broken"
    assert [span(b) for b in found.breaches] == [
        (london("2026-01-08 12:00"), london("2026-01-09 12:00"), True),
        (london("2026-01-10 12:00"), None, True),
    ]
    assert duties(state(KEPT, log, "2026-01-09 13:00"), "home")[-1].state == "in_force"


NEXT = protocol("""
rules:
  before:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: prepare, before: {court_hearing: no time},
          done_when: {event: child_prepared}}
""")


def test_before_the_next_occasion_it_is_untimed_until_that_is_planned() -> None:
    assert duty(state(NEXT, [CHARGE], "2026-01-06 12:00"), "before").state == "untimed"
    log = [
        CHARGE,
        ev("court_listed", "2026-01-06 13:00", about="H-1", planned_for="2026-01-20 10:00"),
    ]
    found = duty(state(NEXT, log, "2026-01-07 12:00"), "before")
    assert (found.state, found.due) == ("due", london("2026-01-20 10:00"))
    assert found.id == duty(state(NEXT, log, "2026-01-06 12:30"), "before").id


def test_a_cancelled_occasion_gives_way_to_the_next() -> None:
    log = [
        CHARGE,
        ev("court_listed", "2026-01-06 13:00", about="H-1", planned_for="2026-01-20 10:00"),
        ev("court_hearing_cancelled", "2026-01-08 12:00", about="H-1"),
        ev("court_listed", "2026-01-09 13:00", about="H-2", planned_for="2026-01-27 10:00"),
    ]
    assert duty(state(NEXT, log, "2026-01-08 13:00"), "before").state == "lapsed"
    assert duty(state(NEXT, log, "2026-01-10 12:00"), "before").due == london("2026-01-27 10:00")


FIRST = protocol("""
rules:
  first:
    when: {held: core_group, first: yes}
    duty: {who: yjs_team_manager, must: tell, within: 2 days, done_when: {event: notified}}
""")


def test_first_is_first_in_the_log_unless_an_earlier_one_is_reported() -> None:
    log = [
        held("2026-01-05 12:00", "G-1", "core_group"),
        held("2026-01-12 12:00", "G-2", "core_group"),
    ]
    assert len(duties(state(FIRST, log, "2026-01-20 12:00"), "first")) == 1
    told = ev("facts_reported", "2026-01-13 12:00", last_done={"core_group": "2025-12-01"})
    assert not duties(state(FIRST, [*log, told], "2026-01-20 12:00"), "first")
    other = ev("facts_reported", "2026-01-13 12:00", last_done={"lac_review": "2025-12-01"})
    assert len(duties(state(FIRST, [*log, other], "2026-01-20 12:00"), "first")) == 1


SILENT = protocol("""
rules:
  tell:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: 2 days, done_when: {event: notified,
          matter: charge}}
""")


def test_evidence_that_says_too_little_leaves_it_undetermined() -> None:
    s = state(SILENT, [CHARGE, ev("notified", "2026-01-06 12:00", "n")], "2026-01-20 12:00")
    assert (duty(s, "tell").state, duty(s, "tell").breaches) == ("undetermined", ())
    assert [(u.missing.field, u.event_id) for u in s.undetermined] == [("matter", "n")]
    log = [
        CHARGE,
        ev("notified", "2026-01-06 12:00"),
        ev("notified", "2026-01-07 12:00", "y", matter="charge"),
    ]
    assert duty(state(SILENT, log, "2026-01-20 12:00"), "tell").met_by == "y"


def test_recorded_late_shows_when_it_was_recorded() -> None:
    log = [CHARGE, ev("notified", "2026-01-06 12:00", "n", rec="2026-02-01 12:00", matter="charge")]
    assert duty(state(SILENT, log, "2026-01-20 12:00"), "tell").state == "overdue"
    found = duty(state(SILENT, log, "2026-02-01 12:00"), "tell")
    assert (found.state, found.met_recorded_at, found.breaches) == (
        "met",
        london("2026-02-01 12:00"),
        (),
    )


def test_the_very_planning_of_an_occasion_can_be_what_had_to_be_done_before_it() -> None:
    p = protocol("""
rules:
  suit:
    before: {core_group: no time}
    duty:
      who: yjs_team_manager
      must: plan it
      done_when: {event: meeting_planned, convenient_for: {any: [social_worker]}}
""")
    log = [
        plan(
            "2026-01-05 12:00",
            "G-1",
            "core_group",
            "2026-01-09",
            id="p",
            convenient_for=["social_worker"],
        )
    ]
    assert duty(state(p, log, "2026-01-06 12:00"), "suit").met_by == "p"


def test_what_was_to_be_done_before_a_release_is_missed_although_custody_ends_with_it() -> None:
    p = protocol("""
rules:
  prepare:
    before: {release: 5 days}
    while: {in_custody: yes}
    duty: {who: yjs_team_manager, must: prepare, done_when: {event: child_prepared}}
""")
    log = [
        REMAND,
        ev("release_date_set", "2026-01-06 12:00", about="REL-1", planned_on="2026-01-30"),
        ev("released", "2026-01-30 12:00", about="REL-1"),
    ]
    assert duty(state(p, log, "2026-02-06 12:00"), "prepare").state == "missed"
    early = [*log[:2], ev("bail_granted", "2026-01-20 12:00")]
    assert duty(state(p, early[:2], "2026-01-26 12:00"), "prepare").state == "overdue"
