"""Who has to act, and to whom (section 3)."""

from __future__ import annotations

from definition.small import asked, duties, duty, ev, held, protocol, state

WHO = protocol("""
readings:
  convener: {means: not set, others: [yjs_team_manager]}
rules:
  order:
    at: police_detention
    duty:
      who: {in_this_order: [parent_or_carer, social_worker, police_officer]}
      must: sit in
      done_when: {event: appropriate_adult_attended, by: the_holder}
  each:
    when: {event: charged}
    duty:
      who: {each: [yjs_team_manager, csc_team_manager]}
      must: sign
      within: 2 days
      done_when: {event: plan_signed}
  together:
    when: {event: charged}
    duty:
      who: {together: [yjs_team_manager, csc_team_manager]}
      must: sign
      within: 2 days
      done_when: {event: plan_signed, by: the_holder}
  anyone:
    when: {event: charged}
    duty:
      who: {any_of: [yjs_team_manager, csc_team_manager]}
      must: share
      within: 2 days
      done_when: {event: plan_shared, by: the_holder}
  contacts:
    when: {event: arrested}
    duty:
      who: yjs_team_manager
      to: {in_this_order: [parent_or_carer, social_worker]}
      must: reach somebody
      within: 1 day
      done_when: {event: contact_made, to: the_recipient}
  turns:
    at: core_group
    duty:
      who: {alternating: [yjs_team_manager, csc_team_manager]}
      must: chair
      done_when: {this_event: {facilitated_by: the_holder}}
  nobody:
    when: {event: acquitted}
    duty: {who: not_named, must: tell, done_when: {event: notified}}
  routed:
    when: {event: sentenced}
    duty:
      who:
        depends:
          - if: {looked_after: yes}
            then: iro
          - otherwise: yjs_team_manager
      must: tell
      within: 2 days
      done_when: {event: notified, by: the_holder}
  unset:
    when: {event: bail_refused}
    duty: {who: {reading: convener}, must: meet, within: 2 days, done_when: {held: core_group}}
  worker:
    when: {event: bail_granted}
    duty: {who: yjs_case_manager, must: meet, within: 2 days, done_when: {event: notified}}
""")
ARREST = ev("arrested", "2026-01-05 12:00", "a")


def unable(role: str, reason: str = "unable", about: str = "a") -> dict[str, object]:
    return ev("person_unable", "2026-01-05 13:00", role=role, reason=reason, about=about)


def test_in_this_order_it_moves_on_and_whoever_is_passed_over_keeps_a_record() -> None:
    who = duty(state(WHO, [ARREST], "2026-01-05 14:00"), "order").who
    assert (who.now, who.passed_over) == (("parent_or_carer",), ())
    who = duty(
        state(WHO, [ARREST, unable("parent_or_carer", "is_the_victim")], "2026-01-05 14:00"),
        "order",
    ).who
    assert who.now == ("social_worker",)
    assert [(p.role, p.why) for p in who.passed_over] == [("parent_or_carer", "is_the_victim")]


def test_a_vacant_role_is_passed_over_but_not_an_unknown_one() -> None:
    log = [
        ARREST,
        unable("parent_or_carer", "refused"),
        ev("system_checked", "2026-01-05 12:30", service="csc", open=False),
    ]
    who = duty(state(WHO, log, "2026-01-05 14:00"), "order").who
    assert (who.now, who.holders["social_worker"]) == (("police_officer",), None)
    assert [p.why for p in who.passed_over] == ["refused", "vacant"]


def test_unable_holds_for_that_occasion_only() -> None:
    log = [
        ARREST,
        unable("parent_or_carer"),
        ev("released_from_police_station", "2026-01-05 18:00"),
        ev("arrested", "2026-01-09 12:00", "b"),
    ]
    assert duties(state(WHO, log, "2026-01-09 13:00"), "order")[-1].who.now == ("parent_or_carer",)


def test_each_is_one_duty_for_every_holder() -> None:
    log = [
        ev("charged", "2026-01-05 12:00"),
        ev("plan_signed", "2026-01-06 12:00", by="csc_team_manager"),
    ]
    found = {d.who.now: d.state for d in duties(state(WHO, log, "2026-01-06 13:00"), "each")}
    assert found == {("yjs_team_manager",): "due", ("csc_team_manager",): "met"}
    assert len({d.id for d in duties(state(WHO, log, "2026-01-06 13:00"), "each")}) == 2


def test_together_is_one_duty_that_needs_all() -> None:
    log = [
        ev("charged", "2026-01-05 12:00"),
        ev("plan_signed", "2026-01-06 12:00", by="csc_team_manager"),
    ]
    assert duty(state(WHO, log, "2026-01-06 13:00"), "together").state == "due"
    log.append(ev("plan_signed", "2026-01-06 14:00", "z", by="yjs_team_manager"))
    found = duty(state(WHO, log, "2026-01-06 15:00"), "together")
    assert (found.state, found.met_by) == ("met", "z")


def test_any_of_needs_one_of_them_and_nobody_else() -> None:
    log = [
        ev("charged", "2026-01-05 12:00"),
        ev("plan_shared", "2026-01-06 12:00", by="social_worker"),
    ]
    assert duty(state(WHO, log, "2026-01-06 13:00"), "anyone").state == "due"
    log.append(ev("plan_shared", "2026-01-06 12:30", by="csc_team_manager"))
    assert duty(state(WHO, log, "2026-01-06 13:00"), "anyone").state == "met"


def test_recipients_in_order_move_on_when_a_contact_failed() -> None:
    log = [
        ARREST,
        ev(
            "contact_attempted",
            "2026-01-05 12:30",
            to="parent_or_carer",
            about="a",
            outcome="no_answer",
        ),
    ]
    to = duty(state(WHO, log, "2026-01-05 13:00"), "contacts").to
    assert to is not None
    assert (to.now, [p.why for p in to.passed_over]) == (("social_worker",), ["no_contact"])


def chair(when: str, id: str, by: str | None) -> dict[str, object]:
    return held(when, id, "core_group", facilitated_by=by)


def test_alternating_it_is_the_turn_of_whoever_did_not_do_it_last_time() -> None:
    log = [
        chair("2026-01-05 12:00", "1", "csc_team_manager"),
        chair("2026-02-05 12:00", "2", "csc_team_manager"),
    ]
    one, two = duties(state(WHO, log, "2026-02-06 12:00"), "turns")
    assert (one.state, one.who.now) == ("met", ("yjs_team_manager", "csc_team_manager"))
    assert (two.state, two.who.now) == ("missed", ("yjs_team_manager",))


def test_alternating_after_an_unrecorded_time_it_is_either() -> None:
    log = [chair("2026-01-05 12:00", "1", None), chair("2026-02-05 12:00", "2", "csc_team_manager")]
    one, two = duties(state(WHO, log, "2026-02-06 12:00"), "turns")
    assert (one.state, two.state) == ("undetermined", "met")


def test_nobody_named_is_said_so() -> None:
    who = duty(state(WHO, [ev("acquitted", "2026-01-05 12:00")], "2026-01-05 13:00"), "nobody").who
    assert (who.how, who.now) == ("not_named", ())


def test_an_unknown_route_leaves_the_duty_in_its_usual_state_and_asks() -> None:
    log = [ev("sentenced", "2026-01-05 12:00", to="fine")]
    s = state(WHO, log, "2026-01-06 12:00")
    found = duty(s, "routed")
    assert found.state == "due" and [m.fact for m in found.missing] == ["looked_after"]
    assert ("fact", "looked_after") in asked(s)
    done = [*log, ev("notified", "2026-01-06 11:00", by="iro")]
    assert duty(state(WHO, done, "2026-01-06 12:00"), "routed").state == "met"


def test_a_holder_that_a_reading_leaves_open() -> None:
    log = [ev("bail_refused", "2026-01-05 12:00")]
    s = state(WHO, log, "2026-01-06 12:00")
    assert duty(s, "unset").state == "due" and asked(s) == {("reading", "convener")}
    assert duty(
        state(WHO, log, "2026-01-06 12:00", convener="yjs_team_manager"), "unset"
    ).who.now == ("yjs_team_manager",)


def test_holders_are_held_vacant_or_unknown() -> None:
    log = [ev("bail_granted", "2026-01-05 12:00")]
    s = state(WHO, log, "2026-01-06 12:00")
    assert duty(s, "worker").who.unknown == ("yjs_case_manager",)
    assert asked(s) == {("holder", "yjs_case_manager")}
    given = ev("case_allocated", "2026-01-05 13:00", role="yjs_case_manager", worker="W-1")
    assert duty(state(WHO, [*log, given], "2026-01-06 12:00"), "worker").who.holders == {
        "yjs_case_manager": "W-1"
    }
    ended = ev("allocation_ended", "2026-01-05 14:00", role="yjs_case_manager")
    s = state(WHO, [*log, given, ended], "2026-01-06 12:00")
    assert duty(s, "worker").who.holders == {"yjs_case_manager": None} and not asked(s)
