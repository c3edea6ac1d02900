"""The vocabulary: every event kind, field, fact, role, service, occasion and status, once.

The shared one is data (vocabulary/shared.yaml); a rule file declares more on top of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from protocolrules.expressions import Condition, Test, Value


def nothing() -> Mapping[Any, Any]:
    """An empty mapping that nobody can fill: the default of frozen declarations."""
    return MappingProxyType({})


FieldType = Literal[
    "yes_no",
    "number",
    "choice",  # one of `choices`
    "choices",  # any number of `choices`
    "id",  # an opaque id
    "worker",  # an opaque id of a person or team who holds a role
    "role",
    "roles",
    "service",
    "services",
    "occasion",  # a kind of occasion
    "status",  # the name of a fact or status
    "date",
    "instant",
    "facts",  # facts_reported: name -> {value, since, until}
    "holders",  # facts_reported: role -> worker id, or vacant
    "last_done",  # facts_reported: occasion or event kind -> date
    "attendance",  # a list of {role | worker, service, how}
    "event",  # correction: a whole event
]


@dataclass(frozen=True, slots=True)
class FieldDecl:
    """A field that events of one kind carry on top of the common ones."""

    name: str
    type: FieldType
    choices: tuple[str, ...] = ()
    required: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class FactEffect:
    """What an event of a kind says of a fact.

    The fact is `fact`, or the one named by the event's field `fact_named_in`. The value is
    `value`, or that of the event's field `value_from` (silent field: says nothing). `mode`
    `makes`: it begins with the event; `finds`: it was so already. Only when `tests` hold.
    """

    mode: Literal["makes", "finds"]
    fact: str | None = None
    fact_named_in: str | None = None
    value: Value | None = None
    value_from: str | None = None
    tests: tuple[tuple[str, Test], ...] = ()


@dataclass(frozen=True, slots=True)
class RoleEffect:
    """An event allocates a role (field `role_from`, or `role`) to the worker in `worker_from`,
    or, with `worker_from` None, leaves it vacant."""

    role: str | None = None
    role_from: str | None = None
    worker_from: str | None = None


@dataclass(frozen=True, slots=True)
class OccasionEffect:
    """An event plans, moves, begins, holds or cancels an occasion, of a fixed kind or of the
    kind in its field `kind_from`. Planned times come in `planned_for` or `planned_on`."""

    does: Literal["plans", "moves", "begins", "holds", "cancels"]
    kind: str | None = None
    kind_from: str | None = None


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event. `subject`: whether it is about a case, about services, or either."""

    name: str
    title: str
    says: str = ""
    group: str = ""
    subject: Literal["case", "service", "either"] = "case"
    fields: Mapping[str, FieldDecl] = field(default_factory=nothing)
    facts: tuple[FactEffect, ...] = ()
    roles: tuple[RoleEffect, ...] = ()
    occasion: OccasionEffect | None = None


@dataclass(frozen=True, slots=True)
class FactDecl:
    """A fact about a subject. `scale` choices are ordered from low to high.

    `no_report`: what it is when nobody has said, with the reason in `because`; None: unknown.
    """

    name: str
    type: Literal["yes_no", "choice", "scale", "set", "number", "age"]
    title: str = ""
    says: str = ""
    choices: tuple[str, ...] = ()
    no_report: Value | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """While the condition is true, the fact has this value (or the role is vacant). When it is
    not true the definition says nothing."""

    condition: Condition
    fact: str | None = None
    value: Value | None = None
    vacant: str | None = None


@dataclass(frozen=True, slots=True)
class RoleDecl:
    """A role that people or teams hold. `service` is the one it belongs to, if any.

    A rule that names a role means the roles it `includes` too (youth justice staff: the case
    manager, the court officer…). An `allocated` role is given to a worker case by case, so a
    duty of it asks who holds it; an office (a head of service, a front door) needs no asking.
    """

    name: str
    title: str
    service: str | None = None
    includes: tuple[str, ...] = ()
    allocated: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A service, status, judgement or topic: a name with a title."""

    name: str
    title: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class OccasionDecl:
    """A kind of occasion. A `lasting` one begins and is over when an event holds it (police
    detention: begun by the arrest, over when released)."""

    name: str
    title: str
    lasting: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that rules and events can name. `labels` are local words for shared names."""

    events: Mapping[str, EventKind] = field(default_factory=nothing)
    facts: Mapping[str, FactDecl] = field(default_factory=nothing)
    definitions: tuple[Definition, ...] = ()
    roles: Mapping[str, RoleDecl] = field(default_factory=nothing)
    services: Mapping[str, Named] = field(default_factory=nothing)
    occasions: Mapping[str, OccasionDecl] = field(default_factory=nothing)
    statuses: Mapping[str, Named] = field(default_factory=nothing)
    judgements: Mapping[str, Named] = field(default_factory=nothing)
    topics: Mapping[str, Named] = field(default_factory=nothing)
    assignments: Mapping[str, Named] = field(default_factory=nothing)
    scopes: Mapping[str, Named] = field(default_factory=nothing)
    labels: Mapping[str, str] = field(default_factory=nothing)
