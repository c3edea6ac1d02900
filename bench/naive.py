"""An interpreter that walks the tree of every rule's conditions for every event."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

from bench.answer import Answer, Book
from bench.workload import Event, Rule, Workload

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class All:
    """Holds when every part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Test:
    """Holds when the field is known and compares so."""

    field: str
    operator: str
    value: bool | int | str


Node = All | Test


def run(workload: Workload) -> tuple[float, Answer]:
    """Seconds taken and the answer; building the trees is not timed."""
    trees = [(rule.name, _tree(rule)) for rule in workload.rules]
    book = Book(workload.rules)
    start = process_time()
    for event in workload.events:
        book.record(event, [name for name, tree in trees if _holds(tree, event)])
    return process_time() - start, book.answer()


def _tree(rule: Rule) -> Node:
    return All((Test("kind", "==", rule.kind), *(Test(*each) for each in rule.conditions)))


def _holds(node: Node, event: Event) -> bool:
    if isinstance(node, All):
        return all(_holds(part, event) for part in node.parts)
    known = event.get(node.field)
    return known is not None and _OPERATORS[node.operator](known, node.value)
