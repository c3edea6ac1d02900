"""Duties as lines: what is asked, by when, from whom, and what is special about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from protocolrules.render.saying import DETAIL, ITEM, Saying
from protocolrules.results import Breach, Duty
from protocolrules.words import away, count, dated, day, deadline, moment

_NEVER = datetime.max.replace(tzinfo=UTC)
_WORDS = {"met_late": "met late", "in_force": "in force"}


def broken_now(duty: Duty) -> bool:
    """Whether a continuous duty is being broken at this moment."""
    spans = duty.breaches + duty.departures
    return duty.state == "broken" and any(span.to is None for span in spans)


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """By due date, then the oldest first; what is undated comes last."""
    return sorted(duties, key=lambda d: (d.due or _NEVER, -(d.age_days or 0), d.rule, d.id))


def must_first(duties: Iterable[Duty]) -> list[Duty]:
    """Breaches of a `must` before departures from a `should`."""
    return sorted(in_order(duties), key=lambda duty: duty.modality != "must")


def duty_lines(say: Saying, duty: Duty) -> None:
    """A duty with its holder and citation, and whatever else a reader has to know."""
    when = _when(say, duty)
    asked = f"{duty.modality} {duty.action}"
    if duty.state == "untimed" and duty.age_days:
        asked += f" (open for {count(duty.age_days, 'day')})"
    say.page.line(f"{when}: {asked}" if when else asked, ITEM)
    to = f", to {say.words.who(duty.to)}" if duty.to else ""
    say.grounds(duty, say.words.who(duty.who) + to)
    for note in _notes(say, duty):
        say.page.line(note, DETAIL)


def _when(say: Saying, duty: Duty) -> str:
    until = deadline(duty.due, duty.last_day)
    near = f" ({away(duty.last_day, say.now)})" if duty.last_day else ""
    match duty.state:
        case "overdue":
            return f"was due {until}{near}"
        case "broken" if broken_now(duty):
            since = max(span.from_ for span in duty.breaches + duty.departures)
            return f"broken since {moment(since)}"
        case "due" | "upcoming" if duty.due is not None:
            return f"by {until}{near}"
        case "upcoming":
            return _waits_for(duty)
        case "untimed" if duty.as_soon_as_possible:
            return "as soon as possible"
        case "untimed" | "in_force" | "undetermined" | "due":
            return ""
    return _ended(duty)


def _waits_for(duty: Duty) -> str:
    anchor = duty.anchor
    if anchor.of == "duty":
        return "after an earlier duty"
    if anchor.at is not None:
        return f"from {moment(anchor.at)}"
    return f"from {day(anchor.on)}" if anchor.on else "later"


def _ended(duty: Duty) -> str:
    word = _WORDS.get(duty.state, duty.state)
    if duty.met_at is not None or duty.met_on is not None:
        on = moment(duty.met_at) if duty.met_at else day(duty.met_on or duty.anchor.on or _NEVER)
        late = f", {_late(duty)} late" if duty.lateness else ""
        return f"{word} {on}{late}"
    return f"{word} {moment(duty.lapse.at)}" if duty.lapse else word


def _late(duty: Duty) -> str:
    if duty.lateness is None:
        return ""
    unit = duty.lateness.unit
    return count(duty.lateness.count, unit.removesuffix("s"), unit)


def _notes(say: Saying, duty: Duty) -> Iterator[str]:
    for each in duty.who.passed_over:
        yield f"passed over: {say.words.passed_over(each)}"
    if duty.as_soon_as_possible and duty.due is not None:
        yield "as soon as possible, and no later than that"
    if duty.re_dated:
        former = duty.re_dated[-1]
        yield f"moved from {deadline(former.due, former.last_day)}"
    if duty.short_notice:
        yield "short notice: planned too late for its own period"
    if duty.provisional:
        yield "provisional: bank holidays that far ahead are not published yet"
    for span in duty.breaches + duty.departures:
        yield from _breach(duty, span)
    for missing in duty.missing:
        yield f"not known yet: {say.words.missing(missing)}"
    if duty.lapse:
        recorded = "" if duty.lapse.anything_recorded else "; nothing had been recorded for it"
        yield f"lapsed: {duty.lapse.why}{recorded}"
    if duty.last_done_at is not None:
        yield f"last done {moment(duty.last_done_at)}"
    yield from duty.notes


def _breach(duty: Duty, span: Breach) -> Iterator[str]:
    if span.to is not None:
        kind = "breach" if duty.modality == "must" else "departure"
        at_once = span.to == span.from_
        yield f"{kind} {moment(span.from_)}" + ("" if at_once else f" to {moment(span.to)}")
    if not span.attributable:
        why_not = dated(span.why_not or "it could not be known in time")
        yield f"not counted against its holder: {why_not}"
