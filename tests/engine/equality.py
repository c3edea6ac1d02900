"""Comparing an incremental case with the definition, event by event and moment by moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Literal

from hypothesis import strategies as st

import protocolrules as pr
from engine.cases import Opener, Question, Readings, moments_in, opener
from engine.counting import of_history, of_state
from engine.trace import Mismatch, Setting, Trace
from laws.asking import ALL_KNOWN
from laws.histories import TICK, History
from laws.samples import protocol
from protocolrules.events import Subject
from protocolrules.londontime import end_of_day, local_date, start_of_day
from protocolrules.results import CaseState
from protocolrules.testing.drawing import below, one_of

Order = Literal["recorded", "shuffled", "written"]
ORDERS: tuple[Order, ...] = ("recorded", "shuffled", "written")
AT_THE_END = 6
REMEMBERED = 3


def compare(
    history: History,
    order: Order,
    *,
    subject: Subject,
    chance: Random,
    readings: Readings | None = None,
    opened_by: Opener | None = None,
    tally: Counter[str] | None = None,
) -> int:
    """How many answers of the engine were compared with the definition's; all were equal.

    Args:
        history: what happened, of which the events about `subject` are applied one by one.
        order: in which they arrive: as recorded, shuffled, or as the history tells them.
        subject: the case or the services.
        chance: decides what is asked in between, and which events arrive once more.
        readings: readings at other values than the protocol's own.
        opened_by: what opens the case; left out: what `cases.opener` says.
        tally: counts what came up in the history and in the states that were compared.

    Raises Mismatch at the first answer that differs, with a trace that is as short as it goes,
    and the history.
    """
    setting = Setting(history.name, subject, readings or {}, opened_by or opener())
    asking = _Asking(history, Trace(setting), chance, tally)
    events = arrivals(history, order, subject, chance)
    try:
        if chance.random() < 0.2:
            asking.about(Question(history.at, history.known_at))
        for event in events:
            asking.trace.apply(event)
            asking.after(event)
        asking.at_the_end()
    except Mismatch as found:
        message = f"{found}\n\nCame up in this history ({order}):\n{history!r}"
        raise Mismatch(message, found.lines) from None
    if tally is not None:
        tally.update(of_history(protocol(history.name).document, events))
    return asking.trace.asked


def arrivals(
    history: History, order: Order, subject: Subject, chance: Random
) -> list[pr.CaseEvent]:
    """The subject's events in the order in which they arrive; now and then one comes twice."""
    events = [event for event in history.events if event.subject == subject]
    if order == "recorded":
        events.sort(key=lambda event: event.recorded_at)
    elif order == "shuffled":
        chance.shuffle(events)
    if events and chance.random() < 0.15:
        place = chance.randrange(len(events)) + 1
        events.insert(place, chance.choice(events[:place]))
    return events


class _Asking:
    """What is asked after each event: now, about another moment, and what was asked before."""

    def __init__(
        self, history: History, trace: Trace, chance: Random, tally: Counter[str] | None
    ) -> None:
        self.history, self.trace = history, trace
        self.chance, self.tally = chance, tally
        self.earlier: list[Question] = []
        self.seen: list[CaseState] = []

    def after(self, event: pr.CaseEvent) -> None:
        now = max(each.recorded_at for each in self.trace.events)
        self.about(Question(now, because=self._one_in(5)))
        if self._one_in(3):
            self.about(self.chance.choice(self.earlier))
        else:
            self.about(self._another())

    def at_the_end(self) -> None:
        self.about(Question(self.history.at, self.history.known_at, because=True))
        for _ in range(AT_THE_END):
            self.about(self._another())

    def about(self, question: Question) -> None:
        state = self.trace.ask(question)
        self.earlier.append(question)
        self.seen = [*self.seen, state][-REMEMBERED:]
        if self.tally is not None:
            loaded = protocol(self.history.name).document
            self.tally.update(of_state(state, loaded, self.trace.setting.readings))
            self.tally["a moment before the latest event"] += any(
                event.recorded_at > question.at for event in self.trace.events
            )
            self.tally["known at an earlier moment"] += (
                question.known_at is not None and question.known_at < question.at
            )

    def _another(self) -> Question:
        """A moment at which something may change, or just before it."""
        at = self.chance.choice(self._moments()) - self.chance.choice((0, 0, 1)) * TICK
        recorded = [event.recorded_at for event in self.trace.events] or [ALL_KNOWN]
        known = (None, None, ALL_KNOWN, self.history.known_at, self.chance.choice(recorded))
        return Question(at, self.chance.choice(known), because=self._one_in(5))

    def _moments(self) -> list[datetime]:
        return sorted({*self._of_states(), *moments_of(self.history, self.trace.events)})

    def _of_states(self) -> Iterator[datetime]:
        for state in self.seen:
            yield from moments_in(state.model_dump(exclude={"undetermined"}))

    def _one_in(self, many: int) -> bool:
        return self.chance.randrange(many) == many - 1


def moments_of(history: History, events: Sequence[pr.CaseEvent]) -> Iterator[datetime]:
    """The moments of a history at which something may change whatever the rules say."""
    edition = protocol(history.name).document.edition
    yield from moments_in([edition.starts, edition.until, edition.review_by])
    for moment in (history.at, history.known_at, *(event.recorded_at for event in events)):
        yield from (moment, start_of_day(local_date(moment)), end_of_day(local_date(moment)))
    for event in events:
        yield from moments_in([event.occurred_at, event.occurred_on])


@st.composite
def readings_of(draw: st.DrawFn, name: str) -> dict[str, str]:
    """None, or now and then some readings at any value that they may have."""
    declared = protocol(name).document.readings
    if not declared or draw(below(3)) < 2:
        return {}
    named = draw(st.lists(one_of(sorted(declared)), min_size=1, max_size=4, unique=True))
    return {each: draw(one_of((*declared[each].others, declared[each].means))) for each in named}
