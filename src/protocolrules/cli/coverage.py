"""How far scenarios try the rules: which are expected to give something, which only gave it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from protocolrules.document import Protocol
from protocolrules.page import Page
from protocolrules.results import CaseState
from protocolrules.scenarios import Outcome, Report
from protocolrules.words import count

_NAMES_A_RULE = ("rule", "ladder")


@dataclass(slots=True)
class Coverage:
    """The rules and ladders of one protocol, by how far scenarios that passed try them."""

    protocol: Protocol
    expected: set[str] = field(default_factory=set)
    arose: set[str] = field(default_factory=set)

    def all(self) -> list[str]:
        """Every rule, then every ladder."""
        return [*self.protocol.rules, *self.protocol.ladders]

    def only_arose(self) -> list[str]:
        """Those that gave something which no scenario looks at."""
        return [name for name in self.all() if name in self.arose - self.expected]

    def untried(self) -> list[str]:
        """Those that no scenario comes to."""
        return [name for name in self.all() if name not in self.arose | self.expected]


def coverage(report: Report) -> list[Coverage]:
    """The coverage of each protocol that the scenarios are about, by its id."""
    found: dict[str, Coverage] = {}
    for outcome in report.outcomes:
        protocol = outcome.file.protocol
        if protocol is None or not outcome.passed:
            continue
        each = found.setdefault(f"{protocol.id} {protocol.digest}", Coverage(protocol))
        each.expected.update(_expected(outcome))
        each.arose.update(name for answer in outcome.answers for name in _arose(answer.case))
    return [found[key] for key in sorted(found)]


def _expected(outcome: Outcome) -> Iterator[str]:
    for moment in outcome.variant.moments if outcome.variant else ():
        for expectation in moment.expectations:
            for claim in () if expectation.forbidden else expectation.claims:
                if claim.key in _NAMES_A_RULE:
                    yield str(claim.value)
                elif claim.key == "rules" and isinstance(claim.value, frozenset):
                    yield from claim.value


def _arose(case: CaseState) -> Iterator[str]:
    entries = (case.duties, case.permissions, case.prohibitions, case.assignments, case.statuses)
    yield from (entry.rule for group in entries for entry in group)
    yield from (step.ladder for step in case.escalations)


def as_json(every: Iterable[Coverage]) -> list[dict[str, object]]:
    """Coverage for programs."""
    return [
        {
            "protocol": each.protocol.id,
            "rules": len(each.all()),
            "expected": [name for name in each.all() if name in each.expected],
            "only_arose": each.only_arose(),
            "untried": each.untried(),
        }
        for each in every
    ]


def as_text(every: Iterable[Coverage], width: int) -> str:
    """Coverage for people."""
    page = Page(width)
    for each in every:
        number = sum(name in each.expected for name in each.all())
        of = count(len(each.all()), "rule")
        page.heading(f"{each.protocol.id}: scenarios expect something of {number} of {of}")
        for says, names in (
            ("gave something that no scenario looks at", each.only_arose()),
            ("tried by no scenario", each.untried()),
        ):
            if names:
                page.line(f"{says}: {', '.join(names)}", 2)
    return str(page)
