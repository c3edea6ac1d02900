"""The engine answers as the definition does, whatever arrives in whatever order."""

from __future__ import annotations

from collections import Counter
from random import Random
from zlib import crc32

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.cases import NAMES, SMALL
from engine.counting import of_rule, wanted
from engine.equality import ORDERS, Order, compare, readings_of
from engine.sampling import sample
from laws.asking import examples, subjects
from laws.histories import History, histories
from laws.samples import protocol
from protocolrules.document import Duty, Rule
from protocolrules.testing.drawing import CHANCES, one_of

# A mismatch is made shorter by `trace.shortened`, much faster than Hypothesis could.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
LONG = ("enfield", "nelincs")  # an example of these takes as long as five of others
BREAKS = ("duty broken", "duty kept", "duty in_force")


def service_rules(name: str) -> tuple[str, ...]:
    return tuple(r.name for r in protocol(name).document.rules.values() if r.subject == "service")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LONG])
@settings(examples(3.5), phases=PHASES)
@given(data=st.data(), order=one_of(ORDERS), chance=CHANCES)
def test_a_case(name: str, data: st.DataObject, order: Order, chance: int) -> None:
    _a_case(name, data, order, chance)


@pytest.mark.parametrize("name", LONG)
@settings(examples(2), phases=PHASES)
@given(data=st.data(), order=one_of(ORDERS), chance=CHANCES)
def test_a_case_with_many_rules(name: str, data: st.DataObject, order: Order, chance: int) -> None:
    _a_case(name, data, order, chance)


def _a_case(name: str, data: st.DataObject, order: Order, chance: int) -> None:
    history = data.draw(histories(name))
    readings = data.draw(readings_of(name))
    case = subjects(name)[0]
    compare(history, order, subject=case, chance=Random(chance), readings=readings)


@pytest.mark.parametrize("name", [name for name in NAMES if service_rules(name)])
@settings(examples(1), phases=PHASES)
@given(data=st.data(), order=one_of(ORDERS), chance=CHANCES)
def test_the_services(name: str, data: st.DataObject, order: Order, chance: int) -> None:
    history = data.draw(histories(name, about=service_rules(name)))
    readings = data.draw(readings_of(name))
    services = subjects(name)[1]
    compare(history, order, subject=services, chance=Random(chance), readings=readings)


@pytest.mark.parametrize("name", [name for name in NAMES if not service_rules(name)])
def test_services_without_rules(name: str) -> None:
    services = subjects(name)[1]

    def compared(history: History, order: Order, chance: Random, readings: dict[str, str]) -> None:
        compare(history, order, subject=services, chance=chance, readings=readings)

    sample(compared, name, 1, 4)


def test_everything_came_up_in_what_was_compared() -> None:
    """A sample of its own, so that it says the same in however many processes the tests run."""
    tally: Counter[str] = Counter()
    for name in NAMES:
        _counted(name, 12 if name in SMALL else 3, tally)
    for name in SMALL:
        for ladder in protocol(name).document.ladders:
            _counted(name, 25, tally, (ladder,))
    for what in sorted(wanted()):
        for name, rule in _rules_with(what):
            for count in (40, 150) if name in SMALL else (8,):
                if not tally[what]:
                    _counted(name, count, tally, (rule,))
    for name in SMALL:
        for rule in protocol(name).document.rules:
            if any(not tally[what] for what in wanted()):
                _counted(name, 12, tally, (rule,))
    missing = sorted(each for each in wanted() if not tally[each])
    assert not missing, f"never compared: {missing}"


def _rules_with(what: str) -> list[tuple[str, str]]:
    """The rules that are made of it, or can come to it, those of small protocols first."""
    names = sorted(NAMES, key=lambda name: name not in SMALL)
    loaded = [(name, protocol(name).document) for name in names]
    return [
        (name, rule.name)
        for name, document in loaded
        for rule in document.rules.values()
        if what in of_rule(rule, document, {}) or (what in BREAKS and _can_break(rule))
    ]


def _can_break(rule: Rule) -> bool:
    effect = rule.effect
    return isinstance(effect, Duty) and bool(effect.broken_by or effect.broken_while)


def _counted(name: str, count: int, tally: Counter[str], about: tuple[str, ...] = ()) -> None:
    def compared(history: History, order: Order, chance: Random, readings: dict[str, str]) -> None:
        for subject in subjects(name):
            compare(history, order, subject=subject, chance=chance, readings=readings, tally=tally)

    sample(compared, name, crc32(" ".join((name, *about)).encode()), count, about)
