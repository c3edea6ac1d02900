"""What every section needs to say a result: words, today, and how to cite a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from protocolrules.document import Protocol
from protocolrules.explanation.reasons import Telling, tell_because, tell_derivation
from protocolrules.page import Page
from protocolrules.results import Duty, Entry, EscalationStep, Result
from protocolrules.words import Words, listed, today

ITEM = 2
DETAIL = 6


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

    def grounds(self, entry: Entry | EscalationStep, who: str = "") -> None:
        """A line with who and what it rests on, and the reasons where the result has them."""
        self.page.line(f"{who} {self._cite(entry)}".strip(), DETAIL)
        if entry.because is not None:
            telling = Telling(self.page, self.words, {})
            duty = entry if isinstance(entry, Duty) else None
            tell_because(telling, entry.because, DETAIL, duty)
            tell_derivation(telling, entry.because.derivation, DETAIL)

    def _cite(self, entry: Entry | EscalationStep) -> str:
        """The rule and clause in brackets, and the readings that it rests on."""
        rule = entry.ladder if isinstance(entry, EscalationStep) else entry.rule
        cited = f"[{', '.join((rule, *entry.clause))}]"
        assumed = [f"{name} = {self.readings.get(name, 'not set')}" for name in entry.readings]
        return f"{cited} (assuming {listed(assumed)})" if assumed else cited
