"""Ladders: what stops one stops it, rungs go up, and each is reached once."""

from __future__ import annotations

from protocolrules.document import Ladder
from protocolrules.events import CaseEvent, EventError
from protocolrules.londontime import format_utc
from protocolrules.results import EscalationStep
from protocolrules.testing.history import ALL_KNOWN, History
from protocolrules.testing.laws.law import Law, hold, states
from protocolrules.testing.stories import CASE, DAY, HOUR, Written

_OPEN = ("due", "overdue", "untimed", "upcoming")
_LATER = (HOUR, DAY, 15 * DAY, 200 * DAY)


def _stopped(history: History) -> None:
    dice = history.dice()
    at = max(history.moments(), default=history.at)
    before = history.ask(at=at, known_at=ALL_KNOWN)
    climbing = [step for state in before.cases for step in state.escalations]
    if not climbing:
        return
    step = dice.pick(climbing)
    ladder = history.protocol.document.ladders[step.ladder]
    stopped_at = at + HOUR
    stop = stopping(history, ladder, step.about, format_utc(stopped_at))
    if stop is None:
        return
    later = stopped_at + dice.pick(_LATER)
    after = history.ask(events=[*history.events, stop], at=later, known_at=ALL_KNOWN)
    (case,) = after.cases
    steps = [s for s in case.escalations if (s.ladder, s.about) == (ladder.name, step.about)]
    hold(steps, "what was stopped is gone", step)
    for each in steps:
        hold(each.from_ <= stopped_at, "a rung is reached after the ladder was stopped", each)
        hold(each.state not in _OPEN, "a rung is open after the ladder was stopped", each)
        ended = each.until is not None and each.until <= stopped_at
        hold(ended, "a rung lasts on after the ladder was stopped", each)
        closed = all(b.to is not None and b.to <= stopped_at for b in each.breaches)
        hold(closed, "a breach lasts on after the ladder was stopped", each)
    for duty in case.duties:
        if duty.rule == ladder.name and f":{step.about}:" in duty.id:
            hold(duty.state not in _OPEN, "a duty is open after its ladder was stopped", duty)


def stopping(history: History, ladder: Ladder, about: str, when: str) -> CaseEvent | None:
    """An event that stops the ladder, about this dispute; None when none can be made up."""
    vocabulary = history.protocol.document.vocabulary
    pattern = ladder.stops[0]
    kind = vocabulary.events[pattern.kinds[0]]
    said: Written = {name: test.values[0] for name, test in pattern.tests}
    for name, declared in kind.fields.items():
        if declared.required and name not in said:
            said[name] = {
                "service": history.protocol.document.parties[0],
                "role": next(iter(vocabulary.roles)),
                "choice": (*declared.choices, "")[0],
                "yes_no": True,
            }.get(declared.type, "X-1")
    told = {"event_id": "stop", "case_id": CASE, "kind": kind.name, "about": about}
    try:
        return history.protocol.parse_event({**told, "occurred_at": when, **said})
    except EventError:
        return None


def _upwards(history: History) -> None:
    for state in states(history.ask()):
        climbs: dict[tuple[str, str], list[EscalationStep]] = {}
        for step in state.escalations:
            climbs.setdefault((step.ladder, step.about), []).append(step)
        for steps in climbs.values():
            numbers = [step.rung for step in steps]
            in_a_row = list(range(numbers[0], numbers[0] + len(numbers)))
            hold(numbers == in_a_row, "rungs are missing, or reached twice", *steps)
            hold(all(s.from_ <= history.at for s in steps), "a rung that is to come", *steps)
            ordered = all(s.until is None or s.from_ <= s.until for s in steps)
            hold(ordered, "a rung ends before it begins", *steps)
            times = [step.from_ for step in steps]
            hold(times == sorted(times), "a higher rung was reached earlier", *steps)
            hold(sum(s.state in _OPEN for s in steps) <= 1, "two rungs are open at once", *steps)


LAWS = (
    Law("stopping-stops", "stopping a ladder stops it", _stopped, "ladders"),
    Law("rungs-go-up", "rungs go up, and each is reached once", _upwards, "ladders"),
)
