"""Event patterns: which events a trigger, a condition or a piece of evidence means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from protocolrules.diagnostics import Place
from protocolrules.expressions import EventPattern, Test
from protocolrules.language import comparing
from protocolrules.language.comparing import TEST
from protocolrules.language.entries import Entries
from protocolrules.language.reader import Reader, instead, shown
from protocolrules.language.shapes import Key, Keys, names_of
from protocolrules.nodes import Node, Scalar
from protocolrules.vocabulary import EventKind, FieldDecl, Vocabulary

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

Fields = Mapping[str, Sequence[FieldDecl]]


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
    kinds = [r.vocabulary.events[name] for name in names]
    for key, _ in entries.others:
        for kind in kinds:
            if key.text not in fields_of(kind):
                no_field(r, key, f'the event "{kind.name}"', fields_of(kind))
                break
    tests = list(_tests(r, entries.others, gathered(kinds), placeholders))
    named = {kind.occasion.kind_from for kind in kinds if kind.occasion}
    occasion: tuple[str, ...] = ()
    if len(named) == 1 and None not in named:
        # The field that says which kind of occasion it is restricts the pattern to those.
        wanted = [t for name, t in tests if name in named and t.op == "is"]
        occasion = tuple(str(v) for t in wanted[:1] for v in t.values)
        tests = [(name, t) for name, t in tests if t not in wanted[:1] or name not in named]
    return EventPattern(names, tuple(tests), occasion)


def _of_occasions(
    r: Reader, entries: Entries, does: str, names: tuple[str, ...], placeholders: bool
) -> EventPattern:
    place = entries.place
    kinds = kinds_about(r.vocabulary, names, does)
    kinds = [kind for kind in kinds if r.looks_at(kind.subject)] or kinds
    if not kinds:
        listed = ", ".join(names)
        message = f"no kind of event {does} {listed}"
        why = "nothing in a log could ever match"
        r.report("PR207", message, place, why, "declare such an event under vocabulary: events")
    for key, _ in entries.others:
        fitting = [kind for kind in kinds if key.text in fields_of(kind)]
        if kinds and not fitting:
            no_field(r, key, f"an event that {does} it", gathered(kinds))
            continue
        kinds = fitting
    tests = tuple(_tests(r, entries.others, gathered(kinds), placeholders))
    return EventPattern(tuple(kind.name for kind in kinds), tests, names)


def kinds_about(v: Vocabulary, occasions: Iterable[str], *does: str) -> list[EventKind]:
    """The kinds of event that do something to occasions of these kinds (no `does`: anything)."""
    wanted = set(occasions)
    return [
        kind
        for kind in v.events.values()
        if kind.occasion is not None
        and (not does or kind.occasion.does in does)
        and (kind.occasion.kind_from is not None or kind.occasion.kind in wanted)
    ]


def fields_of(kind: EventKind) -> Mapping[str, FieldDecl]:
    """The fields that a rule can name of an event: its own and the common ones."""
    common = [FieldDecl("about", "id"), FieldDecl("age", "number"), FieldDecl("authority", "id")]
    if kind.subject != "case":
        common.append(FieldDecl("service", "services"))
    does = kind.occasion.does if kind.occasion else ""
    if does in ("plans", "moves"):
        common += [FieldDecl("planned_for", "instant"), FieldDecl("planned_on", "date")]
    if does == "holds":
        common += [
            FieldDecl("attendance", "attendance"),
            FieldDecl("attendance_complete", "yes_no"),
        ]
    return {**{f.name: f for f in common}, **kind.fields}


def gathered(kinds: Iterable[EventKind]) -> Fields:
    """The fields of several kinds, with each declaration of them."""
    found: dict[str, list[FieldDecl]] = {}
    for kind in kinds:
        for name, field in fields_of(kind).items():
            found.setdefault(name, []).append(field)
    return found


def field_tests(
    r: Reader, entries: Sequence[tuple[Scalar, Node]], fields: Fields, of: str, placeholders: bool
) -> tuple[tuple[str, Test], ...]:
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
        field = comparing.merged(fields[key.text])
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
    kinds = [r.vocabulary.events[name] for name in found.kinds]
    if not kinds or any(r.looks_at(kind.subject) for kind in kinds):
        return
    other = "service" if r.subject == "case" else "case"
    r.report(
        "PR406",
        f'"{kinds[0].name}" is an event of a {other}, and the rule is for a {r.subject}',
        place,
        "the rule looks into one log only, and such an event is never in it",
        f"write for: {other}, or name an event of a {r.subject}",
    )
