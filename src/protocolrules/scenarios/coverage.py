"""How much of the rules scenarios show, branch by branch, as text for people and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from protocolrules.document import Protocol
from protocolrules.page import Page
from protocolrules.scenarios.branches import Branch, branches, covered
from protocolrules.scenarios.running import Evaluator, Report
from protocolrules.words import count


@dataclass(frozen=True, slots=True)
class Coverage:
    """The branches of one protocol, and the ids of those that scenarios which passed show."""

    protocol: Protocol
    branches: tuple[Branch, ...]
    shown: frozenset[str]

    @property
    def percent(self) -> int:
        """How many in a hundred, rounded down: 100 means all of them."""
        return 100 * len(self.shown) // len(self.branches) if self.branches else 100

    def reaches(self, percent: float) -> bool:
        """Whether at least so many in a hundred are shown."""
        return 100 * len(self.shown) >= percent * len(self.branches)

    def lacking(self) -> list[Branch]:
        """The branches that no scenario shows, in the order of the file."""
        return [branch for branch in self.branches if branch.id not in self.shown]


def branch_coverage(report: Report, evaluator: Evaluator) -> list[Coverage]:
    """The coverage of each protocol that the scenarios of a report are about, by its id.
    `evaluator`: the one that ran them."""
    protocols = {
        (protocol.id, protocol.digest): protocol
        for outcome in report.outcomes
        if (protocol := outcome.file.protocol) is not None
    }
    found = []
    for _, protocol in sorted(protocols.items()):
        every = branches(protocol)
        shown = covered(protocol, every, report.outcomes, evaluator)
        found.append(Coverage(protocol, every, shown))
    return found


def coverage_json(coverage: Coverage) -> dict[str, object]:
    """Coverage for programs."""
    return {
        "protocol": coverage.protocol.id,
        "covered": len(coverage.shown),
        "of": len(coverage.branches),
        "percent": coverage.percent,
        "branches": [
            {
                "id": branch.id,
                "kind": branch.kind,
                branch.of: branch.rule,
                "file": branch.place.file,
                "line": branch.place.line,
                "says": branch.words,
                "covered": branch.id in coverage.shown,
            }
            for branch in coverage.branches
        ],
    }


def render_coverage(every: Sequence[Coverage], width: int = 100, least: float = 0) -> str:
    """Coverage for people: the branches that no scenario shows, by rule, then the totals, which
    say so when they are below `least` in a hundred."""
    blocks = [_rule(group, width) for each in every for group in _by_rule(each)]
    return "\n\n".join((*blocks, "\n".join(_total(each, least) for each in every)))


def _by_rule(coverage: Coverage) -> list[list[Branch]]:
    return [
        list(group)
        for _, group in groupby(coverage.lacking(), lambda branch: (branch.of, branch.rule))
    ]


def _rule(lacking: Sequence[Branch], width: int) -> str:
    first, page = lacking[0], Page(width)
    for branch in lacking:
        page.line(branch.words, 2)
    name = first.rule if first.of == "rule" else f"{first.of} {first.rule}"
    # Never wrapped: editors open a place that stands on one line.
    return f"{first.place.file}:{first.place.line}: {name}\n{page}"


def _total(coverage: Coverage, least: float) -> str:
    number = count(len(coverage.branches), "branch", "branches")
    percent = f"{coverage.percent}%" + f", below {least:g}%" * (not coverage.reaches(least))
    return f"{coverage.protocol.id}: {len(coverage.shown)} of {number} covered ({percent})"
