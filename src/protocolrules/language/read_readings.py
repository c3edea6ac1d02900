"""Reads readings, and checks their values against the uses that rules make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, cast

from protocolrules.diagnostics import Place
from protocolrules.document import Reading
from protocolrules.language import periods
from protocolrules.language.entries import Entries
from protocolrules.language.read_ladders import check_name
from protocolrules.language.reader import NOT_SET, Reader, instead, shown
from protocolrules.language.shapes import TEXT, TEXTS, YES_NO, Key, Keys, Words, need
from protocolrules.nodes import ListNode, Node, Scalar
from protocolrules.timing import ReviewDate, parse_due

READING: Final = Keys(
    "a reading",
    {
        "means": need(TEXT, "the value it stands at"),
        "others": Key(TEXTS, "the other values that can be defended"),
        "because": need(TEXT, "why it is read so"),
        "clause": need(TEXTS, "the ledger entries that it reads"),
        "text": Key(Words(("interpreted", "needs-local-decision")), "who has to decide"),
        "overrides": Key(YES_NO, "whether it replaces the reading of that name in the base file"),
    },
)
NOT_NAMED: Final = "not named"
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}")
_SAYS: Final[Mapping[str, str]] = {
    "period": "a period",
    "whole days": "a period in days, weeks, months or years",
    "due": "a time",
    "role": "a role",
    "count": "a number",
    "yes or no": "yes or no",
}


def readings(
    r: Reader, entries: tuple[tuple[Scalar, Node], ...]
) -> tuple[Mapping[str, Reading], Mapping[str, Mapping[str, Place]]]:
    """The readings by name, and where each of their values stands."""
    found: dict[str, Reading] = {}
    places: dict[str, Mapping[str, Place]] = {}
    for name, node in entries:
        found[name.text], places[name.text] = reading(r, name, node)
    return MappingProxyType(dict(sorted(found.items()))), places


def reading(r: Reader, name: Scalar, node: Node) -> tuple[Reading, Mapping[str, Place]]:
    """One reading, and where each of its values stands."""
    check_name(r, name)
    entries = Entries(r, READING, node, name.place)
    means, others = entries.text("means", NOT_SET), entries.texts("others")
    text = entries.word("text") or "interpreted"
    entries.yes("overrides")
    places = dict(_places(entries, "others"))
    if means in places:
        r.twice(means, places[means], entries.value_place("means"))
    found = Reading(
        name.text,
        means,
        others,
        entries.text("because"),
        entries.texts("clause"),
        cast(Literal["interpreted", "needs-local-decision"], text),
        name.place,
    )
    return found, {**places, means: entries.value_place("means")}


def _places(entries: Entries, key: str) -> Iterator[tuple[str, Place]]:
    node = entries.node(key)
    for item in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(item, Scalar):
            yield " ".join(item.text.split()), item.place


def check_uses(r: Reader, places: Mapping[str, Mapping[str, Place]]) -> None:
    """Report each value of a reading that does not suit one of its uses."""
    first: dict[tuple[str, str], Place] = {}
    for name, use, place in r.reading_uses:
        first.setdefault((name, use), place)
    for (name, use), place in first.items():
        if use != "variant":
            for value, at in places[name].items():
                _check_value(r, value, at, use, place)


def _check_value(r: Reader, value: str, at: Place, use: str, place: Place) -> None:
    if value == NOT_SET or _suits(r, value, use):
        return
    hint = ""
    if use == "role":
        hint = instead(value, [*r.vocabulary.roles, NOT_NAMED, NOT_SET], "name a role")
    elif use == "yes or no":
        hint = "write yes, no or not set"
    elif use == "count":
        hint = "write a whole number from 1 to 1,000"
    r.report(
        "PR310",
        f"{shown(value)} is not {_SAYS[use]}",
        at,
        "the reading is used where one is needed, and every value has to do there",
        hint or "write a period such as 10 working days, or not set",
        other=place,
        other_label="where it is used",
    )


def _suits(r: Reader, value: str, use: str) -> bool:
    match use:
        case "role":
            r.used.add(("role", value))
            return value in r.vocabulary.roles or value == NOT_NAMED
        case "count":
            return bool(_NUMBER.fullmatch(value)) and int(value) <= 1000
        case "yes or no":
            return value in ("yes", "no")
    if periods.fits(value, use) is not None:
        return False
    return use != "due" or r.has_review or not isinstance(parse_due(value), ReviewDate)
