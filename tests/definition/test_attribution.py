"""Breaches that count against somebody, and those that do not (section 4)."""

from __future__ import annotations

import pytest

from definition.small import duty, ev, london, protocol, span, state

P = protocol("""
rules:
  tell:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: 2 working days, done_when: {event: notified}}
  fast:
    when: {event: acquitted}
    duty: {who: yjs_team_manager, must: tell, within: end of the working day,
          done_when: {event: notified}}
  ahead:
    before: {core_group: 2 days}
    duty: {who: yjs_team_manager, must: prepare, done_when: {event: plan_made}}
  routed:
    when: {event: bail_granted}
    duty:
      who: {depends: [{if: {looked_after: yes}, then: iro}, {otherwise: yjs_team_manager}]}
      must: tell
      within: 2 working days
      done_when: {event: notified}
  worker:
    when: {event: bail_refused}
    duty: {who: yjs_case_manager, must: tell, within: 2 working days, done_when: {event: notified}}
  kept:
    while: {in_custody: yes}
    duty: {who: yjs_team_manager, must: keep in touch, broken_by: {event: support_ended}}
""")


@pytest.mark.parametrize(
    ("recorded", "at", "counts"),
    [
        # Mon 5 January, due by the end of Wed 7
        ("2026-01-05 12:00", "2026-01-08 00:00", True),
        ("2026-01-07 23:00", "2026-01-08 00:00", True),  # known before it was due
        ("2026-01-08 00:00", "2026-01-08 09:00", True),  # and as it fell due
        ("2026-01-08 09:00", "2026-01-12 23:59", False),  # Fri 9, Mon 12: two more working days
        ("2026-01-08 09:00", "2026-01-13 00:00", True),
    ],
)
def test_a_trigger_recorded_after_the_due_date(recorded: str, at: str, counts: bool) -> None:
    found = duty(state(P, [ev("charged", "2026-01-05 12:00", rec=recorded)], at), "tell")
    assert [span(b) for b in found.breaches] == [(london("2026-01-08 00:00"), None, counts)]


def test_done_before_its_period_ran_again_it_never_counts_and_late_it_stays() -> None:
    late = ev("charged", "2026-01-05 12:00", rec="2026-01-08 09:00")
    done = ev("notified", "2026-01-12 12:00")
    found = duty(state(P, [late, done], "2026-02-01 12:00"), "tell")
    assert (found.state, [b.attributable for b in found.breaches]) == ("met_late", [False])
    later = duty(state(P, [late, ev("notified", "2026-01-13 12:00")], "2026-02-01 12:00"), "tell")
    assert [b.attributable for b in later.breaches] == [True]


def test_the_end_of_a_working_day_runs_again_to_the_next_close() -> None:
    log = [ev("acquitted", "2026-01-05 12:00", rec="2026-01-06 10:00")]
    assert [b.attributable for b in duty(state(P, log, "2026-01-06 16:59"), "fast").breaches] == [
        False
    ]
    assert [b.attributable for b in duty(state(P, log, "2026-01-06 17:00"), "fast").breaches] == [
        True
    ]


def test_without_a_period_of_its_own_the_next_working_day_ends_it() -> None:
    # planned for Sat 10 January, two days before: the end of Thu 8; recorded on Fri 9
    log = [
        ev(
            "meeting_planned",
            "2026-01-05 12:00",
            rec="2026-01-09 09:00",
            meeting="core_group",
            about="G",
            planned_for="2026-01-20 12:00",
        )
    ]
    log[0]["planned_for"] = "2026-01-10T12:00:00Z"
    assert [b.attributable for b in duty(state(P, log, "2026-01-12 23:59"), "ahead").breaches] == [
        False
    ]
    assert [b.attributable for b in duty(state(P, log, "2026-01-13 00:00"), "ahead").breaches] == [
        True
    ]


def test_a_route_recorded_late_excuses() -> None:
    told = ev(
        "facts_reported",
        "2026-01-09 12:00",
        facts={"looked_after": {"value": True, "since": "2026-01-01"}},
    )
    found = duty(
        state(P, [ev("bail_granted", "2026-01-05 12:00"), told], "2026-01-10 12:00"), "routed"
    )
    assert [b.attributable for b in found.breaches] == [False]


def test_a_holder_recorded_late_excuses_and_one_known_in_time_does_not() -> None:
    def allocated(rec: str) -> dict[str, object]:
        return ev(
            "case_allocated", "2026-01-05 13:00", role="yjs_case_manager", worker="W", rec=rec
        )

    log = [ev("bail_refused", "2026-01-05 12:00")]
    late = duty(state(P, [*log, allocated("2026-01-09 12:00")], "2026-01-10 12:00"), "worker")
    known = duty(state(P, [*log, allocated("2026-01-06 12:00")], "2026-01-10 12:00"), "worker")
    assert ([b.attributable for b in late.breaches], [b.attributable for b in known.breaches]) == (
        [False],
        [True],
    )


def test_a_break_counts_unless_the_state_itself_became_known_later() -> None:
    def broken(rec: str, at: str) -> list[bool]:
        log = [
            ev("remanded", "2026-01-05 12:00", to="youth_detention_accommodation", rec=rec),
            ev("support_ended", "2026-01-06 12:00", rec="2026-01-09 12:00"),
        ]
        return [b.attributable for b in duty(state(P, log, at), "kept").breaches]

    assert broken("2026-01-05 12:00", "2026-01-10 12:00") == [True]  # the act recorded late: an act
    assert broken("2026-01-09 12:00", "2026-01-10 12:00") == [False]
