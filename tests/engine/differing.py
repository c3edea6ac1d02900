"""Where two states differ, as lines that name the path and both values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MOST = 30


def differences(engine: Any, definition: Any) -> list[str]:
    """At most so many lines; none when the two are equal."""
    if engine == definition:
        return []
    found = list(_between(engine, definition, ""))
    more = len(found) - MOST
    return [*found[:MOST], *([f"and {more} more differences"] if more > 0 else [])]


def _between(engine: Any, definition: Any, path: str) -> Iterator[str]:
    if engine == definition and type(engine) is type(definition):
        return
    if isinstance(engine, dict) and isinstance(definition, dict):
        yield from _of_mappings(engine, definition, path)
    elif isinstance(engine, list) and isinstance(definition, list):
        yield from _of_lists(engine, definition, path)
    else:
        yield f"{path}: engine {_short(engine)}, definition {_short(definition)}"


def _of_mappings(engine: Any, definition: Any, path: str) -> Iterator[str]:
    for key in dict.fromkeys((*definition, *engine)):
        inside = f"{path}.{key}" if path else str(key)
        if key not in engine:
            yield f"{inside}: only in the definition: {_short(definition[key])}"
        elif key not in definition:
            yield f"{inside}: only in the engine: {_short(engine[key])}"
        else:
            yield from _between(engine[key], definition[key], inside)


def _of_lists(engine: list[Any], definition: list[Any], path: str) -> Iterator[str]:
    """Entry by entry; entries that have names are found by their names."""
    left, right = _named(engine, path), _named(definition, path)
    if left is None or right is None:
        left = {f"{path}[{n}]": entry for n, entry in enumerate(engine)}
        right = {f"{path}[{n}]": entry for n, entry in enumerate(definition)}
    for key in dict.fromkeys((*right, *left)):
        if key not in left:
            yield f"{key}: only in the definition: {_short(right[key])}"
        elif key not in right:
            yield f"{key}: only in the engine: {_short(left[key])}"
        else:
            yield from _between(left[key], right[key], key)
    if set(left) == set(right) and list(left) != list(right):
        yield f"{path}: in another order: engine {list(left)}, definition {list(right)}"


def _named(entries: list[Any], path: str) -> dict[str, Any] | None:
    """The entries by id, or by ladder, dispute and rung, or by rule; None: not all have one."""
    for keys in (("id",), ("ladder", "about", "rung"), ("rule",)):
        if all(isinstance(entry, dict) and all(k in entry for k in keys) for entry in entries):
            names = [f"{path}[{' '.join(str(entry[k]) for k in keys)}]" for entry in entries]
            if len(set(names)) == len(names):
                return dict(zip(names, entries, strict=True))
    return None


def _short(value: Any, most: int = 400) -> str:
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= most else text[:most] + "…"
