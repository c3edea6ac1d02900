"""Reads which units of the source the ledger rests on, and which state nothing.

docs/sources.md says how a text is split into units. The text itself is not at hand here, so only
`make check-sources` can compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast, get_args

from protocolrules.diagnostics import Place
from protocolrules.document import LedgerEntry, NotStatementReason, NotStatements, SourceUnit
from protocolrules.language.entries import Entries
from protocolrules.language.reader import Reader, shown
from protocolrules.language.shapes import Keys, ListOf, Text, Words, need
from protocolrules.nodes import Node

UNITS: Final = ListOf(Text("17-3fa9c2d1"))
NOT_STATEMENTS: Final = Keys(
    "a group of units that state nothing",
    {
        "reason": need(Words(get_args(NotStatementReason)), "what they are instead"),
        "source": need(UNITS, "the units of the source"),
    },
)
_UNIT: Final = re.compile("([1-9][0-9]{0,5})-([0-9a-f]{8})")


def units(r: Reader, node: Node | None) -> tuple[SourceUnit, ...]:
    """The units that a list names."""
    if node is None:
        return ()
    return tuple(map(_unit, r.distinct((item, _pointer(r, item)) for item in r.items(node))))


def _pointer(r: Reader, node: Node) -> str | None:
    said = r.text(node)
    if said is None or _UNIT.fullmatch(said):
        return said
    why = "it is compared with the source, number and words"
    hint = "write the number and the digest that check-sources shows, such as 17-3fa9c2d1"
    r.report("PR506", f"{shown(said)} is no unit of a source", node.place, why, hint)
    return None


def _unit(pointer: str) -> SourceUnit:
    ordinal, _, digest = pointer.partition("-")
    return SourceUnit(int(ordinal), digest)


def not_statements(
    r: Reader, node: Node | None, ledger: Sequence[LedgerEntry]
) -> tuple[NotStatements, ...]:
    """The units that state nothing: each once, and in no entry of the ledger."""
    if node is None:
        return ()
    taken = {unit: entry.place for entry in reversed(ledger) for unit in entry.source}
    found = []
    for item in r.items(node, one=False):
        entries = Entries(r, NOT_STATEMENTS, item)
        source = units(r, entries.node("source"))
        _check_free(r, source, entries.value_place("source"), taken)
        reason = cast(NotStatementReason, entries.word("reason") or "debris")
        found.append(NotStatements(source, reason, item.place))
        for unit in source:
            taken.setdefault(unit, item.place)
    return tuple(found)


def _check_free(
    r: Reader, source: Sequence[SourceUnit], place: Place, taken: Mapping[SourceUnit, Place]
) -> None:
    for unit in source:
        if unit in taken:
            message = f"{unit} is listed elsewhere already"
            why = "a unit either states something or is one thing that states nothing"
            hint, label = "delete one", "the other list"
            r.report("PR507", message, place, why, hint, other=taken[unit], other_label=label)
