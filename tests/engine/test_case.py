"""An open case as its callers see it: what it takes, refuses, tells, answers and keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

import protocolrules as pr
from laws.samples import protocol as sample
from riverside import events, protocol

RIVERSIDE = protocol()
LOG = [event for event in events(RIVERSIDE) if event.case_id == "R-1"]
LATER = datetime(2026, 1, 9, 12, tzinfo=UTC)
ALLOCATED, CHECKED, REMANDED = LOG[0], LOG[1], LOG[6]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def said(kind: str, when: str, id: str, **more: Any) -> dict[str, Any]:
    """An event of case R-1 as it is written; `when` is an instant in UTC."""
    name = "recorded_at" if kind in ("correction", "retraction") else "occurred_at"
    return {"event_id": id, "case_id": "R-1", "kind": kind, name: f"{when}:00Z", **more}


def of_services(kind: str, when: str, id: str, **more: Any) -> pr.CaseEvent:
    written = said(kind, when, id, service="yjs", authority="riverside", **more)
    del written["case_id"]
    return RIVERSIDE.parse_event(written)


def event(kind: str, when: str, id: str, **more: Any) -> pr.CaseEvent:
    return RIVERSIDE.parse_event(said(kind, when, id, **more))


def remanded(when: str, id: str = "r1", **more: Any) -> pr.CaseEvent:
    return event("remanded", when, id, to="youth_detention_accommodation", **more)


def correction(when: str, id: str, of: str, **content: Any) -> pr.CaseEvent:
    return event("correction", when, id, replaces=of, event=content)


def case_of(*log: pr.CaseEvent, **readings: str) -> pr.Case:
    case = RIVERSIDE.open_case("R-1", readings=readings)
    for each in log:
        case.apply(each)
    return case


def told(case: pr.Case, *log: pr.CaseEvent) -> list[tuple[str, str, str]]:
    """What the last event changed, in short."""
    decisions: list[pr.Decision] = []
    for each in log:
        decisions = case.apply(each)
    return [(d.sort, d.what, d.id) for d in decisions]


def due(state: pr.CaseState) -> datetime | None:
    """The due date of the planning meeting."""
    return next(duty.due for duty in state.duties if duty.rule == "first-planning-meeting")


def states(state: pr.CaseState) -> dict[str, str]:
    return {duty.id: duty.state for duty in state.duties}


# --- taking events in -------------------------------------------------------------------------


def test_a_case_without_events() -> None:
    case = RIVERSIDE.open_case("R-1")
    assert case.subject == pr.Subject(case_id="R-1")
    assert case.events == ()
    assert case.known_at is None
    state = case.at(LATER)
    assert state.case_id == "R-1"
    assert state.duties == ()


def test_the_log_keeps_the_order_of_arrival_and_the_latest_recording() -> None:
    case = case_of(REMANDED, ALLOCATED)
    assert case.events == (REMANDED, ALLOCATED)
    assert case.known_at == at("2025-12-19T16:10")


def test_the_same_event_again_changes_nothing() -> None:
    case = case_of(*LOG)
    before = case.at(LATER, because=True)
    for again in reversed(LOG):
        assert case.apply(again) == []
        assert case.apply(RIVERSIDE.parse_event(again.to_json())) == []
    assert case.events == tuple(LOG)
    assert case.at(LATER, because=True) == before


def another_case() -> pr.CaseEvent:
    return event(
        "remanded", "2025-12-20T10:00", "x1", case_id="R-2", to="youth_detention_accommodation"
    )


def services() -> pr.CaseEvent:
    return of_services("training_held", "2025-12-20T10:00", "x1")


def other_content() -> pr.CaseEvent:
    return remanded("2025-12-19T15:30", REMANDED.event_id)


def read_by_another() -> pr.CaseEvent:
    """Knowsley knows no `hos_3` of Riverside, and leaves the rest of the event alone."""
    return pr.load("knowsley").parse_event(
        said("case_allocated", "2025-12-20T10:00", "x1", authority="riverside", role="hos_3")
    )


def corrected_by_another() -> pr.CaseEvent:
    content = said("case_allocated", "2025-12-20T10:00", "x0", authority="riverside", role="hos_3")
    return pr.load("knowsley").parse_event(
        said("correction", "2025-12-21T10:00", "x1", replaces="x0", event=content)
    )


REFUSED: list[tuple[Callable[[], pr.CaseEvent], str]] = [
    (another_case, "event x1 is not about the case R-1"),
    (services, "event x1 is not about the case R-1"),
    (other_content, "two events have the id e7 and different content"),
    (read_by_another, "event x1 was read by another protocol"),
    (corrected_by_another, "event x1 was read by another protocol"),
]


@pytest.mark.parametrize(("made", "says"), REFUSED, ids=[made.__name__ for made, _ in REFUSED])
def test_what_is_refused_changes_nothing(made: Callable[[], pr.CaseEvent], says: str) -> None:
    case = case_of(*LOG)
    before = case.at(LATER, because=True)
    with pytest.raises(ValueError, match=says):
        case.apply(made())
    assert case.events == tuple(LOG)
    assert case.at(LATER, because=True) == before
    assert case.apply(REMANDED) == []


def test_what_is_refused_does_not_take_its_id() -> None:
    case = case_of(*LOG)
    with pytest.raises(ValueError, match="not about"):
        case.apply(another_case())
    case.apply(event("case_closed", "2026-01-07T10:00", "x1", service="csc"))
    assert case.events[-1].event_id == "x1"


def test_the_event_of_another_authority_is_kept_and_counts_for_nothing() -> None:
    case = case_of(*LOG)
    before = case.at(LATER)
    elsewhere = event("bail_refused", "2025-12-22T10:00", "x1", authority="elsewhere")
    assert case.apply(elsewhere) == []
    assert case.events[-1] == elsewhere
    assert case.at(LATER) == before


def test_the_services_are_a_case_of_their_own() -> None:
    case = RIVERSIDE.open_case()
    assert case.subject == RIVERSIDE.services
    meeting = "quarterly_joint_management_meeting"
    held = of_services("meeting_held", "2025-11-04T10:00", "m1", meeting=meeting)
    assert ("duty", "arose", "quarterly-meeting:riverside:standing:m1") in told(case, held)
    state = case.at(LATER)
    assert (state.case_id, state.authority) == (None, "riverside")
    assert {duty.rule for duty in state.duties} == {"quarterly-meeting"}
    with pytest.raises(ValueError, match="not about the services of riverside"):
        case.apply(ALLOCATED)


# --- readings and times -----------------------------------------------------------------------


def test_readings_are_chosen_when_a_case_is_opened() -> None:
    usual, chosen = case_of(*LOG), case_of(*LOG, agreed_interval="4 weeks")
    assert usual.readings == {}
    assert chosen.readings == {"agreed_interval": "4 weeks"}
    assert states(usual.at(LATER))["case-discussion:R-1:e4"] == "undetermined"
    assert states(chosen.at(LATER))["case-discussion:R-1:e4"] == "due"


def test_an_unknown_reading_is_refused() -> None:
    with pytest.raises(ValueError, match='did you mean "agreed_interval"'):
        RIVERSIDE.open_case("R-1", readings={"agreed_intervall": "4 weeks"})
    with pytest.raises(ValueError, match='"not set", "4 weeks" or "8 weeks"'):
        RIVERSIDE.open_case("R-1", readings={"agreed_interval": "5 weeks"})


NAIVE = datetime(2026, 1, 9, 12)
ASKED: list[Callable[[pr.Case], object]] = [
    lambda case: case.at(NAIVE),
    lambda case: case.at(LATER, NAIVE),
    lambda case: case.changes(NAIVE, LATER, LATER),
    lambda case: case.changes(LATER, NAIVE, LATER),
    lambda case: case.changes(LATER, LATER, NAIVE),
    lambda case: case.next_change_after(NAIVE),
    lambda case: case.consider("lead", NAIVE),
    lambda case: case.consider("lead", LATER, NAIVE),
]


@pytest.mark.parametrize("ask", ASKED)
def test_a_naive_time_is_refused(ask: Callable[[pr.Case], object]) -> None:
    case = case_of(*LOG)
    with pytest.raises(ValueError, match="without an offset"):
        ask(case)


def test_an_unknown_rule_cannot_be_considered() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        case_of(*LOG).consider("nonsense", LATER)


def test_a_moment_can_be_given_in_any_time_zone() -> None:
    case = case_of(*LOG)
    elsewhere = LATER.astimezone(datetime.fromisoformat("2026-01-09T12:00+05:30").tzinfo)
    assert case.at(elsewhere) == case.at(LATER)


# --- asking -----------------------------------------------------------------------------------


def test_a_case_answers_as_the_protocol_does() -> None:
    case = case_of(*LOG)
    for known_at in (None, at("2025-12-19T16:00"), at("2026-02-01T00:00")):
        (answer,) = RIVERSIDE.state(LOG, at=LATER, known_at=known_at, because=True).cases
        assert case.at(LATER, known_at, because=True) == answer


def test_any_moment_can_be_asked_about_in_any_order() -> None:
    case = case_of(*LOG)
    moments = [at(f"2025-12-{day:02}T12:00") for day in range(8, 31, 2)]
    forwards = [case.at(t) for t in moments]
    assert [case.at(t) for t in reversed(moments)] == forwards[::-1]
    assert len({state.model_dump_json() for state in forwards}) > 5


def test_asking_does_not_alter_what_is_told_next() -> None:
    asked, left_alone = RIVERSIDE.open_case("R-1"), RIVERSIDE.open_case("R-1")
    for each in LOG:
        assert asked.apply(each) == left_alone.apply(each)
        asked.at(at("2026-06-01T00:00"), because=True)
        asked.at(at("2025-12-01T00:00"))
        asked.changes(LATER, at("2025-12-15T00:00"), LATER)
        asked.next_change_after(at("2025-12-12T00:00"))


def test_reasons_come_on_request() -> None:
    case = case_of(*LOG)
    plain, reasoned = case.at(LATER), case.at(LATER, because=True)
    assert all(duty.because is None for duty in plain.duties)
    assert all(duty.because is not None for duty in reasoned.duties)
    assert states(plain) == states(reasoned)


def test_the_order_of_arrival_makes_no_difference() -> None:
    log = [ALLOCATED, CHECKED, REMANDED, event("remand_ended", "2025-12-29T10:00", "x1")]
    wanted = case_of(*log)
    for order in permutations(log):
        case = case_of(*order)
        assert case.at(LATER, because=True) == wanted.at(LATER, because=True)
        assert case.at(REMANDED.recorded_at) == wanted.at(REMANDED.recorded_at)


def test_the_whole_log_backwards_gives_the_same_state_and_ids() -> None:
    forwards, backwards = case_of(*LOG), case_of(*reversed(LOG))
    assert states(backwards.at(LATER)) == states(forwards.at(LATER))
    assert backwards.at(LATER, because=True) == forwards.at(LATER, because=True)


# --- corrections ------------------------------------------------------------------------------

RULE = "first-planning-meeting"
MEETING = f"{RULE}:R-1:r1"
DETENTION = {"kind": "remanded", "to": "youth_detention_accommodation"}


def test_a_correction_dates_a_duty_anew_under_its_id() -> None:
    case = case_of(remanded("2025-12-01T10:00"))
    later = correction(
        "2025-12-03T10:00", "k1", "r1", **DETENTION, occurred_at="2025-12-02T10:00:00Z"
    )
    assert [(d.what, d.id, d.was, d.now) for d in case.apply(later) if d.rule == RULE] == [
        ("re_dated", MEETING, "2025-12-16T00:00:00Z", "2025-12-17T00:00:00Z")
    ]
    assert due(case.at(LATER)) == at("2025-12-17T00:00")
    assert due(case.at(LATER, at("2025-12-02T10:00"))) == at("2025-12-16T00:00")


def test_a_retraction_takes_away_what_rested_on_the_event() -> None:
    case = case_of(remanded("2025-12-01T10:00"))
    gone = event("retraction", "2025-12-03T10:00", "k1", withdraws="r1")
    assert ("duty", "gone", MEETING) in told(case, gone)
    assert MEETING not in states(case.at(LATER))
    assert MEETING in states(case.at(LATER, at("2025-12-02T10:00")))


def test_a_retraction_of_a_correction_brings_the_first_content_back() -> None:
    first = remanded("2025-12-01T10:00")
    later = correction(
        "2025-12-03T10:00", "k1", "r1", **DETENTION, occurred_at="2025-12-02T10:00:00Z"
    )
    case = case_of(first, later, event("retraction", "2025-12-04T10:00", "k2", withdraws="k1"))
    assert case.at(LATER) == case_of(first).at(LATER)


def test_a_change_can_come_before_what_it_changes() -> None:
    first = remanded("2025-12-01T10:00")
    gone = event("retraction", "2025-12-03T10:00", "k1", withdraws="r1")
    case = RIVERSIDE.open_case("R-1")
    assert any("r1" in warning for warning in (case.apply(gone), case.at(LATER).warnings)[1])
    case.apply(first)
    assert case.at(LATER) == case_of(first, gone).at(LATER)


def test_it_is_told_when_nobody_is_known_to_hold_a_role_and_when_somebody_is() -> None:
    rules = pr.load("nelincs")
    case = rules.open_case("C-1")

    def tell(id: str, kind: str, at: str, **more: Any) -> list[str]:
        written = {"event_id": id, "case_id": "C-1", "kind": kind, "occurred_at": f"{at}:00Z"}
        event = rules.parse_event({**written, "recorded_at": f"{at}:00Z", **more})
        asked = [d for d in case.apply(event) if d.sort == "question"]
        return [d.what for d in asked if d.id == "holder:yjs_case_manager"]

    closed = {"value": False, "since": "2025-10-04", "until": "2025-11-23"}
    opened = {"value": True, "since": "2025-11-09"}
    considered = "considerations_recorded"
    tell("e1", "facts_reported", "2025-11-03T11:00", facts={"open_to_yjs": closed})
    tell("e2", considered, "2025-11-10T12:00", about="e1", of=["vulnerability"])
    tell("e3", considered, "2025-11-10T13:00", of=["equality_and_diversity"])
    assert tell("e4", "facts_reported", "2025-11-10T14:00", facts={"open_to_yjs": opened}) == [
        "opened"
    ]
    assert tell("e5", "allocation_ended", "2025-11-10T15:00", role="yjs_case_manager") == [
        "settled"
    ]


def test_late_news_withdraws_a_warning_about_what_came_before_it() -> None:
    rules = sample("meetings")

    def told(id: str, kind: str, day: str, recorded: str, **more: Any) -> pr.CaseEvent:
        dates = {"occurred_on": day, "recorded_at": f"{recorded}T10:00:00Z"}
        return rules.parse_event({"event_id": id, "case_id": "C-1", "kind": kind, **dates, **more})

    case = rules.open_case("C-1")
    facts = {"open_to_csc": {"value": True}}
    may, january = {"planned_on": "2026-05-28"}, {"planned_on": "2027-01-03"}
    late = told("e5", "released", "2026-11-08", "2027-02-06", about="O-1")
    for each in (
        told("e1", "facts_reported", "2026-01-01", "2026-01-02", facts=facts),
        told("e2", "release_date_set", "2026-05-08", "2026-05-09", about="O-1", **may),
        told("e3", "support_arranged", "2026-10-25", "2026-10-26"),
        told("e4", "release_date_set", "2026-12-14", "2026-12-15", about="O-2", **january),
    ):
        case.apply(each)
    now = late.recorded_at
    assert "e3 could meet several" in "".join(case.at(now).warnings)
    case.apply(late)
    assert case.at(now) == case.copy().at(now)
    assert case.at(now).warnings == ()


def test_changes_name_what_appeared_and_what_went() -> None:
    case = case_of(
        remanded("2025-12-01T10:00"),
        event("retraction", "2025-12-05T10:00", "k1", withdraws="r1"),
        event("bail_refused", "2025-12-02T10:00", "b1", recorded_at="2025-12-05T10:00:00Z"),
    )
    found = case.changes(LATER, at("2025-12-04T00:00"), at("2025-12-06T00:00"))
    short = {(d.sort, d.what, d.id) for d in found}
    assert ("duty", "gone", MEETING) in short
    assert ("permission", "began", "apply-again-for-bail:b1") in short
    back = case.changes(LATER, at("2025-12-06T00:00"), at("2025-12-04T00:00"))
    assert ("duty", "arose", MEETING) in {(d.sort, d.what, d.id) for d in back}


def test_changes_name_what_was_re_dated_and_the_breach_that_opened() -> None:
    earlier = correction(
        "2025-12-04T10:00", "k1", "r1", **DETENTION, occurred_at="2025-11-28T10:00:00Z"
    )
    case = case_of(remanded("2025-12-01T10:00"), earlier)
    t = at("2025-12-15T12:00")
    found = case.changes(t, at("2025-12-03T00:00"), t)
    assert [(d.sort, d.what, d.was, d.now) for d in found if d.id == MEETING] == [
        ("duty", "overdue", "due", "overdue"),
        ("duty", "re_dated", "2025-12-16T00:00:00Z", "2025-12-13T00:00:00Z"),
        ("breach", "opened", None, "2025-12-13T00:00:00Z"),
    ]


def test_changes_name_the_breach_that_was_withdrawn() -> None:
    held = event(
        "meeting_held",
        "2025-12-10T10:00",
        "m1",
        meeting="remand_planning_meeting",
        recorded_at="2025-12-22T10:00:00Z",
    )
    case = case_of(remanded("2025-12-01T10:00"), held)
    t = at("2025-12-30T12:00")
    found = case.changes(t, at("2025-12-21T00:00"), t)
    assert [(d.sort, d.what, d.was, d.now) for d in found if d.id == MEETING] == [
        ("duty", "met", "overdue", "met"),
        ("breach", "withdrawn", "2025-12-16T00:00:00Z", None),
    ]


def test_nothing_changes_between_two_equal_states_of_knowledge() -> None:
    case = case_of(*LOG)
    assert case.changes(LATER, LATER, LATER + timedelta(days=400)) == []


# --- copies and snapshots ---------------------------------------------------------------------


def test_a_copy_goes_its_own_way() -> None:
    case = case_of(*LOG, agreed_interval="4 weeks")
    before = case.at(LATER, because=True)
    what_if = case.copy()
    assert what_if.at(LATER, because=True) == before
    assert what_if.readings == case.readings
    held = event("meeting_held", "2026-01-08T10:00", "m1", meeting="remand_planning_meeting")
    assert ("duty", "met", "first-planning-meeting:R-1:e7") in told(what_if, held)
    assert case.at(LATER, because=True) == before
    assert case.events == tuple(LOG)
    assert case.apply(held) == case_of(*LOG, agreed_interval="4 weeks").apply(held)


def elsewhere_known() -> pr.CaseEvent:
    """Of Enfield, with a role that Riverside does not know."""
    return event("case_allocated", "2025-12-20T10:00", "x9", authority="enfield", role="iro_lead")


def test_a_snapshot_holds_the_whole_case() -> None:
    case = case_of(*LOG, elsewhere_known(), agreed_interval="8 weeks")
    case.apply(event("retraction", "2026-01-07T10:00", "k1", withdraws="e6"))
    restored = RIVERSIDE.restore(case.snapshot())
    assert restored.subject == case.subject
    assert restored.events == case.events
    assert restored.readings == case.readings
    assert restored.known_at == case.known_at
    assert restored.snapshot() == case.snapshot()
    for known_at in (None, at("2025-12-19T16:00")):
        assert restored.at(LATER, known_at, True) == case.at(LATER, known_at, True)
    held = event("meeting_held", "2026-01-08T10:00", "m1", meeting="remand_planning_meeting")
    assert restored.apply(held) == case.apply(held) != []


def test_a_snapshot_of_an_empty_case_and_of_services() -> None:
    for case in (RIVERSIDE.open_case("R-1"), RIVERSIDE.open_case()):
        restored = RIVERSIDE.restore(case.snapshot())
        assert restored.subject == case.subject
        assert restored.at(LATER) == case.at(LATER)


def test_a_snapshot_says_the_protocol_and_its_digest() -> None:
    content = json.loads(case_of(*LOG).snapshot())
    assert content["format"] == "protocolrules.case/1"
    assert content["protocol"] == {"id": "riverside", "digest": RIVERSIDE.document.digest}


def test_a_snapshot_of_another_protocol_is_refused() -> None:
    with pytest.raises(ValueError, match="is of riverside, not of enfield"):
        pr.load("enfield").restore(case_of(*LOG).snapshot())


NOT_A_SNAPSHOT: list[tuple[bytes, str]] = [
    (b"", "it is not JSON"),
    (b"\xff\xfe\x00", "it is not JSON"),
    (b'{"format": ', "it is not JSON"),
    (b"[" * 100_000, "it is not JSON"),
    (b"9" * 10_000, "it is not JSON"),
    (b"[]", "does not say its format"),
    (b"null", "does not say its format"),
    (b"{}", "does not say its format"),
    (b'{"format": "protocolrules.case/2"}', "only protocolrules.case/1 can be read"),
    (b'{"format": {"a": 1}}', "only protocolrules.case/1 can be read"),
]


@pytest.mark.parametrize(("snapshot", "says"), NOT_A_SNAPSHOT)
def test_what_is_no_snapshot_is_refused(snapshot: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        RIVERSIDE.restore(snapshot)


DAMAGED: list[tuple[dict[str, Any], str]] = [
    ({"protocol": None}, "of which protocol"),
    ({"protocol": {"id": "riverside"}}, "of which protocol"),
    ({"protocol": {"id": 5, "digest": "sha256:"}}, "of which protocol"),
    ({"case_id": 5}, "its case_id is no text"),
    ({"readings": None}, "its readings are no texts by name"),
    ({"readings": {"immediately": 1}}, "its readings are no texts by name"),
    ({"readings": {"nonsense": "1 hour"}}, 'no reading "nonsense"'),
    ({"readings": {"immediately": "2 hours"}}, 'immediately cannot be "2 hours"'),
    ({"events": None}, "its events are no list of objects"),
    ({"events": [5]}, "its events are no list of objects"),
    ({"events": [{"kind": "nonsense"}]}, "EV007 kind"),
    ({"events": [said("remanded", "2025-12-19T15:00", "e 7")]}, "EV015 event_id"),
    ({"events": [said("bail_refused", "2025-12-19T15:00", "e7", case_id="R-2")]}, "not about"),
    (
        {
            "events": [
                said("bail_refused", "2025-12-19T15:00", "e7"),
                said("bail_refused", "2025-12-19T16:00", "e7"),
            ]
        },
        "two events have the id e7",
    ),
]


@pytest.mark.parametrize(("damage", "says"), DAMAGED)
def test_a_damaged_snapshot_says_what_is_wrong(damage: dict[str, Any], says: str) -> None:
    sound = json.loads(case_of(*LOG).snapshot())
    with pytest.raises(ValueError, match=says):
        RIVERSIDE.restore(json.dumps({**sound, **damage}).encode())


@pytest.mark.parametrize("lost", ["protocol", "readings", "events"])
def test_a_snapshot_with_a_part_lost_is_damaged(lost: str) -> None:
    left = json.loads(case_of(*LOG).snapshot())
    del left[lost]
    with pytest.raises(ValueError, match="this snapshot is damaged"):
        RIVERSIDE.restore(json.dumps(left).encode())


def test_every_cut_snapshot_is_refused() -> None:
    whole = case_of(*LOG).snapshot()
    for length in range(0, len(whole.rstrip()), 97):
        with pytest.raises(ValueError, match="it is not JSON"):
            RIVERSIDE.restore(whole[:length])


# --- what comes next --------------------------------------------------------------------------


def test_the_next_change_is_the_due_date() -> None:
    case = case_of(remanded("2025-12-01T10:00"))
    t = case.next_change_after(at("2025-12-02T00:00"))
    assert t == at("2025-12-16T00:00")
    assert states(case.at(t - timedelta(microseconds=1)))[MEETING] == "due"
    assert states(case.at(t))[MEETING] == "overdue"


def test_one_change_after_another_until_nothing_changes_any_more() -> None:
    case = case_of(*LOG)
    t, found = case.known_at, []
    assert t is not None
    while (t := case.next_change_after(t)) is not None:
        found.append(t)
        assert len(found) < 100
    assert found == sorted(set(found))
    assert at("2026-01-09T00:00") in found
    assert case.next_change_after(found[-1]) is None


# --- decisions of each sort -------------------------------------------------------------------


def test_a_duty_arises_and_is_met() -> None:
    case = RIVERSIDE.open_case("R-1")
    arose = next(d for d in case.apply(ALLOCATED) if d.sort == "duty")
    assert arose == pr.Decision(
        sort="duty",
        what="arose",
        id="check-records:R-1:e1",
        rule="check-records",
        clause=("1.1",),
        now="due",
        due=at("2025-12-13T00:00"),
    )
    met = next(d for d in case.apply(CHECKED) if d.id == arose.id)
    assert (met.what, met.was, met.now) == ("met", "due", "met")


def test_a_breach_opens_by_time_and_closes_by_what_was_done() -> None:
    case = case_of(remanded("2025-12-01T10:00"))
    late = event("bail_refused", "2025-12-17T10:00", "b1")
    assert ("breach", "opened", MEETING) in told(case, late)
    held = event("meeting_held", "2025-12-18T10:00", "m1", meeting="remand_planning_meeting")
    assert ("breach", "closed", MEETING) in told(case, held)


def test_a_departure_opens_where_the_text_says_should() -> None:
    case = case_of(*LOG, agreed_interval="4 weeks")
    late = event("bail_refused", "2026-02-02T10:00", "b1")
    found = next(d for d in case.apply(late) if d.sort == "departure")
    assert (found.what, found.rule, found.now) == (
        "opened",
        "case-discussion",
        "2026-01-13T00:00:00Z",
    )


def test_a_permission_begins_and_is_used() -> None:
    case = case_of(event("bail_refused", "2025-12-01T10:00", "b1"))
    used = event("bail_applied_for", "2025-12-02T10:00", "b2")
    (found,) = (d for d in case.apply(used) if d.sort == "permission")
    assert (found.what, found.id, found.was, found.now) == (
        "changed",
        "apply-again-for-bail:b1",
        "2",
        "1",
    )


def test_a_prohibition_is_broken() -> None:
    case = case_of(ALLOCATED)
    act = event("appropriate_adult_attended", "2025-12-18T20:00", "a1", by="yjs_court_officer")
    (broken,) = (d for d in case.apply(act) if d.sort == "prohibition")
    assert (broken.what, broken.rule, broken.now) == (
        "broken",
        "no-staff-as-appropriate-adult",
        "a1",
    )


def test_an_assignment_begins_changes_and_ends() -> None:
    case = case_of(ALLOCATED)
    lead = "lead_professional:overall:social_worker"
    assert ("assignment", "began", lead) in told(case, CHECKED)
    assert ("assignment", "changed", lead) in told(case, LOG[2])
    closed = event("case_closed", "2026-01-05T10:00", "c1", service="csc")
    assert ("assignment", "ended", lead) in told(case, closed)


def test_a_rung_is_reached_and_left() -> None:
    case = RIVERSIDE.open_case("R-1")
    raised, moved = LOG[8], LOG[9]
    assert ("escalation", "reached", "e9:rung1") in told(case, raised)
    found = told(case, moved)
    assert ("escalation", "left", "e9:rung1") in found
    assert ("escalation", "reached", "e9:rung2") in found


def test_a_status_is_expected_and_gained_by_time() -> None:
    case = RIVERSIDE.open_case("R-1")
    (expected,) = (d for d in case.apply(REMANDED) if d.sort == "status")
    assert (expected.what, expected.id, expected.now) == (
        "began",
        "care_leaver_eligible",
        "expected 2026-03-20",
    )
    later = event("bail_refused", "2026-03-21T10:00", "b1")
    assert [(d.what, d.was, d.now) for d in case.apply(later) if d.sort == "status"] == [
        ("ended", "expected 2026-03-20", None),
        ("began", None, None),
    ]


def test_a_question_opens_and_is_settled() -> None:
    case = RIVERSIDE.open_case("R-1")
    assert ("question", "opened", "fact:open_to_csc") in told(case, ALLOCATED)
    assert ("question", "settled", "fact:open_to_csc") in told(case, CHECKED)


def test_a_conflict_begins_and_ends_with_the_rules_that_contradict_each_other() -> None:
    loaded = pr.load("nelincs")
    log = [
        said("facts_reported", "2026-02-02T10:00", "n1", holders={"social_worker": "SW-7"}),
        said("referral_made", "2026-03-06T15:00", "n2", by="yjs_case_manager", to="social_worker"),
        said(
            "confirmed_in_writing",
            "2026-03-08T14:30",
            "n3",
            about="n2",
            by="yjs_case_manager",
            to="social_worker",
            confirms="referral",
            on_agreed_form=True,
            how="email",
        ),
    ]
    case = loaded.open_case("R-1")
    found = [
        [d for d in case.apply(loaded.parse_event(each)) if d.sort == "conflict"] for each in log
    ]
    both = "confirm-referrals-in-writing/follow-up-allocated-referrals"
    assert [[(d.what, d.id) for d in each] for each in found] == [
        [],
        [("began", both)],
        [("ended", both)],
    ]


@pytest.mark.parametrize("id", ["Jane Doe", "", "C-1\n", "x" * 65, "é"])
def test_a_case_is_named_by_an_opaque_id(id: str) -> None:
    with pytest.raises(ValueError, match="opaque id"):
        RIVERSIDE.open_case(id)


def test_nothing_changes_where_nothing_has_happened() -> None:
    assert RIVERSIDE.open_case("R-1").next_change_after(LATER) is None


def test_what_nobody_dated_counts_from_the_moment_of_the_question() -> None:
    """As long as there is no event: then it changes with every moment."""
    services = pr.load("nelincs").open_case()
    assert services.next_change_after(LATER) == LATER + timedelta(microseconds=1)


@pytest.mark.parametrize("year", [1, 1899, 2151, 9999])
def test_a_moment_that_no_case_is_asked_about_is_refused(year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="between 1900 and 2150"):
        RIVERSIDE.state([], at=moment)
    with pytest.raises(ValueError, match="between 1900 and 2150"):
        RIVERSIDE.open_case("R-1").at(moment)
