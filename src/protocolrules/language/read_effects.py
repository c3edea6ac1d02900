"""Reads what a rule gives besides a duty: permissions, prohibitions, assignments, statuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from protocolrules.document import (
    Assignment,
    Assignments,
    Permission,
    Prohibition,
    StatusGiven,
    Who,
)
from protocolrules.expressions import ReadingRef
from protocolrules.language import patterns, periods
from protocolrules.language.conditions import Frame
from protocolrules.language.entries import Entries
from protocolrules.language.patterns import PATTERN
from protocolrules.language.periods import READING
from protocolrules.language.read_who import WHO, who
from protocolrules.language.reader import Reader
from protocolrules.language.shapes import (
    TEXT,
    YES_NO,
    Either,
    Key,
    Keys,
    ListOf,
    Text,
    name_of,
    need,
)
from protocolrules.nodes import MapNode, Node, Scalar

LEAD: Final = "lead_professional"
_HOLDER: Final = {
    "who": need(WHO, "a role, or not_named"),
    "or_delegate": Key(YES_NO, "whether a delegate counts too"),
}
MAY: Final = Keys(
    "a permission",
    {
        **_HOLDER,
        "do": need(TEXT, "what may be done"),
        "at_most": Key(Either(Text("2"), keys=READING), "how many times"),
        "counted_by": Key(PATTERN, "the events that count as a use"),
    },
)
MUST_NOT: Final = Keys(
    "a prohibition",
    {
        **_HOLDER,
        "do": need(TEXT, "what must not be done"),
        "broken_by": Key(PATTERN, "the event that breaks it"),
        "not_observable": Key(TEXT, "why nothing in the log could show it"),
        "unless_first": Key(PATTERN, "an event that has to come before"),
    },
    one_of=(("broken_by", "not_observable"),),
)
LEADS: Final = Keys(
    "a lead professional",
    {"who": need(WHO, "a role"), "scope": need(name_of("scope"), "what the lead covers")},
)
ASSIGNED: Final = Keys(
    "an assignment",
    {
        "kind": need(name_of("assignment"), "what somebody becomes"),
        "who": need(WHO, "a role"),
        "scope": need(name_of("scope"), "what it covers"),
    },
)
LEADS_LIST: Final = ListOf(LEADS)
ASSIGNED_LIST: Final = ListOf(ASSIGNED)


def permission(r: Reader, rule: Entries, frame: Frame) -> Permission:
    """What somebody may do."""
    entries = rule.inner("may", MAY)
    entries.only_with("at_most", ["counted_by"], "nothing says what counts as a use")
    entries.only_with("counted_by", ["at_most"], "nothing says how many uses there are")
    counted = entries.node("counted_by")
    return Permission(
        _holder(r, entries, frame),
        entries.text("do"),
        _count(r, entries.node("at_most")),
        None if counted is None else patterns.pattern(r, counted),
    )


def _holder(r: Reader, entries: Entries, frame: Frame) -> Who:
    return who(r, entries.node("who"), frame, entries.yes("or_delegate"))


def _count(r: Reader, node: Node | None) -> int | ReadingRef | None:
    if node is None:
        return None
    if isinstance(node, MapNode):
        return periods.reading_ref(r, node, "count")
    if isinstance(node, Scalar) and node.text in r.readings:
        r.use_reading(node.text, "count", node.place)
        return ReadingRef(node.text)
    return r.number(node, 1, 1000)


def prohibition(r: Reader, rule: Entries, frame: Frame, key: str) -> Prohibition:
    """What must not, or should not, be done."""
    entries = rule.inner(key, MUST_NOT)
    entries.only_with("unless_first", ["broken_by"], "nothing says what the gate is for")
    broken, first = entries.node("broken_by"), entries.node("unless_first")
    return Prohibition(
        _holder(r, entries, frame),
        "must_not" if key == "must_not" else "should_not",
        entries.text("do"),
        None if broken is None else patterns.pattern(r, broken),
        None if first is None else patterns.pattern(r, first),
        entries.text("not_observable") or None,
    )


def leads(r: Reader, rule: Entries, frame: Frame) -> Assignments:
    """Who leads, for each scope."""
    r.used.add(("assignment", LEAD))
    if LEAD not in r.vocabulary.assignments:
        r.unknown(LEAD, "assignment", rule.key_place(LEAD))
    return Assignments(tuple(_leads(r, rule.items(LEAD), frame)))


def _leads(r: Reader, items: Iterable[Node], frame: Frame) -> Iterator[Assignment]:
    for item in items:
        entries = Entries(r, LEADS, item)
        holder, scope = who(r, entries.node("who"), frame), entries.name("scope")
        yield Assignment(LEAD, holder, scope or "")


def assigned(r: Reader, rule: Entries, frame: Frame) -> Assignments:
    """Who becomes what, for each scope."""
    return Assignments(tuple(_assigned(r, rule.items("assign"), frame)))


def _assigned(r: Reader, items: Iterable[Node], frame: Frame) -> Iterator[Assignment]:
    for item in items:
        entries = Entries(r, ASSIGNED, item)
        kind, scope = entries.name("kind"), entries.name("scope")
        yield Assignment(kind or "", who(r, entries.node("who"), frame), scope or "")


def status(rule: Entries) -> StatusGiven:
    """The status that a rule gives."""
    return StatusGiven(rule.name("status") or "")
