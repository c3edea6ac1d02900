import json

import pytest

import protocolrules as pr
from protocolrules.explanation.asking import UnknownError
from riverside import AT, events, protocol

RIVERSIDE = protocol()
LOG = events(RIVERSIDE)


def explain(asked: str, case_id: str | None = "R-1", **given: object) -> pr.Explanation:
    return pr.explain(RIVERSIDE, LOG, asked, at=AT, case_id=case_id, **given)  # type: ignore[arg-type]


def test_a_duty_is_explained_down_to_each_skipped_day() -> None:
    said = str(explain("first-planning-meeting:R-1:e7", width=100))
    for part in (
        "1.2 (obligation): a first planning meeting within ten working days of the remand",
        "set off by remanded, event e7, Fri 19 December 2025, 15:00",
        "Mon 22 December 2025: working day 1",
        "Wed 24 December 2025: closed: council offices closed, not counted",
        "Thu 25 December 2025: bank holiday: Christmas Day, not counted",
        "Thu 8 January 2026: working day 10",
        "due by Thu 8 January 2026 (the first instant too late is 2026-01-09T00:00:00Z)",
        "breach since Fri 9 January 2026, attributable",
    ):
        assert part in said


def test_a_duty_alone_is_not_the_whole_rule() -> None:
    duty, rule = explain("first-planning-meeting:R-1:e7"), explain("first-planning-meeting")
    assert duty.rule == rule.rule == "first-planning-meeting"
    assert not duty.considered
    assert [each.outcome for each in rule.considered] == ["arose"]


def test_readings_are_named_with_what_else_they_could_be() -> None:
    said = str(explain("tell-social-care"))
    assert "immediately = 1 hour: the text gives no figure" in said
    assert "it could also be end of the working day" in said
    chosen = str(explain("tell-social-care", readings={"immediately": "end of the working day"}))
    assert "immediately = end of the working day (chosen for this run)" in chosen
    assert "it could also be 1 hour" in chosen


def test_the_fact_behind_a_condition_and_its_event_are_told() -> None:
    said = str(explain("tell-social-care", width=200))
    assert "yes: open to children's social care: yes (by definition)" in said
    assert "(remanded, event e7, Fri 19 December 2025, 15:00)" in said


def test_late_evidence_is_told_with_how_late() -> None:
    said = str(explain("tell-social-care", width=120))
    assert "met by notified, event e8, Fri 19 December 2025, 17:20" in said
    assert "late by 2 hours" in said


def test_why_not_says_what_stood_in_the_way() -> None:
    said = str(explain("tell-social-care", case_id="R-2", width=120))
    assert "nothing has set it off" in said
    assert 'the rule is set off by an event "remanded"' in said


def test_what_is_unknown_names_the_duty_that_finds_it_out() -> None:
    said = str(explain("share-risk", case_id="R-2", width=120))
    assert "it cannot be said whether it arose, because of this" in said
    assert "not known: open to children's social care: yes (nobody has reported it)" in said
    assert "not reported; the duty check-records finds it out" in said


def test_a_ladder_is_explained_rung_by_rung() -> None:
    said = str(explain("dispute", width=160))
    assert "The way up" in said
    assert "rung 2 of 3, Head of Youth Justice and CSC Head of Service, together: overdue" in said


def test_services_are_explained_without_a_case() -> None:
    explanation = explain("quarterly-meeting", case_id=None)
    assert explanation.authority == "riverside"
    assert explanation.duties


def test_a_rule_about_the_other_sort_of_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="about the services"):
        explain("quarterly-meeting")
    with pytest.raises(ValueError, match="about a case"):
        explain("lead", case_id=None)


def test_an_unknown_name_suggests_one() -> None:
    with pytest.raises(UnknownError, match='did you mean "tell-social-care"'):
        explain("tell-socal-care")


def test_a_clause_names_its_rules() -> None:
    with pytest.raises(UnknownError, match=r'the rules of clause "5\.1" are care-leaver-status'):
        explain("5.1")


def test_a_clause_stands_for_its_lettered_parts_and_nothing_else() -> None:
    with pytest.raises(UnknownError) as caught:
        explain("1")
    assert "clause" not in str(caught.value)


def test_the_explanation_is_data_too() -> None:
    content = json.loads(explain("tell-social-care").model_dump_json())
    assert content["format"] == "protocolrules.explanation/1"
    assert content["clause"][0]["says"] == "social care hears of a remand immediately"
    assert content["duties"][0]["because"]["readings"] == {"immediately": "1 hour"}
    assert content["events"]["e7"]["title"] == "remanded"
    assert content["text"]
