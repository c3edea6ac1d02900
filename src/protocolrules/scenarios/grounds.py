"""Reasons laid flat, so that a scenario can assert them one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from protocolrules.results import Because, Reason
from protocolrules.scenarios.tables import Key, Records, Table
from protocolrules.scenarios.values import Contains, Day, Name, Number, Text, Word

_HOLDS = {True: "yes", False: "no", None: "unknown"}
_HOW = ("reported", "found", "defined", "no_report", "derived", "unknown")


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that a result rests on: its trigger, a condition, a reading, a day, or a note."""

    trigger: str | None = None
    event: str | None = None
    condition: str | None = None
    value: str | None = None
    holds: str | None = None
    how: str | None = None
    reading: str | None = None
    skipped: date | None = None
    counted: date | None = None
    number: int | None = None
    note: str | None = None


class About(Name):
    """A fact, role or judgement that a condition is about."""

    def fits(self, wanted: object, actual: object) -> bool:
        """Named in the condition, as a whole word."""
        return re.search(rf"(?<![\w-]){re.escape(str(wanted))}(?![\w-])", str(actual)) is not None


class Same(Text):
    """Words that should be just these."""

    def fits(self, wanted: object, actual: object) -> bool:
        """The same words."""
        return wanted == actual


def _condition(ground: Ground) -> object:
    return ground.condition


GROUNDS: Table[Ground] = Table(
    "a reason",
    {
        "trigger": Key(Contains(), lambda g: g.trigger or ()),
        "event": Key(Name("event"), lambda g: g.event),
        "fact": Key(About("fact"), _condition),
        "role": Key(About("role"), _condition),
        "judgement": Key(About("judgement"), _condition),
        "condition": Key(Contains(), lambda g: g.condition or ()),
        "is": Key(Same(), lambda g: g.value),
        "holds": Key(Word(("yes", "no", "unknown")), lambda g: g.holds),
        "how": Key(Word(_HOW), lambda g: g.how),
        "reading": Key(Name("reading"), lambda g: g.reading),
        "skipped": Key(Day(), lambda g: g.skipped),
        "counted": Key(Day(), lambda g: g.counted),
        "as": Key(Number(1), lambda g: g.number),
        "reason": Key(Contains(), lambda g: g.note or ()),
    },
    short="reason",
)
BECAUSE: Records[Ground] = Records(GROUNDS, among=True)


def grounds(because: Because | None) -> tuple[Ground, ...]:
    """Everything that a result rests on."""
    return tuple(_grounds(because)) if because is not None else ()


def _grounds(because: Because) -> Iterator[Ground]:
    yield Ground(trigger=because.trigger, event=because.event_id)
    for reason in because.conditions:
        yield from _conditions(reason)
    for name, value in because.readings.items():
        yield Ground(reading=name, value=value)
    for step in because.derivation:
        if step.count is None:
            yield Ground(skipped=step.day, note=step.note)
        else:
            yield Ground(counted=step.day, number=step.count, note=step.note)
    for note in because.notes:
        yield Ground(note=note)


def _conditions(reason: Reason) -> Iterator[Ground]:
    yield Ground(
        condition=reason.condition,
        value=reason.value,
        holds=_HOLDS[reason.holds],
        how=reason.how,
        event=reason.event_id,
    )
    for part in reason.parts:
        yield from _conditions(part)
