"""The log: what counts when, corrections and retractions, orders of arrival (section 1, 6)."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from definition.small import asked, day, duties, duty, ev, held, london, plan, protocol, state

P = protocol("""
rules:
  tell:
    when: {event: remanded}
    duty:
      who: yjs_case_manager
      must: tell social care
      within: 1 working day
      done_when: {event: notified, matter: remand}
""")


def remand(when: str = "2026-01-07 12:00", id: str = "e1", **more: Any) -> dict[str, object]:
    return ev("remanded", when, id, **{"to": "youth_detention_accommodation", **more})


def test_an_event_counts_from_when_it_was_recorded() -> None:
    log = [remand(rec="2026-01-09 09:00")]
    assert not state(P, log, "2026-01-08 12:00").duties
    assert duty(state(P, log, "2026-01-08 12:00", "2026-01-09 09:00"), "tell").state == "due"


def test_an_event_later_than_the_moment_does_not_count() -> None:
    log = [remand(), ev("notified", "2026-01-08 12:00", matter="remand")]
    assert duty(state(P, log, "2026-01-08 11:59", "2026-02-01 12:00"), "tell").state == "due"
    assert duty(state(P, log, "2026-01-08 12:00"), "tell").state == "met"


def test_a_moment_before_everything_and_an_empty_log() -> None:
    assert not state(P, [remand()], "2025-01-01 12:00", "2026-02-01 12:00").duties
    assert not state(P, [], "2025-01-01 12:00").duties


def test_at_the_very_trigger_it_is_due() -> None:
    assert duty(state(P, [remand()], "2026-01-07 12:00"), "tell").state == "due"


def test_time_passing_needs_no_event() -> None:
    # Wed 7 January; the end of Thu 8 is the first instant too late
    log = [remand()]
    assert duty(state(P, log, "2026-01-08 23:59"), "tell").state == "due"
    late = duty(state(P, log, "2026-01-09 00:00"), "tell")
    assert (late.state, late.due, late.last_day) == (
        "overdue",
        london("2026-01-09 00:00"),
        day("2026-01-08"),
    )


def test_a_correction_counts_from_its_own_recording_and_keeps_the_id() -> None:
    moved = ev(
        "correction",
        "2026-01-12 10:00",
        "c1",
        replaces="e1",
        event={
            "kind": "remanded",
            "occurred_at": "2026-01-05T12:00:00Z",
            "to": "youth_detention_accommodation",
        },
    )
    before = duty(state(P, [remand(), moved], "2026-01-12 09:59"), "tell")
    after = duty(state(P, [remand(), moved], "2026-01-12 10:00"), "tell")
    assert before.id == after.id
    assert (before.last_day, after.last_day) == (day("2026-01-08"), day("2026-01-06"))
    # known to have been on the 5th since the 12th only: no working day has run since
    assert [b.attributable for b in after.breaches] == [False]
    again = duty(state(P, [remand(), moved], "2026-01-14 00:00"), "tell")
    assert [b.attributable for b in again.breaches] == [True]


def test_retracting_a_correction_restores_what_it_replaced() -> None:
    wrong = ev(
        "correction",
        "2026-01-08 10:00",
        "c1",
        replaces="e1",
        event={"kind": "bail_refused", "occurred_at": "2026-01-07T12:00:00Z"},
    )
    back = ev("retraction", "2026-01-08 11:00", "c2", withdraws="c1")
    log = [remand(), wrong, back]
    assert not state(P, log, "2026-01-08 10:30").duties
    assert duty(state(P, log, "2026-01-08 11:00"), "tell").state == "due"


def test_the_latest_change_wins_whatever_arrives_first() -> None:
    def to(day_of: int, when: str, id: str) -> dict[str, object]:
        event = {
            "kind": "remanded",
            "occurred_at": f"2026-01-0{day_of}T12:00:00Z",
            "to": "youth_detention_accommodation",
        }
        return ev("correction", when, id, replaces="e1", event=event)

    log = [remand(), to(5, "2026-01-08 10:00", "c1"), to(6, "2026-01-08 10:00", "c2")]
    found = {
        duty(state(P, order, "2026-01-08 11:00"), "tell").last_day for order in permutations(log)
    }
    assert found == {day("2026-01-07")}  # of the same instant, the higher id: the 6th


def test_a_withdrawn_event_has_not_happened() -> None:
    log = [remand(), ev("retraction", "2026-01-08 11:00", "c2", withdraws="e1")]
    assert not state(P, log, "2026-01-08 11:00").duties


def test_an_unknown_target_waits_with_a_warning() -> None:
    gone = ev("retraction", "2026-01-08 11:00", "c2", withdraws="e1")
    assert any("e1" in w for w in state(P, [gone], "2026-01-08 11:00").warnings)
    late = remand(rec="2026-01-09 09:00")
    assert not state(P, [gone, late], "2026-01-10 11:00").duties


def test_a_content_that_was_recorded_before_is_known_since_then() -> None:
    same = {
        "kind": "remanded",
        "occurred_at": "2026-01-05T12:00:00Z",
        "to": "youth_detention_accommodation",
    }
    log = [
        remand(),
        ev("correction", "2026-01-06 09:00", "c1", replaces="e1", event=same),
        ev("correction", "2026-01-20 09:00", "c2", replaces="e1", event=same),
    ]
    # the content of c1 was known on the 6th, in time for the end of that day
    assert [b.attributable for b in duty(state(P, log, "2026-01-21 09:00"), "tell").breaches] == [
        True
    ]


def test_order_of_arrival_and_duplicates_change_nothing() -> None:
    log = [
        remand(),
        ev("notified", "2026-01-08 12:00", "e2", matter="remand"),
        remand("2026-01-08 12:00", "e3"),
        ev("notified", "2026-01-09 12:00", "e4", matter="remand"),
    ]
    first = state(P, log, "2026-01-20 12:00")
    assert [d.state for d in duties(first, "tell")] == ["met", "met"]
    for order in permutations(log):
        assert state(P, [*order, *order[:2]], "2026-01-20 12:00") == first


def test_evidence_of_the_same_instant_comes_before_the_trigger() -> None:
    log = [remand(), ev("notified", "2026-01-07 12:00", matter="remand")]
    assert duty(state(P, log, "2026-01-07 12:00"), "tell").state == "due"


def test_evidence_at_the_due_instant_is_too_late() -> None:
    log = [remand(), ev("notified", "2026-01-09 00:00", matter="remand")]
    late = duty(state(P, log, "2026-01-09 12:00"), "tell")
    assert late.state == "met_late"
    assert [(b.from_, b.to) for b in late.breaches] == [(late.due, late.due)]


def test_evidence_on_the_next_day_is_late_and_a_breach() -> None:
    log = [remand(), ev("notified", "2026-01-09", matter="remand")]
    late = duty(state(P, log, "2026-01-12 12:00"), "tell")
    assert (late.state, late.met_on) == ("met_late", day("2026-01-09"))
    assert late.lateness is not None
    assert (late.lateness.count, late.lateness.unit) == (1, "working days")
    assert len(late.breaches) == 1


def test_facts_of_another_authority_do_not_count() -> None:
    log = [remand(authority="elsewhere")]
    assert not state(P, log, "2026-01-07 12:00").duties
    assert state(P, [remand(authority="here")], "2026-01-07 12:00").duties


WORKS = """
rules:
  talk:
    while: {open_to_csc: yes, open_to_yjs: yes}
    duty:
      who: social_worker
      to: yjs_case_manager
      must: talk
      done_when: {event: case_discussed, by: the_holder}
"""
HERE, THERE = protocol(WORKS), protocol("authority: there\n" + WORKS)


def test_of_one_log_each_authority_sees_its_own_workers_and_facts() -> None:
    log = [
        ev(
            "case_allocated",
            "2026-01-05 10:00",
            "h",
            authority="here",
            role="social_worker",
            worker="SW-1",
        ),
        ev(
            "case_allocated",
            "2026-01-05 11:00",
            "t",
            authority="there",
            role="yjs_case_manager",
            worker="YJ-2",
        ),
        ev(
            "facts_reported",
            "2026-01-06 10:00",
            "f",
            facts={
                "open_to_yjs": {"value": True, "since": "2026-01-06", "authority": "here"},
                "open_to_csc": {"value": False, "since": "2026-01-06", "authority": "there"},
            },
        ),
        ev("case_discussed", "2026-01-08 10:00", "d", authority="there", by="social_worker"),
    ]
    # Here a social worker makes it open to social care, and nobody was said to hold the other role.
    home = state(HERE, log, "2026-01-09 12:00")
    found = duty(home, "talk")
    assert (found.state, found.who.holders, found.met_by) == (
        "untimed",
        {"social_worker": "SW-1"},
        None,
    )
    assert asked(home) == {("holder", "yjs_case_manager")}
    # There it is not open to social care, so nobody talks and nothing is asked.
    host = state(THERE, log, "2026-01-09 12:00")
    assert (host.duties, asked(host)) == ((), set())
    # What carries no authority counts for both.
    both = [
        ev("case_opened", "2026-01-05 09:00", service="csc"),
        ev("case_opened", "2026-01-05 09:00", service="yjs"),
        ev("case_discussed", "2026-01-08 10:00", "d", by="social_worker"),
    ]
    answers = [duty(state(p, both, "2026-01-09 12:00"), "talk") for p in (HERE, THERE)]
    assert [(d.state, d.met_by, d.who.unknown) for d in answers] == [
        ("met", "d", ("social_worker",))
    ] * 2


def test_a_correction_keeps_to_the_authority_that_it_names() -> None:
    wrong = ev(
        "case_allocated", "2026-01-05 10:00", "h", authority="here", role="iro", worker="IR-1"
    )
    right = {k: v for k, v in wrong.items() if k != "authority"} | {"role": "social_worker"}
    fixed = ev("correction", "2026-01-06 10:00", "k", authority="here", replaces="h", event=right)
    yjs = ev("case_opened", "2026-01-05 09:00", service="yjs")
    assert state(HERE, [yjs, wrong, fixed], "2026-01-09 12:00").duties
    assert not state(THERE, [yjs, wrong, fixed], "2026-01-09 12:00").duties


HEARD = protocol("""
rules:
  attend:
    at: core_group
    duty: {who: yjs_case_manager, must: attend, done_when: {attended: the_holder}}
""")


def test_two_meetings_about_one_event_are_two_occasions() -> None:
    log = [
        remand(),
        held("2026-01-08 12:00", "e1", "core_group", attendance_complete=True, attendance=[]),
        held("2026-01-15 12:00", "e1", "core_group", attendance_complete=True, attendance=[]),
    ]
    found = duties(state(HEARD, log, "2026-01-20 12:00"), "attend")
    assert [d.state for d in found] == ["missed", "missed"]


def test_a_meeting_about_the_event_that_planned_it_is_that_occasion() -> None:
    log = [
        ev(
            "meeting_planned",
            "2026-01-07 12:00",
            "p1",
            meeting="core_group",
            planned_on="2026-01-09",
        ),
        held("2026-01-09 12:00", "p1", "core_group"),
    ]
    assert len(duties(state(HEARD, log, "2026-01-20 12:00"), "attend")) == 1


def test_meetings_of_two_kinds_about_one_order_are_two_occasions() -> None:
    log = [
        held("2026-01-08 12:00", "ORD-1", "lac_review"),
        held("2026-01-09 12:00", "ORD-1", "core_group"),
    ]
    assert len(duties(state(HEARD, log, "2026-01-20 12:00"), "attend")) == 1


def test_an_event_without_about_means_the_only_open_occasion() -> None:
    log = [
        plan("2026-01-07 12:00", "M-1", "core_group", "2026-01-09"),
        held("2026-01-09 12:00", None, "core_group"),
    ]
    (only,) = duties(state(HEARD, log, "2026-01-20 12:00"), "attend")
    assert only.anchor.id == "M-1"
    assert only.state == "undetermined"


def test_what_was_last_done_is_no_occasion_to_attend() -> None:
    log = [ev("facts_reported", "2026-01-08 12:00", last_done={"core_group": "2025-12-01"})]
    assert not state(HEARD, log, "2026-01-20 12:00").duties
