"""The life of a duty: its state at a moment, when that changes, and its breaches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest

from protocolrules.engine.core import Core
from protocolrules.engine.days import Moment, day_end, day_of, instant
from protocolrules.engine.log import Seen
from protocolrules.engine.slots import Dated, Slot
from protocolrules.engine.verdicts import Verdict
from protocolrules.engine.who import allocated
from protocolrules.results import Breach, DutyState
from protocolrules.timing import BeforeOccasion, OnTheDay, ReviewDate

Break = tuple[datetime, datetime | None, Verdict | Seen]
OPEN = frozenset(("upcoming", "due", "overdue", "untimed", "in_force", "broken", "undetermined"))


def standing(slot: Slot, t: datetime) -> Dated | None:
    """The due date that stands at a moment (a met duty keeps the one it was met under)."""
    if slot.met is not None:
        t = min(t, slot.met.when.latest)
    for dated in reversed(slot.dates):
        if dated.from_ <= t:
            return dated
    return slot.dates[0] if slot.dates else None


def in_time(slot: Slot) -> bool | None:
    """Whether it was met in time; None when a date alone cannot say."""
    if slot.met is None:
        return True
    when: Moment = slot.met.when
    dated = standing(slot, when.latest)
    if dated is None or dated.deadline.due is None:
        return True
    due = dated.deadline.due
    if when.exact:
        return when.earliest < due
    if when.latest <= due:
        return True
    return False if when.earliest >= due else None


def word(core: Core, slot: Slot, t: datetime) -> DutyState | None:
    """The one word for its state at a moment; None before it arose."""
    if t < slot.a.from_ or (slot.part and slot.active and t < slot.active):
        return None
    if slot.duty.done_when is None:
        return _kept_word(core, slot, t)
    met = slot.met is not None and slot.met.when.earliest <= t
    close = slot.close if slot.close is not None and slot.close.at <= t and not met else None
    if slot.judged is not None and slot.judged[0] is None and slot.judged[1].when.earliest <= t:
        return "undetermined"
    if slot.when_unknown and not (close is not None and close.how == "lapsed"):
        return "undetermined"
    if met:
        timely = in_time(slot)
        return "undetermined" if timely is None else "met" if timely else "met_late"
    unsure = slot.maybe is not None and slot.maybe.when.earliest <= t
    if close is not None and not (unsure and close.how == "missed"):
        return "missed" if close.how == "missed" else "lapsed"
    if unsure:
        return "undetermined"
    ahead = any(x is not None and x > slot.a.from_ and t < x for x in (slot.active, slot.opens))
    if slot.waiting or ahead:
        return "upcoming"
    dated = standing(slot, t)
    if dated is None or dated.deadline.due is None:
        return "untimed"
    return "overdue" if dated.deadline.due <= t else "due"


def edges(core: Core, slot: Slot) -> Iterator[datetime]:
    """Every moment at which the word for its state can change."""
    yield slot.a.from_
    for t in (slot.active, slot.opens, slot.close.at if slot.close else None):
        if t is not None:
            yield t
    for s in (slot.met, slot.maybe, slot.judged and slot.judged[1]):
        if s is not None:
            yield s.when.earliest
    for dated in slot.dates:
        yield dated.from_
        if dated.deadline.due is not None:
            yield dated.deadline.due
    if slot.duty.done_when is None:
        for begin, end, _ in breaks(core, slot):
            yield begin
            if end is not None:
                yield end


def _kept_word(core: Core, slot: Slot, t: datetime) -> DutyState:
    over = slot.close is not None and slot.close.at <= t
    if slot.duty.not_observable is not None:
        return "lapsed" if over else "in_force"
    found = [b for b in breaks(core, slot) if b[0] <= t]
    if over:
        return "broken" if found else "kept"
    return "broken" if any(end is None or t < end for _, end, _ in found) else "in_force"


def breaks(core: Core, slot: Slot) -> list[Break]:
    """Each time a continuous duty was broken: at an event, or as long as a fact held."""
    stop, arose = slot.close.at if slot.close else None, slot.a.from_
    found: list[Break] = []
    pattern = slot.duty.broken_by
    if pattern is not None:
        matches = core.program.pattern(pattern)
        for s in core.of_kinds_after(pattern.kinds, arose):
            inside = s.when.latest > arose and (stop is None or s.when.earliest < stop)
            ours = s.about is None or slot.is_about(s.about) or slot.a.of == "spell"
            if inside and ours and matches(s):
                found.append((s.when.earliest, s.when.earliest, s))
    if slot.duty.broken_while is not None:
        for spell in core.spells(core.program.cond(slot.duty.broken_while)):
            begin = max(arose, spell.start or arose)
            end = min((e for e in (spell.end, stop) if e is not None), default=None)
            if spell.verdict.holds and (end is None or begin < end) and core.note(begin):
                found.append((begin, end, spell.verdict))
    return found


def breaches(core: Core, slot: Slot) -> list[Breach]:
    """Every span in which it stood unmet past its date, and whether that counts against anyone."""
    if slot.duty.done_when is None:
        return [
            _breach(core, slot, broke, mended, why.recorded if isinstance(why, Verdict) else None)
            for broke, mended, why in breaks(core, slot)
        ]
    if slot.when_unknown or in_time(slot) is None:
        return []
    return [*_overdue(core, slot), *_missed(core, slot)]


def _overdue(core: Core, slot: Slot) -> Iterator[Breach]:
    done = slot.met or slot.maybe
    ends = [done.when.earliest] if done else []
    ends += [slot.close.at] if slot.close else []
    for dated, after in zip_longest(slot.dates, slot.dates[1:]):
        due = dated.deadline.due
        if due is None:
            continue
        begin = max(due, dated.from_)
        if not core.note(begin):
            continue
        end = min([*ends, *([after.from_] if after else [])], default=None)
        at_once = slot.met is not None and not after and end == begin  # met as it fell due: late
        if end is None or begin < end or at_once:
            yield _breach(core, slot, begin, end, dated.recorded, dated.short_notice)


def _missed(core: Core, slot: Slot) -> Iterator[Breach]:
    """Missed while not overdue: a breach of no length."""
    close = slot.close
    if close is None or close.how != "missed" or slot.met is not None or slot.maybe is not None:
        return
    if not core.note(close.at):
        return
    dated = standing(slot, close.at) or Dated(close.at)
    due = dated.deadline.due
    if due is not None and due < close.at:
        return
    missed = _breach(core, slot, close.at, close.at, dated.recorded, dated.short_notice)
    if due is not None and due > close.at:
        early = "what it was for ended before the due date"
        missed = missed.model_copy(update={"attributable": False, "why_not": early})
    yield missed


def _breach(
    core: Core,
    slot: Slot,
    begin: datetime,
    end: datetime | None,
    date_known: datetime | None,
    short_notice: bool = False,
) -> Breach:
    why = None
    if short_notice:
        over = slot.occasion.held if slot.occasion and slot.occasion.plans else None
        past = over is not None and _by(core, over.when.latest, end)
        why = None if past else "short notice"
    else:
        known = [date_known, slot.settled.recorded, *_allocated(core, slot, begin)]
        known.append(slot.a.verdict.recorded if slot.judged else slot.a.recorded)
        first = max((k for k in known if k is not None), default=None)
        if first is not None and first > begin and not _by(core, _again(core, slot, first), end):
            why = f"first recorded on {day_of(first).isoformat()}"
    return Breach(from_=begin, to=end, attributable=why is None, why_not=why)


def _by(core: Core, t: datetime, end: datetime | None) -> bool:
    """Whether a moment has come while the breach lasted."""
    return core.note(t) and (end is None or t <= end)


def _allocated(core: Core, slot: Slot, t: datetime) -> Iterator[datetime | None]:
    """When it was first recorded who held the roles that were allocated by then."""
    who = slot.settled.who
    if who.how == "any_of":
        return
    for role in who.roles if slot.holder is None else (slot.holder,):
        if allocated(core, role):
            worker, why = core.value(f"role:{role}", t)
            yield why.recorded if worker is not None else None


def _again(core: Core, slot: Slot, first: datetime) -> datetime:
    """When its own period has run again from when it could first be known."""
    looks_ahead = isinstance(slot.duty.timing, (BeforeOccasion, OnTheDay))
    days = core.program.days
    if slot.spec is not None and not looks_ahead and not isinstance(slot.spec, ReviewDate):
        due = days.after(instant(first), slot.spec).due
        if due is not None:
            return due
    return day_end(days.next_working_day(day_of(first)))
