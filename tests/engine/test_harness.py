"""Whether the comparison finds faults: cases that are wrong in one way each are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

import pytest

import protocolrules as pr
from engine.cases import DefinitionCase, Question
from engine.equality import Order, compare
from engine.sampling import sample
from engine.trace import Mismatch
from laws.asking import ALL_KNOWN, subjects
from laws.histories import TICK, History
from protocolrules.results import CaseState


class _Stale(DefinitionCase):
    """Keeps its answers when another event comes."""

    def at(self, t: datetime, known_at: datetime | None = None, because: bool = False) -> CaseState:
        kept: dict[Question, CaseState] = self.__dict__.setdefault("kept", {})
        question = Question(t, known_at, because)
        if question not in kept:
            kept[question] = super().at(t, known_at, because)
        return kept[question]


class _AllKnown(DefinitionCase):
    """Knows at every time what was recorded later."""

    def at(self, t: datetime, known_at: datetime | None = None, because: bool = False) -> CaseState:
        return super().at(t, ALL_KNOWN, because)


class _Forward(DefinitionCase):
    """Leaves out what arrives after something that was recorded later."""

    def apply(self, event: pr.CaseEvent) -> Sequence[object]:
        late = any(event.recorded_at < each.recorded_at for each in self.events)
        return [] if late else super().apply(event)


class _TickLate(DefinitionCase):
    """Answers for the moment just before."""

    def at(self, t: datetime, known_at: datetime | None = None, because: bool = False) -> CaseState:
        return super().at(t - TICK, known_at or t, because)


class _NoReasons(DefinitionCase):
    """Never says why."""

    def at(self, t: datetime, known_at: datetime | None = None, because: bool = False) -> CaseState:
        return super().at(t, known_at)


class _OwnReadings(DefinitionCase):
    """Takes every reading at the protocol's own value."""

    def at(self, t: datetime, known_at: datetime | None = None, because: bool = False) -> CaseState:
        self.readings = {}
        return super().at(t, known_at, because)


class _Counts(DefinitionCase):
    """Fails when an event comes twice."""

    def apply(self, event: pr.CaseEvent) -> Sequence[object]:
        if any(each.event_id == event.event_id for each in self.events):
            raise RuntimeError("twice")
        return super().apply(event)


class _NoChanges(DefinitionCase):
    """Leaves out corrections."""

    def apply(self, event: pr.CaseEvent) -> Sequence[object]:
        return [] if event.kind == "correction" else super().apply(event)


WRONG = (_Stale, _AllKnown, _Forward, _TickLate, _NoReasons, _OwnReadings, _Counts, _NoChanges)


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_is_found(case: type[DefinitionCase]) -> None:
    assert _found(case, 60), f"{case.__name__} passed for right"


def test_the_definition_itself_passes() -> None:
    assert not _found(DefinitionCase, 60)


def _found(case: type[DefinitionCase], count: int) -> list[Mismatch]:
    found: list[Mismatch] = []

    def compared(history: History, order: Order, chance: Random, readings: dict[str, str]) -> None:
        if found:
            return
        subject = subjects(history.name)[0]
        try:
            compare(
                history,
                order,
                subject=subject,
                chance=chance,
                readings=readings,
                opened_by=case,
            )
        except Mismatch as mismatch:
            found.append(mismatch)

    for name in ("clocks", "waits", "notts"):
        sample(compared, name, 1, count)
    return found


def test_a_finding_is_told_with_a_short_trace() -> None:
    found = _found(_AllKnown, 60)[0]
    trace = str(found).split("\n\n")[0]
    assert trace.count("\n  apply ") <= 2
    assert trace.count("\n  ask ") == 1
    assert "-> " in trace and "engine" in trace
