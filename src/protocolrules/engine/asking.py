"""What conditions ask of the other rules, ladders and statuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from protocolrules.engine.verdicts import Verdict


class Others(Protocol):
    """What conditions ask of the rest: other rules' duties, ladders and statuses."""

    def duty_words(self, rule: str, t: datetime) -> list[str]:
        """The states of the latest occurrence of a rule's duty."""

    def duty_edges(self, rule: str) -> Iterable[datetime]:
        """The moments at which the state of a rule's duties can change."""

    def rung(self, ladder: str, t: datetime) -> int:
        """The highest rung reached by a moment; 0 for none."""

    def rung_edges(self, ladder: str) -> Iterable[datetime]:
        """The moments at which a rung is reached."""

    def status(self, name: str, t: datetime) -> Verdict:
        """Whether a rule gives a status at a moment."""

    def status_edges(self, name: str) -> Iterable[datetime]:
        """The moments at which a status can change."""
