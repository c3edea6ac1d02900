"""Every shared kind: its sample parses, goes to JSON and back, and has a class."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from gc import collect
from pathlib import Path
from typing import Any
from weakref import ref

import jsonschema
import pytest
from pydantic import ValidationError

from events.event_samples import READER, VOCABULARY, held, remanded, reported, sample
from events.tools import tool
from protocolrules.events import (
    AttendanceEntry,
    Correction,
    EventError,
    EventReader,
    FactReport,
    Subject,
    events_schema,
    kinds,
)
from protocolrules.events.kinds import KINDS, Consulted, MeetingHeld, Remanded
from protocolrules.events.models import model_for
from protocolrules.events.shapes import signature
from protocolrules.londontime import LONDON
from protocolrules.vocabulary import Vocabulary

SCHEMA = jsonschema.Draft202012Validator(events_schema(VOCABULARY))


@pytest.mark.parametrize("name", VOCABULARY.events)
def test_a_sample_of_every_kind_parses_and_round_trips(name: str) -> None:
    data = sample(VOCABULARY.events[name])
    event = READER.parse(data)
    assert type(event) is KINDS[name]
    assert READER.parse(event.to_json()) == event
    assert READER.parse(event) is event
    assert event.field("kind") == name
    assert event.recorded_at.tzinfo is UTC
    hash(event)
    SCHEMA.validate(data)
    SCHEMA.validate(json.loads(event.to_json()))


@pytest.mark.parametrize("name", VOCABULARY.events)
def test_the_shared_classes_are_the_ones_the_reader_gives(name: str) -> None:
    assert READER.model(name) is KINDS[name]
    if name not in ("correction", "retraction"):
        assert signature(VOCABULARY.events[name]) == KINDS[name].SIGNATURE


def test_kinds_declared_alike_share_a_class_for_as_long_as_somebody_uses_it() -> None:
    declared = replace(VOCABULARY.events["consulted"], name="consulted_twice")
    first = model_for(declared)
    assert model_for(replace(declared, title="said in other words")) is first
    unused = ref(first)
    del first
    collect()
    assert unused() is None


def test_the_generated_files_are_fresh() -> None:
    classes, page = tool("build_kinds"), tool("build_docs_vocabulary")
    assert Path(kinds.__file__).resolve() == classes.TARGET
    assert classes.TARGET.read_text("utf-8") == classes.source(VOCABULARY), "run build_kinds.py"
    assert page.TARGET.read_text("utf-8") == page.page(VOCABULARY), "run build_docs_vocabulary.py"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(events_schema(VOCABULARY))


def test_instants_are_in_utc_and_a_missing_recorded_at_is_when_it_occurred() -> None:
    event = READER.parse(remanded(occurred_at="2025-07-19T15:00:00+01:00", recorded_at=None))
    assert event.occurred_at == datetime(2025, 7, 19, 14, tzinfo=UTC)
    assert event.recorded_at == event.occurred_at
    assert event.recorded_at.tzinfo is UTC


def test_a_day_is_recorded_at_its_end_in_london() -> None:
    event = READER.parse(remanded(occurred_at=None, occurred_on="2025-07-19", recorded_at=None))
    assert event.occurred_on == date(2025, 7, 19)
    assert event.recorded_at == datetime(2025, 7, 19, 23, tzinfo=UTC)


def test_values_have_the_python_types_of_their_fields() -> None:
    event = READER.parse(sample(VOCABULARY.events["facts_reported"]))
    assert event.field("facts") == {
        "open_to_csc": FactReport(value=True, since=date(2025, 3, 1), authority="enfield"),
        "on_remand": FactReport(
            value="none", since=datetime(2025, 3, 1, 10, tzinfo=UTC), until=date(2025, 4, 1)
        ),
        "age": FactReport(value=16),
        "care_leaver_eligible": FactReport(value=False),
    }
    assert event.field("holders") == {"social_worker": "SW-7", "iro": None}
    assert event.field("last_done") == {
        "joint_supervision": date(2025, 11, 3),
        "plan_signed": date(2025, 10, 1),
    }
    meeting = READER.parse(held(attendance=[{"role": "iro", "how": "absent"}]))
    assert meeting.field("attendance") == (AttendanceEntry(role="iro", how="absent"),)
    assert meeting.field("service") == frozenset({"yjs"})
    assert meeting.field("facilitated_by") is None
    assert meeting.field("nonsense") is None


def test_subjects() -> None:
    assert READER.parse(remanded()).subject == Subject(case_id="C-1")
    assert READER.parse(remanded(authority="enfield")).subject == Subject(case_id="C-1")
    assert READER.parse(held()).subject == Subject(authority="enfield")
    assert str(Subject(case_id="C-1")) == "case C-1"
    assert str(Subject(authority="enfield")) == "services of enfield"


def test_one_value_is_as_good_as_a_list() -> None:
    one = READER.parse(remanded(conditions="curfew"))
    assert one == READER.parse(remanded(conditions=["curfew"]))
    assert one.field("conditions") == frozenset({"curfew"})


def test_null_is_silence() -> None:
    assert READER.parse({**remanded(), "about": None}) == READER.parse(remanded())


def test_classes_can_be_made_directly() -> None:
    event = Remanded(
        event_id="e1",
        case_id="C-1",
        occurred_at=datetime(2025, 12, 19, 15, tzinfo=UTC),
        recorded_at=datetime(2025, 12, 22, 9, tzinfo=UTC),
        to="youth_detention_accommodation",
    )
    assert event == READER.parse(remanded())
    assert isinstance(READER.parse(held()), MeetingHeld)


def test_a_field_that_python_keeps_for_itself_has_its_own_name() -> None:
    at = datetime(2025, 12, 19, 15, tzinfo=UTC)
    with_whom: dict[str, Any] = {"with": "yjs"}
    event = Consulted(event_id="e1", case_id="C-1", occurred_at=at, **with_whom)
    assert event.field("with") == "yjs"
    assert READER.parse(event.to_json()) == event


def test_events_are_frozen() -> None:
    event = READER.parse(remanded())
    with pytest.raises(ValidationError):
        event.event_id = "e2"


def test_sets_are_written_in_order() -> None:
    data = remanded(conditions=["exclusion_area", "curfew", "appointments"])
    written = json.loads(READER.parse(data).to_json())
    assert written["conditions"] == sorted(data["conditions"])


def test_a_fact_may_be_of_a_set_or_a_number_only_as_declared() -> None:
    event = READER.parse(reported(facts={"risk_of_serious_harm": {"value": "high"}}))
    assert event.field("facts") == {"risk_of_serious_harm": FactReport(value="high")}


def test_changes_can_be_made_directly_and_are_checked_alike() -> None:
    event = READER.parse(remanded())
    later = datetime(2025, 12, 24, 9, tzinfo=UTC)
    made = Correction(event_id="e2", case_id="C-1", recorded_at=later, replaces="e1", event=event)
    assert made.event.recorded_at == later
    assert READER.parse(made) is made
    told = {**json.loads(made.to_json()), "event": event}
    assert READER.parse(told) == made
    for replaces, inner, code in (("e9", event, "EV027"), ("e2", made, "EV028")):
        with pytest.raises(ValidationError, match=r"event_id differs|a change"):
            Correction(
                event_id="e3", case_id="C-1", recorded_at=later, replaces=replaces, event=inner
            )
        told = {**json.loads(made.to_json()), "replaces": replaces, "event": inner}
        with pytest.raises(EventError, match=code):
            READER.parse(told)


def test_a_ready_event_has_its_names_checked() -> None:
    at = datetime(2025, 12, 19, 15, tzinfo=UTC)
    meeting = MeetingHeld(event_id="e1", case_id="C-1", occurred_at=at, meeting="tea")
    change = Correction(event_id="e2", case_id="C-1", recorded_at=at, replaces="e1", event=meeting)
    for event in (meeting, change):
        with pytest.raises(EventError, match="EV016"):
            READER.parse(event)
    with pytest.raises(EventError, match="EV007"):
        EventReader(Vocabulary()).parse(meeting)


def test_aware_datetimes_and_dates_are_taken_as_they_are() -> None:
    at = datetime(2025, 7, 19, 15, tzinfo=LONDON)
    event = READER.parse(remanded(occurred_at=at, recorded_at=None))
    assert event.occurred_at == datetime(2025, 7, 19, 14, tzinfo=UTC)
    day = READER.parse(remanded(occurred_at=None, occurred_on=date(2025, 7, 19)))
    assert day.occurred_on == date(2025, 7, 19)
    with pytest.raises(EventError, match="EV010"):
        READER.parse(remanded(occurred_at=datetime(2025, 7, 19, 15)))
    with pytest.raises(EventError, match="EV011"):
        READER.parse(remanded(occurred_at=None, occurred_on=at))
