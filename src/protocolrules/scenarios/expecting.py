"""Reads moments and what is expected at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from protocolrules.events import Subject
from protocolrules.nodes import ListNode, MapNode, Node, Scalar
from protocolrules.scenarios.model import Claim, Expectation, Moment
from protocolrules.scenarios.notes import Notes, entries, one_or_more, written
from protocolrules.scenarios.tables import read_claims
from protocolrules.scenarios.topics import COUNT, TOPICS, WORKED
from protocolrules.scenarios.values import NONE, Names, Number, read_moment

_WHEN = ("at", "known_at", "case", "authority")
_OTHERS = ("only_duties", "questions", "not")
_KEYS = (*_WHEN, *TOPICS, *_OTHERS)


@dataclass(frozen=True, slots=True)
class Subjects:
    """Whom a moment can ask about, by case id or authority, and whom it asks about when it does
    not say (None: it has to)."""

    named: Mapping[str, Subject]
    default: str | None


def read_expect(node: Node, notes: Notes, subjects: Subjects) -> tuple[Moment, ...]:
    """The moments of one `expect:`."""
    moments = [_moment(each, notes, subjects) for each in one_or_more(node)]
    if not moments:
        notes.add("PR608", "nothing is expected here", node.place, why=_EMPTY)
    return tuple(moment for moment in moments if moment is not None)


_EMPTY = "a scenario that expects nothing passes whatever the rules say"


def _moment(node: Node, notes: Notes, subjects: Subjects) -> Moment | None:
    what = "a moment that something is expected at"
    given = {key.text: (key, value) for key, value in entries(node, notes, what)}
    for name, (key, _) in given.items():
        if name not in _KEYS:
            notes.unknown_key(key, what, _KEYS)
    if not given:
        return None
    if "at" not in given:
        hint = "write at: 2026-01-07 for the end of that day, or at: 2026-01-07 12:00"
        notes.add("PR603", f'{what} has no "at"', node.place, hint)
        return None
    times = {name: read_moment(given[name][1], notes) for name in _WHEN[:2] if name in given}
    expected = [e for name, (_, value) in given.items() for e in _expected(name, value, notes)]
    if all(name in _WHEN for name in given):
        notes.add("PR608", "nothing is expected at this moment", node.place, why=_EMPTY)
    subject = _subject(given, node, notes, subjects)
    at, known_at = times["at"], times.get("known_at", times["at"])
    if at is None or known_at is None or subject is None:
        return None
    return Moment(at, known_at, subject, tuple(expected), _said(given), node.place)


def _said(given: Mapping[str, tuple[Scalar, Node]]) -> str:
    return ", ".join(f"{n} {written(given[n][1])}" for n in _WHEN if n in given)


def _subject(
    given: Mapping[str, tuple[Scalar, Node]], node: Node, notes: Notes, subjects: Subjects
) -> Subject | None:
    named = [given[name] for name in ("case", "authority") if name in given]
    if not named and subjects.default is None:
        every = ", ".join(subjects.named)
        notes.add("PR603", 'no "case" or "authority"', node.place, f"the events are about: {every}")
    if not named:
        return subjects.named.get(subjects.default or "")
    (key, value), *more = named
    for extra, _ in more:
        notes.add("PR601", 'both "case" and "authority": ask about one of them', extra.place)
    subject = subjects.named.get(written(value))
    if subject is None or (subject.case_id is None) == (key.text == "case"):
        hint = f"the events are about: {', '.join(subjects.named)}"
        message = f'no event is about the {key.text} "{written(value)}"'
        notes.add("PR605", message, value.place, hint)
        return None
    return subject


def _expected(name: str, node: Node, notes: Notes) -> Iterator[Expectation]:
    match name:
        case "not":
            yield from _forbidden(node, notes)
        case "only_duties":
            yield from _only_duties(node, notes)
        case "questions":
            yield from _questions(node, notes)
        case _ if name in TOPICS:
            for each in _each(node, name, notes):
                yield from _one(name, each, notes)


def _each(node: Node, name: str, notes: Notes) -> tuple[Node, ...]:
    each = one_or_more(node)
    if not each:
        notes.add("PR608", f'nothing is expected under "{name}"', node.place, why=_EMPTY)
    return each


def _one(name: str, node: Node, notes: Notes) -> Iterator[Expectation]:
    if isinstance(node, Scalar) and node.text == NONE.value:
        yield Expectation(name, (), node.place, forbidden=True)
        return
    claims = read_claims(node, TOPICS[name].table, notes)
    if claims is None:
        return
    wanted = Expectation(name, claims, node.place)
    none = wanted.get(TOPICS[name].none)
    if none is not None and none.value in (NONE, NONE.value):
        rest = tuple(claim for claim in claims if claim is not none)
        yield Expectation(name, rest, node.place, forbidden=True)
        return
    _check_worked(wanted, notes)
    yield wanted


def _check_worked(wanted: Expectation, notes: Notes) -> None:
    keys = TOPICS[wanted.topic].table.keys
    dated = [c for c in wanted.claims if keys[c.key].dated and c.value is not NONE]
    if dated and wanted.get(WORKED) is None:
        notes.add(
            "PR609",
            f'"{dated[0].key}" has no "worked" beside it',
            dated[0].place,
            hint="add worked: and say in words how you counted to it by hand",
            why="a date copied from the program's own output proves nothing",
        )


def _forbidden(node: Node, notes: Notes) -> Iterator[Expectation]:
    found = False
    for key, value in entries(node, notes, "not"):
        found = True
        if key.text not in TOPICS:
            notes.unknown_key(key, "not", TOPICS)
            continue
        for each in _each(value, key.text, notes):
            yield from _not_one(key.text, each, notes)
    if not found and isinstance(node, MapNode):
        notes.add("PR608", 'nothing stands under "not"', node.place, why=_EMPTY)


def _not_one(name: str, node: Node, notes: Notes) -> Iterator[Expectation]:
    table = TOPICS[name].table
    claims = read_claims(node, replace(table, needs=()), notes)
    for claim in claims or ():
        if claim.key in (COUNT, WORKED):
            notes.add("PR602", f'"{claim.key}" means nothing under "not"', claim.place)
    if claims is not None:
        yield Expectation(name, claims, node.place, forbidden=True)


def _only_duties(node: Node, notes: Notes) -> Iterator[Expectation]:
    empty = isinstance(node, ListNode) and not node.items
    rules = frozenset[str]() if empty else Names("rule").read(node, notes)
    if rules is not None:
        value = frozenset[str]() if rules is NONE else rules
        claim = Claim("rules", value, written(node), node.place)
        yield Expectation("only_duties", (claim,), node.place)


def _questions(node: Node, notes: Notes) -> Iterator[Expectation]:
    key, value = "number", node
    if isinstance(node, MapNode):
        (name, value), *more = node.entries
        for extra in [name] * (name.text != "at_most") + [name for name, _ in more]:
            notes.unknown_key(extra, "questions", ("at_most",))
        key = "at_most"
    number = Number().read(value, notes)
    number = 0 if number is NONE else number
    if isinstance(number, int):
        claim = Claim(key, number, written(node), value.place)
        yield Expectation("questions", (claim,), node.place)
