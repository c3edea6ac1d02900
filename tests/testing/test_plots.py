"""Plots reach what chance alone seldom does, and goals are what a rule really can come to."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

import protocolrules as pr
from protocolrules import testing
from protocolrules.testing.goals import Goal, goals
from protocolrules.testing.plots import Plots
from protocolrules.testing.stories import DAY, Story
from testing.samples import loaded

HEAD = """
protocol: lighthouse
title: Lighthouse town
calendar: england-and-wales
parties: [yjs, csc]
vocabulary:
  facts: {keeper: {title: has a keeper, type: yes_no}, lamp: {title: has a lamp, type: yes_no}}
  define:
    - {if: {lamp: yes}, then: {keeper: yes}}
readings:
  how_strict: {means: loose, others: [strict, stricter], because: no words, clause: "1"}
rules:
"""
LEDGER = 'ledger: [{id: "1", kind: obligation, says: all of it}]\n'
HARD = {
    "several-facts": """
    when: {event: person_unable, role: parent_or_carer}
    if:
      at_police_station: yes
      happened: {event: arrested, appropriate_adult_needed: yes, within: 4 days}
      all_of:
        - any_of: [{keeper: yes}, {reading: how_strict, is: stricter}]
        - field: {reason: [unable, is_the_victim]}
    unless: {looked_after: yes}
    duty: {who: yjs, must: come, within: 1 day, done_when: {event: notified, by: the_holder}}
""",
    "in-a-row": """
    when: {event: person_unable, role: parent_or_carer}
    if: {all_of: [{reading: how_strict, is: strict}, {keeper: yes}]}
    while: {open_to_yjs: yes}
    duty:
      who: {together: [yjs, csc]}
      must: meet
      after: several-facts
      within: 15 working days
      done_when: {held: joint_supervision}
""",
    "rises": """
    when: {rises: safety_and_wellbeing}
    unless: {field: {by: csc}}
    duty: {who: yjs, must: tell, within: 1 day, done_when: {event: contact_made, by: yjs}}
""",
    "spoken-of-before": """
    at: joint_supervision
    if: {happened: {event: meeting_held, meeting: strategy_meeting}}
    duty:
      who: not_named
      must: look back
      done_when: {all_of: [{event: case_discussed}, {event: record_updated}]}
""",
    "everybody-there": """
    at: core_group
    if: {open_to_csc: yes, open_to_yjs: yes}
    duty: {who: {each: [yjs, csc]}, must: attend, done_when: {attended: the_holder}}
""",
    "before-release": """
    while: {in_custody: yes, any_of: [{suitable_address: no}, {unreported: suitable_address}]}
    duty:
      who: yjs
      must: say so
      before: {release: 2 weeks}
      done_when: {event: notified, by: yjs}
""",
    "at-the-station": """
    at: police_detention
    while: {open_to_yjs: yes, open_to_csc: yes}
    duty: {who: yjs, must: come, done_when: {event: legal_representation_arranged}}
""",
    "by-somebody-else": """
    when: {event: child_told}
    unless: {not: {field: {by: [yjs, csc]}}}
    duty:
      who: yjs
      must: be plain
      judged: when_it_happens
      done_when: {this_event: {understandable: yes}}
""",
}


def file_of(*names: str, **more: str) -> str:
    rules = {**{name: HARD[name] for name in names}, **more}
    about = '    clause: "1"\n    topic: case_work'
    return "".join((HEAD, *(f"  {name}:\n{about}{rules[name]}" for name in rules), LEDGER))


def test_what_takes_several_things_at_once_is_reached() -> None:
    found = testing.search(loaded(file_of(*HARD)), 40)
    assert found.unreached == []
    assert {goal.rule for goal in found.goals} == set(HARD)


@pytest.mark.parametrize("name", HARD)
def test_a_plot_makes_its_rule_arise(name: str) -> None:
    """And not only once in a while, as chance alone would; or, as asked, leaves it alone."""
    rules = loaded(file_of(*HARD))
    arose = {so: [_arises(rules, name, seed, so) for seed in range(10)] for so in (True, False)}
    assert sum(arose[True]) >= 5, arose
    assert sum(arose[False]) <= 4 or name == "spoken-of-before", arose


def _arises(rules: pr.Protocol, name: str, seed: int, so: bool) -> bool:
    story = Story(rules, [name], date(2025, 11, 3))
    plots = Plots(story.menu, Random(seed))
    for template in plots.of(name, so, done=False):
        story.play(template, (0, 0, 0, 0))
    events = [rules.parse_event(event) for event in story.written]
    asked = rules.state(events, at=story.now + 30 * DAY, readings=plots.readings)
    return any(duty.rule == name for state in asked.cases for duty in state.duties)


ALONE = {
    "what-begins": """
    when: {begins: {in_custody: yes}}
    while: {in_custody: yes}
    duty: {who: yjs, should: look, done_when: {event: contact_made}}
""",
    "what-it-makes": """
    when: {event: remanded, to: local_authority_accommodation}
    while: {on_remand: local_authority_accommodation}
    duty: {who: yjs, should: look, done_when: {event: contact_made}}
""",
    "what-comes-after": """
    when: {event: referral_made}
    unless: {reading: how_strict, is: loose, happened: {event: contact_made, since: trigger}}
    duty: {who: yjs, should: look, done_when: {event: notified}}
""",
}


@pytest.mark.parametrize("name", ALONE)
def test_a_condition_that_the_trigger_settles_need_not_be_false(name: str) -> None:
    found = testing.search(loaded(file_of(**{name: ALONE[name]})), 40)
    assert Goal(name, "does not arise") in found.goals
    assert found.unreached == []


def test_what_a_reading_alone_keeps_up_need_not_end() -> None:
    body = """
    while: {reading: how_strict, is: strict}
    duty: {who: yjs, must: keep to it, broken_by: {event: contact_made}}
"""
    kept = goals(loaded(file_of(kept=body)).document)
    assert kept == {Goal("kept", sort) for sort in ("arises", "does not arise", "breaches")}
    lives = body.replace("is: strict", "is: strict, looked_after: yes")
    assert goals(loaded(file_of(kept=lives)).document) == {*kept, Goal("kept", "ends")}
