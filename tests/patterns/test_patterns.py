"""Every pattern of time and every condition that the sources need can be written and run, and the
scenarios of each would notice if it meant its nearest neighbour."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from protocolrules import definition
from protocolrules.scenarios import (
    Evaluator,
    Report,
    Scenario,
    ScenarioFile,
    read_scenarios,
    render_report,
    run_file,
    run_scenario,
)

FOLDER = Path(__file__).parent
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
PAGE = FOLDER.parents[1] / "docs" / "patterns.md"
EVALUATOR = Evaluator(definition.state, definition.consider)
TIME, CONDITIONS = range(1, 27), range(1, 29)
NUMBERS = [f"time-{n:02}" for n in TIME] + [f"condition-{n:02}" for n in CONDITIONS]

_BOTH = "{open_to_yjs: yes, open_to_csc: yes}"
_ANY_REMAND = "[local_authority_accommodation, youth_detention_accommodation]"
_CALENDAR = "calendar: england-and-wales"
_CLOSE = "within: end of the working day"

# By the number of the pattern: what stands in its rules, and what its neighbour would put there.
NEIGHBOURS: dict[str, tuple[tuple[str, str], ...]] = {
    "time-01": (
        ("within: 10 working days", "within: 10 days"),
        (_CALENDAR, "calendar: scotland"),
        (_CALENDAR, f"{_CALENDAR}\n  settings: {{day_of_trigger: 1}}"),
    ),
    "time-02": (
        ("within: 48 hours", "within: 48 working hours"),
        ("within: 48 hours", "within: 2 days"),
    ),
    "time-03": (
        ("within: 1 week", "within: 5 working days"),
        ("within: 1 week", "within: 168 hours"),
    ),
    "time-04": (
        ("at_most_apart: 4 weeks", "every: 4 weeks"),
        ("lasting: 12 weeks", "lasting: 1 year"),
        ("at_most_apart: 4 weeks\n        lasting: 12 weeks", "within: 4 weeks"),
    ),
    "time-05": (
        ("at_most_apart: 12 weeks", "every: 12 weeks"),
        ("at_most_apart: 12 weeks", "within: 12 weeks"),
        (f"while: {_BOTH}", "while: {open_to_yjs: yes}"),
        (f"while: {_BOTH}", f"when: {{begins: {_BOTH}}}\n      until: {{event: released}}"),
    ),
    "time-06": (
        ("at_least: 13 weeks", "at_least: 3 months"),
        ("at_least: 13 weeks", "at_least: 13 weeks\n        added_up: yes"),
        ("on_remand: youth_detention_accommodation", f"on_remand: {_ANY_REMAND}"),
    ),
    "time-07": (
        (_CLOSE, "within: end of the day"),
        (_CLOSE, "within: 1 working day"),
        (_CLOSE, "within: 8 working hours"),
    ),
    "time-08": (
        ("before: {release: 10 working days}", "before: {release: 10 days}"),
        ("before: {release: 10 working days}", "before: {release: no time}"),
        # The first date counts, and a new one moves nothing.
        ("before: {release: 10 working days}", "when: {planned: release}"),
    ),
    "time-09": (
        ("end_of_order: 4 weeks", "end_of_order: 20 working days"),
        ("core_group: 3 days", "core_group: 3 working days"),
        ("core_group: 3 days", "core_group: 72 hours"),
    ),
    "time-10": (
        ("before: {release: no time}", "before: {release: 1 day}"),
        ("before: {release: no time}", "on_the_day_of: release"),
        ("before: {release: no time}", "at: release"),
    ),
    "time-11": (
        (
            "at: core_group\n      duty:\n        who: yjs_case_manager\n"
            "        must: attend\n        done_when: {attended: the_holder}",
            "before: {core_group: no time}\n      duty:\n        who: yjs_case_manager\n"
            "        must: attend\n        done_when: {held: core_group}",
        ),
        ("{attended: the_holder}", "{held: core_group}"),
    ),
    "time-12": (
        ("means: 1 hour", "means: 1 working hour"),
        ("within: immediately", "as_soon_as_possible: yes"),
        ("within: immediately", "within: 1 hour"),
    ),
    "time-13": (
        ("as_soon_as_possible: yes", "within: 1 hour"),
        ("as_soon_as_possible: yes", "as_soon_as_possible: no"),
    ),
    "time-14": (
        (f"        {_CLOSE}\n", ""),
        ("        as_soon_as_possible: yes\n", ""),
    ),
    "time-15": (
        ("must: share the assessment", "must: share the assessment\n        within: 1 month"),
        ("must: share", "should: share"),
    ),
    "time-16": (
        ("      until: {event: entered_secure_transport}\n", ""),
        (
            "      until: {event: entered_secure_transport}\n      duty:\n"
            "        who: yjs\n        must: arrange support\n",
            "      duty:\n        who: yjs\n        must: arrange support\n"
            "        no_use_after: {event: entered_secure_transport}\n",
        ),
    ),
    "time-17": (
        ("while:", "if:"),
        (f"on_remand: {_ANY_REMAND}", "on_remand: local_authority_accommodation"),
    ),
    "time-18": (
        ("        after: confirm\n", ""),
        (
            "when: {event: case_opened, service: yjs}\n      duty:\n"
            "        who: {together: [yjs, csc]}\n        must: meet\n        within: 1 week\n"
            "        after: confirm",
            "when: {met: confirm}\n      duty:\n"
            "        who: {together: [yjs, csc]}\n        must: meet\n        within: 1 week",
        ),
    ),
    "time-19": (
        ("times: 1\n        in_each: week", "at_most_apart: 1 week"),
        ("every: 1 week", "at_most_apart: 1 week"),
        ("times: 1\n        in_each: month", "at_most_apart: 1 month"),
        ("at_most_apart: 2 months", "every: 2 months"),
        ("times: 1\n        in_each: quarter", "at_most_apart: 3 months"),
        ("times: 2\n        in_each: year", "times: 1\n        in_each: half year"),
    ),
    "time-20": (
        ("regularly: yes", "at_most_apart: 12 weeks"),
        ("        regularly: yes\n", ""),
    ),
    "time-21": (
        ("        within: agreed_timeframe\n", "        within: 2 hours\n"),
        ("        within: agreed_timeframe\n", ""),
    ),
    "time-22": (
        ("{event: contacts_changed}", "{event: contacts_changed, first: yes}"),
        (
            "done_when: {event: contacts_shared, by: yjs, to: csc}",
            "done_when: {event: contacts_shared, by: yjs, to: csc}\n        covers: all_open",
        ),
    ),
    "time-23": (
        ("within: {next_sitting: youth_court}", "within: 1 week"),
        ("within: {next_sitting: youth_court}", "within: 5 working days"),
        ("sits: [friday]", "sits: [thursday]"),
    ),
    "time-24": (
        ("review_by: 2026-04", "review_by: 2026-04-01"),
        ("from: 2026-02", "from: 2026-02-28"),
        ("review_by: 2026-04", "until: 2026-04\n    review_by: 2026-04"),
    ),
    "time-25": (
        ("at_most: 2", "at_most: 3"),
        ("        at_most: 2\n        counted_by: {event: bail_applied_for}\n", ""),
    ),
    "time-26": (
        ("alternating:", "any_of:"),
        ("alternating:", "in_this_order:"),
        ("alternating:", "together:"),
    ),
    "condition-01": (
        ("previously: {open_to_yjs: yes, within: recently}", "previously: {open_to_yjs: yes}"),
        (
            "        open_to_yjs: no\n        previously: {open_to_yjs: yes}",
            "        open_to_yjs: yes",
        ),
        ("if: {open_to_yjs: no}", "if: {unreported: open_to_yjs}"),
        ("if: {open_to_yjs: yes}", "if: {previously: {open_to_yjs: yes}}"),
    ),
    "condition-02": (
        ("any_of:", "all_of:"),
        ("          - {pathway_plan: yes}\n", ""),
    ),
    "condition-03": (
        (
            "when: {begins: {looked_after: yes}}",
            "when: {event: status_gained, status: looked_after}",
        ),
        ("when: {begins: {looked_after: yes}}", "when: {event: remanded}"),
        ("{ends: {section_20: yes}}", "{begins: {section_20: yes}}"),
    ),
    "condition-04": (
        (
            "{event: sentenced, to: [detention_and_training_order, other_custody]}",
            "{event: sentenced}",
        ),
        (
            "if: {order: [youth_rehabilitation_order, intensive_youth_rehabilitation_order]}",
            "if: {happened: {event: sentenced, to: "
            "[youth_rehabilitation_order, intensive_youth_rehabilitation_order]}}",
        ),
    ),
    "condition-05": (
        ("if: {age: {under: 17}}", "if: {age: {at_most: 17}}"),
        ("age: {at_least: 15, under: 17}", "age: {more_than: 15, under: 17}"),
        ("age: {at_least: 12, under: 17}", "age: {at_least: 15, under: 17}"),
    ),
    "condition-06": (
        ("unless: {placed_out_of_area: yes}", "unless: {managed_by_other_service: yes}"),
        ("in_another_area: yes", "in_another_area: no"),
        ("while: {managed_by_other_service: yes}", "while: {placed_out_of_area: yes}"),
    ),
    "condition-07": (
        ("any_of:", "all_of:"),
        ("[high, very_high]", "very_high"),
        ("any_of:", "none_of:"),
    ),
    "condition-08": (
        ("if: {unreported: suitable_address}", "if: {suitable_address: no}"),
        ("if: {suitable_address: no}", "if: {unreported: suitable_address}"),
        ("if: {known_to_csc_before: no}", "if: {unreported: known_to_csc_before}"),
        ("{held: lac_review, within: 3 months}", "{held: lac_review}"),
        ("{held: lac_review, within: 3 months}", "{held: lac_review, since: trigger}"),
        ("{event: referral_decided, since: trigger}", "{event: referral_decided}"),
        ("while:\n        not_happened:", "if:\n        not_happened:"),
    ),
    "condition-09": (
        ("in_this_order:", "any_of:"),
        ("in_this_order:", "together:"),
        ("in_this_order:", "each:"),
    ),
    "condition-10": (
        ("          if_absent: director", "        - to: director"),
        ("          if_absent: director_of_children_and_families\n", ""),
    ),
    "condition-11": (
        ("        unless_first: {event: consulted, with: yjs_team_manager}\n", ""),
        (
            "while: {open_to_yjs: yes}",
            "while: {open_to_yjs: yes}\n"
            "      unless: {happened: {event: consulted, with: yjs_team_manager}}",
        ),
        ("{event: consulted, with: yjs_team_manager}", "{event: consulted}"),
    ),
    "condition-12": (
        ("      unless:\n        any_of:", "      while:\n        none_of:"),
        ("      unless:\n        any_of:", "      if:\n        none_of:"),
        ("any_of:", "all_of:"),
    ),
    "condition-13": (
        ("any_of:", "all_of:"),
        ("          - {significant_harm: yes}\n", ""),
        ("      unless: {significant_harm: yes}\n", ""),
    ),
    "condition-14": (
        (", by: social_worker}", "}"),
        ("holds: yes, ", ""),
        ("if: {judgement: involvement_complex}", "unless: {judgement: involvement_complex}"),
    ),
    "condition-15": (
        ("{at_least: high}", "{more_than: high}"),
        ("{at_least: high}", "high"),
        (
            "{rises: risk_of_serious_harm}",
            "{begins: {risk_of_serious_harm: {at_least: high}}}",
        ),
        ("{rises: risk_of_serious_harm}", "{event: risk_assessed, area: serious_harm}"),
    ),
    "condition-16": ((", first: yes", ""),),
    "condition-17": (
        ("any_of:", "all_of:"),
        ("            - {report_from: the_holder}\n", ""),
        ("            - {representative_of: yjs}\n", ""),
    ),
    "condition-18": (
        ("who: {each:", "who: {together:"),
        ("who: {each:", "who: {any_of:"),
        ("who: {together:", "who: {each:"),
        ("to: {together:", "to: {any_of:"),
        ("to: {any_of:", "to: {together:"),
    ),
    "condition-19": (
        (
            "            - {if: {placed_out_of_area: yes}, then: host_yjs}\n"
            "            - {if: {looked_after: yes}, then: iro}\n",
            "            - {if: {looked_after: yes}, then: iro}\n"
            "            - {if: {placed_out_of_area: yes}, then: host_yjs}\n",
        ),
        ("{previously: {held: social_worker}}", "{held: social_worker}"),
    ),
    "condition-20": (
        ("if: {open_to_csc: no}", "while: {open_to_csc: no}"),
        ("within: 24 hours", "within: 5 working days"),
        ("within: 5 working days", "within: 24 hours"),
    ),
    "condition-21": (
        ("at_least: 3", "at_least: 2"),
        ("{field: {level: operational_manager}}, rung: 2", "{field: {level: director}}, rung: 2"),
        (
            "stops: {event: safeguarding_escalation_used}",
            "stops: {event: dispute_resolved}",
        ),
    ),
    "condition-22": (
        (", reason: is_the_victim}", "}"),
        ("role: parent_or_carer, reason: is_the_victim", "reason: is_the_victim"),
        ("in_this_order:", "any_of:"),
    ),
    "condition-23": (
        ("if: {vacant: iro}", "if: {holder_unknown: iro}"),
        ("if: {holder_unknown: iro}", "if: {vacant: iro}"),
        ("if: {held: iro}", "if: {looked_after: yes}"),
        ("if: {has_trafficking_advocate: yes}", "if: {held: iro}"),
    ),
    "condition-24": (
        ("{unmet: answer}", "{event: referral_made}"),
        ("{met: answer}", "{unmet: answer}"),
        ("is: [due, overdue]", "is: [met, met_late]"),
    ),
    "condition-25": (
        ("office_hours: no", "office_hours: yes"),
        (_CALENDAR, "calendar: scotland"),
        (_CALENDAR, f"{_CALENDAR}\n  settings: {{office_hours: 08:00 to 18:00}}"),
    ),
    "condition-26": (
        (f"when: {{begins: {_BOTH}}}", "when: {event: case_opened}"),
        (f"when: {{ends: {_BOTH}}}", "when: {event: case_closed}"),
        (f"when: {{begins: {_BOTH}}}", f"when: {{ends: {_BOTH}}}"),
        ("{rises: safety_and_wellbeing}", "{event: risk_assessed, area: safety_and_wellbeing}"),
    ),
    "condition-27": (
        ("previously: {child_protection_plan: yes}", "child_protection_plan: yes"),
        (", within: 2 years", ""),
        (
            "previously: {child_protection_plan: yes}",
            "happened: {event: status_gained, status: child_protection_plan}",
        ),
    ),
    "condition-28": (
        ("{any:", "{all:"),
        ("{any:", "{only:"),
        ("{all:", "{only:"),
        ("{all:", "{any:"),
        ("{only:", "{any:"),
        ("{only:", "{all:"),
        ("{none:", "{any:"),
    ),
}


@cache
def read(name: str) -> ScenarioFile:
    """A file as it stands."""
    return read_scenarios(FILES[name])


SCENARIOS = [(name, scenario.name) for name in FILES for scenario in read(name).scenarios]


def rules_and_scenarios(name: str) -> tuple[str, str]:
    """The text of a file in two: up to its rules' end, and its scenarios."""
    text = FILES[name].read_text(encoding="utf-8")
    rules, cut, rest = text.partition("\nscenarios:\n")
    assert cut
    return rules, cut + rest


def numbered(name: str) -> str:
    found = re.match(r"(time|condition)-\d\d(?=-)", name)
    assert found, f"{name}: the name does not begin with the number of a pattern"
    return found[0]


def told(*outcomes: object) -> str:
    return render_report(Report(outcomes))  # type: ignore[arg-type]


def test_every_pattern_has_one_file() -> None:
    assert sorted(numbered(name) for name in FILES) == sorted(NUMBERS)


@pytest.mark.parametrize("name", FILES)
def test_files_are_well_formed(name: str) -> None:
    file = read(name)
    assert file.faults() == ()
    assert file.protocol is not None
    assert file.title == file.protocol.title


@pytest.mark.parametrize(("name", "scenario"), SCENARIOS)
def test_scenarios(name: str, scenario: str) -> None:
    file = read(name)
    (found,) = (each for each in file.scenarios if each.name == scenario)
    outcomes = run_scenario(file, found, EVALUATOR)
    assert outcomes
    assert all(each.passed for each in outcomes), told(*outcomes)


NEAREST = [
    pytest.param(name, before, after, id=f"{numbered(name)}: {' '.join(after.split()) or before}")
    for name in FILES
    for before, after in NEIGHBOURS.get(numbered(name), ())
]


def test_every_pattern_has_a_neighbour() -> None:
    assert list(NEIGHBOURS) == NUMBERS
    assert all(NEIGHBOURS.values())


@pytest.mark.parametrize(("name", "before", "after"), NEAREST)
def test_scenarios_tell_the_pattern_from_its_neighbour(
    name: str, before: str, after: str, tmp_path: Path
) -> None:
    rules, rest = rules_and_scenarios(name)
    assert before in rules, "the rules do not say what the neighbour would say otherwise"
    path = tmp_path / FILES[name].name
    path.write_text(rules.replace(before, after) + rest, encoding="utf-8")
    file = read_scenarios(path)
    assert file.faults() == (), told(*run_file(file, EVALUATOR))
    broken = newly_failed(read(name), file)
    assert broken, "every scenario comes out the same under the neighbour"


def newly_failed(before: ScenarioFile, after: ScenarioFile) -> set[str]:
    """The scenarios that fail under the changed rules and not under the file's own."""
    return failed(after) - failed(before)


def failed(file: ScenarioFile) -> set[str]:
    return {
        each.scenario.name
        for each in run_file(file, EVALUATOR)
        if each.verdict == "failed" and isinstance(each.scenario, Scenario)
    }


# --- the page -------------------------------------------------------------------------------


def sections() -> dict[str, str]:
    """The sections of the page, by the file that each links to."""
    parts = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {}
    for part in parts:
        (link,) = re.findall(r"\]\(\.\./tests/patterns/([\w-]+)\.yaml\)", part)
        found[link] = part
    return found


def test_the_page_lists_every_pattern() -> None:
    assert list(sections()) == sorted(FILES, key=lambda name: NUMBERS.index(numbered(name)))


@pytest.mark.parametrize("name", FILES)
def test_the_page_shows_lines_of_the_file(name: str) -> None:
    section = sections()[name]
    number = int(numbered(name)[-2:])
    title = read(name).title
    assert section.splitlines()[0] == f"{number}. {title}"
    shown = [
        line.strip()
        for block in re.findall(r"```yaml\n(.*?)```", section, flags=re.DOTALL)
        for line in block.splitlines()
        if line.strip()
    ]
    rules = [line.strip() for line in rules_and_scenarios(name)[0].splitlines()]
    assert shown
    assert [line for line in shown if line not in rules] == []
