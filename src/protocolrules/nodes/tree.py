"""The nodes of a YAML file: text, lists and maps, each with its place."""

import json
from dataclasses import dataclass, field
from typing import TypeAlias

from protocolrules.diagnostics import Place

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One piece of text, exactly as the author sees it: `on`, `no`, `17:30` and `3.10` stay text.

    `quoted` is true for text in quotes or after `|` or `>`. How a text is written is no part of
    what it says, so neither it nor the place takes part in equality.
    """

    text: str
    quoted: bool = field(compare=False)
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list; its place is that of its first dash or bracket."""

    items: tuple["Node", ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys and values in the order of the file, each key once; its place is the first key's."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place = field(compare=False)

    def get(self, key: str) -> "Node | None":
        """The value of a key, or None. Looks through the entries one by one."""
        for name, value in self.entries:
            if name.text == key:
                return value
        return None


Node: TypeAlias = Scalar | ListNode | MapNode


def to_plain(node: Node) -> Plain:
    """The tree as str, list and dict."""
    match node:
        case Scalar():
            return node.text
        case ListNode():
            return [to_plain(item) for item in node.items]
        case MapNode():
            return {key.text: to_plain(value) for key, value in node.entries}


def canonical(node: Node) -> str:
    """One JSON text for all trees that say the same: sorted keys, no spaces, ASCII only."""
    return json.dumps(to_plain(node), sort_keys=True, separators=(",", ":"))
