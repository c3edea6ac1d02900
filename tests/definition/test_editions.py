"""Editions (section 7), services as subjects (section 9), and ids (section 4)."""

from __future__ import annotations

from definition.small import SERVICES, duties, duty, ev, london, protocol, state

P = protocol("""
in_force: {from: 2026-02, until: 2026-05, review_by: 2026-04}
owners: [yjs, csc]
rules:
  tell:
    when: {event: charged}
    duty: {who: yjs_team_manager, must: tell, within: 2 days, done_when: {event: notified}}
  begins:
    when: {begins: {in_custody: yes}}
    duty: {who: yjs_team_manager, must: tell, done_when: {event: notified}}
  keep:
    while: {in_custody: yes}
    duty: {who: yjs_team_manager, must: keep in touch, broken_by: {event: support_ended}}
  always:
    may: {who: yjs, do: ask}
  attend:
    at: core_group
    duty: {who: yjs_team_manager, must: come, done_when: {attended: the_holder}}
  review:
    for: service
    when: {edition: begins}
    duty: {who: yjs, must: review, within: the review date, done_when: {event: protocol_reviewed}}
escalations:
  dispute:
    starts: {event: dispute_raised}
    stops: {event: dispute_resolved}
    rungs: [{to: yjs_team_manager}]
    no_final_rung: the text names none
""")


def charged(when: str) -> dict[str, object]:
    return ev("charged", when)


def test_it_is_in_force_from_the_first_day_of_its_month_to_the_last_day_of_the_other() -> None:
    log = [
        charged("2026-01-31 23:59"),
        charged("2026-02-01 00:00"),
        charged("2026-05-31 23:59"),
        charged("2026-06-01 00:00"),
    ]
    found = duties(state(P, log, "2026-07-01 12:00"), "tell")
    assert [d.anchor.at for d in found] == [london("2026-02-01 00:00"), london("2026-05-31 23:59")]


REMAND = ev("remanded", "2026-01-05 12:00", to="youth_detention_accommodation")


def test_a_state_that_began_before_stands_from_the_start_and_sets_nothing_off() -> None:
    log = [REMAND, ev("support_ended", "2026-01-10 12:00")]
    assert not duties(state(P, log, "2026-01-20 12:00"), "keep")
    s = state(P, log, "2026-02-20 12:00")
    assert duty(s, "keep").anchor.at == london("2026-02-01 00:00")
    assert (duty(s, "keep").state, duties(s, "begins")) == ("in_force", [])


def test_what_stands_ends_with_the_edition_and_what_was_triggered_goes_on() -> None:
    s = state(P, [REMAND, charged("2026-05-31 12:00")], "2026-06-20 12:00")
    assert (duty(s, "keep").state, duty(s, "tell").state) == ("kept", "overdue")
    later = ev("remanded", "2026-03-05 12:00", to="youth_detention_accommodation")
    assert duty(state(P, [later], "2026-06-20 12:00"), "begins").state == "untimed"
    assert not state(P, [REMAND], "2026-06-20 12:00").permissions
    assert state(P, [REMAND], "2026-05-20 12:00").permissions


def test_an_occasion_counts_by_when_it_is_held() -> None:
    def at(day: str) -> int:
        log = [
            ev(
                "meeting_planned",
                "2026-01-10 12:00",
                meeting="core_group",
                about="G",
                planned_on=day,
            ),
            ev("meeting_held", f"{day} 12:00", meeting="core_group", about="G"),
        ]
        return len(duties(state(P, log, "2026-07-01 12:00"), "attend"))

    assert (at("2026-01-20"), at("2026-02-20"), at("2026-06-20")) == (0, 1, 0)


def test_disputes_count_while_it_is_in_force() -> None:
    def steps(when: str) -> int:
        return len(state(P, [ev("dispute_raised", when)], "2026-07-01 12:00").escalations)

    assert (steps("2026-01-20 12:00"), steps("2026-02-20 12:00"), steps("2026-06-20 12:00")) == (
        0,
        1,
        0,
    )


def test_the_review_is_a_duty_of_the_services_until_the_last_day_of_its_month() -> None:
    log = [ev("contacts_changed", "2026-03-01 12:00", services="yjs")]
    found = duty(state(P, log, "2026-04-30 12:00", subject=SERVICES), "review")
    assert (found.state, found.due) == ("due", london("2026-05-01 00:00"))
    done = [*log, ev("protocol_reviewed", "2026-04-10 12:00", services="csc")]
    assert duty(state(P, done, "2026-05-02 12:00", subject=SERVICES), "review").state == "met"
    assert not duties(state(P, [REMAND], "2026-04-30 12:00"), "review")


QUARTERS = protocol("""
rules:
  meet:
    for: service
    duty: {who: {together: [yjs, csc]}, must: meet, at_most_apart: 3 months,
          done_when: {held: quarterly_joint_management_meeting}}
  share:
    for: service
    when: {event: contacts_changed}
    duty: {who: yjs, must: share, within: 5 working days, done_when: {event: contacts_shared}}
""")


def test_a_duty_of_two_services_is_one_duty() -> None:
    log = [
        ev("contacts_changed", "2026-01-05 12:00", services="yjs"),
        ev(
            "meeting_held",
            "2026-02-05 12:00",
            "m",
            services="csc",
            meeting="quarterly_joint_management_meeting",
        ),
    ]
    s = state(QUARTERS, log, "2026-02-06 12:00", subject=SERVICES)
    assert (s.authority, [d.state for d in duties(s, "meet")]) == ("here", ["met", "due"])
    assert duty(s, "share").state == "overdue"


def test_ids_are_distinct_and_survive_what_is_recorded_later() -> None:
    p = protocol("""
rules:
  any:
    while: {any_of: [{looked_after: yes}, {child_in_need: yes}]}
    duty: {who: yjs_team_manager, must: act, not_observable: nobody records it}
""")
    facts = {
        "looked_after": {"value": True, "since": "2026-01-01", "until": "2026-01-10"},
        "child_in_need": {"value": True, "since": "2026-01-20", "until": "2026-01-30"},
    }
    s = state(p, [ev("facts_reported", "2026-01-01 12:00", "f", facts=facts)], "2026-02-10 12:00")
    found = duties(s, "any")
    assert len(found) == 2 and len({d.id for d in found}) == 2
