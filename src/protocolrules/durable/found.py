"""What a protocol compares: each construct of its rules, and what is asked for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from protocolrules.document import OfOccasion, Protocol
from protocolrules.engine.comparing import Matching
from protocolrules.expressions import (
    Attendance,
    DutyIs,
    EventPattern,
    FactIs,
    FieldIs,
    Judged,
    ReadingIs,
    RungReached,
    Test,
    ThisEvent,
)


def constructs(document: Protocol) -> Iterator[Any]:
    """Everything that its rules, ladders and definitions are made of, outermost first."""
    for part in (document.rules, document.ladders, document.vocabulary.definitions):
        yield from _parts(part)


def _parts(of: Any) -> Iterator[Any]:
    if isinstance(of, Mapping):
        of = tuple(of.values())
    if isinstance(of, tuple):
        for each in of:
            yield from _parts(each)
    elif is_dataclass(of) and not isinstance(of, type):
        yield of
        for each in fields(of):
            yield from _parts(getattr(of, each.name))


def asked_by(document: Protocol, construct: Any, matching: Matching) -> int:
    """Have a construct compiled as the engine will; gives how many comparisons it is made of, 0
    where it compares nothing."""
    match construct:
        case EventPattern():
            matching.pattern(construct)
            return 1 + bool(construct.occasion) + len(construct.tests)
        case ThisEvent(tests) | OfOccasion(tests=tests):
            for _, test in tests:
                matching.field(test)
            if isinstance(construct, ThisEvent):
                return len(tests)
            matching.value("occasion", Test("is", construct.kinds))
            return len(tests) + 1
        case FieldIs(_, test):
            matching.field(test)
        case FactIs(fact, test):
            declared = document.vocabulary.facts.get(fact)
            matching.value(f"fact:{fact}", test, declared.choices if declared else ())
        case Attendance(how, role, service):
            matching.value("attendance", Test("is", how))
            if role:
                matching.field(Test("is", (role,)))
            else:
                matching.value("service", Test("is", (service or "",)))
            return 2
        case Judged(name):
            matching.field(Test("is", (name,)))
        case RungReached(ladder, rung):
            matching.value(f"ladder:{ladder}", Test("at_least", (rung,)))
        case DutyIs(rule, states):
            matching.value(f"duty:{rule}", Test("is", states))
        case ReadingIs(name, values):
            matching.value(f"reading:{name}", Test("is", values))
        case _:
            return 0
    return 1
