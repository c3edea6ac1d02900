"""Reads the ledger, and holds it and the rules together: neither side may dangle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast, get_args

from protocolrules.diagnostics import Place
from protocolrules.document import LedgerEntry, LedgerKind
from protocolrules.language.entries import Entries
from protocolrules.language.read_sources import UNITS, units
from protocolrules.language.reader import Reader, instead, shown
from protocolrules.language.shapes import TEXT, TEXTS, Key, Keys, Words, need
from protocolrules.nodes import ListNode, MapNode, Node, Scalar

PRINCIPLE: Final = "principle"
ENTRY: Final = Keys(
    "a ledger entry",
    {
        "id": need(TEXT, "the clause, or the clause and a letter"),
        "kind": need(Words(get_args(LedgerKind)), "what sort of statement it is"),
        "says": need(TEXT, "the statement in your own words"),
        "rules": Key(TEXTS, "the rules and ladders that encode it"),
        "reason": Key(TEXT, "why no rule encodes a principle"),
        "source": Key(UNITS, "the units of the source that say it"),
    },
)
_WHY: Final = "every statement of the source is either encoded or has a reason why not"


@dataclass(frozen=True, slots=True)
class Cited:
    """An entry as written: where its rules are named, if they are."""

    entry: LedgerEntry
    rules: Mapping[str, Place]
    at: Place


def ledger(r: Reader, node: Node | None) -> tuple[Cited, ...]:
    """The entries of the ledger, each id once."""
    if node is None:
        return ()
    first: dict[str, Cited] = {}
    for item in r.items(node):
        cited = _entry(r, item)
        id = cited.entry.id
        if id in first:
            why, hint = "a rule that cites it would mean both", "add a letter, or delete one"
            message = f"the id {shown(id)} twice in the ledger"
            other = first[id].entry.place
            r.report("PR505", message, cited.entry.place, why, hint, other=other)
        elif id:
            first[id] = cited
    return tuple(first.values())


def _entry(r: Reader, node: Node) -> Cited:
    entries = Entries(r, ENTRY, node)
    kind, rules = entries.word("kind"), dict(_rule_places(entries))
    entries.texts("rules")
    entry = LedgerEntry(
        entries.text("id"),
        cast(LedgerKind, kind or "obligation"),
        entries.text("says"),
        (),
        entries.text("reason") or None,
        units(r, entries.node("source")),
        entries.value_place("id"),
    )
    if kind is not None:
        _check_kind(r, entries, kind)
    return Cited(entry, rules, entries.key_place("rules"))


def _rule_places(entries: Entries) -> Iterator[tuple[str, Place]]:
    node = entries.node("rules")
    for item in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(item, Scalar):
            yield " ".join(item.text.split()), item.place


def _check_kind(r: Reader, entries: Entries, kind: str) -> None:
    place = entries.value_place("id")
    if kind == PRINCIPLE and "reason" not in entries:
        hint = "add reason: why no rule encodes it"
        r.report("PR503", "a principle without a reason", place, _WHY, hint)
    if kind == PRINCIPLE and "rules" in entries:
        why, hint = "a statement that a rule encodes is no principle", "give it another kind"
        r.report("PR503", "a principle with rules", entries.key_place("rules"), why, hint)
    if kind != PRINCIPLE and "reason" in entries:
        why = "an obligation, however vague, is encoded"
        hint = "make it the because of the rule, or say that it is a principle"
        place = entries.key_place("reason")
        r.report("PR503", f'"reason" for an entry of the kind {kind}', place, why, hint)


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule, ladder, rung or reading that cites a clause, and where. Only what `encodes` it
    counts as its rule."""

    by: str
    clause: str
    place: Place
    encodes: bool


def citations(
    entries: Sequence[tuple[Scalar, Node]], *, encodes: bool = True
) -> Iterator[Citation]:
    """Every clause cited by rules, ladders with their rungs, or readings."""
    for name, node in entries:
        rungs = node.get("rungs") if isinstance(node, MapNode) else None
        inner = rungs.items if isinstance(rungs, ListNode) else ()
        for part in (node, *inner):
            clauses = part.get("clause") if isinstance(part, MapNode) else None
            for item in clauses.items if isinstance(clauses, ListNode) else (clauses,):
                if isinstance(item, Scalar):
                    said = " ".join(item.text.split())
                    yield Citation(name.text, said, item.place, encodes)


def joined(
    r: Reader, ledger: tuple[Cited, ...], cited: Sequence[Citation], missing: bool
) -> tuple[LedgerEntry, ...]:
    """The entries with the rules that cite them; reports what dangles. `missing`: the file has
    no ledger at all, which is reported elsewhere."""
    ids = {entry.entry.id: entry for entry in ledger}
    by: dict[str, set[str]] = {}
    for citation in cited:
        if citation.clause in ids and citation.encodes:
            by.setdefault(citation.clause, set()).add(citation.by)
        elif citation.clause not in ids and citation.clause and not missing:
            _no_clause(r, citation, ids)
    return tuple(_joined(r, entry, by.get(entry.entry.id, set())) for entry in ledger)


def _no_clause(r: Reader, citation: Citation, ids: Mapping[str, Cited]) -> None:
    message = f"the ledger has no entry {shown(citation.clause)}"
    why = "a result that cites it would lead nowhere"
    hint = "add it to the ledger"
    r.report("PR501", message, citation.place, why, lambda: instead(citation.clause, ids, hint))


def _joined(r: Reader, cited: Cited, by: set[str]) -> LedgerEntry:
    entry = cited.entry
    if entry.kind == PRINCIPLE and by:
        message = f"a principle that {shown(min(by))} cites"
        why, hint = "a statement that a rule encodes is no principle", "give it another kind"
        r.report("PR503", message, entry.place, why, hint)
    if entry.kind != PRINCIPLE and not by:
        message = f"no rule and no ladder encodes {shown(entry.id)}"
        hint = "write a rule that cites it; only a principle needs none"
        r.report("PR502", message, entry.place, _WHY, hint)
    for name, place in cited.rules.items() if entry.kind != PRINCIPLE else ():
        if name not in by:
            _does_not_cite(r, name, place, entry)
    for name in sorted(by - cited.rules.keys()) if cited.rules and by else ():
        message = f"{shown(name)} cites {shown(entry.id)}, and its entry does not name it"
        why, hint = "the two sides have to say the same", "add it, or leave rules out"
        r.report("PR504", message, cited.at, why, hint)
    return replace(entry, rules=tuple(sorted(by)))


def _does_not_cite(r: Reader, name: str, place: Place, entry: LedgerEntry) -> None:
    known = name in r.rules or name in r.ladders
    if not known:
        r.unknown(name, "rule", place)
        return
    message = f"{shown(name)} does not cite {shown(entry.id)}"
    why, hint = "the two sides have to say the same", f"add {entry.id} to its clause"
    r.report("PR504", message, place, why, hint)
