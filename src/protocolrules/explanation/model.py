"""An explanation as data: everything that an answer rests on, and the same in plain words."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from protocolrules.results import (
    Assignment,
    Considered,
    Duty,
    EscalationStep,
    Frozen,
    Instant,
    Permission,
    Prohibition,
    ProtocolRef,
    Status,
    Undetermined,
)

FORMAT = "protocolrules.explanation/1"


class Statement(Frozen):
    """A statement of the source, in the ledger's words; empty where it lists none."""

    id: str
    kind: str = ""
    says: str = ""


class ReadingUsed(Frozen):
    """A named choice that the rule rests on: the value in force, and what else it could be."""

    name: str
    value: str
    means: str
    others: tuple[str, ...]
    because: str
    clause: tuple[str, ...]


class EventSeen(Frozen):
    """An event that is mentioned: what it is called, and when it occurred and was recorded."""

    kind: str
    title: str
    occurred_at: Instant | None = None
    occurred_on: date | None = None
    recorded_at: Instant | None = None


class Explanation(Frozen):
    """Why, or why not, for one duty or one rule of one subject.

    `text` says it in plain words. `undated` is why a duty of it that has no date has none.
    `considered` holds each time the rule was looked at; it is
    empty when a single duty was asked about, and for a ladder.
    """

    format: str = FORMAT
    asked: str
    protocol: ProtocolRef
    at: Instant
    known_at: Instant
    case_id: str | None = None
    authority: str | None = None
    rule: str
    title: str = ""
    reading_of_text: str = "clear"
    because: str = ""
    set_off_by: str = ""
    undated: str = ""
    clause: tuple[Statement, ...] = ()
    readings: tuple[ReadingUsed, ...] = ()
    duties: tuple[Duty, ...] = ()
    permissions: tuple[Permission, ...] = ()
    prohibitions: tuple[Prohibition, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    escalations: tuple[EscalationStep, ...] = ()
    statuses: tuple[Status, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    considered: tuple[Considered, ...] = ()
    events: dict[str, EventSeen] = Field(default_factory=dict)
    text: str = ""

    def __str__(self) -> str:
        """The plain words."""
        return self.text
