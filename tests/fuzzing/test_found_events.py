"""Events and logs that once took too long, took too much memory or raised the wrong error."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest

import protocolrules as pr
from fuzzing.inputs import RIVERSIDE
from protocolrules.events import EventError, Subject
from protocolrules.events.decoding import decode
from protocolrules.log import MOST_REJECTED, lines_of


@pytest.fixture(scope="module")
def protocol() -> pr.Protocol:
    return pr.load(RIVERSIDE / "riverside.yaml")


def remanded(**more: Any) -> dict[str, Any]:
    event = {"event_id": "e1", "case_id": "C-1", "kind": "remanded", **more}
    return {**event, "occurred_at": "2025-12-19T15:00:00Z", "to": "youth_detention_accommodation"}


def test_a_key_that_stands_twice_is_found_quickly() -> None:
    keys = ", ".join(f'"k{number}": 1' for number in range(70_000))
    begun = time.process_time()
    with pytest.raises(EventError, match="EV005 k69999"):
        decode(f'{{{keys}, "k69999": 2}}')
    # Half a minute when each key was counted.
    assert time.process_time() - begun < 3


def test_of_very_many_faults_the_first_are_told(protocol: pr.Protocol) -> None:
    more = {f"k{number}": 1 for number in range(50_000)}
    begun = time.process_time()
    with pytest.raises(EventError) as caught:
        protocol.parse_event(remanded(**more))
    assert time.process_time() - begun < 3
    assert len(caught.value.faults) == 50
    assert caught.value.faults[-1].message.endswith("(and so on)")
    assert not caught.value.faults[-2].message.endswith("(and so on)")


def test_of_very_many_unknown_names_the_first_are_told(protocol: pr.Protocol) -> None:
    facts = {f"n{number}": {"value": True} for number in range(5_000)}
    event = {**remanded(), "kind": "facts_reported", "facts": facts}
    del event["to"]
    with pytest.raises(EventError) as caught:
        protocol.parse_event(event)
    assert [each.code for each in caught.value.faults] == ["EV016"] * 50


def test_an_age_of_thousands_of_digits(protocol: pr.Protocol) -> None:
    event = {**remanded(), "kind": "facts_reported", "facts": {"age": {"value": 10**5_000}}}
    del event["to"]
    with pytest.raises(EventError, match=r"EV017 facts\.age\.value"):
        protocol.parse_event(event)


@pytest.mark.parametrize("value", ["\ud800", ["a", "\udfff\ud800"], {"\ud800": 1}])
def test_what_cannot_be_written_is_refused_of_another_authority(
    value: object, protocol: pr.Protocol
) -> None:
    event = {**remanded(), "kind": "of_their_own", "authority": "elsewhere", "theirs": value}
    for given in (event, json.dumps(event)):
        with pytest.raises(EventError, match="EV011 the event holds a value"):
            protocol.parse_event(given)
    read = protocol.parse_event({**event, "theirs": "é"})
    assert protocol.parse_event(read.to_json()) == read


def test_a_file_that_is_no_log_gives_a_list_of_a_bearable_length(protocol: pr.Protocol) -> None:
    good = json.dumps(remanded()).encode()
    bad = b'{"case_id": "C-1"}\n{"authority": "riverside", "kind": 1}\n'
    data = good + b"\n" + b"x\n" * 20_000 + bad
    log = protocol.read_events(lines_of(io.BytesIO(data)))
    assert len(log.rejected) == MOST_REJECTED
    assert log.left_out == 20_002 - MOST_REJECTED
    assert log.withheld == {Subject(case_id="C-1"), Subject(authority="riverside")}
    assert not log.events
    assert [each.line for each in log.rejected[:2]] == [2, 3]


def test_a_short_log_leaves_nothing_out(protocol: pr.Protocol) -> None:
    log = protocol.read_events([b"x", json.dumps(remanded())])
    assert (len(log.rejected), log.left_out, len(log.events)) == (1, 0, 1)


def test_many_unknown_kinds_are_looked_up_quickly(protocol: pr.Protocol) -> None:
    lines = [json.dumps({"kind": f"first_entry_recordings_{n}"}) for n in range(1_500)]
    begun = time.process_time()
    log = protocol.read_events(lines)
    assert time.process_time() - begun < 4
    assert len(log.rejected) == 1_500
