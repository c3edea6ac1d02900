"""Asking a protocol about a history, and the sizes of samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from hypothesis import settings

import protocolrules as pr
from laws.histories import CASE, History
from laws.samples import protocol
from protocolrules.events import Subject
from protocolrules.results import CaseState, Duty, Result
from protocolrules.testing.history import ALL_KNOWN

__all__ = ["ALL_KNOWN", "ask", "duties", "examples", "states", "subjects", "written"]


def examples(share: float) -> settings:
    """Half a share of what the profile asks for, so that a longer run is a profile."""
    assert settings.default is not None
    return settings(max_examples=max(round(settings.default.max_examples * share / 2), 4))


def subjects(name: str) -> list[Subject]:
    return [Subject(case_id=CASE), protocol(name).services]


def ask(
    history: History,
    *,
    events: Iterable[pr.CaseEvent] | None = None,
    at: datetime | None = None,
    known_at: datetime | None = None,
    because: bool = False,
    loaded: pr.Protocol | None = None,
) -> Result:
    """The answer for the case and the services, with what differs from the history."""
    return history.ask(events=events, at=at, known_at=known_at, because=because, protocol=loaded)


def states(result: Result) -> tuple[CaseState, ...]:
    return (*result.cases, *result.services)


def duties(result: Result) -> Iterator[Duty]:
    for state in states(result):
        yield from state.duties


def written(state: Any) -> Any:
    """A state as plain data, whose differences read well."""
    return state.model_dump(mode="json")
