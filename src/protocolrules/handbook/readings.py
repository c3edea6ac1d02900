"""Readings with what else they could be, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator

from protocolrules.comparison.provisions import ladder_readings
from protocolrules.comparison.tables import escaped, table
from protocolrules.document import NOT_SET, Protocol, Reading
from protocolrules.handbook.markup import (
    bullets,
    clauses,
    heading,
    ladder_link,
    place,
    reading_anchor,
    reading_link,
    rule_link,
)
from protocolrules.phrases import Terms
from protocolrules.words import listed

_LOCAL = "needs-local-decision"
_SAYS = (
    "Where the text gives no number, is unclear or contradicts itself, the rules take one reading "
    "and name the others. A run can be repeated under any of them.\n\n"
)
_OPEN = (
    "What the authority has to settle: the text leaves it open, and no reading can stand in for a "
    "decision.\n\n"
)


def section(protocol: Protocol) -> str:
    """Every reading."""
    parts = [_reading(protocol, protocol.readings[name]) for name in sorted(protocol.readings)]
    return heading(2, "Readings") + (_SAYS + "".join(parts) if parts else "There are none.\n\n")


def _reading(protocol: Protocol, reading: Reading) -> str:
    terms = Terms.of(protocol)
    return (
        f"{place(reading_anchor(reading.name))}**`{reading.name}`** ({clauses(reading.clause)})\n\n"
        + bullets(
            (
                ("taken as", f"**{_value(terms, reading.means)}**"),
                ("could be", listed((_value(terms, each) for each in reading.others), "or")),
                ("why", escaped(reading.because)),
                ("open", "it needs a local decision" if is_open(reading) else ""),
                ("decides in", listed(used_by(protocol, reading.name))),
            )
        )
        + "\n"
    )


def _value(terms: Terms, value: str) -> str:
    """A value as the file has it; a role by its title too."""
    if value in terms.words.vocabulary.roles:
        return f"{escaped(terms.words.role(value))} (`{value}`)"
    return escaped(value)


def is_open(reading: Reading) -> bool:
    """Whether somebody has to decide it."""
    return reading.text == _LOCAL or reading.means == NOT_SET


def used_by(protocol: Protocol, name: str) -> list[str]:
    """Links to the rules and ladders that rest on a reading."""
    rules = [rule_link(r.name) for r in protocol.rules.values() if name in r.readings]
    ladders = [each for each in protocol.ladders.values() if name in ladder_readings(each)]
    return [*rules, *(ladder_link(each.name) for each in ladders)]


def open_decisions(protocol: Protocol) -> str:
    """The section on what is not settled."""
    rows = list(_open(protocol))
    if not rows:
        return heading(2, "Open local decisions") + "There are none.\n\n"
    head = ("what", "clause", "why", "could be")
    return heading(2, "Open local decisions") + _OPEN + table(head, rows) + "\n"


def number_open(protocol: Protocol) -> int:
    """How many decisions are open."""
    return sum(1 for _ in _open(protocol))


def _open(protocol: Protocol) -> Iterator[list[str]]:
    for name in sorted(protocol.readings):
        reading = protocol.readings[name]
        if is_open(reading):
            others = listed((o for o in (reading.means, *reading.others) if o != NOT_SET), "or")
            yield [
                f"reading {reading_link(name)}",
                clauses(reading.clause),
                escaped(reading.because),
                escaped(others),
            ]
    for rule in protocol.rules.values():
        # Where a reading is open it stands above, with what it could be.
        if rule.text == _LOCAL and not any(is_open(protocol.readings[n]) for n in rule.readings):
            yield [f"rule {rule_link(rule.name)}", clauses(rule.clause), escaped(rule.because), ""]
    for ladder in protocol.ladders.values():
        if ladder.text == _LOCAL or any(rung.text == _LOCAL for rung in ladder.rungs):
            what = f"ladder {ladder_link(ladder.name)}"
            yield [what, clauses(ladder.clause), escaped(ladder.because), ""]
