"""What came up in the histories and states that were compared, and what has to come up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

import protocolrules as pr
from engine.cases import Readings
from laws.menu import within
from protocolrules.document import Duty, Ladder, Protocol, Rule, Rung, Trigger
from protocolrules.expressions import Condition, ReadingRef
from protocolrules.results import CaseState, DutyState, RungState
from protocolrules.timing import Regime, Timing, parse_due

HISTORY = (
    "a late event",
    "a correction",
    "a retraction",
    "a duplicate",
    "a date-only event",
    "an event of another authority",
)
ASKED = ("a moment before the latest event", "known at an earlier moment")
HOWS = ("at_most_apart", "every", "times_in", "regularly")


def wanted() -> set[str]:
    """What has to come up at least once."""
    return {
        *(f"duty {word}" for word in get_args(DutyState)),
        *(f"rung {word}" for word in get_args(RungState)),
        *(f"trigger {each.__name__}" for each in get_args(Trigger)),
        *(f"timing {each.__name__}" for each in get_args(Timing)),
        *(f"repeat {how}" for how in HOWS),
        *(f"condition {each.__name__}" for each in get_args(Condition)),
        *HISTORY,
        *ASKED,
    }


def of_history(loaded: Protocol, events: Sequence[pr.CaseEvent]) -> Iterator[str]:
    """What the events that were applied have about them."""
    ids = [event.event_id for event in events]
    yield from ["a duplicate"] * (len(set(ids)) < len(ids))
    for event in events:
        if event.kind in ("correction", "retraction"):
            yield f"a {event.kind}"
        if event.occurred_on is not None:
            yield "a date-only event"
        if event.occurred_at is not None and event.recorded_at > event.occurred_at:
            yield "a late event"
        if event.authority not in (None, loaded.authority):
            yield "an event of another authority"


def of_state(state: CaseState, loaded: Protocol, readings: Readings) -> Iterator[str]:
    """What a state shows, and what the rules are made of that gave it."""
    yield from (f"duty {duty.state}" for duty in state.duties)
    yield from (f"rung {step.state}" for step in state.escalations)
    entries = (
        *state.duties,
        *state.permissions,
        *state.prohibitions,
        *state.assignments,
        *state.statuses,
    )
    for name in {entry.rule for entry in entries}:
        if name in loaded.rules:
            yield from of_rule(loaded.rules[name], loaded, readings)
    for name in {step.ladder for step in state.escalations}:
        yield from _of_ladder(loaded.ladders[name], loaded, readings)


def of_rule(rule: Rule, loaded: Protocol, readings: Readings) -> Iterator[str]:
    """What a rule is made of."""
    yield f"trigger {type(rule.trigger).__name__}"
    yield from _conditions(rule)
    if isinstance(rule.effect, Duty):
        yield from _timing(rule.effect.timing, loaded, readings)
    for part in within(rule.effect):
        if isinstance(part, Regime):
            yield f"repeat {part.how}"


def _of_ladder(ladder: Ladder, loaded: Protocol, readings: Readings) -> Iterator[str]:
    yield from _conditions(ladder)
    for part in within(ladder):
        if isinstance(part, Rung):
            yield from _timing(part.respond_within, loaded, readings)


def _conditions(node: Rule | Ladder) -> Iterator[str]:
    for part in within(node):
        if isinstance(part, get_args(Condition)):
            yield f"condition {type(part).__name__}"


def _timing(timing: Timing, loaded: Protocol, readings: Readings) -> Iterator[str]:
    """Its type, and for a reading also that of what it stands at."""
    yield f"timing {type(timing).__name__}"
    if isinstance(timing, ReadingRef):
        said = readings.get(timing.name, loaded.readings[timing.name].means)
        yield f"timing {type(parse_due(said)).__name__}"
