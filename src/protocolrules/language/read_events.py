"""Reads one kind of event: its fields, and what it says of facts, roles and occasions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, cast

from protocolrules.expressions import Test, Value
from protocolrules.language import comparing, patterns
from protocolrules.language.entries import Entries
from protocolrules.language.reader import Reader, instead, shown
from protocolrules.language.vocabulary_shapes import (
    ALLOCATES,
    EFFECT,
    EVENT,
    FIELD,
    KIND_IN,
    OCCASION_EFFECT,
    SPECIAL_TYPES,
    VACATES,
)
from protocolrules.nodes import MapNode, Node, Scalar
from protocolrules.vocabulary import (
    EventKind,
    FactDecl,
    FactEffect,
    FieldDecl,
    FieldType,
    OccasionEffect,
    RoleEffect,
)

MOST_FIELDS: Final = 100
_COMMON: Final = frozenset(
    "event_id case_id kind occurred_at occurred_on recorded_at about age authority "
    "planned_for planned_on attendance attendance_complete".split()
)
_WHY_VALUE: Final = "the fact could take a value that it cannot have"
Fields = Mapping[str, FieldDecl]


def read_event(r: Reader, name: Scalar, node: Node, reserved: frozenset[str]) -> EventKind:
    """One kind of event; `reserved`: names that no field can have."""
    entries = Entries(r, EVENT, node, name.place)
    fields = dict(_fields(r, entries, reserved))
    subject = entries.word("subject") or "case"
    return EventKind(
        name.text,
        entries.text("title", name.text),
        entries.text("says"),
        entries.text("group"),
        cast(Literal["case", "service", "either"], subject),
        MappingProxyType(fields),
        (*_effects(r, entries, "makes", fields), *_effects(r, entries, "finds", fields)),
        tuple(_roles(r, entries, fields)),
        _occasion(r, entries, fields),
    )


def _fields(
    r: Reader, entries: Entries, reserved: frozenset[str]
) -> Iterator[tuple[str, FieldDecl]]:
    for name, node in r.entries(entries.node("fields"), MOST_FIELDS):
        if r.well_named(name, reserved | _COMMON):
            yield name.text, _field(r, name, node)


def _field(r: Reader, name: Scalar, node: Node) -> FieldDecl:
    entries = Entries(r, FIELD, node, name.place)
    required, says = entries.yes("required"), entries.text("says")
    if "choices" in entries:
        return FieldDecl(name.text, "choice", r.choices(entries.node("choices")), required, says)
    if "several" in entries:
        return FieldDecl(name.text, "choices", r.choices(entries.node("several")), required, says)
    type_ = entries.word("type")
    if type_ in SPECIAL_TYPES and r.vocabulary.events:
        place, why = entries.value_place("type"), "the engine knows only those of the shared kinds"
        message = f'fields of the type "{type_}" cannot be declared here'
        r.report("PR308", message, place, why, "report facts with facts_reported")
    return FieldDecl(name.text, cast(FieldType, type_ or "id"), (), required, says)


def _effects(
    r: Reader, entries: Entries, mode: Literal["makes", "finds"], fields: Fields
) -> Iterator[FactEffect]:
    for item in entries.items(mode):
        parts = Entries(r, EFFECT, item)
        where = r.entries(parts.node("where"))
        tests = patterns.field_tests(r, where, fields, "the event", False)
        if "fact_named_in" in parts:
            effect = _named_effect(r, parts, mode, fields, tests)
        else:
            effect = _fixed_effect(r, parts, mode, fields, tests)
        if effect is not None:
            yield effect


def _named_effect(
    r: Reader,
    parts: Entries,
    mode: Literal["makes", "finds"],
    fields: Fields,
    tests: tuple[tuple[str, Test], ...],
) -> FactEffect | None:
    named_in = field_in(r, parts, "fact_named_in", fields, ("status",))
    node = parts.node("value")
    if node is None:
        value_from = field_in(r, parts, "from", fields, ("yes_no",))
        return (named_in and FactEffect(mode, None, named_in, None, value_from, tests)) or None
    value = r.yes_no(node)
    if named_in is None or value is None:
        return None
    return FactEffect(mode, None, named_in, value, None, tests)


def _fixed_effect(
    r: Reader,
    parts: Entries,
    mode: Literal["makes", "finds"],
    fields: Fields,
    tests: tuple[tuple[str, Test], ...],
) -> FactEffect | None:
    fact = parts.name("fact")
    if fact is None:
        return None
    decl = r.vocabulary.facts.get(fact) or FactDecl(fact, "yes_no")
    if "from" in parts:
        source = _source(r, parts, decl, fields, tests)
        return None if source is None else FactEffect(mode, fact, None, None, source, tests)
    node = parts.node("value")
    value = None if node is None else value_of(r, decl, node)
    return None if value is None else FactEffect(mode, fact, None, value, None, tests)


def value_of(r: Reader, decl: FactDecl, node: Node) -> Value | None:
    """A value that the fact can have; of a set, one or several of its values."""
    if decl.type == "set":
        return frozenset(
            cast("tuple[str, ...]", comparing.values(r, comparing.of_fact(decl), node))
        )
    return comparing.one_value(r, comparing.of_fact(decl), node)


_SUITS: Final[Mapping[str, tuple[str, ...]]] = {
    "yes_no": ("yes_no",),
    "number": ("number",),
    "age": ("number",),
    "choice": ("choice",),
    "scale": ("choice",),
    "set": ("choices",),
}


def _source(
    r: Reader,
    parts: Entries,
    decl: FactDecl,
    fields: Fields,
    tests: tuple[tuple[str, Test], ...],
) -> str | None:
    """The field that a fact takes its value from; each value has to suit the fact."""
    name = field_in(r, parts, "from", fields, _SUITS[decl.type])
    if name is None:
        return None
    possible: Iterable[Value] = fields[name].choices
    for tested, test in tests:
        if tested == name and test.op == "is":
            possible = test.values
    strange = [str(v) for v in possible if decl.choices and v not in decl.choices]
    if strange:
        message = f'the field "{name}" can say {shown(strange[0])}, which "{decl.name}" cannot be'
        hint = "add it to the choices of the fact, or leave it out with where"
        r.report("PR301", message, parts.value_place("from"), _WHY_VALUE, hint)
    return name


def field_in(
    r: Reader, entries: Entries, key: str, fields: Fields, types: tuple[str, ...]
) -> str | None:
    """The field of the event that a key names, which has to be of one of the types."""
    if key not in entries:
        return None
    said, place = entries.text(key), entries.value_place(key)
    if not said:
        return None
    if said not in fields:
        message = f"the event has no field {shown(said)}"
        why = "a field that is never there says nothing"
        r.report(
            "PR202", message, place, why, lambda: instead(said, fields, "declare it under fields")
        )
        return None
    if fields[said].type not in types:
        message = f'the field "{said}" is of the wrong type'
        hint = f"it has to be of the type {' or '.join(types)}"
        r.report("PR304", message, place, _WHY_VALUE, hint)
        return None
    return said


def _roles(r: Reader, entries: Entries, fields: Fields) -> Iterator[RoleEffect]:
    for key, shape in (("allocates", ALLOCATES), ("vacates", VACATES)):
        if key not in entries:
            continue
        parts = entries.inner(key, shape)
        role = parts.name("role")
        role_from = field_in(r, parts, "role_in", fields, ("role",))
        worker = None
        if key == "allocates":
            worker = field_in(r, parts, "worker_in", fields, ("worker",))
            if worker is None:
                continue
        if role or role_from:
            yield RoleEffect(role, role_from, worker)


def _occasion(r: Reader, entries: Entries, fields: Fields) -> OccasionEffect | None:
    if "occasion" not in entries:
        return None
    parts = entries.inner("occasion", OCCASION_EFFECT)
    does = parts.which(*OCCASION_EFFECT.keys)
    if does is None:
        return None
    doing = cast(Literal["plans", "moves", "begins", "holds", "cancels"], does)
    kind = parts.node(does)
    if isinstance(kind, MapNode):
        inner = parts.inner(does, KIND_IN)
        kind_from = field_in(r, inner, "kind_in", fields, ("occasion",))
        return OccasionEffect(doing, None, kind_from) if kind_from else None
    name = None if kind is None else r.name(kind, "occasion")
    return OccasionEffect(doing, name) if name else None
