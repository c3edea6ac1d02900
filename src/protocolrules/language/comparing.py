"""How values are compared: the tests of facts and fields, checked against their types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from protocolrules.diagnostics import Place
from protocolrules.expressions import THE_HOLDER, THE_RECIPIENT, Test, Value
from protocolrules.language.reader import Reader, instead, shown
from protocolrules.language.shapes import Category, Either, Key, Keys, ListOf, Text
from protocolrules.nodes import MapNode, Node, Scalar
from protocolrules.vocabulary import FactDecl, FieldDecl

PLACEHOLDERS: Final = (THE_HOLDER, THE_RECIPIENT)
ORDERED: Final = ("at_least", "more_than", "at_most", "under")
SETS: Final = ("any", "all", "only", "none")
Op: TypeAlias = Literal[
    "is", "at_least", "more_than", "at_most", "under", "any", "all", "only", "none"
]

_VALUE: Final = Text()
TEST: Final = Either(
    _VALUE,
    ListOf(_VALUE),
    Keys(
        "a comparison",
        {
            **{op: Key(_VALUE, "an ordered scale, number or age compared") for op in ORDERED},
            **{op: Key(ListOf(_VALUE), "a set compared") for op in SETS},
        },
    ),
)
_TEST_KEYS: Final = cast(Keys, TEST.keys)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared. `sort` says how its values are read; `choices` or the names of a
    `category` are the values that can occur, `also` words that may stand for them."""

    says: str
    sort: Literal["yes_no", "number", "choice", "name", "placeholder", "none"]
    choices: tuple[str, ...] = ()
    category: Category = "role"
    ordered: bool = False
    many: bool = False
    also: tuple[str, ...] = ()

    def ops(self) -> tuple[str, ...]:
        """The comparisons that suit it, besides a plain value."""
        return (ORDERED if self.ordered else ()) + (SETS if self.many else ())


def of_fact(fact: FactDecl) -> Subject:
    """A fact as something to compare."""
    says = f'the fact "{fact.name}"'
    match fact.type:
        case "yes_no":
            return Subject(says, "yes_no")
        case "number" | "age":
            return Subject(says, "number", ordered=True)
    ordered, many = fact.type == "scale", fact.type == "set"
    return Subject(says, "choice", fact.choices, ordered=ordered, many=many)


def of_status(name: str) -> Subject:
    """A status as something to compare."""
    return Subject(f'the status "{name}"', "yes_no")


def of_field(field: FieldDecl, placeholders: bool = False) -> Subject:
    """A field of an event as something to compare; with `placeholders` the duty's own roles
    may stand for one."""
    says, also = f'the field "{field.name}"', PLACEHOLDERS if placeholders else ()
    match field.type:
        case "yes_no":
            return Subject(says, "yes_no")
        case "number":
            return Subject(says, "number", ordered=True)
        case "choice" | "choices":
            return Subject(says, "choice", field.choices, many=field.type == "choices")
        case "role" | "roles":
            return Subject(says, "name", many=field.type == "roles", also=also)
        case "service" | "services":
            many = field.type == "services"
            return Subject(says, "name", category="service", many=many, also=also)
        case "occasion":
            return Subject(says, "name", category="occasion")
        case "status":
            return Subject(says, "name", category="fact or status")
        case "worker" if placeholders:
            return Subject(says, "placeholder", also=also)
    if field.type == "id" and field.name == "judgement":
        return Subject(says, "name", category="judgement")
    return Subject(says, "none")


def tests(r: Reader, subject: Subject, node: Node) -> tuple[Test, ...]:
    """A value, a list of values (one of them), or comparisons (all of them)."""
    if subject.sort == "none":
        why = "its values say nothing that a rule could rest on"
        r.report("PR304", f"{subject.says} cannot be compared", node.place, why, "delete it")
        return ()
    if isinstance(node, MapNode):
        return tuple(_comparisons(r, subject, node))
    found = values(r, subject, node)
    return (Test("is", found),) if found else ()


def _comparisons(r: Reader, subject: Subject, node: MapNode) -> Iterator[Test]:
    if not node.entries:
        r.report("PR106", "nothing to compare with", node.place, "an empty test says nothing")
    for key, value in node.entries:
        if key.text in subject.ops():
            found = values(r, subject, value)
            if key.text in ORDERED and not isinstance(value, Scalar):
                r.wrong_form("one value", value)
            elif found:
                yield Test(cast(Op, key.text), found)
        else:
            _misfit(r, subject, key)


def _misfit(r: Reader, subject: Subject, key: Scalar) -> None:
    ops = subject.ops()
    if key.text not in _TEST_KEYS.keys:
        message = f"unknown key {shown(key.text)} in a comparison"
        why = "an ignored comparison would let everything pass"
        r.report("PR104", message, key.place, why, lambda: instead(key.text, _TEST_KEYS.keys))
        return
    needs = "an order" if key.text in ORDERED else "a set of values"
    listed = f", or one of {', '.join(ops)}" if ops else ""
    r.report(
        "PR304",
        f'"{key.text}" needs {needs}, and {subject.says} has none',
        key.place,
        "the comparison could never be made",
        f"write a value or a list of values{listed}",
    )


def values(r: Reader, subject: Subject, node: Node) -> tuple[Value, ...]:
    """One value or a list of different ones, each of which can occur."""
    found: dict[Value, Place] = {}
    for item in r.items(node):
        value = one_value(r, subject, item)
        if value is None:
            continue
        if value in found:
            r.twice(str(item.text) if isinstance(item, Scalar) else "", item.place, found[value])
        found.setdefault(value, item.place)
    return tuple(found)


def one_value(r: Reader, subject: Subject, node: Node) -> Value | None:
    """A value that can occur, as the engine holds it."""
    match subject.sort:
        case "yes_no":
            return r.yes_no(node)
        case "number":
            return r.number(node)
        case "name":
            _placeholder_elsewhere(r, subject, node)
            return r.name(node, subject.category, (*subject.also, *_refused(subject, node)))
    return _chosen(r, subject, node)


def _refused(subject: Subject, node: Node) -> tuple[str, ...]:
    refused = isinstance(node, Scalar) and node.text in PLACEHOLDERS
    return PLACEHOLDERS if refused and not subject.also else ()


def _placeholder_elsewhere(r: Reader, subject: Subject, node: Node) -> None:
    if _refused(subject, node):
        assert isinstance(node, Scalar)
        why = "it stands for the role of the duty at hand, and there is none here"
        r.report("PR309", f'"{node.text}" cannot stand here', node.place, why, "name a role")


def _chosen(r: Reader, subject: Subject, node: Node) -> str | None:
    said, words = r.text(node), (*subject.choices, *subject.also)
    if said is None or said in words:
        return said
    r.report(
        "PR301",
        f"{shown(said)} is no value of {subject.says}",
        node.place,
        "a value that cannot occur never matches",
        lambda: instead(said, words),
    )
    return None
