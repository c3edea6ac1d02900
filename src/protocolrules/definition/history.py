"""The log as it was known: corrections applied, occasions gathered, reports of facts lined up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from protocolrules.definition.days import Point
from protocolrules.document import Protocol
from protocolrules.events import CaseEvent
from protocolrules.expressions import Test, Value
from protocolrules.londontime import end_of_day, local_date, start_of_day
from protocolrules.vocabulary import EventKind, FactEffect


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as it stands at `known_at`. A corrected one keeps its first id; `recorded` is when
    its present content was first recorded."""

    id: str
    kind: str
    when: Point
    recorded: datetime
    about: str | None
    fields: Mapping[str, Any]
    occasion: str | None = None  # the kind of occasion that it plans, holds…
    occasion_id: str | None = None
    does: str | None = None
    stand_in: bool = False  # for something reported as last done, not an event of the log


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reported of a fact or a role. `begin` is when the value begins; a `found`
    one was so already, since nobody knows when."""

    begin: datetime
    value: Value | None
    found: bool
    event_id: str
    recorded: datetime
    ends: Report | None = None  # the value that comes to an end here


@dataclass(slots=True)
class Occasion:
    """An occasion with its plans (a move is a plan too) and how it ended."""

    id: str
    kind: str
    heard: Seen
    plans: list[tuple[Seen, Point | None]] = field(default_factory=list)
    held: Seen | None = None
    cancelled: Seen | None = None

    def over(self) -> Seen | None:
        """What ended it, if anything did."""
        return self.held or self.cancelled

    def told(self) -> Seen:
        """What is known of it: its last event, with the fields of those before where it is
        silent."""
        said = [s for s, _ in self.plans if s is not self.cancelled] + (
            [self.held] if self.held else []
        )
        fields: dict[str, Any] = {}
        for s in said or [self.heard]:
            fields |= s.fields
        return replace((said or [self.heard])[-1], fields=fields)

    def planned(self) -> Point | None:
        """When it is planned for, as last said."""
        return self.plans[-1][1] if self.plans else None


@dataclass(slots=True)
class History:
    """Everything that one subject's log says to one protocol at `known_at`, as of `at`."""

    seen: list[Seen]
    occasions: dict[str, Occasion]
    reports: dict[str, list[Report]]
    ages: dict[str, list[tuple[date, int, Report]]]  # by the fact that tells one
    warnings: list[str]


def history(
    protocol: Protocol, events: Iterable[CaseEvent], at: datetime, known_at: datetime
) -> History:
    """The log as known at `known_at`; only facts are read from events later than `at`."""
    warnings: list[str] = []
    kinds = protocol.vocabulary.events
    known = [e for e in events if e.recorded_at <= known_at]
    seen = [
        _seen(id, event, recorded, kinds[event.kind])
        for id, event, recorded in _standing(known, warnings)
        if event.authority in (None, protocol.authority) and event.kind in kinds
    ]
    seen += [extra for s in seen for extra in _last_done(s, kinds)]
    seen.sort(key=lambda s: (s.when.earliest, s.id))
    reports, ages = _reports(protocol, seen)
    past = [s for s in seen if s.when.earliest <= at]
    past, occasions = _occasions(past)
    return History(past, occasions, reports, ages, warnings)


def _standing(
    known: Sequence[CaseEvent], warnings: list[str]
) -> list[tuple[str, CaseEvent, datetime]]:
    """Each event's content after corrections, with when that content was first recorded.

    Changes of changes are settled first; changes that go round in a circle change nothing.
    """
    by_id = {e.event_id: e for e in known}
    changes: dict[str, list[CaseEvent]] = {}
    for e in known:
        if (target := _target(e)) is not None:
            changes.setdefault(target, []).append(e)
            if target not in by_id:
                warnings.append(f"event {e.event_id} changes {target}, which is not in the log")
    final: dict[str, CaseEvent | None] = {}
    waiting = {id: len(changes.get(id, ())) for id in by_id}
    ready = [id for id, count in waiting.items() if count == 0]
    while ready:
        id = ready.pop()
        final[id] = _settled(by_id[id], changes.get(id, ()), final)
        target = _target(by_id[id])
        if target in waiting:
            waiting[target] -= 1
            ready += [target] if waiting[target] == 0 else []
    standing = []
    for id, event in by_id.items():
        content = final.get(id)
        if _target(event) is None and content is not None:
            same = [e for e in _versions(event, changes) if _content(e) == _content(content)]
            standing.append((id, content, min(e.recorded_at for e in same)))
    return standing


def _versions(event: CaseEvent, changes: Mapping[str, Sequence[CaseEvent]]) -> list[CaseEvent]:
    """Everything that an event has said: by itself, by its changes, and by changes of these."""
    found, waiting, passed = [event], [event], {event.event_id}
    for e in waiting:
        fresh = [c for c in changes.get(e.event_id, ()) if c.event_id not in passed]
        passed.update(c.event_id for c in fresh)
        waiting += fresh
        found += [v for c in fresh if isinstance(v := c.field("event"), CaseEvent)]
    return found


def _target(e: CaseEvent) -> str | None:
    target = e.field("replaces") or e.field("withdraws")
    return target if isinstance(target, str) else None


def _settled(
    event: CaseEvent, changes: Sequence[CaseEvent], final: Mapping[str, CaseEvent | None]
) -> CaseEvent | None:
    """What an event says after the latest of its changes that stand; None: it is withdrawn."""
    live = [c for c in changes if final.get(c.event_id) is not None]
    last = max(live, key=lambda c: (c.recorded_at, c.event_id), default=None)
    if last is None:
        corrected = event.field("event")
        return corrected if isinstance(corrected, CaseEvent) else event
    return None if last.kind == "retraction" else final[last.event_id]


def _content(event: CaseEvent) -> dict[str, Any]:
    skip = ("event_id", "recorded_at")
    return {k: v for k, v in event.__dict__.items() if k not in skip and v is not None}


def _seen(id: str, event: CaseEvent, recorded: datetime, kind: EventKind) -> Seen:
    if event.occurred_at is not None:
        when = Point.at(event.occurred_at)
    else:
        assert event.occurred_on is not None
        when = Point.on(event.occurred_on, recorded)
    fields = {k: v for k, v in event.__dict__.items() if v is not None}
    does = kind.occasion.does if kind.occasion else None
    return Seen(
        id, event.kind, when, recorded, event.about, fields, _occasion(kind, fields), None, does
    )


def _occasion(kind: EventKind, fields: Mapping[str, Any]) -> str | None:
    if kind.occasion is None:
        return None
    return kind.occasion.kind or fields.get(kind.occasion.kind_from or "")


def _last_done(s: Seen, kinds: Mapping[str, EventKind]) -> list[Seen]:
    """A reported `last_done` stands for an event of that day, of the kind or occasion named."""
    extra = []
    for name, day in (s.fields.get("last_done") or {}).items():
        kind = kinds.get(name) or _holding(name, kinds)
        if kind is None:
            continue
        effect = kind.occasion
        fields = {effect.kind_from: name} if effect and effect.kind_from else {}
        extra.append(
            Seen(
                f"{s.id}.{name}",
                kind.name,
                Point.on(day),
                s.recorded,
                None,
                fields,
                _occasion(kind, fields),
                None,
                effect.does if effect else None,
                stand_in=True,
            )
        )
    return extra


def _holding(occasion: str, kinds: Mapping[str, EventKind]) -> EventKind | None:
    """The kind of event that holds an occasion: its own, else the general one."""
    holds = [k for k in kinds.values() if k.occasion and k.occasion.does == "holds"]
    own = [k for k in holds if k.occasion and k.occasion.kind == occasion]
    return next(iter(own or [k for k in holds if k.occasion and k.occasion.kind_from]), None)


def _occasions(past: list[Seen]) -> tuple[list[Seen], dict[str, Occasion]]:
    """Gather the events about each occasion, and tell each event which one it belongs to."""
    found: dict[str, Occasion] = {}
    belongs: dict[str, str | None] = {s.id: None for s in past}
    told = []
    for s in past:
        # What was last done, as somebody reported, is evidence, but nobody can be asked about it.
        if s.does is None or s.occasion is None or s.stand_in:
            told.append(s)
            continue
        id = _which(found, belongs, s)
        occasion = found.setdefault(id, Occasion(id, s.occasion, s))
        s = replace(s, occasion_id=id)
        belongs[s.id] = id
        told.append(s)
        if s.does in ("plans", "moves"):
            occasion.plans.append((s, _planned(s)))
            occasion.cancelled = None
        elif s.does == "cancels":
            occasion.plans.append((s, None))
            occasion.cancelled = s
        elif s.does == "holds":
            occasion.held = occasion.held or s
    return told, found


def _which(found: Mapping[str, Occasion], belongs: Mapping[str, str | None], s: Seen) -> str:
    """The occasion that an event means: the one named in `about`, directly or by an event of it;
    else the only open one of its kind; else one of its own. What begins one means a new one."""
    named = belongs.get(s.about, s.about) if s.about else None
    if named is not None and (named not in found or found[named].kind == s.occasion):
        return named
    if s.does in ("plans", "begins"):
        return s.id
    open_ones = [o.id for o in found.values() if o.kind == s.occasion and o.over() is None]
    return open_ones[0] if len(open_ones) == 1 else s.id


def _planned(s: Seen) -> Point | None:
    if s.fields.get("planned_for") is not None:
        return Point.at(s.fields["planned_for"])
    day = s.fields.get("planned_on")
    return None if day is None else Point.on(day)


def _reports(
    protocol: Protocol, seen: Sequence[Seen]
) -> tuple[dict[str, list[Report]], dict[str, list[tuple[date, int, Report]]]]:
    """Every report of every fact and role, by the beginning of its value; ages set apart."""
    reports: dict[str, list[Report]] = {}

    def add(name: str, report: Report) -> None:
        reports.setdefault(name, []).append(report)

    for s in seen:
        kind = protocol.vocabulary.events[s.kind]
        for effect in kind.facts:
            name, value = _effect(effect, s)
            if name is not None and value is not None:
                add(name, _report(s, value, effect.mode == "finds"))
        for role in kind.roles:
            name = role.role or s.fields.get(role.role_from or "")
            worker = s.fields.get(role.worker_from or "")
            if name is not None and (worker is not None or role.worker_from is None):
                add(f"role:{name}", _report(s, worker, False))
        for role_name, worker in (s.fields.get("holders") or {}).items():
            add(f"role:{role_name}", _report(s, worker, True))
        for fact, told in (s.fields.get("facts") or {}).items():
            if told.authority in (None, protocol.authority):
                for report in _told(s, told):
                    add(fact, report)
        if s.fields.get("age") is not None:
            add("age", _report(s, s.fields["age"], True))
    aged = [f.name for f in protocol.vocabulary.facts.values() if f.type == "age"]
    ages = {  # an end of what was told says nothing of the age
        name: [(local_date(r.begin), r.value, r) for r in told if isinstance(r.value, int)]
        for name in aged
        if (told := reports.pop(name, []))
    }
    return {name: _lined_up(told) for name, told in reports.items()}, ages


def _lined_up(told: Sequence[Report]) -> list[Report]:
    """Reports by the beginning of their values, without the ends that say nothing. At one instant
    ends come first."""
    reports: list[Report] = []
    for r in sorted(told, key=_order):
        if r.ends is None or _lasted(r.ends, reports):
            reports.append(r)
    return reports


def _lasted(value: Report, reports: Sequence[Report]) -> bool:
    """Whether a value stands up to now, and did not begin anew since."""
    anew = (r for r in reports if not r.found and r.ends is None and _order(r) > _order(value))
    return reports[-1].value == value.value and all(r.value != value.value for r in anew)


def _order(r: Report) -> tuple[datetime, bool, datetime, str]:
    return r.begin, r.ends is None, r.recorded, r.event_id


def _report(s: Seen, value: Value | None, found: bool) -> Report:
    return Report(s.when.earliest, value, found, s.id, s.recorded)


def _effect(effect: FactEffect, s: Seen) -> tuple[str | None, Value | None]:
    for name, test in effect.tests:
        if compare(test, s.fields.get(name)) is not True:
            return None, None
    fact = effect.fact or s.fields.get(effect.fact_named_in or "")
    value = effect.value if effect.value_from is None else s.fields.get(effect.value_from)
    return fact, value


def _told(s: Seen, told: Any) -> list[Report]:
    """A fact reported with `since` begins there; without, it is a finding. The day of `until` is
    the last on which it holds; then a yes-no fact is the opposite, any other unknown."""
    begin = s.when.earliest if told.since is None else _instant(told.since)
    report = Report(begin, told.value, told.since is None, s.id, s.recorded)
    if told.until is None:
        return [report]
    end = end_of_day(told.until) if _is_day(told.until) else told.until
    after = not told.value if isinstance(told.value, bool) else None
    last = end - timedelta(microseconds=1)
    # Found to have held until then: on its last day at least.
    first = last if told.since else start_of_day(local_date(last))
    report = replace(report, begin=min(begin, first))
    return [report, Report(end, after, False, s.id, s.recorded, report)]


def _is_day(moment: date | datetime) -> bool:
    return not isinstance(moment, datetime)


def _instant(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else start_of_day(moment)


def compare(test: Test, value: Any, scale: Sequence[str] = ()) -> bool | None:
    """A test on a value; None when there is no value. `scale` orders words from low to high."""
    if value is None:
        return None
    if test.op == "is":
        if isinstance(value, (frozenset, tuple)):
            return any(v in test.values for v in value)
        return value in test.values
    if test.op in ("any", "all", "only", "none"):
        have, want = frozenset(value), frozenset(test.values)
        return {
            "any": bool(have & want),
            "all": want <= have,
            "only": have <= want,
            "none": not have & want,
        }[test.op]
    left, right = (_level(v, scale) for v in (value, test.values[0]))
    return {
        "at_least": left >= right,
        "more_than": left > right,
        "at_most": left <= right,
        "under": left < right,
    }[test.op]


def _level(value: Any, scale: Sequence[str]) -> int:
    return scale.index(value) if value in scale else int(value)
