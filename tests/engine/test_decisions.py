"""What applying an event tells is what is another between the states before and after it."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.cases import NAMES
from engine.equality import ORDERS, Order, arrivals, readings_of
from laws.asking import examples, subjects
from laws.histories import histories
from laws.samples import protocol
from protocolrules.engine import marks
from protocolrules.testing.drawing import CHANCES, one_of

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.parametrize("name", NAMES)
@settings(examples(0.4), phases=PHASES)
@given(data=st.data(), order=one_of(ORDERS), chance=CHANCES)
def test_decisions_lie_between_two_states(
    name: str, data: st.DataObject, order: Order, chance: int
) -> None:
    history = data.draw(histories(name))
    readings = data.draw(readings_of(name))
    for subject in subjects(name):
        case = protocol(name).open_case(subject.case_id, readings=readings)
        before: Any = {}
        for event in arrivals(history, order, subject, Random(chance)):
            told = case.apply(event)
            now = max(event.recorded_at for event in case.events)
            after = marks.of_state(case.at(now), now)
            assert told == marks.decisions(before, after)
            before = after
