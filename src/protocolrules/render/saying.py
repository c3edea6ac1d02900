"""What every section needs to say a result: words, today, and how to cite a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from protocolrules.document import Protocol
from protocolrules.page import Page
from protocolrules.results import Entry, EscalationStep, Result
from protocolrules.words import Words, listed, today


@dataclass(frozen=True, slots=True)
class Saying:
    """The page being written, and what turns data into words. `every` also lists what is over."""

    page: Page
    words: Words
    now: date
    readings: Mapping[str, str]
    every: bool

    @staticmethod
    def of(result: Result, protocol: Protocol, page: Page, every: bool) -> Saying:
        """What it takes to say this result."""
        words = Words(protocol.vocabulary)
        return Saying(page, words, today(result.at), result.readings, every)

    def cite(self, entry: Entry | EscalationStep) -> str:
        """The rule and clause in brackets, and the readings that it rests on."""
        rule = entry.ladder if isinstance(entry, EscalationStep) else entry.rule
        cited = f"[{', '.join((rule, *entry.clause))}]"
        assumed = [f"{name} = {self.readings.get(name, 'not set')}" for name in entry.readings]
        return f"{cited} (assuming {listed(assumed)})" if assumed else cited
