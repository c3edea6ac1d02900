"""True, false and unknown, with what decided: strong Kleene, spelled out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from protocolrules.definition.history import Seen
from protocolrules.expressions import Test
from protocolrules.results import How, Reason


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that nobody has said: its kind (fact, reading, holder, field, judgement)."""

    kind: str
    name: str
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """True, false or None (unknown), what decided it, and when that was first recorded."""

    holds: bool | None
    says: str
    value: str | None = None
    event_id: str | None = None
    since: datetime | None = None
    how: How = "derived"
    parts: tuple[Verdict, ...] = ()
    needs: frozenset[Need] = frozenset()
    recorded: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch in which a condition has one value. `start` None: as far back as known; then
    `counted_from` is the first report that it holds."""

    start: datetime | None
    end: datetime | None
    verdict: Verdict

    def covers(self, t: datetime) -> bool:
        """Whether the moment lies in it; the end does not."""
        return (self.start is None or self.start <= t) and (self.end is None or t < self.end)


@dataclass(frozen=True, slots=True)
class Frame:
    """The trigger that a condition is judged for: its event, its beginning, and the ids that an
    event can name to be about it. `later`: what is judged later settles it too (an `if`)."""

    trigger: Seen | None = None
    start: datetime | None = None
    keys: frozenset[str] = frozenset()
    later: bool = False


NO_FRAME = Frame()
TRUE = Verdict(True, "always")


ALL, ANY = "all of", "any of"


def all_of(parts: Sequence[Verdict], says: str = ALL) -> Verdict:
    """Strong Kleene and: false wins, then unknown; `needs` only of what is unknown."""
    if len(parts) == 1:
        return parts[0]
    false = [p for p in parts if p.holds is False]
    if false:
        return Verdict(False, says, parts=tuple(false), recorded=_first(false))
    if any(p.holds is None for p in parts):
        return _unknown(parts, says)
    last = max(parts, key=lambda p: (p.since is not None, p.since), default=TRUE)
    holds = Verdict(True, says, None, last.event_id, last.since, parts=tuple(parts))
    return replace(holds, recorded=_last(parts))


def any_of(parts: Sequence[Verdict], says: str = ANY) -> Verdict:
    """Strong Kleene or: true wins, then unknown."""
    true = [p for p in parts if p.holds is True]
    if true:
        holds = Verdict(True, says, None, true[0].event_id, true[0].since, parts=tuple(true))
        return replace(holds, recorded=_first(true))
    if any(p.holds is None for p in parts):
        return _unknown(parts, says)
    return Verdict(False, says, parts=tuple(parts), recorded=_last(parts))


def _unknown(parts: Sequence[Verdict], says: str) -> Verdict:
    needs = frozenset().union(*(p.needs for p in parts if p.holds is None))
    return Verdict(None, says, parts=tuple(parts), needs=needs)


def negate(part: Verdict) -> Verdict:
    """Not: unknown stays unknown."""
    holds = None if part.holds is None else not part.holds
    return replace(part, holds=holds, says="not", value=None, how="derived", parts=(part,))


def unset(says: str, reading: str) -> Verdict:
    """Unknown, since a reading has not been settled."""
    return Verdict(None, says, needs=frozenset({Need("reading", reading)}))


def _last(parts: Sequence[Verdict]) -> datetime | None:
    return max((p.recorded for p in parts if p.recorded), default=None)


def _first(parts: Sequence[Verdict]) -> datetime | None:
    """When the first of several was recorded, each enough by itself; None: known without."""
    recorded = [p.recorded for p in parts]
    return None if None in recorded else min((r for r in recorded if r), default=None)


def counted_from(v: Verdict) -> datetime | None:
    """The first report that it holds, where nobody said when it began."""
    if not v.parts:
        return v.since if v.how in ("found", "reported") else None
    times = [t for p in v.parts if (t := counted_from(p)) is not None]
    return (min if v.says == ANY else max)(times, default=None)


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


def rests_on_events(v: Verdict) -> bool:
    """Whether something in the log speaks to one of its conditions."""
    return v.event_id is not None or any(rests_on_events(p) for p in v.parts)


def cause(v: Verdict, t: datetime) -> str | None:
    """The event that decided; of several, one whose news begins at the moment."""
    found = sorted(_decisive(v), key=lambda decided: decided[1] != t)
    return found[0][0] if found else None


def _decisive(v: Verdict) -> Iterator[tuple[str, datetime | None]]:
    for part in v.parts:
        yield from _decisive(part)
    if v.event_id is not None:
        yield v.event_id, v.since


def reason(v: Verdict) -> Reason:
    """A verdict as data."""
    return Reason(
        condition=v.says,
        holds=v.holds,
        value=v.value,
        event_id=v.event_id,
        since=v.since,
        how=v.how,
        parts=tuple(reason(p) for p in v.parts),
    )


def conditions(verdict: Verdict) -> tuple[Reason, ...]:
    """The conditions behind a verdict, one line each."""
    parts = verdict.parts if verdict.says == "all of" and verdict.parts else (verdict,)
    return tuple(reason(p) for p in parts if p.says != "always")
