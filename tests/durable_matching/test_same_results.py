"""What the engine answers does not depend on who compares."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import protocolrules as pr
from console import FOLDER
from durable_matching.installed import needs_durable
from engine.cases import NAMES
from engine.equality import readings_of
from laws.asking import examples, subjects
from laws.histories import History, histories
from laws.samples import protocol
from protocolrules.cli import main
from protocolrules.durable.rulesets import RuleSet
from protocolrules.engine import comparing

pytestmark = needs_durable
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
RUN = ("run", str(FOLDER / "riverside.yaml"), str(FOLDER / "events.jsonl"), "--at", "2026-01-09")


def asked(history: History, readings: dict[str, str], matcher: str) -> pr.Result:
    return protocol(history.name).state(
        history.events,
        at=history.at,
        known_at=history.known_at,
        readings=readings,
        because=True,
        subjects=subjects(history.name),
        matcher=matcher,
    )


@pytest.mark.parametrize("name", NAMES)
@settings(examples(1), phases=PHASES)
@given(data=st.data())
def test_states(name: str, data: st.DataObject) -> None:
    history, readings = data.draw(histories(name)), data.draw(readings_of(name))
    assert asked(history, readings, "durable") == asked(history, readings, "native")


@pytest.mark.parametrize("name", NAMES)
@settings(examples(0.3), phases=PHASES)
@given(data=st.data())
def test_open_cases(name: str, data: st.DataObject) -> None:
    history, loaded = data.draw(histories(name)), protocol(name)
    for subject in subjects(name):
        one, other = (
            loaded.open_case(subject.case_id, matcher=each) for each in ("native", "durable")
        )
        for event in history.events:
            if event.subject == subject:
                assert other.apply(event) == one.apply(event)
        assert other.at(history.at, history.known_at) == one.at(history.at, history.known_at)
        again = loaded.restore(other.snapshot(), matcher="durable")
        later = history.at + timedelta(days=30)
        assert again.copy().at(later) == one.at(later)


def test_the_command_answers_alike(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (RUN, (*RUN, "--because", "--format", "json")):
        native = main(argv), capsys.readouterr()
        durable = main((*argv, "--matcher", "durable")), capsys.readouterr()
        assert durable == native
        assert native[0] == 0


# --- it is durable-rules that decides -------------------------------------------------------


def by_durable() -> pr.Result:
    """Of a protocol loaded anew, which has no answers yet."""
    loaded = pr.load(FOLDER / "riverside.yaml")
    lines = (FOLDER / "events.jsonl").read_text("utf-8").splitlines()
    events = [loaded.parse_event(line) for line in lines]
    at = max(event.recorded_at for event in events)
    return loaded.state(events, at=at, matcher="durable")


def test_native_comparisons_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = by_durable()

    def refuse(*_: object) -> None:
        raise AssertionError("compared natively")

    monkeypatch.setattr(comparing, "compare", refuse)
    monkeypatch.setattr(comparing, "_one_of", refuse)
    monkeypatch.setattr(comparing, "Native", refuse)
    assert by_durable() == expected


def test_without_its_matches_nothing_comes_of_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_durable().cases[0].duties
    monkeypatch.setattr(RuleSet, "matched", lambda *_: frozenset())
    assert not by_durable().cases[0].duties
