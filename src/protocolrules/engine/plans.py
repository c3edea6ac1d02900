"""One rule made ready to run: what it looks at, and how it may be worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from protocolrules.document import (
    Assignments,
    Duty,
    OfOccasion,
    OnBegin,
    OnEnd,
    OnEvent,
    Permission,
    Prohibition,
    Rule,
    Standing,
    Who,
)
from protocolrules.engine.comparing import Matcher
from protocolrules.engine.conditions import Cond
from protocolrules.engine.dependence import Reads
from protocolrules.engine.evidence import Side, Tree


@dataclass(slots=True, eq=False)
class Plan:
    """One rule made ready. `wakes`: what can trigger it; `decides`: what its conditions and its
    end look at; `meets`: what its duty looks at; `roles`: those that it can come to.

    `done`: what is only looked at as evidence of a duty that is done once. `steady`: that of which
    news leaves alone what arose before it, as long as the stretches of `over` stay as they are.
    `shapes`: what decides the dates and holders of a duty, beside what it arose by."""

    rule: Rule
    condition: Cond | None = None
    while_: Cond | None = None
    unless: Cond | None = None
    until: tuple[Matcher, ...] = ()
    state: Cond | None = None  # of a standing rule
    standing: bool = False
    at_it: bool = False  # judged when an occasion is held, not when it is first heard of
    chained: bool = False  # each of its duties counts from the one before
    stepwise: bool = False  # news of what begins at a moment leaves alone what was over before
    by_news: bool = False  # only an event, an occasion or a rise can trigger it
    evidence: Reads = frozenset()  # the kinds of event that can be evidence of its duty
    trees: dict[tuple[Side, Side, bool], Tree] = field(
        default_factory=dict
    )  # its evidence, by holder and recipient
    wakes: Reads = frozenset()
    decides: Reads = frozenset()
    meets: Reads = frozenset()
    roles: frozenset[str] = frozenset()
    done: Reads = frozenset()
    steady: Reads = frozenset()
    over: tuple[Cond, ...] = ()
    shapes: Reads = frozenset()

    def reads(self) -> Reads:
        """All that it looks at."""
        return self.wakes | self.decides | self.meets


def chained(rule: Rule) -> bool:
    """Whether each of its duties counts from the one before."""
    duty = rule.effect
    repeats = duty.repeat if isinstance(duty, Duty) else ()
    return bool(repeats) and repeats[0].how in ("at_most_apart", "regularly")


def stepwise(rule: Rule, at_it: bool) -> bool:
    """Whether arisings, and the duties that they bring, are independent of each other but for
    who gets which evidence, and whose turn it is at an occasion. `at_it`: whether it is
    judged when an occasion is held."""
    on, duty = rule.trigger, rule.effect
    if isinstance(on, OnEvent) and on.first:
        return False
    if not isinstance(on, (OnEvent, OnBegin, OnEnd, Standing, OfOccasion)):
        return False
    if not isinstance(duty, Duty):
        return True
    turns = not at_it and any(who.how == "alternating" for w in whos(rule) for who in flat(w))
    return not turns and duty.after is None and (not duty.repeat or chained(rule))


def flat(who: Who) -> Iterator[Who]:
    """Who it is, and who it is in each case."""
    yield who
    for case in who.cases:
        yield from flat(case.who)


def whos(rule: Rule) -> Iterator[Who]:
    """Everybody that a rule speaks of."""
    effect = rule.effect
    if isinstance(effect, Duty):
        yield effect.who
        if effect.to is not None:
            yield effect.to
    elif isinstance(effect, (Permission, Prohibition)):
        yield effect.who
    elif isinstance(effect, Assignments):
        yield from (part.who for part in effect.parts)
