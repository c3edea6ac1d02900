"""Reads evidence: what in the log shows that a duty was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from protocolrules.expressions import (
    THE_HOLDER,
    AllEvidence,
    AnyEvidence,
    Attendance,
    Evidence,
    ThisEvent,
)
from protocolrules.language import comparing, patterns
from protocolrules.language.comparing import TEST
from protocolrules.language.entries import Entries
from protocolrules.language.kinds import Fields
from protocolrules.language.patterns import EVENT_KEYS, NOTHING, PATTERN
from protocolrules.language.reader import Reader
from protocolrules.language.shapes import (
    Key,
    ListOf,
    MapOf,
    Ref,
    extended,
    names_of,
)
from protocolrules.nodes import ListNode, Node

_OF_ROLES: Final = {
    "attended": ("in_person",),
    "report_from": ("report",),
    "representative_of_role": ("representative",),
}
_OF_SERVICES: Final = {
    "attended_service": ("in_person",),
    "report_from_service": ("report",),
    "representative_of": ("representative",),
}
_HOW: Final = {**_OF_ROLES, **_OF_SERVICES}
_ROLE: Final = names_of("role", *comparing.PLACEHOLDERS)
_PARTS: Final = ListOf(Ref("evidence"))
EVIDENCE: Final = extended(
    PATTERN,
    "evidence",
    {
        "attended": Key(_ROLE, "the role was at the occasion in person"),
        "report_from": Key(_ROLE, "the role sent a report for the occasion"),
        "representative_of_role": Key(_ROLE, "somebody represented the role"),
        "attended_service": Key(names_of("service"), "somebody of the service was there"),
        "report_from_service": Key(names_of("service"), "the service sent a report"),
        "representative_of": Key(names_of("service"), "somebody represented the service"),
        "this_event": Key(MapOf(TEST), "fields of the event that is being judged"),
        "any_of": Key(_PARTS, "one of these is enough"),
        "all_of": Key(_PARTS, "every one of these is needed"),
    },
    one_of=((*EVENT_KEYS, *_HOW, "this_event", "any_of", "all_of"),),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """What is at hand where the evidence is given: an occasion, the fields of the event that is
    judged (None: no event is)."""

    occasion: bool = False
    judged: Fields | None = None


def evidence(r: Reader, node: Node, hand: Hand) -> Evidence:
    """What shows that a duty was done; of a list any one is enough."""
    if isinstance(node, ListNode):
        return _joined(AnyEvidence, r, r.items(node), hand)
    entries = Entries(r, EVIDENCE, node)
    key = entries.which(*EVIDENCE.one_of[0])
    if key is None:
        return NOTHING
    if key not in EVENT_KEYS:
        for name, _ in entries.others:
            entries.unknown_key(name)
    if key in EVENT_KEYS:
        return patterns.pattern_of(r, entries, placeholders=True)
    if key in _HOW:
        return _attendance(r, entries, key, hand)
    if key == "this_event":
        return _this_event(r, entries, hand)
    kind = AnyEvidence if key == "any_of" else AllEvidence
    return _joined(kind, r, entries.items(key), hand)


def _joined(
    kind: Callable[[tuple[Evidence, ...]], Evidence],
    r: Reader,
    items: tuple[Node, ...],
    hand: Hand,
) -> Evidence:
    parts = tuple(evidence(r, item, hand) for item in items)
    return parts[0] if len(parts) == 1 else kind(parts)


def _attendance(r: Reader, entries: Entries, key: str, hand: Hand) -> Evidence:
    if not hand.occasion:
        why = "any meeting at all would count"
        hint = "use it in a rule with at"
        r.report("PR405", "no occasion that is meant here", entries.key_place(key), why, hint)
    how = _HOW[key]
    names = entries.names(key)
    if key in _OF_ROLES:
        found: list[Evidence] = [Attendance(how, role=name) for name in names]
    else:
        found = [Attendance(how, service=name) for name in names]
    if not found:
        return Attendance(how, role=THE_HOLDER)
    return found[0] if len(found) == 1 else AnyEvidence(tuple(found))


def _this_event(r: Reader, entries: Entries, hand: Hand) -> Evidence:
    if hand.judged is None:
        why = "only a duty that is judged when something happens has such an event"
        hint = "use it in a rule with at, or with when and judged: when_it_happens"
        place = entries.key_place("this_event")
        r.report("PR405", "no event that is being judged", place, why, hint)
        return ThisEvent(())
    listed = r.entries(entries.node("this_event"))
    of = "the event being judged"
    return ThisEvent(patterns.field_tests(r, listed, hand.judged, of, True))
