"""What an engine found, in a form in which engines can be compared."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from bench.workload import Event, Rule

Opened = tuple[str, str, str]  # case, rule, event
Discharged = tuple[str, str, str, str]  # case, rule, event that opened it, event that ended it

Due = dict[str, dict[str, list[str]]]  # by case and rule
Opens = list[Opened]
Ends = list[Discharged]
Names = Sequence[str]
Handler = Callable[[Event, Due, Opens, Ends], Names]
"""A hand-written function for events of one kind."""


class Answer(NamedTuple):
    """Per event the names of the rules it matches, sorted, and the obligations in order."""

    matched: list[Names]
    opened: Opens
    discharged: Ends


class Book:
    """Keeps the obligations for engines that only match. `case` and `event_id` are the keys at
    which an event has its own.

    `record` enters the next event and the rules that it matches, in the order of their names.
    """

    def __init__(self, rules: Iterable[Rule], case: str = "case", event_id: str = "id") -> None:
        ended_by: dict[str, list[str]] = defaultdict(list)
        for rule in rules:
            ended_by[rule.discharged_by].append(rule.name)
        self._answer = Answer([], [], [])
        keys = case, event_id
        self.record = _recorder({k: tuple(v) for k, v in ended_by.items()}, self._answer, keys)

    def answer(self) -> Answer:
        """Everything recorded so far."""
        return self._answer


def _recorder(
    ended_by: Mapping[str, Names], answer: Answer, keys: tuple[str, str]
) -> Callable[[Event, Names], None]:
    """A function that has all it needs at hand: an attribute of an object takes longer to find."""
    matched, opened, discharged = answer
    case_key, id_key = keys
    due: Due = defaultdict(lambda: defaultdict(list))
    ends_of = ended_by.get

    def record(event: Event, names: Names) -> None:
        case, event_id = event[case_key], event[id_key]
        mine = due[case]
        for name in ends_of(event["kind"], ()):
            if waiting := mine.get(name):
                discharged.append((case, name, waiting.pop(0), event_id))
        for name in names:
            opened.append((case, name, event_id))
            mine[name].append(event_id)
        matched.append(names)

    return record


def fingerprint(answer: Answer) -> str:
    """A hash of the whole answer: equal answers have equal ones."""
    return hashlib.sha256(json.dumps(answer, separators=(",", ":")).encode()).hexdigest()
