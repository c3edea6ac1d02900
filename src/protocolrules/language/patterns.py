"""Event patterns: which events a trigger, a condition or a piece of evidence means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from protocolrules.diagnostics import Place
from protocolrules.expressions import EventPattern, Test
from protocolrules.language import comparing
from protocolrules.language.comparing import TEST
from protocolrules.language.entries import Entries
from protocolrules.language.kinds import Fields
from protocolrules.language.reader import Reader, instead, shown
from protocolrules.language.shapes import Key, Keys, names_of
from protocolrules.nodes import Node, Scalar

DOES: Final[Mapping[str, str]] = {
    "held": "holds",
    "planned": "plans",
    "moved": "moves",
    "cancelled": "cancels",
    "begun": "begins",
}
EVENT_KEYS: Final = ("event", *DOES)
PATTERN: Final = Keys(
    "an event",
    {
        "event": Key(names_of("event kind"), "a kind of event, or one of several"),
        **{
            word: Key(names_of("occasion"), f"an event that {does} an occasion of this kind")
            for word, does in DOES.items()
        },
    },
    one_of=(EVENT_KEYS,),
    others=TEST,
    why="an ignored test would let other events pass",
)
NOTHING: Final = EventPattern(())

Tests: TypeAlias = tuple[tuple[str, Test], ...]


def pattern(r: Reader, node: Node, placeholders: bool = False) -> EventPattern:
    """One event pattern."""
    return pattern_of(r, Entries(r, PATTERN, node), placeholders)


def patterns(r: Reader, node: Node | None) -> tuple[EventPattern, ...]:
    """One event pattern or a list of them, any of which may match."""
    if node is None:
        return ()
    return tuple(pattern(r, item) for item in r.items(node))


def pattern_of(r: Reader, entries: Entries, placeholders: bool = False) -> EventPattern:
    """The pattern in a group of keys that has been checked."""
    key = entries.which(*EVENT_KEYS)
    if key is None:
        return NOTHING
    names = entries.names(key)
    if not names:
        return NOTHING
    if key == "event":
        found = _of_kinds(r, entries, names, placeholders)
    else:
        found = _of_occasions(r, entries, DOES[key], names, placeholders)
    _check_subject(r, found, entries.value_place(key))
    return found


def _of_kinds(
    r: Reader, entries: Entries, names: tuple[str, ...], placeholders: bool
) -> EventPattern:
    for key, _ in entries.others:
        lacking = next((name for name in names if key.text not in r.kinds.fields(name)), None)
        if lacking is not None:
            no_field(r, key, f'the event "{lacking}"', r.kinds.fields(lacking))
    tests = tuple(_tests(r, entries.others, r.kinds.gathered(names), placeholders))
    occasion, tests = _occasion(r, names, tests)
    return EventPattern(names, tests, occasion)


def _occasion(r: Reader, names: tuple[str, ...], tests: Tests) -> tuple[tuple[str, ...], Tests]:
    """The field that says which kind of occasion it is restricts the pattern to those."""
    effects = [r.vocabulary.events[name].occasion for name in names]
    fields = {effect.kind_from if effect else None for effect in effects}
    for name, test in tests if len(fields) == 1 else ():
        if name in fields and test.op == "is":
            others = tuple(pair for pair in tests if pair != (name, test))
            return tuple(str(value) for value in test.values), others
    return (), tests


def _of_occasions(
    r: Reader, entries: Entries, does: str, names: tuple[str, ...], placeholders: bool
) -> EventPattern:
    kinds = r.kinds.about(names, does)
    kinds = tuple(kind for kind in kinds if _looked_at(r, kind)) or kinds
    if not kinds:
        listed = ", ".join(names)
        message = f"no kind of event {does} {listed}"
        why = "nothing in a log could ever match"
        hint = "declare such an event under vocabulary: events"
        r.report("PR207", message, entries.place, why, hint)
    for key, _ in entries.others:
        fitting = tuple(kind for kind in kinds if key.text in r.kinds.fields(kind))
        if kinds and not fitting:
            no_field(r, key, f"an event that {does} it", r.kinds.gathered(kinds))
        kinds = fitting or kinds
    tests = tuple(_tests(r, entries.others, r.kinds.gathered(kinds), placeholders))
    return EventPattern(kinds, tests, names)


def _looked_at(r: Reader, kind: str) -> bool:
    return r.looks_at(r.vocabulary.events[kind].subject)


def field_tests(
    r: Reader, entries: Sequence[tuple[Scalar, Node]], fields: Fields, of: str, placeholders: bool
) -> Tests:
    """Tests of fields, each of which has to be known; `of`: whose fields they are, in words."""
    for key, _ in entries:
        if key.text not in fields:
            no_field(r, key, of, fields)
    return tuple(_tests(r, entries, fields, placeholders))


def _tests(
    r: Reader, entries: Sequence[tuple[Scalar, Node]], fields: Fields, placeholders: bool
) -> Iterator[tuple[str, Test]]:
    for key, node in entries:
        if key.text not in fields:
            continue
        field = fields[key.text]
        if field is None:
            _mixed(r, key)
            continue
        subject = comparing.of_field(field, placeholders)
        yield from ((key.text, test) for test in comparing.tests(r, subject, node))


def _mixed(r: Reader, key: Scalar) -> None:
    r.report(
        "PR304",
        f'the field "{key.text}" is not of one type in all these kinds of event',
        key.place,
        "one comparison cannot suit both",
        "write one pattern for each kind",
    )


def no_field(r: Reader, key: Scalar, of: str, fields: Mapping[str, object]) -> None:
    """Report a field that an event does not have."""
    r.report(
        "PR202",
        f"{of} has no field {shown(key.text)}",
        key.place,
        "a field that is never there never matches",
        lambda: instead(key.text, fields, f"it has {', '.join(sorted(fields))}"),
    )


def _check_subject(r: Reader, found: EventPattern, place: Place) -> None:
    """A pattern that only names events of the other sort of log never matches."""
    if not found.kinds or any(_looked_at(r, kind) for kind in found.kinds):
        return
    other = "service" if r.subject == "case" else "case"
    r.report(
        "PR406",
        f'"{found.kinds[0]}" is an event of a {other}, and the rule is for a {r.subject}',
        place,
        "the rule looks into one log only, and such an event is never in it",
        f"write for: {other}, or name an event of a {r.subject}",
    )
