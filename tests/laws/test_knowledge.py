"""What was known when: late records, corrections, retractions, and events that lie ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import protocolrules as pr
from laws.asking import ALL_KNOWN, ask, duties, examples, written
from laws.histories import DAY, HOUR, History, histories, moved
from laws.samples import NAMES, protocol
from protocolrules.document import Duty as DutyRule
from protocolrules.document import OnEvent, Protocol, Rule
from protocolrules.londontime import end_of_day, format_utc, start_of_day
from protocolrules.results import Result

CHANGES = ("correction", "retraction")


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_what_is_recorded_later_is_not_known(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    recorded = [event.recorded_at for event in history.events]
    known_at = data.draw(st.sampled_from(recorded)) if recorded else history.known_at
    known = [event for event in history.events if event.recorded_at <= known_at]
    with_later = ask(history, known_at=known_at, because=True)
    assert ask(history, events=known, known_at=known_at, because=True) == with_later


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_what_lies_ahead_and_is_not_about_before_does_not_count(
    name: str, data: st.DataObject
) -> None:
    history = data.draw(histories(name))
    moments = [moment for event in history.events if (moment := happened(event)) is not None]
    at = data.draw(st.sampled_from(sorted(moments))) if moments else history.at
    before = [event for event in history.events if not lies_ahead(event, history, at)]
    full = ask(history, at=at, known_at=ALL_KNOWN, because=True)
    cut = ask(history, events=before, at=at, known_at=ALL_KNOWN, because=True)
    assert [written(s) for s in cut.cases] == [written(s) for s in full.cases]
    assert [written(s) for s in cut.services] == [written(s) for s in full.services]


def happened(event: pr.CaseEvent) -> datetime | None:
    if event.occurred_on is not None:
        return start_of_day(event.occurred_on)
    return event.occurred_at


def lies_ahead(event: pr.CaseEvent, history: History, at: datetime) -> bool:
    """Whether an event is later than the moment and can say nothing of the time before: it is
    no change of another, no change speaks of it, and it says nothing of facts, roles or age."""
    when = happened(event)
    kind = protocol(history.name).document.vocabulary.events[event.kind]
    tells = bool(kind.facts or kind.roles) or event.kind == "facts_reported"
    changed = {e.field("replaces") or e.field("withdraws") for e in history.events}
    if when is None or tells or event.age is not None or event.event_id in changed:
        return False
    return when > at


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_a_correction_that_says_the_same_changes_nothing(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    unchanged = _first_versions(history)
    assume(unchanged)
    old = data.draw(st.sampled_from(unchanged))
    correction = _correction(history, old, old)
    with_it = all_told(history, [*history.events, correction])
    assert with_it == all_told(history, history.events)


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_withdrawing_a_correction_restores_what_was_said(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    unchanged = _first_versions(history)
    assume(unchanged)
    old = data.draw(st.sampled_from(unchanged))
    correction = _correction(history, old, moved(old, data.draw(st.sampled_from([-DAY, -HOUR]))))
    withdrawn = protocol(name).parse_event(
        {
            **_subject(old),
            "event_id": "withdrawal",
            "kind": "retraction",
            "withdraws": "correction",
            "recorded_at": format_utc(correction.recorded_at + HOUR),
        }
    )
    with_both = all_told(history, [*history.events, correction, withdrawn])
    assert with_both == all_told(history, history.events)


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_an_event_that_is_withdrawn_is_as_if_never_recorded(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    unchanged = _first_versions(history)
    assume(unchanged)
    old = data.draw(st.sampled_from(unchanged))
    recorded = max(event.recorded_at for event in history.events) + HOUR
    withdrawn = protocol(name).parse_event(
        {
            **_subject(old),
            "event_id": "withdrawal",
            "kind": "retraction",
            "withdraws": old["event_id"],
            "recorded_at": format_utc(recorded),
        }
    )
    without = [event for event in history.events if event.event_id != old["event_id"]]
    assert all_told(history, [*history.events, withdrawn]) == all_told(history, without)


@pytest.mark.parametrize("name", NAMES)
@examples(0.15)
@given(data=st.data())
def test_ids_survive_a_correction_of_the_time(name: str, data: st.DataObject) -> None:
    history = data.draw(histories(name))
    unchanged = _first_versions(history)
    assume(unchanged)
    old = data.draw(st.sampled_from(unchanged))
    new = moved(old, data.draw(st.sampled_from([-HOUR, -DAY, -3 * DAY, -20 * DAY])))
    loaded = protocol(name).document
    edition = loaded.edition
    starts = None if edition.starts is None else start_of_day(edition.starts)
    until = None if edition.until is None else end_of_day(edition.until)
    for event in (old, new):
        when = happened(protocol(name).parse_event(event))
        assert when is not None
        assume((starts is None or when >= starts) and (until is None or when < until))
    events = [*history.events, _correction(history, old, new)]
    at = max(m for event in history.events if (m := happened(event)) is not None)
    before = ask(history, at=at, known_at=ALL_KNOWN)
    after = ask(history, events=events, at=at, known_at=ALL_KNOWN)
    plain = {rule.name for rule in loaded.rules.values() if _arises_from_its_event(rule, loaded)}
    assert {d.id for d in duties(after) if d.rule in plain} == {
        d.id for d in duties(before) if d.rule in plain
    }


def _arises_from_its_event(rule: Rule, loaded: Protocol) -> bool:
    """Whether nothing but an event decides that the rule arises, and how often."""
    return (
        isinstance(rule.trigger, OnEvent)
        and not rule.trigger.first
        and rule.condition is None
        and rule.while_ is None
        and rule.unless is None
        and isinstance(rule.effect, DutyRule)
        and not rule.effect.repeat
        and not rule.effect.who.cases
    )


def all_told(history: History, events: Sequence[pr.CaseEvent]) -> Result:
    """The answer when everything has been recorded."""
    return ask(history, events=events, known_at=ALL_KNOWN, because=True)


def _first_versions(history: History) -> list[dict[str, object]]:
    """The events that no change speaks of, each once."""
    changed = {event.get("replaces") or event.get("withdraws") for event in history.written}
    by_id = {event["event_id"]: event for event in history.written}
    return [
        event for id, event in by_id.items() if event["kind"] not in CHANGES and id not in changed
    ]


def _correction(history: History, old: dict[str, object], new: dict[str, object]) -> pr.CaseEvent:
    content = {k: v for k, v in new.items() if k != "recorded_at"}
    recorded = max(event.recorded_at for event in history.events) + HOUR
    return protocol(history.name).parse_event(
        {
            **_subject(old),
            "event_id": "correction",
            "kind": "correction",
            "replaces": old["event_id"],
            "event": content,
            "recorded_at": format_utc(recorded),
        }
    )


def _subject(event: dict[str, object]) -> dict[str, object]:
    """Whom the event is about."""
    if "case_id" in event:
        return {"case_id": event["case_id"]}
    return {name: event[name] for name in ("service", "authority")}
