"""Conditions, facts and due dates as lines: what decided, and the event behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from protocolrules.explanation.model import EventSeen
from protocolrules.londontime import local_date
from protocolrules.page import Page
from protocolrules.results import Because, Duty, Reason, Step
from protocolrules.words import Words, dated, day, moment

_STEP = 2
_HOLDS = {True: "yes", False: "no", None: "not known"}
_DAY_OFF = re.compile(r"((Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|bank holiday|closed:)")
_SET_OFF = {
    "event": "event",
    "occasion": "the occasion",
    "spell": "the state that it depends on",
    "edition": "the start of the edition",
    "duty": "the duty",
    "date": "the date",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """The page being written, the words, and the events that can be mentioned."""

    page: Page
    words: Words
    events: Mapping[str, EventSeen]

    def event(self, event_id: str) -> str:
        """An event by its title and id, with when it was."""
        seen = self.events.get(event_id)
        if seen is None:
            return f"event {event_id}"
        when = moment(seen.occurred_at) if seen.occurred_at else ""
        when = day(seen.occurred_on) if seen.occurred_on else when
        return ", ".join(filter(None, (seen.title, f"event {event_id}", when)))


def tell_because(tell: Telling, because: Because, indent: int, duty: Duty | None = None) -> None:
    """What set something off, the conditions, and notes that the life of `duty` does not tell."""
    set_off = source(tell, because.trigger, because.event_id, because.at)
    tell.page.line(f"set off by {set_off}", indent)
    tell_reasons(tell, because.conditions, indent)
    lapse = duty.lapse.why if duty and duty.lapse else None
    told = (*duty.notes, lapse) if duty else ()
    for note in because.notes:
        if note not in told:
            tell.page.line(tell.words.said(note), indent)


def source(tell: Telling, trigger: str, event_id: str | None, at: datetime | None) -> str:
    """The event, occasion, spell… behind something. An event also says when it was."""
    words = _SET_OFF.get(trigger) or tell.words.said(trigger)
    if trigger == "event" and event_id in tell.events and event_id is not None:
        return tell.event(event_id)
    if trigger == "spell":
        words += f", since {moment(at)}" if at else ""
        return f"{words}: {tell.event(event_id)}" if event_id in tell.events and event_id else words
    named = "" if event_id in (None, trigger) else f" {event_id}"
    return f"{words}{named}{f', {moment(at)}' if at else ''}"


def tell_reasons(tell: Telling, reasons: Iterable[Reason], indent: int) -> None:
    """Each condition with what decided it; parts stand below what they decide."""
    for reason in reasons:
        if reason.condition == "all of" and not reason.parts:
            continue  # a rule without conditions
        tell.page.line(f"{_HOLDS[reason.holds]}: {_reason(tell, reason)}", indent)
        tell_reasons(tell, reason.parts, indent + _STEP)


def tell_unmet(tell: Telling, reasons: Iterable[Reason], indent: int) -> None:
    """Only the conditions that stood in the way: those that were not true."""
    for reason in reasons:
        if reason.holds:
            continue
        parts = [part for part in reason.parts if not part.holds]
        # A negation fails because its part holds.
        if reason.parts and not parts:
            tell_reasons(tell, [reason], indent)
            continue
        tell.page.line(f"{_HOLDS[reason.holds]}: {_reason(tell, reason)}", indent)
        tell_unmet(tell, parts, indent + _STEP)


def _reason(tell: Telling, reason: Reason) -> str:
    said = tell.words.condition(reason.condition)
    behind = ", ".join(filter(None, (_value(tell, reason), _told(tell, reason))))
    return f"{said} ({behind})" if behind else said


def _value(tell: Telling, reason: Reason) -> str:
    if reason.value is None or reason.condition.endswith(f" {reason.value}"):
        return ""
    return f"it is {tell.words.said(reason.value)}"


def _told(tell: Telling, reason: Reason) -> str:
    match reason.how:
        case "unknown":
            return "nobody has reported it"
        case "no_report" if reason.event_id is None:
            return "nothing of the kind is in the log"
        case "defined":
            return "by definition"
    if reason.event_id is None:
        return f"since {moment(reason.since)}" if reason.since else ""
    told = tell.event(reason.event_id)
    seen = tell.events.get(reason.event_id)
    if reason.since is None or seen is None:
        return told
    # What an event finds can have begun at another moment than the event.
    began_then = reason.since == seen.occurred_at or local_date(reason.since) == seen.occurred_on
    return told if began_then else f"{told}, since {moment(reason.since)}"


def tell_derivation(tell: Telling, steps: Sequence[Step], indent: int) -> None:
    """How a due date was counted, each skipped day with the reason."""
    for step in steps:
        tell.page.line(f"{day(step.day)}: {_step(step)}", indent)


def _step(step: Step) -> str:
    if step.count is not None:
        return f"{step.note} {step.count}"
    return f"{step.note}, not counted" if _DAY_OFF.match(step.note) else dated(step.note)
