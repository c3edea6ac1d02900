"""A pytest plugin: rule files and scenario files are tests, as in `pytest rules/`.

Only YAML files that say that they are one or the other are taken up; nothing is imported for any
other, so that other runs of pytest are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from protocolrules.scenarios import Scenario, ScenarioFile
    from protocolrules.testing.soundness import Finding, Property

_ENDINGS = (".yaml", ".yml")
_MOST = 5_000_000
_KEY = re.compile(rb"^([a-z_]+):", re.MULTILINE)
_EXAMPLES, _SEED = "--protocolrules-examples", "--protocolrules-seed"
# What a rule file says and a scenario file does not, or the other way round.
_RULES = ({b"protocol", b"title", b"rules"}, {b"protocol", b"title", b"builds_on"})
_SCENARIOS = ({b"protocol", b"scenarios"}, {b"rule_file", b"scenarios"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is tried."""
    group = parser.getgroup("protocolrules", "rule files and scenarios of joint working protocols")
    group.addoption(
        _EXAMPLES,
        type=int,
        default=10,
        metavar="N",
        help="made-up cases for each property of a rule file (default: 10; 0: none)",
    )
    group.addoption(
        _SEED,
        type=int,
        default=0,
        metavar="S",
        help="the same number tries the same cases (default: 0)",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take up a rule file or a scenario file."""
    match sort_of(file_path):
        case "rules":
            return RuleFile.from_parent(parent, path=file_path)
        case "scenarios":
            return ScenarioTests.from_parent(parent, path=file_path)
        case _:
            return None


def sort_of(path: Path) -> Literal["rules", "scenarios"] | None:
    """What a file says it is, by the keys that stand at the beginning of its lines."""
    if path.suffix not in _ENDINGS or path.stat().st_size > _MOST:
        return None
    keys = set(_KEY.findall(path.read_bytes()))
    if any(wanted <= keys for wanted in _SCENARIOS):
        return "scenarios"
    return "rules" if any(wanted <= keys for wanted in _RULES) else None


class NotSoundError(AssertionError):
    """A rule file or scenario is not as it should be; the message is for its author."""


class _Item(pytest.Item):
    """A test that tells its author what is wrong, without a traceback."""

    line: int | None = None

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: object = None,  # noqa: ARG002
    ) -> str:
        """What was found, in words; a fault of the library with its traceback."""
        if isinstance(excinfo.value, NotSoundError):
            return str(excinfo.value)
        return str(excinfo.getrepr(style="long"))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands."""
        return self.path, self.line, self.name


# --- rule files -----------------------------------------------------------------------------


class RuleFile(pytest.File):
    """A rule file: that it is free of faults and, if it is, a test for each property."""

    def collect(self) -> Iterable[pytest.Item]:
        """The tests."""
        from protocolrules import api  # noqa: PLC0415 - not for runs without rule files
        from protocolrules.language import check_file  # noqa: PLC0415

        document, _, _ = check_file(self.path)
        yield Check.from_parent(self, name="check")
        wanted = self.config.getoption(_EXAMPLES) > 0 and find_spec("hypothesis") is not None
        if document is None or not wanted:
            return
        from protocolrules.testing.soundness import properties  # noqa: PLC0415 - an extra

        for each in properties(api.Protocol(document), self.path):
            yield PropertyTest.from_parent(self, name=each.name, tried=each)


class Check(_Item):
    """That `protocolrules check` finds no errors."""

    def runtest(self) -> None:
        """Raise NotSoundError with all faults."""
        from protocolrules.diagnostics import Severity, render_text  # noqa: PLC0415
        from protocolrules.language import check_file  # noqa: PLC0415

        _, findings, sources = check_file(self.path)
        if any(finding.severity is Severity.ERROR for finding in findings):
            raise NotSoundError(render_text(findings, sources))


class PropertyTest(_Item):
    """One property of a rule file."""

    def __init__(self, *, tried: Property, name: str, parent: RuleFile) -> None:
        """Keep the property."""
        super().__init__(name, parent)
        self.tried = tried

    def runtest(self) -> None:
        """Raise NotSoundError with what the property does not hold of."""
        config = self.config
        findings = self.tried.check(config.getoption(_EXAMPLES), config.getoption(_SEED))
        if findings:
            raise NotSoundError("\n".join(_told(self.tried, findings, self.path)))


def _told(tried: Property, findings: list[Finding], file: Path) -> Iterator[str]:
    yield f"it should be so that {tried.says}"
    for finding in findings:
        yield f"  {finding.message}"
        scenario = finding.scenario(str(file))
        if scenario is not None:
            yield f"  as a scenario file:\n\n{scenario}"


# --- scenario files -------------------------------------------------------------------------


class ScenarioTests(pytest.File):
    """A scenario file: a test for each scenario, or one that says why it cannot be used."""

    def collect(self) -> Iterable[pytest.Item]:
        """The tests."""
        from protocolrules.scenarios import read_scenarios  # noqa: PLC0415

        file = read_scenarios(self.path)
        if file.findings:
            yield ScenarioTest.from_parent(self, name="file", file=file, scenario=None)
        for each in file.scenarios:
            yield ScenarioTest.from_parent(self, name=each.name, file=file, scenario=each)


class ScenarioTest(_Item):
    """One scenario, under each of its readings."""

    def __init__(
        self, *, file: ScenarioFile, scenario: Scenario | None, name: str, parent: ScenarioTests
    ) -> None:
        """Keep the scenario."""
        super().__init__(name, parent)
        self.file, self.scenario = file, scenario
        self.line = None if scenario is None else scenario.place.line - 1

    def runtest(self) -> None:
        """Raise NotSoundError with what came out otherwise than expected."""
        from protocolrules import definition  # noqa: PLC0415
        from protocolrules.scenarios import (  # noqa: PLC0415
            Evaluator,
            Outcome,
            Report,
            render_report,
            run_scenario,
        )

        outcomes: tuple[Outcome, ...]
        if self.scenario is None:
            file = self.file
            outcomes = (Outcome(file, None, None, "faulty", findings=file.findings),)
        else:
            evaluator = Evaluator(definition.state, definition.consider)
            outcomes = run_scenario(self.file, self.scenario, evaluator)
        report = Report(outcomes)
        if report.failed:
            # Without its last line, which counts: pytest does that.
            raise NotSoundError(render_report(report).rpartition("\n\n")[0])
