"""A branch: one thing that a rule can do, which a scenario can show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from protocolrules.diagnostics import Place
from protocolrules.document import NOWHERE

Kind = Literal[
    "fires",
    "does_not_fire",
    "unless",
    "question",
    "state",
    "last_day",
    "day_after",
    "again",
    "last_done",
    "fallback",
    "turn",
    "side",
    "case",
    "alternative",
    "not_broken",
    "broken",
    "gate",
    "used_up",
    "given",
    "ended",
    "gained",
    "expected",
    "lost",
    "reached",
    "begins",
    "skipped",
    "stopped",
    "reading",
]


@dataclass(frozen=True, slots=True)
class Branch:
    """One thing to show. `rule` is the name of a rule, a ladder or a reading, as `of` says;
    `what` tells branches of one kind apart; `words` say it to people."""

    kind: Kind
    rule: str
    words: str
    what: tuple[str, ...] = ()
    of: Literal["rule", "ladder", "reading"] = "rule"
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def id(self) -> str:
        """Unique in a protocol, and the same as long as the rule says the same."""
        return ":".join((self.of, self.rule, self.kind, *self.what))


Part = tuple[Kind, tuple[str, ...], str]
"""A branch in the making: its kind, what tells it apart, and its words."""
