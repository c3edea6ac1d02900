"""The page for authors: its file runs, its snippets are read, and it names every key."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from textwrap import indent

import pytest

from protocolrules import definition
from protocolrules.document import Ladder, Protocol, Reading, Rung, Who
from protocolrules.expressions import EventPattern
from protocolrules.scenarios import Evaluator, ScenarioFile, read_scenarios, run_file
from protocolrules.scenarios.grounds import GROUNDS
from protocolrules.scenarios.sources import Library
from protocolrules.scenarios.topics import TOPICS

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
FILE, *SNIPPETS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
(EVENTS,) = (snippet for snippet in SNIPPETS if snippet.startswith("- kind:"))
NAMED = ("notify-social-worker", "tell-mash", "no-yot-appropriate-adult")


def example(folder: Path) -> ScenarioFile:
    path = folder / "example.yaml"
    path.write_text(FILE, encoding="utf-8")
    return read_scenarios(path)


def widened(protocol: Protocol) -> Protocol:
    """The example's protocol with everything else that the snippets name."""
    (rule,) = protocol.rules.values()
    event = EventPattern(("dispute_raised",))
    ladder = Ladder("dispute", ("9.5",), "escalation", event, (), event, event, (Rung(Who("one")),))
    reading = Reading("immediately", "1 hour", ("end of the working day",), "", ())
    return replace(
        protocol,
        rules={**protocol.rules, **{name: replace(rule, name=name) for name in NAMED}},
        ladders={"dispute": ladder},
        readings={"immediately": reading},
    )


def test_the_example_runs(tmp_path: Path) -> None:
    file = example(tmp_path)
    assert file.faults() == ()
    outcomes = run_file(file, Evaluator(definition.state, definition.consider))
    assert [(outcome.verdict, outcome.misses) for outcome in outcomes] == [("passed", ())] * 2


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_every_snippet_is_read_without_a_fault(tmp_path: Path, snippet: str) -> None:
    protocol = example(tmp_path).protocol
    assert protocol is not None
    rules, path = tmp_path / "rules.yaml", tmp_path / "snippet.yaml"
    rules.write_text("", encoding="utf-8")
    events, expect = EVENTS, "    expect: {at: 2026-01-07, questions: 0}\n"
    if snippet.startswith("- corrects"):
        events += snippet
    elif snippet.startswith("- at"):
        expect = "    expect:\n" + indent(snippet, "      ")
    elif not snippet.startswith("- kind"):
        expect = indent(snippet, "    ")
    path.write_text(
        "protocol: rules.yaml\nscenarios:\n  snippet:\n    title: a snippet\n    events:\n"
        + indent(events, "      ")
        + expect,
        encoding="utf-8",
    )
    file = read_scenarios(path, Library({rules: widened(protocol)}))
    assert file.faults() == ()
    (scenario,) = file.scenarios
    assert scenario.events
    assert scenario.variants


def test_the_page_names_every_topic_and_key() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    named = set(re.findall(r"`(\w+)`", "\n".join(rows)))
    keys = {key for topic in TOPICS.values() for key in topic.table.keys}
    assert {*TOPICS, *keys, *GROUNDS.keys} - named == set()
