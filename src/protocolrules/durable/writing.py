"""Tests as conditions of durable-rules, and values as it compares them.

It reads "5" as the number 5, so a word is written with a colon before it. null matches nothing and
means nothing there, so what is silent is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from protocolrules.durable.rulesets import Json, When
from protocolrules.engine.verdicts import level
from protocolrules.expressions import Test

_LEVELS = {"at_least": "$gte", "more_than": "$gt", "at_most": "$lte", "under": "$lt"}
SOMETHING = "?"
"""A value that no test can name, such as a date. No word is written so."""


def holds(name: str, test: Test, scale: Sequence[str] = (), many: bool = True) -> When:
    """That a value is there and passes a test. `many`: it can be a set."""
    op, words = test.op, [scalar(v) for v in test.values]
    if op in _LEVELS:
        return {_LEVELS[op]: {f"{name}.level": level(test.values[0], scale)}}
    if op == "is":
        one = [{name: word} for word in words]
        return either([*one, _some(name, words)] if many else one)
    if op == "any":
        return _some(name, words)
    if op == "all":
        return every([there(name), *(_some(name, [word]) for word in words)])
    none = {f"{name}.size": 0}
    if op == "only":
        return either([none, {"$iall": {name: _element(words)}}])
    others = every([{"$neq": {"$i": word}} for word in words])
    return either([none, {"$iall": {name: others}}])


def _some(name: str, words: Sequence[Json]) -> When:
    return {"$iany": {name: _element(words)}}


def _element(words: Sequence[Json]) -> When:
    """That an element is one of these. An `$or` must not come last there: durable-rules looks at a
    type that it has not set then, and refuses the rules or not by chance."""
    one = either([{"$i": word} for word in words])
    return one if len(words) == 1 else every([one, there("$i")])


def silent(name: str) -> When:
    """That there is no value."""
    return {"$nex": {name: 1}}


def there(name: str) -> When:
    """That there is a value."""
    return {"$ex": {name: 1}}


def either(parts: Sequence[When]) -> When:
    """That one of them holds; an either among them is taken apart."""
    flat = [one for part in parts for one in part.get("$or", (part,))]
    return flat[0] if len(flat) == 1 else {"$or": flat}


def every(parts: Sequence[When]) -> When:
    """That all of them hold."""
    return parts[0] if len(parts) == 1 else {"$and": list(parts)}


def said(name: str, value: Any, scale: Sequence[str] = ()) -> dict[str, Json]:
    """What a message says of a value: nothing when it is silent, else the value, and with it the
    size of a set, or where it stands on its scale."""
    if value is None:
        return {}
    if isinstance(value, (frozenset, tuple)):
        return {name: [scalar(each) for each in value], f"{name}.size": len(value)}
    told: dict[str, Json] = {name: scalar(value)}
    if isinstance(value, int) or value in scale:
        told[f"{name}.level"] = level(value, scale)
    return told


def scalar(value: Any) -> bool | int | str:
    """One value."""
    if isinstance(value, (bool, int)):
        return value
    return f":{value}" if isinstance(value, str) else SOMETHING
