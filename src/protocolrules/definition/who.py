"""Whose duty it is at a moment, and to whom: orders that move on, alternation, vacant roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from protocolrules.definition.evidence import DELEGATE, Side
from protocolrules.definition.history import Seen
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import TRUE, Frame, Need
from protocolrules.document import NOT_SET, Who
from protocolrules.results import PassedOver, WhoNow

NOBODY = Who("not_named")


@dataclass(frozen=True, slots=True)
class Settled:
    """A `Who` with its cases and readings decided, what is missing where they are not, and when
    what decided was first recorded."""

    who: Who
    needs: frozenset[Need] = frozenset()
    recorded: datetime | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a report that somebody cannot do something may be about: the ids that it can name, and
    from when to when it was open (None: from before the log; still open)."""

    keys: frozenset[str]
    begun: datetime | None
    over: datetime | None = None

    def is_meant(self, s: Seen) -> bool:
        """Whether an event is about it; one that names nothing is about all that was open then."""
        if s.about is not None:
            return s.about in self.keys
        begun = self.begun is None or s.when.latest > self.begun
        return begun and (self.over is None or s.when.earliest < self.over)


def settle(world: World, who: Who | None, t: datetime, frame: Frame) -> Settled:
    """Decide the cases and the reading of a `Who`."""
    if who is None:
        return Settled(NOBODY)
    for case in who.cases:
        verdict = TRUE if case.when is None else world.truth(case.when, t, frame)
        if verdict.holds is None:
            return Settled(Who("any_of", _all_roles(who)), verdict.needs)
        if verdict.holds:
            found = settle(world, case.who, t, frame)
            known = [r for r in (found.recorded, verdict.recorded) if r]
            return replace(found, recorded=max(known, default=None))
    if who.reading is not None:
        role = world.reading(who.reading)
        if role == NOT_SET:
            return Settled(NOBODY, frozenset({Need("reading", who.reading)}))
        return Settled(Who("one", (role,), who.or_delegate) if role != "not named" else NOBODY)
    return Settled(NOBODY if who.cases else who)


def _all_roles(who: Who) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for c in who.cases for r in c.who.roles or _all_roles(c.who)))


def side(who: Who, holder: str | None = None) -> Side:
    """What the placeholders stand for in evidence: the roles, and whether each must be served."""
    roles = who.roles if holder is None else (holder,)
    if who.or_delegate:
        roles = (*roles, DELEGATE)
    return Side(roles, who.how in ("together", "each") and holder is None and not who.or_delegate)


def now(
    world: World,
    settled: Settled,
    t: datetime,
    matter: Matter,
    holder: str | None = None,
    contacts: bool = False,
    alternate: Sequence[str] = (),
) -> WhoNow:
    """Whose turn it is at a moment. `contacts`: an order of recipients, which also moves on when
    a contact failed; `alternate`: whose turn it is of those who take turns, where that is known."""
    who = settled.who
    roles = who.roles if holder is None else (holder,)
    passed: list[PassedOver] = []
    turn = roles
    if who.how == "in_this_order":
        for role in roles:
            over = _passed(world, role, t, matter, contacts)
            if over is None:
                break
            passed.append(over)
        turn = roles[len(passed) : len(passed) + 1]
    elif who.how == "alternating" and alternate:
        turn = tuple(alternate)
    values = {role: world.value(f"role:{role}", t) for role in roles}
    known = {r: v for r, (v, why) in values.items() if why.how != "unknown"}
    allocated = [r for r in roles if _allocated(world, r)]
    return WhoNow(
        how="each" if holder is not None else who.how,
        roles=roles,
        holders={r: None if v is None else str(v) for r, v in known.items()},
        now=turn,
        unknown=tuple(sorted(r for r in allocated if r not in known)),
        passed_over=tuple(passed),
        or_delegate=who.or_delegate,
    )


def _allocated(world: World, role: str) -> bool:
    declared = world.protocol.vocabulary.roles.get(role)
    return declared is not None and declared.allocated


def _passed(
    world: World, role: str, t: datetime, matter: Matter, contacts: bool
) -> PassedOver | None:
    for s in world.log.seen:
        if s.when.earliest > t or not matter.is_meant(s):
            continue
        if s.kind == "person_unable" and s.fields.get("role") == role:
            return PassedOver(role=role, why=s.fields.get("reason") or "unable", event_id=s.id)
        if contacts and s.kind == "contact_attempted" and s.fields.get("to") == role:
            return PassedOver(role=role, why="no_contact", event_id=s.id)
    worker, why = world.value(f"role:{role}", t)
    if worker is None and why.how != "unknown":
        return PassedOver(role=role, why="vacant", event_id=why.event_id)
    return None
