"""When something is due: due dates, repeats and what counting starts from, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from protocolrules.expressions import Condition, EventPattern, ReadingRef
from protocolrules.periods import Period


@dataclass(frozen=True, slots=True)
class Within:
    """That long after the anchor."""

    period: Period


@dataclass(frozen=True, slots=True)
class EndOfWorkingDay:
    """Close of office on the anchor's day, or of the next working day after close or a day off."""


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """Midnight at the end of the anchor's local day."""


@dataclass(frozen=True, slots=True)
class NextSitting:
    """The first sitting of a declared court after the anchor."""

    court: str


@dataclass(frozen=True, slots=True)
class ReviewDate:
    """The end of the edition's `review_by` day."""


@dataclass(frozen=True, slots=True)
class NoTime:
    """The text gives no time: never overdue."""


NO_TIME = NoTime()


@dataclass(frozen=True, slots=True)
class NotSet:
    """A reading that has not been settled: when the duty is due is undetermined."""


Due = Within | EndOfWorkingDay | EndOfDay | NextSitting | ReviewDate | NoTime | NotSet


@dataclass(frozen=True, slots=True)
class BeforeOccasion:
    """That long before the occasion (None: before it, no length).

    With `occasion` empty it is the occasion that triggered the rule; else the first one of those
    kinds that lies ahead of the trigger (untimed until one is planned).
    """

    period: Period | ReadingRef | None
    occasion: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnTheDay:
    """Only what is done from the start of the occasion's day counts; due at the day's end."""

    occasion: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtIt:
    """Judged when the occasion is held, or when the triggering event happens."""


Timing = Due | ReadingRef | BeforeOccasion | OnTheDay | AtIt


@dataclass(frozen=True, slots=True)
class Regime:
    """One stretch of a repeating duty.

    `at_most_apart`: each counted from the last time it was done. `every`: a grid from the
    anchor. `times_in`: `times` in each calendar period. `regularly`: no number, never overdue.
    `first` is the period for the first one where it differs; `lasting` ends the stretch.
    """

    how: Literal["at_most_apart", "every", "times_in", "regularly"]
    period: Period | ReadingRef | None = None
    times: int = 1
    first: Period | ReadingRef | None = None
    lasting: Period | ReadingRef | None = None


@dataclass(frozen=True, slots=True)
class AnchorAt:
    """What counting starts from where it is not the trigger: an event since the trigger (the
    first like it), the beginning of the current spell of a condition, or a date field of the
    trigger."""

    event: EventPattern | None = None
    begins: Condition | None = None
    field: str | None = None


FIXED: dict[str, Due] = {
    "end of the working day": EndOfWorkingDay(),
    "end of the day": EndOfDay(),
    "the review date": ReviewDate(),
    "no time": NO_TIME,
    "not set": NotSet(),
}


def parse_due(text: str) -> Due:
    """Read a due date as authors write it: a period, or one of the fixed phrases.

    Raises ValueError, with a lowercase message, for anything else.
    """
    fixed = FIXED.get(" ".join(text.split()))
    return fixed if fixed is not None else Within(Period.parse(text))
