"""What may and what must not be done (section 3)."""

from __future__ import annotations

from definition.small import asked, ev, protocol, state
from protocolrules.results import CaseState

P = protocol("""
readings:
  further: {means: not set, others: ["1", "2"]}
rules:
  no-adult:
    must_not: {who: yjs_staff, do: act as appropriate adult,
          broken_by: {event: appropriate_adult_attended, by: yjs_staff}}
  gate:
    must_not: {who: yjs, do: share without asking, broken_by: {event: plan_shared},
          unless_first: {event: consulted, with: csc}}
  gate-remand:
    when: {event: remanded}
    should_not: {who: yjs, do: place without asking, broken_by: {event: placed},
          unless_first: {event: consulted, with: csc}}
  in-custody:
    while: {in_custody: yes}
    must_not: {who: yjs, do: close, broken_by: {event: case_closed}}
  bail:
    when: {event: remanded}
    while: {in_custody: yes}
    may: {who: csc, do: apply for bail, at_most: 1, counted_by: {event: bail_applied_for}}
  bail-unset:
    when: {event: remanded}
    may: {who: csc, do: apply again, at_most: {reading: further},
          counted_by: {event: bail_applied_for}}
  unknown:
    while: {open_to_yjs: yes, looked_after: yes}
    must_not: {who: yjs, do: close, broken_by: {event: case_closed}}
""")
REMAND = ev("remanded", "2026-01-05 12:00", "e1", to="youth_detention_accommodation")
BEGUN = ev("bail_refused", "2026-01-01 12:00")


def broken(s: CaseState, rule: str) -> list[str]:
    return [b.event_id for x in s.prohibitions if x.rule == rule for b in x.broken_by]


def test_an_act_breaks_a_prohibition_that_always_stands_even_as_the_first_event() -> None:
    log = [ev("appropriate_adult_attended", "2026-01-01 12:00", "x", by="yjs_case_manager")]
    assert broken(state(P, log, "2026-01-02 12:00"), "no-adult") == ["x"]
    log = [ev("appropriate_adult_attended", "2026-01-01 12:00", "x", by="social_worker")]
    assert broken(state(P, log, "2026-01-02 12:00"), "no-adult") == []


def shared(when: str, id: str) -> dict[str, object]:
    return ev("plan_shared", when, id)


def asked_csc(when: str, about: str | None = None) -> dict[str, object]:
    return ev("consulted", when, with_="csc", about=about)


def test_a_gate_opens_for_the_next_act_only() -> None:
    first = asked_csc("2026-01-01 12:00")
    log = [first, shared("2026-01-02 12:00", "s1"), shared("2026-01-03 12:00", "s2")]
    assert broken(state(P, log, "2026-01-05 12:00"), "gate") == ["s2"]
    # two consultations before the first act open that act, and not one act each
    log.append(asked_csc("2026-01-01 13:00"))
    assert broken(state(P, log, "2026-01-05 12:00"), "gate") == ["s2"]


def test_a_gate_opens_for_the_act_that_the_consultation_is_about() -> None:
    log = [
        asked_csc("2026-01-01 12:00", "s2"),
        shared("2026-01-02 12:00", "s1"),
        shared("2026-01-03 12:00", "s2"),
    ]
    assert broken(state(P, log, "2026-01-05 12:00"), "gate") == ["s1"]


def test_consulting_after_the_act_or_before_the_trigger_opens_nothing() -> None:
    log = [shared("2026-01-02 12:00", "s1"), asked_csc("2026-01-02 13:00")]
    assert broken(state(P, log, "2026-01-05 12:00"), "gate") == ["s1"]
    log = [asked_csc("2026-01-04 12:00"), REMAND, ev("placed", "2026-01-06 12:00", "p")]
    assert broken(state(P, log, "2026-01-07 12:00"), "gate-remand") == ["p"]
    log.append(asked_csc("2026-01-06 11:00"))
    assert broken(state(P, log, "2026-01-07 12:00"), "gate-remand") == []


def test_prohibitions_are_listed_while_in_force() -> None:
    def listed(log: list[dict[str, object]]) -> bool:
        return any(x.rule == "in-custody" for x in state(P, log, "2026-01-09 12:00").prohibitions)

    assert not listed([BEGUN])
    assert listed([REMAND])
    assert not listed([REMAND, ev("released", "2026-01-08 12:00")])


def test_an_unknown_state_of_a_prohibition_is_asked() -> None:
    s = state(P, [ev("case_opened", "2026-01-05 12:00", service="yjs")], "2026-01-09 12:00")
    assert ("fact", "looked_after") in asked(s)


def test_a_permission_with_a_limit_counts_its_uses() -> None:
    def left(log: list[dict[str, object]]) -> list[int | None]:
        s = state(P, log, "2026-01-09 12:00")
        return [x.uses_left for x in s.permissions if x.rule == "bail"]

    used = ev("bail_applied_for", "2026-01-06 12:00", "b1")
    more = ev("bail_applied_for", "2026-01-07 12:00", "b2")
    assert left([REMAND]) == [1]
    assert left([ev("bail_applied_for", "2026-01-04 12:00"), REMAND, used]) == [0]
    s = state(P, [REMAND, used, more], "2026-01-09 12:00")
    assert left([REMAND, used, more]) == [0] and broken(s, "bail") == ["b2"]
    assert [x.interpreted for x in s.prohibitions if x.rule == "bail"] == [True]
    assert left([REMAND, ev("released", "2026-01-08 12:00")]) == []


def test_a_limit_that_is_not_set_is_asked_for() -> None:
    assert ("reading", "further") in asked(state(P, [REMAND], "2026-01-09 12:00"))
    s = state(P, [REMAND], "2026-01-09 12:00", further="2")
    assert [x.uses_left for x in s.permissions if x.rule == "bail-unset"] == [2]
    assert ("reading", "further") not in asked(s)
