"""Gaps between the times that a repeating duty is done, counted here once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import protocolrules as pr
from laws.asking import duties, examples
from laws.histories import DAY, HOUR
from protocolrules.document import Protocol
from protocolrules.language import load_protocol
from protocolrules.londontime import format_utc, local_date, start_of_day
from protocolrules.testing.laws.time import office

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
