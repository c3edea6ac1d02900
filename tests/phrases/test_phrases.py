"""Each construct of a rule in plain words, on the file that has every construct once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from language.files import SAMPLES, loaded, with_duty, with_rule
from protocolrules.document import Duty, OnBegin, Rule, Who, WhoCase
from protocolrules.expressions import AllOf, AnyOf, Not, ReadingIs, Test, ThisEvent
from protocolrules.phrases import (
    Terms,
    as_read,
    by_when,
    condition,
    event_kinds,
    evidence,
    pattern,
    rule_as_read,
    set_off_by,
    trigger,
    who,
    who_as_read,
)

PROTOCOL = loaded((SAMPLES / "everything.yaml").read_text("utf-8"))
TERMS = Terms.of(PROTOCOL)
STRICT = ReadingIs("priority", ("strict",))
LOOSE = ReadingIs("priority", ("not so strict",))
CONVENES = ReadingIs("who_convenes", ("hostel_worker",))


def rule(name: str) -> Rule:
    return PROTOCOL.rules[name]


def duty(name: str) -> Duty:
    effect = rule(name).effect
    assert isinstance(effect, Duty)
    return effect


@pytest.mark.parametrize(
    ("name", "said"),
    {
        "on-events": 'the first event "arrived at the hostel" (ward: north), "meeting at the '
        'hostel planned" or "notified / consulted" (by: staff of the hostel)',
        "when-held": 'an event "meeting at the hostel held" (by: worker at the hostel)',
        "when-begun": 'an event "arrived at the hostel"',
        "when-it-begins": "the beginning of this: siblings: more than 2 and siblings: at most 5",
        "when-it-ends": "the end of this: at some time before (ward: south), no longer ago than "
        "3 months (the reading recent)",
        "when-it-rises": "a rise of trust",
        "when-it-has-lasted": "lives at the hostel, for at least 13 weeks, all spells added up",
        "when-met": "the duty when-held, when it is met",
        "when-unmet": "the duty when-held, when it turns out unmet",
        "when-in-force": "the start of the edition",
        "at-a-meeting": "meeting at the hostel or stay at the hostel (by: worker at the hostel)",
        "standing": "always",
    }.items(),
)
def test_triggers(name: str, said: str) -> None:
    assert trigger(TERMS, rule(name).trigger) == said


@pytest.mark.parametrize(
    ("name", "said"),
    {
        "on-events": "((trust: at least middle or trust: low) and not (ward: north or south)), "
        "not (settled at the hostel), it says ward: north, not (it came in office hours), nobody "
        "has reported: siblings and (it is judged that the child is ready to leave or it is judged "
        "that the child is deemed vulnerable)",
        "when-it-begins": 'there was an event "notified" since then',
        "when-it-ends": 'not (there was an event "notified", no longer ago than 3 months or there '
        'was an event "meeting at the hostel held")',
        "before-a-release": "lives at the hostel, for at least 3 months (the reading recent), all "
        "spells added up",
        "more": "the duty on-events is due",
    }.items(),
)
def test_conditions(name: str, said: str) -> None:
    it = rule(name)
    assert it.condition is not None
    assert condition(TERMS, it.condition, event_kinds(TERMS, it.trigger)) == said


@pytest.mark.parametrize(
    ("name", "said"),
    {
        "on-events": "as soon as possible, and within 10 working days, counted from the beginning "
        "of this: lives at the hostel",
        "when-held": "within 1 hour (the reading immediately)",
        "when-begun": "by the next sitting of Highbury and Islington Youth Court, counted from "
        '"consulted"',
        "when-it-begins": "by the end of the working day",
        "when-it-ends": "by the end of the day",
        "when-it-rises": "by the review date",
        "when-met": "no time given, counted from when when-begun is met",
        "when-unmet": "before the release from custody",
        "at-a-meeting": "at the meeting at the hostel or the stay at the hostel",
        "before-a-release": "at least 10 working days before the release from custody",
        "by-that-day": "on the day of the release from custody",
        "judged-from-the-event": "when it happens",
        "from-a-field": "within 3 months, counted from the date in review on",
        "kept": "throughout",
        "again-and-again": "at most 4 weeks apart, the first within 1 week, for 1 year, then at "
        "most 3 months (the reading recent) apart, for 2 years, then regularly (no interval given)",
        "on-a-grid": "every 12 weeks",
        "twice-a-year": "twice in each half-year",
    }.items(),
)
def test_times(name: str, said: str) -> None:
    assert by_when(TERMS, rule(name), duty(name)) == said


def test_a_duty_as_soon_as_possible_with_no_other_time() -> None:
    it = loaded(with_duty("as_soon_as_possible: yes\ndone_when: {event: notified}\n"))
    effect = it.rules["it"].effect
    assert isinstance(effect, Duty)
    assert by_when(Terms.of(it), it.rules["it"], effect) == "as soon as possible"


@pytest.mark.parametrize(
    ("name", "said"),
    {
        "on-events": "worker at the hostel (or a delegate)",
        "when-held": "somebody (the text does not say who)",
        "when-begun": "somebody to be decided locally (the reading who_convenes)",
        "when-it-begins": "worker at the hostel and independent reviewing officer, together",
        "when-it-ends": "worker at the hostel or independent reviewing officer",
        "when-it-rises": "worker at the hostel, or failing that independent reviewing officer",
        "when-met": "either worker at the hostel or independent reviewing officer "
        "(they take turns)",
        "when-unmet": "independent reviewing officer and children's social care, each of them, if "
        'the reading priority is "strict" or "not so strict"; somebody (the text does not say '
        "who), if dispute has reached rung 2; otherwise independent reviewing officer",
    }.items(),
)
def test_people(name: str, said: str) -> None:
    assert who(TERMS, duty(name).who) == said


def test_who_a_reading_names() -> None:
    terms = replace(
        TERMS,
        readings={
            "a": replace(PROTOCOL.readings["who_convenes"], means="iro"),
            "b": replace(PROTOCOL.readings["who_convenes"], means="not named"),
        },
    )
    assert who(terms, Who("one", reading="a")) == "independent reviewing officer (the reading a)"
    assert who(terms, Who("one", reading="b")).startswith("somebody (the text does not say who) (")
    assert who(Terms(TERMS.words), Who("one", reading="a")) == "the reading a"


def test_evidence() -> None:
    said = evidence(TERMS, duty("at-a-meeting").done_when, ("stay_event",))  # type: ignore[arg-type]
    assert said == (
        "the holder there in person, (children's social care there in person or YOS there in "
        "person), a report from worker at the hostel, a report from children's social care, a "
        "representative of YOS there, a representative of independent reviewing officer there or "
        "the event itself says by: the holder and attendance complete: yes"
    )
    broken = rule("must-not").effect.broken_by  # type: ignore[union-attr]
    assert pattern(TERMS, broken) == (  # type: ignore[arg-type]
        '"arrived at the hostel" (services: all of children\'s social care and YOS, roles: none of '
        "independent reviewing officer)"
    )


def test_an_age_and_a_judgement_that_is_recorded() -> None:
    it = loaded(
        with_rule(
            """\
            when: {event: judgement_recorded, judgement: vulnerable, holds: yes}
            if: {age: {under: 17}}
            duty: {who: not_named, must: act, done_when: {event: system_checked, service: csc}}
            """
        )
    )
    words = Terms.of(it).words
    assert set_off_by(words, it.rules["it"]) == (
        'is set off by an event "judgement recorded" (judgement: the child is deemed vulnerable, '
        "holds: yes), if age: under 17"
    )


def test_services_in_names_without_a_title_are_in_capitals() -> None:
    test = Test("is", (True,))
    assert evidence(TERMS, ThisEvent((("states_csc_contact", test),))) == (
        "the event itself says states CSC contact: yes"
    )


def test_a_standing_rule_in_one_clause() -> None:
    assert set_off_by(TERMS.words, rule("kept")) == "always stands"
    assert set_off_by(TERMS.words, rule("standing")) == (
        "stands, while nobody holds the role of worker at the hostel"
    )


def test_readings_are_named_and_not_filled_in_where_a_run_can_choose() -> None:
    assert set_off_by(TERMS.words, rule("when-it-ends")).startswith(
        "is set off by the end of this: at some time before (ward: south), no longer ago than the "
        "reading recent"
    )


def test_readings_decide_conditions() -> None:
    met = replace(STRICT, reading="who_convenes")
    readings = PROTOCOL.readings
    assert as_read(STRICT, readings) is True
    assert as_read(LOOSE, readings) is False
    assert as_read(Not(LOOSE), readings) is True
    assert as_read(CONVENES, readings) == CONVENES, "not set: it decides nothing"
    assert as_read(AllOf((STRICT, CONVENES)), readings) == CONVENES
    assert as_read(AllOf((LOOSE, CONVENES)), readings) is False
    assert as_read(AllOf((STRICT,)), readings) is True
    assert as_read(AnyOf((LOOSE, CONVENES, met)), readings) == AnyOf((CONVENES, met))
    assert as_read(AnyOf((STRICT, CONVENES)), readings) is True
    assert as_read(AnyOf((LOOSE,)), readings) is False
    assert as_read(Not(CONVENES), readings) == Not(CONVENES)


def test_readings_rule_rules_out() -> None:
    it = rule("kept")
    readings = PROTOCOL.readings
    for other in (
        replace(it, condition=LOOSE),
        replace(it, while_=LOOSE),
        replace(it, unless=STRICT),
        replace(it, trigger=OnBegin(LOOSE)),
    ):
        assert rule_as_read(other, readings) is None
    left = rule_as_read(replace(it, condition=STRICT, unless=LOOSE, while_=CONVENES), readings)
    assert left == replace(it, while_=CONVENES)


def test_readings_choose_who() -> None:
    iro, csc, nobody = Who("one", ("iro",)), Who("one", ("csc",)), Who("not_named")
    cases = (WhoCase(LOOSE, iro), WhoCase(STRICT, csc), WhoCase(None, nobody))
    assert who_as_read(Who("one", cases=cases), PROTOCOL.readings) == csc
    cases = (WhoCase(LOOSE, iro), WhoCase(CONVENES, csc), WhoCase(None, nobody))
    assert who_as_read(Who("one", cases=cases), PROTOCOL.readings).cases == cases[1:]
    assert who_as_read(iro, PROTOCOL.readings) == iro
