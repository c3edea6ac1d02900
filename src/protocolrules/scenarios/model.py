"""A scenario, read and checked: dated events in, expectations at moments out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from protocolrules.diagnostics import Finding, Place
from protocolrules.document import Protocol
from protocolrules.events import CaseEvent, Subject


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that an expectation says: a key, what it should be, and how it was written."""

    key: str
    value: object
    written: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What should be there or, `forbidden`, should not. `topic` is a key of `topics.TOPICS`."""

    topic: str
    claims: tuple[Claim, ...]
    place: Place = field(compare=False)
    forbidden: bool = False

    def get(self, key: str) -> Claim | None:
        """The claim of that key, if it makes one."""
        return next((claim for claim in self.claims if claim.key == key), None)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is expected when one subject is asked about at `at`, with what was recorded by
    `known_at`. Both are instants in UTC; `written` is how the author wrote them."""

    at: datetime
    known_at: datetime
    subject: Subject
    expectations: tuple[Expectation, ...]
    written: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Variant:
    """The moments expected under one choice of readings; `label` names those that differ from
    the rest of the scenario, "" for the scenario itself."""

    label: str
    readings: Mapping[str, str]
    moments: tuple[Moment, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story: its events, and what is expected of it. With `findings` it cannot be run."""

    name: str
    title: str
    events: tuple[CaseEvent, ...]
    variants: tuple[Variant, ...]
    place: Place = field(compare=False)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """The scenarios of one file, and the rules that they try. `source` is its text, for excerpts.
    `findings` are those of no single scenario; with one of them `protocol` may be None."""

    path: Path
    title: str
    protocol: Protocol | None
    scenarios: tuple[Scenario, ...]
    findings: tuple[Finding, ...] = ()
    source: str = field(default="", compare=False)

    def faults(self) -> tuple[Finding, ...]:
        """Every finding of the file and its scenarios."""
        return (*self.findings, *(found for each in self.scenarios for found in each.findings))
