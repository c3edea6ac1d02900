"""Rules in plain words, from the typed document: the one place where their phrases are made."""

from protocolrules.phrases.as_read import as_read, rule_as_read, who_as_read
from protocolrules.phrases.conditions import condition, pattern
from protocolrules.phrases.evidence import evidence
from protocolrules.phrases.people import who
from protocolrules.phrases.terms import Terms
from protocolrules.phrases.times import NO_TIME_GIVEN, by_when, due
from protocolrules.phrases.triggers import event_kinds, set_off_by, trigger

__all__ = [
    "NO_TIME_GIVEN",
    "Terms",
    "as_read",
    "by_when",
    "condition",
    "due",
    "event_kinds",
    "evidence",
    "pattern",
    "rule_as_read",
    "set_off_by",
    "trigger",
    "who",
    "who_as_read",
]
