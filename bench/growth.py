"""What one event costs as things grow: protocols that are loaded, events in a case, open cases.

Times are those of the processor. A row tells the cost of the thing in its first column, and how it
compares with the smallest size of that thing.
"""

import gc
import json
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import protocolrules as pr
from bench.histories import AUTHORITIES, Grown, Told, make_cases, make_grown_case
from bench.matching import HAND_WRITTEN, rate
from bench.timing import best
from protocolrules.bundled import bundled_path

TABLE = "growth"
COPIES, MANY_COPIES = 4, 20  # of each of the five files
LENGTHS, MORE_LENGTHS = (100, 1_000, 10_000), (100, 300, 1_000, 3_000, 10_000)
OPEN, MANY_OPEN = (1_000, 4_000), (1_000, 10_000, 100_000)
EVENTS_EACH = 5  # of an open case
ASKED = 400  # open cases of which the state is asked for
WEIGHED = 5  # cases whose memory is measured
TRIED = 20  # events that are timed one by one

Cost = tuple[int, float]
"""A size, and processor seconds for one event (or question) at that size."""


def rows(*, full: bool = False) -> list[dict[str, Any]]:
    """Rows for each thing that grows, by size. Sizes are those that fit a minute or two; with
    `full` ten times as large and more."""
    lengths = MORE_LENGTHS if full else LENGTHS
    found = _told("apply, by protocols loaded", by_protocols(MANY_COPIES if full else COPIES))
    found += _told("restore a case from its log, by events in the case", by_length(lengths, whole))
    found += _told("apply the next event, by events in the case", by_length(lengths, following))
    found += _told("apply a late event, by events in the case", by_length(lengths, late))
    found += _told("apply one from the beginning, by events in the case", by_length(lengths, early))
    opened = by_open_cases(MANY_OPEN if full else OPEN)
    found += _told(
        "open a case and apply its first events, by open cases",
        [(n, applied) for n, applied, _ in opened],
    )
    found += _told("at, by open cases", [(n, asked) for n, _, asked in opened])
    for row in found:
        row["kilobytes_per_case"] = None
    return found + [_weight(name) for name in AUTHORITIES]


# --- protocols ------------------------------------------------------------------------------


def by_protocols(copies: int, cases_each: int = 4) -> list[Cost]:
    """Cases of Enfield under one protocol that is loaded alone, and under copies among many."""
    cases = make_cases(cases_each, seed=2, authorities=("enfield",))
    alone = [pr.load("enfield")]
    costs = [(1, _apply_all(alone, cases))]
    with TemporaryDirectory() as folder:
        loaded = list(_loaded(Path(folder), copies))
        ours = [protocol for protocol in loaded if protocol.id.startswith("enfield")]
        costs.append((len(loaded), _apply_all(ours, cases)))
    return costs


def _loaded(folder: Path, copies: int) -> Iterator[pr.Protocol]:
    for name in AUTHORITIES:
        text = bundled_path(name).read_text(encoding="utf-8")
        for number in range(copies):
            path = folder / f"{name}-{number}.yaml"
            renamed = text.replace(f"\nprotocol: {name}\n", f"\nprotocol: {name}-{number}\n", 1)
            path.write_text(renamed, encoding="utf-8")
            protocol = pr.load(path)
            protocol.open_case("C-0")  # compiled when first used
            yield protocol


def _apply_all(protocols: Sequence[pr.Protocol], cases: Sequence[Told]) -> float:
    logs = [
        (protocol.open_case, case.case_id, [protocol.parse_event(line) for line in case.lines])
        for protocol, case in zip(cycle(protocols), cases, strict=False)
    ]

    def run() -> None:
        for opened, case_id, events in logs:
            apply = opened(case_id).apply
            for event in events:
                apply(event)

    return best(run) / sum(len(events) for _, _, events in logs)


# --- one case -------------------------------------------------------------------------------

Measure = Callable[[pr.Protocol, Grown], float]


def by_length(lengths: Sequence[int], measure: Measure) -> list[Cost]:
    """One case of Enfield with so many events."""
    protocol = pr.load("enfield")
    return [(n, measure(protocol, make_grown_case("enfield", n))) for n in lengths]


def _restored(protocol: pr.Protocol, told: Told) -> pr.Case:
    case = protocol.open_case(told.case_id)
    head = json.loads(case.snapshot())
    head["events"] = [json.loads(line) for line in told.lines]
    return protocol.restore(json.dumps(head).encode())


def _ready(protocol: pr.Protocol, grown: Grown) -> pr.Case:
    """The case after some more events: with the first of these, what is over is set apart."""
    case = _restored(protocol, grown.told)
    for line in grown.first:
        case.apply(protocol.parse_event(line))
    return case


def whole(protocol: pr.Protocol, grown: Grown) -> float:
    """Reading the whole log and working out what it says, for one event."""
    start = process_time()
    _restored(protocol, grown.told)
    return (process_time() - start) / len(grown.told.lines)


def following(protocol: pr.Protocol, grown: Grown) -> float:
    """The events that come after all others: alike ones after a short log and a long one."""
    return _each(_ready(protocol, grown), [protocol.parse_event(line) for line in grown.then])


def late(protocol: pr.Protocol, grown: Grown) -> float:
    """Events like some of the last weeks, told an hour later, which are recorded at the end."""
    case = _ready(protocol, grown)
    return _each(case, _again(case, slice(-2 * TRIED, -TRIED)))


def early(protocol: pr.Protocol, grown: Grown) -> float:
    """Events like the first ones of all, which are recorded at the end."""
    case = _ready(protocol, grown)
    return _each(case, _again(case, slice(TRIED)))


def _again(case: pr.Case, which: slice) -> list[pr.CaseEvent]:
    known = case.known_at
    assert known is not None
    dated = [(e, e.occurred_at) for e in case.events if e.occurred_at is not None]
    return [
        event.model_copy(
            update={
                "event_id": f"late-{event.event_id}",
                "occurred_at": occurred + timedelta(hours=1),
                "recorded_at": known + timedelta(hours=n),
            }
        )
        for n, (event, occurred) in enumerate(dated[which])
    ]


def _each(case: pr.Case, events: Sequence[pr.CaseEvent]) -> float:
    gc.collect()
    taken = []
    for event in events:
        start = process_time()
        case.apply(event)
        taken.append(process_time() - start)
    return mean(taken)


# --- open cases -----------------------------------------------------------------------------


def by_open_cases(sizes: Sequence[int]) -> list[tuple[int, float, float]]:
    """So many cases of all authorities, each with its first events: what an event costs, and what
    a question a month later costs."""
    protocols = {name: pr.load(name) for name in AUTHORITIES}
    patterns = [
        (protocols[case.authority], [protocols[case.authority].parse_event(x) for x in first])
        for case in make_cases(50, seed=3)
        if (first := case.lines[:EVENTS_EACH])
    ]
    asked_at = datetime(2026, 1, 31, 12, tzinfo=UTC)
    found = []
    for size in sizes:
        gc.collect()
        start = process_time()
        opened = [
            _opened(*pattern, number)
            for number, pattern in enumerate(islice(cycle(patterns), size))
        ]
        applied = (process_time() - start) / (size * EVENTS_EACH)
        asked = opened[:: max(size // ASKED, 1)]
        gc.collect()
        start = process_time()
        for case in asked:
            case.at(asked_at)
        found.append((size, applied, (process_time() - start) / len(asked)))
    return found


def _opened(protocol: pr.Protocol, events: Sequence[pr.CaseEvent], number: int) -> pr.Case:
    case = protocol.open_case(f"C-{number}")
    for event in events:
        case.apply(event.model_copy(update={"case_id": f"C-{number}"}))
    return case


def _weight(authority: str) -> dict[str, Any]:
    """What whole open cases take in memory, with their logs."""
    protocol = pr.load(authority)
    cases = make_cases(WEIGHED, seed=4, authorities=(authority,))
    _filled(protocol, cases[0])  # what all cases share is there by now
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [_filled(protocol, case) for case in cases]
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    size = sum(len(case.events) for case in kept) // len(kept)
    row = _row(f"memory of an open case, {authority}", size, None, None)
    return row | {"kilobytes_per_case": round(taken / len(kept) / 1024)}


def _filled(protocol: pr.Protocol, told: Told) -> pr.Case:
    case = protocol.open_case(told.case_id)
    for line in told.lines:
        case.apply(protocol.parse_event(line))
    return case


# --- rows -----------------------------------------------------------------------------------


def _told(engine: str, costs: Sequence[Cost]) -> list[dict[str, Any]]:
    return [_row(engine, size, cost, cost / costs[0][1]) for size, cost in costs]


def _row(engine: str, size: int, cost: float | None, against: float | None) -> dict[str, Any]:
    by_hand = rate(HAND_WRITTEN)
    assert by_hand is not None
    return {
        "table": TABLE,
        "engine": engine,
        "size": size,
        "microseconds": None if cost is None else round(cost * 1e6),
        "times_the_smallest": None if against is None else round(against, 2),
        "events_per_second": None if cost is None else round(1 / cost),
        "ratio_to_hand_written": None if cost is None else round(1 / cost / by_hand, 5),
        "equal": None,
    }
