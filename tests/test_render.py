"""The text of `run`, from results made by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from protocolrules.document import Edition, Protocol, Reading
from protocolrules.render import rejections, render_result
from protocolrules.results import (
    Amount,
    Anchor,
    Assignment,
    Breach,
    BrokenBy,
    CalendarRef,
    CaseState,
    Conflict,
    Duty,
    EscalationStep,
    Missing,
    Permission,
    Prohibition,
    ProtocolRef,
    Rejected,
    Result,
    Status,
    Undetermined,
    WhoNow,
)
from protocolrules.vocabulary import FactDecl, Named, RoleDecl, Vocabulary

AT = datetime(2026, 1, 7, 12, tzinfo=UTC)
PROTOCOL = Protocol(
    id="example",
    title="An example",
    authority="example",
    edition=Edition("first"),
    calendar="england-and-wales",
    parties=("yjs", "csc"),
    vocabulary=Vocabulary(
        roles={"social_worker": RoleDecl("social_worker", "social worker")},
        scopes={"overall": Named("overall", "overall")},
        facts={"open_to_csc": FactDecl("open_to_csc", "yes_no", title="open to social care")},
    ),
    rules={},
    readings={"pause": Reading("pause", "not set", ("4 weeks", "8 weeks"), "no figure", ("4.2",))},
)
SOCIAL_WORKER = WhoNow(how="one", roles=("social_worker",), holders={"social_worker": "SW-7"})


def instant(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2025 if month == 12 else 2026, month, day, hour, tzinfo=UTC)


def duty(state: str, **given: Any) -> Duty:
    values: dict[str, Any] = {
        "id": f"rule:{state}",
        "rule": f"rule-{state.replace('_', '-')}",
        "clause": ("2.1",),
        "topic": "case_work",
        "modality": "must",
        "who": SOCIAL_WORKER,
        "action": f"do what is {state.replace('_', ' ')}",
        "anchor": Anchor(of="event", id="e1", at=instant(12, 19, 15)),
        "state": state,
    }
    return Duty(**values | given)


def result(*cases: CaseState, **given: Any) -> Result:
    values: dict[str, Any] = {
        "protocol": ProtocolRef(id="example", title="An example", edition="first", digest="d"),
        "calendar": CalendarRef(id="c", digest="d", horizon=date(2028, 12, 31), tzdata="2026b"),
        "engine": "0.1.0",
        "at": AT,
        "known_at": AT,
        "cases": cases,
    }
    return Result(**values | given)


def text(
    case: CaseState | None = None, *, every: bool = False, width: int = 80, **given: Any
) -> str:
    cases = () if case is None else (case,)
    return render_result(result(*cases, **given), PROTOCOL, width=width, every=every)


def test_the_head_says_which_protocol_and_which_moment() -> None:
    said = text(known_at=instant(1, 6))
    assert said.startswith("An example (example, edition first)\n")
    assert "state at Wed 7 January 2026, 12:00" in said
    assert "as recorded by the end of Mon 5 January 2026" in said


def test_what_is_overdue_comes_first_and_must_before_should() -> None:
    should = duty(
        "overdue", id="b", modality="should", due=instant(1, 3), last_day=date(2026, 1, 2)
    )
    must = duty("overdue", id="a", due=instant(1, 6), last_day=date(2026, 1, 5))
    case = CaseState(case_id="C-1", duties=(duty("due", due=instant(1, 8)), should, must))
    said = text(case)
    order = ("was due Mon 5 January 2026 (2 days ago): must", "was due Fri 2 January", "Due (1)")
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert "2 overdue (1 must, 1 should), 1 due" in said


def test_a_duty_names_its_holder_its_rule_and_its_readings() -> None:
    case = CaseState(case_id="C-1", duties=(duty("untimed", age_days=19, readings=("pause",)),))
    said = text(case, readings={"pause": "4 weeks"})
    assert "must do what is untimed (open for 19 days)" in said
    assert "social worker (SW-7) [rule-untimed, 2.1] (assuming pause = 4 weeks)" in said


def test_a_break_that_goes_on_is_overdue_and_one_that_is_over_is_not() -> None:
    going_on = Breach(from_=instant(1, 5, 9))
    over = Breach(from_=instant(1, 5, 9), to=instant(1, 6, 9))
    case = CaseState(
        case_id="C-1",
        duties=(
            duty("broken", id="a", breaches=(going_on,)),
            duty("broken", id="b", breaches=(over,)),
        ),
    )
    said = text(case)
    assert "Overdue (1)\n  broken since Mon 5 January 2026, 09:00: must do what is broken" in said
    assert "Over: 1 broken" in said


def test_what_is_over_is_counted_and_listed_when_asked_for() -> None:
    late = duty(
        "met_late",
        due=instant(1, 6),
        last_day=date(2026, 1, 5),
        met_by="e9",
        met_at=instant(1, 6, 9),
        lateness=Amount(count=1, unit="working days"),
        breaches=(Breach(from_=instant(1, 6), to=instant(1, 6, 9)),),
    )
    case = CaseState(case_id="C-1", duties=(late, duty("met")))
    assert "Over: 1 met, 1 met late (listed with --all)" in text(case)
    assert "met late Tue 6 January 2026, 09:00, 1 working day late" in text(case, every=True)


def test_a_breach_that_counts_against_nobody_says_why() -> None:
    breach = Breach(from_=instant(1, 6), attributable=False, why_not="short notice")
    late = duty("overdue", due=instant(1, 6), last_day=date(2026, 1, 5), breaches=(breach,))
    said = text(CaseState(case_id="C-1", duties=(late,)))
    assert "not counted against its holder: short notice" in said


def test_questions_say_what_waits_for_them_and_who_finds_out() -> None:
    case = CaseState(
        case_id="C-1",
        undetermined=(
            Undetermined(
                missing=Missing(fact="open_to_csc"),
                clause=("2.1", "3.1"),
                rules=("a", "b"),
                found_out_by="check-records",
                since=instant(12, 19, 15),
            ),
            Undetermined(missing=Missing(reading="pause"), clause=("4.2",), rules=("c",)),
        ),
        undetermined_others=12,
    )
    said = text(case, width=200)
    assert "open to social care: not reported" in said
    assert "2.1 and 3.1 wait for it since Fri 19 December 2025; found out by check-records" in said
    assert "settle it with --reading pause=… (4 weeks or 8 weeks)" in said
    assert "12 other standing rules" in said


def test_leads_ladders_and_contradictions_stand_on_top() -> None:
    step = EscalationStep(
        ladder="dispute",
        clause=("7.1",),
        about="e9",
        rung=2,
        of=2,
        to=SOCIAL_WORKER,
        action="resolve the dispute",
        from_=instant(1, 6, 10),
        respond_by=instant(1, 8, 10),
        state="due",
        no_final_rung="the text names none",
    )
    case = CaseState(
        case_id="C-1",
        duties=(duty("due", due=instant(1, 8)),),
        assignments=(
            Assignment(
                rule="lead",
                clause=("3.1",),
                kind="lead_professional",
                role="social_worker",
                holder="SW-7",
                scope="overall",
                from_=instant(12, 19),
            ),
        ),
        escalations=(step,),
        conflicts=(Conflict(between="rules", rules=("a", "b"), clause=("5.1", "5.2")),),
    )
    said = text(case, width=120)
    parts = (
        "overall: social worker (SW-7), lead professional since Fri 19 December 2025",
        "rung 2 of 2: due, response by Thu 8 January 2026, 10:00 (tomorrow): resolve the dispute",
        "there is no rung above: the text names none",
        "rules that cannot both be kept: a and b [5.1, 5.2]",
        "Due (1)",
    )
    places = [said.index(part) for part in parts]
    assert places == sorted(places)


def test_what_is_not_allowed_and_allowed() -> None:
    ban = Prohibition(
        rule="ban",
        clause=("5.2",),
        modality="must_not",
        who=SOCIAL_WORKER,
        action="act as appropriate adult",
        broken_by=(BrokenBy(event_id="e5", at=instant(1, 5, 9)),),
    )
    permission = Permission(
        rule="bail", clause=("8.3",), who=SOCIAL_WORKER, action="apply again", uses_left=1
    )
    said = text(CaseState(case_id="C-1", prohibitions=(ban,), permissions=(permission,)))
    assert "1 prohibition broken" in said
    assert "social worker (SW-7) must not act as appropriate adult" in said
    assert "broken by e5, Mon 5 January 2026, 09:00" in said
    assert "social worker (SW-7) may apply again (1 time left)" in said


def test_a_status_that_is_expected_has_its_date() -> None:
    status = Status(rule="s", clause=("8.7",), status="care_leaver", expected=date(2026, 3, 20))
    said = text(CaseState(case_id="C-1", statuses=(status,)))
    assert "care leaver: expected Fri 20 March 2026 (in 72 days), if nothing changes" in said


def test_services_come_after_cases_and_faults_and_warnings_at_the_end() -> None:
    said = text(
        CaseState(case_id="C-1"),
        services=(CaseState(authority="example"),),
        rejected=(Rejected(line=7, event_id="e4", case_id="C-2", code="EV010", message="wrong"),),
        warnings=("the review date has passed",),
    )
    parts = (
        "Case C-1",
        "Services of example",
        "line 7, event e4: wrong (EV010)",
        "not answered because of that: C-2",
        "the review date has passed",
    )
    places = [said.index(part) for part in parts]
    assert places == sorted(places)


def test_many_faults_are_counted() -> None:
    lines = list(rejections([Rejected(line=n, code="EV001", message="m") for n in range(1, 31)]))
    assert len(lines) == 21
    assert lines[-1] == "and 10 more: `--format json` lists them all"


def test_nothing_at_all_is_said_plainly() -> None:
    assert "No case to report on" in text()
    assert "nothing to do" in text(CaseState(case_id="C-1"))


def test_a_narrow_terminal_still_shows_every_word() -> None:
    case = CaseState(case_id="C-1", duties=(duty("due", due=instant(1, 8), last_day=AT.date()),))
    narrow, wide = text(case, width=30), text(case, width=200)
    assert narrow.split() == wide.split()
    assert max(map(len, narrow.splitlines())) <= 30


def test_labels_are_the_local_words() -> None:
    local = replace(PROTOCOL.vocabulary, labels={"social_worker": "keyworker"})
    case = CaseState(case_id="C-1", duties=(duty("due", due=instant(1, 8)),))
    said = render_result(result(case), replace(PROTOCOL, vocabulary=local))
    assert "keyworker (SW-7)" in said
