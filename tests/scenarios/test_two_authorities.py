"""A child looked after by one authority and placed in another: one log under both protocols."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import protocolrules as pr
from protocolrules.cli import main
from protocolrules.results import Duty
from protocolrules.scenarios import read_scenarios

ROOT = Path(__file__).parents[2]
HOME = ROOT / "rules/scenarios/enfield/placed-in-another-authority.yaml"
HOST = ROOT / "rules/scenarios/salford/placed-here-by-another-authority.yaml"
EXAMPLE = ROOT / "tests/data/two-authorities/events.jsonl"
OWN = 2  # the last lines of the example use names that only one of the protocols declares
BOTH = ("enfield", "salford")
AFTER_COURT = datetime(2026, 3, 21, 12, tzinfo=UTC)


def lines(path: Path) -> list[str]:
    (scenario,) = read_scenarios(path).scenarios
    return [event.to_json() for event in scenario.events]


def case(name: str, log: list[str], at: datetime = AFTER_COURT, **readings: str) -> pr.CaseState:
    protocol = pr.load(name)
    read = protocol.read_events(log)
    assert (read.rejected, read.withheld) == ((), frozenset())
    events = (event for each in read.events.values() for event in each)
    (state,) = protocol.state(events, at=at, readings=readings).cases
    return state


def duty(state: pr.CaseState, rule: str) -> Duty:
    (found,) = (d for d in state.duties if d.rule == rule)
    return found


def test_both_scenarios_tell_the_same_events() -> None:
    assert lines(HOME) == lines(HOST)


def test_the_example_is_that_log_with_names_of_each_authoritys_own() -> None:
    protocol = pr.load("enfield")
    told = EXAMPLE.read_text("utf-8").splitlines()
    assert [protocol.parse_event(line).to_json() for line in told[:-OWN]] == lines(HOME)
    assert [json.loads(line)["authority"] for line in told[-OWN:]] == ["enfield", "salford"]


@pytest.mark.parametrize(
    "log", [lines(HOME), EXAMPLE.read_text("utf-8").splitlines()], ids=["scenario", "example"]
)
def test_each_sees_its_own_workers_and_what_belongs_to_nobody(log: list[str]) -> None:
    home, host = case("enfield", log), case("salford", log)
    asked = {m.missing.holder for m in case("salford", log).undetermined}
    assert duty(home, "check-liquid-logic-on-allocation").who.holders == {
        "yjs_case_manager": "YJ-3"
    }
    assert duty(host, "confirm-whether-open-to-next-steps").who.holders == {
        "yjs_case_manager": "SY-2"
    }
    assert {a.holder for a in home.assignments if a.role == "social_worker"} == {"SW-7"}
    assert "social_worker" not in asked
    by_social_worker = case(
        "salford", log, datetime(2026, 6, 18, 12, tzinfo=UTC), who_sees_to_release="social_worker"
    )
    assert duty(by_social_worker, "collect-on-the-day-of-release").who.unknown == ("social_worker",)
    # one sentence, which carries no authority, sets off a duty of each
    assert duty(home, "liaise-with-yjs-where-child-is-placed").state == "untimed"
    assert duty(host, "visit-in-custody").state == "due"


@pytest.mark.parametrize("name", BOTH)
def test_a_year_later_the_whole_log_still_answers(name: str) -> None:
    log = EXAMPLE.read_text("utf-8").splitlines()
    workers = {"enfield": {"YJ-3", "YJ-9", "SW-7", "IR-2"}, "salford": {"SY-2", "NS-4"}}
    state = case(name, log, datetime(2027, 3, 21, tzinfo=UTC))
    shown = {w for d in state.duties for w in d.who.holders.values() if w}
    assert shown
    assert shown <= workers[name]


@pytest.mark.parametrize("name", BOTH)
def test_the_command_runs_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["run", name, str(EXAMPLE), "--at", "2026-03-21", "--format", "json"]
    assert main(argv) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["rejected"], [c["case_id"] for c in result["cases"]]) == ([], ["C-1"])


def test_what_another_protocol_read_in_part_is_not_taken_for_the_whole() -> None:
    enfield, salford = (pr.load(name) for name in BOTH)
    (own,) = (x for x in EXAMPLE.read_text("utf-8").splitlines() if '"e28"' in x)
    half = salford.parse_event(own)
    assert salford.state([half], at=AFTER_COURT).cases[0].duties == ()
    with pytest.raises(ValueError, match="event e28 was read by another protocol"):
        enfield.state([half], at=AFTER_COURT)
    assert enfield.state([enfield.parse_event(own)], at=AFTER_COURT).cases
