"""Every branch of a protocol, from the typed document alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from protocolrules.document import Duty, Ladder, Protocol, Reading, Rule
from protocolrules.phrases import Terms, condition
from protocolrules.scenarios.branches.duties import of_duty
from protocolrules.scenarios.branches.ending import can_be_tried_in_vain
from protocolrules.scenarios.branches.knowing import questions
from protocolrules.scenarios.branches.model import Branch, Part
from protocolrules.scenarios.branches.others import of_effect, of_ladder, of_people, of_reading
from protocolrules.words import Words

T = TypeVar("T", Rule, Ladder, Reading)


def branches(protocol: Protocol) -> tuple[Branch, ...]:
    """What scenarios can show of the rules, ladders and readings, in the order of the file."""
    found: list[Branch] = []
    for rule in _in_order(protocol.rules):
        for kind, what, words in _of_rule(protocol, rule):
            found.append(Branch(kind, rule.name, words, what, place=rule.place))
    for ladder in _in_order(protocol.ladders):
        for kind, what, words in of_ladder(protocol, ladder):
            found.append(Branch(kind, ladder.name, words, what, "ladder", ladder.place))
    for reading in _in_order(protocol.readings):
        for kind, what, words in of_reading(reading):
            found.append(Branch(kind, reading.name, words, what, "reading", reading.place))
    return tuple({branch.id: branch for branch in found}.values())


def _in_order(named: Mapping[str, T]) -> list[T]:
    return sorted(named.values(), key=lambda item: (item.place.line, item.place.column, item.name))


def _of_rule(protocol: Protocol, rule: Rule) -> Iterator[Part]:
    yield "fires", (), "it arises"
    if can_be_tried_in_vain(protocol, rule):
        yield "does_not_fire", (), "something comes near it, and it does not arise"
    if rule.unless is not None:
        given = condition(Terms.of(protocol), rule.unless)
        yield "unless", (), f"held back, or ended, by its unless: {given}"
    for sort, name in questions(protocol, rule):
        yield (
            "question",
            (sort, name),
            f"undetermined, as nobody has said: {_name(protocol, sort, name)}",
        )
    if isinstance(rule.effect, Duty):
        yield from of_duty(protocol, rule, rule.effect)
    yield from of_effect(protocol, rule)
    yield from of_people(protocol, rule.effect)


def _name(protocol: Protocol, sort: str, name: str) -> str:
    words = Words(protocol.vocabulary)
    match sort:
        case "fact":
            return words.fact(name)
        case "judgement":
            return f"the judgement {words.judgement(name)}"
        case "holder":
            return f"who is {words.role(name)}"
    return f"the field {name} of the event"
