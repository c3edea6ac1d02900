"""The page about a protocol, and the list of all pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from protocolrules.comparison.tables import escaped, table
from protocolrules.document import Assignments, Duty, Permission, Prohibition, Protocol
from protocolrules.handbook import blocks, ladders, readings, statements
from protocolrules.handbook.head import head, in_force
from protocolrules.handbook.markup import capital, heading, link, slug
from protocolrules.words import day

_MADE = "<!-- made by `make pages` from rules/{}.yaml: change that, not this -->\n"
_INDEX = """\
<!-- made by `make pages` from the rule files: change those, not this -->
# The protocols

One page for each authority, made from its rule file: what must be done, by whom and by when, how
the text is read, and every statement of the source. `protocolrules compare` sets them side by side:
see [the comparison](../compare.md).

"""
_HEAD = (
    "authority",
    "protocol",
    "in force",
    "review by",
    "statements",
    "must",
    "should",
    "must or should not",
    "may",
    "assignments",
    "ladders",
    "readings",
    "open decisions",
)


def page(protocol: Protocol) -> str:
    """The page about a protocol, in Markdown."""
    parts = [
        _MADE.format(protocol.id),
        head(protocol),
        f"In all: {summary(protocol)}.\n\n",
        _contents(protocol),
        *blocks.sections(protocol),
        ladders.section(protocol),
        readings.section(protocol),
        readings.open_decisions(protocol),
        statements.section(protocol),
    ]
    return "".join(parts)


def _contents(protocol: Protocol) -> str:
    lines = [heading(2, "Contents")]
    for title, kind, _ in blocks.SECTIONS:
        lines.append(_line(title, sum(n for _, n in blocks.topics(protocol, kind))))
        if kind is Duty:
            lines += ["  " + _line(capital(t), n) for t, n in blocks.topics(protocol)]
    lines += [
        _line(ladders.TITLE, len(protocol.ladders)),
        _line("Readings", len(protocol.readings)),
        _line("Open local decisions", readings.number_open(protocol)),
        _line("Statements of the source", len(protocol.ledger)),
    ]
    return "".join(lines) + "\n"


def _line(title: str, number: int) -> str:
    return f"- {link(escaped(title), slug(title))} ({number})\n"


def index(protocols: Iterable[Protocol]) -> str:
    """The list of the pages, with totals."""
    return _INDEX + table(_HEAD, map(list, map(_row, protocols)))


def _row(protocol: Protocol) -> Iterator[str]:
    edition = protocol.edition
    effects = [rule.effect for rule in protocol.rules.values()]
    duties = [each.modality for each in effects if isinstance(each, Duty)]
    yield f"[{protocol.id}]({protocol.id}.md)"
    yield escaped(protocol.title)
    yield in_force(edition)
    yield day(edition.review_by) if edition.review_by else "no date given"
    yield str(len(protocol.ledger))
    yield str(duties.count("must"))
    yield str(duties.count("should"))
    for kind in (Prohibition, Permission, Assignments):
        yield str(sum(isinstance(each, kind) for each in effects))
    yield str(len(protocol.ladders))
    yield str(len(protocol.readings))
    yield str(readings.number_open(protocol))


def summary(protocol: Protocol) -> str:
    """The totals of a protocol in one line."""
    return f"{statements.summary(protocol)}; {blocks.totals(protocol)}"
