"""What an engine found, in a form in which engines can be compared."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
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

    matched: Sequence[Sequence[str]]
    opened: Sequence[Opened]
    discharged: Sequence[Discharged]


class Book:
    """Keeps the obligations for engines that only match."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._ended_by: dict[str, list[str]] = defaultdict(list)
        for rule in rules:
            self._ended_by[rule.discharged_by].append(rule.name)
        self._open: dict[str, dict[str, list[str]]] = {}
        self._matched: list[Sequence[str]] = []
        self._opened: list[Opened] = []
        self._discharged: list[Discharged] = []

    def record(self, event: Event, names: Sequence[str]) -> None:
        """Enter the next event and the rules that it matches, in the order of their names."""
        case, event_id = event["case"], event["id"]
        self._matched.append(names)
        mine = self._open.setdefault(case, {})
        for name in self._ended_by.get(event["kind"], ()):
            if waiting := mine.get(name):
                self._discharged.append((case, name, waiting.pop(0), event_id))
        for name in names:
            self._opened.append((case, name, event_id))
            mine.setdefault(name, []).append(event_id)

    def answer(self) -> Answer:
        """Everything recorded so far."""
        return Answer(self._matched, self._opened, self._discharged)


def fingerprint(answer: Answer) -> str:
    """A hash of the whole answer: equal answers have equal ones."""
    return hashlib.sha256(json.dumps(answer, separators=(",", ":")).encode()).hexdigest()
