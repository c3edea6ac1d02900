"""What a reader of a scenario file notes down: findings with places, and which names exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from protocolrules.diagnostics import Finding, Place
from protocolrules.language.reader import instead
from protocolrules.nodes import ListNode, MapNode, Node, Scalar

_SHAPES = {Scalar: "text", ListNode: "a list", MapNode: "keys with values"}


@dataclass(slots=True)
class Notes:
    """Findings so far. `names`: for each sort of name (rule, fact, event…) those that exist; a
    sort that is not there cannot be checked."""

    names: Mapping[str, Collection[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, message: str, place: Place, hint: str = "", why: str = "") -> None:
        """Note a fault."""
        self.findings.append(Finding(code, message, place, why, hint))

    def wrong_shape(self, node: Node, wanted: str, what: str) -> None:
        """Note text, a list or keys where something else is expected."""
        found = _SHAPES[type(node)]
        self.add("PR601", f"{what}: found {found}, expected {wanted}", node.place)

    def unreadable(self, node: Node, wanted: str) -> None:
        """Note a value that is not what it should be."""
        self.add("PR604", f'"{written(node)}" is not {wanted}', node.place)

    def unknown_key(self, key: Scalar, what: str, allowed: Collection[str]) -> None:
        """Note a key that means nothing here."""
        self.add(
            "PR602",
            f'unknown key "{key.text}" in {what}',
            key.place,
            hint=instead(key.text, allowed),
            why="an ignored key would leave an expectation unchecked",
        )

    def check_name(self, node: Node, sort: str) -> None:
        """Note a name that the protocol, or the scenario, does not know."""
        names, name = self.names.get(sort), written(node)
        if names is None or name in names:
            return
        self.add(
            "PR605",
            f'there is no {sort} "{name}"',
            node.place,
            hint=instead(name, names),
            why="an expectation about a name that does not exist could never fail",
        )


def written(node: Node) -> str:
    """A value in one line, as the author wrote it."""
    match node:
        case Scalar():
            return " ".join(node.text.split())
        case ListNode():
            return ", ".join(map(written, node.items))
        case MapNode():
            return "; ".join(f"{key.text} {written(value)}" for key, value in node.entries)


def entries(node: Node, notes: Notes, what: str) -> Iterator[tuple[Scalar, Node]]:
    """The keys and values of a map; anything else is noted and has none."""
    if isinstance(node, MapNode):
        yield from node.entries
    else:
        notes.wrong_shape(node, "keys with values", what)


def one_or_more(node: Node) -> tuple[Node, ...]:
    """The items of a list; a single value is a list of one."""
    return node.items if isinstance(node, ListNode) else (node,)


def text_of(node: Node, notes: Notes, what: str) -> str | None:
    """Some text that is not empty."""
    if not isinstance(node, Scalar):
        notes.wrong_shape(node, "text", what)
        return None
    if not node.text.strip():
        notes.add("PR604", f"{what} is empty", node.place)
        return None
    return " ".join(node.text.split())
