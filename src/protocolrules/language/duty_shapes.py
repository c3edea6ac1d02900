"""The shapes of a duty: who, what, until when, how often, and what shows that it was done."""

from __future__ import annotations

from typing import Final

from protocolrules.language.patterns import EVENT_KEYS, PATTERN
from protocolrules.language.periods import DUE, PERIOD
from protocolrules.language.read_evidence import EVIDENCE
from protocolrules.language.read_triggers import BEFORE
from protocolrules.language.read_who import WHO
from protocolrules.language.shapes import (
    TEXT,
    YES_NO,
    Key,
    Keys,
    ListOf,
    Number,
    Ref,
    Text,
    Words,
    extended,
    name_of,
    names_of,
    need,
)

IN_EACH: Final = {
    "week": "1 week",
    "month": "1 month",
    "quarter": "3 months",
    "half year": "6 months",
    "year": "1 year",
}
HOW_OFTEN: Final = ("at_most_apart", "every", "times", "regularly")
TIMES: Final = ("within", "before", "on_the_day_of", "judged", *HOW_OFTEN)
PROOFS: Final = ("done_when", "broken_by", "broken_while", "not_observable")
CONTINUOUS: Final = ("broken_by", "broken_while")

FROM: Final = extended(
    PATTERN,
    "what counting starts from",
    {
        "begins": Key(Ref("condition"), "the beginning of a state"),
        "field": Key(Text("planned_on"), "a date in the triggering event"),
    },
    one_of=((*EVENT_KEYS, "begins", "field"),),
)
_REGIME: Final = {
    "at_most_apart": Key(PERIOD, "each from the last time it was done"),
    "every": Key(PERIOD, "on a grid from the beginning"),
    "times": Key(Number(1, 366), "so many times, with in_each"),
    "in_each": Key(Words(tuple(IN_EACH)), "in each calendar period"),
    "regularly": Key(YES_NO, "again and again, without a number"),
    "first": Key(PERIOD, "the time for the first one, where it differs"),
    "lasting": Key(PERIOD, "how long this goes on"),
    "then": Key(Ref("regime"), "what follows when that is over"),
}
REGIME: Final = Keys("how often", _REGIME, one_of=(HOW_OFTEN,))
DUTY: Final = Keys(
    "a duty",
    {
        "who": need(WHO, "a role, or not_named"),
        "or_delegate": Key(YES_NO, "whether a delegate may do it"),
        "to": Key(WHO, "to whom"),
        "must": Key(TEXT, "what has to be done"),
        "should": Key(TEXT, "what is expected to be done"),
        "within": Key(DUE, "the time for it"),
        "before": Key(BEFORE, "before the next such occasion"),
        "on_the_day_of": Key(names_of("occasion"), "on the day of the next such occasion"),
        "judged": Key(Words(("when_it_happens",)), "from the triggering event itself"),
        "as_soon_as_possible": Key(YES_NO, "whether the text says so"),
        "from": Key(FROM, "what counting starts from, where it is not the trigger"),
        **_REGIME,
        "after": Key(name_of("rule"), "another rule's duty that has to be met first"),
        "done_when": Key(ListOf(EVIDENCE), "what shows that it was done"),
        "broken_by": Key(PATTERN, "an event that breaks it"),
        "broken_while": Key(Ref("condition"), "a state in which it is broken"),
        "not_observable": Key(TEXT, "why nothing in the log could show it"),
        "counts_from": Key(Words(("trigger", "previous_occasion")), "since when evidence counts"),
        "covers": Key(Words(("all_open",)), "one event meets every open one"),
        "no_use_after": Key(ListOf(PATTERN), "an event after which doing it is no use"),
    },
    one_of=(("must", "should"), PROOFS),
    at_most_one=(TIMES, ("after", "from")),
    why="an ignored key would change the duty without a word",
)
