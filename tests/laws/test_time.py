"""Due dates and the passing of time, counted here once more from the calendar's data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import protocolrules as pr
from laws.asking import ALL_KNOWN, ask, duties, examples
from laws.histories import DAY, HOUR, TICK, histories
from laws.samples import NAMES, protocol
from laws.test_knowledge import happened
from protocolrules.calendars import load_calendar
from protocolrules.document import Duty as DutyRule
from protocolrules.document import Protocol
from protocolrules.expressions import ReadingRef
from protocolrules.language import load_protocol
from protocolrules.londontime import format_utc, local_date, start_of_day
from protocolrules.periods import Period, Unit
from protocolrules.results import Duty
from protocolrules.timing import BeforeOccasion, EndOfWorkingDay, Within, parse_due


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_due_is_the_first_instant_too_late(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    last = max((m for e in history.events if (m := happened(e)) is not None), default=history.at)
    now = ask(history, at=last + HOUR, known_at=ALL_KNOWN)
    dated = [d for d in duties(now) if d.state in ("due", "overdue") and d.due is not None]
    for due in sorted({d.due for d in dated if d.due is not None})[:3]:
        just_before = _by_id(ask(history, at=due - TICK, known_at=ALL_KNOWN))
        then = _by_id(ask(history, at=due, known_at=ALL_KNOWN))
        for duty in dated:
            before, after = just_before.get(duty.id), then.get(duty.id)
            if duty.due != due:
                continue
            if before is not None and before.due == due:
                assert before.state in ("due", "upcoming", "lapsed"), before
                assert not any(b.from_ >= due for b in (*before.breaches, *before.departures))
            if after is not None and after.due == due and after.state != "lapsed":
                assert after.state in ("overdue", "missed"), after


def _by_id(result: pr.Result) -> dict[str, Duty]:
    return {duty.id: duty for duty in duties(result)}


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_time_alone_removes_no_breach(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    past = [e for e in history.events if (m := happened(e)) is None or m <= history.at]
    later = history.at + data.draw(st.sampled_from([HOUR, DAY, 20 * DAY, 400 * DAY]))
    known_at = max(history.at, history.known_at)
    first = ask(history, events=past, known_at=known_at)
    second = ask(history, events=past, at=later, known_at=known_at)
    assert set(_breaches(first)) <= set(_breaches(second))
    counted = {key for key, attributable in _attributable(first) if attributable}
    assert counted <= {key for key, attributable in _attributable(second) if attributable}


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_what_is_met_stays_met_whatever_comes(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    moments = [m for e in history.events if (m := happened(e)) is not None]
    at = data.draw(st.sampled_from(sorted(moments))) if moments else history.at
    first = ask(history, at=at, known_at=ALL_KNOWN)
    second = _by_id(ask(history, at=max([at, *moments]) + DAY, known_at=ALL_KNOWN))
    for duty in duties(first):
        if duty.state in ("met", "met_late"):
            later = second.get(duty.id)
            assert later is not None, duty
            assert (later.state, later.met_by) == (duty.state, duty.met_by), duty


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_nothing_done_later_removes_a_breach(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    moments = [m for e in history.events if (m := happened(e)) is not None]
    at = data.draw(st.sampled_from(sorted(moments))) if moments else history.at
    first = ask(history, at=at, known_at=ALL_KNOWN)
    second = ask(history, at=max([at, *moments]) + DAY, known_at=ALL_KNOWN)
    assert set(_breaches(first)) <= set(_breaches(second))


def _breaches(result: pr.Result) -> Iterator[tuple[str, datetime]]:
    for duty in duties(result):
        yield from ((duty.id, b.from_) for b in (*duty.breaches, *duty.departures))


def _attributable(result: pr.Result) -> Iterator[tuple[tuple[str, datetime], bool]]:
    for duty in duties(result):
        for b in (*duty.breaches, *duty.departures):
            yield (duty.id, b.from_), b.attributable


@dataclass(frozen=True)
class Office:
    """Which days are worked, from the data alone."""

    holidays: frozenset[date]
    week: tuple[int, ...]

    def works(self, day: date) -> bool:
        return day.weekday() in self.week and day not in self.holidays

    def worked(self, after: date, until: date) -> int:
        days = (after + n * DAY for n in range(1, (until - after).days + 1))
        return sum(self.works(day) for day in days)


def office(loaded: Protocol) -> Office:
    calendar = load_calendar(loaded.calendar)
    days_off = frozenset((*calendar.holidays, *loaded.closures))
    return Office(days_off, loaded.settings.working_week)


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_working_days_end_on_a_working_day(name: str, data: st.DataObject) -> None:
    loaded = protocol(name).document
    calendar = office(loaded)
    for duty in duties(ask(data.draw(histories(name)))):
        rule = loaded.rules.get(duty.rule)
        if rule is None or duty.last_day is None or duty.short_notice:
            continue
        assert isinstance(rule.effect, DutyRule)
        dated = [duty.last_day, *(f.last_day for f in duty.re_dated if f.last_day is not None)]
        if _counts_working_days(loaded, rule.effect):
            assert calendar.works(duty.last_day), duty
        elif isinstance(rule.effect.timing, EndOfWorkingDay):
            assert all(map(calendar.works, dated)), duty


@pytest.mark.parametrize("name", NAMES)
@examples(0.12)
@given(data=st.data())
def test_that_many_working_days_lie_between(name: str, data: st.DataObject) -> None:
    loaded = protocol(name).document
    calendar = office(loaded)
    for duty in duties(ask(data.draw(histories(name)))):
        rule = loaded.rules.get(duty.rule)
        effect = None if rule is None else rule.effect
        if not isinstance(effect, DutyRule) or duty.last_day is None or effect.repeat:
            continue
        period = _period(loaded, effect.timing)
        start = duty.anchor.on or (local_date(duty.anchor.at) if duty.anchor.at else None)
        if period is not None and period.unit is Unit.WORKING_DAYS and start is not None:
            day_before = start - loaded.settings.day_of_trigger * DAY
            assert calendar.worked(day_before, duty.last_day) == period.count, duty


def _counts_working_days(loaded: Protocol, effect: DutyRule) -> bool:
    periods = [_period(loaded, effect.timing)]
    if isinstance(effect.timing, BeforeOccasion):
        periods = [_resolved(loaded, effect.timing.period)]
    elif effect.repeat:
        lengths = [part for regime in effect.repeat for part in (regime.period, regime.first)]
        periods = [_resolved(loaded, length) for length in lengths if length is not None]
    return bool(periods) and all(p is not None and p.unit is Unit.WORKING_DAYS for p in periods)


def _period(loaded: Protocol, timing: object) -> Period | None:
    """The period that a due date is counted in after an event, where it is one."""
    if isinstance(timing, ReadingRef):
        timing = parse_due(loaded.readings[timing.name].means)
    return timing.period if isinstance(timing, Within) else None


def _resolved(loaded: Protocol, length: Period | ReadingRef | None) -> Period | None:
    if isinstance(length, ReadingRef):
        text = loaded.readings[length.name].means
        return None if text == "not set" else Period.parse(text)
    return length


# --- gaps ---------------------------------------------------------------------------------------

GAPS = {
    "7 days": 7,
    "2 weeks": 14,
    "1 month": 31,
    "3 working days": 3,
}
GAP_FILE = """
protocol: gaps
title: So far apart
calendar: england-and-wales
parties: [yjs, csc]
rules:
  meet:
    clause: "1"
    topic: supervision
    {state}
    duty:
      who: yjs
      {modality}: meet
      at_most_apart: {gap}
      {more}
      done_when: {{held: joint_supervision}}
ledger: [{{id: "1", kind: recurring, says: so far apart}}]
"""
STATES = (
    "while: {looked_after: yes}",
    "when: {event: placed}\n    until: {event: placement_ended}",
)


def _gap_protocol(gap: str, state: str, modality: str, more: str) -> pr.Protocol:
    key = (gap, state, modality, more)
    if key not in _LOADED:
        text = GAP_FILE.format(gap=gap, state=state, modality=modality, more=more)
        _LOADED[key] = pr.Protocol(pr_load(text))
    return _LOADED[key]


def pr_load(text: str) -> Protocol:
    # Read as a file of that name, without one on the disk.
    return load_protocol("gaps.yaml", data=text.encode())


_LOADED: dict[tuple[str, str, str, str], pr.Protocol] = {}


@examples(2)
@given(
    gap=st.sampled_from(sorted(GAPS)),
    state=st.sampled_from(STATES),
    modality=st.sampled_from(["must", "should"]),
    start=st.sampled_from([date(2025, 12, 15), date(2026, 3, 27), date(2026, 1, 31)]),
    apart=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 23)), max_size=8),
    ends=st.none() | st.integers(1, 60),
    asked=st.integers(0, 90),
)
def test_no_breach_free_stretch_is_longer_than_the_gap(
    gap: str,
    state: str,
    modality: str,
    start: date,
    apart: list[tuple[int, int]],
    ends: int | None,
    asked: int,
) -> None:
    loaded = _gap_protocol(gap, state, modality, "")
    begun = start_of_day(start) + 9 * HOUR
    done = _moments(begun, apart)
    end = None if ends is None else (done or [begun])[-1] + ends * DAY
    at = (end or (done or [begun])[-1]) + asked * DAY
    events = [_event(loaded, n, m) for n, m in enumerate(_told(state, begun, done, end))]
    result = loaded.state(events, at=at)
    found = [b for d in duties(result) for b in (*d.breaches, *d.departures)]
    stop = at if end is None else min(end, at)
    for one, two in _stretches([begun, *done], stop):
        # Done at the very instant that is too late: a breach of no length.
        covered = [b for b in found if b.from_ <= two and (b.to is None or b.to > one)]
        days = _days_between(gap, local_date(one), local_date(min(two, at)))
        assert days <= _limit(gap, local_date(one)) or covered, (one, two, found)
        if days < _limit(gap, local_date(one)):
            assert not covered, (one, two, found)


def _moments(begun: datetime, apart: Sequence[tuple[int, int]]) -> list[datetime]:
    done = []
    moment = begun
    for days, hours in apart:
        moment += days * DAY + (hours + 1) * timedelta(minutes=30)
        done.append(moment)
    return done


def _told(
    state: str, begun: datetime, done: Sequence[datetime], end: datetime | None
) -> Iterator[dict[str, object]]:
    """The events of the state and of what was done, as they would be written."""
    standing = state.startswith("while")
    gained = {"kind": "status_gained", "status": "looked_after"} if standing else {"kind": "placed"}
    lost = {"kind": "status_lost", "status": "looked_after"} if standing else {}
    yield {**gained, "occurred_at": format_utc(begun)}
    for moment in done:
        yield {
            "kind": "meeting_held",
            "meeting": "joint_supervision",
            "about": f"M-{moment:%Y%m%d%H%M}",
            "occurred_at": format_utc(moment),
        }
    if end is not None:
        yield {"kind": "placement_ended", **lost, "occurred_at": format_utc(end)}


def _event(loaded: pr.Protocol, number: int, said: dict[str, object]) -> pr.CaseEvent:
    return loaded.parse_event({"event_id": f"e{number}", "case_id": "C-1", **said})


def _stretches(moments: Sequence[datetime], stop: datetime) -> Iterator[tuple[datetime, datetime]]:
    inside = [m for m in moments if m < stop]
    yield from pairwise([*inside, stop])


def _days_between(gap: str, one: date, two: date) -> int:
    if "working" in gap:
        return office(_gap_protocol(gap, STATES[0], "must", "").document).worked(one, two)
    return (two - one).days


def _limit(gap: str, one: date) -> int:
    """How many days the gap is from that day on: months are as long as they are."""
    if "month" not in gap:
        return GAPS[gap]
    year, month = divmod(one.year * 12 + one.month, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - DAY).day
    return (date(year, month + 1, min(one.day, last)) - one).days
