"""The shape of a whole rule file, and the shapes that hold themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from protocolrules.language.condition_shapes import CONDITION, LASTED, PREVIOUSLY
from protocolrules.language.duty_shapes import REGIME
from protocolrules.language.read_evidence import EVIDENCE
from protocolrules.language.read_head import CALENDAR, COURT, IN_FORCE, SETTINGS
from protocolrules.language.read_ladders import LADDER
from protocolrules.language.read_ledger import ENTRY
from protocolrules.language.read_readings import READING
from protocolrules.language.read_rules import RULE
from protocolrules.language.read_sources import NOT_STATEMENTS
from protocolrules.language.read_who import WHO
from protocolrules.language.shapes import (
    LOOSE_NAME,
    RULE_NAME,
    TEXT,
    Key,
    Keys,
    ListOf,
    MapOf,
    Shape,
    Text,
    names_of,
    need,
)
from protocolrules.language.vocabulary_shapes import VOCABULARY

FILE: Final = Keys(
    "a rule file",
    {
        "protocol": need(Text("enfield"), "an id"),
        "title": need(TEXT, "what it is called"),
        "authority": Key(TEXT, "whose facts and roles it reads"),
        "in_force": Key(IN_FORCE, "from when, until when, and when it is reviewed"),
        "calendar": need(CALENDAR, "whose bank holidays count"),
        "closures": Key(MapOf(TEXT, "[0-9]{4}-[0-9]{2}-[0-9]{2}"), "local days off, with reasons"),
        "settings": Key(SETTINGS, "conventions that this protocol changes"),
        "parties": need(names_of("service"), "the services that agreed it"),
        "owners": Key(names_of("service"), "the services that review it"),
        "builds_on": Key(Text("base.yaml"), "a file in the same folder that comes first"),
        "courts": Key(MapOf(COURT, LOOSE_NAME), "when courts sit"),
        "vocabulary": Key(VOCABULARY, "names on top of the shared ones"),
        "readings": Key(MapOf(READING, LOOSE_NAME), "choices where the text is not clear"),
        "rules": need(MapOf(RULE, RULE_NAME), "who must do what, by when"),
        "escalations": Key(MapOf(LADDER, LOOSE_NAME), "what happens when services disagree"),
        "ledger": need(ListOf(ENTRY, one=False), "every statement of the source"),
        "not_statements": Key(
            ListOf(NOT_STATEMENTS, one=False), "units of the source that state nothing"
        ),
    },
    why="an ignored key would change what the file says without a word",
)
SHAPES: Final[Mapping[str, Shape]] = {
    "condition": CONDITION,
    "previously": PREVIOUSLY,
    "lasted": LASTED,
    "evidence": EVIDENCE,
    "who": WHO,
    "regime": REGIME,
}
"""The shapes that a `Ref` names."""
