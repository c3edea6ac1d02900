"""Each construct of the language becomes the data that it stands for."""

from datetime import date, time

import pytest

from language.files import SAMPLES, loaded, with_duty, with_rule
from protocolrules.document import (
    Assignment,
    Assignments,
    Court,
    Duty,
    Edition,
    Effect,
    Ladder,
    LadderStart,
    NotStatements,
    OfOccasion,
    OnBegin,
    OnDuty,
    OnEdition,
    OnEnd,
    OnEvent,
    OnLasted,
    OnRise,
    Permission,
    Prohibition,
    Protocol,
    Settings,
    SourceUnit,
    Standing,
    StatusGiven,
    Trigger,
    Who,
    WhoCase,
)
from protocolrules.expressions import (
    AllEvidence,
    AllOf,
    AnyEvidence,
    AnyOf,
    Attendance,
    Condition,
    DutyIs,
    EventPattern,
    FactIs,
    FieldIs,
    Happened,
    InOfficeHours,
    Judged,
    Lasted,
    Not,
    Previously,
    ReadingIs,
    ReadingRef,
    RoleIs,
    RungReached,
    Test,
    ThisEvent,
    Unreported,
)
from protocolrules.language import load_protocol
from protocolrules.periods import Period, Unit
from protocolrules.timing import (
    NO_TIME,
    AnchorAt,
    AtIt,
    BeforeOccasion,
    EndOfDay,
    EndOfWorkingDay,
    NextSitting,
    OnTheDay,
    Regime,
    ReviewDate,
    Timing,
    Within,
)
from protocolrules.vocabulary import (
    Definition,
    FactDecl,
    FactEffect,
    FieldDecl,
    OccasionDecl,
    OccasionEffect,
    RoleDecl,
    RoleEffect,
)

SAMPLE = load_protocol(SAMPLES / "everything.yaml")
RULES = SAMPLE.rules
YES = Test("is", (True,))
NO = Test("is", (False,))
CONSULTED = EventPattern(("consulted",))
HELD_AT_HOSTEL = EventPattern(("meeting_held", "visit_made", "stay_event"), (), ("hostel_meeting",))
LIVES = FactIs("lives_at_hostel", YES)


def is_(*values: str | int) -> Test:
    return Test("is", values)


def duty(rule: str, of: Protocol = SAMPLE) -> Duty:
    effect = of.rules[rule].effect
    assert isinstance(effect, Duty)
    return effect


# --- the head -------------------------------------------------------------------------------


def test_the_head() -> None:
    assert (SAMPLE.id, SAMPLE.authority, SAMPLE.calendar) == ("everything", "example", "scotland")
    assert (SAMPLE.parties, SAMPLE.owners) == (("yjs", "csc"), ("yjs",))
    dates = (date(2023, 10, 1), date(2025, 9, 30), date(2025, 8, 31))
    assert SAMPLE.edition == Edition("second", *dates)
    assert SAMPLE.settings == Settings(1, (0, 1, 2, 3, 4, 5), time(8, 30), time(16))
    assert SAMPLE.closures == {date(2025, 12, 24): "council offices closed"}
    title = "Highbury and Islington Youth Court"
    court = Court("highbury_youth_court", title, (0, 4), time(9, 30), True)
    assert SAMPLE.courts == {"highbury_youth_court": court}


def test_what_the_head_leaves_out() -> None:
    plain = loaded(with_rule("status: care_leaver_eligible\n"))
    assert (plain.authority, plain.owners) == ("example", plain.parties)
    assert (plain.edition, plain.settings) == (Edition("undated"), Settings())


def test_an_edition_is_named_after_its_beginning() -> None:
    text = with_rule("status: care_leaver_eligible\n") + "in_force: {from: 2023-10-07}\n"
    assert loaded(text).edition == Edition("2023-10-07", date(2023, 10, 7))


def test_the_ledger_knows_the_rules_that_cite_it() -> None:
    rules = {entry.id: entry.rules for entry in SAMPLE.ledger}
    assert rules["10.1"] == ("dispute", "unanswered")
    assert rules["10.2"] == ("dispute",)
    assert rules["8.5"] == ("more",)
    assert rules["1.1"] == ()


def test_the_ledger_and_what_states_nothing_point_into_the_source() -> None:
    both, last = SourceUnit(3, "0a1b2c3d"), SourceUnit(12, "99999999")
    source = {entry.id: entry.source for entry in SAMPLE.ledger}
    assert (source["8.5"], source["10.1"], source["2.1"]) == ((both,), (both, last), ())
    signed = (SourceUnit(13, "0000000e"), SourceUnit(14, "12345678"))
    assert SAMPLE.not_statements == (
        NotStatements((SourceUnit(1, "00000000"),), "heading"),
        NotStatements(signed, "signature"),
    )
    assert [str(unit) for unit in signed] == ["13-0000000e", "14-12345678"]


def test_readings_keep_their_texts() -> None:
    reading = SAMPLE.readings["immediately"]
    assert (reading.means, reading.others) == ("1 hour", ("end of the working day", "not set"))
    assert SAMPLE.readings["who_convenes"].text == "needs-local-decision"


# --- the vocabulary -------------------------------------------------------------------------


def test_roles_and_occasions() -> None:
    roles = SAMPLE.vocabulary.roles
    assert roles["hostel_worker"] == RoleDecl(
        "hostel_worker", "worker at the hostel", "hostel", (), True
    )
    assert roles["hostel_staff"].includes == ("hostel_worker", "social_worker")
    stay = OccasionDecl("stay", "stay at the hostel", lasting=True)
    assert SAMPLE.vocabulary.occasions["stay"] == stay
    assert SAMPLE.vocabulary.labels["liquid_logic"] == "Mosaic"


def test_facts() -> None:
    facts = SAMPLE.vocabulary.facts
    assert facts["lives_at_hostel"].no_report is False
    assert facts["ward"].no_report == "none"
    assert facts["trust"] == FactDecl("trust", "scale", "trust", "", ("low", "middle", "high"))
    assert facts["interests"].type == "set"
    assert facts["interests"].no_report == frozenset({"music", "art"})
    assert (facts["siblings"].type, facts["years"].type) == ("number", "age")


def test_definitions_come_after_the_shared_ones() -> None:
    held = RoleIs("hostel_worker", "held", reported=True)
    gone = FactIs("lives_at_hostel", NO)
    years = FactIs("years", Test("under", (17,)))
    assert SAMPLE.vocabulary.definitions[-6:] == (
        Definition(held, "lives_at_hostel", True),
        Definition(gone, vacant="hostel_worker"),
        Definition(gone, "ward", "none"),
        Definition(FactIs("siblings", is_(3)), "interests", frozenset({"sports", "music"})),
        Definition(RoleIs("hostel_worker", "vacant", reported=True), "trust", "low"),
        Definition(years, "siblings", 2),
    )


def test_events() -> None:
    kind = SAMPLE.vocabulary.events["arrived_at_hostel"]
    assert kind.subject == "either"
    ward = FieldDecl("ward", "choice", ("north", "south", "other"), False, "which")
    assert kind.fields["ward"] == ward
    assert kind.fields["likes"] == FieldDecl("likes", "choices", ("music", "art"))
    here = (("ward", is_("north", "south")),)
    likes = (("likes", Test("none", ("music",))),)
    both = frozenset({"art", "music"})
    assert kind.facts == (
        FactEffect("makes", "lives_at_hostel", None, True),
        FactEffect("makes", "ward", value_from="ward", tests=here),
        FactEffect("makes", None, "flag", True),
        FactEffect("makes", "settled", value_from="told"),
        FactEffect("finds", "trust", value_from="level"),
        FactEffect("finds", "interests", value_from="likes"),
        FactEffect("finds", "siblings", value_from="siblings"),
        FactEffect("finds", "interests", None, both, None, likes),
        FactEffect("finds", None, "flag", value_from="told"),
    )
    assert kind.roles == (RoleEffect(None, "role", "worker"), RoleEffect("hostel_staff"))
    assert kind.occasion == OccasionEffect("begins", "stay")
    other = SAMPLE.vocabulary.events["stay_event"].occasion
    assert other == OccasionEffect("holds", None, "of")


# --- triggers -------------------------------------------------------------------------------

AN_EVENT = EventPattern(("arrived_at_hostel",), (("ward", is_("north")),))
PLANNED = ("meeting_planned", "visit_planned", "hostel_meeting_planned")
BY_STAFF = (("by", is_("hostel_staff")),)
TRIGGERS: dict[str, Trigger] = {
    "on-events": OnEvent(
        (
            AN_EVENT,
            EventPattern(PLANNED, (), ("hostel_meeting",)),
            EventPattern(("notified", "consulted"), BY_STAFF),
        ),
        first=True,
    ),
    "when-held": OnEvent(
        (
            EventPattern(
                ("visit_made", "stay_event"), (("by", is_("hostel_worker")),), ("hostel_meeting",)
            ),
        )
    ),
    "when-begun": OnEvent((EventPattern(("arrived_at_hostel",), (), ("stay",)),)),
    "when-it-begins": OnBegin(
        AllOf(
            (FactIs("siblings", Test("more_than", (2,))), FactIs("siblings", Test("at_most", (5,))))
        )
    ),
    "when-it-ends": OnEnd(Previously(FactIs("ward", is_("south")), ReadingRef("recent"))),
    "when-it-rises": OnRise("trust"),
    "when-it-has-lasted": OnLasted(LIVES, Period(13, Unit.WEEKS), ReadingRef("adds_up")),
    "more": OnLasted(FactIs("looked_after", YES), Period(1, Unit.DAYS)),
    "when-met": OnDuty("when-held", "met"),
    "when-unmet": OnDuty("when-held", "unmet"),
    "when-in-force": OnEdition(),
    "at-a-meeting": OfOccasion(("hostel_meeting", "stay"), (("by", is_("hostel_worker")),)),
    "soon-after-a-meeting": OnEvent((HELD_AT_HOSTEL,)),
    "before-a-release": OfOccasion(("release",)),
    "on-the-day": OfOccasion(("release",)),
    "standing": Standing(),
    "may": Standing(),
}


@pytest.mark.parametrize(("rule", "trigger"), TRIGGERS.items())
def test_triggers(rule: str, trigger: Trigger) -> None:
    assert RULES[rule].trigger == trigger


# --- conditions -----------------------------------------------------------------------------

CONDITIONS: dict[str, Condition] = {
    "when-it-begins": Happened(EventPattern(("notified",)), "trigger"),
    "when-it-ends": Not(
        AnyOf(
            (
                Happened(EventPattern(("notified",)), within=Period(3, Unit.MONTHS)),
                Happened(HELD_AT_HOSTEL),
            )
        )
    ),
    "when-it-rises": FieldIs("level", is_("high")),
    "before-a-release": Lasted(LIVES, ReadingRef("recent"), True),
    "more": DutyIs("on-events", ("due",)),
    "on-events": AllOf(
        (
            AllOf(
                (
                    AnyOf(
                        (
                            FactIs("trust", Test("at_least", ("middle",))),
                            FactIs("trust", is_("low")),
                        )
                    ),
                    Not(FactIs("ward", is_("north", "south"))),
                )
            ),
            Not(FactIs("settled", YES)),
            FieldIs("ward", is_("north")),
            Not(InOfficeHours()),
            Unreported("siblings"),
            AnyOf((Judged("ready_to_leave"), Judged("vulnerable"))),
        )
    ),
}


@pytest.mark.parametrize(("rule", "condition"), CONDITIONS.items())
def test_conditions_at_the_trigger(rule: str, condition: Condition) -> None:
    assert RULES[rule].condition == condition


def test_conditions_throughout() -> None:
    rule = RULES["on-events"]
    assert rule.while_ == AllOf((LIVES, RoleIs("iro", "unknown")))
    assert rule.unless == FactIs("interests", Test("any", ("music", "art")))
    cancelled = ("meeting_cancelled", "visit_cancelled")
    released = EventPattern(("released",))
    assert rule.until == (released, EventPattern(cancelled, (), ("hostel_meeting",)))
    assert RULES["standing"].while_ == RoleIs("hostel_worker", "vacant")
    assert RULES["by-that-day"].while_ == DutyIs("on-events", ("met", "met_late"))


# --- who ------------------------------------------------------------------------------------

BOTH = ("hostel_worker", "iro")
HOLDERS = {
    "on-events": Who("one", ("hostel_worker",), or_delegate=True),
    "when-held": Who("not_named"),
    "when-begun": Who("one", reading="who_convenes"),
    "when-it-begins": Who("together", BOTH),
    "when-it-ends": Who("any_of", BOTH),
    "when-it-rises": Who("in_this_order", BOTH),
    "when-met": Who("alternating", BOTH),
    "when-unmet": Who(
        "one",
        cases=(
            WhoCase(
                ReadingIs("priority", ("strict", "not so strict")), Who("each", ("iro", "csc"))
            ),
            WhoCase(RungReached("dispute", 2), Who("not_named")),
            WhoCase(None, Who("one", ("iro",))),
        ),
    ),
}


@pytest.mark.parametrize(("rule", "who"), HOLDERS.items())
def test_holders(rule: str, who: Who) -> None:
    assert duty(rule).who == who


def test_recipients() -> None:
    assert duty("on-events").to == Who("one", ("social_worker",))
    assert duty("when-held").to is None


# --- times ----------------------------------------------------------------------------------

TIMES: dict[str, Timing] = {
    "on-events": Within(Period(10, Unit.WORKING_DAYS)),
    "when-held": ReadingRef("immediately"),
    "more": ReadingRef("immediately"),
    "when-begun": NextSitting("highbury_youth_court"),
    "when-it-begins": EndOfWorkingDay(),
    "when-it-ends": EndOfDay(),
    "when-it-rises": ReviewDate(),
    "when-met": NO_TIME,
    "when-unmet": BeforeOccasion(None, ("release",)),
    "at-a-meeting": AtIt(),
    "judged-from-the-event": AtIt(),
    "soon-after-a-meeting": Within(Period(2, Unit.DAYS)),
    "before-a-release": BeforeOccasion(Period(10, Unit.WORKING_DAYS)),
    "before-it-without-length": BeforeOccasion(None),
    "on-the-day": OnTheDay(),
    "by-that-day": OnTheDay(("release",)),
}


@pytest.mark.parametrize(("rule", "timing"), TIMES.items())
def test_times(rule: str, timing: Timing) -> None:
    assert duty(rule).timing == timing


def test_since_when_evidence_counts() -> None:
    assert duty("on-events").counts_from == "trigger"
    assert duty("before-a-release").counts_from == "trigger"
    for rule in ("before-it-without-length", "on-the-day", "by-that-day", "when-unmet"):
        assert duty(rule).counts_from == "previous_occasion"


def test_what_counting_starts_from() -> None:
    assert duty("on-events").anchor == AnchorAt(begins=LIVES)
    assert duty("when-begun").anchor == AnchorAt(event=CONSULTED)
    assert duty("from-a-field").anchor == AnchorAt(field="review_on")
    assert duty("when-met").after == "when-begun"


REPEATS = {
    "again-and-again": (
        Regime(
            "at_most_apart",
            Period(4, Unit.WEEKS),
            first=Period(1, Unit.WEEKS),
            lasting=Period(1, Unit.YEARS),
        ),
        Regime("at_most_apart", ReadingRef("recent"), lasting=Period(2, Unit.YEARS)),
        Regime("regularly"),
    ),
    "on-a-grid": (Regime("every", Period(12, Unit.WEEKS)),),
    "twice-a-year": (Regime("times_in", Period(6, Unit.MONTHS), 2),),
    "regularly": (Regime("regularly"),),
    "on-events": (),
}


@pytest.mark.parametrize(("rule", "repeat"), REPEATS.items())
def test_how_often(rule: str, repeat: tuple[Regime, ...]) -> None:
    assert duty(rule).repeat == repeat


# --- what shows it --------------------------------------------------------------------------


def test_evidence_by_events() -> None:
    found = duty("on-events")
    told = EventPattern(("notified",), (("by", is_("the_holder")), ("to", is_("the_recipient"))))
    # The field that names the kind of occasion restricts the pattern to those.
    event = EventPattern(("stay_event",), (), ("hostel_meeting",))
    assert found.done_when == AnyEvidence((told, AllEvidence((HELD_AT_HOSTEL, event))))
    assert (found.covers_all_open, found.as_soon_as_possible) == (True, True)
    assert found.no_use_after == (EventPattern(("released",)),)


def test_evidence_at_an_occasion() -> None:
    assert duty("at-a-meeting").done_when == AnyEvidence(
        (
            Attendance(("in_person",), role="the_holder"),
            AnyEvidence(
                (
                    Attendance(("in_person",), service="csc"),
                    Attendance(("in_person",), service="yjs"),
                )
            ),
            Attendance(("report",), role="hostel_worker"),
            Attendance(("report",), service="csc"),
            Attendance(("representative",), service="yjs"),
            Attendance(("representative",), role="iro"),
            ThisEvent((("by", is_("the_holder")), ("attendance_complete", YES))),
        )
    )


def test_evidence_in_the_event_itself() -> None:
    likes = ("likes", Test("only", ("art",)))
    assert duty("judged-from-the-event").done_when == ThisEvent((("told", YES), likes))


def test_duties_that_are_kept_or_cannot_be_seen() -> None:
    assert duty("standing").broken_by == EventPattern(("arrived_at_hostel",))
    assert duty("kept").broken_while == FactIs("ward", is_("north"))
    assert duty("when-in-force").not_observable == "nothing shows it"


def test_musts_and_shoulds() -> None:
    assert (duty("on-events").modality, duty("when-held").modality) == ("must", "should")
    assert duty("on-events").action == "tell the social worker"


# --- other effects --------------------------------------------------------------------------

IRO = Who("one", ("iro",))
STAFF = Who("one", ("hostel_staff",))
EFFECTS: dict[str, Effect] = {
    "may": Permission(IRO, "call", ReadingRef("how_many"), CONSULTED),
    "may-as-well": Permission(Who("one", ("iro",), True), "call", 2, CONSULTED),
    "must-not": Prohibition(
        STAFF,
        "must_not",
        "move the child",
        EventPattern(
            ("arrived_at_hostel",),
            (("services", Test("all", ("csc", "yjs"))), ("roles", Test("none", ("iro",)))),
        ),
        EventPattern(("consulted",), (("with", is_("csc")),)),
    ),
    "should-not": Prohibition(
        STAFF, "should_not", "wait", None, not_observable="waiting leaves no trace"
    ),
    "leads": Assignments(
        (
            Assignment("lead_professional", Who("one", ("social_worker",)), "overall"),
            Assignment("lead_professional", Who("one", ("hostel_worker",)), "stay"),
        )
    ),
    "assigns": Assignments((Assignment("host", Who("one", ("hostel_worker",)), "stay"),)),
    "when-it-has-lasted": StatusGiven("settled"),
}


@pytest.mark.parametrize(("rule", "effect"), EFFECTS.items())
def test_other_effects(rule: str, effect: Effect) -> None:
    assert RULES[rule].effect == effect


def test_what_a_rule_says_of_itself() -> None:
    rule = RULES["on-events"]
    assert (rule.title, rule.text, rule.because) == ("One line", "interpreted", "it says so")
    assert (rule.clause, rule.topic, rule.subject) == (("2.1",), "hostel", "case")
    assert rule.conflicts_with == ("when-it-begins",)
    assert rule.place.line == 1 + (SAMPLES / "everything.yaml").read_text().split("\n").index(
        "  on-events:"
    )
    assert RULES["when-in-force"].subject == "service"


def test_a_rule_names_the_readings_that_it_uses() -> None:
    used = {name: rule.readings for name, rule in RULES.items() if rule.readings}
    assert used == {
        "again-and-again": ("recent",),
        "before-a-release": ("recent",),
        "may": ("how_many",),
        "more": ("immediately",),
        "when-begun": ("who_convenes",),
        "when-held": ("immediately",),
        "when-it-ends": ("recent",),
        "when-it-has-lasted": ("adds_up",),
        "when-unmet": ("priority",),
    }


# --- ladders --------------------------------------------------------------------------------


def ladder(name: str) -> Ladder:
    return SAMPLE.ladders[name]


def test_ladders() -> None:
    found = ladder("dispute")
    assert found.starts == EventPattern(("dispute_raised",))
    assert found.stops == (EventPattern(("dispute_resolved",)), EventPattern(("released",)))
    higher = FieldIs("level", is_("operational_manager"))
    assert found.begins_at == (LadderStart(higher, 2), LadderStart(None, 1))
    assert found.no_final_rung == "the text names none"
    assert ladder("unanswered").starts == OnDuty("on-events", "unmet")
    assert ladder("unanswered").moves_on == EventPattern(("dispute_escalated",))
    assert ladder("unanswered").responds == EventPattern(("dispute_responded",))


def test_rungs() -> None:
    first, second, third = ladder("dispute").rungs
    assert (first.modality, first.action, first.clause) == ("should", "talk", ("10.2",))
    assert (second.respond_within, second.moves_by_clock) == (Within(Period(48, Unit.HOURS)), True)
    assert (second.modality, second.action) == ("must", "respond")
    assert third.action == "resolve the dispute"
    assert third.substitute == "director_of_children_and_families"
    assert (third.respond_within, third.text) == (
        ReadingRef("immediately"),
        "needs-local-decision",
    )


# --- the order of things --------------------------------------------------------------------


def test_rules_are_sorted_by_name() -> None:
    assert list(SAMPLE.rules) == sorted(SAMPLE.rules)
    assert list(SAMPLE.ladders) == ["dispute", "unanswered"]


def test_lines_keep_the_order_of_the_file() -> None:
    body = "when: {event: remanded}\nif: {age: 16, held: iro, open_to_csc: yes}\n"
    found = loaded(with_rule(f"{body}may: {{who: yjs, do: it}}\n")).rules["it"].condition
    assert isinstance(found, AllOf)
    assert [type(part).__name__ for part in found.parts] == ["FactIs", "RoleIs", "FactIs"]


def test_a_duty_before_an_occasion_that_another_one_triggers() -> None:
    done = "done_when: {event: notified}\n"
    protocol = loaded(with_duty(f"before: {{release: 2 days}}\n{done}", "at: core_group"))
    timing = BeforeOccasion(Period(2, Unit.DAYS), ("release",))
    assert duty("it", protocol).timing == timing
    assert isinstance(protocol.rules["it"].trigger, OnEvent)
