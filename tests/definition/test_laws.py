"""What holds for every protocol and every history (section 11), tried on made-up ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from definition.histories import MOMENTS, START, history
from definition.small import CASE
from protocolrules import definition
from protocolrules.calendars import load_calendar
from protocolrules.document import Duty, Protocol
from protocolrules.events import CaseEvent
from protocolrules.language import load_protocol
from protocolrules.periods import Unit
from protocolrules.results import CaseState
from protocolrules.timing import Within

RULES = Path(__file__).parents[2] / "rules"
NAMES = ("enfield", "knowsley", "nelincs", "notts", "salford")
SEEDS = range(4)


@lru_cache
def protocol(name: str) -> Protocol:
    return load_protocol(RULES / f"{name}.yaml")


def answer(
    p: Protocol, log: list[CaseEvent], at: datetime, known: datetime, why: bool = False
) -> CaseState:
    return definition.state(p, log, CASE, at, known, because=why)


def moments(seed: int) -> Iterator[datetime]:
    r = Random(seed)
    yield START - timedelta(days=500)
    yield r.choice(MOMENTS)
    yield r.choice(MOMENTS) + timedelta(days=r.choice([10, 100, 800]))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_laws(name: str, seed: int) -> None:
    p = protocol(name)
    log = history(p, seed)
    for at in moments(seed):
        known = at + timedelta(days=Random(seed).choice([-3, 0, 30, 300]))
        found = answer(p, log, at, known)
        shuffled = Random(seed + 1).sample([*log, log[0]], len(log) + 1)
        assert answer(p, shuffled, at, known) == found
        in_time = [e for e in log if e.recorded_at <= known]
        assert answer(p, in_time, at, known) == found
        check(p, found, at)


def check(p: Protocol, s: CaseState, at: datetime) -> None:
    ids = [d.id for d in s.duties]
    assert len(set(ids)) == len(ids)
    calendar = load_calendar(p.calendar).with_closures(p.closures)
    for d in s.duties:
        assert d.clause and (d.who.roles or d.who.how == "not_named" or d.missing)
        assert d.state != "overdue" or (d.due is not None and d.due <= at)
        assert d.state != "due" or (d.due is not None and d.due > at)
        assert d.state != "untimed" or d.due is None
        assert (d.state in ("met", "met_late")) <= (d.met_by is not None)
        assert d.state != "overdue" or (d.breaches + d.departures)[-1].to is None
        assert d.state != "met_late" or d.breaches + d.departures
        assert (d.state == "undetermined") <= bool(d.missing)
        for b in d.breaches + d.departures:
            assert b.from_ <= at and (b.to is None or b.from_ <= b.to)
            assert b.attributable == (b.why_not is None)
        rule = p.rules.get(d.rule)
        if rule is not None and isinstance(rule.effect, Duty) and d.last_day and not d.short_notice:
            timing = rule.effect.timing
            if isinstance(timing, Within) and timing.period.unit is Unit.WORKING_DAYS:
                assert calendar.day_off(d.last_day) is None
    for u in s.undetermined:
        assert u.clause and u.rules


def test_reasons_can_be_asked_for_everything() -> None:
    for name in NAMES:
        p = protocol(name)
        log = history(p, 99, 25)
        at = START + timedelta(days=40)
        plain, why = answer(p, log, at, at), answer(p, log, at, at, why=True)
        assert all(d.because is not None for d in why.duties)
        stripped = [d.model_copy(update={"because": None}) for d in why.duties]
        assert stripped == list(plain.duties)
