"""What became of the scenarios, as text for people and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Literal

from protocolrules.diagnostics import render_text
from protocolrules.explanation.reasons import Telling, tell_because, tell_derivation, tell_unmet
from protocolrules.page import Page
from protocolrules.results import Because, Considered
from protocolrules.scenarios.judging import Miss
from protocolrules.scenarios.running import Outcome, Report
from protocolrules.vocabulary import Vocabulary
from protocolrules.words import Words, moment

FORMAT = "protocolrules.scenarios/1"
Format = Literal["text", "json"]
_REASON = 6
_UNDER_REASON = 8
_OUTCOMES = {
    "arose": "it arose",
    "condition_false": "it did not arise, because of this",
    "condition_unknown": "it cannot be said whether it arose, because of this",
    "not_triggered": "nothing has set it off",
}


def render_report(report: Report, format: Format = "text", width: int = 100) -> str:
    """The report, without a final line break; `width` is that of a line of text."""
    return _as_json(report) if format == "json" else _as_text(report, width)


def summary(report: Report) -> str:
    """The last line: how many passed and failed."""
    return f"{report.passed} passed, {report.failed} failed"


# --- text -----------------------------------------------------------------------------------


def _as_text(report: Report, width: int) -> str:
    blocks = [_block(each, width) for each in report.outcomes if not each.passed]
    return "\n\n".join((*blocks, summary(report)))


def _block(outcome: Outcome, width: int) -> str:
    parts = [f"{outcome.verdict}: {_name(outcome)}"]
    if outcome.findings:
        sources = {str(outcome.file.path): outcome.file.source}
        parts.append(render_text(outcome.findings, sources))
    parts += [_miss(miss, outcome, width) for miss in outcome.misses]
    return "\n".join(parts)


def _name(outcome: Outcome) -> str:
    if outcome.scenario is None:
        return str(outcome.file.path)
    label = f" [{outcome.variant.label}]" if outcome.variant and outcome.variant.label else ""
    title = f": {outcome.scenario.title}" if outcome.scenario.title else ""
    return f"{outcome.scenario.name}{label}{title}"


def _miss(miss: Miss, outcome: Outcome, width: int) -> str:
    page = Page(width)
    page.line(f"expected: {miss.expected}", 4)
    page.line(f"but it is: {miss.actual}", 4)
    if miss.worked:
        page.line(f"worked by hand: {miss.worked}", 4)
    protocol = outcome.file.protocol
    vocabulary = protocol.vocabulary if protocol is not None else Vocabulary()
    _reasons(miss, Telling(page, Words(vocabulary), {}))
    # Never wrapped: editors open a place that stands on one line.
    place = f"{miss.place.file}:{miss.place.line}:{miss.place.column}"
    return f"  {place}: {miss.about}, {miss.at}\n{page}"


def _reasons(miss: Miss, telling: Telling) -> None:
    if miss.because is not None:
        telling.page.line("why it is so", 4)
        tell_because(telling, miss.because, _REASON)
        tell_derivation(telling, miss.because.derivation, _REASON)
    if miss.considered:
        telling.page.line("why it is not there", 4)
    for each in miss.considered:
        _considered(telling, each)


def _considered(telling: Telling, each: Considered) -> None:
    source = f", {telling.event(each.event_id)}" if each.event_id else ""
    at = f", {moment(each.at)}" if each.at else ""
    said = f"{each.trigger}{source}{at}: " if each.outcome != "not_triggered" else ""
    telling.page.line(f"{said}{_OUTCOMES[each.outcome]}", _REASON)
    tell_unmet(telling, each.conditions, _UNDER_REASON)
    for nearest in each.nearest:
        telling.page.line(f"what would: {nearest}", _UNDER_REASON)


# --- JSON -----------------------------------------------------------------------------------


def _as_json(report: Report) -> str:
    content = {
        "format": FORMAT,
        "passed": report.passed,
        "failed": report.failed,
        "outcomes": [_entry(outcome) for outcome in report.outcomes],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _entry(outcome: Outcome) -> dict[str, object]:
    scenario, variant = outcome.scenario, outcome.variant
    return {
        "file": str(outcome.file.path),
        "protocol": outcome.file.protocol.id if outcome.file.protocol else None,
        "scenario": scenario.name if scenario else None,
        "title": scenario.title if scenario else outcome.file.title,
        "variant": variant.label if variant and variant.label else None,
        "readings": dict(variant.readings) if variant else {},
        "verdict": outcome.verdict,
        "misses": [_missed(miss) for miss in outcome.misses],
        "findings": [
            {
                "code": found.code,
                "message": found.message,
                "line": found.place.line,
                "column": found.place.column,
                "hint": found.hint,
            }
            for found in outcome.findings
        ],
    }


def _missed(miss: Miss) -> dict[str, object]:
    return {
        "line": miss.place.line,
        "column": miss.place.column,
        "at": miss.at,
        "about": miss.about,
        "expected": miss.expected,
        "actual": miss.actual,
        "worked": miss.worked or None,
        "because": _because(miss.because),
        "considered": list(_considered_json(miss.considered)),
    }


def _because(because: Because | None) -> object:
    return because.model_dump(mode="json", by_alias=True) if because is not None else None


def _considered_json(considered: Iterable[Considered]) -> Iterator[object]:
    for each in considered:
        yield each.model_dump(mode="json", by_alias=True)
