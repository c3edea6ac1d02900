"""Count the questions about a case: the lines of `undetermined`, at every moment that a scenario
expects something of a case.

    python tools/count_questions.py           each bundled protocol
    python tools/count_questions.py PATH…     rule files, or folders and files of scenarios

A scenario that is run under several choices of readings counts at each of them. Moments about
services are left out. Prints a table in Markdown; the last column is where most are asked.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from protocolrules import definition
from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.scenarios import Evaluator, run_paths, scenario_paths

HEAD = """\
| protocol | moments | median | 9 in 10 at most | most | where |
| --- | --- | --- | --- | --- | --- |"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many questions there are about the case of a scenario at a moment."""

    protocol: str
    questions: int
    where: str


def counts(paths: Iterable[Path]) -> Iterator[Count]:
    """One for each moment at which the scenarios of these paths expect something of a case."""
    report = run_paths(
        scenario_paths(tuple(paths)), Evaluator(definition.state, definition.consider)
    )
    for outcome in report.outcomes:
        for answer in outcome.answers:
            protocol, scenario = outcome.file.protocol, outcome.scenario
            if answer.case.case_id is None or protocol is None or scenario is None:
                continue
            where = f"{outcome.file.path.name}, {scenario.name}, {answer.moment.written}"
            yield Count(protocol.id, len(answer.case.undetermined), where)


def table(found: Iterable[Count]) -> str:
    """A row for each protocol, in the order they come."""
    by_protocol: dict[str, list[Count]] = {}
    for each in found:
        by_protocol.setdefault(each.protocol, []).append(each)
    return "\n".join([HEAD, *(_row(name, each) for name, each in by_protocol.items())])


def _row(protocol: str, found: list[Count]) -> str:
    numbers = sorted(each.questions for each in found)
    most = max(found, key=lambda each: each.questions)
    nine_in_ten = numbers[-(-len(numbers) * 9 // 10) - 1]
    cells = (protocol, len(numbers), f"{median(numbers):g}", nine_in_ten, most.questions)
    return f"| {' | '.join(map(str, cells))} | {most.where} |"


def main(argv: list[str]) -> None:
    """Print the table."""
    paths = [Path(each) for each in argv] or [bundled_path(each) for each in bundled_ids()]
    print(table(counts(paths)))


if __name__ == "__main__":
    main(sys.argv[1:])
