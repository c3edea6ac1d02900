"""Full semantics: every event goes into its case, and out comes what it changes.

The cases of `bench.histories` run under their own authority's protocol. Before anything is timed,
the engine's states and decisions are compared with the definition's, here and there in one case of
each authority.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import protocolrules as pr
from bench.histories import AUTHORITIES, Told, make_cases
from bench.matching import DURABLE, HAND_WRITTEN, Unequal, rate
from bench.timing import best
from protocolrules import definition
from protocolrules.engine import marks

TABLE = "whole cases"
CASES, MANY_CASES = 20, 200
CHECKED = 6

Protocols = Mapping[str, pr.Protocol]


class Log(NamedTuple):
    """The validated log of one case."""

    protocol: pr.Protocol
    case_id: str
    events: Sequence[pr.CaseEvent]


def rows(*, full: bool = False) -> list[dict[str, Any]]:
    """A row for all authorities together, for each alone, and for events that come as JSON.

    Raises `Unequal` before there is a figure.
    """
    cases = make_cases(MANY_CASES if full else CASES)
    protocols = {name: pr.load(name) for name in AUTHORITIES}
    logs = [read(protocols, case) for case in cases]
    for log in logs[: len(AUTHORITIES)]:
        prove(log)
    total = sum(len(log.events) for log in logs)
    found = [_row("apply, five authorities", total / best(lambda: apply_all(logs)))]
    for name in AUTHORITIES:
        own = [log for log in logs if log.protocol.id == name]
        events = sum(len(log.events) for log in own)
        found.append(_row(f"apply, {name}", events / best(partial(apply_all, own))))
    validating = total / best(lambda: [read(protocols, case) for case in cases])
    both = total / best(lambda: apply_all(read(protocols, case) for case in cases))
    found.append(_row("JSON lines, validation alone", validating) | {"share_of_validation": 1.0})
    found.append(
        _row("JSON lines, validation and apply", both)
        | {"share_of_validation": round(both / validating, 4)}
    )
    return found


def read(protocols: Protocols, case: Told) -> Log:
    """Validate the lines of a case."""
    protocol = protocols[case.authority]
    return Log(protocol, case.case_id, [protocol.parse_event(line) for line in case.lines])


def apply_all(logs: Iterable[Log]) -> None:
    """Each case from its first event to its last."""
    for protocol, case_id, events in logs:
        apply = protocol.open_case(case_id).apply
        for event in events:
            apply(event)


def prove(log: Log, checked: int = CHECKED) -> None:
    """Raise `Unequal` if a state or a decision differs from the definition's somewhere."""
    case = log.protocol.open_case(log.case_id)
    every = max(len(log.events) // checked, 1)
    for number, event in enumerate(log.events):
        before = case.known_at
        decisions = case.apply(event)
        if number % every or before is None or case.known_at is None:
            continue
        was = _defined(log, number, before)
        now = _defined(log, number + 1, case.known_at)
        if case.at(case.known_at) != now:
            raise Unequal(f"{log.protocol.id}: the state after {event.event_id} differs")
        told = marks.decisions(marks.of_state(was, before), marks.of_state(now, case.known_at))
        if decisions != told:
            raise Unequal(f"{log.protocol.id}: the decisions after {event.event_id} differ")


def _defined(log: Log, count: int, at: Any) -> pr.CaseState:
    events = log.events[:count]
    return definition.state(log.protocol.document, events, events[0].subject, at, at, {}, False)


def _row(engine: str, events_per_second: float) -> dict[str, Any]:
    by_hand, durable = rate(HAND_WRITTEN), rate(DURABLE)
    assert by_hand is not None
    return {
        "table": TABLE,
        "engine": engine,
        "events_per_second": round(events_per_second),
        "ratio_to_hand_written": round(events_per_second / by_hand, 4),
        "ratio_to_durable_rules": None
        if durable is None
        else round(events_per_second / durable, 4),
        "equal": None if engine.endswith("alone") else True,
        "share_of_validation": None,
    }
