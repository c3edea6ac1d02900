"""The branches of a duty: the states it can come to, its due date, and what meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from protocolrules.document import NOT_SET, Duty, OfOccasion, Protocol, Rule
from protocolrules.expressions import (
    AllEvidence,
    AnyEvidence,
    Attendance,
    Evidence,
    ReadingRef,
    ThisEvent,
)
from protocolrules.phrases import Terms, evidence
from protocolrules.scenarios.branches.ending import can_be_cancelled, can_end
from protocolrules.scenarios.branches.model import Part
from protocolrules.timing import (
    AtIt,
    BeforeOccasion,
    Due,
    NoTime,
    NotSet,
    OnTheDay,
    Regime,
    parse_due,
)

_STATES = {
    "met": "met in time",
    "met_late": "met late",
    "overdue": "overdue",
    "missed": "missed",
    "untimed": "open without a due date",
    "lapsed": "lapsed, as the state it lives in ended",
    "in_force": "in force",
    "broken": "broken",
    "kept": "kept to the end",
    "undetermined": "nobody has said how it went, or when it is due",
}
_BOUNDARY: tuple[Part, ...] = (
    ("last_day", (), "still open, or met, on the last day before it falls due"),
    ("day_after", (), "overdue, missed or met late on the day after it fell due"),
)
_AGAIN: Part = ("again", (), "a second occurrence")


def of_duty(protocol: Protocol, rule: Rule, duty: Duty) -> Iterator[Part]:
    """The branches of a rule's duty."""
    ends = can_end(protocol, rule) or duty.after is not None
    if duty.done_when is None:
        yield from _continuous(duty, ends)
        return
    if duty.repeat:
        yield from _repeating(protocol, duty.repeat, ends)
    elif isinstance(duty.timing, AtIt):
        yield from _judged(protocol, rule, duty.done_when, ends)
    elif isinstance(duty.timing, BeforeOccasion | OnTheDay):
        yield from _ahead(protocol, rule, duty.timing, ends)
    else:
        yield from _after_anchor(protocol, duty, duty.timing, ends)
    yield from _alternatives(protocol, duty.done_when)


def _states(*words: str) -> Iterator[Part]:
    for word in words:
        yield "state", (word,), _STATES[word]


def _continuous(duty: Duty, ends: bool) -> Iterator[Part]:
    yield from _states("in_force")
    if duty.not_observable is not None:
        yield from _states(*["lapsed"] * ends)
        return
    yield "broken", (), _STATES["broken"]
    yield from _states(*["kept"] * ends)


def _repeating(protocol: Protocol, regimes: tuple[Regime, ...], ends: bool) -> Iterator[Part]:
    numbered = [regime for regime in regimes if regime.how != "regularly"]
    if not numbered:
        yield from _states("untimed")
        yield "last_done", (), "open, with the day it was last done"
    elif all(_unset(protocol, regime.period) for regime in numbered):
        yield from _states("undetermined")
    else:
        counted = any(regime.how == "times_in" for regime in numbered)
        yield from _BOUNDARY
        yield from _states("met", *(["missed"] if counted else ["met_late", "overdue"]))
        yield _AGAIN
    yield from _states(*["lapsed"] * ends)


def _unset(protocol: Protocol, period: object) -> bool:
    return isinstance(period, ReadingRef) and chosen(protocol, period.name) is None


def chosen(protocol: Protocol, reading: str) -> str | None:
    """What a reading stands at or, where it is not set, the first that it can be set to."""
    declared = protocol.readings[reading]
    values = (declared.means, *declared.others)
    return next((value for value in values if value != NOT_SET), None)


def _judged(protocol: Protocol, rule: Rule, shown: Evidence, ends: bool) -> Iterator[Part]:
    trigger = rule.trigger
    kinds = trigger.kinds if isinstance(trigger, OfOccasion) else ()
    lasting = any(protocol.vocabulary.occasions[kind].lasting for kind in kinds)
    yield from _states("met", "missed")
    if lasting:
        yield from _states("untimed", *["lapsed"] * ends)
        return
    if _can_be_silent(protocol, rule, shown):
        yield from _states("undetermined")
    # A duty about the manner of an event is over as soon as it is there.
    if kinds and (rule.until or can_be_cancelled(protocol, rule, kinds)):
        yield from _states("lapsed")


def _can_be_silent(protocol: Protocol, rule: Rule, shown: Evidence) -> bool:
    match shown:
        case AnyEvidence(parts) | AllEvidence(parts):
            return any(_can_be_silent(protocol, rule, part) for part in parts)
        case Attendance():
            return True
        case ThisEvent(tests):
            patterns = getattr(rule.trigger, "patterns", ())
            kinds = [protocol.vocabulary.events[k] for p in patterns for k in p.kinds]
            required = [{n for n, f in kind.fields.items() if f.required} for kind in kinds]
            return not kinds or any(n not in names for n, _ in tests for names in required)
    return False


def _ahead(
    protocol: Protocol, rule: Rule, timing: BeforeOccasion | OnTheDay, ends: bool
) -> Iterator[Part]:
    period = timing.period if isinstance(timing, BeforeOccasion) else None
    kinds = timing.occasion or getattr(rule.trigger, "kinds", ())
    if _unset(protocol, period):
        yield from _states("undetermined")
        return
    yield from _BOUNDARY
    # Without a length it falls due when its occasion begins, and is then missed.
    yield from _states("met", "missed", *(["met_late", "overdue"] if period is not None else []))
    if timing.occasion:
        yield from _states("untimed")
    if ends or can_be_cancelled(protocol, rule, kinds):
        yield from _states("lapsed")


def _after_anchor(
    protocol: Protocol, duty: Duty, timing: Due | ReadingRef, ends: bool
) -> Iterator[Part]:
    due = due_of(protocol, timing)
    if isinstance(due, NotSet):
        yield from _states("undetermined")
    elif isinstance(due, NoTime):
        yield from _states("untimed", "met")
    else:
        yield from _BOUNDARY
        yield from _states("met", "met_late", "overdue")
    yield from _states(*["missed"] * bool(duty.no_use_after), *["lapsed"] * ends)


def due_of(protocol: Protocol, timing: Due | ReadingRef) -> Due:
    """A due date, or the one that its reading stands at."""
    if not isinstance(timing, ReadingRef):
        return timing
    value = chosen(protocol, timing.name)
    return NotSet() if value is None else parse_due(value)


# --- evidence -------------------------------------------------------------------------------


def _alternatives(protocol: Protocol, shown: Evidence) -> Iterator[Part]:
    terms = Terms.of(protocol)
    for path, part in alternatives(shown):
        yield "alternative", (path,), f"met by {evidence(terms, part)}"


def alternatives(shown: Evidence, path: str = "") -> Iterator[tuple[str, Evidence]]:
    """Each alternative with the way to it: `2`, or `1.2` inside the first of several pieces."""
    if not isinstance(shown, AnyEvidence | AllEvidence):
        return
    for number, part in enumerate(shown.parts, start=1):
        here = f"{path}.{number}".lstrip(".")
        if isinstance(shown, AnyEvidence) and not isinstance(part, AnyEvidence):
            yield here, part
        yield from alternatives(part, here)


def only_alternative(shown: Evidence, path: str) -> Evidence:
    """The evidence with one alternative at the end of a path and none beside it."""
    if not path or not isinstance(shown, AnyEvidence | AllEvidence):
        return shown
    first, _, rest = path.partition(".")
    part = only_alternative(shown.parts[int(first) - 1], rest)
    if isinstance(shown, AnyEvidence):
        return part
    parts = (*shown.parts[: int(first) - 1], part, *shown.parts[int(first) :])
    return replace(shown, parts=parts)
