"""What an event is told to have changed, and when time alone is to bring the next change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from protocolrules.engine import marks
from protocolrules.engine.case import Case
from protocolrules.events import CaseEvent, Subject
from protocolrules.londontime import end_of_day, format_utc, local_date, start_of_day
from protocolrules.results import CaseState
from protocolrules.testing.dice import Dice
from protocolrules.testing.history import ALL_KNOWN, History
from protocolrules.testing.laws.law import Law, hold, plain, same, states
from protocolrules.testing.stories import DAY, HOUR, TICK, menu_of

_STEPS = 2
_BETWEEN = 3
_AHEAD = 730 * DAY


def _tells(history: History) -> None:
    dice = history.dice()
    shuffled = dice.rarely(2)
    for subject in history.subjects:
        case = history.protocol.open_case(subject.case_id)
        events = [event for event in history.events if event.subject == subject]
        before: dict[marks.Key, marks.Mark] = {}
        for event in dice.order(events[::-1]) if shuffled else events:
            told = case.apply(event)
            now = case.known_at or history.at
            after = marks.of_state(_state(history, subject, case.events, now, now), now)
            differ = marks.decisions(before, after)
            what = f"{event.event_id} is told to change something else than the states show"
            same([plain(each) for each in told], [plain(each) for each in differ], what)
            before = after


def _next(history: History) -> None:
    for subject in history.subjects:
        case = history.protocol.open_case(subject.case_id)
        for event in history.events:
            if event.subject == subject:
                case.apply(event)
        _walk(history, case, max(history.at, case.known_at or history.at), history.dice())


def _walk(history: History, case: Case, t: datetime, dice: Dice) -> None:
    """From one change to the next, when all has been recorded."""
    for _ in range(_STEPS):
        found = case.next_change_after(t)
        asked = (
            f"after {format_utc(t)} the next change is said to be at {found and format_utc(found)}"
        )
        hold(found is None or found > t, f"{asked}, which is not after it")
        end = t + _AHEAD if found is None else min(found - TICK, t + _AHEAD)
        now = _dated(history, case, t)
        for moment in (end, *_between(history, case, t, end, dice)):
            what = f"{asked}, and the state is another by {format_utc(moment)}"
            same(_ageless(_dated(history, case, moment)), _ageless(now), what)
        if found is None or found > t + _AHEAD:
            return
        then = _dated(history, case, found)
        hold(_ageless(then) != _ageless(now), f"{asked}, where nothing changes")
        t = found - TICK if dice.rarely(4) else found


def _between(
    history: History, case: Case, t: datetime, end: datetime, dice: Dice
) -> Iterator[datetime]:
    """Some moments at which something might change: those that the state speaks of before and
    after, the beginnings of days, and periods after what was recorded."""
    spoken_of = {*_moments_in(_spoken(history, case, t)), *_moments_in(_spoken(history, case, end))}
    gaps = menu_of(history.protocol).gaps() or (DAY,)
    after = {event.recorded_at + dice.pick(gaps) for event in case.events[-3:]}
    days = {start_of_day(local_date(t) + dice.take(400) * DAY) for _ in range(2)}
    near = sorted(m for m in {*spoken_of, *after, *days, t + HOUR} if t < m < end)
    for _ in range(min(_BETWEEN, len(near))):
        yield near.pop(dice.take(len(near)))


def _spoken(history: History, case: Case, t: datetime) -> object:
    return _dated(history, case, t).model_dump(exclude={"undetermined"})


def _moments_in(node: object) -> Iterator[datetime]:
    """Every instant in plain data, and the beginning and end of every day."""
    match node:
        case datetime():
            yield node
        case date():
            yield from (start_of_day(node), end_of_day(node))
        case dict():
            for part in node.values():
                yield from _moments_in(part)
        case list() | tuple():
            for part in node:
                yield from _moments_in(part)


def _dated(history: History, case: Case, t: datetime) -> CaseState:
    return _state(history, case.subject, case.events, t, ALL_KNOWN)


def _state(
    history: History,
    subject: Subject,
    events: Iterable[CaseEvent],
    at: datetime,
    known_at: datetime,
) -> CaseState:
    """The state worked out from the log alone, and nothing that a case has kept."""
    result = history.protocol.state(events, at=at, known_at=known_at, subjects=[subject])
    return states(result)[0]


def _ageless(state: CaseState) -> CaseState:
    """Without how old its duties are, which changes with every day."""
    duties = tuple(duty.model_copy(update={"age_days": None}) for duty in state.duties)
    return state.model_copy(update={"duties": duties})


LAWS = (
    Law(
        "tells-what-changed",
        "what an event is told to change is how the states before and after it differ",
        _tells,
    ),
    Law(
        "next-change",
        "the next change is the first moment at which time alone makes the state another",
        _next,
    ),
)
