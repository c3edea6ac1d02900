"""The keys of one group, checked against their shape: none unknown, none missing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from protocolrules.diagnostics import Place
from protocolrules.language.reader import FEW, Reader, instead, shown
from protocolrules.language.shapes import Keys, ListOf, NameOf, Number, Words
from protocolrules.nodes import MapNode, Node, Scalar

_NOTHING: Final = "nobody can tell whether it was forgotten or left out on purpose"


class Entries:
    """The entries of a group of keys.

    Each accessor takes its shape from the table, and gives what is left out as None, empty or
    the default. `others` holds keys that the table does not name but allows, `lines` all keys that
    mean something, in the order of the file.
    """

    def __init__(self, reader: Reader, shape: Keys, node: Node, at: Place | None = None) -> None:
        """Check the keys. `at`: where to report one that is missing."""
        self.reader = reader
        self.shape = shape
        self.place = at or node.place
        self.others: list[tuple[Scalar, Node]] = []
        self.lines: list[tuple[Scalar, Node]] = []
        self._found: dict[str, tuple[Scalar, Node]] = {}
        if not isinstance(node, MapNode):
            reader.wrong_form("keys", node, _first_keys(shape))
            return
        for key, value in node.entries:
            self._sort(key, value)
        if not node.entries:
            reader.report("PR106", f"nothing in {shape.what}", self.place, _NOTHING)
        self._check_missing()

    def _sort(self, key: Scalar, value: Node) -> None:
        if key.text in self.shape.keys:
            self._found[key.text] = (key, value)
        elif self.shape.others is not None:
            self.others.append((key, value))
        else:
            self.unknown_key(key)
            return
        self.lines.append((key, value))

    def unknown_key(self, key: Scalar) -> None:
        """Report a key that means nothing here."""
        self.reader.report(
            "PR104",
            f"unknown key {shown(key.text)} in {self.shape.what}",
            key.place,
            self.shape.why,
            lambda: instead(key.text, self.shape.keys),
        )

    def _check_missing(self) -> None:
        for name, key in self.shape.keys.items():
            if key.required and name not in self._found:
                hint = f"add {name}: {key.says}" if key.says else f"add {name}"
                self._lacks(f'"{name}" is missing in {self.shape.what}', hint, "PR102")
        for group in self.shape.one_of:
            if not self.any(*group):
                listed = f"add one of {', '.join(group)}" if len(group) <= FEW else ""
                message = f"{self.shape.what} has none of the keys that say what it is"
                self._lacks(message, listed, "PR105")
        for group in (*self.shape.one_of, *self.shape.at_most_one):
            self.exclusive(group)

    def _lacks(self, message: str, hint: str, code: str) -> None:
        self.reader.report(code, message, self.place, _NOTHING, hint)

    def exclusive(self, group: Collection[str]) -> None:
        """Report all but the first of keys that exclude each other."""
        there = [name for name in group if name in self._found]
        for name in there[1:]:
            self.reader.report(
                "PR103",
                f'"{name}" beside "{there[0]}" in {self.shape.what}',
                self.key_place(name),
                "they exclude each other, and nobody could tell which one counts",
                "keep one; what both say takes two rules",
                other=self.key_place(there[0]),
                other_label="the other one",
            )

    def only_with(self, name: str, needed: Collection[str], why: str) -> bool:
        """Whether a key has what it needs beside it; reports it otherwise."""
        if name not in self._found or self.any(*needed):
            return True
        listed = " or ".join(f'"{n}"' for n in needed)
        message = f'"{name}" without {listed} in {self.shape.what}'
        self.reader.report(
            "PR405", message, self.key_place(name), why, f"delete it, or add {listed}"
        )
        return False

    def any(self, *names: str) -> bool:
        """Whether one of the keys is there."""
        return any(name in self._found for name in names)

    def which(self, *names: str) -> str | None:
        """The first of the keys that is there."""
        return next((name for name in names if name in self._found), None)

    def __contains__(self, name: str) -> bool:
        """Whether a key is there."""
        return name in self._found

    def node(self, name: str) -> Node | None:
        """The value of a key."""
        self.shape.keys[name]
        entry = self._found.get(name)
        return entry[1] if entry else None

    def inner(self, name: str, shape: Keys) -> Entries:
        """The keys in the group under a key, which has to be there."""
        key, value = self._found[name]
        return Entries(self.reader, shape, value, key.place)

    def key_place(self, name: str) -> Place:
        """Where a key stands, or the whole group when it does not."""
        entry = self._found.get(name)
        return entry[0].place if entry else self.place

    def value_place(self, name: str) -> Place:
        """Where a value stands, or the whole group when it does not."""
        entry = self._found.get(name)
        return entry[1].place if entry else self.place

    def text(self, name: str, default: str = "") -> str:
        """The text under a key."""
        node = self.node(name)
        return default if node is None else self.reader.text(node) or default

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts under a key."""
        node = self.node(name)
        return () if node is None else self.reader.texts(node)

    def word(self, name: str) -> str | None:
        """The word under a key, one of those in the table."""
        shape = self.shape.keys[name].shape
        assert isinstance(shape, Words)
        node = self.node(name)
        return None if node is None else self.reader.word(node, shape.words)

    def words(self, name: str) -> tuple[str, ...]:
        """The words under a key, each one of those in the table."""
        shape = self.shape.keys[name].shape
        assert isinstance(shape, ListOf) and isinstance(shape.part, Words)
        allowed, reader = shape.part.words, self.reader
        return reader.distinct((i, reader.word(i, allowed)) for i in self.items(name))

    def yes(self, name: str) -> bool:
        """Whether a key says `yes`."""
        node = self.node(name)
        return node is not None and bool(self.reader.yes_no(node))

    def number(self, name: str) -> int | None:
        """The number under a key, within the bounds of the table."""
        shape = self.shape.keys[name].shape
        assert isinstance(shape, Number)
        node = self.node(name)
        return None if node is None else self.reader.number(node, shape.least, shape.most)

    def name(self, name: str) -> str | None:
        """The declared name under a key."""
        shape = self.shape.keys[name].shape
        assert isinstance(shape, NameOf)
        node = self.node(name)
        return None if node is None else self.reader.name(node, shape.category, shape.also)

    def names(self, name: str) -> tuple[str, ...]:
        """The declared names under a key."""
        shape = self.shape.keys[name].shape
        assert isinstance(shape, ListOf) and isinstance(shape.part, NameOf)
        node = self.node(name)
        if node is None:
            return ()
        return self.reader.names(node, shape.part.category, shape.part.also)

    def items(self, name: str) -> tuple[Node, ...]:
        """The entries of the list under a key."""
        shape = self.shape.keys[name].shape
        node = self.node(name)
        one = not isinstance(shape, ListOf) or shape.one
        return () if node is None else self.reader.items(node, one)


def _first_keys(shape: Keys) -> str:
    needed = [name for name, key in shape.keys.items() if key.required] or list(shape.keys)
    return f"write {', '.join(f'{name}: …' for name in needed[:3])}"
