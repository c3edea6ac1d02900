"""Reads when a rule arises: its trigger, with what conditions can look at then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from protocolrules.document import (
    OfOccasion,
    OnBegin,
    OnDuty,
    OnEdition,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Standing,
    Trigger,
)
from protocolrules.expressions import EventPattern, ReadingRef
from protocolrules.language import conditions, patterns, periods
from protocolrules.language.comparing import TEST
from protocolrules.language.condition_shapes import LASTED
from protocolrules.language.conditions import Frame
from protocolrules.language.entries import Entries
from protocolrules.language.kinds import Fields
from protocolrules.language.patterns import DOES, EVENT_KEYS, PATTERN
from protocolrules.language.periods import PERIOD, YES_NO_OR_READING
from protocolrules.language.reader import Reader
from protocolrules.language.shapes import (
    YES_NO,
    Either,
    Key,
    Keys,
    ListOf,
    MapOf,
    Ref,
    Words,
    extended,
    name_of,
    names_of,
    need,
)
from protocolrules.nodes import ListNode, MapNode, Node, Scalar
from protocolrules.periods import Period
from protocolrules.timing import BeforeOccasion, OnTheDay
from protocolrules.vocabulary import EventKind

_FORMS: Final = (*EVENT_KEYS, "begins", "ends", "rises", "lasted", "met", "unmet", "edition")
WHEN_KEYS: Final = extended(
    PATTERN,
    "a trigger",
    {
        "first": Key(YES_NO, "only the first such event in the log"),
        "begins": Key(Ref("condition"), "a state begins"),
        "ends": Key(Ref("condition"), "a state ends"),
        "rises": Key(name_of("fact"), "an ordered fact goes up"),
        "lasted": Key(Ref("lasted"), "a state has lasted so long"),
        "at_least": Key(PERIOD, "how long it has lasted"),
        "added_up": Key(YES_NO_OR_READING, "over all its spells"),
        "met": Key(name_of("rule"), "the duty of another rule is met"),
        "unmet": Key(name_of("rule"), "the duty of another rule is overdue, missed or broken"),
        "edition": Key(Words(("begins",)), "the protocol comes into force"),
    },
    one_of=(_FORMS,),
)
WHEN: Final = Either(listed=ListOf(WHEN_KEYS), keys=WHEN_KEYS)
AT_KEYS: Final = Keys(
    "an occasion",
    {"occasion": need(names_of("occasion"), "a kind of occasion, or one of several")},
    others=TEST,
)
AT: Final = Either(name_of("occasion"), names_of("occasion"), AT_KEYS)
BEFORE: Final = MapOf(PERIOD)
NO_LENGTH: Final = "no time"
TRIGGERS: Final = ("when", "at", "before", "on_the_day_of")


@dataclass(frozen=True, slots=True)
class Arises:
    """How a rule arises, and what its conditions and evidence can look at.

    `timing`: what the rule says of the time itself. `fields`: those of the events or occasions
    that it arises with. `holding`: the events that hold its occasions.
    """

    trigger: Trigger
    frame: Frame
    timing: BeforeOccasion | OnTheDay | None = None
    fields: Fields | None = None
    holding: EventPattern | None = None


def arises(r: Reader, entries: Entries) -> Arises:
    """The trigger of a rule; without one it stands."""
    key = entries.which(*TRIGGERS)
    if key is None:
        why = "a standing rule has no triggering event"
        return Arises(Standing(), Frame(since=True, why=why))
    node = entries.node(key)
    assert node is not None
    match key:
        case "when":
            return _when(r, node)
        case "at":
            return _at(r, node)
        case "before":
            return _before(r, node)
    kinds = r.names(node, "occasion")
    return _of_occasion(r, kinds, OnTheDay())


def _when(r: Reader, node: Node) -> Arises:
    if isinstance(node, ListNode):
        return _any_event(r, r.items(node))
    entries = Entries(r, WHEN_KEYS, node)
    form = entries.which(*_FORMS)
    if form is None:
        return Arises(OnEvent(()), _everything({}))
    _check_companions(entries, form)
    if form in EVENT_KEYS:
        found = patterns.pattern_of(r, entries)
        return on_events(r, (found,), entries.yes("first"))
    return _other(r, entries, form)


def _check_companions(entries: Entries, form: str) -> None:
    """Keys that belong to one form of trigger only."""
    entries.only_with("first", EVENT_KEYS, "only events have a first one")
    entries.only_with("added_up", ["lasted"], "only spells of a state add up")
    entries.only_with("at_least", ["lasted"], "only a state lasts")
    if form not in EVENT_KEYS:
        for name, _ in entries.others:
            entries.unknown_key(name)


def _any_event(r: Reader, items: Sequence[Node]) -> Arises:
    found, firsts = [], set()
    for item in items:
        entries = Entries(r, WHEN_KEYS, item)
        form = entries.which(*_FORMS)
        if form is None:
            continue
        _check_companions(entries, form)
        if form not in EVENT_KEYS:
            message = f'"{form}" in a list of triggers'
            why, hint = "only events can be listed together", "write a rule for each"
            r.report("PR405", message, entries.key_place(form), why, hint)
            continue
        found.append(patterns.pattern_of(r, entries))
        firsts.add(entries.yes("first"))
    if len(firsts) > 1:
        why, hint = "the first of which could not be told", "write first: yes with each, or none"
        r.report("PR405", '"first" with some of several events', items[0].place, why, hint)
    return on_events(r, tuple(found), True in firsts)


def on_events(r: Reader, found: tuple[EventPattern, ...], first: bool = False) -> Arises:
    """A trigger by events."""
    fields = r.kinds.gathered(name for p in found for name in p.kinds)
    return Arises(OnEvent(found, first), _everything(fields), fields=fields)


def _everything(fields: Fields) -> Frame:
    return Frame(fields, since=True, hours=True)


_NO_EVENT: Final = Frame(
    since=True, hours=True, why="it arises with a state and not with one kind of event"
)


def _other(r: Reader, entries: Entries, form: str) -> Arises:
    node = entries.node(form)
    assert node is not None
    match form:
        case "begins":
            return Arises(OnBegin(conditions.condition(r, node)), _NO_EVENT)
        case "ends":
            return Arises(OnEnd(conditions.condition(r, node)), _NO_EVENT)
        case "rises":
            return _rises(r, entries)
        case "lasted":
            return _lasted(r, entries)
        case "edition":
            entries.word("edition")
            return Arises(OnEdition(), Frame(since=True, why="no event brings it about"))
    outcome: Literal["met", "unmet"] = "met" if form == "met" else "unmet"
    trigger = OnDuty(conditions.duty_of(r, entries, form, outcome) or "", outcome)
    return Arises(trigger, Frame(since=True, why="it arises with a duty and not with an event"))


def _rises(r: Reader, entries: Entries) -> Arises:
    name = entries.name("rises")
    fact = r.vocabulary.facts.get(name or "")
    if fact is not None and fact.type not in ("scale", "number"):
        message = f'the fact "{fact.name}" cannot rise'
        why = "only the values of an ordered scale or a number go up"
        hint = "write begins: with a condition"
        r.report("PR304", message, entries.value_place("rises"), why, hint)
    kinds = r.vocabulary.events.values()
    fields = r.kinds.gathered(kind.name for kind in kinds if _speaks_of(kind, name))
    return Arises(OnRise(name or ""), _everything(fields), fields=fields)


def _speaks_of(kind: EventKind, fact: str | None) -> bool:
    """Whether an event of the kind can report a fact."""
    if any(effect.fact_named_in or effect.fact == fact for effect in kind.facts):
        return True
    return any(field.type == "facts" for field in kind.fields.values())


def _lasted(r: Reader, entries: Entries) -> Arises:
    inner = entries.inner("lasted", LASTED)
    length, added_up = _both(entries, inner, "at_least"), _both(entries, inner, "added_up")
    period: Period | ReadingRef = periods.A_DAY
    if length is None:
        why = "without a length it is no more than the beginning of the state"
        place, hint = entries.key_place("lasted"), "add at_least: a period"
        r.report("PR102", '"at_least" is missing in a trigger', place, why, hint)
    else:
        period = periods.whole_days(r, length)
    held = conditions.of_entries(r, inner, conditions.NO_FRAME)
    added = periods.yes_no_or_reading(r, added_up)
    return Arises(OnLasted(held, period, added), _NO_EVENT)


def _both(outer: Entries, inner: Entries, key: str) -> Node | None:
    """The value of a key that may stand beside `lasted` or in it."""
    beside, inside = outer.node(key), inner.node(key)
    if beside is not None and inside is not None:
        inner.reader.report(
            "PR103",
            f'"{key}" twice in a trigger',
            inner.key_place(key),
            "nobody could tell which one counts",
            "keep one",
            other=outer.key_place(key),
            other_label="the other one",
        )
    return beside or inside


def _at(r: Reader, node: Node) -> Arises:
    if not isinstance(node, MapNode):
        return _of_occasion(r, r.names(node, "occasion"))
    entries = Entries(r, AT_KEYS, node)
    return _of_occasion(r, entries.names("occasion"), others=entries.others)


def _of_occasion(
    r: Reader,
    kinds: tuple[str, ...],
    timing: BeforeOccasion | OnTheDay | None = None,
    others: Sequence[tuple[Scalar, Node]] = (),
) -> Arises:
    fields = r.kinds.gathered(r.kinds.about(kinds, *DOES.values()))
    tests = patterns.field_tests(r, others, fields, "the occasion", False) if kinds else ()
    holding = r.kinds.about(kinds, "holds")
    wanted = {name for name, _ in tests}
    fitting = tuple(name for name in holding if wanted <= r.kinds.fields(name).keys())
    held = EventPattern(fitting, tests, kinds)
    judged = r.kinds.gathered(holding)
    return Arises(OfOccasion(kinds, tests), _everything(fields), timing, judged, held)


def _before(r: Reader, node: Node) -> Arises:
    timing = before(r, node)
    return _of_occasion(r, timing.occasion, BeforeOccasion(timing.period))


def before(r: Reader, node: Node) -> BeforeOccasion:
    """`{release: 10 working days}`, or with `no time` for before it without a length."""
    found: dict[str, Period | ReadingRef | None] = {}
    if not isinstance(node, MapNode):
        r.wrong_form("keys", node, 'write an occasion with a period, or with "no time"')
        return BeforeOccasion(None)
    for key, value in node.entries:
        kind = r.name(key, "occasion")
        length = _length(r, value)
        if kind is not None:
            found[kind] = length
    if len(set(found.values())) > 1:
        why, hint = "one duty is due at one time", "write a rule for each occasion"
        r.report("PR405", "several occasions with different periods", node.place, why, hint)
    if not node.entries:
        r.report("PR106", "no occasion", node.place, "it is due before nothing")
    return BeforeOccasion(next(iter(found.values()), None), tuple(found))


def _length(r: Reader, node: Node) -> Period | ReadingRef | None:
    if not isinstance(node, MapNode | ListNode) and node.text == NO_LENGTH:
        return None
    return periods.period(r, node)
