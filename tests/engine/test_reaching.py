"""Histories in which an event reaches further than one would think from when it happened: another
occasion, what was named before, what is over. After each, the engine says what the definition
says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

import protocolrules as pr
from engine.differing import differences
from laws.asking import written
from laws.samples import protocol
from protocolrules import definition
from protocolrules.engine import marks
from protocolrules.events import Subject
from protocolrules.language import load_protocol

ABOUT = Subject(case_id="C-1")
ALL_KNOWN = datetime(2100, 1, 1, tzinfo=UTC)
OWN = b"""
protocol: reaching
title: What reaches far
authority: reaching
calendar: england-and-wales
parties: [yjs, csc]
vocabulary:
  statuses: {begun: {title: begun}}
  facts:
    alarmed: {title: alarmed, type: yes_no}
    level: {title: level, scale: [low, high]}
  define: [{if: {alarmed: yes}, then: {level: high}}]
rules:
  when-it-rises:
    clause: "1"
    topic: case_work
    when: {rises: level}
    duty: {who: yjs, must: tell, within: 1 day, done_when: {event: notified}}
  while-detained:
    clause: "1"
    topic: police_custody
    at: police_detention
    duty:
      who: yjs_case_manager
      must: come
      done_when: {any_of: [{attended: the_holder}, {event: appropriate_adult_attended}]}
  until-sentenced:
    clause: "1"
    topic: case_work
    when: {begins: {child_in_need: yes}}
    until: {event: sentenced}
    status: begun
  in-turns:
    clause: "1"
    topic: case_work
    while: {open_to_yjs: yes}
    duty:
      who: {alternating: [yjs_case_manager, social_worker]}
      must: see the child
      at_most_apart: 3 days
      done_when: {all_of: [{event: information_shared}, {event: contact_made}]}
ledger: [{id: "1", kind: obligation, says: all of it}]
"""
CLOSING = b"""
protocol: closing
title: What is closed
authority: closing
calendar: england-and-wales
parties: [yjs, csc]
rules:
  of-no-use:
    clause: "1"
    topic: case_work
    when: {event: arrested}
    duty:
      who: yjs
      must: tell
      within: 2 days
      no_use_after: {event: sentenced}
      done_when: {event: contact_made}
  until-then:
    clause: "1"
    topic: case_work
    when: {event: arrested}
    until: {event: sentenced}
    duty: {who: yjs, must: tell, within: 2 days, done_when: {event: contact_made}}
  while-it-lasts:
    clause: "1"
    topic: case_work
    while: {looked_after: yes}
    duty: {who: yjs, must: tell, within: 2 days, done_when: {event: contact_made}}
  who-leads:
    clause: "1"
    topic: case_work
    while: {open_to_csc: yes}
    lead_professional: [{who: social_worker, scope: overall}]
  keep-to-it:
    clause: "1"
    topic: case_work
    while: {looked_after: yes}
    duty: {who: social_worker, must: stay, broken_by: {event: contact_made}}
ledger: [{id: "1", kind: obligation, says: all of it}]
"""
EDITION = b"""
protocol: edition
title: What is in force
authority: edition
calendar: england-and-wales
parties: [yjs, csc]
in_force: {from: 2026-03, until: 2026-03-18, edition: x}
rules:
  be-there:
    clause: "1"
    topic: attendance_at_meetings
    at: core_group
    duty: {who: yjs, must: come, done_when: {attended_service: yjs}}
ledger: [{id: "1", kind: obligation, says: all of it}]
"""
GIVEN = b"""
protocol: given
title: What a rule gives
authority: given
calendar: england-and-wales
parties: [yjs, csc]
vocabulary:
  statuses: {begun: {title: begun}}
  facts: {level: {title: level, scale: [low, high]}}
rules:
  gives-it:
    clause: "1"
    topic: case_work
    while: {level: high}
    status: begun
  nobody-gave-it:
    clause: "1"
    topic: case_work
    while: {unreported: begun}
    duty: {who: yjs, must: ask, done_when: {event: notified}}
  tell-in-time:
    clause: "1"
    topic: court_and_remand
    before: {court_hearing: 4 hours}
    duty:
      who: {in_this_order: [social_worker, yjs_case_manager]}
      must: tell
      done_when: {event: notified}
ledger: [{id: "1", kind: obligation, says: all of it}]
"""
OWNS = {"own": OWN, "closing": CLOSING, "edition": EDITION, "given": GIVEN}
Step = Mapping[str, Any] | datetime
"""What is recorded, or a moment that is asked about."""


def on(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def said(kind: str, id: str, day: int, hour: int | None = 10, **more: Any) -> Mapping[str, Any]:
    told = {"event_id": id, "case_id": "C-1", "kind": kind, **more}
    if hour is None:
        return {**told, "occurred_on": on(day).date().isoformat()}
    name = "recorded_at" if kind in ("correction", "retraction") else "occurred_at"
    return {**told, name: on(day, hour).isoformat()}


def facts(id: str, day: int, **more: Any) -> Mapping[str, Any]:
    told = {
        name: value if isinstance(value, dict) else {"value": value} for name, value in more.items()
    }
    return said("facts_reported", id, day, facts=told)


def listed(id: str, day: int, about: str, planned: int) -> Mapping[str, Any]:
    return said("court_listed", id, day, about=about, planned_for=on(planned).isoformat())


def review(does: str, id: str, day: int, about: str, **more: Any) -> Mapping[str, Any]:
    return said(f"meeting_{does}", id, day, meeting="lac_review", about=about, **more)


def chaired(id: str, day: int, hour: int | None, meeting: str, role: str) -> Mapping[str, Any]:
    came = [{"role": role, "how": "in_person"}]
    return said("meeting_held", id, day, hour, meeting=meeting, about="O-1", attendance=came)


ANOTHER_RELEASE = (
    said("sentenced", "e1", 2, to="other_custody"),
    said("release_date_set", "e2", 3, about="O-1", planned_for=on(24).isoformat()),
    said("release_date_cancelled", "e3", 5, about="O-1"),
    said("release_date_set", "e4", 26, about="O-2", planned_for=on(30).isoformat()),
    said("plan_made", "e5", 27),
)
"""One release is called off, and once its day is past another is planned: the duty looks ahead to
that."""

CALLED_OFF_AGAIN = (
    facts("e1", 1, looked_after=True),
    facts("e2", 8, looked_after={"value": False, "since": "2026-03-07"}),
    review("planned", "e3", 2, "O-1", planned_for=on(20).isoformat()),
    review("cancelled", "e4", 3, "O-1"),
    review("planned", "e5", 6, "e3", planned_for=on(21).isoformat()),
    said("retraction", "e6", 11, withdraws="e5"),
)
"""What planned it again is withdrawn: it was called off while the child was looked after."""

NAMED_BEFORE = (
    listed("e1", 1, "O-1", 25),
    listed("e2", 2, "O-2", 26),
    said("report_completed", "e3", 3, about="e4"),
    listed("e4", 6, "O-2", 27),
    said("retraction", "e5", 8, withdraws="e4"),
)
"""A report is about an event of the other hearing, which happens only later."""

HELD_TOGETHER = (
    facts("e1", 1, looked_after=True),
    chaired("e2", 5, None, "lac_review", "social_worker"),
    chaired("e3", 5, 15, "core_group", "yjs_case_manager"),
    on(5, 12),
    on(5, 16),
)
"""That day another meeting is held, and is about the first: by then it says who came."""

ASKED_BEFORE_IT_AROSE = (
    said("retraction", "e1", 28, withdraws="e9"),
    said("remanded", "e2", 2, to="youth_detention_accommodation"),
    on(3),
    said("record_updated", "e3", 17),
)
"""Asked about a moment at which nothing had triggered the rule; by now something has."""

RISEN = (
    facts("e1", 1, alarmed=True),
    facts("e2", 2, level="low"),
    facts("e3", 5, level="high"),
    on(9),
)
"""It is told of a rise although a definition, of which no report tells, was another first."""

BEGUN_TWICE = (
    facts("e1", 1, child_in_need={"value": True, "since": "2026-03-01", "until": "2026-03-03"}),
    facts("e2", 5, child_in_need={"value": True, "since": "2026-03-05"}),
    said("sentenced", "e3", 7, to="fine", about="e2"),
    said("sentenced", "e4", 9, to="fine", about="x"),
    said("sentenced", "e5", 12, to="fine"),
    said("sentenced", "e6", 14, to="fine", about="x"),
    facts("e7", 18, child_in_need=False),
    on(19),
)
"""What began later was over first, and its state still lasts when that of before is over too."""

CAME_TO_HOLD_IT = (
    said("arrested", "e1", 2),
    said("case_allocated", "e2", 3, role="social_worker", worker="W-1"),
    said(
        "meeting_held",
        "e3",
        10,
        None,
        meeting="core_group",
        about="e1",
        attendance=[{"worker": "W-1", "how": "in_person"}],
        attendance_complete=True,
    ),
    facts("e4", 11, looked_after=True),
    said("case_allocated", "e5", 11, 0, role="yjs_case_manager", worker="W-1"),
)
"""Who came on a day is who held a role at its end, where the next day begins."""

DONE_BEFORE_IT_BEGAN = (
    said("information_shared", "e1", 1),
    facts("e2", 5, open_to_yjs={"value": True, "since": "2026-03-05"}),
    facts("e3", 8, open_to_yjs=False),
    on(9),
)
"""Half of what is to be done was done before the state began: nothing was recorded within it."""

MISSED_ITS_END = (
    said("arrested", "e1", 5),
    said("contact_made", "e2", 6),
    said("sentenced", "e3", 8, to="fine"),
    said("retraction", "e4", 30, withdraws="e2"),
)
"""What met it is taken back, and what ended it came when it was over already."""

LEFT_ITS_STATE = (
    facts("e1", 5, looked_after=True),
    said("contact_made", "e2", 6),
    facts("e3", 8, looked_after=False),
    said("retraction", "e4", 30, withdraws="e2"),
)
"""So it is where the state had ended in which it lived."""

LAY_AHEAD = (
    said("contact_made", "e1", 1),
    facts("e2", 11, looked_after={"value": True, "since": "2026-03-07"}),
    on(10),
    on(13),
)
"""Who reported it lies ahead at first, though what it tells holds already."""

HELD_BEFORE = (
    facts(
        "e1",
        5,
        on_remand={
            "value": "local_authority_accommodation",
            "since": "2026-03-04",
            "until": "2026-03-04",
        },
    ),
    said("facts_reported", "e2", 11, holders={"yjs_case_manager": "W-1"}),
    on(10),
    on(13),
)
"""So it is with who was found to hold a role."""

ASKED_OF_WHAT_WAS_BROKEN = (
    facts("e1", 2, looked_after=True),
    said("contact_made", "e2", 3),
    facts("e3", 5, looked_after=False),
    said("notified", "e4", 7),
    facts("e5", 9, looked_after=True),
    said("notified", "e6", 10),
    said("case_allocated", "e7", 12, role="social_worker", worker="W-1"),
)
"""Who holds the role is asked of the duty that lasts, not of one that was broken and is over."""

BACK_IN_THE_EDITION = (
    said("retraction", "e1", 27, withdraws="e9"),
    said("meeting_planned", "e2", 8, meeting="core_group", planned_for="2026-03-20T10:00:00Z"),
    said("contact_made", "e3", 4),
    on(13),
)
"""At first the edition is over; asked about an earlier day it is in force, and the meeting open."""

NO_LONGER_GIVEN = (
    facts("e1", 5, level={"value": "low", "since": "2026-03-01", "until": "2026-03-10"}),
    on(5),
    on(9),
    said("arrested", "e2", 6),
    on(20),
)
"""A rule may give a status from when it is unknown whether its state holds."""

VACANT_IN_BETWEEN = (
    facts("e4", 3, open_to_csc={"value": False, "since": "2026-03-03T12:00:00+00:00"}),
    listed("e6", 4, "O-4", 6),
    facts("e7", 5, looked_after={"value": True, "since": "2026-03-05T09:00:00+00:00"}),
    on(6),
)
"""Who holds the role is unknown again, since time alone had told that nobody does."""

NOTIFIED: Mapping[str, Any] = {
    "by": "yjs_court_officer",
    "to": "social_worker",
    "matter": "court_appearance",
}
TOLD_BEFORE_IT_WAS_PLANNED = (
    facts("e1", 1, open_to_csc=True),
    listed("e2", 2, "O-1", 5),
    said("appeared_in_court", "e3", 5, about="O-1"),
    said("contact_made", "e4", 6, by="yjs_court_officer", to="social_worker"),
    said("notified", "e5", 8, **NOTIFIED),
    listed("e6", 10, "O-2", 20),
    said("appeared_in_court", "e7", 20, about="O-2"),
    said("contact_made", "e8", 21, by="yjs", to="social_worker", matter="plan"),
    said("notified", "e9", 22, about="O-4", **NOTIFIED),
    listed("e10", 24, "O-3", 28),
    said("notified", "e11", 25, **NOTIFIED),
    listed("e12", 26, "O-4", 30),
    on(29),
)
"""What was done since the hearing before is for the next one, which is planned only later; but not
what is about another hearing, of which nobody had heard yet."""

CASES = [
    ("enfield", TOLD_BEFORE_IT_WAS_PLANNED),
    ("given", NO_LONGER_GIVEN),
    ("given", VACANT_IN_BETWEEN),
    ("closing", MISSED_ITS_END),
    ("closing", LEFT_ITS_STATE),
    ("closing", LAY_AHEAD),
    ("enfield", HELD_BEFORE),
    ("closing", ASKED_OF_WHAT_WAS_BROKEN),
    ("edition", BACK_IN_THE_EDITION),
    ("meetings", ANOTHER_RELEASE),
    ("meetings", CALLED_OFF_AGAIN),
    ("meetings", NAMED_BEFORE),
    ("meetings", HELD_TOGETHER),
    ("clocks", ASKED_BEFORE_IT_AROSE),
    ("own", RISEN),
    ("own", BEGUN_TWICE),
    ("own", CAME_TO_HOLD_IT),
    ("own", DONE_BEFORE_IT_BEGAN),
]
IDS = [
    "told-before-it-was-planned",
    "no-longer-given",
    "vacant-in-between",
    "missed-its-end",
    "left-its-state",
    "lay-ahead",
    "held-before",
    "asked-of-what-was-broken",
    "back-in-the-edition",
    "another-release",
    "called-off-again",
    "named-before",
    "held-together",
    "asked-before-it-arose",
    "risen",
    "begun-twice",
    "came-to-hold-it",
    "done-before-it-began",
]


@pytest.mark.parametrize(("name", "steps"), CASES, ids=IDS)
def test_news_reaches_as_far_as_it_must(name: str, steps: tuple[Step, ...]) -> None:
    loaded = pr.Protocol(load_protocol("own.yaml", OWNS[name])) if name in OWNS else protocol(name)
    case = loaded.open_case("C-1")
    before: Any = {}

    def defined(at: datetime) -> Any:
        return definition.state(loaded.document, case.events, ABOUT, at, ALL_KNOWN, {}, True)

    for step in steps:
        if isinstance(step, datetime):
            told = written(case.at(step, ALL_KNOWN, because=True))
            assert differences(told, written(defined(step))) == []
            continue
        decisions = case.apply(loaded.parse_event(step))
        assert case.known_at is not None
        after = marks.of_state(defined(case.known_at), case.known_at)
        assert decisions == marks.decisions(before, after)
        before = after


def test_what_was_done_before_a_state_began_is_not_recorded_within_it() -> None:
    loaded = pr.Protocol(load_protocol("own.yaml", OWN))
    events = [loaded.parse_event(s) for s in DONE_BEFORE_IT_BEGAN if not isinstance(s, datetime)]
    (duty,) = loaded.state(events, at=on(9)).cases[0].duties
    assert duty.lapse is not None
    assert not duty.lapse.anything_recorded
