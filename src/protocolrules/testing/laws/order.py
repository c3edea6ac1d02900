"""What must make no difference: order of arrival, order of rules, other cases, saying it twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from random import Random
from types import MappingProxyType
from typing import TypeVar

from protocolrules import api
from protocolrules.events import CaseEvent
from protocolrules.testing.history import History
from protocolrules.testing.laws.law import Law, same
from protocolrules.testing.stories import Written

T = TypeVar("T")
_ORDERS = 3


def _arrival(history: History) -> None:
    shuffled = history.dice().order(history.events[::-1])
    what = "another order of arrival gives another answer"
    same(history.ask(events=shuffled, because=True), history.ask(because=True), what)


def _twice(history: History) -> None:
    parse = history.protocol.parse_event
    again = [parse(event.to_json()) for event in history.events]
    twice = [*history.events, *again[::2]]
    same(history.ask(events=twice), history.ask(), "an event that comes twice changes the answer")


def _rules(history: History) -> None:
    other = reordered(history.protocol, history.dice().take(_ORDERS))
    same(history.ask(protocol=other), history.ask(), "another order of rules changes the answer")


@lru_cache(maxsize=64)
def reordered(protocol: api.Protocol, number: int) -> api.Protocol:
    """The protocol with its rules, ladders and readings in another order."""
    document = protocol.document
    return api.Protocol(
        replace(
            document,
            rules=_mixed(document.rules, number),
            ladders=_mixed(document.ladders, number),
            readings=_mixed(document.readings, number),
        )
    )


def _mixed(section: Mapping[str, T], number: int) -> Mapping[str, T]:
    keys = list(section)[::-1]
    if number:
        Random(number).shuffle(keys)
    return MappingProxyType({key: section[key] for key in keys})


def _other_case(history: History) -> None:
    moved = [
        history.protocol.parse_event(_renamed(event))
        for event in history.written
        if event.get("case_id")
    ]
    with_them = history.ask(events=[*history.events, *moved])
    same(with_them.cases, history.ask().cases, "the events of another case change the answer")


def _renamed(event: Written) -> Written:
    """The event under an id of its own, about another case."""
    named = ("event_id", "replaces", "withdraws")
    other = {k: f"x-{v}" if k in named else v for k, v in event.items()}
    inner = event.get("event")
    if isinstance(inner, dict):
        other["event"] = _renamed(inner)
    return {**other, "case_id": "C-2"}


def _step_by_step(history: History) -> None:
    for subject in history.subjects:
        case = history.protocol.open_case(subject.case_id)
        own: dict[str, CaseEvent] = {e.event_id: e for e in history.events if e.subject == subject}
        for event in own.values():
            case.apply(event)
        at_once = history.protocol.state(
            own.values(), at=history.at, known_at=history.known_at, subjects=[subject]
        )
        (state,) = at_once.cases or at_once.services
        what = "one event after another gives another answer than all at once"
        same(case.at(history.at, history.known_at), state, what)


LAWS = (
    Law("arrival-order", "the order in which events arrive does not matter", _arrival),
    Law("duplicates", "an event that comes twice changes nothing", _twice),
    Law("order-of-rules", "the order of rules in a file changes nothing", _rules),
    Law("other-cases", "another case makes no difference", _other_case),
    Law("step-by-step", "one pass and step by step give the same answer", _step_by_step),
)
