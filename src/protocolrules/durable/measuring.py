"""How much memory durable-rules takes over many events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from protocolrules.document import Protocol
from protocolrules.durable.found import constructs
from protocolrules.durable.matching import Durable
from protocolrules.engine.comparing import Matcher
from protocolrules.engine.days import instant
from protocolrules.engine.log import Seen
from protocolrules.events.shapes import extra_fields
from protocolrules.expressions import EventPattern
from protocolrules.vocabulary import FieldDecl, Vocabulary

WHEN = datetime(2026, 1, 5, 10, tzinfo=UTC)
_PAGE = 4096


def memory(document: Protocol, events: int, every: int) -> Iterator[tuple[int, int, float]]:
    """Ask every pattern of a protocol about so many different events; after each `every` of them
    gives how many, how many patterns they were like, and the process's resident MiB.

    Raises durable.MatcherError where durable-rules cannot be used, or fails.
    """
    chance, durable = Random(0), Durable(document)
    patterns: dict[str, list[Matcher]] = {}
    for construct in constructs(document):
        if isinstance(construct, EventPattern):
            for kind in construct.kinds:
                patterns.setdefault(kind, []).append(durable.pattern(construct))
    kinds, matched = sorted(patterns), 0
    for number in range(1, events + 1):
        s = _event(document.vocabulary, chance.choice(kinds), number, chance)
        matched += sum(matches(s) is True for matches in patterns[s.kind])
        if number % every == 0 or number == events:
            yield number, matched, resident()
    durable.close()


def resident() -> float:
    """The resident memory of this process in MiB. Linux only."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE / 2**20


def _event(vocabulary: Vocabulary, kind: str, number: int, chance: Random) -> Seen:
    declared = extra_fields(vocabulary.events[kind]).values()
    fields = {d.name: _value(vocabulary, d, number, chance) for d in declared}
    occasion = vocabulary.events[kind].occasion
    held = chance.choice(sorted(vocabulary.occasions)) if occasion is not None else None
    return Seen(f"e{number}", kind, instant(WHEN), WHEN, None, fields, held)


def _value(vocabulary: Vocabulary, declared: FieldDecl, number: int, chance: Random) -> Any:
    """A value of a field, or none."""
    words = {
        "choice": declared.choices,
        "choices": declared.choices,
        "role": tuple(vocabulary.roles),
        "roles": tuple(vocabulary.roles),
        "service": tuple(vocabulary.services),
        "services": tuple(vocabulary.services),
        "occasion": tuple(vocabulary.occasions),
    }.get(declared.type, ())
    if chance.random() < 0.2:
        return None
    match declared.type:
        case "yes_no":
            return chance.random() < 0.5
        case "number":
            return number
        case "choices" | "roles" | "services":
            return frozenset(chance.sample(words, min(len(words), 2)))
    return chance.choice(words) if words else f"x-{number}"
