from datetime import UTC, date, datetime

import pytest

from protocolrules import words
from protocolrules.results import Missing, PassedOver, WhoNow
from protocolrules.vocabulary import FactDecl, Named, RoleDecl, Vocabulary
from protocolrules.words import Words

WORDS = Words(
    Vocabulary(
        roles={
            "social_worker": RoleDecl("social_worker", "social worker"),
            "foster_carer": RoleDecl("foster_carer", "foster carer"),
            "yjs_case_manager": RoleDecl("yjs_case_manager", "YJS case manager"),
        },
        facts={"open_to_csc": FactDecl("open_to_csc", "yes_no", title="open to social care")},
        judgements={"unsafe": Named("unsafe", "sharing is unsafe")},
        labels={"yjs_case_manager": "YOS worker"},
    )
)


def instant(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_days_and_moments_are_those_of_london() -> None:
    assert words.day(date(2026, 1, 7)) == "Wed 7 January 2026"
    assert words.moment(instant(2026, 1, 7, 12)) == "Wed 7 January 2026, 12:00"
    assert words.moment(instant(2026, 6, 30, 23)) == "Wed 1 July 2026"
    assert words.moment(instant(2026, 7, 1, 10)) == "Wed 1 July 2026, 11:00"


def test_midnight_asked_about_is_the_end_of_the_day_before() -> None:
    assert words.asked_about(instant(2026, 1, 8)) == "the end of Wed 7 January 2026"
    assert words.today(instant(2026, 1, 8)) == date(2026, 1, 7)
    assert words.today(instant(2026, 1, 8, 0, 1)) == date(2026, 1, 8)


def test_a_deadline_says_the_time_unless_it_is_the_whole_day() -> None:
    seventh = date(2026, 1, 7)
    assert words.deadline(instant(2026, 1, 8), seventh) == "Wed 7 January 2026"
    assert words.deadline(instant(2026, 1, 7, 16), seventh) == "Wed 7 January 2026, 16:00"
    assert words.deadline(None, None) == "an open date"


@pytest.mark.parametrize(
    ("day", "said"),
    [(5, "2 days ago"), (6, "yesterday"), (7, "today"), (8, "tomorrow"), (10, "in 3 days")],
)
def test_how_far_away(day: int, said: str) -> None:
    assert words.away(date(2026, 1, day), date(2026, 1, 7)) == said


def test_days_in_a_text_are_said_as_people_do() -> None:
    assert (
        words.dated("1 week after 2025-12-19 (day 0)")
        == "1 week after Fri 19 December 2025 (day 0)"
    )
    assert words.dated("case 2025-13-99") == "case 2025-13-99"


def test_lists_and_counts() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"], "or") == "a, b or c"
    assert words.count(1, "duty", "duties") == "1 duty"
    assert words.count(2, "duty", "duties") == "2 duties"


def test_roles_have_local_labels_titles_or_their_name() -> None:
    assert WORDS.role("yjs_case_manager") == "YOS worker"
    assert WORDS.role("social_worker") == "social worker"
    assert WORDS.role("head_of_service") == "head of service"


def test_who_names_each_role_with_its_holder() -> None:
    both = WhoNow(
        how="together",
        roles=("social_worker", "yjs_case_manager"),
        holders={"social_worker": "SW-7"},
        unknown=("yjs_case_manager",),
    )
    said = "social worker (SW-7) and YOS worker (holder not reported), together"
    assert WORDS.who(both) == said
    vacant = WhoNow(how="one", roles=("social_worker",), holders={"social_worker": None})
    assert WORDS.who(vacant) == "social worker (vacant)"
    assert WORDS.who(WhoNow(how="not_named")) == "somebody (the text does not say who)"
    delegate = WhoNow(how="one", roles=("foster_carer",), or_delegate=True)
    assert WORDS.who(delegate) == "foster carer (or a delegate)"


def test_who_says_whose_turn_it_is() -> None:
    roles = ("social_worker", "foster_carer")
    order = WhoNow(how="in_this_order", roles=roles, now=("foster_carer",))
    assert WORDS.who(order) == "foster carer"
    assert WORDS.who(WhoNow(how="any_of", roles=roles)) == "social worker or foster carer"
    either = "either social worker or foster carer (they take turns)"
    assert WORDS.who(WhoNow(how="alternating", roles=roles, now=roles)) == either
    turn = WhoNow(how="alternating", roles=roles, now=roles[:1])
    assert WORDS.who(turn) == "social worker, whose turn it is"


def test_whom_an_order_moved_on_from() -> None:
    over = PassedOver(role="foster_carer", why="is_the_victim", event_id="e4")
    assert WORDS.passed_over(over) == "foster carer is the victim, event e4"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (Missing(fact="open_to_csc"), "open to social care: not reported"),
        (Missing(holder="social_worker"), "who is social worker: not reported"),
        (Missing(judgement="unsafe"), "sharing is unsafe: no judgement recorded"),
        (Missing(reading="agreed_interval"), "agreed interval: a local decision not taken yet"),
        (Missing(field="occurred_at"), "occurred at: not recorded"),
    ],
)
def test_what_is_missing(missing: Missing, said: str) -> None:
    assert WORDS.missing(missing) == said


def test_names_in_a_text_become_titles() -> None:
    assert WORDS.said("social_worker is held") == "social worker is held"
    assert WORDS.said("age at least 14") == "age at least 14"
    assert WORDS.condition("open_to_csc yes") == "open to social care: yes"
    assert WORDS.condition("youth_detention_accommodation") == "youth detention accommodation"
