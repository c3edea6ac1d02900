"""The shapes of a vocabulary: what can be declared, and how."""

from __future__ import annotations

from typing import Final

from protocolrules.language.comparing import TEST
from protocolrules.language.shapes import (
    TEXT,
    TEXTS,
    YES_NO,
    Either,
    Key,
    Keys,
    ListOf,
    MapOf,
    Ref,
    Text,
    Words,
    name_of,
    names_of,
    need,
)

FIELD_TYPES: Final = tuple(
    "yes_no number id worker role roles service services occasion status date instant".split()
)
SPECIAL_TYPES: Final = ("facts", "holders", "last_done", "attendance", "event")
"""Types of the fields of `facts_reported` and `correction` alone."""

_VALUE: Final = ListOf(Text())
_TITLE: Final = need(TEXT, "what it is called")
_SAYS: Final = Key(TEXT, "more about it")

NAMED: Final = Keys("a declaration", {"title": _TITLE, "says": _SAYS})
ROLE: Final = Keys(
    "a role",
    {
        "title": _TITLE,
        "says": _SAYS,
        "service": Key(name_of("service"), "the service it belongs to"),
        "includes": Key(names_of("role"), "roles that are meant too where this one is named"),
        "allocated": Key(YES_NO, "whether it is given to a worker case by case"),
    },
)
OCCASION: Final = Keys(
    "an occasion",
    {
        "title": _TITLE,
        "says": _SAYS,
        "lasting": Key(YES_NO, "whether it begins before it is over"),
    },
)
FACT: Final = Keys(
    "a fact",
    {
        "title": _TITLE,
        "says": _SAYS,
        "type": Key(Words(("yes_no", "number", "age")), "what its values are"),
        "choices": Key(TEXTS, "its values, one of which it has"),
        "scale": Key(TEXTS, "its values from low to high"),
        "set": Key(TEXTS, "its values, of which it can have several"),
        "no_report": Key(_VALUE, "what it is when nobody has said"),
        "because": Key(TEXT, "why no report can mean that"),
    },
    one_of=(("type", "choices", "scale", "set"),),
)
DEFINITION: Final = Keys(
    "a definition",
    {
        "if": need(Ref("condition"), "while this holds"),
        "then": need(MapOf(_VALUE), "a fact with its value, or vacant: a role"),
    },
)
FIELD: Final = Keys(
    "a field",
    {
        "type": Key(Words((*FIELD_TYPES, *SPECIAL_TYPES)), "what its values are"),
        "choices": Key(TEXTS, "its values, one of which it has"),
        "several": Key(TEXTS, "its values, of which it can have several"),
        "required": Key(YES_NO, "whether every such event has it"),
        "says": Key(TEXT, "what it means"),
    },
    one_of=(("type", "choices", "several"),),
)
EFFECT: Final = Keys(
    "what an event says of a fact",
    {
        "fact": Key(name_of("fact or status"), "the fact"),
        "fact_named_in": Key(Text("a field"), "the field that names the fact"),
        "value": Key(_VALUE, "its value"),
        "from": Key(Text("a field"), "the field that holds its value"),
        "where": Key(MapOf(TEST), "only when these fields are so"),
    },
    one_of=(("fact", "fact_named_in"), ("value", "from")),
)
ALLOCATES: Final = Keys(
    "an allocation",
    {
        "role": Key(name_of("role"), "the role"),
        "role_in": Key(Text("a field"), "the field that names the role"),
        "worker_in": need(Text("a field"), "the field that names the worker"),
    },
    one_of=(("role", "role_in"),),
)
VACATES: Final = Keys(
    "the end of an allocation",
    {
        "role": Key(name_of("role"), "the role"),
        "role_in": Key(Text("a field"), "the field that names the role"),
    },
    one_of=(("role", "role_in"),),
)
KIND_IN: Final = Keys("an occasion", {"kind_in": need(Text("a field"), "the field that names it")})
DOES: Final = ("plans", "moves", "begins", "holds", "cancels")
OCCASION_EFFECT: Final = Keys(
    "what an event does to an occasion",
    {does: Key(Either(name_of("occasion"), keys=KIND_IN), f"{does} it") for does in DOES},
    one_of=(DOES,),
)
EVENT: Final = Keys(
    "an event kind",
    {
        "title": _TITLE,
        "says": _SAYS,
        "group": Key(TEXT, "the heading it is listed under"),
        "subject": Key(Words(("case", "service", "either")), "whose log it is in"),
        "fields": Key(MapOf(FIELD), "what it carries besides the common fields"),
        "makes": Key(ListOf(EFFECT), "facts that begin with it"),
        "finds": Key(ListOf(EFFECT), "facts that were so already"),
        "allocates": Key(ALLOCATES, "a role that somebody takes"),
        "vacates": Key(VACATES, "a role that nobody holds from then"),
        "occasion": Key(OCCASION_EFFECT, "an occasion that it plans, moves, begins, holds"),
    },
)
VOCABULARY: Final = Keys(
    "the vocabulary",
    {
        "services": Key(MapOf(NAMED), "the services that work together"),
        "roles": Key(MapOf(ROLE), "who can hold duties"),
        "occasions": Key(MapOf(OCCASION), "meetings, hearings, visits, releases"),
        "statuses": Key(MapOf(NAMED), "statuses that rules give"),
        "judgements": Key(MapOf(NAMED), "professional judgements that can be recorded"),
        "topics": Key(MapOf(NAMED), "what rules are about"),
        "scopes": Key(MapOf(NAMED), "what an assignment covers"),
        "assignments": Key(MapOf(NAMED), "what somebody can be, such as lead professional"),
        "labels": Key(MapOf(TEXT), "local words for shared names"),
        "facts": Key(MapOf(FACT), "what can be known of a case"),
        "define": Key(ListOf(DEFINITION), "facts that follow from others"),
        "events": Key(MapOf(EVENT), "what can happen"),
    },
)
