"""durable-rules 2.0.28, a Rete engine in C: through its Python host, and its C module alone.

Every event is asserted as a fact and retracted, since a posted event is consumed by the first rule
that it matches; all share one session, since a rule set holds 1,024 at most.
"""

import importlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import process_time
from typing import Any

from bench.answer import Answer, Book
from bench.workload import Condition, Event, Rule, Workload

_RULE_SET = "bench"
_SESSION = {"sid": "0"}
_COMPARISONS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_MATCHED = 0


def run_host(workload: Workload) -> tuple[float, Answer]:
    """Through `Host`, an action per rule; without the threads that `Host` starts for timers."""
    engine = importlib.import_module("durable.engine")
    unhandled = engine.MessageNotHandledException
    names: list[str] = []
    definitions = {
        rule.name: {**_definition(rule), "run": _action(rule.name, names)}
        for rule in workload.rules
    }
    quiet = type("QuietHost", (engine.Host,), {"_run": lambda _: None})
    host = quiet({_RULE_SET: definitions})
    book = Book(workload.rules)
    start = process_time()
    for event in workload.events:
        fact = event | _SESSION
        with suppress(unhandled):
            host.assert_fact(_RULE_SET, fact)
        host.retract_fact(_RULE_SET, fact)
        book.record(event, sorted(names))
        names.clear()
    return process_time() - start, book.answer()


def run_module(workload: Workload) -> tuple[float, Answer]:
    """The C module alone: each event is written as JSON once, and nothing is read back as JSON."""
    return _run_module(workload, lambda events: map(_text, events))


def run_module_on_json(workload: Workload) -> tuple[float, Answer]:
    """The C module alone on events that are JSON already."""
    return _run_module(workload, lambda events: [_text(event) for event in events])


def _run_module(
    workload: Workload, texts_of: Callable[[Sequence[Event]], Any]
) -> tuple[float, Answer]:
    engine = importlib.import_module("durable_rules_engine")
    definitions = {rule.name: _definition(rule) for rule in workload.rules}
    handle = engine.create_ruleset(_RULE_SET, json.dumps(definitions))
    begin, following = engine.start_action_for_state, engine.complete_and_start_action
    book = Book(workload.rules)
    texts = texts_of(workload.events)
    start = process_time()
    for event, text in zip(workload.events, texts, strict=True):
        names = []
        outcome, state = engine.assert_fact(handle, text)
        if outcome == _MATCHED and (started := begin(handle, state)):
            result = started[1]
            while result:
                names.append(result.split('"', 2)[1])  # {"rule-01":{"m":{…}}}
                result = following(handle, state)
        engine.retract_fact(handle, text)
        names.sort()
        book.record(event, names)
    seconds = process_time() - start
    engine.delete_ruleset(handle)
    return seconds, book.answer()


def _text(event: Event) -> str:
    return json.dumps(event | _SESSION, ensure_ascii=False)


def _definition(rule: Rule) -> dict[str, Any]:
    tests = [{"kind": rule.kind}, *map(_test, rule.conditions)]
    return {"all": [{"m": {"$and": tests}}]}


def _test(condition: Condition) -> dict[str, Any]:
    field, operator, value = condition
    return {field: value} if operator == "==" else {_COMPARISONS[operator]: {field: value}}


def _action(name: str, names: list[str]) -> Callable[[Any], None]:
    def note(_context: Any) -> None:
        names.append(name)

    return note
