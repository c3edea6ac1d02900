"""Events and rules made from a seed, as plain data: the same everywhere."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

Event = dict[str, Any]
Condition = tuple[str, str, bool | int | str]

EVENTS = 100_000
CASES = 2_000
KINDS = tuple(f"kind_{number:02}" for number in range(1, 41))
FLAGS = tuple(f"flag_{number:02}" for number in range(1, 13))
CHOICES = tuple(f"choice_{number:02}" for number in range(1, 9))
COUNTS = tuple(f"count_{number:02}" for number in range(1, 9))
WORDS = ("none", "low", "medium", "high")
HIGHEST = 100

_RULES = 60
_FIELDS_OF_A_SORT = 3
_PRESENT = 0.93
_YES = 0.8
_ASKED_YES = 0.9
# The first kinds are the most frequent ones, of events and of rules alike.
_WEIGHTS = tuple(1 / (place + 3) for place in range(len(KINDS)))
_RULES_SEED = 585


class Rule(NamedTuple):
    """Matches an event of its kind for which every condition holds.

    A match opens an obligation of the event's case; the next event of the case whose kind is
    `discharged_by` ends the earliest open one. A field that an event lacks is unknown: no condition
    on it holds.
    """

    name: str
    kind: str
    conditions: tuple[Condition, ...]
    discharged_by: str


@dataclass(frozen=True)
class Workload:
    """Events in the order in which they happen, and the rules to match them against."""

    events: Sequence[Event]
    rules: Sequence[Rule]

    def first(self, count: int) -> "Workload":
        """The same rules over the first events only."""
        return Workload(self.events[:count], self.rules)


def make_rules() -> list[Rule]:
    """The rules, in the order of their names. `bench.handwritten` holds the same in Python."""
    rng = random.Random(_RULES_SEED)
    fields = fields_by_kind()
    kinds = rng.choices(KINDS, _WEIGHTS, k=_RULES)
    return [
        Rule(
            name=f"rule-{number:02}",
            kind=kind,
            conditions=tuple(
                _condition(rng, field) for field in rng.sample(fields[kind], rng.randint(1, 3))
            ),
            discharged_by=_other_kind(rng, kind),
        )
        for number, kind in enumerate(kinds, start=1)
    ]


def make_workload(events: int = EVENTS, seed: int = 1) -> Workload:
    """So many events from a seed; the rules do not depend on it."""
    rng = random.Random(seed)
    fields = fields_by_kind()
    cumulated = list(accumulate(_WEIGHTS))
    made: list[Event] = []
    for number in range(1, events + 1):
        kind = rng.choices(KINDS, cum_weights=cumulated)[0]
        event: Event = {
            "id": f"e{number:06}",
            "case": f"c{rng.randrange(CASES):04}",
            "kind": kind,
        }
        for field in fields[kind]:
            if rng.random() < _PRESENT:
                event[field] = _value(rng, field)
        made.append(event)
    return Workload(made, make_rules())


def _other_kind(rng: random.Random, kind: str) -> str:
    while (other := rng.choices(KINDS, _WEIGHTS)[0]) == kind:
        pass
    return other


def fields_by_kind() -> dict[str, list[str]]:
    rng = random.Random(_RULES_SEED)
    return {
        kind: [
            field
            for pool in (FLAGS, CHOICES, COUNTS)
            for field in sorted(rng.sample(pool, _FIELDS_OF_A_SORT))
        ]
        for kind in KINDS
    }


def _value(rng: random.Random, field: str) -> bool | int | str:
    if field in FLAGS:
        return rng.random() < _YES
    if field in CHOICES:
        return rng.choice(WORDS)
    return rng.randint(0, HIGHEST)


def _condition(rng: random.Random, field: str) -> Condition:
    if field in FLAGS:
        return field, "==", rng.random() < _ASKED_YES
    if field in CHOICES:
        return field, rng.choice(("==", "!=", "!=", "!=")), rng.choice(WORDS)
    operator = rng.choice(("<", "<=", ">", ">="))
    return field, operator, rng.randint(60, 90) if operator in ("<", "<=") else rng.randint(10, 40)
