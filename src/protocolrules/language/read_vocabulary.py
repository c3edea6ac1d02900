"""Reads a vocabulary on top of another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, TypeVar

from protocolrules.diagnostics import FindingsError
from protocolrules.expressions import Value
from protocolrules.language import comparing, conditions
from protocolrules.language.condition_shapes import HAPPENED, LASTED
from protocolrules.language.entries import Entries
from protocolrules.language.patterns import EVENT_KEYS
from protocolrules.language.read_events import read_event, value_of
from protocolrules.language.reader import Reader, instead, shown
from protocolrules.language.vocabulary_shapes import (
    DEFINITION,
    FACT,
    NAMED,
    OCCASION,
    ROLE,
    VOCABULARY,
)
from protocolrules.nodes import Node, Scalar, parse_yaml
from protocolrules.nodes.faults import Faults
from protocolrules.vocabulary import (
    Definition,
    EventKind,
    FactDecl,
    Named,
    OccasionDecl,
    RoleDecl,
    Vocabulary,
)

FactType: TypeAlias = Literal["yes_no", "choice", "scale", "set", "number", "age"]

MOST_NAMES: Final = 500
SHARED: Final = Path(__file__).parents[1] / "data" / "shared.yaml"

_RESERVED: Final = frozenset({*LASTED.keys, "within", "vacant", *comparing.PLACEHOLDERS})
_RESERVED_FIELDS: Final = frozenset({*EVENT_KEYS, *HAPPENED.keys, "first"} - {"event"})
_TYPE_OF: Final[Mapping[str, FactType]] = {
    "number": "number",
    "age": "age",
    "choices": "choice",
    "scale": "scale",
    "set": "set",
}
_T = TypeVar("_T")


@cache
def shared_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the library.

    Raises FindingsError when the file that holds it is faulty.
    """
    node = shared_node()
    faults = Faults()
    vocabulary = read_vocabulary(node, Vocabulary(), faults)
    if faults.result():
        raise FindingsError(faults.result())
    return vocabulary


@cache
def shared_node() -> Node:
    """The shared vocabulary as it is written."""
    node, findings = parse_yaml(SHARED.read_bytes(), SHARED.name)
    if node is None or findings:
        raise FindingsError(findings)
    return node


def read_vocabulary(node: Node, base: Vocabulary, findings: Faults) -> Vocabulary:
    """The vocabulary that `node` declares on top of `base`; faults are added to `findings`."""
    return read_on_top(Reader(findings, base), node)


def read_on_top(r: Reader, node: Node | None) -> Vocabulary:
    """What the node declares on top of the reader's vocabulary, which it replaces."""
    if node is None:
        return r.vocabulary
    entries = Entries(r, VOCABULARY, node)
    v = r.vocabulary
    r.vocabulary = v = replace(
        v,
        services=_section(r, entries, "services", v.services, _named),
        judgements=_section(r, entries, "judgements", v.judgements, _named),
        topics=_section(r, entries, "topics", v.topics, _named),
        scopes=_section(r, entries, "scopes", v.scopes, _named),
        assignments=_section(r, entries, "assignments", v.assignments, _named),
        occasions=_section(r, entries, "occasions", v.occasions, _occasion),
        statuses=_section(r, entries, "statuses", v.statuses, _named),
        facts=_section(r, entries, "facts", v.facts, _fact),
    )
    r.vocabulary = v = replace(v, roles=_roles(r, entries, v.roles))
    _no_fact_twice(r, entries)
    r.vocabulary = v = replace(v, events=_section(r, entries, "events", v.events, _event))
    r.vocabulary = v = replace(v, definitions=(*v.definitions, *_definitions(r, entries)))
    r.vocabulary = replace(v, labels=_labels(r, entries))
    return r.vocabulary


Declared = Callable[[Reader, Scalar, Node], _T]


def _section(
    r: Reader, entries: Entries, key: str, base: Mapping[str, _T], read: Declared[_T]
) -> Mapping[str, _T]:
    """The declarations under a key on top of those of the base."""
    found = dict(base)
    for name, node in r.entries(entries.node(key), MOST_NAMES):
        if not r.well_named(name, _RESERVED if key in ("facts", "statuses") else frozenset()):
            continue
        declared = read(r, name, node)
        if declared != found.get(name.text, declared):
            # Another one of the shared vocabulary, or of the file that this one builds on.
            _redeclared(r, name)
            continue
        found[name.text] = declared
    return MappingProxyType(found)


def _redeclared(r: Reader, name: Scalar) -> None:
    r.report(
        "PR205",
        f"{shown(name.text)} is declared already, with another meaning",
        name.place,
        "one name with two meanings would make events and rules ambiguous",
        "use the shared one, give it a local word under labels, or choose another name",
    )


def _no_fact_twice(r: Reader, entries: Entries) -> None:
    """Facts and statuses share their names in conditions."""
    for key in ("facts", "statuses"):
        for name, _ in r.entries(entries.node(key)):
            if name.text in r.vocabulary.facts and name.text in r.vocabulary.statuses:
                _redeclared(r, name)


def _named(r: Reader, name: Scalar, node: Node) -> Named:
    entries = Entries(r, NAMED, node, name.place)
    return Named(name.text, entries.text("title", name.text), entries.text("says"))


def _occasion(r: Reader, name: Scalar, node: Node) -> OccasionDecl:
    entries = Entries(r, OCCASION, node, name.place)
    title, says = entries.text("title", name.text), entries.text("says")
    return OccasionDecl(name.text, title, entries.yes("lasting"), says)


def _roles(r: Reader, entries: Entries, base: Mapping[str, RoleDecl]) -> Mapping[str, RoleDecl]:
    """Roles can include each other, so their names are known before any is read."""
    names = {name.text: RoleDecl(name.text, "") for name, _ in r.entries(entries.node("roles"))}
    r.vocabulary = replace(r.vocabulary, roles={**names, **base})
    return _section(r, entries, "roles", base, _role)


def _role(r: Reader, name: Scalar, node: Node) -> RoleDecl:
    entries = Entries(r, ROLE, node, name.place)
    return RoleDecl(
        name.text,
        entries.text("title", name.text),
        entries.name("service"),
        entries.names("includes"),
        entries.yes("allocated"),
        entries.text("says"),
    )


def _fact(r: Reader, name: Scalar, node: Node) -> FactDecl:
    entries = Entries(r, FACT, node, name.place)
    title, says = entries.text("title", name.text), entries.text("says")
    listed = entries.which("choices", "scale", "set")
    choices = r.choices(entries.node(listed)) if listed else ()
    type_ = _TYPE_OF.get(listed or entries.word("type") or "", "yes_no")
    decl = FactDecl(name.text, type_, title, says, choices, because=entries.text("because"))
    return replace(decl, no_report=_no_report(r, entries, decl))


def _no_report(r: Reader, entries: Entries, decl: FactDecl) -> Value | None:
    node = entries.node("no_report")
    entries.only_with("because", ["no_report"], "it says why no report can mean something")
    entries.only_with("no_report", ["because"], "silence means nothing unless there is a reason")
    if node is None:
        return None
    return value_of(r, decl, node)


def _event(r: Reader, name: Scalar, node: Node) -> EventKind:
    return read_event(r, name, node, _RESERVED_FIELDS)


def _definitions(r: Reader, entries: Entries) -> Iterator[Definition]:
    for item in entries.items("define"):
        parts = Entries(r, DEFINITION, item)
        if "if" not in parts or "then" not in parts:
            continue
        node = parts.node("if")
        assert node is not None
        held = conditions.condition(r, node, conditions.IN_DEFINITION)
        for key, value in r.entries(parts.node("then")):
            definition = _then(r, key, value)
            if definition is not None:
                r.defined_at.setdefault(key.text, key.place)
                yield replace(definition, condition=held)


def _then(r: Reader, key: Scalar, value: Node) -> Definition | None:
    if key.text == "vacant":
        role = r.name(value, "role")
        return None if role is None else Definition(conditions.ALWAYS, vacant=role)
    fact = r.vocabulary.facts.get(key.text)
    if fact is None:
        _no_such_fact(r, key)
        return None
    r.used.add(("fact", fact.name))
    if fact.type == "age":
        why = "an age grows of its own accord"
        r.report("PR304", f'the fact "{fact.name}" cannot be defined', key.place, why, "delete it")
        return None
    found = value_of(r, fact, value)
    return None if found is None else Definition(conditions.ALWAYS, fact.name, found)


def _no_such_fact(r: Reader, key: Scalar) -> None:
    if key.text in r.vocabulary.statuses:
        why = "a status is given by rules, so that each one is cited with its clause"
        hint = "write a rule with status, or define a fact"
        r.report("PR304", f'"{key.text}" is a status', key.place, why, hint)
        return
    why = "a name that nothing declares can never match anything"
    r.report(
        "PR201",
        f"there is no fact {shown(key.text)}",
        key.place,
        why,
        lambda: instead(key.text, [*r.vocabulary.facts, "vacant"]),
    )


def _labels(r: Reader, entries: Entries) -> Mapping[str, str]:
    found = dict(r.vocabulary.labels)
    known = _labelled(r.vocabulary) if "labels" in entries else set()
    for name, node in r.entries(entries.node("labels")):
        if name.text not in known:
            _nothing_to_label(r, name, known)
        said = r.text(node)
        if said is not None:
            found[name.text] = said
    return MappingProxyType(found)


def _labelled(v: Vocabulary) -> set[str]:
    sorts: tuple[Mapping[str, object], ...] = (
        *(v.services, v.roles, v.occasions, v.statuses, v.judgements),
        *(v.topics, v.scopes, v.assignments, v.facts, v.events),
    )
    names = {name for sort in sorts for name in sort}
    for fact in v.facts.values():
        names.update(fact.choices)
    for kind in v.events.values():
        for field in kind.fields.values():
            names.update(field.choices)
    return names


def _nothing_to_label(r: Reader, name: Scalar, known: set[str]) -> None:
    why = "a label that belongs to nothing is never shown"
    message = f"nothing is called {shown(name.text)}"
    r.report("PR201", message, name.place, why, lambda: instead(name.text, known))
