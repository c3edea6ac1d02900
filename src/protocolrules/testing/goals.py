"""What the rules of a sound file can come to, each in some history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from protocolrules.document import (
    Duty,
    Ladder,
    OnEdition,
    OnEvent,
    Permission,
    Prohibition,
    Protocol,
    Rule,
    Standing,
)
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    FactIs,
    Happened,
    Not,
    ReadingIs,
    ReadingRef,
)
from protocolrules.results import CaseState, Considered
from protocolrules.testing.menu import within
from protocolrules.timing import NoTime, NotSet, Timing, parse_due

Sort = Literal[
    "arises",
    "does not arise",
    "is met",
    "ends",
    "breaches",
    "is broken",
    "reaches the last rung",
    "stops before the last rung",
]
SORTS: tuple[Sort, ...] = get_args(Sort)
_CONDITIONS = get_args(Condition)
_READINGS = (ReadingIs, AllOf, AnyOf, Not)
_OVER = ("met", "met_late", "lapsed", "skipped")


@dataclass(frozen=True, order=True)
class Goal:
    """Something that a rule or ladder can come to."""

    rule: str
    sort: Sort

    def __str__(self) -> str:
        """In words."""
        return f"{self.rule} {self.sort}"


def goals(protocol: Protocol) -> frozenset[Goal]:
    """Everything that the rules and ladders of a sound file can come to."""
    of_rules = (goal for rule in protocol.rules.values() for goal in _of_rule(rule, protocol))
    of_ladders = (goal for ladder in protocol.ladders.values() for goal in _of_ladder(ladder))
    return frozenset((*of_rules, *of_ladders))


def _of_rule(rule: Rule, protocol: Protocol) -> Iterator[Goal]:
    yield Goal(rule.name, "arises")
    if has_conditions(rule) or not isinstance(rule.trigger, Standing | OnEdition):
        yield Goal(rule.name, "does not arise")
    match rule.effect:
        case Duty() as duty:
            yield from _of_duty(rule, duty, protocol)
        case Prohibition(broken_by=broken_by) if broken_by is not None:
            yield Goal(rule.name, "is broken")
        case Permission(counted_by=counted_by) if counted_by is not None:
            yield Goal(rule.name, "is broken")


def has_conditions(rule: Rule) -> bool:
    """Whether something besides the trigger decides that the rule arises."""
    return any(each is not None for each in (rule.condition, rule.while_, rule.unless))


def _of_duty(rule: Rule, duty: Duty, protocol: Protocol) -> Iterator[Goal]:
    if duty.done_when is not None:
        yield Goal(rule.name, "is met")
    elif rule.until or _lives_in_a_state(rule):
        yield Goal(rule.name, "ends")
    if duty.modality == "must" and _can_breach(duty, protocol):
        yield Goal(rule.name, "breaches")


def _lives_in_a_state(rule: Rule) -> bool:
    """Whether it lasts while something is so that can end, which a reading cannot."""
    given = [each for each in (rule.while_, rule.unless) if each is not None]
    parts = [part for each in given for part in within(each)]
    return any(isinstance(p, _CONDITIONS) and not isinstance(p, _READINGS) for p in parts)


def _can_breach(duty: Duty, protocol: Protocol) -> bool:
    """Whether it has a date, or something that breaks it."""
    if duty.not_observable is not None:
        return False
    if duty.repeat:
        return any(regime.how != "regularly" for regime in duty.repeat)
    return duty.done_when is None or is_dated(duty.timing, protocol)


def is_dated(timing: Timing, protocol: Protocol) -> bool:
    """Whether there is a due date, at least under one value of a reading."""
    if isinstance(timing, ReadingRef):
        reading = protocol.readings[timing.name]
        values = [parse_due(text) for text in (reading.means, *reading.others)]
        return any(not isinstance(value, NoTime | NotSet) for value in values)
    return not isinstance(timing, NoTime | NotSet)


def _of_ladder(ladder: Ladder) -> Iterator[Goal]:
    yield Goal(ladder.name, "arises")
    yield Goal(ladder.name, "does not arise")
    yield Goal(ladder.name, "reaches the last rung")
    if len(ladder.rungs) > 1:
        yield Goal(ladder.name, "stops before the last rung")


def reached(state: CaseState) -> Iterator[Goal]:
    """What a state shows that rules have come to."""
    for duty in state.duties:
        yield Goal(duty.rule, "arises")
        # A cycle without a number never closes: it shows when it was last done.
        if duty.state in ("met", "met_late") or duty.last_done_at is not None:
            yield Goal(duty.rule, "is met")
        if duty.state in ("kept", "broken", "lapsed"):
            yield Goal(duty.rule, "ends")
        if duty.breaches:
            yield Goal(duty.rule, "breaches")
    for prohibition in state.prohibitions:
        yield Goal(prohibition.rule, "arises")
        if prohibition.broken_by:
            yield Goal(prohibition.rule, "is broken")
    for entry in (*state.permissions, *state.assignments, *state.statuses):
        yield Goal(entry.rule, "arises")
    yield from _climbed(state)


def _climbed(state: CaseState) -> Iterator[Goal]:
    open_: set[tuple[str, str]] = set()
    last: dict[tuple[str, str], bool] = {}
    for step in state.escalations:
        yield Goal(step.ladder, "arises")
        climb = (step.ladder, step.about)
        last[climb] = step.rung == step.of
        if step.rung == step.of:
            yield Goal(step.ladder, "reaches the last rung")
        if step.state not in _OVER:
            open_.add(climb)
    for climb, at_the_last in last.items():
        if not at_the_last and climb not in open_:
            yield Goal(climb[0], "stops before the last rung")


def passed_over(
    rule: Rule, protocol: Protocol, looked_at: tuple[Considered, ...]
) -> Iterator[Goal]:
    """That a rule did not arise: a condition was false when it was looked at or, where none can be
    false then, nothing set it off."""
    wanted = {"condition_false"}
    asked = [each for each in (rule.condition, rule.while_, rule.unless) if each is not None]
    made = _made_by_trigger(rule, protocol)
    if not any(_decides(each, rule, made) for each in asked):
        wanted.add("not_triggered")
    if any(each.outcome in wanted for each in looked_at):
        yield Goal(rule.name, "does not arise")


def _made_by_trigger(rule: Rule, protocol: Protocol) -> set[str | None]:
    """The facts that begin with the event that triggers a rule."""
    kinds = rule.trigger.patterns if isinstance(rule.trigger, OnEvent) else ()
    events = [protocol.vocabulary.events[kind] for pattern in kinds for kind in pattern.kinds]
    return {effect.fact for event in events for effect in event.facts if effect.mode == "makes"}


def _decides(condition: Condition, rule: Rule, made: set[str | None]) -> bool:
    """Whether it can be false when the rule is triggered: not what the trigger itself says or
    makes, not what may happen only since the trigger, nor what a reading alone settles."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(_decides(part, rule, made) for part in parts)
        case Not(part):
            return _decides(part, rule, made)
        case ReadingIs() | Happened(since="trigger"):
            return False
        case FactIs(fact) if fact in made:
            return False
        case _:
            return getattr(rule.trigger, "condition", None) != condition
