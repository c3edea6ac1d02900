"""When something is due, in a whole protocol (section 5). test_days.py counts the days alone."""

from __future__ import annotations

import pytest

from definition.small import day, duty, ev, london, plan, protocol, state

P = protocol("""
courts:
  friday: {title: the Friday court, sits: [friday], opens: "10:00"}
readings:
  immediately: {means: 1 hour, others: [not set, end of the working day]}
rules:
  now:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: immediately, done_when: {event: notified}}
  far:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: 3 years, done_when: {event: notified}}
  sitting:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: {next_sitting: friday},
          done_when: {event: notified}}
  whenever:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, as_soon_as_possible: yes,
          done_when: {event: notified}}
  closing:
    when: {event: case_closed}
    duty: {who: yjs_team_manager, must: tell, within: end of the day, done_when: {event: notified}}
  planned:
    when: {event: sentenced}
    duty: {who: yjs_team_manager, must: tell, within: 5 days, from: {event: plan_made},
          done_when: {event: plan_shared}}
  hours:
    before: {core_group: 10 working hours}
    duty: {who: yjs_team_manager, must: prepare, done_when: {event: plan_made}}
""")
CHARGE = ev("charged", "2026-03-28 23:30", "c")  # a Saturday night; the clocks go forward at one


@pytest.mark.parametrize(
    ("rule", "reading", "due"),
    [
        ("now", "1 hour", "2026-03-29 00:30"),
        ("now", "end of the working day", "2026-03-30 17:00"),
        ("sitting", "1 hour", "2026-04-04 00:00"),  # Fri 3 April, though a bank holiday: see below
        ("whenever", "1 hour", None),
    ],
)
def test_due(rule: str, reading: str, due: str | None) -> None:
    if rule == "sitting":
        due = "2026-04-11 00:00"  # Good Friday is a bank holiday: the Friday after
    found = duty(state(P, [CHARGE], "2026-03-28 23:45", immediately=reading), rule)
    assert found.due == (london(due) if due else None)


def test_a_time_that_is_not_set_leaves_the_duty_undetermined_done_or_not() -> None:
    log = [CHARGE, ev("notified", "2026-03-29 12:00")]
    for events in ([CHARGE], log):
        s = state(P, events, "2026-03-30 12:00", immediately="not set")
        assert duty(s, "now").state == "undetermined"
        assert [m.reading for m in duty(s, "now").missing] == ["immediately"]
        assert [u.missing.reading for u in s.undetermined] == ["immediately"]


def test_past_the_horizon_it_is_provisional_with_a_warning() -> None:
    s = state(P, [CHARGE], "2026-03-30 12:00")
    assert duty(s, "far").provisional and not duty(s, "sitting").provisional
    assert len(s.warnings) == 1


def test_never_overdue_without_a_time() -> None:
    found = duty(state(P, [CHARGE], "2036-03-30 12:00"), "whenever")
    assert (found.state, found.breaches, found.as_soon_as_possible) == ("untimed", (), True)


def test_on_a_day_alone_the_end_of_that_day() -> None:
    found = duty(
        state(
            P,
            [ev("case_closed", "2026-03-29", service="yjs", rec="2026-03-29 11:00")],
            "2026-03-29 12:00",
        ),
        "closing",
    )
    assert (found.due, found.last_day) == (london("2026-03-30 00:00"), day("2026-03-29"))


def test_it_waits_for_its_anchor() -> None:
    log = [ev("sentenced", "2026-01-05 12:00", to="fine")]
    assert duty(state(P, log, "2026-02-05 12:00"), "planned").state == "upcoming"
    log.append(ev("plan_made", "2026-02-06 12:00", "p"))
    found = duty(state(P, log, "2026-02-07 12:00"), "planned")
    assert (found.state, found.last_day, found.anchor.id) == ("due", day("2026-02-11"), "p")


def test_working_hours_before_an_occasion() -> None:
    # Mon 12 January 11:00: two hours that morning, eight on Fri 9 from nine to five
    log = [plan("2026-01-05 12:00", "G", "core_group", "2026-01-12 11:00")]
    assert duty(state(P, log, "2026-01-06 12:00"), "hours").due == london("2026-01-09 09:00")


SINCE = protocol("""
rules:
  tell:
    when: {event: charged}
    unless: {happened: {event: bail_granted, since: trigger}}
    duty: {who: yjs_team_manager, must: tell, within: 5 days, done_when: {event: notified}}
""")


def test_a_date_alone_came_after_a_trigger_of_that_day() -> None:
    log = [CHARGE, ev("bail_granted", "2026-03-28")]
    assert duty(state(SINCE, log, "2026-03-29 12:00"), "tell").state == "lapsed"


STATES = protocol("""
rules:
  one:
    at: core_group
    duty: {who: yjs_team_manager, must: come, done_when: {attended: the_holder}}
  two:
    when: {event: charged}
    if: {duty: {rule: one, is: [upcoming]}}
    duty: {who: yjs_team_manager, must: tell, done_when: {event: notified}}
""")


def test_the_state_of_another_duty_is_judged_as_it_was_then() -> None:
    log = [
        plan("2026-01-05 12:00", "G", "core_group", "2026-01-12 11:00"),
        ev("charged", "2026-01-06 12:00"),
        ev("meeting_held", "2026-01-12 11:00", meeting="core_group", about="G"),
    ]
    assert duty(state(STATES, log, "2026-01-13 12:00"), "two").state == "untimed"
