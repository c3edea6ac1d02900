import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import protocolrules as pr
from console import FOLDER
from riverside import AT, RULES, events, protocol

RIVERSIDE = protocol()
LOG = events(RIVERSIDE)


def test_the_public_names_are_listed_sorted_and_there() -> None:
    assert pr.__all__ == sorted(pr.__all__)
    for name in pr.__all__:
        assert getattr(pr, name) is not None
        assert name in dir(pr)


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        pr.nonsense  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, protocolrules; print(sorted({'pydantic', 'yaml'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"


def test_a_protocol_is_loaded_by_path_or_id() -> None:
    assert RIVERSIDE.id == "riverside"
    assert RIVERSIDE.title == "Riverside joint working protocol"
    assert pr.load(str(RULES)).document == RIVERSIDE.document
    assert pr.load("enfield").id == "enfield"


def test_a_faulty_file_raises_with_every_fault() -> None:
    with pytest.raises(pr.FindingsError) as caught:
        pr.load(FOLDER / "faulty.yaml")
    assert len(caught.value.findings) >= 2


def test_an_unknown_id_suggests_one() -> None:
    with pytest.raises(FileNotFoundError, match='did you mean "enfield"'):
        pr.load("enfeld")
    with pytest.raises(FileNotFoundError):
        pr.load("nowhere/enfield.yaml")


def test_an_event_is_read_from_json_or_a_mapping() -> None:
    data = {
        "event_id": "x1",
        "case_id": "R-1",
        "kind": "remanded",
        "occurred_at": "2025-12-19T15:00:00+00:00",
        "to": "youth_detention_accommodation",
    }
    assert RIVERSIDE.parse_event(data) == RIVERSIDE.parse_event(json.dumps(data))


def test_a_faulty_event_names_the_field_and_never_the_value() -> None:
    with pytest.raises(ValueError, match="occurred_at") as caught:
        RIVERSIDE.parse_event(
            {"event_id": "x1", "case_id": "R-1", "kind": "bail_refused", "occurred_at": "Jane Doe"}
        )
    assert "Jane" not in str(caught.value)


def test_a_result_carries_everything_that_it_rests_on() -> None:
    result = RIVERSIDE.state(LOG, at=AT)
    assert result.protocol.id == "riverside"
    assert result.protocol.edition == "first"
    assert result.protocol.digest.startswith("sha256:")
    assert result.protocol.review_by == date(2025, 10, 1)
    assert result.protocol.past_review
    assert result.calendar.id == "england-and-wales"
    assert result.calendar.horizon >= date(2028, 12, 31)
    assert result.calendar.digest.startswith("sha256:")
    assert result.calendar.tzdata
    assert result.engine == pr.__version__
    assert result.known_at == result.at == AT
    assert result.readings == {"agreed_interval": "not set", "immediately": "1 hour"}
    assert [case.case_id for case in result.cases] == ["R-1", "R-2"]
    assert [service.authority for service in result.services] == ["riverside"]
    assert any("review date" in warning for warning in result.warnings)


def test_the_json_has_the_names_of_the_contract() -> None:
    content = json.loads(RIVERSIDE.state(LOG, at=AT, because=True).model_dump_json())
    assert content["format"] == "protocolrules.result/1"
    assert content["at"] == "2026-01-09T12:00:00Z"
    duties = {duty["rule"]: duty for duty in content["cases"][0]["duties"]}
    meeting = duties["first-planning-meeting"]
    assert meeting["due"] == "2026-01-09T00:00:00Z"
    assert meeting["last_day"] == "2026-01-08"
    assert meeting["breaches"][0]["from"] == "2026-01-09T00:00:00Z"
    assert meeting["because"]["derivation"]


def test_order_and_repetition_of_events_make_no_difference() -> None:
    assert RIVERSIDE.state([*reversed(LOG), *LOG], at=AT) == RIVERSIDE.state(LOG, at=AT)


def test_one_id_with_two_contents_is_refused() -> None:
    other = LOG[0].model_copy(update={"about": "x"})
    with pytest.raises(ValueError, match="two events have the id e1"):
        RIVERSIDE.state([*LOG, other], at=AT)


@pytest.mark.parametrize("name", ["at", "known_at"])
def test_naive_times_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="without an offset"):
        RIVERSIDE.state(LOG, **{"at": AT, name: datetime(2026, 1, 9)})  # type: ignore[arg-type]


def test_what_was_recorded_later_is_not_known_yet() -> None:
    early = datetime(2025, 12, 19, 16, tzinfo=UTC)
    result = RIVERSIDE.state(LOG, at=AT, known_at=early)
    assert "first-planning-meeting" not in {duty.rule for duty in result.cases[0].duties}


def test_readings_can_be_chosen_among_the_declared_ones() -> None:
    chosen = {"immediately": "end of the working day", "agreed_interval": "4 weeks"}
    result = RIVERSIDE.state(LOG, at=AT, readings=chosen)
    assert result.readings == chosen | {}
    states = {duty.rule: duty.state for duty in result.cases[0].duties}
    assert states["case-discussion"] == "due"


def test_an_unknown_reading_says_which_there_are() -> None:
    with pytest.raises(ValueError, match='did you mean "immediately"'):
        RIVERSIDE.state(LOG, at=AT, readings={"imediately": "1 hour"})


def test_an_undeclared_value_says_which_are_allowed() -> None:
    with pytest.raises(ValueError, match='"1 hour" or "end of the working day"'):
        RIVERSIDE.state(LOG, at=AT, readings={"immediately": "2 hours"})


def test_services_of_another_authority_are_left_out_with_a_warning() -> None:
    elsewhere = RIVERSIDE.parse_event(
        {
            "event_id": "x2",
            "service": "yjs",
            "authority": "elsewhere",
            "kind": "training_held",
            "occurred_on": "2025-11-03",
        }
    )
    result = RIVERSIDE.state([*LOG, elsewhere], at=AT)
    assert [service.authority for service in result.services] == ["riverside"]
    assert any("services of elsewhere" in warning for warning in result.warnings)


def test_a_subject_without_events_can_be_asked_for() -> None:
    result = RIVERSIDE.state([], at=AT, subjects=[RIVERSIDE.services])
    assert [service.authority for service in result.services] == ["riverside"]
    assert not RIVERSIDE.state([], at=AT).services


def test_consider_says_why_and_why_not() -> None:
    arose = RIVERSIDE.consider(LOG, "first-planning-meeting", at=AT, case_id="R-1")
    assert [each.outcome for each in arose] == ["arose"]
    not_there = RIVERSIDE.consider(LOG, "first-planning-meeting", at=AT, case_id="R-2")
    assert [each.outcome for each in not_there] == ["not_triggered"]


def test_a_rule_that_nothing_set_off_says_what_would() -> None:
    (never,) = RIVERSIDE.consider(LOG, "first-planning-meeting", at=AT, case_id="R-2")
    assert never.nearest == (
        'is set off by an event "remanded" (to: youth detention accommodation)',
    )


def test_a_ladder_is_not_a_rule() -> None:
    with pytest.raises(ValueError, match="is a ladder"):
        RIVERSIDE.consider(LOG, "dispute", at=AT, case_id="R-1")


def test_progress_is_told_for_each_subject() -> None:
    told: list[tuple[int, int]] = []
    RIVERSIDE.state(LOG, at=AT, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_path_can_be_a_path() -> None:
    assert pr.load(Path(RULES)).id == "riverside"
