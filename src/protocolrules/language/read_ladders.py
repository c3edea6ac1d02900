"""Reads escalation ladders: where they start, who answers on each rung, how they move."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from protocolrules.document import Ladder, LadderStart, OnDuty, Rung
from protocolrules.expressions import EventPattern
from protocolrules.language import conditions, patterns, periods
from protocolrules.language.conditions import Frame
from protocolrules.language.entries import Entries
from protocolrules.language.patterns import EVENT_KEYS, PATTERN
from protocolrules.language.periods import DUE
from protocolrules.language.read_rules import TEXT_WORDS, check_because, text_of
from protocolrules.language.read_who import WHO, who
from protocolrules.language.reader import Reader, shown
from protocolrules.language.shapes import (
    LOOSE_NAME,
    TEXT,
    TEXTS,
    YES_NO,
    Key,
    Keys,
    ListOf,
    Number,
    Ref,
    Words,
    extended,
    name_of,
    need,
)
from protocolrules.nodes import ListNode, MapNode, Node, Scalar
from protocolrules.timing import NO_TIME, NoTime

STARTS: Final = extended(
    PATTERN,
    "the start of a ladder",
    {"unmet": Key(name_of("rule"), "the duty of a rule is overdue, missed or broken")},
    one_of=((*EVENT_KEYS, "unmet"),),
)
BEGINS_AT: Final = Keys(
    "a start on another rung",
    {
        "if": Key(Ref("condition"), "when it began so"),
        "rung": need(Number(1, 100), "the rung it starts on"),
    },
)
RUNG: Final = Keys(
    "a rung",
    {
        "to": need(WHO, "who answers"),
        "must": Key(TEXT, "what has to be done there"),
        "should": Key(TEXT, "what is expected to be done there"),
        "respond_within": Key(DUE, "the time for it"),
        "if_absent": Key(name_of("role"), "who answers when there is nobody in that role"),
        "moves_by_clock": Key(YES_NO, "whether it moves on when the time is over"),
        "text": Key(Words(TEXT_WORDS), "how clear the source is"),
        "clause": Key(TEXTS, "the ledger entries that it encodes"),
    },
    at_most_one=(("must", "should"),),
)
LADDER: Final = Keys(
    "a ladder",
    {
        "clause": need(TEXTS, "the ledger entries that it encodes"),
        "topic": need(name_of("topic"), "what it is about"),
        "text": Key(Words(TEXT_WORDS), "how clear the source is"),
        "because": Key(TEXT, "why it is read so"),
        "overrides": Key(YES_NO, "whether it replaces the ladder of that name in the base file"),
        "starts": need(STARTS, "the event that starts it"),
        "stops": need(ListOf(PATTERN), "the event that ends it"),
        "moves_on": Key(PATTERN, "the event that takes it to the next rung"),
        "responds": Key(PATTERN, "the event by which a rung answers"),
        "begins_at": Key(ListOf(BEGINS_AT), "where it starts on another rung than the first"),
        "rungs": need(ListOf(RUNG, one=False), "who answers, one after another"),
        "no_final_rung": Key(TEXT, "why the last rung is not final"),
    },
)
_NAME: Final = re.compile(LOOSE_NAME)


def rung_counts(entries: tuple[tuple[Scalar, Node], ...]) -> Mapping[str, int]:
    """How many rungs each ladder has, before any is read."""
    return {name.text: _count(node) for name, node in entries}


def _count(node: Node) -> int:
    rungs = node.get("rungs") if isinstance(node, MapNode) else None
    return len(rungs.items) if isinstance(rungs, ListNode) else 1


def ladders(r: Reader, entries: tuple[tuple[Scalar, Node], ...]) -> Mapping[str, Ladder]:
    """The ladders under `escalations`, by name."""
    found = {name.text: ladder(r, name, node) for name, node in entries}
    return MappingProxyType(dict(sorted(found.items())))


def check_name(r: Reader, name: Scalar) -> None:
    """Report a name of a ladder, reading or court that is not well formed."""
    if not _NAME.fullmatch(name.text):
        why = "it is cited by its name, in rules and on the command line"
        hint = "write small letters, digits, hyphens and underscores"
        message = f"{shown(name.text)} is not a well-formed name"
        r.report("PR204", message, name.place, why, hint)


def ladder(r: Reader, name: Scalar, node: Node) -> Ladder:
    """One ladder."""
    check_name(r, name)
    entries = Entries(r, LADDER, node, name.place)
    starts, frame = _starts(r, entries)
    rungs = tuple(_rungs(r, entries, frame))
    check_because(entries)
    entries.yes("overrides")
    return Ladder(
        name.text,
        entries.texts("clause"),
        entries.name("topic") or "",
        starts,
        patterns.patterns(r, entries.node("stops")),
        _pattern(r, entries, "moves_on", "dispute_escalated"),
        _pattern(r, entries, "responds", "dispute_responded"),
        rungs,
        entries.text("no_final_rung") or None,
        tuple(_begins_at(r, entries, frame, name.text)),
        text_of(entries),
        entries.text("because"),
        name.place,
    )


def _starts(r: Reader, ladder: Entries) -> tuple[EventPattern | OnDuty, Frame]:
    why = "the ladder starts with a duty and not with an event"
    if "starts" not in ladder:
        return patterns.NOTHING, Frame({}, since=True, hours=True)
    entries = ladder.inner("starts", STARTS)
    if "unmet" in entries:
        return OnDuty(conditions.duty_of(r, entries, "unmet", "unmet") or "", "unmet"), Frame(
            why=why
        )
    found = patterns.pattern_of(r, entries)
    return found, Frame(r.kinds.gathered(found.kinds), since=True, hours=True)


def _pattern(r: Reader, entries: Entries, key: str, default: str) -> EventPattern:
    node = entries.node(key)
    if node is not None:
        return patterns.pattern(r, node)
    if default not in r.vocabulary.events:
        r.unknown(default, "event kind", entries.place)
    return EventPattern((default,))


def _rungs(r: Reader, ladder: Entries, frame: Frame) -> Iterator[Rung]:
    items = ladder.items("rungs")
    for number, item in enumerate(items, start=1):
        entries = Entries(r, RUNG, item)
        due = entries.node("respond_within")
        within = NO_TIME if due is None else periods.due(r, due)
        by_clock = entries.yes("moves_by_clock")
        if by_clock:
            _check_clock(entries, last=number == len(items), timed=not isinstance(within, NoTime))
        yield Rung(
            who(r, entries.node("to"), frame),
            within,
            entries.name("if_absent"),
            by_clock,
            entries.text("should") or entries.text("must", "resolve the dispute"),
            "should" if "should" in entries else "must",
            text_of(entries),
            entries.texts("clause"),
        )


def _check_clock(entries: Entries, *, last: bool, timed: bool) -> None:
    place = entries.key_place("moves_by_clock")
    if not timed:
        why, hint = "without a time the clock moves nothing", "add respond_within"
        message = '"moves_by_clock" on a rung without a time'
        entries.reader.report("PR405", message, place, why, hint)
    if last:
        why, hint = "there is no rung to move on to", "delete it"
        entries.reader.report("PR404", '"moves_by_clock" on the last rung', place, why, hint)


def _begins_at(r: Reader, ladder: Entries, frame: Frame, name: str) -> Iterator[LadderStart]:
    for item in ladder.items("begins_at"):
        entries = Entries(r, BEGINS_AT, item)
        held, rung = conditions.maybe(r, entries.node("if"), frame), entries.number("rung")
        if rung is not None and rung > r.ladders[name]:
            conditions.no_rung(r, entries, "rung", name)
        if rung is not None:
            yield LadderStart(held, rung)
