"""Whose duty it is at a moment, and to whom: orders that move on, alternation, vacant roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from protocolrules.document import NOT_SET, Who
from protocolrules.engine.core import Core
from protocolrules.engine.evidence import DELEGATE, Side
from protocolrules.engine.log import Seen
from protocolrules.engine.verdicts import NOTHING, TRUE, Frame, Need
from protocolrules.results import PassedOver, WhoNow

NOBODY = Who("not_named")


@dataclass(frozen=True, slots=True)
class Settled:
    """A `Who` with its cases and readings decided, what is missing where they are not, and when
    what decided was first recorded."""

    who: Who
    needs: frozenset[Need] = NOTHING
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


def settle(core: Core, who: Who | None, t: datetime, frame: Frame) -> Settled:
    """Decide the cases and the reading of a `Who`."""
    if who is None:
        return Settled(NOBODY)
    for case in who.cases:
        verdict = TRUE
        if case.when is not None:
            verdict = core.truth(core.program.cond(case.when), t, frame)
        if verdict.holds is None:
            return Settled(Who("any_of", _all_roles(who)), verdict.needs)
        if verdict.holds:
            found = settle(core, case.who, t, frame)
            known = [r for r in (found.recorded, verdict.recorded) if r is not None]
            return Settled(found.who, found.needs, max(known, default=None))
    if who.reading is not None:
        role = core.program.reading(who.reading)
        if role == NOT_SET:
            return Settled(NOBODY, frozenset((Need("reading", who.reading),)))
        return Settled(NOBODY if role == "not named" else Who("one", (role,), who.or_delegate))
    return Settled(NOBODY if who.cases else who)


def _all_roles(who: Who) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for c in who.cases for r in c.who.roles or _all_roles(c.who)))


def side(who: Who, holder: str | None = None) -> Side:
    """What the placeholders stand for in evidence: the roles, and whether each must be served."""
    roles = who.roles if holder is None else (holder,)
    if who.or_delegate:
        return Side((*roles, DELEGATE), False)
    return Side(roles, who.how in ("together", "each") and holder is None)


def now(
    core: Core,
    settled: Settled,
    t: datetime,
    matter: Matter,
    holder: str | None = None,
    contacts: bool = False,
    alternate: Sequence[str] = (),
) -> WhoNow:
    """Whose turn it is at a moment. `contacts`: an order of recipients, which also moves on when
    a contact failed; `alternate`: whose turn it is of those who take turns, where that is known."""
    who, passed = settled.who, list[PassedOver]()
    roles = turn = who.roles if holder is None else (holder,)
    if who.how == "in_this_order":
        for role in roles:
            over = _passed(core, role, t, matter, contacts)
            if over is None:
                break
            passed.append(over)
        turn = roles[len(passed) : len(passed) + 1]
    elif who.how == "alternating" and alternate:
        turn = tuple(alternate)
    holders: dict[str, str | None] = {}
    for role in roles:
        worker, why = core.value(f"role:{role}", t)
        if why.how != "unknown":
            holders[role] = None if worker is None else str(worker)
    unknown = sorted(r for r in roles if r not in holders and allocated(core, r))
    return WhoNow(
        how="each" if holder is not None else who.how,
        roles=roles,
        holders=holders,
        now=turn,
        unknown=tuple(unknown),
        passed_over=tuple(passed),
        or_delegate=who.or_delegate,
    )


def unknown(core: Core, role: str, t: datetime) -> bool:
    """Whether nobody has reported who held a role that is given case by case."""
    return allocated(core, role) and core.value(f"role:{role}", t)[1].how == "unknown"


def allocated(core: Core, role: str) -> bool:
    """Whether a role is given to a worker case by case."""
    declared = core.program.protocol.vocabulary.roles.get(role)
    return declared is not None and declared.allocated


def _passed(
    core: Core, role: str, t: datetime, matter: Matter, contacts: bool
) -> PassedOver | None:
    kinds = ("person_unable", "contact_attempted") if contacts else ("person_unable",)
    for s in core.of_kinds(kinds):
        if s.when.earliest > t or not matter.is_meant(s):
            continue
        if s.kind == "person_unable" and s.fields.get("role") == role:
            return PassedOver(role=role, why=s.fields.get("reason") or "unable", event_id=s.id)
        if s.kind == "contact_attempted" and s.fields.get("to") == role:
            return PassedOver(role=role, why="no_contact", event_id=s.id)
    worker, why = core.value(f"role:{role}", t)
    if worker is None and why.how != "unknown":
        return PassedOver(role=role, why="vacant", event_id=why.event_id)
    return None
