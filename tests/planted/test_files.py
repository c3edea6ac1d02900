"""Each wrong rule file is found by a property of soundness; the sound one by none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import protocolrules as pr
from protocolrules import testing
from protocolrules.bundled import bundled_path
from protocolrules.language import load_protocol
from protocolrules.testing import Finding, Property

FILES = {"harbour": Path(__file__).parent / "harbour.yaml", "notts": bundled_path("notts")}
SOUND = {name: path.read_text("utf-8") for name, path in FILES.items()}
EXAMPLES = {"assignments-do-not-overlap": 150}
FEW = 15


@dataclass(frozen=True)
class Change:
    """One thing changed in a sound file, what is wrong since then, and what has to be found: by
    which property, about which rule, in words that fit."""

    name: str
    says: str
    was: str
    now: str
    found_by: str
    about: str
    finding: str
    file: str = "harbour"


CHANGES = (
    Change(
        "never-arises",
        "the condition of a duty contradicts itself",
        "if: {looked_after: yes}",
        "if: {all_of: [{looked_after: yes}, {looked_after: no}]}",
        "rules-can-fire",
        "tell",
        "never fired in 150 histories",
    ),
    Change(
        "always-arises",
        "the condition of a duty holds whatever is known",
        "if: {looked_after: yes}",
        "if: {any_of: [{looked_after: yes}, {not: {looked_after: yes}}]}",
        "rules-can-fail-to-fire",
        "tell",
        "never failed to fire in 150 histories",
    ),
    Change(
        "never-met",
        "a duty asks of an event what its trigger rules out",
        "when: {event: return_interview_recorded}",
        "when: {event: return_interview_recorded, on_shared_form: no}",
        "duties-can-end",
        "on-the-form",
        "was never met in 150 histories",
    ),
    Change(
        "without-consequence",
        "a duty that must be done ends before its date comes, so that it can never breach",
        "within: 2 weeks, done_when: {event: plan_made}",
        "within: 2 years, done_when: {event: plan_made}",
        "duties-can-breach",
        "plan",
        "was never breached in 150 histories",
    ),
    Change(
        "unbreakable",
        "a prohibition stands only in a state that cannot be",
        "while: {consent_to_share: no}",
        "while: {consent_to_share: no, looked_after: yes}\n    unless: {looked_after: yes}",
        "prohibitions-can-be-broken",
        "ask-first",
        "was never broken in 150 histories",
    ),
    Change(
        "unpassable-limit",
        "a permission ends with its first use, so that its limit can never be passed",
        "    may: {who",
        "    until: {event: bail_applied_for}\n    may: {who",
        "prohibitions-can-be-broken",
        "ask-again",
        "was never broken in 150 histories",
    ),
    Change(
        "unreachable-rung",
        "what would take a dispute to the last rung stops it",
        "stops: {event: dispute_resolved}",
        "stops: [{event: dispute_resolved}, {event: dispute_escalated}]",
        "ladders-can-reach-the-last-rung",
        "dispute",
        "never reached its last rung in 150 histories",
    ),
    Change(
        "from-the-top",
        "every dispute begins at the last rung",
        "    rungs:\n",
        "    begins_at: [{rung: 2}]\n    rungs:\n",
        "ladders-can-stop-before",
        "dispute",
        "never stopped before its last rung in 150 histories",
    ),
    Change(
        "undeclared-overlap",
        "two lead in one scope at once, and nothing declares the conflict",
        "    conflicts_with: lead-on-order\n",
        "",
        "assignments-do-not-overlap",
        "",
        "give one scope (overall) to two, and declare no conflict",
    ),
    Change(
        "unsettled",
        "a reading is not set and cannot be",
        "others: [2 days, 5 days], ",
        "",
        "questions-can-be-settled",
        "how_soon",
        "nothing tried settles the question about the reading how_soon",
    ),
    Change(
        "never-arises-in-a-published-protocol",
        "a duty waits for an arrest that has happened and has not",
        "      open_to_csc: no\n      happened: {event: arrested}\n",
        "      open_to_csc: no\n      happened: {event: arrested}\n"
        "      not: {happened: {event: arrested}}\n",
        "rules-can-fire",
        "liaise-with-mash-on-an-arrest",
        "never fired in 150 histories",
        file="notts",
    ),
)


@cache
def loaded(text: str) -> pr.Protocol:
    return pr.Protocol(load_protocol("changed.yaml", text.encode()))


def checked(each: Property) -> list[Finding]:
    return each.check(EXAMPLES.get(each.name, FEW))


def property_of(text: str, name: str) -> Property:
    (found,) = (each for each in testing.properties(loaded(text)) if each.name == name)
    return found


@pytest.mark.parametrize("change", [pytest.param(each, id=each.name) for each in CHANGES])
def test_it_is_found(change: Change) -> None:
    sound = SOUND[change.file]
    assert sound.count(change.was) == 1
    wrong = sound.replace(change.was, change.now)
    found = checked(property_of(wrong, change.found_by))
    assert [each.about for each in found] == [change.about], change.says
    assert change.finding in found[0].message


@pytest.mark.parametrize(("file", "name"), sorted({(each.file, each.found_by) for each in CHANGES}))
def test_nothing_is_found_of_the_sound_file(file: str, name: str) -> None:
    assert checked(property_of(SOUND[file], name)) == []
