"""What a law is: something that holds of every history under every sound rule file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from protocolrules.results import CaseState, Duty, Result
from protocolrules.testing.history import History


class BrokenLawError(AssertionError):
    """A law does not hold of a history; the message says what was found."""


@dataclass(frozen=True)
class Law:
    """One law. `check` raises BrokenLawError, or what the library raised, where it does not
    hold. `only_with`: it speaks only of protocols that have some of these, such as `ladders`.
    `compares`: how many answers of the engine and of the definition it compares on each history."""

    name: str
    says: str
    check: Callable[[History], None]
    only_with: Literal["ladders"] | None = None
    compares: int = 0


def hold(so: object, what: str, *about: object) -> None:
    """Raise BrokenLawError with these words unless it is so."""
    if not so:
        raise BrokenLawError("\n".join((what, *(f"  {each!r}" for each in about))))


def same(one: object, other: object, what: str) -> None:
    """Raise BrokenLawError unless two answers are equal; it says where they differ."""
    if one != other:
        hold(False, what, *differing(plain(one), plain(other)))


def plain(node: object) -> object:
    """An answer as plain data."""
    return node.model_dump(mode="json") if hasattr(node, "model_dump") else node


def differing(one: object, other: object, path: str = "", most: int = 8) -> list[str]:
    """Where two trees of plain data differ: the path, and what stands there in each."""
    return list(dict.fromkeys(_between(one, other, path)))[:most]


_ABSENT = "(not there)"


def _between(one: object, other: object, path: str) -> Iterator[str]:
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}, key=str):
            left, right = (each.get(key, _ABSENT) for each in (one, other))
            yield from _between(left, right, f"{path}.{key}".strip("."))
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
        for number in range(max(len(one), len(other))):
            left, right = (each[number] if number < len(each) else None for each in (one, other))
            yield from _between(left, right, f"{path}[{number}]")
    else:
        yield f"{path}: {_short(one)} and {_short(other)}"


def _short(value: object, most: int = 160) -> str:
    text = repr(value)
    return text if len(text) <= most else f"{text[:most]}…"


def states(result: Result) -> tuple[CaseState, ...]:
    """The states of the cases and of the services."""
    return (*result.cases, *result.services)


def duties(result: Result) -> Iterator[Duty]:
    """The duties of all of them."""
    for state in states(result):
        yield from state.duties
