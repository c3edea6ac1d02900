"""datalogic-py: JSONLogic in Rust, each rule compiled once.

JSONLogic takes an absent field for null, and null for 0 in comparisons: each condition here names
a value to take instead, for which it does not hold.
"""

import importlib
from time import process_time
from typing import Any

from bench.answer import Answer, Book
from bench.workload import Condition, Rule, Workload

_SHIFT = {"!=": 0, "<": 0, ">": 0, "<=": 1, ">=": -1}


def run_dispatched(workload: Workload) -> tuple[float, Answer]:
    """Only the rules of the event's kind, found by a dict."""
    module = importlib.import_module("datalogic_py")
    engine = module.Engine()
    by_kind: dict[str, list[tuple[str, Any]]] = {}
    for rule in workload.rules:
        by_kind.setdefault(rule.kind, []).append((rule.name, engine.compile(_logic(rule))))
    book = Book(workload.rules)
    handle_of = module.DataHandle
    with engine.session() as session:
        holds = session.evaluate_bool
        start = process_time()
        for event in workload.events:
            names: list[str] = []
            if rules := by_kind.get(event["kind"]):
                data = handle_of(event)
                names = [name for name, rule in rules if holds(rule, data)]
            book.record(event, names)
        seconds = process_time() - start
    return seconds, book.answer()


def run_all(workload: Workload) -> tuple[float, Answer]:
    """Every rule for every event, in one call; the kind is a condition like others."""
    module = importlib.import_module("datalogic_py")
    engine = module.Engine()
    names = [rule.name for rule in workload.rules]
    compiled = [engine.compile(_logic(rule, of_kind=True)) for rule in workload.rules]
    book = Book(workload.rules)
    handle_of = module.DataHandle
    with engine.session() as session:
        hold = session.evaluate_many
        start = process_time()
        for event in workload.events:
            held = hold(compiled, handle_of(event))
            book.record(
                event, [name for name, text in zip(names, held, strict=True) if text == "true"]
            )
        seconds = process_time() - start
    return seconds, book.answer()


def _logic(rule: Rule, of_kind: bool = False) -> dict[str, Any]:
    tests = [_test(condition) for condition in rule.conditions]
    if of_kind:
        tests.insert(0, _test(("kind", "==", rule.kind)))
    return {"and": tests} if len(tests) > 1 else tests[0]


def _test(condition: Condition) -> dict[str, Any]:
    field, operator, value = condition
    if operator == "==":
        return {"===": [{"var": field}, value]}
    failing = value + _SHIFT[operator] if isinstance(value, int) else value
    return {"!==" if operator == "!=" else operator: [{"var": [field, failing]}, value]}
