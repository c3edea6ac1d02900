"""Reads a duty, with the time that its rule gives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, cast

from protocolrules.document import Duty, OfOccasion, OnEvent, Standing, Trigger, Who
from protocolrules.expressions import (
    THE_HOLDER,
    THE_RECIPIENT,
    AllEvidence,
    AnyEvidence,
    Attendance,
    EventPattern,
    Evidence,
)
from protocolrules.language import conditions, patterns, periods
from protocolrules.language.conditions import Frame
from protocolrules.language.duty_shapes import (
    CONTINUOUS,
    DUTY,
    FROM,
    HOW_OFTEN,
    IN_EACH,
    PROOFS,
    REGIME,
    TIMES,
)
from protocolrules.language.entries import Entries
from protocolrules.language.read_evidence import Hand, evidence
from protocolrules.language.read_triggers import Arises, before
from protocolrules.language.read_who import who
from protocolrules.language.reader import Reader
from protocolrules.periods import Period
from protocolrules.timing import (
    NO_TIME,
    AnchorAt,
    AtIt,
    BeforeOccasion,
    OnTheDay,
    Regime,
    Timing,
)

_WHY_TIME: Final = "the time could not be told"


@dataclass(frozen=True, slots=True)
class Read:
    """A duty with its trigger: one that is owed some time after an occasion arises when the
    occasion is held, one that is judged at it when it is first heard of."""

    duty: Duty
    trigger: Trigger


def duty(r: Reader, rule: Entries, arises: Arises) -> Read:
    """The duty of a rule."""
    entries = rule.inner("duty", DUTY)
    timing = _timing(r, entries, arises)
    trigger = _trigger(arises, timing)
    frame = arises.frame
    holder = who(r, entries.node("who"), frame, entries.yes("or_delegate"))
    to = entries.node("to")
    looking_ahead = isinstance(timing, BeforeOccasion | OnTheDay)
    found = Duty(
        holder,
        None if to is None else who(r, to, frame),
        "should" if "should" in entries else "must",
        entries.text("should") or entries.text("must"),
        timing,
        entries.yes("as_soon_as_possible"),
        _anchor(r, entries, frame, timing),
        tuple(_regimes(r, entries)),
        counts_from=_counts_from(r, entries, looking_ahead),
        covers_all_open=entries.word("covers") is not None,
        no_use_after=patterns.patterns(r, entries.node("no_use_after")),
        after=_after(r, entries, timing),
    )
    _check_repeats(r, entries, arises, rule, found)
    _check_continuous(r, entries, arises)
    return Read(_with_proof(r, entries, found, _hand(r, arises, timing, trigger)), trigger)


# --- when ---


def _timing(r: Reader, entries: Entries, arises: Arises) -> Timing:
    own = entries.which(*TIMES)
    if arises.timing is not None:
        if own is not None:
            why, hint = "the rule itself says when it is due", f'delete "{own}"'
            _clash(r, entries, own, why, hint)
        return arises.timing
    if own is None:
        return AtIt() if isinstance(arises.trigger, OfOccasion) else NO_TIME
    node = entries.node(own)
    assert node is not None
    match own:
        case "within":
            return periods.due(r, node)
        case "before":
            return before(r, node)
        case "on_the_day_of":
            return OnTheDay(entries.names(own))
        case "judged":
            return _judged(r, entries, arises)
    return NO_TIME


def _judged(r: Reader, entries: Entries, arises: Arises) -> Timing:
    entries.word("judged")
    if not isinstance(arises.trigger, OnEvent | OfOccasion):
        why = "only an event or an occasion can be judged when it happens"
        _clash(r, entries, "judged", why, "give the rule a when with an event, or an at")
    return AtIt()


def _trigger(arises: Arises, timing: Timing) -> Trigger:
    if (
        isinstance(arises.trigger, OfOccasion)
        and arises.timing is None
        and not isinstance(timing, AtIt)
    ):
        return OnEvent((arises.holding,) if arises.holding else ())
    return arises.trigger


def _clash(r: Reader, entries: Entries, key: str, why: str, hint: str) -> None:
    message = f'"{key}" does not go with the rest of the rule'
    r.report("PR405", message, entries.key_place(key), why, hint)


def _anchor(r: Reader, entries: Entries, frame: Frame, timing: Timing) -> AnchorAt | None:
    if "from" not in entries:
        return None
    if _own_count(timing) or entries.any(*HOW_OFTEN):
        _clash(r, entries, "from", _WHY_TIME, "use it with within, or without a time")
    inner = entries.inner("from", FROM)
    if "begins" in inner:
        return AnchorAt(begins=conditions.maybe(r, inner.node("begins")))
    if "field" in inner:
        return AnchorAt(field=_date_field(r, inner, frame))
    return AnchorAt(event=patterns.pattern_of(r, inner))


def _own_count(timing: Timing) -> bool:
    return isinstance(timing, BeforeOccasion | OnTheDay | AtIt)


def _date_field(r: Reader, entries: Entries, frame: Frame) -> str:
    said, place = entries.text("field"), entries.value_place("field")
    found = (frame.fields or {}).get(said)
    if said not in (frame.fields or {}):
        why = frame.why if frame.fields is None else "a field that is never there gives no date"
        r.report("PR202", f'the triggering event has no field "{said}"', place, why)
    elif found is None or found.type not in ("date", "instant"):
        why = "counting starts from a date"
        hint = "name a field of the type date or instant"
        r.report("PR304", f'the field "{said}" is no date', place, why, hint)
    return said


def _after(r: Reader, entries: Entries, timing: Timing) -> str | None:
    if "after" not in entries:
        return None
    if _own_count(timing) or entries.any(*HOW_OFTEN, *CONTINUOUS):
        _clash(r, entries, "after", _WHY_TIME, "use it with within, or without a time")
    return conditions.duty_of(r, entries, "after", "met")


def _counts_from(
    r: Reader, entries: Entries, looking_ahead: bool
) -> Literal["trigger", "previous_occasion"]:
    said = entries.word("counts_from")
    if said == "previous_occasion" and not looking_ahead:
        why = "no occasion lies ahead that could have a previous one"
        _clash(r, entries, "counts_from", why, "use it with before or on_the_day_of")
    if said is None:
        return "previous_occasion" if looking_ahead else "trigger"
    return cast(Literal["trigger", "previous_occasion"], said)


# --- how often ---


def _regimes(r: Reader, entries: Entries) -> Iterator[Regime]:
    how = entries.which(*HOW_OFTEN)
    _check_companions(entries)
    if how is None:
        return
    yield _regime(r, entries, how)
    if "then" not in entries:
        return
    inner = entries.inner("then", REGIME)
    following = inner.which(*HOW_OFTEN)
    if how != "at_most_apart" or following not in (None, "at_most_apart", "regularly"):
        why = "only times at most so far apart can follow each other"
        _clash(r, entries, "then", why, "write a rule for each stretch")
    if "lasting" not in entries:
        why = "nothing says when the next stretch starts"
        r.report("PR405", '"then" without "lasting"', entries.key_place("then"), why, "add lasting")
    yield from _regimes(r, inner)


def _check_companions(entries: Entries) -> None:
    entries.only_with("in_each", ["times"], "nothing says how many times")
    entries.only_with("times", ["in_each"], "nothing says in which stretch of time")
    entries.only_with("first", ["at_most_apart"], "the first of what could not be told")
    entries.only_with("lasting", HOW_OFTEN, "nothing says what lasts so long")
    entries.only_with("then", HOW_OFTEN, "nothing comes before it")


def _regime(r: Reader, entries: Entries, how: str) -> Regime:
    first = periods.optional(r, entries.node("first"))
    lasting = periods.optional(r, entries.node("lasting"))
    if how == "times":
        each = IN_EACH.get(entries.word("in_each") or "year", "1 year")
        return Regime("times_in", Period.parse(each), entries.number("times") or 1, first, lasting)
    if how == "regularly":
        if not entries.yes("regularly"):
            why = "a duty that is done once has no such key"
            _clash(r, entries, "regularly", why, "delete the line, or write yes")
        return Regime("regularly", lasting=lasting)
    node = entries.node(how)
    assert node is not None
    length = periods.period(r, node)
    return Regime("every" if how == "every" else "at_most_apart", length, 1, first, lasting)


def _check_repeats(r: Reader, entries: Entries, arises: Arises, rule: Entries, found: Duty) -> None:
    how = entries.which(*HOW_OFTEN)
    if how is None:
        return
    if isinstance(arises.trigger, OfOccasion):
        why = "a duty at an occasion is judged when the occasion is held"
        _clash(r, entries, how, why, "write a while in place of the occasion")
    elif not (
        isinstance(arises.trigger, Standing)
        or rule.any("while", "until")
        or (found.repeat and found.repeat[-1].lasting is not None)
    ):
        why = "it would go on after the child has left both services"
        hint = "add while: a condition, until: an event, or lasting: a period"
        r.report("PR403", "nothing ends the repeating duty", entries.key_place(how), why, hint)


_OF_PROOF: Final = (
    *TIMES,
    *("as_soon_as_possible", "after", "from", "counts_from", "covers", "no_use_after"),
)


def _check_continuous(r: Reader, entries: Entries, arises: Arises) -> None:
    """A duty that is kept throughout has no moment at which it is done."""
    proof = entries.which(*PROOFS)
    if proof not in CONTINUOUS:
        return
    for key in _OF_PROOF:
        if key in entries:
            why = "a duty that is kept throughout is never done and over"
            _clash(r, entries, key, why, f'delete "{key}", or say what shows that it was done')
    if arises.timing is not None or isinstance(arises.trigger, OfOccasion):
        why = "a duty at or before an occasion is done once"
        _clash(r, entries, proof or "broken_by", why, "write done_when, or a while in the rule")


# --- what shows it ---


def _hand(r: Reader, arises: Arises, timing: Timing, trigger: Trigger) -> Hand:
    if not isinstance(timing, AtIt):
        return Hand()
    kinds = trigger.patterns if isinstance(trigger, OnEvent) else ()
    events = [r.vocabulary.events[name] for p in kinds for name in p.kinds]
    at_occasion = isinstance(trigger, OfOccasion) or all(kind.occasion for kind in events)
    return Hand(at_occasion, arises.fields or {})


def _with_proof(r: Reader, entries: Entries, found: Duty, hand: Hand) -> Duty:
    proof = entries.which(*PROOFS)
    node = None if proof is None else entries.node(proof)
    if proof is None or node is None:
        return found
    match proof:
        case "done_when":
            shown = evidence(r, node, hand)
            _check_stand_ins(r, shown, found, entries)
            return replace(found, done_when=shown)
        case "broken_by":
            return replace(found, broken_by=patterns.pattern(r, node))
        case "broken_while":
            return replace(found, broken_while=conditions.condition(r, node))
    return replace(found, not_observable=entries.text("not_observable"))


def _check_stand_ins(r: Reader, shown: Evidence, found: Duty, entries: Entries) -> None:
    """`the_holder` and `the_recipient` need somebody whom they stand for."""
    used = set(_stand_ins(shown))
    for word, side in ((THE_HOLDER, found.who), (THE_RECIPIENT, found.to)):
        if word in used and (side is None or _nobody(side)):
            message = f'"{word}" stands for nobody in this duty'
            why = "evidence that names nobody can never be found"
            hint = "name the role in the evidence, or who it is in the duty"
            r.report("PR309", message, entries.key_place("done_when"), why, hint)


def _nobody(side: Who) -> bool:
    if side.cases:
        return all(_nobody(case.who) for case in side.cases)
    return side.how == "not_named" and side.reading is None


def _stand_ins(shown: Evidence) -> Iterator[object]:
    match shown:
        case AnyEvidence(parts) | AllEvidence(parts):
            for part in parts:
                yield from _stand_ins(part)
        case Attendance():
            yield shown.role
        case EventPattern():
            yield from (value for _, test in shown.tests for value in test.values)
        case _:
            yield from (value for _, test in shown.tests for value in test.values)
