"""Events and facts of another authority in a log that serves several protocols."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from events.event_samples import VOCABULARY, remanded, reported
from protocolrules.events import AnothersEvent, CaseEvent, EventError, EventReader, events_schema
from protocolrules.events.kinds import FactsReported, Remanded
from protocolrules.log import read_lines

OURS = EventReader(VOCABULARY, "here")
SCHEMA = jsonschema.Draft202012Validator(events_schema(VOCABULARY, "here"))
BY = {"by": "dog_warden"}


def seen(**fields: Any) -> dict[str, Any]:
    return reported(event_id="e1", kind="dog_seen", authority="there", colour="brown", **fields)


def test_a_kind_of_another_authority_is_read_as_far_as_every_event_has_it() -> None:
    event = OURS.read(seen(about="M-1"))
    assert isinstance(event, AnothersEvent)
    assert (event.kind, event.authority, event.about) == ("dog_seen", "there", "M-1")
    assert event.field("colour") is None
    assert json.loads(event.to_json())["colour"] == "brown"
    assert OURS.parse(event) is event
    SCHEMA.validate(seen(about="M-1"))


@pytest.mark.parametrize("said", [{}, {"authority": "here"}, {"authority": None}])
def test_what_is_ours_or_everybodys_has_to_be_known(said: dict[str, Any]) -> None:
    data = {**seen(), "authority": None, **said}
    with pytest.raises(EventError, match="EV007 kind is not a kind"):
        OURS.read(data)
    assert not SCHEMA.is_valid(data)


def test_without_an_authority_of_its_own_a_reader_knows_no_other() -> None:
    with pytest.raises(EventError, match="EV007"):
        EventReader(VOCABULARY).read(seen())


def test_a_shared_kind_of_another_authority_may_name_its_own_roles() -> None:
    assert isinstance(OURS.read(remanded(authority="there")), Remanded)
    assert isinstance(OURS.read(reported(authority="there", **BY)), AnothersEvent)
    with pytest.raises(EventError, match="EV016 by"):
        OURS.read(reported(authority="here", **BY))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"event_id": "an id"}, "EV015 event_id"),
        ({"case_id": None}, "EV023 case_id"),
        ({"occurred_on": None}, "EV018 occurred_at"),
        ({"occurred_on": "soon"}, "EV012 occurred_on"),
        ({"authority": "the other place"}, "EV015 authority"),
        ({"authority": 7}, "EV011 authority"),
        ({"kind": 7}, "EV011 kind"),
    ],
)
def test_what_every_event_has_must_be_right_all_the_same(
    changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(EventError, match=code):
        OURS.read({**seen(), **changes})
    assert not SCHEMA.is_valid({**seen(), **changes})


def test_a_fact_of_another_authority_may_be_its_own() -> None:
    data = reported(
        facts={
            "open_to_csc": {"value": True, "authority": "here"},
            "has_a_dog": {"value": True, "authority": "there"},
        }
    )
    event = OURS.read(data)
    assert isinstance(event, FactsReported)
    assert event.facts is not None
    assert event.facts["has_a_dog"].authority == "there"
    SCHEMA.validate(data)
    data["facts"]["has_a_dog"]["authority"] = "here"
    with pytest.raises(EventError, match=r"EV016 facts\.has_a_dog"):
        OURS.read(data)
    assert not SCHEMA.is_valid(data)


def correction(event: dict[str, Any], **fields: Any) -> CaseEvent:
    return OURS.read(
        {
            "event_id": "k1",
            "case_id": "C-1",
            "kind": "correction",
            "recorded_at": "2026-01-09T09:00:00Z",
            "replaces": "e1",
            "event": event,
            **fields,
        }
    )


def test_a_corrected_event_belongs_to_whoever_corrects_it_unless_it_says_otherwise() -> None:
    plain = {"kind": "remanded", "occurred_on": "2026-01-05", "to": "youth_detention_accommodation"}
    assert _inner(correction(plain)).authority is None
    assert _inner(correction(plain, authority="there")).authority == "there"
    assert _inner(correction({**plain, "authority": "here"}, authority="there")).authority == "here"
    assert isinstance(_inner(correction(seen())), AnothersEvent)
    own = {"kind": "dog_seen", "occurred_on": "2026-01-05", "colour": "black"}
    assert isinstance(_inner(correction(own, authority="there")), AnothersEvent)


def _inner(event: CaseEvent) -> CaseEvent:
    inner = event.field("event")
    assert isinstance(inner, CaseEvent)
    return inner


def test_a_line_of_another_authority_rejects_nothing_but_still_is_one_event() -> None:
    first, other = json.dumps(seen()), json.dumps(seen(size="big"))
    log = read_lines([first, first, json.dumps(remanded(event_id="e2"))], OURS)
    assert (log.rejected, log.withheld) == ((), frozenset())
    assert [len(events) for events in log.events.values()] == [2]
    assert [r.code for r in read_lines([first, other], OURS).rejected] == ["EV030"]
