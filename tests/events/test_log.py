"""Logs: what a bad line costs, and what it does not."""

import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from events.event_samples import READER, correction, held, remanded
from protocolrules.events import Subject
from protocolrules.events.decoding import LONGEST_LINE
from protocolrules.log import Log, lines_of, read_lines

C1, C2, ENFIELD = Subject(case_id="C-1"), Subject(case_id="C-2"), Subject(authority="enfield")


def line(data: Any) -> str:
    return json.dumps(data)


def read(*lines: str | bytes) -> Log:
    return read_lines(lines, READER)


def other(**changes: Any) -> dict[str, Any]:
    return remanded(event_id="o1", case_id="C-2", **changes)


def codes(log: Log) -> list[tuple[int, str | None, str | None, str]]:
    return [(r.line, r.event_id, r.field, r.code) for r in log.rejected]


def test_events_are_gathered_by_subject_in_the_order_of_the_lines() -> None:
    second = remanded(event_id="e9")
    log = read(line(remanded()), line(other()), "", "  \n", line(held()), line(second) + "\r\n")
    assert [e.event_id for e in log.events[C1]] == ["e1", "e9"]
    assert set(log.events) == {C1, C2, ENFIELD}
    assert log.rejected == ()
    assert log.withheld == frozenset()


def test_a_rejected_event_withholds_its_case_and_no_other() -> None:
    log = read(line(remanded()), line(remanded(event_id="e2", to="prison")), line(other()))
    assert set(log.events) == {C2}
    assert log.withheld == {C1}
    assert codes(log) == [(2, "e2", "to", "EV014")]
    assert log.rejected[0].subject == C1


def test_every_fault_of_a_line_is_listed() -> None:
    log = read(line(remanded(to="prison", zebra=1)))
    assert codes(log) == [(1, "e1", "zebra", "EV008"), (1, "e1", "to", "EV014")]


def test_a_rejected_event_of_services_withholds_them() -> None:
    log = read(line(held(meeting="tea")), line(other()))
    assert log.withheld == {ENFIELD}
    assert set(log.events) == {C2}


def test_ids_that_are_not_ids_are_not_repeated() -> None:
    log = read(line(remanded(event_id="Person Private", case_id="Person Private", to="x")))
    assert {r.event_id for r in log.rejected} == {None}
    assert {r.subject for r in log.rejected} == {None}
    assert "Private" not in repr(log)
    assert log.withheld == frozenset()


def test_the_same_event_twice_is_one_event() -> None:
    again = remanded(occurred_at="2025-12-19T16:00:00+01:00")
    log = read(line(remanded()), line(again))
    assert len(log.events[C1]) == 1
    assert log.rejected == ()


def test_one_id_with_two_contents_withholds_both_cases() -> None:
    log = read(line(remanded()), line(remanded(case_id="C-2")), line(held()))
    assert codes(log) == [(2, "e1", "event_id", "EV030")]
    assert log.withheld == {C1, C2}
    assert set(log.events) == {ENFIELD}


def test_a_correction_is_an_event_of_its_own() -> None:
    log = read(line(remanded()), line(correction()))
    assert [e.kind for e in log.events[C1]] == ["remanded", "correction"]


def test_a_line_that_is_cut_off_withholds_the_case_that_it_shows() -> None:
    log = read(line(remanded(event_id="e7"))[:-20], line(other()))
    assert codes(log) == [(1, "e7", None, "EV001")]
    assert log.withheld == {C1}
    assert set(log.events) == {C2}


def test_a_key_twice_withholds_every_case_named() -> None:
    log = read('{"event_id": "e1", "case_id": "C-1", "case_id": "C-2"}')
    assert codes(log) == [(1, "e1", "case_id", "EV005")]
    assert log.withheld == {C1, C2}


def test_hostile_lines() -> None:
    lines: list[str | bytes] = [
        b"\xff\xfe" + line(remanded()).encode(),
        b"[" * 100_000,
        '{"a":' * 50_000,
        b"x" * (LONGEST_LINE + 1),
        '{"age": NaN}',
        '{"age": 1e999, "case_id": "C-3"}',
        "null",
        "7",
        "\x00",
        "\ufeff" + line(other()),
    ]
    log = read(*lines)
    assert [code for _, _, _, code in codes(log)] == [
        "EV002", "EV004", "EV004", "EV003", "EV001", "EV007", "EV006", "EV006", "EV001",
    ]  # fmt: skip
    assert log.withheld == {C1, Subject(case_id="C-3")}
    assert set(log.events) == {C2}


def test_a_very_long_line_is_not_read_into_memory() -> None:
    good = line(other()).encode()
    stream = io.BytesIO(b"x" * (3 * LONGEST_LINE) + b"\n" + good + b"\n" + b"y" * LONGEST_LINE)
    lines = list(lines_of(stream))
    assert [len(each) for each in lines] == [LONGEST_LINE + 1, len(good) + 1, LONGEST_LINE]
    log = read(*lines)
    assert [code for _, _, _, code in codes(log)] == ["EV003", "EV001"]
    assert set(log.events) == {C2}


@given(st.lists(st.binary() | st.text()))
def test_no_lines_raise(lines: list[bytes | str]) -> None:
    log = read(*lines)
    assert not log.events
