"""Conditions: what has to hold, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    DutyIs,
    FactIs,
    FieldIs,
    Happened,
    InOfficeHours,
    Judged,
    Lasted,
    Not,
    Previously,
    ReadingIs,
    RoleIs,
    RungReached,
    Unreported,
)
from protocolrules.language import comparing, patterns, periods
from protocolrules.language.condition_shapes import (
    CONDITION,
    DUTY_IS,
    HAPPENED,
    LASTED,
    PREVIOUSLY,
    RUNG_REACHED,
)
from protocolrules.language.entries import Entries
from protocolrules.language.kinds import Fields
from protocolrules.language.reader import NOT_SET, Reader, instead, shown
from protocolrules.nodes import Node, Scalar

ALWAYS: Final = AllOf(())


@dataclass(frozen=True, slots=True)
class Frame:
    """What a condition can look at besides facts: the fields of the triggering event, the time
    since the trigger, the hour of the trigger. `why`: why some of these are not there.
    `reported`: of roles only what events say counts."""

    fields: Fields | None = None
    since: bool = False
    hours: bool = False
    why: str = "nothing triggers a condition here"
    reported: bool = False

    def of_the_past(self) -> Frame:
        """What a condition on the time before can look at."""
        why = "a time before is asked about, when the event had not come"
        return Frame(why=why, reported=self.reported)


NO_FRAME: Final = Frame()
IN_DEFINITION: Final = Frame(reported=True)


def condition(r: Reader, node: Node, frame: Frame = NO_FRAME) -> Condition:
    """One condition; true when every line is."""
    return of_entries(r, Entries(r, CONDITION, node), frame)


def maybe(r: Reader, node: Node | None, frame: Frame = NO_FRAME) -> Condition | None:
    """A condition that may be left out."""
    return None if node is None else condition(r, node, frame)


def of_entries(r: Reader, entries: Entries, frame: Frame) -> Condition:
    """The condition in a group of keys that has been checked."""
    parts: list[Condition] = []
    for key, node in entries.lines:
        if key.text in _LINES:
            parts += _LINES[key.text](r, entries, frame)
        elif key.text not in entries.shape.keys:
            parts += _fact(r, key, node)
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _fact(r: Reader, key: Scalar, node: Node) -> Iterator[Condition]:
    name, v = key.text, r.vocabulary
    if name not in v.facts and name not in v.statuses:
        r.report(
            "PR201",
            f"there is no fact or status {shown(name)}",
            key.place,
            "a condition on something that nobody declares can never be decided",
            lambda: instead(
                name,
                [*v.facts, *v.statuses, *CONDITION.keys],
                "declare it under vocabulary: facts",
            ),
        )
        return
    r.used.add(("fact or status", name))
    fact = v.facts.get(name)
    subject = comparing.of_fact(fact) if fact else comparing.of_status(name)
    for test in comparing.tests(r, subject, node):
        yield FactIs(name, test)


Line = Callable[[Reader, Entries, Frame], Iterator[Condition]]


def _any(parts: list[Condition]) -> Iterator[Condition]:
    if parts:
        yield parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _field(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    node = entries.node("field")
    if frame.fields is None:
        message = "no event to take a field from"
        hint = "use a fact instead, or a rule with when or at"
        r.report("PR402", message, entries.key_place("field"), frame.why, hint)
        return
    found = patterns.field_tests(r, r.entries(node), frame.fields, "the triggering event", False)
    for name, test in found:
        yield FieldIs(name, test)


def _role(how: Literal["held", "vacant", "unknown"], key: str) -> Line:
    def line(_: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
        return _any([RoleIs(role, how, frame.reported) for role in entries.names(key)])

    return line


def _unreported(_: Reader, entries: Entries, __: Frame) -> Iterator[Condition]:
    return _any([Unreported(name) for name in entries.names("unreported")])


def _judged(_: Reader, entries: Entries, __: Frame) -> Iterator[Condition]:
    return _any([Judged(name) for name in entries.names("judgement")])


def _happened(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    return _any([_one_event(r, item, frame) for item in entries.items("happened")])


def _not_happened(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    found = [_one_event(r, item, frame) for item in entries.items("not_happened")]
    return (Not(part) for part in _any(found))


def _one_event(r: Reader, node: Node, frame: Frame) -> Condition:
    entries = Entries(r, HAPPENED, node)
    found = patterns.pattern_of(r, entries)
    since = entries.word("since") is not None
    if since and not frame.since:
        place = entries.key_place("since")
        r.report("PR402", "no trigger to count from", place, frame.why, "write within: a period")
    entries.exclusive(("since", "within"))
    within = periods.optional(r, entries.node("within"))
    return Happened(found, "trigger" if since and frame.since else "ever", within)


def _previously(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    inner = entries.inner("previously", PREVIOUSLY)
    within = periods.optional(r, inner.node("within"))
    yield Previously(of_entries(r, inner, frame.of_the_past()), within)


def _lasted(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    inner = entries.inner("lasted", LASTED)
    length = inner.node("at_least")
    if length is None:
        hint = "add at_least: a period"
        why = "without a length it is no more than the condition itself"
        r.report("PR102", '"at_least" is missing in what has lasted', inner.place, why, hint)
        return
    added_up = periods.yes_no_or_reading(r, inner.node("added_up"))
    held = of_entries(r, inner, frame.of_the_past())
    yield Lasted(held, periods.whole_days(r, length), added_up)


def _office_hours(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    inside = entries.yes("office_hours")
    if not frame.hours:
        place = entries.key_place("office_hours")
        hint = "use it in a rule with when or at"
        r.report("PR402", "no trigger whose hour could be asked", place, frame.why, hint)
        return
    yield InOfficeHours() if inside else Not(InOfficeHours())


def _rung_reached(r: Reader, entries: Entries, _: Frame) -> Iterator[Condition]:
    inner = entries.inner("rung_reached", RUNG_REACHED)
    ladder, rung = inner.name("ladder"), inner.number("at_least")
    if ladder is None or rung is None:
        return
    if rung > r.ladders[ladder]:
        no_rung(r, inner, "at_least", ladder)
    yield RungReached(ladder, rung)


def no_rung(r: Reader, entries: Entries, key: str, ladder: str) -> None:
    """Report a rung that a ladder does not have."""
    most = r.ladders[ladder]
    message = f"the ladder {shown(ladder)} has no such rung"
    why = "it can never be reached"
    r.report("PR404", message, entries.value_place(key), why, f"write a number from 1 to {most}")


def _duty(r: Reader, entries: Entries, _: Frame) -> Iterator[Condition]:
    inner = entries.inner("duty", DUTY_IS)
    rule, states = duty_of(r, inner, "rule"), inner.words("is")
    if rule is not None and states:
        yield DutyIs(rule, states)


def duty_of(
    r: Reader, entries: Entries, key: str, outcome: Literal["met", "unmet", "any"] = "any"
) -> str | None:
    """The rule under a key, which has to have a duty for the same sort of log that can come out
    so."""
    rule = entries.name(key)
    if rule is None:
        return None
    stub, place = r.rules[rule], entries.value_place(key)
    label, never = "the rule", _NEVER.get((stub.proof, outcome))
    if not stub.has_duty:
        message = f"the rule {shown(rule)} has no duty"
        why, hint = "only a duty can be met or unmet", "name a rule with a duty"
        r.report("PR405", message, place, why, hint, other=stub.place, other_label=label)
    elif r.subject is not None and stub.subject != r.subject:
        message = f"the rule {shown(rule)} is for a {stub.subject}, and this one for a {r.subject}"
        why = "each of them looks into its own log"
        r.report("PR406", message, place, why, other=stub.place, other_label=label)
    elif never is not None:
        message = f"the duty of {shown(rule)} is never {outcome}"
        hint = "name another rule, or say in that one what shows that it was done"
        r.report("PR405", message, place, never, hint, other=stub.place, other_label=label)
    return rule


_KEPT: Final = "it is kept throughout and never done"
_UNSEEN: Final = "nothing in the log could show it"
_NEVER: Final = {
    ("broken_by", "met"): _KEPT,
    ("broken_while", "met"): _KEPT,
    ("not_observable", "met"): _UNSEEN,
    ("not_observable", "unmet"): _UNSEEN,
}


def _reading(r: Reader, entries: Entries, _: Frame) -> Iterator[Condition]:
    if not entries.only_with("reading", ["is"], "nothing says how the reading would stand"):
        return
    name, values = entries.name("reading"), entries.texts("is")
    if name is None:
        return
    r.use_reading(name, "variant", entries.value_place("reading"))
    for item in entries.items("is"):
        if isinstance(item, Scalar) and (said := " ".join(item.text.split())) in values:
            _check_variant(r, name, said, item)
    yield ReadingIs(name, values)


def _check_variant(r: Reader, name: str, said: str, item: Scalar) -> None:
    known = r.readings[name]
    if said in known and said != NOT_SET:
        return
    message = f"the reading {shown(name)} cannot stand at {shown(said)}"
    why = "a value that cannot occur never matches"
    declared = [value for value in known if value != NOT_SET]
    r.report("PR301", message, item.place, why, lambda: instead(said, declared))


def _is(_: Reader, entries: Entries, __: Frame) -> Iterator[Condition]:
    entries.only_with("is", ["reading"], "nothing says what it is compared with")
    yield from ()


def _listed(r: Reader, entries: Entries, key: str, frame: Frame) -> tuple[Condition, ...]:
    return tuple(condition(r, item, frame) for item in entries.items(key))


def _all_of(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    parts = _listed(r, entries, "all_of", frame)
    yield parts[0] if len(parts) == 1 else AllOf(parts)


def _any_of(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    return _any(list(_listed(r, entries, "any_of", frame)))


def _none_of(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    return (Not(part) for part in _any(list(_listed(r, entries, "none_of", frame))))


def _not(r: Reader, entries: Entries, frame: Frame) -> Iterator[Condition]:
    node = entries.node("not")
    assert node is not None
    yield Not(condition(r, node, frame))


_LINES: Final[Mapping[str, Line]] = {
    "field": _field,
    "held": _role("held", "held"),
    "vacant": _role("vacant", "vacant"),
    "holder_unknown": _role("unknown", "holder_unknown"),
    "unreported": _unreported,
    "judgement": _judged,
    "happened": _happened,
    "not_happened": _not_happened,
    "previously": _previously,
    "lasted": _lasted,
    "office_hours": _office_hours,
    "rung_reached": _rung_reached,
    "duty": _duty,
    "reading": _reading,
    "is": _is,
    "all_of": _all_of,
    "any_of": _any_of,
    "none_of": _none_of,
    "not": _not,
}
