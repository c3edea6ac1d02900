"""Times as authors write them: periods, due dates, and readings in their place."""

from __future__ import annotations

from typing import Final

from protocolrules.diagnostics import Place, did_you_mean
from protocolrules.expressions import ReadingRef
from protocolrules.language.entries import Entries
from protocolrules.language.reader import Reader, shown
from protocolrules.language.shapes import YES_NO, Either, Key, Keys, Text, name_of, need
from protocolrules.nodes import MapNode, Node
from protocolrules.periods import Period, Unit
from protocolrules.timing import (
    FIXED,
    NO_TIME,
    Due,
    NextSitting,
    NotSet,
    ReviewDate,
    parse_due,
)

A_DAY: Final = Period(1, Unit.DAYS)
BY_DAY: Final = (Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)

READING: Final = Keys("a reading", {"reading": need(name_of("reading"), "the reading used here")})
PERIOD: Final = Either(Text("10 working days"), keys=READING)
DUE_KEYS: Final = Keys(
    "a due date",
    {
        "next_sitting": Key(name_of("court"), "the next sitting of this court"),
        "reading": Key(name_of("reading"), "the reading used here"),
    },
    one_of=(("next_sitting", "reading"),),
)
DUE: Final = Either(Text("10 working days"), keys=DUE_KEYS)
YES_NO_OR_READING: Final = Either(YES_NO, keys=READING)

_WHY: Final = "a time that cannot be read cannot be kept"


def reading_ref(r: Reader, node: Node, use: str) -> ReadingRef | None:
    """The reading that `{reading: NAME}` names; `use`: what its values have to be."""
    entries = Entries(r, READING, node)
    name = entries.name("reading")
    if name is None:
        return None
    r.use_reading(name, use, entries.value_place("reading"))
    return ReadingRef(name)


def optional(r: Reader, node: Node | None, use: str = "period") -> Period | ReadingRef | None:
    """A period, or a reading by its name, that may be left out."""
    return None if node is None else period(r, node, use)


def period(r: Reader, node: Node, use: str = "period") -> Period | ReadingRef:
    """A period, or a reading by its name."""
    if isinstance(node, MapNode):
        return reading_ref(r, node, use) or A_DAY
    said = r.text(node)
    if said is None:
        return A_DAY
    if said in r.readings:
        r.use_reading(said, use, node.place)
        return ReadingRef(said)
    try:
        return Period.parse(said)
    except ValueError as error:
        unreadable(r, said, node.place, str(error))
        return A_DAY


def unreadable(r: Reader, said: str, place: Place, message: str) -> None:
    """Report text that is neither a time nor a reading's name."""
    near = did_you_mean(said, [*r.readings, *FIXED])
    found, _, hint = message.partition(": ")
    if near is not None or not hint:
        found, hint = f"{shown(said)} is no length of time", f'did you mean "{near}"?'
    elif " " not in said:
        found = f"{shown(said)} is neither a length of time nor a reading"
    r.report("PR305", found, place, _WHY, hint)


def whole_days(r: Reader, node: Node) -> Period | ReadingRef:
    """A period in days or longer units, as what has lasted is counted."""
    found = period(r, node, "whole days")
    if isinstance(found, Period) and found.unit not in BY_DAY:
        _too_fine(r, node, found)
    return found


def _too_fine(r: Reader, node: Node, found: Period) -> None:
    message = f"{found}: hours and minutes do not count here"
    why = "how long something has lasted is counted in days"
    r.report("PR305", message, node.place, why, "write days, working days, weeks, months or years")


def yes_no_or_reading(r: Reader, node: Node | None) -> bool | ReadingRef:
    """`yes`, `no`, or a reading by its name; left out: no."""
    if node is None:
        return False
    if isinstance(node, MapNode):
        return reading_ref(r, node, "yes or no") or False
    return bool(r.yes_no(node))


def due(r: Reader, node: Node) -> Due | ReadingRef:
    """A due date: a period, a phrase, the next sitting of a court, or a reading."""
    if isinstance(node, MapNode):
        return _due_keys(r, node)
    said = r.text(node)
    if said is None:
        return NO_TIME
    if said in r.readings:
        r.use_reading(said, "due", node.place)
        return ReadingRef(said)
    try:
        found = parse_due(said)
    except ValueError as error:
        unreadable(r, said, node.place, str(error))
        return NO_TIME
    _check_due(r, found, node)
    return found


def _due_keys(r: Reader, node: MapNode) -> Due | ReadingRef:
    entries = Entries(r, DUE_KEYS, node)
    if "next_sitting" in entries:
        court = entries.name("next_sitting")
        return NO_TIME if court is None else NextSitting(court)
    name = entries.name("reading")
    if name is None:
        return NO_TIME
    r.use_reading(name, "due", entries.value_place("reading"))
    return ReadingRef(name)


def _check_due(r: Reader, found: Due, node: Node) -> None:
    if isinstance(found, NotSet):
        hint = 'declare a reading that means "not set", and name it here'
        why = "somebody has to be able to settle it, and every answer has to name what is missing"
        r.report("PR305", '"not set" can only be the value of a reading', node.place, why, hint)
    if isinstance(found, ReviewDate) and not r.has_review:
        no_review(r, node.place)


def no_review(r: Reader, place: Place) -> None:
    """Report a use of the review date where the file gives none."""
    message = "the file gives no review date"
    hint = "add review_by under in_force"
    r.report("PR408", message, place, "the duty could never fall due", hint)


def fits(value: str, use: str) -> str | None:
    """Why a value of a reading does not suit a use; None when it does."""
    try:
        if use == "due":
            parse_due(value)
            return None
        found = Period.parse(value)
    except ValueError as error:
        return str(error)
    if use == "whole days" and found.unit not in BY_DAY:
        return f"{found}: hours and minutes do not count here"
    return None
