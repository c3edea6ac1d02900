"""An explanation in plain words, from its data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from protocolrules.explanation.life import anchor_words, due_words, life
from protocolrules.explanation.model import Explanation, ReadingUsed
from protocolrules.explanation.reasons import (
    Telling,
    source,
    tell_because,
    tell_derivation,
    tell_unmet,
)
from protocolrules.page import Page
from protocolrules.results import (
    Assignment,
    Considered,
    Duty,
    Entry,
    EscalationStep,
    Permission,
    Prohibition,
    Status,
)
from protocolrules.words import Words, asked_about, day, listed, moment

_ITEM = 2
_DETAIL = 4
_CAME_OF_IT = {
    "arose": "it arose",
    "condition_false": "it did not arise, because of this",
    "condition_unknown": "it cannot be said whether it arose, because of this",
    "not_triggered": "nothing has set it off",
}
_TEXT_IS = {
    "clear": "the text is clear",
    "interpreted": "the text is interpreted",
    "needs-local-decision": "the text needs a local decision",
}


def tell(explanation: Explanation, words: Words, width: int) -> str:
    """The whole explanation as text of at most `width` columns."""
    telling = Telling(Page(width), words, explanation.events)
    _head(telling, explanation)
    _way_up(telling, explanation.escalations)
    for duty in explanation.duties:
        _duty(telling, duty, explanation.undated)
    _others(telling, explanation)
    _considered(telling, explanation)
    _questions(telling, explanation)
    _readings(telling, explanation.readings)
    return str(telling.page)


def _head(tell: Telling, it: Explanation) -> None:
    page = tell.page
    page.line(f"{it.rule}{': ' + it.title if it.title else ''}")
    subject = f"case {it.case_id}" if it.case_id else f"services of {it.authority}"
    known = "then" if it.known_at == it.at else asked_about(it.known_at)
    page.line(f"{subject}, at {asked_about(it.at)}, as recorded by {known}")
    page.heading("What the text says")
    for statement in it.clause:
        kind = f" ({statement.kind}): {statement.says}" if statement.says else ""
        page.line(f"{statement.id}{kind}", _ITEM)
    because = f": {it.because}" if it.because else ""
    page.line(f"{_TEXT_IS.get(it.reading_of_text, it.reading_of_text)}{because}", _ITEM)
    if it.set_off_by and not any(each.nearest for each in it.considered):
        page.line(f"the rule {it.set_off_by}", _ITEM)


def _duty(tell: Telling, duty: Duty, no_date: str) -> None:
    page = tell.page
    page.heading(f"{duty.modality} {duty.action}: {duty.state.replace('_', ' ')}")
    page.line(f"duty {duty.id}", _ITEM)
    page.line(f"who: {tell.words.who(duty.who)}", _ITEM)
    if duty.to:
        page.line(f"to: {tell.words.who(duty.to)}", _ITEM)
    if duty.because:
        page.line("why", _ITEM)
        tell_because(tell, duty.because, _DETAIL, duty)
    page.line("when", _ITEM)
    page.line(f"counted from {anchor_words(tell, duty.anchor)}", _DETAIL)
    if duty.because:
        tell_derivation(tell, duty.because.derivation, _DETAIL)
    page.line(due_words(duty, no_date), _DETAIL)
    happened = list(life(tell, duty))
    if happened:
        page.line("what happened", _ITEM)
    for line in happened:
        page.line(line, _DETAIL)


def _way_up(tell: Telling, steps: Sequence[EscalationStep]) -> None:
    """The rungs; what each has to do stands under the duties."""
    if steps:
        tell.page.heading("The way up")
    for step in steps:
        state = "passed over" if step.state == "skipped" else step.state.replace("_", " ")
        until = f" until {moment(step.until)}" if step.until else ""
        who = tell.words.who(step.to)
        span = f"from {moment(step.from_)}{until}"
        tell.page.line(f"rung {step.rung} of {step.of}, {who}: {state}, {span}", _ITEM)
        if step.no_final_rung:
            tell.page.line(f"there is no rung above: {step.no_final_rung}", _DETAIL)


def _others(tell: Telling, it: Explanation) -> None:
    every: tuple[Entry, ...] = (*it.permissions, *it.prohibitions, *it.assignments, *it.statuses)
    for entry in every:
        tell.page.heading(_entry(tell, entry))
        if isinstance(entry, Prohibition):
            for act in entry.broken_by:
                tell.page.line(f"broken by {tell.event(act.event_id)}", _ITEM)
        if entry.because:
            tell_because(tell, entry.because, _ITEM)
            tell_derivation(tell, entry.because.derivation, _ITEM)


def _entry(tell: Telling, entry: Entry) -> str:
    words = tell.words
    match entry:
        case Permission():
            return f"{words.who(entry.who)} may {entry.action}"
        case Prohibition():
            return f"{words.who(entry.who)} {entry.modality.replace('_', ' ')} {entry.action}"
        case Assignment():
            kind, scope = words.assignment(entry.kind), words.scope(entry.scope)
            return f"{words.role(entry.role)} is {kind}, {scope}"
        case Status():
            expected = f": expected {day(entry.expected)}" if entry.expected else ""
            return f"{words.status(entry.status)}{expected}"
    return entry.rule


def _considered(tell: Telling, it: Explanation) -> None:
    shown = [each for each in it.considered if each.outcome != "arose"]
    if shown:
        given = any(each.outcome == "arose" for each in it.considered) or it.statuses
        tell.page.heading("Where it did not arise" if given else "Why not")
    for each in shown:
        _one_time(tell, each)


def _one_time(tell: Telling, each: Considered) -> None:
    came = _CAME_OF_IT[each.outcome]
    if each.outcome != "not_triggered":
        came = f"{source(tell, each.trigger, each.event_id, each.at)}: {came}"
    tell.page.line(came, _ITEM)
    tell_unmet(tell, each.conditions, _DETAIL)
    for nearest in each.nearest:
        tell.page.line(f"the rule {nearest}", _DETAIL)


def _questions(tell: Telling, it: Explanation) -> None:
    if it.undetermined:
        tell.page.heading("What has to be found out")
    for each in it.undetermined:
        found_out = f"; the duty {each.found_out_by} finds it out" if each.found_out_by else ""
        tell.page.line(f"{tell.words.missing(each.missing)}{found_out}", _ITEM)


def _readings(tell: Telling, readings: Iterable[ReadingUsed]) -> None:
    for number, each in enumerate(readings):
        if not number:
            tell.page.heading("Readings that this rests on")
        chosen = "" if each.value == each.means else " (chosen for this run)"
        because = f": {each.because}" if each.because else ""
        tell.page.line(f"{each.name} = {each.value}{chosen}{because}", _ITEM)
        other = [value for value in (each.means, *each.others) if value != each.value]
        if other:
            tell.page.line(f"it could also be {listed(other, 'or')}", _DETAIL)
