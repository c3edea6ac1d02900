"""Which rules and ladders rest on a reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from protocolrules.document import Protocol, Who
from protocolrules.expressions import FactIs, ReadingIs, ReadingRef, Unreported


def users(protocol: Protocol, reading: str) -> list[str]:
    """The names of the rules and ladders that use a reading, or a fact whose definition does."""
    facts = _facts(protocol, reading)
    return [
        name
        for name, item in (*protocol.rules.items(), *protocol.ladders.items())
        if reading in getattr(item, "readings", ())
        or any(_rests_on(part, reading, facts) for part in walk(item))
    ]


def _facts(protocol: Protocol, reading: str) -> set[str]:
    """Facts that are defined by the reading, or by a fact that is."""
    found: set[str] = set()
    for _ in protocol.vocabulary.definitions:
        new = {
            d.fact
            for d in protocol.vocabulary.definitions
            if d.fact is not None and any(_rests_on(p, reading, found) for p in walk(d.condition))
        }
        if new <= found:
            break
        found |= new
    return found


def _rests_on(part: object, reading: str, facts: set[str]) -> bool:
    match part:
        case ReadingRef(name) | ReadingIs(reading=name) | Who(reading=name) if name == reading:
            return True
        case FactIs(fact=fact) | Unreported(fact=fact):
            return fact in facts
    return False


def walk(part: object) -> Iterator[object]:
    """A tree of rules, conditions and patterns, every node of it."""
    yield part
    if isinstance(part, tuple):
        for each in part:
            yield from walk(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from walk(getattr(part, field.name))
