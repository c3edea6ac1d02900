"""Warns of what a file declares and never uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from protocolrules.language.entries import Entries
from protocolrules.language.reader import Reader, shown
from protocolrules.language.shapes import Category
from protocolrules.nodes import MapNode, Node, Scalar

_WHY: Final = "it may be a slip, or a rule may be missing"
_SECTIONS: Final[tuple[tuple[str, tuple[Category, ...], str], ...]] = (
    ("services", ("service",), "service"),
    ("roles", ("role",), "role"),
    ("occasions", ("occasion",), "occasion"),
    ("statuses", ("status", "fact or status"), "status"),
    ("judgements", ("judgement",), "judgement"),
    ("topics", ("topic",), "topic"),
    ("scopes", ("scope",), "scope"),
    ("assignments", ("assignment",), "assignment"),
    ("facts", ("fact", "fact or status"), "fact"),
)
_EFFECTS: Final = ("makes", "finds", "allocates", "vacates", "occasion")


def warn_of_unused(r: Reader, entries: Entries, file: str) -> None:
    """Warn of names that this file declares and nothing names; those of a base file may serve
    others."""
    for sort, name in _declared(r, entries):
        if name.place.file == file:
            r.warn("PR210", f"the {sort} {shown(name.text)} is never used", name.place, _WHY)


def _declared(r: Reader, entries: Entries) -> Iterator[tuple[str, Scalar]]:
    vocabulary = entries.node("vocabulary")
    for section, categories, sort in _SECTIONS:
        for name, _ in _section(vocabulary, section):
            if all((category, name.text) not in r.used for category in categories):
                yield sort, name
    for name, node in _section(vocabulary, "events"):
        if ("event kind", name.text) not in r.used and not _does_something(node):
            yield "event kind", name
    sorts: tuple[tuple[str, Category], ...] = (("readings", "reading"), ("courts", "court"))
    for section, category in sorts:
        for name, _ in r.entries(entries.node(section)):
            if (category, name.text) not in r.used:
                yield category, name


def _section(vocabulary: Node | None, key: str) -> tuple[tuple[Scalar, Node], ...]:
    section = vocabulary.get(key) if isinstance(vocabulary, MapNode) else None
    return section.entries if isinstance(section, MapNode) else ()


def _does_something(node: Node) -> bool:
    return isinstance(node, MapNode) and any(node.get(key) is not None for key in _EFFECTS)
