"""The typed document: what a rule file says, after reading and before running.

Everything here is frozen data with no behaviour. Both evaluators read it, and nothing else of
each other. Places point back into the YAML and never take part in equality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from protocolrules.diagnostics import Place
from protocolrules.expressions import Condition, EventPattern, Evidence, ReadingRef, Test
from protocolrules.periods import Period
from protocolrules.timing import NO_TIME, AnchorAt, Due, Regime, Timing
from protocolrules.vocabulary import Vocabulary, nothing

NOWHERE = Place("", 1, 1)
NOT_SET = "not set"


# --- readings -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """A named choice where the text gives no number, is unclear or contradicts itself.

    `means` and every entry of `others` are texts as the author wrote them; what they stand for
    depends on where the reading is used (a period, a holder, a count, a variant).
    `not set` among them leaves the choice open: what rests on it is undetermined.
    """

    name: str
    means: str
    others: tuple[str, ...]
    because: str
    clause: tuple[str, ...]
    text: Literal["interpreted", "needs-local-decision"] = "interpreted"
    place: Place = field(default=NOWHERE, compare=False)


# --- who ------------------------------------------------------------------------------------

How = Literal["one", "any_of", "together", "each", "in_this_order", "alternating", "not_named"]


@dataclass(frozen=True, slots=True)
class WhoCase:
    """One line of a list that depends on the case; `when` None is `otherwise`."""

    when: Condition | None
    who: Who


@dataclass(frozen=True, slots=True)
class Who:
    """Holders or recipients. With `cases` the first line that holds decides; with `reading` the
    reading's value names the role (`not set`: nobody yet)."""

    how: How
    roles: tuple[str, ...] = ()
    or_delegate: bool = False
    cases: tuple[WhoCase, ...] = ()
    reading: str | None = None


# --- triggers -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OnEvent:
    """Each event like one of these; with `first` only the first in the log."""

    patterns: tuple[EventPattern, ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class OnBegin:
    """Each beginning of a spell in which the condition is true."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class OnEnd:
    """Each end of such a spell."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class OnRise:
    """Each rise of an ordered or numeric fact from one reported level to a higher one."""

    fact: str


@dataclass(frozen=True, slots=True)
class OnLasted:
    """The start of the local day on which the condition has held for the period."""

    condition: Condition
    at_least: Period | ReadingRef
    added_up: bool | ReadingRef = False


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Each time a duty of another rule is met, or turns overdue, missed or broken (`unmet`)."""

    rule: str
    outcome: Literal["met", "unmet"]


@dataclass(frozen=True, slots=True)
class OnEdition:
    """The day the edition comes into force."""


@dataclass(frozen=True, slots=True)
class OfOccasion:
    """Each occasion of these kinds, from when it is first heard of; `tests` on its fields."""

    kinds: tuple[str, ...]
    tests: tuple[tuple[str, Test], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Each spell of the rule's own `while` and not `unless`; without them, always."""


Trigger = OnEvent | OnBegin | OnEnd | OnRise | OnLasted | OnDuty | OnEdition | OfOccasion | Standing


# --- what a rule gives ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duty:
    """A required action. Exactly one of `done_when`, `broken_by`, `broken_while` and
    `not_observable` is set."""

    who: Who
    to: Who | None
    modality: Literal["must", "should"]
    action: str
    timing: Timing = NO_TIME
    as_soon_as_possible: bool = False
    anchor: AnchorAt | None = None
    repeat: tuple[Regime, ...] = ()
    done_when: Evidence | None = None
    broken_by: EventPattern | None = None
    broken_while: Condition | None = None
    not_observable: str | None = None
    counts_from: Literal["trigger", "previous_occasion"] = "trigger"
    covers_all_open: bool = False
    no_use_after: tuple[EventPattern, ...] = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """What somebody may do; `at_most` uses, counted by `counted_by`."""

    who: Who
    action: str
    at_most: int | ReadingRef | None = None
    counted_by: EventPattern | None = None


@dataclass(frozen=True, slots=True)
class Prohibition:
    """What must not, or should not, be done. With `unless_first` it is a gate: an event like
    that, after the trigger and before the act, opens it for the act."""

    who: Who
    modality: Literal["must_not", "should_not"]
    action: str
    broken_by: EventPattern | None
    unless_first: EventPattern | None = None
    not_observable: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who leads, or holds another named assignment, for one scope."""

    kind: str
    who: Who
    scope: str


@dataclass(frozen=True, slots=True)
class StatusGiven:
    """The subject has this status from the trigger until the rule's `until` or state ends."""

    status: str


@dataclass(frozen=True, slots=True)
class Assignments:
    """The assignments that one rule makes together."""

    parts: tuple[Assignment, ...]


Effect = Duty | Permission | Prohibition | Assignments | StatusGiven


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a protocol.

    `condition` is judged at the trigger, `while_` and the negation of `unless` hold throughout,
    `until` ends the state it lives in.
    """

    name: str
    clause: tuple[str, ...]
    topic: str
    subject: Literal["case", "service"]
    trigger: Trigger
    effect: Effect
    text: Literal["clear", "interpreted", "needs-local-decision"] = "clear"
    because: str = ""
    title: str = ""
    condition: Condition | None = None
    while_: Condition | None = None
    unless: Condition | None = None
    until: tuple[EventPattern, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


# --- ladders --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung. `substitute` answers when the role is vacant or reported unable."""

    to: Who
    respond_within: Due | ReadingRef = NO_TIME
    substitute: str | None = None
    moves_by_clock: bool = False
    action: str = "resolve the dispute"
    modality: Literal["must", "should"] = "must"
    text: Literal["clear", "interpreted", "needs-local-decision"] = "clear"
    clause: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LadderStart:
    """Where a dispute that began so enters; `when` None is the default."""

    when: Condition | None
    rung: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """An escalation ladder. It starts with an event (or an unmet duty), stops with another, and
    moves on by an event that says the rung failed."""

    name: str
    clause: tuple[str, ...]
    topic: str
    starts: EventPattern | OnDuty
    stops: tuple[EventPattern, ...]
    moves_on: EventPattern
    responds: EventPattern
    rungs: tuple[Rung, ...]
    no_final_rung: str | None = None
    begins_at: tuple[LadderStart, ...] = ()
    text: Literal["clear", "interpreted", "needs-local-decision"] = "clear"
    because: str = ""
    place: Place = field(default=NOWHERE, compare=False)


# --- the ledger and the whole ---------------------------------------------------------------

LedgerKind = Literal[
    "obligation",
    "prohibition",
    "permission",
    "assignment",
    "escalation",
    "recurring",
    "status",
    "principle",
]


@dataclass(frozen=True, slots=True)
class SourceUnit:
    """A sentence, list item, heading or row of the source, as docs/sources.md splits it: its
    number from 1, and the first eight hex digits of the SHA-256 of its words."""

    ordinal: int
    digest: str

    def __str__(self) -> str:
        """The pointer as a rule file writes it."""
        return f"{self.ordinal}-{self.digest}"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One operative statement of the source, in our own words, what encodes it, and the units of
    the source that make it."""

    id: str
    kind: LedgerKind
    says: str
    rules: tuple[str, ...] = ()
    reason: str | None = None
    source: tuple[SourceUnit, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


NotStatementReason = Literal["heading", "contents", "signature", "abbreviation", "link", "debris"]


@dataclass(frozen=True, slots=True)
class NotStatements:
    """Units of the source that state nothing, and what they are instead."""

    source: tuple[SourceUnit, ...]
    reason: NotStatementReason
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Edition:
    """When the protocol is in force. A month without a day starts on its first day, ends on its
    last. `starts` None: the text gives no date; in force for the whole log."""

    name: str
    starts: date | None = None
    until: date | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Court:
    """A court calendar: the weekdays it sits on (0 Monday), the hour, and whether it sits on
    bank holidays."""

    name: str
    title: str
    weekdays: tuple[int, ...]
    opens: time = time(10, 0)
    sits_on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The conventions of section 5 that a file can change."""

    day_of_trigger: Literal[0, 1] = 0
    working_week: tuple[int, ...] = (0, 1, 2, 3, 4)
    office_opens: time = time(9, 0)
    office_closes: time = time(17, 0)


@dataclass(frozen=True, slots=True)
class Protocol:
    """A rule file, read and checked, on top of the shared vocabulary."""

    id: str
    title: str
    authority: str
    edition: Edition
    calendar: str
    parties: tuple[str, ...]
    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    ladders: Mapping[str, Ladder] = field(default_factory=nothing)
    readings: Mapping[str, Reading] = field(default_factory=nothing)
    courts: Mapping[str, Court] = field(default_factory=nothing)
    closures: Mapping[date, str] = field(default_factory=nothing)
    settings: Settings = Settings()
    ledger: tuple[LedgerEntry, ...] = ()
    owners: tuple[str, ...] = ()
    digest: str = ""
    not_statements: tuple[NotStatements, ...] = ()
