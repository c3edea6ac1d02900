"""Gathering what an explanation rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from protocolrules.document import Ladder, Protocol, Rule
from protocolrules.events import CaseEvent
from protocolrules.explanation.asking import Asked
from protocolrules.explanation.life import undated
from protocolrules.explanation.model import EventSeen, Explanation, ReadingUsed, Statement
from protocolrules.explanation.telling import tell
from protocolrules.phrases import set_off_by
from protocolrules.results import CaseState, Considered, Entry, EscalationStep, Result
from protocolrules.words import Words

AnyEntry = TypeVar("AnyEntry", bound=Entry)


def explain_case(
    asked: Asked,
    result: Result,
    case: CaseState,
    considered: Sequence[Considered],
    protocol: Protocol,
    events: Iterable[CaseEvent],
    width: int = 80,
) -> Explanation:
    """Everything behind what was asked, from a state made with its reasons, and the same told in
    plain words of at most `width` columns."""
    source: Rule | Ladder
    source = protocol.rules.get(asked.rule) or protocol.ladders[asked.rule]
    words = Words(protocol.vocabulary)
    explanation = Explanation(
        asked=asked.text,
        protocol=result.protocol,
        at=result.at,
        known_at=result.known_at,
        case_id=case.case_id,
        authority=case.authority,
        rule=asked.rule,
        title=source.title if isinstance(source, Rule) else "",
        reading_of_text=source.text,
        because=source.because,
        set_off_by=set_off_by(words, source) if isinstance(source, Rule) else "",
        undated=undated(words, source),
        clause=tuple(_statements(source.clause, protocol)),
        duties=_of(asked, [d for d in case.duties if asked.duty in (None, d.id)]),
        permissions=_of(asked, case.permissions),
        prohibitions=_of(asked, case.prohibitions),
        assignments=_of(asked, case.assignments),
        statuses=_of(asked, case.statuses),
        escalations=tuple(step for step in case.escalations if step.ladder == asked.rule),
        undetermined=tuple(each for each in case.undetermined if asked.rule in each.rules),
        considered=tuple(considered),
        events={event.event_id: _seen(event, words) for event in events},
    )
    used = _used(explanation, source)
    explanation = explanation.model_copy(
        update={"readings": tuple(_readings(used, result, protocol))}
    )
    return explanation.model_copy(update={"text": tell(explanation, words, width)})


def _of(asked: Asked, entries: Iterable[AnyEntry]) -> tuple[AnyEntry, ...]:
    return tuple(entry for entry in entries if entry.rule == asked.rule)


def _statements(clauses: Iterable[str], protocol: Protocol) -> Iterator[Statement]:
    ledger = {entry.id: entry for entry in protocol.ledger}
    for clause in clauses:
        entry = ledger.get(clause)
        if entry is None:
            yield Statement(id=clause)
        else:
            yield Statement(id=clause, kind=entry.kind, says=entry.says)


def _used(explanation: Explanation, source: Rule | Ladder) -> list[str]:
    """The readings behind a rule and what it gave, each once."""
    entries: tuple[Entry | EscalationStep, ...] = (
        *explanation.duties,
        *explanation.permissions,
        *explanation.prohibitions,
        *explanation.assignments,
        *explanation.escalations,
        *explanation.statuses,
    )
    of_rule = source.readings if isinstance(source, Rule) else ()
    return list(dict.fromkeys([*of_rule, *(name for each in entries for name in each.readings)]))


def _readings(names: Iterable[str], result: Result, protocol: Protocol) -> Iterator[ReadingUsed]:
    for name in names:
        reading = protocol.readings[name]
        yield ReadingUsed(
            name=name,
            value=result.readings[name],
            means=reading.means,
            others=reading.others,
            because=reading.because,
            clause=reading.clause,
        )


def _seen(event: CaseEvent, words: Words) -> EventSeen:
    return EventSeen(
        kind=event.kind,
        title=words.event(event.kind),
        occurred_at=event.occurred_at,
        occurred_on=event.occurred_on,
        recorded_at=event.recorded_at,
    )
