"""What somebody asked about: a duty by its id, or a rule or ladder by its name."""

from __future__ import annotations

from dataclasses import dataclass

from protocolrules.diagnostics import did_you_mean
from protocolrules.document import LedgerEntry, Protocol
from protocolrules.results import CaseState, Duty
from protocolrules.words import listed


class UnknownError(ValueError):
    """Nothing of that name: the message says what there is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule or ladder, and the duty of it when one was asked for by its id."""

    text: str
    rule: str
    duty: str | None = None


def find(text: str, protocol: Protocol, case: CaseState | None = None) -> Asked:
    """Which rule, ladder or duty `text` names. Duties are looked for in `case`.

    Raises UnknownError, with what was probably meant.
    """
    if text in protocol.rules or text in protocol.ladders:
        return Asked(text, text)
    duties = {duty.id: duty for duty in case.duties} if case else {}
    if text in duties:
        return Asked(text, duties[text].rule, text)
    raise UnknownError(_what_there_is(text, protocol, duties))


def _what_there_is(text: str, protocol: Protocol, duties: dict[str, Duty]) -> str:
    found = f'{protocol.id} has no rule, ladder or duty "{text}"'
    meant = did_you_mean(text, (*protocol.rules, *protocol.ladders, *duties))
    if meant:
        return f'{found}: did you mean "{meant}"?'
    of_clause = _of_clause(text, protocol)
    if of_clause:
        return f'{found}: the rules of clause "{text}" are {listed(of_clause)}'
    return (
        f"{found}: `protocolrules ledger {protocol.id}` lists the rules, "
        "and `protocolrules run` with `--format json` the ids of the duties"
    )


def _of_clause(text: str, protocol: Protocol) -> list[str]:
    rules: dict[str, None] = {}
    for entry in protocol.ledger:
        if _is_or_is_part_of(entry, text):
            rules |= dict.fromkeys(entry.rules)
    return list(rules)


def _is_or_is_part_of(entry: LedgerEntry, clause: str) -> bool:
    # 3.2 is made of 3.2a, 3.2b…, but not of 3.20.
    return entry.id == clause or (entry.id.startswith(clause) and entry.id[len(clause) :].isalpha())
