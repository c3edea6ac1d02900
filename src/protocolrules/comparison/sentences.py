"""Provisions as sentences and lists: what text, tables and pages say of them alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from protocolrules.comparison.model import Column, Provision, ReadingTaken
from protocolrules.phrases import NO_TIME_GIVEN
from protocolrules.words import listed

SAYS_NOTHING = "says nothing"
ANOTHER_READING = "only under another reading"
_TOGETHER = (", together", ", each of them")
_IN_TURN = (", or failing that ", ", in their absence ")
_COUNTED = ("must", "should", "may", "must not", "should not")
_OTHERS = {"assignment": "assignment", "status": "status", "escalation": "rung"}
_PLURALS = {"assignment": "assignments", "status": "statuses", "rung": "rungs"}


def modality(provision: Provision) -> str:
    """`must`, `must not`…"""
    return provision.modality.replace("_", " ")


def holder(provision: Provision) -> str:
    """Who it is, as the subject of a sentence."""
    if provision.by_case:
        return "whoever the case calls for"
    ends = provision.who.endswith(_TOGETHER) or any(each in provision.who for each in _IN_TURN)
    return f"{provision.who}," if ends else provision.who


def deed(provision: Provision) -> str:
    """What they do, without whom it is for; or what is assigned to them, with its scope."""
    return (
        f"{provision.action} ({provision.limit})"
        if provision.kind == "assignment"
        else provision.action
    )


def does(provision: Provision) -> str:
    """How what they do is joined to who they are."""
    return modality(provision) + (":" if provision.kind in ("assignment", "status") else "")


def sentence(provision: Provision) -> str:
    """Who must do what. For whom stands in the notes: many actions name them already."""
    return f"{holder(provision)} {does(provision)} {deed(provision)}"


def circumstances(provision: Provision) -> str:
    """What sets it off, with its conditions, as one line."""
    said = [f"{word} {text}" for word, text in conditions(provision)]
    return "; ".join([provision.trigger, *said])


def conditions(provision: Provision) -> Iterator[tuple[str, str]]:
    """Each condition on top of the trigger, with the word that it begins with."""
    for word, said in (
        ("if", provision.only_if),
        ("while", provision.during),
        ("unless", provision.unless),
        ("until", provision.until),
        ("of no use after", provision.no_use_after),
    ):
        if said:
            yield word, said


def people(provision: Provision) -> Iterator[tuple[str, str]]:
    """Who it is where that depends on the case, and for whom."""
    if provision.by_case:
        yield "who it is", provision.who
    if provision.to:
        yield "to whom", provision.to


def notes(provision: Provision) -> Iterator[tuple[str, str]]:
    """What else there is to know of it, each with a label."""
    if provision.limit and provision.kind in ("permission", "escalation"):
        yield "limit" if provision.kind == "permission" else "where", provision.limit
    if provision.gate:
        yield "allowed after", provision.gate
    if provision.broken_by:
        yield "broken by", provision.broken_by
    if provision.not_observable:
        yield "no event could show it", provision.not_observable


def reading(provision: Provision) -> str:
    """How the text is read: whether it is clear, why it is read so, and the choices taken."""
    text = "needs a local decision" if provision.text == "needs-local-decision" else provision.text
    said = f"{text}: {provision.because}" if provision.because else text
    taken = [said, *map(taken_reading, provision.readings)]
    return "; ".join(taken if provision.as_read else [*taken, ANOTHER_READING])


def taken_reading(each: ReadingTaken) -> str:
    """A reading with what it stands at and what else it could be."""
    others = f" (or {listed(each.others, 'or')})" if each.others else ""
    return f"{each.name} = {each.means}{others}"


def tally(column: Column) -> str:
    """How much a protocol provides on a topic, as it is read: `4 must, 1 should; …`."""
    counted = [each for each in column.provisions if each.as_read]
    if not counted:
        return SAYS_NOTHING if column.silent else ANOTHER_READING
    words = Counter(map(_counts_as, counted))
    parts = [f"{words[word]} {word}" for word in _COUNTED if words[word]]
    for word, plural in _PLURALS.items():
        if words[word]:
            parts.append(f"{words[word]} {word if words[word] == 1 else plural}")
    timeless = sum(map(_without_a_time, counted))
    return ", ".join(parts) + (f"; {timeless} with no time given" if timeless else "")


def _counts_as(provision: Provision) -> str:
    return _OTHERS.get(provision.kind) or modality(provision)


def _without_a_time(provision: Provision) -> bool:
    due = provision.kind in ("duty", "escalation")
    return due and provision.by_when.startswith(NO_TIME_GIVEN)


def silent(columns: Iterable[Column]) -> list[str]:
    """The protocols that say nothing."""
    return [column.protocol for column in columns if column.silent]
