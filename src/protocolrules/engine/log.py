"""The log of one case: what each event says now, in the order in which things happened."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from protocolrules.engine.days import Moment, instant, some_time_on
from protocolrules.events import CaseEvent
from protocolrules.vocabulary import EventKind

JUDGEMENT = "judgement_recorded"
Key = tuple[datetime, str]
"""When an event happened, and its id: what events are sorted by."""


@dataclass(slots=True, eq=False)
class Seen:
    """An event as it stands. A corrected one keeps its first id; `recorded` is when its present
    content was first recorded."""

    id: str
    kind: str
    when: Moment
    recorded: datetime
    about: str | None
    fields: Mapping[str, Any]
    occasion: str | None = None  # the kind of occasion that it plans, holds…
    does: str | None = None
    stand_in: bool = False  # for something reported as last done, not an event of the log
    occasion_id: str | None = None
    key: Key = field(init=False)

    def __post_init__(self) -> None:
        """Set what it is sorted by."""
        self.key = (self.when.earliest, self.id)


def sort_key(s: Seen) -> Key:
    """When it happened, then its id."""
    return s.key


def happened_at(s: Seen) -> datetime:
    """When it happened (a day: its start)."""
    return s.when.earliest


@dataclass(slots=True, eq=False)
class Occasion:
    """An occasion with its plans (a move is a plan too) and how it ended."""

    id: str
    kind: str
    heard: Seen
    plans: list[tuple[Seen, Moment | None]] = field(default_factory=list)
    held: Seen | None = None
    cancelled: Seen | None = None
    acts: list[Seen] = field(default_factory=list)  # every event of it

    def over(self) -> Seen | None:
        """What ended it, if anything did."""
        return self.held or self.cancelled

    def has_since(self, t: datetime) -> bool:
        """Whether there is an event of it from a moment on, or none at all any more."""
        return not self.acts or self.acts[-1].when.earliest >= t

    def ids(self) -> frozenset[str]:
        """The ids that an event can name to be about it: its own, and those of its events."""
        return frozenset((self.id, *(s.id for s in self.acts)))

    def was_over(self, key: Key) -> bool:
        """Whether it had been held or called off before an event with this key."""
        ended = (self.held, *(s for s, _ in self.plans if s.does == "cancels"))
        return any(s is not None and s.key < key for s in ended)

    def planned(self) -> Moment | None:
        """When it is planned for, as last said."""
        return self.plans[-1][1] if self.plans else None

    def told(self) -> Seen:
        """What is known of it: its last event, with the fields of those before where that is
        silent."""
        said = [s for s, _ in self.plans if s is not self.cancelled]
        if self.held is not None:
            said.append(self.held)
        if not said:
            said.append(self.heard)
        last, fields = said[-1], dict[str, Any]()
        for s in said:
            fields.update((k, v) for k, v in s.fields.items() if v is not None)
        merged = Seen(
            last.id,
            last.kind,
            last.when,
            last.recorded,
            last.about,
            fields,
            last.occasion,
            last.does,
        )
        merged.occasion_id = last.occasion_id
        return merged


def _heard(o: Occasion) -> Key:
    return o.heard.key


class Occasions:
    """The occasions that a log tells of, gathered from the events that plan, move, hold… them."""

    def __init__(self) -> None:
        """None yet."""
        self.found: dict[str, Occasion] = {}
        self.acts: list[Seen] = []
        self.by_id: dict[str, Seen] = {}
        self.by_kind: dict[str, dict[str, Occasion]] = {}
        self.open: dict[str, dict[str, Occasion]] = {}  # by kind: those that are not over
        self._named: dict[str, Key] = {}  # what acts are about, with the first of them
        self._taken: list[tuple[Seen, Seen | None, Seen | None]] = []
        self._undone: dict[tuple[str, str], Occasion] = {}  # what will be the same ones again
        self._again: Key | None = None  # what came from here on is to be told anew

    def add(self, s: Seen, ids: Collection[str]) -> None:
        """Take an event in; where it came before others, `gather` has to follow."""
        self.by_id[s.id] = s
        if s.about is not None:
            self._named[s.about] = min(self._named.get(s.about, s.key), s.key)
        if self._again is None and (not self.acts or s.key > self.acts[-1].key):
            self.acts.append(s)
            self._take(s, ids)
        else:
            insort(self.acts, s, key=sort_key)
            self._from(s.key)

    def note(self, id: str) -> None:
        """An event has come or gone: what names it may be of another occasion."""
        if id in self._named:
            self._from(self._named[id])

    def _from(self, key: Key) -> None:
        self._again = key if self._again is None else min(self._again, key)

    def of_kinds(self, kinds: Iterable[str]) -> list[Occasion]:
        """Those of some kinds, in the order in which they were first heard of."""
        several = [found for k in kinds if (found := self.by_kind.get(k))]
        if len(several) == 1:
            return list(several[0].values())
        return sorted((o for found in several for o in found.values()), key=_heard)

    def since(self, t: datetime, kinds: Collection[str]) -> dict[str, Occasion]:
        """Those of some kinds of which there is an event from a moment on, by id."""
        told = self.acts[bisect_left(self.acts, (t, ""), key=sort_key) :]
        ids = (s.occasion_id for s in told if s.occasion in kinds and s.occasion_id)
        return {id: self.found[id] for id in ids}

    def remove(self, s: Seen) -> None:
        """Take an event out; `gather` has to follow."""
        del self.by_id[s.id]
        del self.acts[bisect_left(self.acts, s.key, key=sort_key)]
        self._from(s.key)

    def told_of_later(self, events: Iterable[Seen]) -> Iterator[str]:
        """The keys of occasions of which something was said, or taken back, after they were held
        or called off: what was known of them then is another now."""
        for s in events:
            own, named = self.found.get(s.occasion_id or ""), self.found.get(s.about or "")
            if own is not None and own.was_over(s.key):
                yield f"occasion:{own.kind}"
            if named is not None and named.held is None and named.was_over(s.key):
                yield f"occasion:{named.kind}"

    def gather(self, ids: Collection[str]) -> list[Seen]:
        """Tell anew which event is of which occasion, where that can be another; gives those of
        which it is."""
        again, self._again = self._again, None
        if again is None:
            return []
        before: dict[str, str | None] = {}
        while self._taken and self._taken[-1][0].key >= again:
            s = self._taken[-1][0]
            before[s.id] = s.occasion_id
            self._undo()
        acts = self.acts[bisect_left(self.acts, again, key=sort_key) :]
        for s in acts:
            self._take(s, ids)
        self._undone.clear()
        return [s for s in acts if before.get(s.id) not in (None, s.occasion_id)]

    def _take(self, s: Seen, ids: Collection[str]) -> None:
        assert s.occasion is not None
        id = self._which(s, ids)
        occasion = self.found.get(id)
        if occasion is None:
            occasion = self._undone.pop((id, s.occasion), None) or Occasion(id, s.occasion, s)
            occasion.heard = s
            self.found[id] = self.by_kind.setdefault(s.occasion, {})[id] = occasion
        self._taken.append((s, occasion.held, occasion.cancelled))
        s.occasion_id = id
        occasion.acts.append(s)
        if s.does in ("plans", "moves"):
            occasion.plans.append((s, _planned(s)))
            occasion.cancelled = None
        elif s.does == "cancels":
            occasion.plans.append((s, None))
            occasion.cancelled = s
        elif s.does == "holds":
            occasion.held = occasion.held or s
        self._note_open(occasion)

    def _undo(self) -> None:
        """Take back what the last event did."""
        s, held, cancelled = self._taken.pop()
        assert s.occasion_id is not None
        occasion = self.found[s.occasion_id]
        occasion.acts.pop()
        if s.does in ("plans", "moves", "cancels"):
            occasion.plans.pop()
        occasion.held, occasion.cancelled = held, cancelled
        self._note_open(occasion)
        if not occasion.acts:
            for among in (self.found, self.by_kind[occasion.kind], self.open[occasion.kind]):
                del among[occasion.id]
            self._undone[occasion.id, occasion.kind] = occasion
        s.occasion_id = None

    def _note_open(self, occasion: Occasion) -> None:
        among = self.open.setdefault(occasion.kind, {})
        if occasion.over() is None:
            among[occasion.id] = occasion
        else:
            among.pop(occasion.id, None)

    def _which(self, s: Seen, ids: Collection[str]) -> str:
        """The occasion named in `about`, directly or by an event of it; else the only open one of
        its kind; else one of its own. What begins one means a new one."""
        named = s.about
        if named is not None and named in ids:
            told = self.by_id.get(named)
            named = told.occasion_id if told is not None else None
        if named and (named not in self.found or self.found[named].kind == s.occasion):
            return named
        if s.does in ("plans", "begins"):
            return s.id
        open_ones = self.open.get(s.occasion or "", ())
        return next(iter(open_ones)) if len(open_ones) == 1 else s.id


def _planned(s: Seen) -> Moment | None:
    planned_for = s.fields.get("planned_for")
    if planned_for is not None:
        return instant(planned_for)
    day = s.fields.get("planned_on")
    return None if day is None else some_time_on(day)


class Record:
    """What was written down: events with their corrections and retractions, in any order."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.events: dict[str, CaseEvent] = {}
        self.changes: dict[str, list[CaseEvent]] = {}

    def add(self, event: CaseEvent) -> str | None:
        """Take an event in and give the id of the event whose content may be another now."""
        self.events[event.event_id] = event
        target = _target(event)
        if target is not None:
            self.changes.setdefault(target, []).append(event)
        return self._root(event.event_id)

    def missing(self) -> Iterator[str]:
        """A warning for each change of an event that is not there."""
        for target, changes in self.changes.items():
            if target not in self.events:
                for c in changes:
                    yield f"event {c.event_id} changes {target}, which is not in the log"

    def content(self, id: str) -> tuple[CaseEvent, datetime] | None:
        """What an event says after its changes, and since when that is on record."""
        event = self.events[id]
        changes = self.changes.get(id)
        if not changes:
            return event, event.recorded_at
        content = self._settled(event, frozenset())
        if content is None:
            return None
        versions, waiting, passed = [event], [event], {id}
        for e in waiting:  # changes of changes too
            fresh = [c for c in self.changes.get(e.event_id, ()) if c.event_id not in passed]
            passed.update(c.event_id for c in fresh)
            waiting += fresh
            versions += [v for c in fresh if isinstance(v := c.field("event"), CaseEvent)]
        wanted = _what(content)
        return content, min(v.recorded_at for v in versions if _what(v) == wanted)

    def _root(self, id: str) -> str | None:
        """The event that a change, or a change of a change, is about."""
        passed: set[str] = set()
        while id not in passed:
            passed.add(id)
            if id not in self.events:
                return None
            target = _target(self.events[id])
            if target is None:
                return id
            id = target
        return None

    def _settled(self, event: CaseEvent, above: frozenset[str]) -> CaseEvent | None:
        """After the latest of its changes that stand; None: it is withdrawn."""
        id = event.event_id
        live: list[tuple[datetime, str, CaseEvent, CaseEvent]] = []
        for c in self.changes.get(id, ()):
            if c.event_id in above:
                continue
            after = self._settled(c, above | {id})
            if after is not None:
                live.append((c.recorded_at, c.event_id, c, after))
        if not live:
            corrected = event.field("event")
            return corrected if isinstance(corrected, CaseEvent) else event
        _, _, last, after = max(live, key=lambda x: x[:2])
        return None if last.kind == "retraction" else after


def _target(event: CaseEvent) -> str | None:
    fields = event.__dict__
    target = fields.get("replaces") or fields.get("withdraws")
    return target if isinstance(target, str) else None


def _what(event: CaseEvent) -> dict[str, Any]:
    skip = ("event_id", "recorded_at")
    return {k: v for k, v in event.__dict__.items() if k not in skip and v is not None}


def seen_from(
    id: str, event: CaseEvent, recorded: datetime, kinds: Mapping[str, EventKind]
) -> list[Seen]:
    """The event as rules see it, and one for each thing that it says was last done."""
    kind = kinds[event.kind]
    if event.occurred_at is not None:
        when = instant(event.occurred_at)
    else:
        assert event.occurred_on is not None
        when = some_time_on(event.occurred_on, recorded)
    fields = event.__dict__
    occasion, does = None, None
    if kind.occasion is not None:
        occasion, does = _occasion(kind, fields), kind.occasion.does
    seen = [Seen(id, event.kind, when, recorded, event.about, fields, occasion, does)]
    last_done = fields.get("last_done")
    if last_done:
        seen += _last_done(seen[0], last_done, kinds)
    return seen


def _occasion(kind: EventKind, fields: Mapping[str, Any]) -> str | None:
    assert kind.occasion is not None
    return kind.occasion.kind or fields.get(kind.occasion.kind_from or "")


def _last_done(
    s: Seen, last_done: Mapping[str, Any], kinds: Mapping[str, EventKind]
) -> Iterable[Seen]:
    for name, day in last_done.items():
        kind = kinds.get(name) or _holding(name, kinds)
        if kind is None:
            continue
        effect, fields, occasion = kind.occasion, dict[str, Any](), None
        if effect is not None:
            if effect.kind_from:
                fields[effect.kind_from] = name
            occasion = _occasion(kind, fields)
        does = effect.does if effect else None
        when = some_time_on(day)
        yield Seen(
            f"{s.id}.{name}", kind.name, when, s.recorded, None, fields, occasion, does, True
        )


def _holding(occasion: str, kinds: Mapping[str, EventKind]) -> EventKind | None:
    """The kind of event that holds an occasion: its own, else the general one."""
    general = None
    for kind in kinds.values():
        if kind.occasion and kind.occasion.does == "holds":
            if kind.occasion.kind == occasion:
                return kind
            if general is None and kind.occasion.kind_from:
                general = kind
    return general
