"""Conditions, event patterns and evidence: the trees that rules are made of.

Frozen data without behaviour; each evaluator gives them their meaning on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from protocolrules.periods import Period

Value = bool | int | str | frozenset[str]

THE_HOLDER = "the_holder"
THE_RECIPIENT = "the_recipient"


@dataclass(frozen=True, slots=True)
class ReadingRef:
    """Use of a reading where a period, a due date, a holder or a count is expected."""

    name: str


# --- conditions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Test:
    """How a value is compared. `is`: equals one of `values`.

    `at_least`, `more_than`, `at_most`, `under`: numbers, ages and ordered scales (one value).
    `any`, `all`, `only`, `none`: sets against `values`.
    """

    __test__ = False  # not a pytest class

    op: Literal["is", "at_least", "more_than", "at_most", "under", "any", "all", "only", "none"]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is; the meaning of a mapping with several keys."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Turns true and false round; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class FactIs:
    """A fact or status of the subject compares as `test` says."""

    fact: str
    test: Test


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A field of the event that triggered the rule (or of the event about the occasion)."""

    field: str
    test: Test


@dataclass(frozen=True, slots=True)
class RoleIs:
    """A role is held by somebody, vacant, or nobody has said (`unknown`: never itself unknown).

    With `reported` only what events say of the role counts, and not that a definition calls it
    vacant. So it is in definitions, which could go round in a circle otherwise: a child with a
    social worker is open to social care, and one who is not open to it has no social worker.
    """

    role: str
    how: Literal["held", "vacant", "unknown"]
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Unreported:
    """Nobody has reported the fact and nothing implies it; never itself unknown."""

    fact: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A professional judgement, recorded as holding. Silence is unknown."""

    judgement: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event like this is in the log: `ever`, `since` the rule's trigger (or the beginning of
    its state), or in the `within` before the moment asked about. Events are closed: no unknown.
    """

    event: EventPattern
    since: Literal["ever", "trigger"] = "ever"
    within: Period | ReadingRef | None = None


@dataclass(frozen=True, slots=True)
class Previously:
    """The part held at some time before the moment asked about (and may hold no longer)."""

    part: Condition
    within: Period | ReadingRef | None = None


@dataclass(frozen=True, slots=True)
class Lasted:
    """The part has held for at least the period, in one spell or `added_up` over all of them."""

    part: Condition
    at_least: Period | ReadingRef
    added_up: bool | ReadingRef = False


@dataclass(frozen=True, slots=True)
class InOfficeHours:
    """The trigger came on a working day between opening and close of office."""


@dataclass(frozen=True, slots=True)
class RungReached:
    """A ladder stands at this rung or beyond it, or has passed it (rungs count from 1)."""

    ladder: str
    at_least: int


@dataclass(frozen=True, slots=True)
class DutyIs:
    """The latest occurrence of another rule's duty is in one of these states."""

    rule: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingIs:
    """A variant: the reading stands at one of these values. `not set` makes it unknown."""

    reading: str
    values: tuple[str, ...]


Condition = (
    AllOf
    | AnyOf
    | Not
    | FactIs
    | FieldIs
    | RoleIs
    | Unreported
    | Judged
    | Happened
    | Previously
    | Lasted
    | InOfficeHours
    | RungReached
    | DutyIs
    | ReadingIs
)


# --- evidence -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EventPattern:
    """An event of one of `kinds`, whose fields compare as said.

    `occasion` restricts it to occasions of these kinds (empty: any). A test's value may be
    `the_holder` or `the_recipient`, which stand for the role of the duty at hand.
    """

    kinds: tuple[str, ...]
    tests: tuple[tuple[str, Test], ...] = ()
    occasion: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """Somebody took part in the occasion at hand, in one of the ways `how`.

    Exactly one of `role` (a role or `the_holder`) and `service` is set.
    """

    how: tuple[str, ...]
    role: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class ThisEvent:
    """Fields of the very event or occasion that is being judged; a silent field is unknown."""

    tests: tuple[tuple[str, Test], ...]


@dataclass(frozen=True, slots=True)
class AnyEvidence:
    """One of these is enough."""

    parts: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class AllEvidence:
    """Every one of these is needed; the last one meets the duty."""

    parts: tuple[Evidence, ...]


Evidence = EventPattern | Attendance | ThisEvent | AnyEvidence | AllEvidence
