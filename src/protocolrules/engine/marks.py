"""What can be told of a state in short marks, and the decisions that lie between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, get_args

from protocolrules.engine.decisions import Decision, DecisionSort
from protocolrules.engine.life import OPEN
from protocolrules.londontime import format_utc
from protocolrules.results import (
    Assignment,
    Breach,
    CaseState,
    Conflict,
    EscalationStep,
    Permission,
    Prohibition,
    Status,
    Undetermined,
)

SORTS: tuple[DecisionSort, ...] = get_args(DecisionSort)


class Key(NamedTuple):
    """What a mark is of; `part` tells several of one id apart."""

    sort: DecisionSort
    id: str
    part: str = ""


class Mark(NamedTuple):
    """The rule, and what it says: a state word or a holder, and an instant."""

    rule: str | None
    clause: tuple[str, ...]
    says: str = ""
    at: datetime | None = None


Marks = Mapping[Key, Mark]


def of_state(state: CaseState, at: datetime) -> dict[Key, Mark]:
    """The marks of a state as of a moment."""
    found: dict[Key, Mark] = {}
    for d in state.duties:
        found[Key("duty", d.id)] = Mark(d.rule, d.clause, d.state, d.due)
        found.update(of_breaches("breach", d.id, d.rule, d.clause, d.breaches, at))
        found.update(of_breaches("departure", d.id, d.rule, d.clause, d.departures, at))
    for allowed in state.permissions:
        found.update(of_permission(allowed))
    for forbidden in state.prohibitions:
        found.update(of_prohibition(forbidden))
    found.update(of_assignments(state.assignments, at))
    for step in state.escalations:
        found.update(of_rung(step))
    for status in state.statuses:
        found.update(of_status(status, at))
    found.update(of_question(each) for each in state.undetermined)
    found.update(of_conflict(each) for each in state.conflicts)
    return found


def of_breaches(
    sort: DecisionSort,
    id: str,
    rule: str,
    clause: tuple[str, ...],
    spans: Iterable[Breach],
    at: datetime,
) -> Iterator[tuple[Key, Mark]]:
    """A mark for each span, which says whether it is over."""
    for b in spans:
        if b.from_ <= at:
            over = b.to is not None and b.to <= at
            says = "closed" if over else "open"
            yield Key(sort, id, format_utc(b.from_)), Mark(rule, clause, says, b.from_)


def of_permission(x: Permission) -> Iterator[tuple[Key, Mark]]:
    """A mark while it is in force, with how often it can still be used."""
    left = "" if x.uses_left is None else str(x.uses_left)
    id = f"{x.rule}:{x.event_id or 'standing'}"
    yield Key("permission", id, _instant(x.from_)), Mark(x.rule, x.clause, left)


def of_prohibition(x: Prohibition) -> Iterator[tuple[Key, Mark]]:
    """A mark while it is in force, and one for each act that broke it."""
    began = _instant(x.from_)
    yield Key("prohibition", x.rule, began), Mark(x.rule, x.clause)
    for act in x.broken_by:
        part = f"{began}:{act.event_id}"
        yield Key("prohibition", x.rule, part), Mark(x.rule, x.clause, act.event_id, act.at)


def of_assignments(leads: Iterable[Assignment], at: datetime) -> Iterator[tuple[Key, Mark]]:
    """A mark while it lasts, with its holder."""
    for x in leads:
        if x.to is None or x.to > at:
            holder = (x.holder or "vacant") if x.holder_known else ""
            key = Key("assignment", f"{x.kind}:{x.scope}:{x.role}", f"{x.rule}:{_instant(x.from_)}")
            yield key, Mark(x.rule, x.clause, holder)


def of_rung(x: EscalationStep) -> Iterator[tuple[Key, Mark]]:
    """A mark for a rung that was reached or passed over."""
    says = "skipped" if x.state == "skipped" else "reached" if x.until is None else "left"
    yield Key("escalation", f"{x.about}:rung{x.rung}", x.ladder), Mark(x.ladder, x.clause, says)


def of_status(x: Status, at: datetime) -> Iterator[tuple[Key, Mark]]:
    """A mark while it lasts, or is expected."""
    if x.to is None or x.to > at:
        says = "" if x.expected is None else f"expected {x.expected.isoformat()}"
        key = Key("status", x.status, f"{x.rule}:{_instant(x.from_)}")
        yield key, Mark(x.rule, x.clause, says)


def of_question(x: Undetermined) -> tuple[Key, Mark]:
    """A mark while it is open."""
    kind, name = next((kind, name) for kind, name in x.missing if name is not None)
    return question(kind, name, x.event_id)


def question(kind: str, name: str, event_id: str | None) -> tuple[Key, Mark]:
    """The mark of a question; one about a field is about that event's."""
    return Key("question", f"{kind}:{name}", (event_id or "") if kind == "field" else ""), _OPEN


def of_conflict(x: Conflict) -> tuple[Key, Mark]:
    """A mark while both apply."""
    id = "/".join(x.rules)
    return Key("conflict", id, x.scope or ""), Mark(None, x.clause)


def active(marks: Marks) -> set[str]:
    """The rules of which something applies."""
    return {
        m.rule
        for k, m in marks.items()
        if m.rule is not None
        and (
            (k.sort == "duty" and m.says in OPEN)
            or k.sort in ("permission", "prohibition", "assignment")
        )
    }


_OPEN = Mark(None, (), "open")


def _instant(t: datetime | None) -> str:
    return "" if t is None else format_utc(t)


# --- between two ------------------------------------------------------------------------------


def decisions(before: Marks, after: Marks) -> list[Decision]:
    """What is another between two sets of marks, in a fixed order."""
    if before == after:
        return []
    found: list[tuple[Key, Decision]] = []
    for key in {*before, *after}:
        was, now = before.get(key), after.get(key)
        if was != now:
            found += ((key, d) for d in _decisions(key, was, now))
    found.sort(key=lambda each: (SORTS.index(each[0].sort), each[0], each[1].what))
    return [d for _, d in found]


def _decisions(key: Key, was: Mark | None, now: Mark | None) -> Iterator[Decision]:
    either = now or was
    assert either is not None
    if key.sort == "duty" and was is not None and now is not None:
        if was.at != now.at:
            yield _decision(key, now, "re_dated", _instant(was.at), _instant(now.at))
        if was.says != now.says:
            yield _decision(key, now, now.says, was.says, now.says)
        return
    what = _what(key, was, now)
    if key.sort in ("breach", "departure") or (key.sort == "prohibition" and either.at):
        told = _instant(either.at) if not either.says or key.sort != "prohibition" else either.says
        yield _decision(key, either, what, told if now is None else None, told if now else None)
    else:
        before, after = (None if m is None else _told(key, m) for m in (was, now))
        yield _decision(key, either, what, before, after)


_WORDS: Mapping[str, tuple[str, str, str]] = {
    "duty": ("arose", "changed", "gone"),
    "breach": ("opened", "closed", "withdrawn"),
    "departure": ("opened", "closed", "withdrawn"),
    "question": ("opened", "changed", "settled"),
}


def _what(key: Key, was: Mark | None, now: Mark | None) -> str:
    if key.sort == "escalation":
        return "gone" if now is None else now.says
    if key.sort == "prohibition" and now is not None and now.at is not None:
        return "broken"
    began, changed, ended = _WORDS.get(key.sort, ("began", "changed", "ended"))
    return began if was is None else ended if now is None else changed


def _told(key: Key, mark: Mark) -> str | None:
    if key.sort == "question":
        return key.part or None
    return mark.says or None


def _decision(key: Key, mark: Mark, what: str, was: str | None, now: str | None) -> Decision:
    return Decision(
        sort=key.sort,
        what=what,
        id=key.id,
        rule=mark.rule,
        clause=mark.clause,
        was=was or None,
        now=now or None,
        due=mark.at if key.sort == "duty" and what != "gone" else None,
    )
