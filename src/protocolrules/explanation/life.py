"""The life of a duty in plain words: what was due when, what moved, what was done."""

from __future__ import annotations

from collections.abc import Iterator

from protocolrules import document
from protocolrules.explanation.reasons import Telling
from protocolrules.londontime import format_utc
from protocolrules.results import Anchor, Breach, Duty
from protocolrules.timing import AtIt, BeforeOccasion, OnTheDay
from protocolrules.words import Words, count, dated, day, deadline, listed, moment

NO_DATE = "the protocol gives no date"
NO_INTERVAL = "the protocol gives no interval"

_COUNTED_FROM = {
    "event": "event",
    "occasion": "occasion",
    "spell": "the state that began with",
    "edition": "the start of the edition",
    "date": "the date in",
    "duty": "when this duty was met:",
}


def anchor_words(tell: Telling, anchor: Anchor) -> str:
    """What counting starts from."""
    known = anchor.id is not None and anchor.id in tell.events
    what = tell.event(anchor.id) if known and anchor.id else anchor.id or ""
    before = "" if known and anchor.of == "event" else _COUNTED_FROM[anchor.of]
    words = f"{before} {what}".strip()
    said = known and anchor.id and tell.events[anchor.id]
    if anchor.at is not None and not (said and said.occurred_at == anchor.at):
        words += f", {moment(anchor.at)}"
    elif anchor.on is not None and not (said and said.occurred_on == anchor.on):
        words += f", {day(anchor.on)}"
    if anchor.beginning_unreported:
        words += " (nobody reported when it began: counted from the first report)"
    return words


def undated(words: Words, source: document.Rule | document.Ladder) -> str:
    """Why a duty of a rule, or of a rung, that has no date has none."""
    duty = source.effect if isinstance(source, document.Rule) else None
    if not isinstance(duty, document.Duty):
        return NO_DATE
    if duty.repeat:
        return NO_INTERVAL
    if duty.done_when is None:
        return "it has no date: it stands throughout"
    match duty.timing:
        case AtIt():
            return "it has no date: it is judged when it happens"
        case BeforeOccasion(_, kinds) | OnTheDay(kinds):
            named = listed((words.occasion(kind) for kind in kinds), "or") or "the occasion"
            return f"it has no date yet: no time is known for this: {named}"
    return NO_DATE


def due_words(duty: Duty, no_date: str) -> str:
    """Until when, and the first instant that is too late; without a date, what `no_date` says."""
    if duty.due is not None:
        last = deadline(duty.due, duty.last_day)
        return f"due by {last} (the first instant too late is {format_utc(duty.due)})"
    if duty.state == "undetermined":
        return "when it is due cannot be said yet"
    if duty.state == "upcoming":
        return "no date yet"
    never = no_date in (NO_DATE, NO_INTERVAL)
    if duty.state != "untimed":
        return f"{no_date}, so it was never overdue" if never else no_date
    ages = ", so it ages and is never overdue" if never else ""
    age = "" if duty.age_days is None else f" (open for {count(duty.age_days, 'day')})"
    return f"{no_date}{ages}{age}"


def life(tell: Telling, duty: Duty) -> Iterator[str]:
    """What happened since it arose, one line each."""
    for former in duty.re_dated:
        by = f", moved by {tell.event(former.event_id)}" if former.event_id else ""
        until = f"until {moment(former.until)}"
        yield f"{until} it was due by {deadline(former.due, former.last_day)}{by}"
    if duty.short_notice:
        yield "short notice: it was planned too late for its own period"
    for span in duty.breaches:
        yield breach("breach", span)
    for span in duty.departures:
        yield breach("departure (should, not must)", span)
    yield from _done(tell, duty)
    if duty.lapse:
        event = f" ({tell.event(duty.lapse.event_id)})" if duty.lapse.event_id else ""
        had = "something" if duty.lapse.anything_recorded else "nothing"
        yield f"lapsed {moment(duty.lapse.at)}: {duty.lapse.why}{event}; {had} had been recorded"
    if duty.not_observable:
        yield f"no event could show it: {duty.not_observable}"
    for missing in duty.missing:
        yield f"not known yet: {tell.words.missing(missing)}"
    for each in duty.who.passed_over:
        yield f"passed over: {tell.words.passed_over(each)}"
    if duty.provisional:
        yield "provisional: bank holidays that far ahead are not published yet"
    yield from duty.notes


def breach(kind: str, span: Breach) -> str:
    """A breach or departure with its span, and whether it counts against its holder."""
    if span.to is None:
        words = f"{kind} since {moment(span.from_)}"
    elif span.to == span.from_:
        words = f"{kind} {moment(span.from_)}"
    else:
        words = f"{kind} from {moment(span.from_)} to {moment(span.to)}"
    if span.attributable:
        return f"{words}, attributable"
    why_not = dated(span.why_not or "it could not be known in time")
    return f"{words}, not attributable: {why_not}"


def _done(tell: Telling, duty: Duty) -> Iterator[str]:
    if duty.met_by is not None:
        when = moment(duty.met_at) if duty.met_at else day(duty.met_on) if duty.met_on else ""
        words = f"met by {tell.event(duty.met_by)}"
        words += f", {when}" if when and duty.met_by not in tell.events else ""
        recorded = duty.met_recorded_at
        if recorded is not None and recorded != duty.met_at:
            words += f", recorded {moment(recorded)}"
        yield words
    if duty.lateness is not None:
        unit = duty.lateness.unit
        yield f"late by {count(duty.lateness.count, unit.removesuffix('s'), unit)}"
    if duty.last_done_at is not None:
        yield f"last done {moment(duty.last_done_at)}"
