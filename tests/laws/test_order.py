"""What must make no difference: order of arrival, order of rules, other cases, saying it twice."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import protocolrules as pr
from laws.asking import ask, examples, subjects
from laws.histories import histories
from laws.samples import NAMES, PATHS, protocol, source
from protocolrules.language import load_protocol
from protocolrules.nodes import Plain, parse_yaml, to_plain, write_yaml


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_arrival_order_does_not_matter(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    shuffled = data.draw(st.permutations(history.events))
    assert ask(history, events=shuffled, because=True) == ask(history, because=True)


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_a_duplicate_changes_nothing(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    again = [protocol(name).parse_event(event.to_json()) for event in history.events]
    twice = [*history.events, *again[::2]]
    assert ask(history, events=twice) == ask(history)


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_the_order_of_rules_does_not_matter(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    other = reordered(name, data.draw(st.integers(0, 2)))
    assert ask(history, loaded=other) == ask(history)


@pytest.mark.parametrize("name", NAMES)
@examples(0.1)
@given(data=st.data())
def test_another_case_makes_no_difference(name: str, data: st.DataObject) -> None:
    history, other = data.draw(histories(name)), data.draw(histories(name, most=5))
    loaded = protocol(name)
    moved = [
        loaded.parse_event({**_renamed(event), "case_id": "C-2"})
        for event in other.written
        if event.get("case_id")
    ]
    assert ask(history, events=[*history.events, *moved]).cases == ask(history).cases


def _renamed(event: dict[str, object]) -> dict[str, object]:
    """The event under an id of its own, so that it is not one of the first case."""
    named = ("event_id", "replaces", "withdraws")
    other = {k: f"x-{v}" if k in named else v for k, v in event.items()}
    inner = event.get("event")
    if isinstance(inner, dict):
        other["event"] = {**_renamed(inner), "case_id": "C-2"}
    return other


@lru_cache
def reordered(name: str, seed: int) -> pr.Protocol:
    """The same rule file with its rules, ladders and readings in another order: turned round, or
    shuffled."""
    node, _ = parse_yaml(source(name), name)
    assert node is not None
    plain = to_plain(node)
    assert isinstance(plain, dict)
    for section in ("rules", "escalations", "readings"):
        if section in plain:
            plain[section] = _mixed(plain[section], seed)
    data = write_yaml(plain).encode()
    return pr.Protocol(load_protocol(PATHS[name], data))


def _mixed(section: Plain, seed: int) -> Plain:
    assert isinstance(section, dict)
    keys = list(section)[::-1]
    if seed:
        Random(seed).shuffle(keys)
    return {key: section[key] for key in keys}


def test_a_reordered_file_is_the_same_program() -> None:
    for name in NAMES:
        for seed in range(3):
            assert reordered(name, seed).document.digest == protocol(name).document.digest
            assert reordered(name, seed).document == protocol(name).document


def test_both_subjects_are_asked_about() -> None:
    assert all(len(set(subjects(name))) == 2 for name in NAMES)
