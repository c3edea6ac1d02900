"""A comparison as data: what each protocol provides, topic by topic, in plain words."""

from __future__ import annotations

from datetime import date
from typing import Literal

from protocolrules.results import Frozen

FORMAT = "protocolrules.comparison/1"

Kind = Literal["duty", "prohibition", "permission", "assignment", "status", "escalation"]
Modality = Literal["must", "should", "may", "must_not", "should_not", "is_assigned", "has_status"]


class ReadingTaken(Frozen):
    """A named choice that a provision rests on: what the file takes, and what else it could be."""

    name: str
    means: str
    others: tuple[str, ...]


class Provision(Frozen):
    """One thing that a protocol provides. Each text stands on its own, in lower case.

    `rule` is the rule or ladder that it comes from. `who` and `to` can depend on the case
    (`by_case`): then they list the cases. `trigger` is what sets it off; a standing rule has
    `while …` or `always` there. `by_when` is `no time given` where the text gives none.
    `gate` is what has to come before the act that is not allowed without it. `limit` is the scope
    of an assignment, how often something may be done, or which rung of how many.
    `as_read` is false for what applies only under another reading than the file takes.
    """

    rule: str
    kind: Kind
    subject: Literal["case", "service"]
    clause: tuple[str, ...]
    who: str
    by_case: bool = False
    modality: Modality
    action: str
    to: str | None = None
    trigger: str
    only_if: str | None = None
    during: str | None = None
    unless: str | None = None
    until: str | None = None
    no_use_after: str | None = None
    by_when: str
    shown_by: str | None = None
    broken_by: str | None = None
    gate: str | None = None
    limit: str | None = None
    not_observable: str | None = None
    text: Literal["clear", "interpreted", "needs-local-decision"]
    because: str = ""
    readings: tuple[ReadingTaken, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    as_read: bool = True


class Column(Frozen):
    """What one protocol says about a topic. `silent`: it says nothing."""

    protocol: str
    silent: bool
    provisions: tuple[Provision, ...]


class ComparedTopic(Frozen):
    """A topic with one column for each protocol, in the order of `Comparison.protocols`."""

    topic: str
    title: str
    columns: tuple[Column, ...]


class ComparedProtocol(Frozen):
    """A protocol of the comparison. `label` names its columns."""

    label: str
    id: str
    title: str
    edition: str
    in_force_from: date | None
    review_by: date | None
    digest: str


class Comparison(Frozen):
    """Protocols side by side."""

    format: str = FORMAT
    protocols: tuple[ComparedProtocol, ...]
    topics: tuple[ComparedTopic, ...]
