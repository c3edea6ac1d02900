"""Ladders of disputes (section 8)."""

from __future__ import annotations

from typing import Any

from definition.small import asked, duties, duty, ev, london, protocol, span, state
from protocolrules.results import CaseState

P = protocol("""
readings:
  soon: {means: not set, others: [2 days]}
rules:
  tell:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: 1 day, done_when: {event: notified}}
escalations:
  dispute:
    starts: {event: dispute_raised}
    stops: {event: dispute_resolved}
    begins_at:
      - {if: {field: {level: operational_manager}}, rung: 2}
      - {if: {field: {level: practitioner}}, rung: 1}
    rungs:
      - {to: yjs_team_manager, respond_within: 1 day, should: talk}
      - {to: csc_team_manager, respond_within: 48 hours}
      - {to: csc_head_of_service, if_absent: head_of_youth_justice, respond_within: soon}
      - {to: director_of_children_and_families}
    no_final_rung: the text names none
  parallel:
    starts: {event: dispute_raised}
    stops: {event: dispute_resolved}
    rungs:
      - {to: iro, respond_within: 1 day, moves_by_clock: yes}
      - {to: director_of_children_and_families}
  from-duty:
    starts: {unmet: tell}
    stops: {event: notified}
    rungs:
      - {to: csc_team_manager}
""")


def raised(
    level: str | None = "practitioner", when: str = "2026-01-05 12:00", id: str = "d"
) -> Any:
    return ev("dispute_raised", when, id, level=level)


def up(when: str, id: str | None = None, about: str | None = "d", **more: Any) -> Any:
    return ev("dispute_escalated", when, id, about=about, **more)


def rungs(s: CaseState, ladder: str = "dispute") -> list[tuple[int, str]]:
    return [(x.rung, x.state) for x in s.escalations if x.ladder == ladder]


def test_overrunning_a_rung_is_a_breach_and_not_the_next_rung() -> None:
    s = state(P, [raised()], "2026-01-09 12:00")
    assert rungs(s) == [(1, "overdue")]
    found = duty(s, "dispute")
    assert (found.state, found.breaches) == ("overdue", ())
    assert [span(b) for b in found.departures] == [(london("2026-01-07 00:00"), None, True)]
    assert found.id == duty(state(P, [raised()], "2026-01-05 13:00"), "dispute").id


def test_it_moves_by_an_event_and_the_rung_that_was_left_lapses() -> None:
    s = state(P, [raised(), up("2026-01-06 09:00")], "2026-01-08 08:59")
    assert rungs(s) == [(1, "lapsed"), (2, "due")]
    assert s.escalations[1].respond_by == london("2026-01-08 09:00")
    assert rungs(state(P, [raised(), up("2026-01-06 09:00")], "2026-01-08 09:00"))[1] == (
        2,
        "overdue",
    )


def test_the_first_rung_depends_on_where_it_began_and_those_below_are_not_there() -> None:
    assert rungs(state(P, [raised("operational_manager")], "2026-01-05 13:00")) == [(2, "due")]


def test_where_it_began_is_asked_when_nobody_said() -> None:
    s = state(P, [raised(None)], "2026-01-05 13:00")
    assert ("field", "level") in asked(s) and rungs(s) == [(1, "due")]


def test_a_rung_passed_over_is_skipped_and_has_no_duty() -> None:
    s = state(P, [raised(), up("2026-01-06 09:00", to_rung=4)], "2026-01-06 12:00")
    assert rungs(s) == [(1, "lapsed"), (2, "skipped"), (3, "skipped"), (4, "untimed")]
    assert [d.occurrence for d in duties(s, "dispute")] == [1, 4]
    assert s.escalations[3].no_final_rung == "the text names none"


def test_each_rung_is_reached_once() -> None:
    s = state(
        P, [raised(), up("2026-01-06 09:00"), up("2026-01-06 10:00", to_rung=1)], "2026-01-06 12:00"
    )
    assert rungs(s) == [(1, "lapsed"), (2, "due")]


def test_stopping_it_stops_it_and_is_the_response() -> None:
    log = [
        raised(),
        ev("dispute_resolved", "2026-01-06 09:00", "x", about="d"),
        up("2026-01-07 09:00"),
    ]
    s = state(P, log, "2026-02-06 12:00")
    assert rungs(s) == [(1, "met")] and duty(s, "dispute").met_by == "x"
    assert rungs(s, "parallel") == [(1, "met")]


def test_a_response_meets_the_rung_and_late_keeps_its_breach() -> None:
    s = state(
        P, [raised(), ev("dispute_responded", "2026-01-08 09:00", about="d")], "2026-01-09 12:00"
    )
    assert rungs(s) == [(1, "met_late")]
    assert [b.to for b in duty(s, "dispute").departures] == [london("2026-01-08 09:00")]


def test_a_response_on_a_day_alone_may_not_decide() -> None:
    log = [raised("operational_manager"), ev("dispute_responded", "2026-01-07", "r", about="d")]
    assert rungs(state(P, log, "2026-01-09 12:00")) == [(2, "undetermined")]


def test_by_the_clock_only_where_the_protocol_says_so() -> None:
    s = state(P, [raised()], "2026-01-07 00:00")
    assert rungs(s, "parallel") == [(1, "lapsed"), (2, "untimed")]
    assert rungs(state(P, [raised()], "2026-01-06 23:59"), "parallel") == [(1, "due")]
    answered = [raised(), ev("dispute_responded", "2026-01-06 09:00", about="d")]
    assert rungs(state(P, answered, "2026-01-09 12:00"), "parallel") == [(1, "met")]


def test_a_substitute_answers_when_the_role_is_vacant() -> None:
    ended = ev("allocation_ended", "2026-01-05 11:00", role="csc_head_of_service")
    s = state(P, [raised(), up("2026-01-06 09:00", to_rung=3), ended], "2026-01-06 12:00")
    assert s.escalations[2].to.now == ("head_of_youth_justice",)


def test_a_time_that_is_not_set_is_asked_for() -> None:
    s = state(P, [raised(), up("2026-01-06 09:00", to_rung=3)], "2026-01-06 12:00")
    assert rungs(s)[-1] == (3, "undetermined") and ("reading", "soon") in asked(s)
    s = state(P, [raised(), up("2026-01-06 09:00", to_rung=3)], "2026-01-06 12:00", soon="2 days")
    assert rungs(s)[-1] == (3, "due") and ("reading", "soon") not in asked(s)


def test_it_can_start_from_an_unmet_duty() -> None:
    s = state(P, [ev("charged", "2026-01-05 12:00")], "2026-01-07 12:00")
    (step,) = [x for x in s.escalations if x.ladder == "from-duty"]
    assert (step.duty, step.from_) == (duty(s, "tell").id, london("2026-01-07 00:00"))


def test_of_two_disputes_an_event_that_names_none_means_the_earliest_open_one() -> None:
    log = [raised(), raised(when="2026-01-05 13:00", id="e"), up("2026-01-06 09:00", about=None)]
    s = state(P, log, "2026-01-06 12:00")
    assert [(x.about, x.rung) for x in s.escalations if x.ladder == "dispute"] == [
        ("d", 1),
        ("d", 2),
        ("e", 1),
    ]
