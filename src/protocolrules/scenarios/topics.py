"""What can be expected of an answer: each topic, where its entries stand, and its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from protocolrules.results import (
    Assignment,
    Breach,
    CaseState,
    Conflict,
    Duty,
    DutyState,
    EscalationStep,
    FormerDue,
    Lapse,
    Missing,
    Permission,
    Prohibition,
    Status,
    Undetermined,
)
from protocolrules.scenarios.grounds import BECAUSE, grounds
from protocolrules.scenarios.tables import Key, Records, Table
from protocolrules.scenarios.values import (
    Contains,
    Day,
    Flag,
    Holders,
    Instant,
    Length,
    Name,
    Names,
    Number,
    Text,
    Whom,
    Word,
)

WORKED: Final = "worked"
COUNT: Final = "count"
NOT_COMPARED: Final = (WORKED, COUNT)

_RUNG_STATES = "due overdue untimed met met_late lapsed skipped undetermined".split()


@dataclass(frozen=True, slots=True)
class Topic:
    """One key of a moment. `entries` are what an answer says about it."""

    table: Table[Any]
    entries: Callable[[CaseState], Sequence[Any]]
    none: str = ""
    """The key whose value `none` turns an expectation into one that nothing like it is there."""


def _not_compared(_: object) -> object:
    return None


def _worked() -> dict[str, Key[Any]]:
    return {WORKED: Key(Text(), _not_compared), COUNT: Key(Number(1), _not_compared)}


_BREACH: Table[Breach] = Table(
    "a breach",
    {
        "from": Key(Instant(), lambda b: b.from_),
        "to": Key(Instant(), lambda b: b.to),
        "attributable": Key(Flag(), lambda b: b.attributable),
        "why_not": Key(Contains(), lambda b: b.why_not or ()),
    },
)
_FORMER: Table[FormerDue] = Table(
    "a former due date",
    {
        "due": Key(Instant(), lambda f: f.due),
        "last_day": Key(Day(), lambda f: f.last_day),
        "until": Key(Instant(), lambda f: f.until),
        "event": Key(Name("event"), lambda f: f.event_id),
    },
)
_LAPSE: Table[Lapse] = Table(
    "a lapse",
    {
        "why": Key(Contains(), lambda x: x.why),
        "at": Key(Instant(), lambda x: x.at),
        "event": Key(Name("event"), lambda x: x.event_id),
        "anything_recorded": Key(Flag(), lambda x: x.anything_recorded),
    },
    short="why",
)
_MISSING_KEYS: dict[str, Key[Missing]] = {
    "fact": Key(Name("fact"), lambda m: m.fact),
    "reading": Key(Name("reading"), lambda m: m.reading),
    "holder": Key(Name("role"), lambda m: m.holder),
    "field": Key(Name("field"), lambda m: m.field),
    "judgement": Key(Name("judgement"), lambda m: m.judgement),
}
_MISSING: Table[Missing] = Table("what is missing", _MISSING_KEYS)


def _of_holder(duty: Duty) -> object:
    """The one holder of a duty that each holder has for itself."""
    return duty.who.roles if len(duty.who.roles) == 1 else duty.who.now


class _About(Name):
    """The event, occasion or spell that a duty arose from or counts from."""

    def fits(self, wanted: object, actual: object) -> bool:
        """It is behind the anchor or the trigger, or part of the id."""
        assert isinstance(actual, Duty)
        trigger = actual.because.event_id if actual.because else None
        return wanted in (actual.anchor.id, trigger) or f":{wanted}:" in f":{actual.id}:"


_DUTY: Table[Duty] = Table(
    "an expected duty",
    {
        "rule": Key(Name("rule"), lambda d: d.rule, picks=True),
        "about": Key(_About("event or occasion"), lambda d: d, picks=True),
        "holder": Key(Names("role"), _of_holder, picks=True),
        "occurrence": Key(Number(1), lambda d: d.occurrence, picks=True),
        "state": Key(Word(get_args(DutyState)), lambda d: d.state),
        "last_day": Key(Day(), lambda d: d.last_day, dated=True),
        "due": Key(Instant(), lambda d: d.due, dated=True),
        "modality": Key(Word(("must", "should")), lambda d: d.modality),
        "action": Key(Contains(), lambda d: d.action),
        "topic": Key(Name("topic"), lambda d: d.topic),
        "who": Key(Whom(), lambda d: d.who),
        "now": Key(Names("role"), lambda d: d.who.now),
        "holders": Key(Holders(), lambda d: d.who),
        "passed_over": Key(Names("role"), lambda d: tuple(p.role for p in d.who.passed_over)),
        "to": Key(Whom(), lambda d: d.to),
        "to_now": Key(Names("role"), lambda d: d.to.now if d.to else ()),
        "anchor": Key(Name("event or occasion"), lambda d: d.anchor.id),
        "met_by": Key(Name("event"), lambda d: d.met_by),
        "met_at": Key(Instant(), lambda d: d.met_at),
        "met_on": Key(Day(), lambda d: d.met_on or d.met_at),
        "met_recorded": Key(Instant(), lambda d: d.met_recorded_at),
        "lateness": Key(Length(), lambda d: d.lateness),
        "age_days": Key(Number(), lambda d: d.age_days),
        "breaches": Key(Records(_BREACH), lambda d: d.breaches),
        "departures": Key(Records(_BREACH), lambda d: d.departures),
        "re_dated": Key(Records(_FORMER), lambda d: d.re_dated),
        "provisional": Key(Flag(), lambda d: d.provisional),
        "short_notice": Key(Flag(), lambda d: d.short_notice),
        "as_soon_as_possible": Key(Flag(), lambda d: d.as_soon_as_possible),
        "last_done": Key(Day(), lambda d: d.last_done_at),
        "lapse": Key(Records(_LAPSE), lambda d: d.lapse),
        "not_observable": Key(Contains(), lambda d: d.not_observable or ()),
        "missing": Key(Records(_MISSING), lambda d: d.missing),
        "clause": Key(Names("clause", among=True), lambda d: d.clause),
        "readings": Key(Names("reading", among=True), lambda d: d.readings),
        "notes": Key(Contains(), lambda d: d.notes),
        "because": Key(BECAUSE, lambda d: grounds(d.because)),
        **_worked(),
    },
    short="rule",
    needs=("rule",),
)
_RUNG: Table[EscalationStep] = Table(
    "an expected rung",
    {
        "ladder": Key(Name("ladder"), lambda r: r.ladder, picks=True),
        "rung": Key(Number(1), lambda r: r.rung, picks=True),
        "about": Key(Name("event or occasion"), lambda r: r.about, picks=True),
        "state": Key(Word(_RUNG_STATES), lambda r: r.state),
        "respond_by": Key(Instant(), lambda r: r.respond_by, dated=True),
        "to": Key(Whom(), lambda r: r.to),
        "now": Key(Names("role"), lambda r: r.to.now),
        "holders": Key(Holders(), lambda r: r.to),
        "from": Key(Instant(), lambda r: r.from_),
        "until": Key(Instant(), lambda r: r.until),
        "breaches": Key(Records(_BREACH), lambda r: r.breaches),
        "departures": Key(Records(_BREACH), lambda r: r.departures),
        "final": Key(Flag(), lambda r: r.final),
        "no_final_rung": Key(Contains(), lambda r: r.no_final_rung or ()),
        "missing": Key(Records(_MISSING), lambda r: r.missing),
        "clause": Key(Names("clause", among=True), lambda r: r.clause),
        "readings": Key(Names("reading", among=True), lambda r: r.readings),
        "because": Key(BECAUSE, lambda r: grounds(r.because)),
        **_worked(),
    },
    short="ladder",
    needs=("ladder",),
)
_ASSIGNMENT: Table[Assignment] = Table(
    "an expected assignment",
    {
        "kind": Key(Name("assignment"), lambda a: a.kind, picks=True),
        "scope": Key(Name("scope"), lambda a: a.scope, picks=True),
        "role": Key(Name("role"), lambda a: a.role, picks=True),
        "holder": Key(Name("worker"), lambda a: a.holder),
        "from": Key(Instant(), lambda a: a.from_),
        "to": Key(Instant(), lambda a: a.to),
        "rule": Key(Name("rule"), lambda a: a.rule, picks=True),
        "clause": Key(Names("clause", among=True), lambda a: a.clause),
        "because": Key(BECAUSE, lambda a: grounds(a.because)),
    },
    short="kind",
    needs=("kind", "role", "scope", "rule"),
)


def _status_is(status: Status) -> str:
    if status.from_ is None:
        return "expected"
    return "gained" if status.to is None else "lost"


_STATUS: Table[Status] = Table(
    "an expected status",
    {
        "status": Key(Name("status"), lambda s: s.status, picks=True),
        "is": Key(Word(("gained", "expected", "lost", "none")), _status_is),
        "expected_on": Key(Day(), lambda s: s.expected, dated=True),
        "from": Key(Instant(), lambda s: s.from_),
        "to": Key(Instant(), lambda s: s.to),
        "rule": Key(Name("rule"), lambda s: s.rule, picks=True),
        "clause": Key(Names("clause", among=True), lambda s: s.clause),
        "because": Key(BECAUSE, lambda s: grounds(s.because)),
        **_worked(),
    },
    short="status",
    needs=("status",),
)
_PERMISSION: Table[Permission] = Table(
    "an expected permission",
    {
        "rule": Key(Name("rule"), lambda p: p.rule, picks=True),
        "about": Key(Name("event or occasion"), lambda p: p.event_id, picks=True),
        "uses_left": Key(Number(), lambda p: p.uses_left),
        "who": Key(Whom(), lambda p: p.who),
        "from": Key(Instant(), lambda p: p.from_),
        "to": Key(Instant(), lambda p: p.to),
        "clause": Key(Names("clause", among=True), lambda p: p.clause),
        "readings": Key(Names("reading", among=True), lambda p: p.readings),
        "because": Key(BECAUSE, lambda p: grounds(p.because)),
        COUNT: Key(Number(1), _not_compared),
    },
    short="rule",
    needs=("rule",),
)
_PROHIBITION: Table[Prohibition] = Table(
    "an expected prohibition",
    {
        "rule": Key(Name("rule"), lambda p: p.rule, picks=True),
        "broken_by": Key(Names("event"), lambda p: tuple(b.event_id for b in p.broken_by)),
        "modality": Key(Word(("must_not", "should_not")), lambda p: p.modality),
        "interpreted": Key(Flag(), lambda p: p.interpreted),
        "who": Key(Whom(), lambda p: p.who),
        "from": Key(Instant(), lambda p: p.from_),
        "to": Key(Instant(), lambda p: p.to),
        "clause": Key(Names("clause", among=True), lambda p: p.clause),
        "readings": Key(Names("reading", among=True), lambda p: p.readings),
        "because": Key(BECAUSE, lambda p: grounds(p.because)),
        COUNT: Key(Number(1), _not_compared),
    },
    short="rule",
    needs=("rule",),
)


def _question_key(key: Key[Missing]) -> Key[Undetermined]:
    return Key(key.value, lambda u: key.of(u.missing), picks=True)


_UNDETERMINED: Table[Undetermined] = Table(
    "an expected question",
    {
        **{name: _question_key(key) for name, key in _MISSING_KEYS.items()},
        "event": Key(Name("event"), lambda u: u.event_id, picks=True),
        "clause": Key(Names("clause", among=True), lambda u: u.clause),
        "rules": Key(Names("rule", among=True), lambda u: u.rules),
        "found_out_by": Key(Name("rule"), lambda u: u.found_out_by),
        "since": Key(Instant(), lambda u: u.since),
    },
    needs=tuple(_MISSING_KEYS),
)
_CONFLICT: Table[Conflict] = Table(
    "an expected conflict",
    {
        "rules": Key(Names("rule"), lambda c: c.rules, picks=True),
        "scope": Key(Name("scope"), lambda c: c.scope, picks=True),
        "between": Key(Word(("rules", "assignments")), lambda c: c.between),
        "clause": Key(Names("clause", among=True), lambda c: c.clause),
    },
    needs=("rules", "scope"),
)
_WARNING: Table[str] = Table(
    "an expected warning",
    {"says": Key(Contains(), lambda text: text, picks=True)},
    short="says",
    needs=("says",),
)


TOPICS: Final[Mapping[str, Topic]] = {
    "duty": Topic(_DUTY, lambda case: case.duties),
    "assignment": Topic(_ASSIGNMENT, lambda case: case.assignments, none="role"),
    "rung": Topic(_RUNG, lambda case: case.escalations),
    "status": Topic(_STATUS, lambda case: case.statuses, none="is"),
    "permission": Topic(_PERMISSION, lambda case: case.permissions),
    "prohibition": Topic(_PROHIBITION, lambda case: case.prohibitions),
    "undetermined": Topic(_UNDETERMINED, lambda case: case.undetermined),
    "conflict": Topic(_CONFLICT, lambda case: case.conflicts),
    "warning": Topic(_WARNING, lambda case: case.warnings),
}
