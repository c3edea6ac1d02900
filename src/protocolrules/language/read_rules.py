"""Reads rules: where they come from, when they arise, on what conditions, and what they give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, cast

from protocolrules.document import (
    Effect,
    Rule,
    Standing,
    StatusGiven,
    Trigger,
)
from protocolrules.language import conditions, patterns, read_duty, read_effects
from protocolrules.language.conditions import NO_FRAME, Frame
from protocolrules.language.duty_shapes import DUTY, PROOFS
from protocolrules.language.entries import Entries
from protocolrules.language.patterns import PATTERN
from protocolrules.language.read_effects import ASSIGNED_LIST, LEADS_LIST, MAY, MUST_NOT
from protocolrules.language.read_triggers import AT, BEFORE, TRIGGERS, WHEN, Arises, arises
from protocolrules.language.reader import Reader, RuleStub, shown
from protocolrules.language.shapes import (
    RULE_NAME,
    TEXT,
    TEXTS,
    YES_NO,
    Key,
    Keys,
    ListOf,
    Ref,
    Words,
    name_of,
    names_of,
    need,
)
from protocolrules.nodes import MapNode, Node, Scalar

TextKind: TypeAlias = Literal["clear", "interpreted", "needs-local-decision"]

TEXT_WORDS: Final = ("clear", "interpreted", "needs-local-decision")
EFFECTS: Final = (
    *("duty", "may", "must_not", "should_not"),
    *("lead_professional", "assign", "status"),
)
RULE: Final = Keys(
    "a rule",
    {
        "title": Key(TEXT, "one line"),
        "clause": need(TEXTS, "the ledger entries that it encodes"),
        "topic": need(name_of("topic"), "what it is about"),
        "for": Key(Words(("case", "service")), "whose log it looks into"),
        "text": Key(Words(TEXT_WORDS), "how clear the source is"),
        "because": Key(TEXT, "why it is read so"),
        "conflicts_with": Key(names_of("rule"), "rules that say otherwise"),
        "overrides": Key(YES_NO, "whether it replaces the rule of that name in the base file"),
        "when": Key(WHEN, "what brings it about"),
        "at": Key(AT, "the occasion at which it is judged"),
        "before": Key(BEFORE, "the occasion before which it is due"),
        "on_the_day_of": Key(names_of("occasion"), "the occasion on whose day it is due"),
        "if": Key(Ref("condition"), "judged at the trigger"),
        "while": Key(Ref("condition"), "must hold throughout"),
        "unless": Key(Ref("condition"), "must not hold"),
        "until": Key(ListOf(PATTERN), "the event that ends it"),
        "duty": Key(DUTY, "what has to be done"),
        "may": Key(MAY, "what may be done"),
        "must_not": Key(MUST_NOT, "what must not be done"),
        "should_not": Key(MUST_NOT, "what should not be done"),
        "lead_professional": Key(LEADS_LIST, "who leads"),
        "assign": Key(ASSIGNED_LIST, "who becomes what"),
        "status": Key(name_of("status"), "the status that it gives"),
    },
    one_of=(EFFECTS,),
    at_most_one=(TRIGGERS,),
    why="an ignored key would change the rule without a word",
)

_RULE_NAME: Final = re.compile(RULE_NAME)


def stubs(entries: tuple[tuple[Scalar, Node], ...]) -> Mapping[str, RuleStub]:
    """What other rules need to know of each rule, before any is read."""
    return {name.text: _stub(name, node) for name, node in entries}


def _stub(name: Scalar, node: Node) -> RuleStub:
    if not isinstance(node, MapNode):
        return RuleStub(True, "case", name.place)
    keys = {key.text: value for key, value in node.entries}
    subject, duty = keys.get("for"), keys.get("duty")
    service = isinstance(subject, Scalar) and subject.text == "service"
    has_duty = duty is not None or not any(key in keys for key in EFFECTS)
    written = [key.text for key, _ in duty.entries] if isinstance(duty, MapNode) else []
    proof = next((key for key in written if key in PROOFS), "done_when")
    return RuleStub(has_duty, "service" if service else "case", name.place, proof)


def rules(r: Reader, entries: tuple[tuple[Scalar, Node], ...]) -> Mapping[str, Rule]:
    """The rules under `rules`, by name."""
    found = {name.text: rule(r, name, node) for name, node in entries}
    return MappingProxyType(dict(sorted(found.items())))


def rule(r: Reader, name: Scalar, node: Node) -> Rule:
    """One rule."""
    _check_name(r, name)
    entries = Entries(r, RULE, node, name.place)
    subject = cast(Literal["case", "service"], entries.word("for") or "case")
    r.subject, r.readings_here = subject, set()
    arising = arises(r, entries)
    effect, trigger = _effect(r, entries, arising)
    frame = arising.frame
    throughout = NO_FRAME if isinstance(trigger, Standing) else frame
    found = Rule(
        name.text,
        entries.texts("clause"),
        entries.name("topic") or "",
        subject,
        trigger,
        effect,
        cast(
            Literal["clear", "interpreted", "needs-local-decision"], entries.word("text") or "clear"
        ),
        entries.text("because"),
        entries.text("title"),
        conditions.maybe(r, entries.node("if"), frame),
        conditions.maybe(r, entries.node("while"), throughout),
        conditions.maybe(r, entries.node("unless"), throughout),
        patterns.patterns(r, entries.node("until")),
        entries.names("conflicts_with"),
        tuple(sorted(r.readings_here)),
        name.place,
    )
    entries.yes("overrides")
    check_because(entries)
    r.subject = None
    return found


def _check_name(r: Reader, name: Scalar) -> None:
    if not _RULE_NAME.fullmatch(name.text):
        why = "a rule is cited by its name, in results and on the command line"
        hint = "write small letters, digits and hyphens"
        message = f"{shown(name.text)} is not a well-formed name"
        r.report("PR204", message, name.place, why, hint)


def text_of(entries: Entries) -> TextKind:
    """How clear the source is."""
    return cast(TextKind, entries.word("text") or "clear")


def check_because(entries: Entries) -> None:
    """What is not clear needs the reason for its reading."""
    if entries.word("text") in (None, "clear") or "because" in entries:
        return
    entries.reader.report(
        "PR109",
        f"no reason for the reading in {entries.shape.what}",
        entries.value_place("text"),
        "whoever rests on it has to see why the text is read so",
        "add because: why it is read so",
    )


def _effect(r: Reader, entries: Entries, arising: Arises) -> tuple[Effect, Trigger]:
    key = entries.which(*EFFECTS)
    if key == "duty":
        read = read_duty.duty(r, entries, arising)
        return read.duty, read.trigger
    if arising.timing is not None and key is not None:
        _only_duties(r, entries)
    return _other(r, key, entries, arising.frame), arising.trigger


def _other(r: Reader, key: str | None, entries: Entries, frame: Frame) -> Effect:
    match key:
        case "may":
            return read_effects.permission(r, entries, frame)
        case "must_not" | "should_not":
            return read_effects.prohibition(r, entries, frame, key)
        case "lead_professional":
            return read_effects.leads(r, entries, frame)
        case "assign":
            return read_effects.assigned(r, entries, frame)
        case "status":
            return read_effects.status(entries)
    return StatusGiven("")


def _only_duties(r: Reader, entries: Entries) -> None:
    key = entries.which("before", "on_the_day_of") or "before"
    r.report(
        "PR405",
        f'"{key}" in a rule without a duty',
        entries.key_place(key),
        "only a duty is due at some time",
        "write at, or a while",
    )
