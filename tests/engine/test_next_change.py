"""The next change that time alone brings is where the definition has it."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.cases import AHEAD, NAMES, Question, ageless, defined, moments_in, opener
from engine.differing import differences
from engine.equality import ORDERS, Order, arrivals, readings_of
from engine.trace import Setting, told
from laws.asking import examples, subjects, written
from laws.histories import DAY, HOUR, TICK, History, histories, menus
from protocolrules.events import CaseEvent
from protocolrules.londontime import format_utc, local_date, start_of_day
from protocolrules.testing.drawing import CHANCES, one_of

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
STEPS = 3
BETWEEN = 10


@pytest.mark.parametrize("name", NAMES)
@settings(examples(0.4), phases=PHASES)
@given(data=st.data(), order=one_of(ORDERS), chance=CHANCES)
def test_the_next_change(name: str, data: st.DataObject, order: Order, chance: int) -> None:
    history = data.draw(histories(name))
    readings = data.draw(readings_of(name))
    for subject in subjects(name):
        walk = _Walk(history, order, Random(chance), Setting(name, subject, readings, opener()))
        walk.along()


class _Walk:
    """From the time when everything has been recorded, from one change to the next. So what was
    known stays the same, whichever later moment stands for `known_at`."""

    def __init__(self, history: History, order: Order, chance: Random, setting: Setting) -> None:
        self.history, self.chance, self.setting = history, chance, setting
        self.events: list[CaseEvent] = arrivals(history, order, setting.subject, chance)
        self.case = setting.opener(setting.name, setting.subject, setting.readings)
        for event in self.events:
            self.case.apply(event)
        self.known = max((event.recorded_at for event in self.events), default=history.at)

    def along(self) -> None:
        t = max(self.known, self.history.at) if self.chance.random() < 0.5 else self.known
        for _ in range(STEPS):
            found = self.case.next_change_after(t)
            self._hold(found is None or found > t, t, found, ["not after the moment asked about"])
            self._nothing_between(t, found)
            if found is None or found > t + AHEAD:
                return
            changed = self._told(found) != self._told(t)
            self._hold(changed, t, found, ["nothing changes at that moment"])
            # From just before the change, from the change itself, or from a moment after it.
            t = self.chance.choice((found - TICK, found, found, found + HOUR))

    def _nothing_between(self, t: datetime, found: datetime | None) -> None:
        end = t + AHEAD if found is None else min(found - TICK, t + AHEAD)
        now = self._told(t)
        for moment in (end, *self._some_between(t, end)):
            lines = differences(now, self._told(moment))
            at = (
                f"it changes already by {format_utc(moment)} (engine: as at the moment asked about)"
            )
            self._hold(not lines, t, found, [at, *lines])

    def _some_between(self, t: datetime, end: datetime) -> list[datetime]:
        days = [start_of_day(local_date(t) + self.chance.randrange(1, 730) * DAY) for _ in range(4)]
        gaps = menus(self.setting.name).gaps() or (DAY,)
        after = [event.recorded_at + self.chance.choice(gaps) for event in self.events[-6:]]
        spoken_of = [*moments_in(self._state(t)), *moments_in(self._state(end + TICK))]
        near = sorted({m for m in (*days, *after, *spoken_of) if t < m <= end})
        return self.chance.sample(near, min(BETWEEN, len(near)))

    def _state(self, t: datetime) -> Any:
        return self._defined(t).model_dump(exclude={"undetermined"})

    def _told(self, t: datetime) -> Any:
        return ageless(written(self._defined(t)))

    def _defined(self, t: datetime) -> Any:
        setting = self.setting
        question = Question(t, max(t, self.known))
        return defined(setting.name, setting.subject, self.events, question, setting.readings)

    def _hold(self, so: bool, t: datetime, found: datetime | None, lines: list[str]) -> None:
        answer = "None" if found is None else format_utc(found)
        asked = f"next_change_after({format_utc(t)}) is {answer}"
        if not so:
            raise AssertionError(told(self.setting, self.events, [asked, *lines]))
