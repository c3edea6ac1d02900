"""The tables of shapes: the reader reads every key of them, and the samples use every one."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from language.files import SAMPLES
from language.test_laws import all_keys, plain
from protocolrules.language import load_protocol
from protocolrules.language.condition_shapes import DUTY_STATES
from protocolrules.language.entries import Entries
from protocolrules.language.file_shapes import FILE, SHAPES
from protocolrules.language.read_vocabulary import SHARED
from protocolrules.language.shapes import Either, Keys, ListOf, MapOf, Ref, Shape
from protocolrules.nodes import Node
from protocolrules.results import DutyState


def groups(shape: Shape | None, seen: dict[int, Keys]) -> dict[int, Keys]:
    """All groups of keys that a shape holds."""
    match shape:
        case Keys() if id(shape) not in seen:
            seen[id(shape)] = shape
            for key in shape.keys.values():
                groups(key.shape, seen)
            groups(shape.others, seen)
        case Either(_, listed, keys):
            groups(listed, seen)
            groups(keys, seen)
        case ListOf(part) | MapOf(part):
            groups(part, seen)
        case Ref(name):
            groups(SHAPES[name], seen)
    return seen


ALL = list(groups(FILE, {}).values())


def keys_of_all() -> Iterator[tuple[int, str]]:
    for shape in ALL:
        for key in shape.keys:
            yield id(shape), key


FILES = (SAMPLES / "everything.yaml", SAMPLES / "on_base.yaml")


def test_the_samples_use_every_key() -> None:
    used = {key for path in (*FILES, SHARED) for key in all_keys(plain(path))}
    assert {key for _, key in keys_of_all()} <= used


def test_the_reader_reads_every_key_that_it_lets_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    groups_read: list[Entries] = []
    asked: set[tuple[int, str]] = set()
    begin, node, inner = Entries.__init__, Entries.node, Entries.inner

    def noted(self: Entries, *parts: Any) -> None:
        groups_read.append(self)
        begin(self, *parts)

    def noted_node(self: Entries, name: str) -> Node | None:
        asked.add((id(self), name))
        return node(self, name)

    def noted_inner(self: Entries, name: str, shape: Keys) -> Entries:
        asked.add((id(self), name))
        return inner(self, name, shape)

    monkeypatch.setattr(Entries, "__init__", noted)
    monkeypatch.setattr(Entries, "node", noted_node)
    monkeypatch.setattr(Entries, "inner", noted_inner)
    for path in FILES:
        load_protocol(path)
    unread = {
        (entries.shape.what, key.text)
        for entries in groups_read
        for key, _ in entries.lines
        if key.text in entries.shape.keys and (id(entries), key.text) not in asked
    }
    assert unread == {("a rule file", "builds_on")}


def test_every_key_says_what_it_is() -> None:
    assert [key for shape in ALL for key, entry in shape.keys.items() if not entry.says] == []


def test_the_states_of_a_duty_are_those_of_results() -> None:
    assert set(DUTY_STATES) == set(get_args(DutyState))
