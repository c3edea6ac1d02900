"""Strategies: valid histories of one case (and its services) for any protocol."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol as Interface

from hypothesis import strategies as st

from protocolrules import api
from protocolrules.events import CaseEvent, Subject
from protocolrules.londontime import format_utc, start_of_day
from protocolrules.results import Result
from protocolrules.testing.dice import Dice
from protocolrules.testing.drawing import CHANCES, STEPS, one_of
from protocolrules.testing.stories import CASE, DAY, HOUR, TICK, Story, Written, menu_of

MOST = 25
ALL_KNOWN = datetime(2100, 1, 1, tzinfo=UTC)
"""By then everything in a history has been recorded."""

STARTS = tuple(
    date.fromisoformat(day)
    for day in (
        "2025-11-03 2025-12-19 2025-10-24 2026-03-27 2026-01-30 2024-02-28 2026-04-02 2025-12-31 "
        "2028-12-18"
    ).split()
)
"""An ordinary Monday; before Christmas; before the clocks change in October and in March; the end
of a month; a leap day; Maundy Thursday; New Year's Eve; near the end of the calendar."""


class Printer(Interface):
    """What Hypothesis prints values with."""

    def text(self, text: str) -> object:
        """Print as it is."""


@dataclass(frozen=True)
class History:
    """What was drawn: events as they would be written in JSON, and the moment to ask about.

    `at` and `known_at` are instants in UTC. `chance` is a number that decides what is left open,
    such as another order of arrival.
    """

    protocol: api.Protocol = field(repr=False, compare=False)
    written: tuple[Written, ...]
    at: datetime
    known_at: datetime
    events: tuple[CaseEvent, ...] = field(repr=False, compare=False, default=())
    chance: int = 0

    @property
    def name(self) -> str:
        """The id of the protocol."""
        return self.protocol.id

    @property
    def subjects(self) -> tuple[Subject, Subject]:
        """The case, and the services of the authority."""
        return Subject(case_id=CASE), self.protocol.services

    def ask(
        self,
        *,
        events: Iterable[CaseEvent] | None = None,
        at: datetime | None = None,
        known_at: datetime | None = None,
        because: bool = False,
        protocol: api.Protocol | None = None,
    ) -> Result:
        """The answer for the case and the services, with what is to differ from the history."""
        return (protocol or self.protocol).state(
            self.events if events is None else events,
            at=at or self.at,
            known_at=known_at or self.known_at,
            because=because,
            subjects=self.subjects,
        )

    def dice(self) -> Dice:
        """What decides what is left open, from its beginning."""
        return Dice(self.chance)

    def moments(self) -> list[datetime]:
        """When its events happened, in order; a day counts from its beginning."""
        return sorted(m for event in self.events if (m := happened(event)) is not None)

    def __repr__(self) -> str:
        """Everything that it takes to see it again."""
        lines = "".join(f"\n  {json.dumps(event)}" for event in self.written)
        asked = f"at {format_utc(self.at)} known at {format_utc(self.known_at)}"
        return f"{self.name}, {asked}:{lines or ' no events'}"

    def _repr_pretty_(self, printer: Printer, _cycle: bool) -> None:
        # Hypothesis would print the fields one by one.
        printer.text(repr(self))


def histories(
    protocol: api.Protocol, most: int = MOST, about: Sequence[str] = ()
) -> st.SearchStrategy[History]:
    """Histories that the reader of the protocol's events accepts, with 0 to `most` events.

    Most events are what the rules in focus listen to: triggers, evidence, facts, holders, and
    occasions, at times such as their periods, bank holidays and changes of the clocks. Some are
    late, corrected, withdrawn, said twice or about another authority.

    Args:
        protocol: a loaded protocol.
        most: how many events there are at most.
        about: rules and ladders of which one or more are in focus; left out: any.

    Raises ValueError when `about` names no rule or ladder of the protocol.
    """
    names = menu_of(protocol).names
    for name in about:
        if name not in names:
            raise ValueError(f'{protocol.id} has no rule or ladder "{name}"')
    return _histories(protocol, most, tuple(about) or names)


@st.composite
def _histories(
    draw: st.DrawFn, protocol: api.Protocol, most: int, about: tuple[str, ...]
) -> History:
    focus = draw(st.lists(one_of(about), min_size=1, max_size=3))
    start = draw(st.sampled_from(STARTS + menu_of(protocol).special_days()))
    least = draw(st.sampled_from((0, 0, most // 2)))
    steps = draw(st.lists(STEPS, min_size=least, max_size=most))
    written = Story(protocol, focus, start).told(steps)
    return asked_at(protocol, written, start, draw(CHANCES), draw(CHANCES))


def asked_at(
    protocol: api.Protocol, written: Sequence[Written], start: date, number: int, chance: int = 0
) -> History:
    """A history with a moment to ask about: after the last event, or some while before or after
    it, as the number decides."""
    dice = Dice(number)
    read = tuple(protocol.parse_event(event) for event in written)
    times = sorted(moment for event in read if (moment := happened(event)) is not None)
    last = max(times, default=start_of_day(start))
    gaps = (HOUR, DAY, 3 * DAY, 15 * DAY, 100 * DAY, *menu_of(protocol).gaps(), TICK, timedelta())
    at = last + dice.pick(gaps)
    if dice.rarely(4):
        at = dice.pick(times or [at])
    delays = (timedelta(), timedelta(), 30 * DAY, -DAY, HOUR, -15 * DAY, 400 * DAY)
    return History(protocol, tuple(written), at, at + dice.pick(delays), read, chance)


def moments(history: History) -> st.SearchStrategy[datetime]:
    """Instants worth asking about: the history's own, those of its events, of due dates, and of
    the days on which something about the edition changes, and just before each."""
    result = history.ask(known_at=ALL_KNOWN)
    due = [duty.due for state in (*result.cases, *result.services) for duty in state.duties]
    days = map(start_of_day, menu_of(history.protocol).special_days())
    known = (history.at, *history.moments(), *(d for d in due if d is not None), *days)
    every = sorted({*known, *(moment - TICK for moment in known)})
    every.remove(history.at)
    return one_of([history.at, *every])


def happened(event: CaseEvent) -> datetime | None:
    """When an event happened, a day counted from its beginning; None for a change of another."""
    if event.occurred_on is not None:
        return start_of_day(event.occurred_on)
    return event.occurred_at
