"""JSON as strict as an event needs it: no key twice, no NaN, nothing nested without end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from json import JSONDecodeError, JSONDecoder
from typing import NoReturn

from protocolrules.events.base import EventFault
from protocolrules.events.faults import EventError, nameable

LONGEST_LINE = 1_000_000
"""The most bytes that one event takes."""


class _TwiceError(ValueError):
    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__()


class _NotFiniteError(ValueError):
    pass


def decode(text: str | bytes) -> object:
    """The JSON value in a text. Raises EventError when there is none, or more than one reading."""
    if len(text) > LONGEST_LINE:
        raise _error("EV003", f"is longer than {LONGEST_LINE:,} characters")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _error("EV002", f"is not UTF-8 text at byte {error.start + 1}") from None
    return _decode(text.removeprefix("\ufeff"))


def _decode(text: str) -> object:
    try:
        return _STRICT.decode(text)
    except _TwiceError as error:
        fault = EventFault("EV005", nameable(error.key), "stands in the same object twice")
        raise EventError([fault]) from None
    except _NotFiniteError:
        raise _error("EV001", "is not JSON: NaN and Infinity are no numbers there") from None
    except JSONDecodeError as error:
        raise _error("EV001", f"is not JSON at character {error.pos + 1}") from None
    except RecursionError:
        raise _error("EV004", "is nested too deeply") from None
    except ValueError:
        # Python refuses to read a number of thousands of digits.
        raise _error("EV001", "holds a number that is too long") from None


def _error(code: str, message: str) -> EventError:
    return EventError([EventFault(code, None, message)])


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError(_first_twice(key for key, _ in pairs))
    return found


def _first_twice(keys: Iterable[str]) -> str:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    raise ValueError("each key stands there once")


def _not_finite(_name: str) -> NoReturn:
    raise _NotFiniteError


_STRICT: JSONDecoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_not_finite)
