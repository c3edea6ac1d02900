"""Whether the strategies come to what the laws are about, and shrink to short histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from zlib import crc32

from hypothesis import Phase, find, given, seed, settings

from laws.asking import ask, duties, states
from laws.histories import History, histories
from laws.samples import NAMES, PATHS, SMALL, protocol
from protocolrules.results import CaseState, Result

STATES = (
    "upcoming due overdue untimed met met_late missed in_force broken kept lapsed undetermined"
).split()
RUNGS = "due overdue untimed met met_late lapsed skipped".split()


def test_histories_reach_what_the_laws_are_about() -> None:
    reached: Counter[str] = Counter()
    for name in NAMES:
        found = _sample(name, 40)
        if PATHS[name].parent == SMALL:
            found += _sample_of_each(name)
        own = {"an open duty", "an event", "a question"}
        assert own <= set(found), f"{name} reached only {sorted(found)}"
        reached += found
    wanted = {
        *(f"a duty {state}" for state in STATES),
        *(f"a rung {state}" for state in RUNGS),
        *("a breach", "a departure", "a breach that counts against nobody", "short notice"),
        *("a re-dated duty", "a later occurrence", "a provisional date", "somebody passed over"),
        *("a permission", "a use too many", "a prohibition", "a broken prohibition"),
        *("an assignment", "a status gained", "a status expected", "a status lost"),
        *("conflicting assignments", "conflicting rules", "a warning"),
        *(f"a missing {kind}" for kind in ("fact", "reading", "holder", "field", "judgement")),
        *("no events", "a long history", "a correction", "a retraction", "a duplicate"),
        *("only a date", "recorded late", "something not yet known", "services"),
    }
    assert wanted <= set(reached), sorted(wanted - set(reached))


def test_histories_shrink_to_a_few_plain_events() -> None:
    overdue = find(
        histories("clocks"),
        lambda history: any(duty.state == "overdue" for duty in duties(ask(history))),
        settings=settings(
            max_examples=2000,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    assert len(overdue.events) <= 2
    assert overdue.known_at == overdue.at


def _sample_of_each(name: str) -> Counter[str]:
    """A few histories with each rule in focus, and more with each ladder."""
    document = protocol(name).document
    reached: Counter[str] = Counter()
    for rule in document.rules:
        reached += _sample(name, 14, (rule,))
    for ladder in document.ladders:
        reached += _sample(name, 300, (ladder,))
    return reached


def _sample(name: str, count: int, about: tuple[str, ...] = ()) -> Counter[str]:
    """How often the things that laws speak about come up in a fixed sample of histories."""
    reached: Counter[str] = Counter()

    # A seed of its own: samples that are derandomised alike would be alike.
    @seed(crc32(" ".join((name, *about)).encode()))
    @settings(
        max_examples=count,
        derandomize=False,
        database=None,
        deadline=None,
        phases=[Phase.generate],
    )
    @given(histories(name, about=about))
    def count_them(history: History) -> None:
        result = ask(history)
        reached.update({*_of_history(history), *_of_result(result)})

    count_them()
    return reached


def _of_history(history: History) -> Iterator[str]:
    kinds = [event.kind for event in history.events]
    ids = [event.event_id for event in history.events]
    yield "an event" if kinds else "no events"
    if len(kinds) > 15:
        yield "a long history"
    if "correction" in kinds:
        yield "a correction"
    if "retraction" in kinds:
        yield "a retraction"
    if len(set(ids)) < len(ids):
        yield "a duplicate"
    for event in history.events:
        if event.occurred_on is not None:
            yield "only a date"
        if event.occurred_at is not None and event.recorded_at > event.occurred_at:
            yield "recorded late"
        if event.recorded_at > history.known_at:
            yield "something not yet known"
        if event.case_id is None:
            yield "services"


def _of_result(result: Result) -> Iterator[str]:
    for state in states(result):
        yield from _of_duties(state)
        yield from _of_others(state)


def _of_duties(state: CaseState) -> Iterator[str]:
    for duty in state.duties:
        yield f"a duty {duty.state}"
        if duty.state in ("due", "overdue", "untimed", "in_force"):
            yield "an open duty"
        yield from ["a breach"] * bool(duty.breaches) + ["a departure"] * bool(duty.departures)
        if any(not breach.attributable for breach in duty.breaches):
            yield "a breach that counts against nobody"
        told = {
            "a re-dated duty": duty.re_dated,
            "a later occurrence": duty.occurrence > 1,
            "a provisional date": duty.provisional,
            "short notice": duty.short_notice,
            "somebody passed over": duty.who.passed_over,
        }
        yield from (label for label, so in told.items() if so)


def _of_others(state: CaseState) -> Iterator[str]:
    yield from (f"a rung {step.state}" for step in state.escalations)
    for status in state.statuses:
        yield "a status expected" if status.expected else "a status gained"
        yield from ["a status lost"] * (status.to is not None)
    for prohibition in state.prohibitions:
        yield "a use too many" if prohibition.interpreted else "a prohibition"
        if prohibition.broken_by and not prohibition.interpreted:
            yield "a broken prohibition"
    yield from (f"conflicting {conflict.between}" for conflict in state.conflicts)
    for line in state.undetermined:
        yield "a question"
        yield from (f"a missing {kind}" for kind, missing in line.missing if missing is not None)
    told = {
        "a permission": state.permissions,
        "an assignment": state.assignments,
        "a warning": state.warnings,
    }
    yield from (label for label, so in told.items() if so)
