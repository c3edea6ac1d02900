"""What comes out: frozen models whose JSON is the contract with other systems.

Instants are aware and in UTC; days are local days of Europe/London. Nothing here names a person:
roles, opaque ids and the rule file's own words only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, PlainSerializer

from protocolrules.londontime import format_utc

FORMAT = "protocolrules.result/1"
FROM = AliasChoices("from", "from_")

Instant = Annotated[datetime, PlainSerializer(format_utc, return_type=str, when_used="json")]

DutyState = Literal[
    "upcoming",
    "due",
    "overdue",
    "untimed",
    "met",
    "met_late",
    "missed",
    "in_force",
    "broken",
    "kept",
    "lapsed",
    "undetermined",
]
MissingKind = Literal["fact", "reading", "holder", "field", "judgement"]


RungState = Literal[
    "due", "overdue", "untimed", "met", "met_late", "lapsed", "skipped", "undetermined"
]
How = Literal["reported", "found", "defined", "no_report", "derived", "unknown"]
AnchorOf = Literal["event", "occasion", "spell", "edition", "date", "duty"]


class Frozen(BaseModel):
    """Base of every result model."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class Reason(Frozen):
    """One condition and what decided it: the fact, its value, and the event behind that."""

    condition: str
    holds: bool | None
    value: str | None = None
    event_id: str | None = None
    since: Instant | None = None
    how: How = "derived"
    parts: tuple[Reason, ...] = ()


class Step(Frozen):
    """One step of the derivation of a due date. `count` is empty for a skipped day."""

    day: date
    count: int | None = None
    note: str


class Because(Frozen):
    """Why a result is there."""

    trigger: str
    event_id: str | None = None
    at: Instant | None = None
    conditions: tuple[Reason, ...] = ()
    readings: dict[str, str] = {}
    derivation: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()


class PassedOver(Frozen):
    """A holder or contact whom the order moved on from."""

    role: str
    why: Literal["unable", "refused", "is_the_victim", "vacant", "no_contact"]
    event_id: str | None = None


class WhoNow(Frozen):
    """Who holds a duty or receives something. A holder that is None is vacant; a role whose
    holder nobody has reported stands in `unknown`. `now`: whose turn it is."""

    how: Literal["one", "any_of", "together", "each", "in_this_order", "alternating", "not_named"]
    roles: tuple[str, ...] = ()
    holders: dict[str, str | None] = {}
    now: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    or_delegate: bool = False


class Anchor(Frozen):
    """What counting starts from."""

    of: AnchorOf
    id: str | None
    at: Instant | None = None
    on: date | None = None
    beginning_unreported: bool = False


class Breach(Frozen):
    """A span in which a duty stood unmet past its date, or a state was broken."""

    from_: Instant = Field(validation_alias=FROM, serialization_alias="from")
    to: Instant | None = None
    attributable: bool = True
    why_not: str | None = None


class FormerDue(Frozen):
    """A due date that no longer stands, and the event that moved it."""

    due: Instant | None
    last_day: date | None
    until: Instant
    event_id: str | None


class Amount(Frozen):
    """How late, in the unit of the rule."""

    count: int
    unit: str


class Lapse(Frozen):
    """Why a duty fell away, and whether anything had been recorded for it."""

    at: Instant
    why: str
    event_id: str | None = None
    anything_recorded: bool = False


class Missing(Frozen):
    """The one thing that nobody has said yet."""

    fact: str | None = None
    reading: str | None = None
    holder: str | None = None
    field: str | None = None
    judgement: str | None = None


class Entry(Frozen):
    """What every result carries: its rule, clauses, readings used and, on request, why."""

    rule: str
    clause: tuple[str, ...]
    readings: tuple[str, ...] = ()
    because: Because | None = None


class Duty(Entry):
    """A required action of one occurrence (and one holder, for `each`)."""

    id: str
    topic: str
    modality: Literal["must", "should"]
    who: WhoNow
    to: WhoNow | None = None
    action: str
    anchor: Anchor
    due: Instant | None = None
    last_day: date | None = None
    state: DutyState
    occurrence: int = 1
    met_by: str | None = None
    met_at: Instant | None = None
    met_on: date | None = None
    met_recorded_at: Instant | None = None
    lateness: Amount | None = None
    age_days: int | None = None
    breaches: tuple[Breach, ...] = ()
    departures: tuple[Breach, ...] = ()
    re_dated: tuple[FormerDue, ...] = ()
    provisional: bool = False
    short_notice: bool = False
    as_soon_as_possible: bool = False
    last_done_at: Instant | None = None
    lapse: Lapse | None = None
    not_observable: str | None = None
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()


class Permission(Entry):
    """What somebody may do, while it is in force."""

    who: WhoNow
    action: str
    uses_left: int | None = None
    from_: Instant | None = Field(default=None, validation_alias=FROM, serialization_alias="from")
    to: Instant | None = None
    event_id: str | None = None


class BrokenBy(Frozen):
    """An act that a prohibition forbids."""

    event_id: str
    at: Instant


class Prohibition(Entry):
    """What must not, or should not, be done, while it is in force, and what broke it."""

    modality: Literal["must_not", "should_not"]
    who: WhoNow
    action: str
    from_: Instant | None = Field(default=None, validation_alias=FROM, serialization_alias="from")
    to: Instant | None = None
    broken_by: tuple[BrokenBy, ...] = ()
    interpreted: bool = False


class Assignment(Entry):
    """Who leads, or holds another assignment, for a scope, from when to when."""

    kind: str
    role: str
    holder: str | None = None
    holder_known: bool = False
    scope: str
    from_: Instant | None = Field(default=None, validation_alias=FROM, serialization_alias="from")
    to: Instant | None = None


class EscalationStep(Frozen):
    """A rung of a ladder that a dispute has reached or passed over."""

    ladder: str
    clause: tuple[str, ...]
    about: str
    duty: str | None = None
    rung: int
    of: int
    to: WhoNow
    action: str
    from_: Instant = Field(validation_alias=FROM, serialization_alias="from")
    until: Instant | None = None
    respond_by: Instant | None = None
    state: RungState
    breaches: tuple[Breach, ...] = ()
    departures: tuple[Breach, ...] = ()
    final: bool = False
    no_final_rung: str | None = None
    missing: tuple[Missing, ...] = ()
    readings: tuple[str, ...] = ()
    because: Because | None = None


class Status(Entry):
    """A status gained, lost, or expected on a date while what earns it lasts."""

    status: str
    from_: Instant | None = Field(default=None, validation_alias=FROM, serialization_alias="from")
    to: Instant | None = None
    expected: date | None = None


class Undetermined(Frozen):
    """A question: what is missing, which clauses wait for it, and which duty finds it out."""

    missing: Missing
    clause: tuple[str, ...]
    rules: tuple[str, ...]
    found_out_by: str | None = None
    event_id: str | None = None
    since: Instant | None = None


class Conflict(Frozen):
    """Two rules that contradict each other and both apply, or two leads for one scope."""

    between: Literal["rules", "assignments"]
    rules: tuple[str, ...]
    clause: tuple[str, ...]
    scope: str | None = None


class CaseState(Frozen):
    """The state of one case, or of an authority's services (then `authority` is set)."""

    case_id: str | None = None
    authority: str | None = None
    duties: tuple[Duty, ...] = ()
    permissions: tuple[Permission, ...] = ()
    prohibitions: tuple[Prohibition, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    escalations: tuple[EscalationStep, ...] = ()
    statuses: tuple[Status, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    undetermined_others: int = 0
    conflicts: tuple[Conflict, ...] = ()
    warnings: tuple[str, ...] = ()


class Considered(Frozen):
    """One time a rule was looked at for a case, and what came of it.

    `outcome` `arose`: it gave something; `condition_false`, `condition_unknown`: it was
    triggered and one of the conditions decided; `not_triggered`: nothing set it off (then
    `nearest` lists what would).
    """

    rule: str
    clause: tuple[str, ...]
    outcome: Literal["arose", "condition_false", "condition_unknown", "not_triggered"]
    trigger: str
    event_id: str | None = None
    at: Instant | None = None
    conditions: tuple[Reason, ...] = ()
    nearest: tuple[str, ...] = ()


class ProtocolRef(Frozen):
    """Which rules gave the answer."""

    id: str
    title: str
    edition: str
    digest: str
    review_by: date | None = None
    past_review: bool = False


class CalendarRef(Frozen):
    """Which calendar and time-zone data gave the answer."""

    id: str
    digest: str
    horizon: date
    tzdata: str


class Rejected(Frozen):
    """An event that could not be read: where, and what is wrong, never the value."""

    line: int | None = None
    event_id: str | None = None
    case_id: str | None = None
    field: str | None = None
    code: str
    message: str


class Result(Frozen):
    """Everything a run answers."""

    format: str = FORMAT
    protocol: ProtocolRef
    calendar: CalendarRef
    engine: str
    at: Instant
    known_at: Instant
    readings: dict[str, str] = {}
    cases: tuple[CaseState, ...] = ()
    services: tuple[CaseState, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()
