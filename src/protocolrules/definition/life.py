"""The life of a duty: its state at a moment, its breaches, and the result that shows both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import zip_longest

from protocolrules.definition.days import Deadline, Point
from protocolrules.definition.history import Seen
from protocolrules.definition.slots import Dated, Slot
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Need, Verdict, conditions
from protocolrules.definition.who import now, settle
from protocolrules.londontime import end_of_day, local_date
from protocolrules.periods import Unit
from protocolrules.results import (
    Amount,
    Anchor,
    Because,
    Breach,
    Duty,
    DutyState,
    FormerDue,
    Lapse,
    Missing,
    WhoNow,
)
from protocolrules.timing import BeforeOccasion, EndOfWorkingDay, OnTheDay, ReviewDate, Within

OPEN = ("upcoming", "due", "overdue", "untimed", "in_force", "broken", "undetermined")


def standing(slot: Slot, t: datetime) -> Dated | None:
    """The due date that stands at a moment (a met duty keeps the one it was met under)."""
    if slot.met is not None:
        t = min(t, slot.met.when.latest)
    stood = [d for d in slot.dates if d.from_ <= t]
    return stood[-1] if stood else (slot.dates[0] if slot.dates else None)


def in_time(slot: Slot) -> bool | None:
    """Whether it was met in time; None when a date alone cannot say."""
    dated = standing(slot, slot.met.when.latest) if slot.met else None
    if dated is None or dated.deadline.due is None or slot.met is None:
        return True
    due, when = dated.deadline.due, slot.met.when
    if when.exact:
        return when.earliest < due
    return True if when.latest <= due else False if when.earliest >= due else None


def word(world: World, slot: Slot, t: datetime) -> DutyState | None:
    """The one word for its state at a moment; None before it arose."""
    if t < slot.a.from_ or (slot.part and slot.active and t < slot.active):
        return None
    if slot.duty.done_when is None:
        return _kept_word(world, slot, t)
    met = slot.met is not None and slot.met.when.earliest <= t
    closed = slot.close is not None and slot.close.at <= t and not met
    if slot.judged is not None and slot.judged[0] is None and slot.judged[1].when.earliest <= t:
        return "undetermined"
    if slot.when_unknown and not (closed and slot.close and slot.close.how == "lapsed"):
        return "undetermined"
    if met:
        timely = in_time(slot)
        return "undetermined" if timely is None else "met" if timely else "met_late"
    unsure = slot.maybe is not None and slot.maybe.when.earliest <= t
    if closed and slot.close is not None and not (unsure and slot.close.how == "missed"):
        return "missed" if slot.close.how == "missed" else "lapsed"
    if unsure:
        return "undetermined"
    ahead = [x for x in (slot.active, slot.opens) if x is not None and x > slot.a.from_]
    if slot.waiting or any(t < x for x in ahead):
        return "upcoming"
    dated = standing(slot, t)
    if dated is None or dated.deadline.due is None:
        return "untimed"
    return "overdue" if dated.deadline.due <= t else "due"


def edges(world: World, slot: Slot) -> Iterator[datetime]:
    """Every moment at which the word for its state can change."""
    yield slot.a.from_
    yield from (t for t in (slot.active, slot.opens) if t is not None)
    yield from (s.when.earliest for s in (slot.met, slot.maybe) if s is not None)
    if slot.close is not None:
        yield slot.close.at
    if slot.judged is not None:
        yield slot.judged[1].when.earliest
    for dated in slot.dates:
        yield dated.from_
        if dated.deadline.due is not None:
            yield dated.deadline.due
    for begin, end, _ in breaks(world, slot) if slot.duty.done_when is None else ():
        yield begin
        if end is not None:
            yield end


def _kept_word(world: World, slot: Slot, t: datetime) -> DutyState:
    closed = slot.close is not None and slot.close.at <= t
    if slot.duty.not_observable is not None:
        return "lapsed" if closed else "in_force"
    found = [b for b in breaks(world, slot) if b[0] <= t]
    if closed:
        return "broken" if found else "kept"
    return "broken" if any(end is None or t < end for _, end, _ in found) else "in_force"


def breaks(world: World, slot: Slot) -> list[tuple[datetime, datetime | None, Verdict | Seen]]:
    """Each time a continuous duty was broken: at an event, or as long as a fact held."""
    stop = slot.close.at if slot.close else None
    found: list[tuple[datetime, datetime | None, Verdict | Seen]] = []
    if slot.duty.broken_by is not None:
        for s in world.log.seen:
            inside = s.when.latest > slot.a.from_ and (stop is None or s.when.earliest < stop)
            ours = s.about is None or s.about in slot.keys or slot.a.of == "spell"
            if inside and ours and world.others.matches(slot.duty.broken_by, s):
                found.append((s.when.earliest, s.when.earliest, s))
    if slot.duty.broken_while is not None:
        for spell in world.spells(slot.duty.broken_while):
            begin = max(slot.a.from_, spell.start or slot.a.from_)
            ends = [e for e in (spell.end, stop) if e is not None]
            if spell.verdict.holds and (not ends or begin < min(ends)) and begin <= world.at:
                found.append((begin, min(ends) if ends else None, spell.verdict))
    return found


def breaches(world: World, slot: Slot) -> list[Breach]:
    """Every span in which it stood unmet past its date, and whether that counts against anyone."""
    if slot.duty.done_when is None:
        return [
            _breach(world, slot, broke, mended, why.recorded if isinstance(why, Verdict) else None)
            for broke, mended, why in breaks(world, slot)
        ]
    if slot.when_unknown or in_time(slot) is None:
        return []
    return [*_overdue(world, slot), *_missed(world, slot)]


def _overdue(world: World, slot: Slot) -> Iterator[Breach]:
    done = slot.met or slot.maybe
    ends = [done.when.earliest] if done else []
    ends += [slot.close.at] if slot.close else []
    for dated, after in zip_longest(slot.dates, slot.dates[1:]):
        end = min([*ends, *([after.from_] if after else [])], default=None)
        due = dated.deadline.due
        begin = None if due is None else max(due, dated.from_)
        if begin is None or begin > world.at:
            continue
        at_once = slot.met is not None and not after and end == begin  # met as it fell due: late
        if end is None or begin < end or at_once:
            yield _breach(world, slot, begin, end, dated.recorded, dated.short_notice)


def _missed(world: World, slot: Slot) -> Iterator[Breach]:
    """Missed while not overdue: a breach of no length."""
    close, open_ = slot.close, slot.met is None and slot.maybe is None
    if close is not None and close.how == "missed" and close.at <= world.at and open_:
        dated = standing(slot, close.at) or Dated(close.at, Deadline())
        due = dated.deadline.due
        if due is None or due >= close.at:
            short = dated.short_notice
            missed = _breach(world, slot, close.at, close.at, dated.recorded, short)
            if due is not None and due > close.at:
                early = "what it was for ended before the due date"
                missed = missed.model_copy(update={"attributable": False, "why_not": early})
            yield missed


def _breach(
    world: World,
    slot: Slot,
    begin: datetime,
    end: datetime | None,
    date_known: datetime | None,
    short_notice: bool = False,
) -> Breach:
    until = min(end or world.at, world.at)
    why = None
    if short_notice:
        over = slot.occasion.held if slot.occasion and slot.occasion.plans else None
        why = None if over is not None and over.when.latest <= until else "short notice"
    else:
        known = [date_known, slot.settled.recorded, *_allocated(world, slot, begin)]
        known.append(slot.a.verdict.recorded if slot.judged else slot.a.recorded)
        first = max((k for k in known if k), default=None)
        if first is not None and first > begin and _again(world, slot, first) > until:
            why = f"first recorded on {local_date(first).isoformat()}"
    return Breach(from_=begin, to=end, attributable=why is None, why_not=why)


def _allocated(world: World, slot: Slot, t: datetime) -> Iterator[datetime | None]:
    """When it was first recorded who held the roles that were allocated by then."""
    roles = world.protocol.vocabulary.roles
    for role in slot.settled.who.roles if slot.holder is None else (slot.holder,):
        if role in roles and roles[role].allocated and slot.settled.who.how != "any_of":
            worker, why = world.value(f"role:{role}", t)
            yield why.recorded if worker is not None else None


def _again(world: World, slot: Slot, first: datetime) -> datetime:
    """When its own period has run again from when it could first be known."""
    looks_ahead = isinstance(slot.duty.timing, (BeforeOccasion, OnTheDay))
    if slot.spec is not None and not looks_ahead and not isinstance(slot.spec, ReviewDate):
        due = world.days.after(Point.at(first), slot.spec).due
        if due is not None:
            return due
    return end_of_day(world.days.next_working_day(local_date(first)))


# --- the result -------------------------------------------------------------------------------


def needs(slot: Slot, state: DutyState) -> set[Need]:
    """What is missing for this duty."""
    found = set(slot.needs)
    if state == "undetermined":
        if slot.met is not None and in_time(slot) is None:
            found.add(Need("field", "occurred_at", slot.met.id))
        if slot.maybe is not None and slot.met is None:
            found |= {Need("field", n, slot.maybe.id) for n in _silent(slot)}
    if state in OPEN:
        found |= slot.settled.needs
    return found


def _silent(slot: Slot) -> Iterator[str]:
    stack = [slot.tree]
    while stack:
        tree = stack.pop()
        if tree is None or slot.maybe is None:
            continue
        if hasattr(tree, "parts"):
            stack += tree.parts
        elif hasattr(tree.what, "tests") and slot.maybe.kind in getattr(tree.what, "kinds", ()):
            yield from (n for n, _ in tree.what.tests if slot.maybe.fields.get(n) is None)
        elif not hasattr(tree.what, "tests"):
            yield "attendance"


def duty(world: World, slot: Slot, id: str, because: bool) -> Duty | None:
    """The result for one duty as of `at`."""
    t = world.at
    state = word(world, slot, t)
    if state is None:
        return None
    dated = None if slot.when_unknown else standing(slot, t)
    deadline, met, open_ = dated.deadline if dated else Deadline(), slot.met, state in OPEN
    who, to, missing = _sides(world, slot, state)
    spans = tuple(breaches(world, slot))
    must = slot.duty.modality == "must"
    return Duty(
        id=id,
        rule=slot.rule.name,
        clause=slot.rule.clause,
        readings=slot.rule.readings,
        topic=slot.rule.topic,
        modality=slot.duty.modality,
        who=who,
        to=to,
        action=slot.duty.action,
        anchor=_anchor(slot),
        due=deadline.due,
        last_day=deadline.last_day,
        state=state,
        occurrence=slot.occurrence,
        met_by=met.id if met else None,
        met_at=met.when.earliest if met and met.when.exact else None,
        met_on=met.when.day if met else None,
        met_recorded_at=met.recorded if met else None,
        lateness=_lateness(world, slot, deadline) if met and state == "met_late" else None,
        age_days=_age(slot, t) if open_ else None,
        breaches=spans if must else (),
        departures=() if must else spans,
        re_dated=tuple(_former(slot, t)),
        provisional=deadline.provisional,
        short_notice=dated.short_notice if dated else False,
        as_soon_as_possible=slot.duty.as_soon_as_possible,
        last_done_at=slot.last_done.when.earliest if slot.last_done else None,
        lapse=_lapse(slot, state),
        not_observable=slot.duty.not_observable,
        missing=missing,
        notes=tuple(slot.notes),
        because=_because(world, slot, deadline) if because else None,
    )


def _age(slot: Slot, t: datetime) -> int:
    """In days; midnight at the end of a day is still that day, as for a due date."""
    today = local_date(t - timedelta(microseconds=1))
    return max((today - local_date(slot.active or slot.a.from_)).days, 0)


def _sides(
    world: World, slot: Slot, state: DutyState
) -> tuple[WhoNow, WhoNow | None, tuple[Missing, ...]]:
    """Who it is for and to whom, at the moment (a judged duty: when it was judged), and what
    nobody has said yet."""
    open_ = state in OPEN
    t = world.at if open_ or slot.judged is None else slot.judged[1].when.earliest
    who = now(world, slot.settled, t, slot.matter(), slot.holder, alternate=slot.turn)
    missing, to = needs(slot, state), None
    if slot.duty.to is not None:
        settled = settle(world, slot.duty.to, slot.a.from_, slot.a.frame)
        to = now(world, settled, t, slot.matter(), contacts=True)
        missing |= settled.needs if open_ else set()
    in_order = sorted(missing, key=lambda n: (n.kind, n.name, n.event_id or ""))
    return who, to, tuple(Missing(**{n.kind: n.name}) for n in in_order)


def _anchor(slot: Slot) -> Anchor:
    point = slot.anchor
    return Anchor(
        of=slot.anchor_of or slot.a.of,
        id=slot.anchor_id,
        at=point.earliest if point and point.exact else None,
        on=point.day if point and not point.exact else None,
        beginning_unreported=slot.a.unreported,
    )


def _former(slot: Slot, t: datetime) -> Iterator[FormerDue]:
    met = slot.met.when.earliest if slot.met else None
    for d, after in zip(slot.dates, slot.dates[1:], strict=False):
        moved = d.deadline.due != after.deadline.due
        if moved and after.from_ <= t and (met is None or after.from_ <= met):
            yield FormerDue(
                due=d.deadline.due,
                last_day=d.deadline.last_day,
                until=after.from_,
                event_id=after.event_id,
            )


def _lateness(world: World, slot: Slot, deadline: Deadline) -> Amount | None:
    due, last_day = deadline.due, deadline.last_day
    if due is None or last_day is None or slot.met is None:
        return None
    match slot.spec:
        case Within(period):
            return world.days.late(last_day, due, slot.met.when, period.unit)
        case EndOfWorkingDay():
            return world.days.late(last_day, due, slot.met.when, Unit.WORKING_DAYS)
    return Amount(count=max((slot.met.when.day - last_day).days, 0), unit="days")


def _lapse(slot: Slot, state: DutyState) -> Lapse | None:
    if state != "lapsed" or slot.close is None:
        return None
    return Lapse(
        at=slot.close.at,
        why=slot.close.why,
        event_id=slot.close.event_id,
        anything_recorded=bool(slot.events) or _done_regularly(slot),
    )


# --- reasons ----------------------------------------------------------------------------------


def _because(world: World, slot: Slot, deadline: Deadline) -> Because:
    a = slot.a
    state = (a.spell.verdict,) if a.spell is not None else ()
    used = {n: world.reading(n) for n in slot.rule.readings}
    notes = list(slot.notes)
    if a.unreported:
        notes.append("nobody reported when this state began: counted from the first report of it")
    if slot.waiting:
        notes.append(slot.waiting)
    if slot.close is not None and slot.met is None:
        notes.append(slot.close.why)
    return Because(
        trigger=a.of,
        event_id=a.trigger.id if a.trigger else a.id,
        at=a.from_,
        conditions=tuple(r for v in state for r in conditions(v)) + conditions(a.verdict),
        readings=used,
        derivation=deadline.steps,
        notes=tuple(notes),
    )


def _done_regularly(slot: Slot) -> bool:
    return slot.last_done is not None and slot.duty.repeat[0].how == "regularly"
