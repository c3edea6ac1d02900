"""Duties that come again (section 5, Repeats)."""

from __future__ import annotations

import pytest

from definition.small import asked, day, duties, duty, ev, held, london, protocol, state

CYCLE = protocol("""
rules:
  supervise:
    while: {open_to_yjs: yes}
    duty:
      who: yjs_team_manager
      must: supervise
      at_most_apart: 12 weeks
      done_when: {held: joint_supervision}
  closely:
    while: {in_custody: yes}
    duty:
      who: yjs_team_manager
      must: visit
      first: 1 week
      at_most_apart: 2 weeks
      lasting: 6 weeks
      then: {at_most_apart: 4 weeks}
      done_when: {event: visit_made}
  sometimes:
    while: {looked_after: yes}
    duty: {who: yjs_team_manager, must: call, regularly: yes, done_when: {event: contact_made}}
""")
OPENED = ev("case_opened", "2026-01-05 12:00", "o", service="yjs")


def done(when: str, id: str) -> dict[str, object]:
    return held(when, id, "joint_supervision", id=f"h-{id}")


def test_each_counts_from_the_last_time_it_was_done() -> None:
    # Mon 5 January + 84 days: 30 March; done Wed 1 April + 84: 24 June
    log = [OPENED, done("2026-04-01 12:00", "S-1")]
    one, two = duties(state(CYCLE, log, "2026-04-02 12:00"), "supervise")
    assert (one.state, one.last_day, one.met_by) == ("met_late", day("2026-03-30"), "h-S-1")
    assert (two.state, two.last_day, two.occurrence) == ("due", day("2026-06-24"), 2)
    assert one.id == duty(state(CYCLE, log, "2026-03-01 12:00"), "supervise").id


def test_done_early_the_next_counts_from_then_and_one_event_is_one_occurrence() -> None:
    log = [OPENED, done("2026-01-06 12:00", "S-1"), done("2026-01-07 12:00", "S-2")]
    found = duties(state(CYCLE, log, "2026-01-08 12:00"), "supervise")
    assert [(d.state, d.met_by) for d in found] == [
        ("met", "h-S-1"),
        ("met", "h-S-2"),
        ("due", None),
    ]
    assert found[-1].last_day == day("2026-04-01")


def test_the_first_counts_from_the_start_of_the_log_when_that_begins_later() -> None:
    told = ev(
        "facts_reported",
        "2026-01-05 12:00",
        facts={"open_to_yjs": {"value": True, "since": "2024-06-01"}},
    )
    found = duty(state(CYCLE, [told], "2026-01-06 12:00"), "supervise")
    assert (found.state, found.last_day) == ("due", day("2026-03-30"))


def test_when_it_was_last_done_can_be_reported() -> None:
    facts = {"open_to_yjs": {"value": True, "since": "2024-06-01"}}
    told = ev(
        "facts_reported",
        "2026-01-05 12:00",
        facts=facts,
        last_done={"joint_supervision": "2025-11-03"},
    )
    found = duty(state(CYCLE, [told], "2026-01-06 12:00"), "supervise")
    # Mon 3 November + 84 days: 26 January
    assert (found.last_day, found.last_done_at) == (day("2026-01-26"), london("2025-11-03 00:00"))


def test_the_end_of_the_state_ends_it() -> None:
    log = [OPENED, ev("case_closed", "2026-02-05 12:00", service="yjs")]
    assert duty(state(CYCLE, log, "2026-06-05 12:00"), "supervise").state == "lapsed"


def custody(*visits: str) -> list[dict[str, object]]:
    log = [ev("remanded", "2026-01-05 12:00", to="youth_detention_accommodation")]
    return log + [ev("visit_made", v, visit="custody_visit") for v in visits]


def test_one_regime_follows_another_and_what_would_fall_after_it_is_not_raised() -> None:
    # 6 weeks from 5 January: to the end of 16 February
    found = duties(
        state(
            CYCLE,
            custody("2026-01-12 12:00", "2026-01-26 12:00", "2026-02-09 12:00"),
            "2026-02-10 12:00",
        ),
        "closely",
    )
    # a week, two weeks, two weeks; the next would be on 23 February: in the next regime, 9 March
    assert [d.last_day for d in found] == [
        day("2026-01-12"),
        day("2026-01-26"),
        day("2026-02-09"),
        day("2026-03-09"),
    ]
    assert found[2].notes


def test_a_last_regime_that_ends_says_so() -> None:
    p = protocol("""
rules:
  visit:
    when: {event: remanded}
    duty: {who: yjs_team_manager, must: visit, at_most_apart: 2 weeks, lasting: 3 weeks,
          done_when: {event: visit_made}}
""")
    found = duties(
        state(p, custody("2026-01-12 12:00", "2026-01-20 12:00"), "2026-06-01 12:00"), "visit"
    )
    # the first by 19 January, the second by the 26th; the third would be 3 February, past the 26th
    assert [d.state for d in found] == ["met", "met"]
    assert "2026-01-26" in found[-1].notes[0]


def test_without_a_number_it_is_never_overdue_and_shows_the_last_time() -> None:
    log = [
        ev("status_gained", "2026-01-05 12:00", status="looked_after"),
        ev("contact_made", "2026-01-20 12:00"),
    ]
    found = duty(state(CYCLE, log, "2028-01-01 12:00"), "sometimes")
    assert (found.state, found.last_done_at) == ("untimed", london("2026-01-20 12:00"))


GRID = protocol("""
readings:
  often: {means: not set, others: [6 months]}
rules:
  grid:
    when: {event: charged}
    until: {event: acquitted}
    duty: {who: yjs_team_manager, must: review, every: 1 month,
          done_when: {event: review_completed}}
  year:
    while: {open_to_yjs: yes}
    duty: {who: yjs_team_manager, must: check, times: 2, in_each: year,
          done_when: {event: system_checked}}
  unset:
    when: {event: charged}
    until: {event: acquitted}
    duty: {who: yjs_team_manager, must: plan, at_most_apart: often, done_when: {event: plan_made}}
""")
CHARGED = ev("charged", "2026-01-31 12:00", "c")


def test_a_grid_counts_from_the_anchor_without_drift() -> None:
    log = [CHARGED, ev("review_completed", "2026-03-05 12:00", service="yjs")]
    found = duties(state(GRID, log, "2026-04-15 12:00"), "grid")
    # the ends of February, March, April: clamped, and not 28 March
    assert [d.last_day for d in found] == [day("2026-02-28"), day("2026-03-31"), day("2026-04-30")]
    assert [d.state for d in found] == ["met_late", "overdue", "due"]


def test_times_in_a_calendar_period_are_missed_at_its_end() -> None:
    log = [
        ev("case_opened", "2025-06-05 12:00", service="yjs"),
        ev("system_checked", "2026-02-01 12:00", "k", service="yjs"),
    ]
    found = duties(state(GRID, log, "2026-06-01 12:00"), "year")
    assert [(d.state, d.last_day) for d in found] == [
        ("met", day("2026-12-31")),
        ("due", day("2026-12-31")),
    ]
    later = duties(state(GRID, log, "2027-01-01 00:00"), "year")
    assert [d.state for d in later] == ["met", "missed", "due", "due"]
    (breach,) = later[1].breaches
    assert (breach.from_, breach.to) == (london("2027-01-01 00:00"), london("2027-01-01 00:00"))


def test_a_length_that_is_not_set_is_asked_for() -> None:
    log = [CHARGED, ev("plan_made", "2026-02-05 12:00")]
    s = state(GRID, log, "2026-03-01 12:00")
    assert {d.state for d in duties(s, "unset")} == {"undetermined"}
    assert ("reading", "often") in asked(s)
    assert [
        d.last_day for d in duties(state(GRID, log, "2026-03-01 12:00", often="6 months"), "unset")
    ] == [
        day("2026-07-31"),
        day("2026-08-05"),
    ]


@pytest.mark.parametrize("gap", range(80, 90))
def test_no_breach_free_stretch_is_longer_than_the_gap(gap: int) -> None:
    second = (day("2026-01-06").toordinal() + gap) - day("2026-01-01").toordinal()
    when = day("2026-01-01").fromordinal(day("2026-01-01").toordinal() + second).isoformat()
    log = [OPENED, done("2026-01-06 12:00", "S-1"), done(f"{when} 12:00", "S-2")]
    second_one = duties(state(CYCLE, log, "2026-12-01 12:00"), "supervise")[1]
    assert bool(second_one.breaches) == (gap > 84)


PIECES = protocol("""
rules:
  both:
    while: {open_to_yjs: yes}
    duty:
      who: yjs_team_manager
      must: ask the child and the parents
      at_most_apart: 12 weeks
      done_when: {all_of: [{event: child_asked}, {event: parents_asked}]}
  now-and-then:
    while: {open_to_yjs: yes}
    duty:
      who: yjs_team_manager
      must: ask the child and the parents
      regularly: yes
      done_when: {all_of: [{event: child_asked}, {event: parents_asked}]}
""")


def test_where_several_pieces_are_needed_the_last_of_them_is_the_time_it_was_done() -> None:
    log = [
        ev("child_asked", "2026-01-02 12:00", "before"),  # not yet open: for no time within it
        OPENED,
        ev("parents_asked", "2026-01-12 12:00", "p-1"),
        ev("child_asked", "2026-02-02 12:00", "c-1"),
        ev("child_asked", "2026-02-09 12:00", "c-2"),
    ]
    early = state(PIECES, log, "2026-02-01 12:00")
    one = duty(early, "both")
    assert (one.state, one.last_day) == ("due", day("2026-03-30"))
    assert duty(early, "now-and-then").last_done_at is None
    # Mon 2 February + 84 days: 27 April; the second answer of the child is one piece of the next
    later = state(PIECES, log, "2026-02-10 12:00")
    assert [(d.state, d.met_by, d.last_day) for d in duties(later, "both")] == [
        ("met", "c-1", day("2026-03-30")),
        ("due", None, day("2026-04-27")),
    ]
    assert duty(later, "now-and-then").last_done_at == london("2026-02-02 12:00")
    again = [*log, ev("parents_asked", "2026-03-02 12:00", "p-2")]
    found = duties(state(PIECES, again, "2026-03-03 12:00"), "both")
    assert [(d.met_by, d.last_day) for d in found[1:]] == [
        ("p-2", day("2026-04-27")),
        (None, day("2026-05-25")),
    ]
