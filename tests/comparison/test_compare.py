"""Protocols side by side: what is compared, in which order, and what silence looks like."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import protocolrules as pr
from language.files import SAMPLES, loaded
from protocolrules.bundled import bundled_ids
from protocolrules.comparison import (
    Comparison,
    Provision,
    UnknownTopicError,
    as_markdown,
    as_text,
    compare,
)
from protocolrules.comparison.tables import escaped
from protocolrules.document import Protocol
from riverside import RULES

RIVERSIDE = pr.load(RULES).document
EVERYTHING = loaded((SAMPLES / "everything.yaml").read_text("utf-8"))
INCLUDED = [pr.load(each).document for each in bundled_ids()]
FIRST = (
    "allocation and mutual checks, attendance at meetings, police custody, court and remand, "
    "custody and resettlement, referral and MASH, information sharing, supervision, escalation, "
    "quality assurance"
).split(", ")


def provision(protocol: Protocol, rule: str) -> Provision:
    (found, *_) = (
        each
        for topic in compare([protocol]).topics
        for column in topic.columns
        for each in column.provisions
        if each.rule == rule
    )
    return found


def test_the_topics_come_in_their_order_and_those_of_a_file_last() -> None:
    titles = [topic.title for topic in compare(INCLUDED).topics]
    assert titles[: len(FIRST)] == FIRST
    assert compare([RIVERSIDE, EVERYTHING]).topics[-1].title == "the hostel"


def test_every_rule_and_rung_of_every_included_protocol_is_there_once() -> None:
    comparison = compare(INCLUDED)
    for number, protocol in enumerate(INCLUDED):
        rules = [
            each.rule
            for topic in comparison.topics
            for each in topic.columns[number].provisions
            if each.kind not in ("assignment", "escalation")
        ]
        rungs = [
            each
            for topic in comparison.topics
            for each in topic.columns[number].provisions
            if each.kind == "escalation"
        ]
        assert len(rules) == len(set(rules))
        assert len(rungs) == sum(len(ladder.rungs) for ladder in protocol.ladders.values())
        several = {rule.name for rule in protocol.rules.values() if hasattr(rule.effect, "parts")}
        assert set(rules) == set(protocol.rules) - several


def test_a_protocol_that_says_nothing() -> None:
    (topic,) = compare([RIVERSIDE, EVERYTHING], ["the hostel"]).topics
    silent, speaking = topic.columns
    assert (silent.silent, silent.provisions) == (True, ())
    assert not speaking.silent
    comparison = compare([RIVERSIDE, EVERYTHING], ["the hostel"])
    assert "riverside: says nothing" in as_text(comparison)
    assert "| **riverside** |  |  |  | *says nothing* |" in as_markdown(comparison)


def test_a_topic_of_which_nobody_speaks_is_kept_when_it_was_asked_for() -> None:
    (topic,) = compare([RIVERSIDE], ["quality assurance"]).topics
    assert topic.columns[0].silent


@pytest.mark.parametrize("asked", ["police_custody", "Police custody", "police-custody"])
def test_a_topic_by_name_or_title(asked: str) -> None:
    assert [topic.topic for topic in compare([RIVERSIDE], [asked]).topics] == ["police_custody"]


def test_an_unknown_topic() -> None:
    with pytest.raises(UnknownTopicError, match='no topic "supervison": did you mean "superv'):
        compare([RIVERSIDE], ["supervison"])
    with pytest.raises(UnknownTopicError, match="there is allocation_and_mutual_checks, "):
        compare([RIVERSIDE], ["bananas"])


def test_two_editions_of_one_protocol_are_told_apart_and_one_twice_is_refused() -> None:
    other = replace(RIVERSIDE, edition=replace(RIVERSIDE.edition, name="second"))
    labels = [each.label for each in compare([RIVERSIDE, other]).protocols]
    assert labels == ["riverside first", "riverside second"]
    with pytest.raises(ValueError, match="riverside first is named 2 times"):
        compare([RIVERSIDE, RIVERSIDE])


def test_a_duty() -> None:
    it = provision(RIVERSIDE, "tell-social-care")
    assert (it.kind, it.modality, it.clause) == ("duty", "must", ("2.1",))
    assert (it.who, it.to) == ("YJS case manager", "allocated social worker")
    assert (it.trigger, it.only_if) == ('an event "remanded"', "open to children's social care")
    assert it.by_when == "within 1 hour (the reading immediately)"
    assert (it.text, it.because) == ("interpreted", "immediately has no number")
    assert [(each.name, each.means, each.others) for each in it.readings] == [
        ("immediately", "1 hour", ("end of the working day",))
    ]


def test_a_duty_without_a_time() -> None:
    assert provision(RIVERSIDE, "align-plans").by_when == "no time given"


def test_a_standing_rule_is_set_off_by_its_state() -> None:
    it = provision(RIVERSIDE, "lead")
    assert it.trigger.startswith("while open to the youth justice service and open to")
    assert (it.during, it.by_when) == (None, "as long as that lasts")
    assert (it.kind, it.modality, it.action, it.limit) == (
        "assignment",
        "is_assigned",
        "lead professional",
        "overall",
    )


def test_prohibitions_permissions_statuses_and_rungs() -> None:
    ban = provision(EVERYTHING, "must-not")
    assert (ban.modality, ban.by_when) == ("must_not", "throughout")
    assert ban.gate == '"consulted" (with: children\'s social care)'
    assert provision(EVERYTHING, "may").limit == "at most 2 times (the reading how_many)"
    assert provision(EVERYTHING, "when-it-has-lasted").action == "settled at the hostel"
    rung = provision(EVERYTHING, "dispute")
    assert (rung.kind, rung.limit, rung.trigger) == (
        "escalation",
        "rung 1 of 3",
        'an event "dispute raised"',
    )


def test_what_applies_only_under_another_reading_says_so_and_is_not_counted() -> None:
    salford = next(each for each in INCLUDED if each.id == "salford")
    it = provision(salford, "quality-assure-at-most-six-months-apart")
    assert not it.as_read
    text = as_text(compare([salford], ["quality assurance"]), 300)
    assert "only under another reading [quality-assure-at-most-six-months-apart]" in text
    assert "salford: 4 must; 2 with no time given" in text


def test_rules_come_in_the_order_of_the_source() -> None:
    for protocol in INCLUDED:
        number = {entry.id: place for place, entry in enumerate(protocol.ledger)}
        for topic in compare([protocol]).topics:
            places = [
                min(number[clause] for clause in each.clause)
                for each in topic.columns[0].provisions
                if each.kind != "escalation"
            ]
            assert places == sorted(places)


@pytest.mark.parametrize("width", [30, 60, 100])
def test_text_fits_a_narrow_terminal(width: int) -> None:
    lines = as_text(compare([RIVERSIDE]), width).splitlines()
    longest_word = max(len(word) for line in lines for word in line.split())
    # Clauses and the names of rules stay whole.
    assert max(map(len, lines)) <= max(width, longest_word + width // 3 + 4)


def test_markdown_tables_have_as_many_cells_in_each_row() -> None:
    text = as_markdown(compare(INCLUDED))
    for block in text.split("\n\n"):
        if block.startswith("| "):
            cells = {line.replace("\\|", "").count("|") for line in block.strip().splitlines()}
            assert len(cells) == 1


def test_markdown_shows_letters_that_mean_something_in_it() -> None:
    assert escaped("a | b <c> *d* `e`\nf_g _h_") == r"a \| b \<c\> \*d\* \`e\` f_g \_h\_"


def test_json_is_the_whole_comparison_and_the_same_each_time() -> None:
    once, again = (compare(INCLUDED).model_dump_json() for _ in range(2))
    assert once == again
    assert json.loads(once)["format"] == "protocolrules.comparison/1"
    assert Comparison.model_validate_json(once) == compare(INCLUDED)
