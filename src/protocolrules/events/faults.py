"""What is wrong with an event, in words that name its fields and never its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from protocolrules.diagnostics import did_you_mean
from protocolrules.events.base import FAULTS, EventFault
from protocolrules.events.types import BIGGEST, OLDEST

FEW = 12
LONGEST = 64
MOST = 50
"""Faults of one event that are kept."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
UNNAMEABLE = "?"

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("EV009", "is missing"),
    "extra_forbidden": ("EV008", "is not a field here"),
    "bool_type": ("EV011", "is true or false, without quotes"),
    "string_type": ("EV011", "is text in quotes"),
    "string_unicode": ("EV011", "is text in quotes"),
    "string_too_long": ("EV016", f"is a name of at most {LONGEST} letters"),
    "string_pattern_mismatch": (
        "EV015",
        "is not an id: 1 to 64 letters, digits, dots, underscores, colons or hyphens",
    ),
    "int_type": ("EV011", "is a whole number, without quotes"),
    "int_from_float": ("EV011", "is a whole number"),
    "tuple_type": ("EV011", "is a list"),
    "mapping_type": ("EV011", "is an object with names and values"),
    "dict_type": ("EV011", "is an object with names and values"),
    "model_type": ("EV011", "is an object with names and values"),
    "model_attributes_type": ("EV011", "is an object with names and values"),
}
_OUT_OF_RANGE = ("greater_than_equal", "less_than_equal", "int_parsing_size")


class EventError(ValueError):
    """An event that can't be read; `faults` says what is wrong with it, up to 50 faults."""

    def __init__(self, faults: Iterable[EventFault]) -> None:
        """Keep every fault once; the last one says so when there are more than 50."""
        found = tuple(dict.fromkeys(faults))
        if len(found) > MOST:
            last = found[MOST - 1]
            found = (*found[: MOST - 1], replace(last, message=f"{last.message} (and so on)"))
        self.faults = found
        super().__init__("; ".join(map(told, self.faults)))


def told(fault: EventFault) -> str:
    """A fault as one line of text."""
    return f"{fault.code} {fault.field or 'the event'} {fault.message}"


def nameable(key: object) -> str:
    """A key that came with the event, as far as it may be shown: only what looks like a name."""
    if isinstance(key, int):
        return str(key)
    return key if isinstance(key, str) and _NAME.fullmatch(key) else UNNAMEABLE


def suggestion(word: object, known: Iterable[str]) -> str:
    """`: did you mean "role"?`, the names there are where they are few, or nothing."""
    known = tuple(known)
    near = did_you_mean(word, known) if isinstance(word, str) and len(word) <= LONGEST else None
    if near is not None:
        return f': did you mean "{near}"?'
    return f": write one of {', '.join(known)}" if 0 < len(known) <= FEW else ""


def from_pydantic(
    error: ValidationError, choices: Callable[[str], tuple[str, ...]], values: Mapping[str, Any]
) -> Iterator[EventFault]:
    """The faults behind Pydantic's errors. `choices` gives those of a field; `values`, the event
    as it came, serves for suggestions only."""
    for each in error.errors(include_url=False, include_input=False):
        if each["type"] == FAULTS:
            yield from each["ctx"]["faults"]
            continue
        path = ".".join(nameable(part) for part in each["loc"] if part != "[key]") or None
        yield _fault(each["type"], path, each["msg"], choices, values)


def _fault(
    kind: str,
    path: str | None,
    message: str,
    choices: Callable[[str], tuple[str, ...]],
    values: Mapping[str, Any],
) -> EventFault:
    if kind.startswith("EV"):
        if kind == "EV018":
            path = "occurred_at"
        return EventFault(kind, path, message)
    if kind == "literal_error":
        return EventFault("EV014", path, _not_a_choice(path or "", choices, values))
    if kind in _OUT_OF_RANGE:
        most = OLDEST if path == "age" else BIGGEST
        return EventFault("EV031", path, f"is out of range: at most {most:,}")
    code, said = _MESSAGES.get(kind, ("EV011", "is of the wrong type"))
    return EventFault(code, path, said)


def _not_a_choice(
    path: str, choices: Callable[[str], tuple[str, ...]], values: Mapping[str, Any]
) -> str:
    allowed = choices(path)
    hint = suggestion(_value_at(path, values), allowed)
    return f"is not one of its choices{hint}"


def _value_at(path: str, values: Any) -> Any:
    for part in path.split("."):
        if isinstance(values, Mapping):
            values = values.get(part)
        elif isinstance(values, list | tuple) and part.isdigit() and int(part) < len(values):
            values = values[int(part)]
    return values
