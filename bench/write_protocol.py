"""Writes `bench/workload.yaml`, the rules of the workload as a protocol:
`python -m bench.write_protocol`, only for a change of these rules."""

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bench.workload import (
    CHOICES,
    COUNTS,
    FLAGS,
    WORDS,
    Condition,
    Rule,
    fields_by_kind,
    make_rules,
)

PROTOCOL = Path(__file__).with_name("workload.yaml")
_COMPARISONS = {"<": "under", "<=": "at_most", ">": "more_than", ">=": "at_least"}


def main() -> None:
    """Write the file anew."""
    PROTOCOL.write_text(text(), encoding="utf-8")


def text() -> str:
    """What the file holds."""
    written = yaml.safe_dump(_protocol(), sort_keys=False, width=100)
    return "# Written by bench.write_protocol.\n" + written


def _protocol() -> dict[str, Any]:
    rules = make_rules()
    return {
        "protocol": "workload",
        "title": "The rules of the workload",
        "authority": "workload",
        "in_force": {"edition": "undated"},
        "calendar": "england-and-wales",
        "parties": ["yjs", "csc"],
        "vocabulary": {"events": {kind: _kind(kind, of) for kind, of in fields_by_kind().items()}},
        "rules": {rule.name: _rule(rule) for rule in rules},
        "ledger": [{"id": "1", "kind": "obligation", "says": "all of it"}],
    }


def _kind(name: str, fields: Iterable[str]) -> dict[str, Any]:
    types: dict[str, Any] = {
        **{name: {"type": "yes_no"} for name in FLAGS},
        **{name: {"choices": list(WORDS)} for name in CHOICES},
        **{name: {"type": "number"} for name in COUNTS},
    }
    return {
        "title": name.replace("_", " "),
        "fields": {field: copy.deepcopy(types[field]) for field in fields},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "clause": "1",
        "topic": "case_work",
        "when": {"event": rule.kind, **dict(map(_test, rule.conditions))},
        "duty": {
            "who": "not_named",
            "must": "answer it",
            "done_when": {"event": rule.discharged_by},
        },
    }


def _test(condition: Condition) -> tuple[str, Any]:
    field, operator, value = condition
    if operator == "==":
        return field, ("yes" if value else "no") if field in FLAGS else value
    if operator == "!=":
        return field, [word for word in WORDS if word != value]
    return field, {_COMPARISONS[operator]: value}


if __name__ == "__main__":
    main()
