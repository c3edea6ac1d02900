"""What every event has, and the two kinds that speak about other events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, to_json

from protocolrules.events.types import (
    FIRST_YEAR,
    Age,
    AttendanceEntry,
    Day,
    FactReport,
    Id,
    Instant,
    Name,
    SetOf,
    refused,
)
from protocolrules.londontime import end_of_day, start_of_day

FieldValue: TypeAlias = (
    "bool | int | str | date | datetime | frozenset[str] | tuple[str, ...]"
    " | tuple[AttendanceEntry, ...] | Mapping[str, FactReport] | Mapping[str, str | None]"
    " | Mapping[str, date] | CaseEvent"
)
SubjectOf = Literal["case", "service", "either"]
Does = Literal["plans", "moves", "begins", "holds", "cancels"]
ABOUT_EVENTS = ("correction", "retraction")
FAULTS = "event_faults"

COMMON_FIELDS = (
    "event_id case_id authority kind occurred_at occurred_on recorded_at about age"
).split()
"""The fields of every event; events about services have `service` too."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a log is about: a case, or the services of one authority together."""

    case_id: str | None = None
    authority: str | None = None

    def __str__(self) -> str:
        """`case C-1`, or `services of enfield`."""
        if self.case_id is not None:
            return f"case {self.case_id}"
        return f"services of {self.authority}"


@dataclass(frozen=True, slots=True)
class EventFault:
    """One fault of one event. `field` is a path such as `attendance.0.role`; None: the whole
    event. Neither it nor the message holds a value of the event."""

    code: str
    field: str | None
    message: str


class CaseEvent(BaseModel):
    """Something that happened to a case or in the services, frozen.

    Exactly one of `occurred_at` (an instant in UTC) and `occurred_on` (a London day) is set,
    except in corrections and retractions, which have neither. `recorded_at` is always set: left
    out, it is `occurred_at`, or the end of the day `occurred_on`. Raises pydantic.ValidationError
    when made from values that do not fit; the names of roles, facts and occasions are checked by
    an EventReader only.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        defer_build=True,
        protected_namespaces=(),
    )

    SUBJECT: ClassVar[SubjectOf] = "case"
    DOES: ClassVar[Does | None] = None
    SIGNATURE: ClassVar[str] = ""

    event_id: Id
    kind: str
    case_id: Id | None = None
    authority: Id | None = None
    occurred_at: Instant | None = None
    occurred_on: Day | None = None
    recorded_at: Instant = Field(default=None, validate_default=True)
    about: Id | None = None
    age: Age | None = None

    def __hash__(self) -> int:
        """An id belongs to one event."""
        return hash(self.event_id)

    @property
    def field(self) -> Callable[[str], FieldValue | None]:
        """`event.field("to")` is the value of that field, None when the event is silent on it."""
        # A property: a field of a rule file that is called `field` can't get in its way.
        return self.__dict__.get

    @property
    def subject(self) -> Subject:
        """Whom the event is about."""
        if self.case_id is not None:
            return Subject(case_id=self.case_id)
        return Subject(authority=self.authority)

    def to_json(self) -> str:
        """The event as one line of JSON, without silent fields."""
        return to_json(_said(self)).decode()

    @field_validator("recorded_at", mode="before")
    @classmethod
    def _default_recorded(cls, value: object, info: ValidationInfo) -> object:
        if value is not None:
            return value
        if info.data.get("occurred_at") is not None:
            return info.data["occurred_at"]
        if info.data.get("occurred_on") is not None:
            return end_of_day(info.data["occurred_on"])
        if "occurred_at" in info.data and "occurred_on" in info.data:
            raise refused("EV018", _WHEN)
        return _ANY_TIME  # the time that was given is refused already

    @model_validator(mode="after")
    def _hangs_together(self) -> CaseEvent:
        faults = list(faults_between(self))
        if faults:
            said = "; ".join(f"{fault.field} {fault.message}" for fault in faults)
            raise PydanticCustomError(FAULTS, "{said}", {"said": said, "faults": faults})
        return self


if TYPE_CHECKING:

    class WithEvent(CaseEvent):
        """A kind with the field `with`, a word that Python keeps for itself: it is given as
        `Consulted(**{"with": "yjs"})` and read with `event.field("with")`."""
else:
    WithEvent = create_model("WithEvent", __base__=CaseEvent, **{"with": (Name | None, None)})


class Correction(CaseEvent):
    """The event that `replaces` names should have been `event`.

    The `recorded_at` of `event` is that of the correction, from which on it counts.
    """

    SUBJECT: ClassVar[SubjectOf] = "either"

    kind: Literal["correction"] = "correction"
    recorded_at: Instant
    replaces: Id
    event: SerializeAsAny[CaseEvent]
    service: SetOf[Name] | None = None

    @field_validator("event", mode="before")
    @classmethod
    def _is_event(cls, value: object) -> object:
        if not isinstance(value, CaseEvent):
            raise refused("EV011", "is a whole event")
        return value

    @field_validator("event", mode="after")
    @classmethod
    def _recorded_with_it(cls, value: CaseEvent, info: ValidationInfo) -> CaseEvent:
        recorded_at = info.data.get("recorded_at", value.recorded_at)
        return value.model_copy(update={"recorded_at": recorded_at})


class Retraction(CaseEvent):
    """The event that `withdraws` names should not be in the log."""

    SUBJECT: ClassVar[SubjectOf] = "either"

    kind: Literal["retraction"] = "retraction"
    recorded_at: Instant
    withdraws: Id
    service: SetOf[Name] | None = None


class AnothersEvent(CaseEvent):
    """An event of another authority that only its own protocol can read: no more is known here
    than what every event has. The rest is kept, but `field` does not tell it."""

    model_config = ConfigDict(extra="allow")
    SUBJECT: ClassVar[SubjectOf] = "either"

    service: SetOf[Name] | None = None


_ANY_TIME = start_of_day(date(FIRST_YEAR, 1, 1))
_WHEN = "is missing: say when it happened, with occurred_at (an instant) or occurred_on (a day)"


def _said(event: CaseEvent) -> dict[str, object]:
    fields = event.model_dump(mode="json")
    if isinstance(event, Correction):
        fields["event"] = _said(event.event)
    return {name: value for name, value in fields.items() if value is not None}


def faults_between(event: CaseEvent) -> Iterator[EventFault]:
    """The faults that fields have with each other, each being fine by itself."""
    yield from _subject_faults(event)
    if event.kind in ABOUT_EVENTS:
        yield from _change_faults(event)
        return
    if event.occurred_at is not None and event.occurred_on is not None:
        yield EventFault("EV018", "occurred_on", "stands beside occurred_at: leave one out")
    elif event.occurred_at is None and event.occurred_on is None:
        yield EventFault("EV018", "occurred_at", _WHEN)
    elif _begins(event) > event.recorded_at:
        yield EventFault("EV021", "recorded_at", _TOO_EARLY)
    if event.DOES in ("plans", "moves"):
        yield from _plan_faults(event)


A_CHANGE = "is itself a change: correct the first event again, or withdraw the correction"
_TOO_EARLY = "lies before the event: nothing can be recorded before it happened"


def _begins(event: CaseEvent) -> datetime:
    if event.occurred_at is not None:
        return event.occurred_at
    assert event.occurred_on is not None
    return start_of_day(event.occurred_on)


def _subject_faults(event: CaseEvent) -> Iterator[EventFault]:
    services = None if event.SUBJECT == "case" else event.field("service") or None
    if event.case_id is None and services is None:
        wanted = {"case": "case_id", "service": "service"}.get(event.SUBJECT, "case_id or service")
        yield EventFault("EV023", wanted.split()[0], f"is missing: say whom it is about, {wanted}")
    elif event.case_id is not None and services is not None:
        yield EventFault("EV023", "service", "stands beside case_id: an event is about one of them")
    elif event.case_id is not None and event.SUBJECT == "service":
        yield EventFault("EV023", "case_id", "is not for this kind, which is about services")
    if services is not None and event.case_id is None:
        yield from _service_faults(event)


def _service_faults(event: CaseEvent) -> Iterator[EventFault]:
    if event.authority is None:
        yield EventFault("EV024", "authority", "is missing: say whose services it is about")
    if event.age is not None:
        yield EventFault("EV023", "age", "is for events about a case")


def _plan_faults(event: CaseEvent) -> Iterator[EventFault]:
    planned_for, planned_on = event.field("planned_for"), event.field("planned_on")
    if planned_for is not None and planned_on is not None:
        yield EventFault("EV022", "planned_on", "stands beside planned_for: leave one out")
    elif planned_for is None and planned_on is None:
        message = "is missing: give the instant, or the day in planned_on"
        yield EventFault("EV022", "planned_for", message)


def _change_faults(event: CaseEvent) -> Iterator[EventFault]:
    for name in ("occurred_at", "occurred_on"):
        if event.field(name) is not None:
            message = "is not for this kind: it counts from recorded_at"
            yield EventFault("EV025", name, message)
    target = "replaces" if isinstance(event, Correction) else "withdraws"
    if event.field(target) == event.event_id:
        yield EventFault("EV029", target, "names the event itself")
    if isinstance(event, Correction):
        yield from _correction_faults(event)


def _correction_faults(change: Correction) -> Iterator[EventFault]:
    event = change.event
    if event.kind in ABOUT_EVENTS:
        yield EventFault("EV028", "event.kind", A_CHANGE)
        return
    if event.event_id != change.replaces:
        message = "differs from replaces: a corrected event keeps its id, or leave it out"
        yield EventFault("EV027", "event.event_id", message)
    if event.subject != change.subject:
        message = "is about somebody else: withdraw the event, and record a new one there"
        field = "event.case_id" if event.case_id is not None else "event.authority"
        yield EventFault("EV026", field, message)
    if _begins(event) > change.recorded_at:
        yield EventFault("EV021", "recorded_at", _TOO_EARLY)
