"""Reads who holds a duty, and to whom it is owed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from protocolrules.document import How, Who, WhoCase
from protocolrules.language import conditions
from protocolrules.language.conditions import Frame
from protocolrules.language.entries import Entries
from protocolrules.language.reader import Reader
from protocolrules.language.shapes import (
    Either,
    Key,
    Keys,
    ListOf,
    Ref,
    name_of,
    names_of,
)
from protocolrules.nodes import ListNode, MapNode, Node

NOT_NAMED: Final = "not_named"
NOBODY: Final = Who("not_named")
SEVERAL: Final = ("together", "each", "any_of", "in_this_order", "alternating")

CASE: Final = Keys(
    "a line of depends",
    {
        "if": Key(Ref("condition"), "when this holds"),
        "then": Key(Ref("who"), "it is these"),
        "otherwise": Key(Ref("who"), "else it is these"),
    },
    one_of=(("if", "otherwise"),),
    at_most_one=(("then", "otherwise"),),
)
WHO: Final = Either(
    text=name_of("role", NOT_NAMED),
    listed=names_of("role"),
    keys=Keys(
        "a holder",
        {
            "together": Key(names_of("role"), "one duty of all of them"),
            "each": Key(names_of("role"), "a duty of each of them"),
            "any_of": Key(names_of("role"), "a duty of whichever of them does it"),
            "in_this_order": Key(names_of("role"), "the first of them who can"),
            "alternating": Key(names_of("role"), "whoever did not do it last time"),
            "depends": Key(ListOf(CASE, one=False), "the first line that holds decides"),
            "reading": Key(name_of("reading"), "the role that a reading names"),
        },
        one_of=((*SEVERAL, "depends", "reading"),),
    ),
)
_KEYS: Final = cast(Keys, WHO.keys)


def who(r: Reader, node: Node | None, frame: Frame, or_delegate: bool = False) -> Who:
    """Holders or recipients; nobody named when they cannot be read."""
    match node:
        case None:
            return NOBODY
        case MapNode():
            return _of_keys(r, node, frame, or_delegate)
        case ListNode():
            return _of_list(r, node, or_delegate)
    role = r.name(node, "role", (NOT_NAMED,))
    if role is None or role == NOT_NAMED:
        return NOBODY
    return Who("one", (role,), or_delegate)


def _of_list(r: Reader, node: ListNode, or_delegate: bool) -> Who:
    roles = r.names(node, "role")
    if len(roles) > 1:
        hint = f"write one of {', '.join(SEVERAL)}, and the list under it"
        why = "several roles can share a duty, have one each or take turns"
        r.report("PR105", "a list of roles that does not say how", node.place, why, hint)
    return Who("one", roles[:1], or_delegate) if roles else NOBODY


def _of_keys(r: Reader, node: MapNode, frame: Frame, or_delegate: bool) -> Who:
    entries = Entries(r, _KEYS, node)
    how = entries.which(*SEVERAL)
    if how is not None:
        roles = entries.names(how)
        if len(roles) == 1 and how == "alternating":
            why = "nobody can take turns alone"
            message = "only one role to alternate"
            r.report("PR405", message, entries.value_place(how), why, "name two, or write it alone")
        return Who(cast(How, how), roles, or_delegate) if roles else NOBODY
    if "depends" in entries:
        cases = tuple(_cases(r, entries, frame, or_delegate))
        return Who("one", or_delegate=or_delegate, cases=cases) if cases else NOBODY
    name = entries.name("reading")
    if name is None:
        return NOBODY
    r.use_reading(name, "role", entries.value_place("reading"))
    return Who("one", or_delegate=or_delegate, reading=name)


def _cases(r: Reader, entries: Entries, frame: Frame, or_delegate: bool) -> Iterator[WhoCase]:
    closed = False
    for item in entries.items("depends"):
        parts = Entries(r, CASE, item)
        if closed:
            why = "the line otherwise takes every case that is left"
            hint = "move it above the line otherwise"
            r.report("PR405", "a line that can never be reached", item.place, why, hint)
        closed = closed or "otherwise" in parts
        if "otherwise" in parts:
            yield WhoCase(None, who(r, parts.node("otherwise"), frame, or_delegate))
            continue
        held = conditions.maybe(r, parts.node("if"), frame)
        if "then" not in parts:
            message, why = '"then" is missing in a line of depends', "nothing says who it is"
            r.report("PR102", message, parts.place, why, "add then: a role")
        if held is not None:
            yield WhoCase(held, who(r, parts.node("then"), frame, or_delegate))
