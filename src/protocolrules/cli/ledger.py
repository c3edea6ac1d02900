"""`protocolrules ledger`: each statement of the source, and what encodes it."""

from __future__ import annotations

import argparse
from collections import Counter

from protocolrules import document
from protocolrules.cli import parsing
from protocolrules.cli.inputs import open_protocol
from protocolrules.cli.output import width, write, write_json
from protocolrules.page import Page
from protocolrules.words import count, listed

SAYS = "list each statement of the source with the rules that encode it, or why none does"
EXAMPLE = "protocolrules ledger enfield"


def add(commands: parsing.Commands) -> None:
    """Add the command."""
    parser = parsing.add_command(commands, "ledger", SAYS, EXAMPLE, run)
    parsing.add_protocol(parser)
    parsing.add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Print the ledger."""
    protocol = open_protocol(args.protocol).document
    if args.format == "json":
        write_json(as_json(protocol))
    else:
        write(as_text(protocol, width()))
    return 0


def as_json(protocol: document.Protocol) -> dict[str, object]:
    """The ledger in the shape of the contract, with totals."""
    entries = [
        {
            "id": entry.id,
            "kind": entry.kind,
            "says": entry.says,
            "rules": list(entry.rules),
            "reason": entry.reason,
        }
        for entry in protocol.ledger
    ]
    return {
        "protocol": {
            "id": protocol.id,
            "edition": protocol.edition.name,
            "digest": protocol.digest,
        },
        "entries": entries,
        "totals": dict(Counter(entry.kind for entry in protocol.ledger)),
        "not_observable": _not_observable(protocol),
    }


def as_text(protocol: document.Protocol, columns: int) -> str:
    """The ledger for people, with the totals at its end."""
    page = Page(columns)
    page.line(f"{protocol.title} ({protocol.id})")
    page.line()
    for entry in protocol.ledger:
        page.line(f"{entry.id} {entry.kind}: {entry.says}")
        page.line(f"rules: {', '.join(entry.rules)}" if entry.rules else _no_rule(entry), 4)
    page.heading(_totals(protocol))
    return str(page)


def _no_rule(entry: document.LedgerEntry) -> str:
    return f"no rule: {entry.reason or 'no reason given'}"


def _totals(protocol: document.Protocol) -> str:
    kinds = Counter(entry.kind for entry in protocol.ledger)
    by_kind = listed(f"{number} {kind}" for kind, number in kinds.most_common())
    without = sum(not entry.rules for entry in protocol.ledger)
    rules = len(protocol.rules) + len(protocol.ladders)
    statements = count(len(protocol.ledger), "statement")
    return (
        f"{statements}: {by_kind or 'none'}; {without} without a rule; "
        f"{count(rules, 'rule')} and ladders in all, "
        f"{len(_not_observable(protocol))} that no event could show"
    )


def _not_observable(protocol: document.Protocol) -> dict[str, str]:
    """The rules that no event could show to be kept, each with its reason."""
    reasons = {
        rule.name: getattr(rule.effect, "not_observable", None) for rule in protocol.rules.values()
    }
    return {name: reason for name, reason in reasons.items() if reason}
