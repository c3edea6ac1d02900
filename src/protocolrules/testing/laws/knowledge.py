"""What was known when: late records, corrections, retractions, and events that lie ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from protocolrules.document import Duty as DutyRule
from protocolrules.document import OnEvent, Rule
from protocolrules.events import CaseEvent
from protocolrules.londontime import end_of_day, format_utc, start_of_day
from protocolrules.results import Result
from protocolrules.testing.dice import Dice
from protocolrules.testing.history import ALL_KNOWN, History, happened
from protocolrules.testing.laws.law import Law, duties, hold, plain, same
from protocolrules.testing.stories import DAY, HOUR, Written, moved

_CHANGES = ("correction", "retraction")


def _later(history: History) -> None:
    recorded = sorted(event.recorded_at for event in history.events)
    known_at = history.dice().pick(recorded or [history.known_at])
    known = [event for event in history.events if event.recorded_at <= known_at]
    with_later = history.ask(known_at=known_at, because=True)
    what = f"what was recorded after {format_utc(known_at)} counts as known then"
    same(history.ask(events=known, known_at=known_at, because=True), with_later, what)


def _ahead(history: History) -> None:
    at = history.dice().pick(history.moments() or [history.at])
    before = [e for e in history.events if not (_later_than(e, at) and _says_no_more(e, history))]
    full = history.ask(at=at, known_at=ALL_KNOWN, because=True)
    cut = history.ask(events=before, at=at, known_at=ALL_KNOWN, because=True)
    what = f"what lies ahead of {format_utc(at)} counts"
    for one, other in ((cut.cases, full.cases), (cut.services, full.services)):
        same(plain(one[0]), plain(other[0]), what)


def _later_than(event: CaseEvent, at: datetime) -> bool:
    when = happened(event)
    return when is not None and when > at


def _says_no_more(event: CaseEvent, history: History) -> bool:
    """Whether an event can say nothing of the time before it: no change speaks of it, and it
    says nothing of facts, roles or age."""
    kind = history.protocol.document.vocabulary.events[event.kind]
    tells = bool(kind.facts or kind.roles) or event.kind == "facts_reported"
    changed = {e.field("replaces") or e.field("withdraws") for e in history.events}
    return not (tells or event.age is not None or event.event_id in changed)


def _same_said(history: History) -> None:
    old, _ = _one(history)
    if old is not None:
        correction = _correction(history, old, old)
        with_it = _told(history, [*history.events, correction])
        what = f"a correction that repeats {old['event_id']} changes the answer"
        same(with_it, _told(history, history.events), what)


def _restored(history: History) -> None:
    old, dice = _one(history)
    if old is None:
        return
    correction = _correction(history, old, moved(old, dice.pick((-DAY, -HOUR))))
    taken_back = _retraction(history, old, "correction", 2 * HOUR)
    with_both = _told(history, [*history.events, correction, taken_back])
    what = f"a correction of {old['event_id']} that is withdrawn changes the answer"
    same(with_both, _told(history, history.events), what)


def _withdrawn(history: History) -> None:
    old, _ = _one(history)
    if old is None:
        return
    id_ = str(old["event_id"])
    withdrawn = _retraction(history, old, id_, HOUR)
    without = [event for event in history.events if event.event_id != id_]
    with_both = _told(history, [*history.events, withdrawn])
    same(with_both, _told(history, without), f"{id_} was withdrawn and still counts")


def _ids_survive(history: History) -> None:
    old, dice = _one(history)
    if old is None:
        return
    new = moved(old, dice.pick((-HOUR, -DAY, -3 * DAY, -20 * DAY)))
    document = history.protocol.document
    if not all(_in_force(history, event) for event in (old, new)):
        return
    events = [*history.events, _correction(history, old, new)]
    at = max(history.moments())
    before = history.ask(at=at, known_at=ALL_KNOWN)
    after = history.ask(events=events, at=at, known_at=ALL_KNOWN)
    rules = {rule.name for rule in document.rules.values() if _from_its_event(rule)}
    ids = [{d.id for d in duties(each) if d.rule in rules} for each in (before, after)]
    hold(ids[0] == ids[1], f"a corrected time of {old['event_id']} changes ids", *ids[0] ^ ids[1])


def _in_force(history: History, event: Written) -> bool:
    edition = history.protocol.document.edition
    when = happened(history.protocol.parse_event(event))
    if when is None:
        return False
    begun = edition.starts is None or when >= start_of_day(edition.starts)
    return begun and (edition.until is None or when < end_of_day(edition.until))


def _from_its_event(rule: Rule) -> bool:
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


def _told(history: History, events: Sequence[CaseEvent]) -> Result:
    return history.ask(events=events, known_at=ALL_KNOWN, because=True)


def _one(history: History) -> tuple[Written | None, Dice]:
    """One of the events that no change speaks of, if there is one."""
    dice = history.dice()
    changed = {event.get("replaces") or event.get("withdraws") for event in history.written}
    by_id = {event["event_id"]: event for event in history.written}
    unchanged = [
        event
        for id_, event in by_id.items()
        if event["kind"] not in _CHANGES and id_ not in changed
    ]
    return (dice.pick(unchanged), dice) if unchanged else (None, dice)


def _correction(history: History, old: Written, new: Written) -> CaseEvent:
    content = {k: v for k, v in new.items() if k != "recorded_at"}
    return history.protocol.parse_event(
        {
            **_subject(old),
            "event_id": "correction",
            "kind": "correction",
            "replaces": old["event_id"],
            "event": content,
            "recorded_at": format_utc(_last_recorded(history.events) + HOUR),
        }
    )


def _retraction(history: History, old: Written, target: str, later: timedelta) -> CaseEvent:
    return history.protocol.parse_event(
        {
            **_subject(old),
            "event_id": "withdrawal",
            "kind": "retraction",
            "withdraws": target,
            "recorded_at": format_utc(_last_recorded(history.events) + later),
        }
    )


def _last_recorded(events: Iterable[CaseEvent]) -> datetime:
    return max(event.recorded_at for event in events)


def _subject(event: Written) -> Written:
    """Whom the event is about."""
    if "case_id" in event:
        return {"case_id": event["case_id"]}
    return {name: event[name] for name in ("service", "authority")}


LAWS = (
    Law("not-known-yet", "nothing known at one time depends on what was recorded later", _later),
    Law(
        "lies-ahead",
        "an event that is still ahead and says nothing of before does not count",
        _ahead,
    ),
    Law("same-said-again", "a correction that says the same changes nothing", _same_said),
    Law("correction-withdrawn", "withdrawing a correction restores what was said", _restored),
    Law("withdrawn", "an event that is withdrawn is as if it had never been recorded", _withdrawn),
    Law("ids-survive", "the ids of duties survive a correction of the time", _ids_survive),
)
