"""Ladders: what stops one stops it, rungs go up, and each is reached once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import protocolrules as pr
from laws.asking import ALL_KNOWN, ask, examples, states
from laws.histories import DAY, HOUR, histories
from laws.samples import NAMES, protocol
from laws.test_knowledge import happened
from protocolrules.document import Ladder
from protocolrules.londontime import format_utc
from protocolrules.results import EscalationStep

CLIMBING = tuple(name for name in NAMES if protocol(name).document.ladders)
LADDERS = {name: tuple(sorted(protocol(name).document.ladders)) for name in CLIMBING}
OPEN = ("due", "overdue", "untimed", "upcoming")


@pytest.mark.parametrize("name", CLIMBING)
@examples(0.5)
@given(data=st.data())
def test_stopping_a_ladder_stops_it(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name, about=LADDERS[name]))
    at = max((m for e in history.events if (m := happened(e)) is not None), default=history.at)
    before = ask(history, at=at, known_at=ALL_KNOWN)
    climbing = [step for state in before.cases for step in state.escalations]
    if not climbing:
        return
    ladder = protocol(name).document.ladders[data.draw(st.sampled_from(climbing)).ladder]
    about = data.draw(
        st.sampled_from(sorted({s.about for s in climbing if s.ladder == ladder.name}))
    )
    stopped_at = at + HOUR
    stop = _stopping(protocol(name), ladder, about, format_utc(stopped_at))
    later = stopped_at + data.draw(st.sampled_from([HOUR, DAY, 15 * DAY, 200 * DAY]))
    after = ask(history, events=[*history.events, stop], at=later, known_at=ALL_KNOWN)
    steps = [
        step
        for state in after.cases
        for step in state.escalations
        if (step.ladder, step.about) == (ladder.name, about)
    ]
    assert steps
    for step in steps:
        assert step.from_ <= stopped_at, step
        assert step.state not in OPEN, step
        assert step.until is not None and step.until <= stopped_at, step
        assert all(b.to is not None and b.to <= stopped_at for b in step.breaches), step
    for duty in (duty for state in after.cases for duty in state.duties):
        if duty.rule == ladder.name and f":{about}:" in duty.id:
            assert duty.state not in OPEN, duty


def _stopping(loaded: pr.Protocol, ladder: Ladder, about: str, when: str) -> pr.CaseEvent:
    """An event that stops the ladder, about this dispute."""
    pattern = ladder.stops[0]
    fields: dict[str, object] = {name: test.values[0] for name, test in pattern.tests}
    kind = loaded.document.vocabulary.events[pattern.kinds[0]]
    for name, declared in kind.fields.items():
        if declared.required and name not in fields:
            fields[name] = {"service": "yjs", "role": "yjs", "choice": (*declared.choices, "")[0]}[
                declared.type
            ]
    return loaded.parse_event(
        {
            "event_id": "stop",
            "case_id": "C-1",
            "kind": kind.name,
            "about": about,
            "occurred_at": when,
            **fields,
        }
    )


@pytest.mark.parametrize("name", CLIMBING)
@examples(0.4)
@given(data=st.data())
def test_rungs_go_up_and_each_is_reached_once(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name, about=LADDERS[name]))
    for state in states(ask(history)):
        climbs: dict[tuple[str, str], list[EscalationStep]] = {}
        for step in state.escalations:
            climbs.setdefault((step.ladder, step.about), []).append(step)
        for steps in climbs.values():
            numbers = [step.rung for step in steps]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), steps
            assert all(step.from_ <= history.at for step in steps)
            assert all(step.until is None or step.from_ <= step.until for step in steps), steps
            assert [s.from_ for s in steps] == sorted(s.from_ for s in steps)
            assert sum(s.state in OPEN for s in steps) <= 1, steps


def test_a_rung_that_should_answer_departs() -> None:
    """A breach of what should be done is a departure, on the rung as on its duty."""
    loaded = protocol("ladders")
    raised = loaded.parse_event(
        {
            "event_id": "e1",
            "case_id": "C-1",
            "kind": "dispute_raised",
            "occurred_at": "2025-11-03T11:00:00Z",
        }
    )
    (case,) = loaded.state([raised], at=raised.recorded_at + 5 * DAY).cases
    ((duty,), (step,)) = case.duties, case.escalations
    assert (duty.modality, duty.state, step.state) == ("should", "overdue", "overdue")
    assert duty.departures and not duty.breaches
    assert not step.breaches
