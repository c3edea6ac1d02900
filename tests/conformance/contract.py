"""Compares part of an answer, as plain JSON, with the whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel


def plain(model: BaseModel) -> Any:
    """A result as the contract writes it."""
    return json.loads(model.model_dump_json())


def lacking(wanted: Any, actual: Any, place: str = "") -> Iterator[str]:
    """Where an answer is not what was wanted.

    Of an object each key that is wanted has to be there and fit. Of a list of objects each that
    is wanted has to fit one of those there, and an empty list none. All else has to be equal.
    """
    if isinstance(wanted, dict) and isinstance(actual, dict):
        for key, value in wanted.items():
            if key in actual:
                yield from lacking(value, actual[key], f"{place}.{key}")
            else:
                yield f"{place}.{key} is not there"
    elif _of_objects(wanted) and isinstance(actual, list):
        for number, each in enumerate(wanted):
            if not any(fits(each, one) for one in actual):
                yield f"{place}[{number}]: nothing fits {json.dumps(each)}, of {json.dumps(actual)}"
    elif wanted != actual or isinstance(wanted, bool) != isinstance(actual, bool):
        yield f"{place}: expected {json.dumps(wanted)}, found {json.dumps(actual)}"


def _of_objects(wanted: Any) -> bool:
    return isinstance(wanted, list) and bool(wanted) and isinstance(wanted[0], dict)


def fits(wanted: Any, actual: Any) -> bool:
    """Whether nothing is lacking."""
    return not any(True for _ in lacking(wanted, actual))


def lacking_of_several(wanted: Sequence[Any], actual: Sequence[Any], place: str) -> list[str]:
    """Where a list that has to be whole, and in this order, is not."""
    found = [] if len(wanted) == len(actual) else [f"{place}: {len(actual)} there"]
    for number, (one, two) in enumerate(zip(wanted, actual, strict=False)):
        found += lacking(one, two, f"{place}[{number}]")
    return found
