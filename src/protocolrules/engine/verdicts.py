"""True, false and unknown, with what decided. Values here are made once and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from protocolrules.engine.days import NEVER
from protocolrules.engine.log import Seen
from protocolrules.expressions import Test
from protocolrules.results import How


class Need(NamedTuple):
    """One thing that nobody has said: its kind (fact, reading, holder, field, judgement)."""

    kind: str
    name: str
    event_id: str | None = None


NOTHING: frozenset[Need] = frozenset()


@dataclass(slots=True)
class Verdict:
    """True, false or None (unknown), what decided it, and when that was first recorded."""

    holds: bool | None
    says: str
    value: str | None = None
    event_id: str | None = None
    since: datetime | None = None
    how: How = "derived"
    parts: tuple[Verdict, ...] = ()
    needs: frozenset[Need] = NOTHING
    recorded: datetime | None = None


class Spell(NamedTuple):
    """A stretch over which a condition keeps one value, with the verdict at its beginning.

    `start` None: as far back as anybody knows.
    """

    start: datetime | None
    end: datetime | None
    verdict: Verdict

    def covers(self, t: datetime) -> bool:
        """Whether a moment lies in it; the end does not."""
        return (self.start is None or self.start <= t) and (self.end is None or t < self.end)


def ends(spell: Spell) -> datetime:
    """When a spell ends."""
    return spell.end or NEVER


@dataclass(slots=True)
class Frame:
    """What a condition is judged for: the trigger, when it was, and the ids that an event can
    name to be about it. `later`: what is judged later settles it too."""

    trigger: Seen | None = None
    start: datetime | None = None
    keys: frozenset[str] = frozenset()
    later: bool = False


NO_FRAME = Frame()
TRUE = Verdict(True, "always")
ALL, ANY = "all of", "any of"


def all_of(parts: Sequence[Verdict]) -> Verdict:
    """Strong Kleene and: one false part decides, else one unknown."""
    if len(parts) == 1:
        return parts[0]
    false = tuple(p for p in parts if p.holds is False)
    if false:
        return Verdict(False, ALL, parts=false, recorded=_first(false))
    if any(p.holds is None for p in parts):
        return _unknown(parts, ALL)
    if not parts:
        return Verdict(True, ALL)
    last = parts[0]
    for p in parts:
        if p.since is not None and (last.since is None or p.since > last.since):
            last = p
    recorded = _last(parts)
    return Verdict(
        True, ALL, None, last.event_id, last.since, parts=tuple(parts), recorded=recorded
    )


def any_of(parts: Sequence[Verdict], says: str = ANY) -> Verdict:
    """Strong Kleene or: one true part decides, else one unknown."""
    true = tuple(p for p in parts if p.holds)
    if true:
        one, recorded = true[0], _first(true)
        return Verdict(True, says, None, one.event_id, one.since, parts=true, recorded=recorded)
    if any(p.holds is None for p in parts):
        return _unknown(parts, says)
    return Verdict(False, says, parts=tuple(parts), recorded=_last(parts))


def _unknown(parts: Sequence[Verdict], says: str) -> Verdict:
    needs = NOTHING.union(*(p.needs for p in parts if p.holds is None))
    return Verdict(None, says, parts=tuple(parts), needs=needs)


def negate(v: Verdict) -> Verdict:
    """Not: unknown stays unknown."""
    holds = None if v.holds is None else not v.holds
    return Verdict(holds, "not", None, v.event_id, v.since, "derived", (v,), v.needs, v.recorded)


def unset(says: str, reading: str, value: str | None = None) -> Verdict:
    """Unknown, since a reading has not been settled."""
    return Verdict(None, says, value, needs=frozenset((Need("reading", reading),)))


def told_by(s: Seen, holds: bool | None, says: str, value: str | None = None) -> Verdict:
    """A verdict that one event gives."""
    return Verdict(holds, says, value, s.id, s.when.earliest, "reported", recorded=s.recorded)


def _last(parts: Sequence[Verdict]) -> datetime | None:
    return max((p.recorded for p in parts if p.recorded is not None), default=None)


def _first(parts: Sequence[Verdict]) -> datetime | None:
    """When the first of several was recorded, each enough alone; None: known without an event."""
    first: datetime | None = None
    for p in parts:
        if p.recorded is None:
            return None
        if first is None or p.recorded < first:
            first = p.recorded
    return first


def counted_from(v: Verdict) -> datetime | None:
    """The first report that it holds, where nobody said when it began."""
    if not v.parts:
        return v.since if v.how in ("found", "reported") else None
    times = [t for p in v.parts if (t := counted_from(p)) is not None]
    if not times:
        return None
    return min(times) if v.says == ANY else max(times)


def decided_by(v: Verdict, t: datetime) -> str | None:
    """The event behind a verdict; of several, one whose news begins at the moment."""
    first: str | None = None
    for event_id, since in _decisive(v):
        if since == t:
            return event_id
        first = first or event_id
    return first


def _decisive(v: Verdict) -> Iterator[tuple[str, datetime | None]]:
    for p in v.parts:
        yield from _decisive(p)
    if v.event_id is not None:
        yield v.event_id, v.since


def dated(spell: Spell) -> datetime | None:
    """When a spell began, or the first report of it; None where it holds by silence."""
    return spell.start or counted_from(spell.verdict)


def in_words(value: Any) -> str | None:
    """A value as a person would write it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (frozenset, tuple)):
        return ", ".join(sorted(str(v) for v in value))
    return str(value)


def test_in_words(test: Test) -> str:
    """A test as a person would write it."""
    values = " or ".join(in_words(v) or "" for v in test.values)
    return values if test.op == "is" else f"{test.op.replace('_', ' ')} {values}"


def compare(test: Test, value: Any, scale: Sequence[str] = ()) -> bool | None:
    """A test on a value; None when there is no value. `scale` orders words from low to high."""
    if value is None:
        return None
    op, wanted = test.op, test.values
    if op == "is":
        if isinstance(value, (frozenset, tuple)):
            return any(v in wanted for v in value)
        return value in wanted
    if op in ("any", "all", "only", "none"):
        have, want = frozenset(value), frozenset(wanted)
        if op == "any":
            return not have.isdisjoint(want)
        if op == "all":
            return want <= have
        return have <= want if op == "only" else have.isdisjoint(want)
    left, right = level(value, scale), level(wanted[0], scale)
    if op == "at_least":
        return left >= right
    if op == "more_than":
        return left > right
    return left <= right if op == "at_most" else left < right


def level(value: Any, scale: Sequence[str]) -> int:
    """Where a value stands on its scale; a number is its own."""
    return scale.index(value) if value in scale else int(value or 0)


StandsFor = Mapping[str, Sequence[str]]
