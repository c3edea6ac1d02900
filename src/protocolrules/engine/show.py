"""Results: what is shown of a duty at a moment, and why."""

from __future__ import annotations

from collections.abc import Iterator

from protocolrules.engine.core import Core
from protocolrules.engine.days import NO_DATE, TICK, Deadline, day_of
from protocolrules.engine.evidence import Piece, Pieces, Tree
from protocolrules.engine.lateness import lateness
from protocolrules.engine.life import OPEN, breaches, edges, in_time, standing, word
from protocolrules.engine.slots import Slot
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import ALL, Need, Verdict
from protocolrules.engine.who import now, settle
from protocolrules.results import (
    Amount,
    Anchor,
    Because,
    Duty,
    DutyState,
    FormerDue,
    Lapse,
    Missing,
    Reason,
    WhoNow,
)


def duty(core: Core, slot: Slot, id: str, because: bool) -> Duty | None:
    """The result for one duty as of now; None before it arose."""
    rule, state = slot.a.plan.rule, word(core, slot, core.now)
    if state is None:
        return None
    dated = None if slot.when_unknown else standing(slot, core.now)
    deadline, met, open_ = dated.deadline if dated else NO_DATE, slot.met, state in OPEN
    for t in edges(core, slot) if open_ else ():
        core.note(t)
    who, to, missing = _sides(core, slot, state)
    spans = tuple(breaches(core, slot))
    must = slot.duty.modality == "must"
    return Duty(
        id=id,
        rule=rule.name,
        clause=rule.clause,
        readings=rule.readings,
        topic=rule.topic,
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
        lateness=_lateness(core, slot, deadline) if met and state == "met_late" else None,
        age_days=_age(core, slot) if open_ else None,
        breaches=spans if must else (),
        departures=() if must else spans,
        re_dated=tuple(_former(core, slot)),
        provisional=deadline.provisional,
        short_notice=dated.short_notice if dated else False,
        as_soon_as_possible=slot.duty.as_soon_as_possible,
        last_done_at=slot.last_done.when.earliest if slot.last_done else None,
        lapse=_lapse(slot, state),
        not_observable=slot.duty.not_observable,
        missing=missing,
        notes=tuple(slot.notes),
        because=_because(core, slot, deadline) if because else None,
    )


def _age(core: Core, slot: Slot) -> int:
    """In days; midnight at the end of a day is still that day, as for a due date."""
    today = day_of(core.now - TICK)
    return max((today - day_of(slot.active or slot.a.from_)).days, 0)


def _sides(
    core: Core, slot: Slot, state: DutyState
) -> tuple[WhoNow, WhoNow | None, tuple[Missing, ...]]:
    """Who it is for and to whom, at the moment (a judged duty: when it was judged), and what
    nobody has said yet."""
    open_ = state in OPEN
    t = core.now if open_ or slot.judged is None else slot.judged[1].when.earliest
    who = now(core, slot.settled, t, slot.matter(), slot.holder, alternate=slot.turn)
    missing, to = needs(slot, state), None
    if slot.duty.to is not None:
        settled = settle(core, slot.duty.to, slot.a.from_, slot.a.frame())
        to = now(core, settled, t, slot.matter(), contacts=True)
        if open_:
            missing |= settled.needs
    if not missing:
        return who, to, ()
    in_order = sorted(missing, key=lambda n: (n.kind, n.name, n.event_id or ""))
    return who, to, tuple(Missing(**{n.kind: n.name}) for n in in_order)


def needs(slot: Slot, state: DutyState) -> set[Need]:
    """What is missing for this duty."""
    found = set(slot.needs)
    if state == "undetermined":
        if slot.met is not None and in_time(slot) is None:
            found.add(Need("field", "occurred_at", slot.met.id))
        if slot.maybe is not None and slot.met is None and slot.tree is not None:
            found |= {Need("field", n, slot.maybe.id) for n in _silent(slot, slot.tree)}
    if state in OPEN:
        found |= slot.settled.needs
    return found


def _silent(slot: Slot, tree: Tree) -> Iterator[str]:
    """The fields that would have said whether an event was the evidence."""
    if isinstance(tree, Pieces):
        for part in tree.parts:
            yield from _silent(slot, part)
        return
    assert isinstance(tree, Piece) and slot.maybe is not None
    if tree.attendance:
        yield "attendance"
    elif tree.kinds is not None and slot.maybe.kind in tree.kinds:
        yield from tree.silent(slot.maybe)


def _anchor(slot: Slot) -> Anchor:
    point = slot.anchor
    return Anchor(
        of=slot.anchor_of or slot.a.of,
        id=slot.anchor_id,
        at=point.earliest if point and point.exact else None,
        on=point.day if point and not point.exact else None,
        beginning_unreported=slot.a.unreported,
    )


def _former(core: Core, slot: Slot) -> Iterator[FormerDue]:
    met = slot.met.when.earliest if slot.met else None
    for d, after in zip(slot.dates, slot.dates[1:], strict=False):
        moved = d.deadline.due != after.deadline.due
        if moved and core.note(after.from_) and (met is None or after.from_ <= met):
            yield FormerDue(
                due=d.deadline.due,
                last_day=d.deadline.last_day,
                until=after.from_,
                event_id=after.event_id,
            )


def _lateness(core: Core, slot: Slot, deadline: Deadline) -> Amount | None:
    due, last_day = deadline.due, deadline.last_day
    if due is None or last_day is None or slot.met is None:
        return None
    return lateness(core.program.days, slot.spec, last_day, due, slot.met.when)


def _lapse(slot: Slot, state: DutyState) -> Lapse | None:
    if state != "lapsed" or slot.close is None:
        return None
    regularly = slot.last_done is not None and slot.duty.repeat[0].how == "regularly"
    return Lapse(
        at=slot.close.at,
        why=slot.close.why,
        event_id=slot.close.event_id,
        anything_recorded=bool(slot.events) or regularly,
    )


# --- reasons ----------------------------------------------------------------------------------


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
    parts = verdict.parts if verdict.says == ALL and verdict.parts else (verdict,)
    return tuple(reason(p) for p in parts if p.says != "always")


def why(core: Core, a: Arising, event_id: str | None) -> Because:
    """Why a rule stands."""
    state = (a.spell.verdict,) if a.spell is not None else ()
    return Because(
        trigger=a.of,
        event_id=event_id,
        at=a.from_,
        conditions=tuple(r for v in (*state, a.verdict) for r in conditions(v)),
        readings={n: core.program.reading(n) for n in a.plan.rule.readings},
    )


def _because(core: Core, slot: Slot, deadline: Deadline) -> Because:
    a, notes = slot.a, list(slot.notes)
    if a.unreported:
        notes.append("nobody reported when this state began: counted from the first report of it")
    if slot.waiting:
        notes.append(slot.waiting)
    if slot.close is not None and slot.met is None:
        notes.append(slot.close.why)
    stands = why(core, a, a.trigger.id if a.trigger else a.id)
    steps = core.program.days.steps(deadline)
    return stands.model_copy(update={"derivation": steps, "notes": tuple(notes)})
