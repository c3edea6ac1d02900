"""The shapes of conditions: each line that one can have."""

from __future__ import annotations

from typing import Final

from protocolrules.language.comparing import TEST
from protocolrules.language.patterns import PATTERN
from protocolrules.language.periods import PERIOD, YES_NO_OR_READING
from protocolrules.language.shapes import (
    TEXTS,
    YES_NO,
    Key,
    Keys,
    ListOf,
    MapOf,
    Number,
    Ref,
    Words,
    extended,
    name_of,
    names_of,
    need,
)

DUTY_STATES: Final = tuple(
    "upcoming due overdue untimed met met_late missed in_force broken kept lapsed "
    "undetermined".split()
)

HAPPENED: Final = extended(
    PATTERN,
    "an event that happened",
    {
        "since": Key(Words(("trigger",)), "only since the trigger of the rule"),
        "within": Key(PERIOD, "only so long before"),
    },
)
DUTY_IS: Final = Keys(
    "the state of a duty",
    {
        "rule": need(name_of("rule"), "whose duty"),
        "is": need(ListOf(Words(DUTY_STATES)), "its state, or one of several"),
    },
)
RUNG_REACHED: Final = Keys(
    "a rung reached",
    {
        "ladder": need(name_of("ladder"), "the escalation ladder"),
        "at_least": need(Number(1, 100), "the lowest rung that counts"),
    },
)
_LISTED: Final = ListOf(Ref("condition"))
CONDITION: Final = Keys(
    "a condition",
    {
        "field": Key(MapOf(TEST), "fields of the triggering event"),
        "held": Key(names_of("role"), "somebody holds the role"),
        "vacant": Key(names_of("role"), "nobody holds the role"),
        "holder_unknown": Key(names_of("role"), "nobody has said who holds the role"),
        "unreported": Key(names_of("fact or status"), "nobody has said, and nothing implies it"),
        "judgement": Key(names_of("judgement"), "a professional judgement is recorded"),
        "happened": Key(ListOf(HAPPENED), "such an event is in the log"),
        "not_happened": Key(ListOf(HAPPENED), "no such event is in the log"),
        "previously": Key(Ref("previously"), "it held at some time before"),
        "lasted": Key(Ref("lasted"), "it has held for so long"),
        "office_hours": Key(YES_NO, "the trigger came in office hours"),
        "rung_reached": Key(RUNG_REACHED, "an escalation has come this far"),
        "duty": Key(DUTY_IS, "the latest duty of another rule is in this state"),
        "reading": Key(name_of("reading"), "a reading stands so, with `is`"),
        "is": Key(TEXTS, "the value of the reading"),
        "all_of": Key(_LISTED, "every one of these"),
        "any_of": Key(_LISTED, "one of these"),
        "none_of": Key(_LISTED, "not one of these"),
        "not": Key(Ref("condition"), "the opposite"),
    },
    others=TEST,
    why="an ignored line would let the condition hold too often",
)
PREVIOUSLY: Final = extended(
    CONDITION, "what held before", {"within": Key(PERIOD, "only so long before")}
)
LASTED: Final = extended(
    CONDITION,
    "what has lasted",
    {
        "at_least": Key(PERIOD, "how long"),
        "added_up": Key(YES_NO_OR_READING, "over all its spells"),
    },
)
