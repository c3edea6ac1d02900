"""The ledger: every statement of the source, what kind it is, and the rules that encode it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from protocolrules.comparison.tables import escaped, table
from protocolrules.document import LedgerEntry, LedgerKind, Protocol
from protocolrules.handbook.markup import heading, ladder_link, place, rule_link, statement_anchor
from protocolrules.words import count, listed

_SAYS = (
    "Every operative statement of the source, in our own words and in its order. The rules column "
    "is what encodes it; a principle is encoded by none and says why.\n\n"
)


def section(protocol: Protocol) -> str:
    """Totals by kind, then the table."""
    sourced = any(entry.source for entry in protocol.ledger)
    head = ("id", "kind", "says", "rules", *(("units of the source",) if sourced else ()))
    rows = (list(_row(protocol, entry, sourced)) for entry in protocol.ledger)
    return (
        heading(2, "Statements of the source")
        + _SAYS
        + _totals(protocol)
        + "\n"
        + table(head, rows)
    )


def totals_by_kind(protocol: Protocol) -> Counter[LedgerKind]:
    """How many statements there are of each kind."""
    return Counter(entry.kind for entry in protocol.ledger)


def _totals(protocol: Protocol) -> str:
    without = Counter(entry.kind for entry in protocol.ledger if not entry.rules)
    kinds = totals_by_kind(protocol)
    rows = [[kind, str(kinds[kind]), str(without[kind])] for kind in sorted(kinds)]
    every = ["**all**", f"**{kinds.total()}**", f"**{without.total()}**"]
    return table(("kind", "statements", "without a rule"), [*rows, every])


def _row(protocol: Protocol, entry: LedgerEntry, sourced: bool) -> Iterator[str]:
    yield place(statement_anchor(entry.id)) + escaped(entry.id)
    yield entry.kind
    yield escaped(entry.says)
    yield (
        listed(_rule(protocol, each) for each in entry.rules)
        or f"none: {escaped(entry.reason or '')}"
    )
    if sourced:
        yield ", ".join(str(unit.ordinal) for unit in entry.source)


def _rule(protocol: Protocol, name: str) -> str:
    if name in protocol.ladders:
        return ladder_link(name)
    return rule_link(name)


def summary(protocol: Protocol) -> str:
    """The totals in one line."""
    kinds = totals_by_kind(protocol).most_common()
    by_kind = listed(f"{number} {kind}" for kind, number in kinds)
    return f"{count(len(protocol.ledger), 'statement')}: {by_kind}"
