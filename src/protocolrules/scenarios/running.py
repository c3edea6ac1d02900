"""Runs scenarios under an evaluator that the caller gives, and keeps what came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal
from typing import Protocol as Interface

from protocolrules.diagnostics import Finding, Place
from protocolrules.document import Protocol
from protocolrules.events import CaseEvent, Subject
from protocolrules.results import CaseState, Considered, Entry
from protocolrules.scenarios.judging import Consider, Miss, misses
from protocolrules.scenarios.model import Moment, Scenario, ScenarioFile, Variant
from protocolrules.scenarios.reading import read_scenarios
from protocolrules.scenarios.sources import Library
from protocolrules.scenarios.tried import touches
from protocolrules.words import edition_warnings, today


class StateFunction(Interface):
    """`definition.state`, or another evaluator's."""

    def __call__(
        self,
        protocol: Protocol,
        events: Sequence[CaseEvent],
        subject: Subject,
        at: datetime,
        known_at: datetime,
        readings: Mapping[str, str] | None = None,
        because: bool = False,
    ) -> CaseState:
        """The state of one subject."""


class ConsiderFunction(Interface):
    """`definition.consider`, or another evaluator's."""

    def __call__(
        self,
        protocol: Protocol,
        events: Sequence[CaseEvent],
        subject: Subject,
        rule: str,
        at: datetime,
        known_at: datetime,
        readings: Mapping[str, str] | None = None,
    ) -> Sequence[Considered]:
        """Every time a rule was looked at, and what came of it."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """What answers: the definition, the engine, or another."""

    state: StateFunction
    consider: ConsiderFunction


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out at one moment of a scenario."""

    moment: Moment
    readings: Mapping[str, str]
    case: CaseState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scenario under one choice of readings, or of a file that cannot be used
    (then `scenario` is None). `faulty`: not worth running, for the reasons in `findings`."""

    file: ScenarioFile
    scenario: Scenario | None
    variant: Variant | None
    verdict: Literal["passed", "failed", "faulty"]
    misses: tuple[Miss, ...] = ()
    findings: tuple[Finding, ...] = ()
    answers: tuple[Answer, ...] = field(default=(), repr=False)

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return self.verdict == "passed"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every scenario, in the order of the files."""

    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> int:
        """How many scenarios came out as expected."""
        return sum(outcome.passed for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        """How many did not, the faulty ones too."""
        return len(self.outcomes) - self.passed


def run_paths(paths: Iterable[Path], evaluator: Evaluator) -> Report:
    """Read and run the scenario files, one after another; each rule file is read once.

    Raises OSError when a file cannot be opened.
    """
    library = Library()
    files = (read_scenarios(path, library) for path in paths)
    return Report(tuple(outcome for file in files for outcome in run_file(file, evaluator)))


def run_file(file: ScenarioFile, evaluator: Evaluator) -> tuple[Outcome, ...]:
    """What becomes of each scenario of a file."""
    whole = (Outcome(file, None, None, "faulty", findings=file.findings),) if file.findings else ()
    return (*whole, *(o for each in file.scenarios for o in run_scenario(file, each, evaluator)))


def run_scenario(
    file: ScenarioFile, scenario: Scenario, evaluator: Evaluator, protocol: Protocol | None = None
) -> tuple[Outcome, ...]:
    """What becomes of a scenario under each of its choices of readings.

    `protocol`: other rules than those that the file names (a changed copy, to see whether the
    scenario notices).
    """
    rules = protocol or file.protocol
    if scenario.findings or rules is None:
        return (Outcome(file, scenario, None, "faulty", findings=scenario.findings),)
    return tuple(
        _run_variant(file, scenario, variant, _Asking(rules, scenario, variant, evaluator))
        for variant in scenario.variants
    )


@dataclass(frozen=True)
class _Asking:
    """Asks an evaluator about the moments of one variant."""

    protocol: Protocol
    scenario: Scenario
    variant: Variant
    evaluator: Evaluator

    def events(self, moment: Moment) -> tuple[CaseEvent, ...]:
        """The log of the subject that a moment asks about."""
        return tuple(e for e in self.scenario.events if e.subject == moment.subject)

    def state(self, moment: Moment) -> CaseState:
        state = self.evaluator.state(
            self.protocol,
            self.events(moment),
            moment.subject,
            moment.at,
            moment.known_at,
            self.variant.readings,
            because=True,
        )
        # Every result says when its edition is past review; an evaluator answers for one subject.
        of_edition = edition_warnings(self.protocol.edition, today(moment.at))
        return state.model_copy(update={"warnings": (*of_edition, *state.warnings)})

    def consider(self, moment: Moment) -> Consider:
        """What came of looking at a rule at the moment; of a ladder, nothing."""

        @cache
        def looked_at(rule: str) -> Sequence[Considered]:
            if rule not in self.protocol.rules:
                return ()
            return self.evaluator.consider(
                self.protocol,
                self.events(moment),
                moment.subject,
                rule,
                moment.at,
                moment.known_at,
                self.variant.readings,
            )

        return looked_at

    def untried(self, moment: Moment, case: CaseState, consider: Consider) -> list[Finding]:
        """A finding for each rule that should give nothing, and that nothing comes near."""
        gave = {entry.rule for entry in _entries(case)}
        return [
            _untried(str(claim.value), claim.place)
            for expectation in moment.expectations
            if expectation.forbidden
            for claim in expectation.claims
            if claim.key == "rule" and claim.value not in gave
            if self._is_untried(str(claim.value), moment, consider)
        ]

    def _is_untried(self, rule: str, moment: Moment, consider: Consider) -> bool:
        if rule not in self.protocol.rules:
            return False
        looked = any(each.outcome != "not_triggered" for each in consider(rule))
        return not looked and not touches(
            self.protocol, self.protocol.rules[rule], self.events(moment), self.variant.readings
        )


def _run_variant(
    file: ScenarioFile, scenario: Scenario, variant: Variant, asking: _Asking
) -> Outcome:
    missed: list[Miss] = []
    untried: list[Finding] = []
    answers = []
    for moment in variant.moments:
        consider = asking.consider(moment)
        case = asking.state(moment)
        answers.append(Answer(moment, variant.readings, case))
        missed += misses(moment, case, consider)
        untried += asking.untried(moment, case, consider)
    verdict: Literal["passed", "failed", "faulty"] = "failed" if missed else "passed"
    verdict = "faulty" if untried and not missed else verdict
    return Outcome(file, scenario, variant, verdict, tuple(missed), tuple(untried), tuple(answers))


def _entries(case: CaseState) -> Iterator[Entry]:
    yield from case.duties
    yield from case.permissions
    yield from case.prohibitions
    yield from case.assignments
    yield from case.statuses


def _untried(rule: str, place: Place) -> Finding:
    return Finding(
        "PR611",
        f'nothing in the events comes near the rule "{rule}"',
        place,
        why="that it gives nothing would be so whatever the rule says",
        hint="add an event that could set it off, or leave the expectation out",
    )
