"""The checks that have to find a fault: of the testing kit, of the tests, and the suite's cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import protocolrules as pr
from conformance.suite import EVALUATORS, read
from engine.cases import OpenCase
from engine.equality import Order, compare
from engine.sampling import sample
from engine.test_next_change import _Walk
from engine.trace import Mismatch, Setting
from laws.asking import subjects
from laws.histories import History
from laws.samples import protocol
from planted.towns import town
from protocolrules import testing
from protocolrules.events import Subject
from protocolrules.scenarios import Report, render_report, run_scenario
from protocolrules.testing.laws.law import BrokenLawError
from protocolrules.testing.running import each_example

EXAMPLES = 150
MOST = 10
MACHINE = settings(
    stateful_step_count=40,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
_LAWS = {law.name: law for law in testing.LAWS}


@dataclass(frozen=True)
class Check:
    """A check narrowed to what a fault needs. `run` gives the finding, or None; `says` is a
    pattern that the finding has to fit, since another finding would be of another fault.
    Checks that ask the same have the same `about`."""

    name: str
    about: tuple[object, ...]
    run: Callable[[int], str | None]
    says: str

    def finds(self, tries: int = 1) -> str | None:
        """What is found. An error that is no finding passes through.

        `tries`: how often other examples are made where nothing is found. The samples of the
        engine's own tests are not the same when other modules are imported.
        """
        found = next((told for n in range(tries) if (told := self.run(n)) is not None), None)
        assert found is None or " raised " not in found, found
        return found

    def is_about_it(self, found: str) -> bool:
        """Whether the finding says what is wrong."""
        return re.search(self.says, found) is not None


def law(
    name: str, rules: str, says: str, head: str = "", examples: int = EXAMPLES, number: int = 0
) -> Check:
    """A law of the kit, on made-up histories of a town with some rules."""

    def run(again: int) -> str | None:
        names = rules.split()
        made = testing.histories(town(*names, head=head), most=MOST, about=names)
        try:
            each_example(made, _LAWS[name].check, examples, number + 1000 * again)
        except BrokenLawError as found:
            return str(found)
        return None

    return Check(name, (rules, head, examples, number), run, says)


def scenario(file: str, name: str, says: str) -> Check:
    """A case of the conformance suite, answered by an open case."""

    def run(again: int) -> str | None:
        (case,) = (each for each in read(file).scenarios if each.name == name)
        outcomes = run_scenario(read(file), case, EVALUATORS["engine"])
        assert outcomes
        told = render_report(Report(outcomes))
        return None if all(each.passed for each in outcomes) else told

    return Check(f"{file}: {name}", (), run, says)


def machine(rules: str, says: str, examples: int = 20) -> Check:
    """The kit's state machine over an open case of a town."""

    def run(again: int) -> str | None:
        made = testing.machine(town(*rules.split()))
        try:
            run_state_machine_as_test(
                made, settings=settings(MACHINE, max_examples=examples * (1 + 4 * again))
            )
        except BrokenLawError as found:
            return str(found)
        return None

    return Check("state machine", (rules, examples), run, says)


def compared(name: str, about: str, says: str, count: int = 60, number: int = 1) -> Check:
    """The comparison with the definition, event by event in three orders."""

    def one(history: History, order: Order, chance: Random, readings: dict[str, str]) -> None:
        case = subjects(history.name)[0]
        compare(history, order, subject=case, chance=chance, readings=readings, opened_by=_fresh)

    def run(again: int) -> str | None:
        try:
            sample(one, name, number + 1000 * again, count, tuple(about.split()), 8)
        except Mismatch as found:
            return "\n".join(found.lines)
        return None

    return Check("comparison", (name, about, count, number), run, says)


def _fresh(name: str, subject: Subject, readings: Mapping[str, str]) -> OpenCase:
    made = pr.Protocol(protocol(name).document)
    case: OpenCase = made.open_case(subject.case_id, readings=dict(readings))
    return case


def next_change(name: str, about: str, says: str, count: int = 40) -> Check:
    """From one change that time brings to the next, as the definition has them."""

    def one(history: History, order: Order, chance: Random, readings: dict[str, str]) -> None:
        setting = Setting(history.name, subjects(history.name)[0], readings, _fresh)
        _Walk(history, order, chance, setting).along()

    def run(again: int) -> str | None:
        try:
            sample(one, name, 1, count, tuple(about.split()), 4)
        except AssertionError as found:
            return str(found)
        return None

    return Check("next change", (name, about, count), run, says)
