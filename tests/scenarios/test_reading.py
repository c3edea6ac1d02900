"""Reading scenario files: what the author may leave out, and every slip with its place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from protocolrules.events import AttendanceEntry, CaseEvent, FactReport, Subject
from protocolrules.scenarios import read_scenarios
from protocolrules.scenarios.model import Scenario, Variant
from protocolrules.scenarios.sources import Library
from scenarios.example import EVENTS, PLAN, RULES, protocol, read, scenario


def one(folder: Path, text: str) -> Scenario:
    (found,) = read(folder, text).scenarios
    return found


def events(folder: Path, text: str) -> tuple[CaseEvent, ...]:
    found = one(folder, scenario("questions: 0", text))
    assert found.findings == ()
    return found.events


def codes(folder: Path, text: str) -> list[str]:
    return [found.code for found in read(folder, text).faults()]


# --- events ---------------------------------------------------------------------------------


def test_times_are_london_times(tmp_path: Path) -> None:
    winter, summer, day = events(
        tmp_path,
        """\
- {kind: remanded, at: 2025-12-19 15:00, to: youth_detention}
- {kind: remanded, at: 2025-07-01T15:00, to: youth_detention}
- {kind: remanded, on: 2025-07-01, to: youth_detention, recorded: 2025-07-02}
""",
    )
    assert winter.occurred_at == datetime(2025, 12, 19, 15, tzinfo=UTC)
    assert winter.recorded_at == winter.occurred_at
    assert summer.occurred_at == datetime(2025, 7, 1, 14, tzinfo=UTC)
    assert day.occurred_on == date(2025, 7, 1)
    assert day.recorded_at == datetime(2025, 7, 2, 23, tzinfo=UTC)


def test_a_repeated_hour_takes_an_offset(tmp_path: Path) -> None:
    (event,) = events(
        tmp_path, "- {kind: remanded, at: '2025-10-26 01:30+00:00', to: youth_detention}\n"
    )
    assert event.occurred_at == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


def test_ids_cases_and_authorities_are_filled_in(tmp_path: Path) -> None:
    first, named, third, service = events(
        tmp_path,
        """\
- {kind: remanded, on: 2025-07-01, to: youth_detention}
- {kind: notified, on: 2025-07-01, id: call, case: C-2}
- {kind: notified, on: 2025-07-01, about: e1, service: yjs}
- {kind: contacts_changed, on: 2025-07-01, service: [yjs, csc]}
""",
    )
    assert [e.event_id for e in (first, named, third, service)] == ["e1", "call", "e3", "e4"]
    assert first.subject == Subject(case_id="C-1")
    assert named.subject == Subject(case_id="C-2")
    assert third.subject == service.subject == Subject(authority="exampleshire")
    assert service.field("service") == frozenset({"yjs", "csc"})
    assert third.about == "e1"


def test_fields_have_the_types_of_the_vocabulary(tmp_path: Path) -> None:
    remanded, told, held, planned = events(
        tmp_path,
        """\
- kind: remanded
  on: 2025-07-01
  age: 16
  to: youth_detention
  grounds: offence
  next_hearing: 2025-07-08
  fields: {recorded: no}
- kind: facts_reported
  on: 2025-07-01
  facts:
    open_to_csc: yes
    on_remand: {value: no, since: 2025-03-01, until: 2025-06-01 12:00}
    needs: [health]
    risk: high
    age: 15
  holders: {social_worker: SW-7, director: vacant}
  last_done: {planning: 2025-06-01}
- kind: meeting_held
  on: 2025-07-01
  meeting: planning
  attendance: {social_worker: in_person, csc: report}
  attendance_complete: yes
- kind: meeting_planned
  on: 2025-07-01
  meeting: planning
  planned_for: 2025-07-09 10:00
""",
    )
    assert remanded.age == 16
    assert remanded.field("grounds") == frozenset({"offence"})
    assert remanded.field("next_hearing") == date(2025, 7, 8)
    assert remanded.field("recorded") is False
    facts = told.field("facts")
    assert isinstance(facts, dict)
    assert facts["open_to_csc"] == FactReport(value=True)
    assert facts["on_remand"].since == date(2025, 3, 1)
    assert facts["on_remand"].until == datetime(2025, 6, 1, 11, tzinfo=UTC)
    assert facts["needs"].value == frozenset({"health"})
    assert (facts["risk"].value, facts["age"].value) == ("high", 15)
    assert told.field("holders") == {"social_worker": "SW-7", "director": None}
    assert told.field("last_done") == {"planning": date(2025, 6, 1)}
    assert held.field("attendance") == (
        AttendanceEntry(role="social_worker", how="in_person"),
        AttendanceEntry(service="csc", how="report"),
    )
    assert held.field("attendance_complete") is True
    assert planned.field("planned_for") == datetime(2025, 7, 9, 9, tzinfo=UTC)


def test_attendance_can_be_written_out(tmp_path: Path) -> None:
    (held,) = events(
        tmp_path,
        """\
- kind: meeting_held
  on: 2025-07-01
  meeting: planning
  attendance: [{worker: SW-7, service: csc, how: in_person}]
""",
    )
    assert held.field("attendance") == (
        AttendanceEntry(worker="SW-7", service="csc", how="in_person"),
    )


def test_corrections_and_retractions_speak_about_the_same_case(tmp_path: Path) -> None:
    _, corrected, withdrawn, again = events(
        tmp_path,
        """\
- {kind: remanded, on: 2025-07-02, to: youth_detention, case: C-2}
- corrects: e1
  recorded: 2025-07-04 09:00
  kind: remanded
  on: 2025-07-01
  to: youth_detention
- {withdraws: e2, recorded: 2025-07-05}
- {corrects: e1, recorded: 2025-07-06, kind: notified, on: 2025-07-01}
""",
    )
    assert corrected.field("replaces") == "e1"
    inner = corrected.field("event")
    assert isinstance(inner, CaseEvent)
    assert (inner.event_id, inner.case_id) == ("e1", "C-2")
    assert inner.occurred_on == date(2025, 7, 1)
    assert inner.recorded_at == datetime(2025, 7, 4, 8, tzinfo=UTC)
    assert withdrawn.field("withdraws") == "e2"
    assert {e.subject for e in (corrected, withdrawn, again)} == {Subject(case_id="C-2")}


def test_a_correction_of_a_service_event_is_about_the_services(tmp_path: Path) -> None:
    _, corrected = events(
        tmp_path,
        """\
- {kind: contacts_changed, on: 2025-07-02, service: yjs}
- {corrects: e1, recorded: 2025-07-04, kind: contacts_changed, on: 2025-07-01, service: yjs}
""",
    )
    assert corrected.subject == Subject(authority="exampleshire")


def test_an_identical_event_may_stand_twice(tmp_path: Path) -> None:
    twice = "- {kind: notified, on: 2025-07-01, id: e1}\n" * 2
    assert len(events(tmp_path, twice)) == 1


# --- moments and variants -------------------------------------------------------------------


def variants(folder: Path, text: str) -> tuple[Variant, ...]:
    found = one(folder, text)
    assert found.findings == ()
    return found.variants


def test_a_bare_date_is_the_end_of_that_day(tmp_path: Path) -> None:
    text = scenario("questions: 0").replace("at: 2026-01-07 12:00", "at: 2026-01-07")
    ((moment,),) = [v.moments for v in variants(tmp_path, text)]
    assert moment.at == moment.known_at == datetime(2026, 1, 8, tzinfo=UTC)
    assert moment.written == "at 2026-01-07"


def test_what_was_known_can_be_another_moment(tmp_path: Path) -> None:
    text = scenario("known_at: 2026-02-01 09:00\nquestions: 0")
    ((moment,),) = [v.moments for v in variants(tmp_path, text)]
    assert moment.known_at == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert moment.written == "at 2026-01-07 12:00, known_at 2026-02-01 09:00"


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("", Subject(case_id="C-1")),
        ("case: C-2\n", Subject(case_id="C-2")),
        ("authority: exampleshire\n", Subject(authority="exampleshire")),
    ],
)
def test_a_moment_asks_about_one_subject(tmp_path: Path, said: str, subject: Subject) -> None:
    log = EVENTS + "- {kind: notified, on: 2025-12-20, case: C-2}\n"
    ((moment,),) = [v.moments for v in variants(tmp_path, scenario(f"{said}questions: 0", log))]
    assert moment.subject == subject


def test_only_service_events_ask_about_the_services(tmp_path: Path) -> None:
    log = "- {kind: contacts_changed, on: 2025-07-02, service: yjs}\n"
    ((moment,),) = [v.moments for v in variants(tmp_path, scenario("questions: 0", log))]
    assert moment.subject == Subject(authority="exampleshire")


def test_two_cases_without_the_usual_one_have_to_be_told_apart(tmp_path: Path) -> None:
    log = "".join(f"- {{kind: notified, on: 2025-07-02, case: C-{n}}}\n" for n in (2, 3))
    (found,) = read(tmp_path, scenario("questions: 0", log)).faults()
    assert (found.code, found.hint) == ("PR603", "the events are about: C-2, C-3, exampleshire")


def test_variants_are_the_same_events_under_other_readings(tmp_path: Path) -> None:
    text = f"""\
protocol: {RULES}
scenarios:
  story:
    title: a story
    events: []
    under:
      - readings: {{immediately: 1 hour}}
        expect: {{at: 2026-01-07, questions: 0}}
      - title: by the end of the day
        readings: {{immediately: end of the working day}}
        expect: {{at: 2026-01-07, questions: 1}}
"""
    first, second = variants(tmp_path, text)
    assert (first.label, dict(first.readings)) == (
        "immediately: 1 hour",
        {"immediately": "1 hour"},
    )
    assert second.label == "by the end of the day"


# --- slips ----------------------------------------------------------------------------------

HEAD = f"protocol: {RULES}\n"
BODY = "    events: []\n    expect: {at: 2026-01-07, questions: 0}\n"
STORY = "scenarios:\n  story:\n    title: a story\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "said"),
    [
        ("[]", "PR601", 1, "expected keys"),
        ("a: &x b", "PR011", 1, "anchor"),
        (f"{STORY}{BODY}", "PR603", 1, 'neither "protocol" and'),
        (f"{HEAD}rule_file: {{}}\n{STORY}{BODY}", "PR603", 1, 'both "protocol" and'),
        (f"protocol: nowhere\n{STORY}{BODY}", "PR606", 1, 'no protocol "nowhere"'),
        (f"protocol: other/rules.yaml\n{STORY}{BODY}", "PR606", 1, "other/rules.yaml"),
        (HEAD, "PR603", 1, 'no "scenarios"'),
        (f"{HEAD}scenarios: {{}}\n", "PR608", 2, "there is no scenario"),
        (f"{HEAD}scenarios: [a]\n", "PR601", 2, "found a list"),
        (f"{HEAD}scenrios: a\n{STORY}{BODY}", "PR602", 2, "scenrios"),
        (f"{HEAD}scenarios:\n  story:\n{BODY}", "PR603", 3, 'has no "title"'),
        (f"{HEAD}{STORY}    events: []\n", "PR608", 3, "expects nothing"),
        (f"{HEAD}{STORY}    evnts: []\n{BODY}", "PR602", 5, "evnts"),
        (f"{HEAD}{STORY}    readings: {{soon: now}}\n{BODY}", "PR605", 5, 'reading "soon"'),
        (f"{HEAD}{STORY}    readings: {{immediately: now}}\n{BODY}", "PR610", 5, "cannot stand"),
        (f"{HEAD}{STORY}    expect: []\n", "PR608", 5, "nothing is expected"),
        (f"{HEAD}{STORY}    expect: {{at: 2026-01-07}}\n", "PR608", 5, "at this moment"),
        (f"{HEAD}{STORY}    expect: {{questions: 0}}\n", "PR603", 5, 'no "at"'),
        (f"{HEAD}{STORY}    expect: {{at: soon, questions: 0}}\n", "PR604", 5, "not a date or"),
        (f"{HEAD}{STORY}    under: [{{readings: {{immediately: 1 hour}}}}]\n",
         "PR603", 5, "expect"),
        (f"{HEAD}{STORY}    under: [{{expect: {{at: 2026-01-07, questions: 0}}}}]\n",
         "PR603", 5, "readings"),
    ],
)  # fmt: skip
def test_a_slip_in_the_file(tmp_path: Path, text: str, code: str, line: int, said: str) -> None:
    faults = read(tmp_path, text).faults()
    assert (faults[0].code, faults[0].place.line) == (code, line)
    assert said in faults[0].message


@pytest.mark.parametrize(
    ("expect", "code", "said"),
    [
        ("dutty: a", "PR602", 'unknown key "dutty"'),
        ("duty: planing-meeting", "PR605", 'no rule "planing-meeting"'),
        (f"duty: {{rule: {PLAN}, stat: due}}", "PR602", 'unknown key "stat" in an expected duty'),
        (f"duty: {{rule: {PLAN}, state: dew}}", "PR604", '"dew" is not one of'),
        ("duty: {state: due}", "PR603", 'has no "rule"'),
        (f"duty: {{rule: {PLAN}, last_day: 2026-01-07}}", "PR609", '"last_day" has no "worked"'),
        (f"duty: {{rule: {PLAN}, due: 2026-01-07}}", "PR609", '"due" has no'),
        (f"duty: {{rule: {PLAN}, last_day: 7 January, worked: x}}", "PR604", "not a date such as"),
        (f"duty: {{rule: {PLAN}, met_at: 2026-03-29 01:30}}", "PR604", "does not exist"),
        (f"duty: {{rule: {PLAN}, met_at: 2025-10-26 01:30}}", "PR604", "happens twice"),
        (f"duty: {{rule: {PLAN}, met_by: e9}}", "PR605", 'no event "e9"'),
        (f"duty: {{rule: {PLAN}, about: M-9}}", "PR605", 'no event or occasion "M-9"'),
        (f"duty: {{rule: {PLAN}, who: {{both: [social_worker]}}}}", "PR602", "both"),
        (f"duty: {{rule: {PLAN}, who: sozial_worker}}", "PR605", "sozial_worker"),
        (f"duty: {{rule: {PLAN}, lateness: soon}}", "PR604", "soon"),
        (f"duty: {{rule: {PLAN}, age_days: many}}", "PR604", "a whole number"),
        (f"duty: {{rule: {PLAN}, count: 0}}", "PR604", "a whole number from 1"),
        (f"duty: {{rule: {PLAN}, provisional: maybe}}", "PR604", "yes or no"),
        (f"duty: {{rule: {PLAN}, breaches: {{form: 2026-01-07}}}}", "PR602", "form"),
        (f"duty: {{rule: {PLAN}, missing: {{fact: risks}}}}", "PR605", "risks"),
        (f"duty: {{rule: {PLAN}, because: {{fact: risks}}}}", "PR605", "risks"),
        (f"duty: {{rule: {PLAN}, because: {{event: none}}}}", "PR604", "cannot be none"),
        (f"duty: {{rule: {PLAN}, worked: ''}}", "PR604", "is empty"),
        (f'duty: {{rule: {PLAN}, clause: "9.9"}}', "PR605", '"9.9"'),
        ("duty: []", "PR608", "nothing is expected under"),
        ("rung: {ladder: quarrel, rung: 1}", "PR605", "quarrel"),
        ("rung: {ladder: dispute, respond_by: 2026-01-07}", "PR609", "respond_by"),
        ("status: {status: care_leaver, expected_on: 2026-01-07}", "PR609", "expected_on"),
        ("status: leaver", "PR605", "leaver"),
        ("assignment: {kind: key_worker}", "PR605", "key_worker"),
        ("assignment: {scope: all}", "PR605", "all"),
        ("undetermined: {fact: risks}", "PR605", "risks"),
        ("undetermined: {judgement: safe}", "PR605", "safe"),
        ('undetermined: {clause: "8.7"}', "PR603", 'has no "fact"'),
        ("questions: few", "PR604", "few"),
        ("questions: {at_least: 3}", "PR602", "at_least"),
        ("only_duties: [planing-meeting]", "PR605", "planing-meeting"),
        ("not: {}", "PR608", "nothing stands under"),
        ("not: {dutty: a}", "PR602", "dutty"),
        ("not: {duty: planing-meeting}", "PR605", "planing-meeting"),
        (f"not: {{duty: {{rule: {PLAN}, count: 1}}}}", "PR602", '"count" means nothing'),
        ("not: duty", "PR601", "found text"),
        ("case: C-9\nquestions: 0", "PR605", 'about the case "C-9"'),
        ("case: exampleshire\nquestions: 0", "PR605", "exampleshire"),
        ("case: C-1\nauthority: exampleshire\nquestions: 0", "PR601", "one of them"),
    ],
)
def test_a_slip_in_an_expectation(tmp_path: Path, expect: str, code: str, said: str) -> None:
    faults = read(tmp_path, scenario(expect)).faults()
    assert [found.code for found in faults] == [code]
    assert said in faults[0].message + faults[0].hint
    assert faults[0].place.line > 1


@pytest.mark.parametrize(
    ("event", "code", "said"),
    [
        ("{on: 2025-07-01}", "PR603", 'no "kind"'),
        ("remanded", "PR601", "found text"),
        ("{kind: remandd, on: 2025-07-01}", "PR605", 'kind of event "remandd"'),
        ("{kind: notified}", "PR603", "neither"),
        ("{kind: notified, on: 2025-07-01, at: 2025-07-01 10:00}", "PR603", "both"),
        ("{kind: notified, at: 2025-07-01}", "PR604", "a London time such as"),
        ("{kind: notified, on: 2025-07-01 10:00}", "PR604", "a date such as"),
        ("{kind: notified, at: 2026-03-29 01:30}", "PR604", "does not exist"),
        ("{kind: notified, at: 2025-10-26 01:30}", "PR604", "happens twice"),
        ("{kind: notified, on: 2025-07-01, off: x}", "PR602", 'unknown key "off"'),
        ("{kind: notified, on: 2025-07-01, fields: {off: x}}", "PR602", 'unknown key "off"'),
        ("{kind: notified, on: 2025-07-01, recorded: 2025-06-01}", "EV021", "recorded_at"),
        ("{kind: remanded, on: 2025-07-01}", "EV009", "to is missing"),
        ("{kind: remanded, on: 2025-07-01, to: prison}", "EV014", "to is not one of"),
        ("{kind: notified, on: 2025-07-01, to: sozial_worker}", "EV016", "social_worker"),
        ("{kind: notified, on: 2025-07-01, age: young}", "PR604", "whole number"),
        ("{kind: facts_reported, on: 2025-07-01, facts: {risks: low}}", "PR605", "risks"),
        ("{kind: facts_reported, on: 2025-07-01, facts: {risk: {sinc: 2025-01-01, value: low}}}",
         "PR602", "sinc"),
        ("{kind: facts_reported, on: 2025-07-01, facts: {risk: {since: 2025-01-01}}}",
         "PR603", 'no "value"'),
        ("{kind: facts_reported, on: 2025-07-01, facts: {open_to_csc: maybe}}", "PR604", "yes or"),
        ("{kind: facts_reported, on: 2025-07-01, holders: {cook: SW-7}}", "PR605", "cook"),
        ("{kind: meeting_held, on: 2025-07-01, meeting: planning, attendance: [{rol: a}]}",
         "PR602", "rol"),
        ("{corrects: e9, recorded: 2025-07-02, kind: notified, on: 2025-07-01}", "PR605", "e9"),
        ("{corrects: e1, kind: notified, on: 2025-07-01}", "PR603", 'no "recorded"'),
        ("{corrects: e1, recorded: 2025-07-02}", "PR603", 'no "kind"'),
        ("{withdraws: e1, recorded: 2025-07-02, to: x}", "PR602", '"to"'),
        ("{withdraws: e1}", "PR603", 'no "recorded"'),
    ],
)  # fmt: skip
def test_a_slip_in_an_event(tmp_path: Path, event: str, code: str, said: str) -> None:
    log = f"- {{kind: notified, on: 2025-07-01}}\n- {event}\n"
    faults = read(tmp_path, scenario("questions: 0", log)).faults()
    assert [found.code for found in faults] == [code]
    assert said in faults[0].message + faults[0].hint
    assert faults[0].place.line == 7


def test_two_different_events_with_one_id(tmp_path: Path) -> None:
    log = "".join(f"- {{kind: notified, on: 2025-07-0{n}, id: e1}}\n" for n in (1, 2))
    assert codes(tmp_path, scenario("questions: 0", log)) == ["PR607"]


def test_every_slip_is_found_in_one_run(tmp_path: Path) -> None:
    text = scenario(
        f"duty: {{rule: {PLAN}, stat: due}}\nnot: {{status: leaver}}\n",
        "- {kind: notified}\n- {kind: remanded, on: 2025-07-01, to: prison}\n",
    )
    assert codes(tmp_path, text) == ["PR603", "EV014", "PR602", "PR605"]


def test_a_suggestion_comes_with_the_slip(tmp_path: Path) -> None:
    (found,) = read(tmp_path, scenario("duty: planing-meeting")).faults()
    assert found.hint == f'did you mean "{PLAN}"?'


def test_the_other_scenarios_of_a_file_stay_usable(tmp_path: Path) -> None:
    text = f"{HEAD}{STORY}{BODY}  broken:\n    title: broken\n"
    story, broken = read(tmp_path, text).scenarios
    assert story.findings == ()
    assert [found.code for found in broken.findings] == ["PR608"]


def test_rules_beside_the_scenarios_come_before_bundled_ones(tmp_path: Path) -> None:
    rules, folder = tmp_path / "enfield.yaml", tmp_path / "scenarios" / "enfield"
    folder.mkdir(parents=True)
    rules.write_text("", encoding="utf-8")
    path = folder / "story.yaml"
    path.write_text(f"protocol: enfield\n{STORY}{BODY}", encoding="utf-8")
    found = read_scenarios(path, Library({rules: protocol()}))
    assert found.protocol is not None
    assert found.protocol.id == "example"


# --- rules written in the file --------------------------------------------------------------

INLINE = """\
title: a pattern
rule_file:
    protocol: pattern
    title: Pattern
    calendar: england-and-wales
    parties: [yjs, csc]
    rules:
        hold-it:
            clause: "1"
            topic: court_and_remand
            when: {event: remanded}
            duty: {who: social_worker, must: hold it, done_when: {held: remand_planning_meeting}}
    ledger: [{id: "1", kind: obligation, says: hold it}]
scenarios:
    story:
        title: a story
        events: []
        expect: {at: 2026-01-07, only_duties: none}
"""


def test_rules_can_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pattern.yaml"
    path.write_bytes(("\ufeff" + INLINE.replace("\n", "\r\n")).encode())
    file = read_scenarios(path)
    assert file.faults() == ()
    assert file.protocol is not None
    assert file.protocol.id == "pattern"
    assert file.protocol.rules["hold-it"].place.line == 8


def test_a_fault_in_them_has_its_place_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pattern.yaml"
    path.write_text(INLINE.replace("who: social_worker", "whom: x"), encoding="utf-8")
    file = read_scenarios(path)
    assert file.protocol is None
    assert {found.place.file for found in file.findings} == {str(path)}
    unknown = [found for found in file.findings if "whom" in found.message]
    assert [(found.place.line, found.place.column) for found in unknown] == [(12, 20)]
