"""A small protocol, made by hand, and answers made by hand: the runner needs no evaluator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from protocolrules.document import (
    Assignment,
    Assignments,
    Duty,
    Edition,
    Ladder,
    OnBegin,
    OnEvent,
    Permission,
    Prohibition,
    Protocol,
    Reading,
    Rule,
    Rung,
    Standing,
    StatusGiven,
    Who,
)
from protocolrules.events import CaseEvent, Subject
from protocolrules.expressions import Condition, EventPattern, FactIs, Test
from protocolrules.londontime import parse_moment
from protocolrules.results import CaseState, Considered
from protocolrules.scenarios import Evaluator, Outcome, ScenarioFile, read_scenarios, run_file
from protocolrules.scenarios.sources import Library
from protocolrules.vocabulary import (
    EventKind,
    FactDecl,
    FactEffect,
    FieldDecl,
    Named,
    OccasionDecl,
    OccasionEffect,
    RoleDecl,
    Vocabulary,
)

RULES = "rules.yaml"
PLAN = "planning-meeting"
NOTIFY = "notify-social-worker"
LEAD = "lead-when-open"
BAIL = "ask-again-for-bail"
NO_ADULT = "no-appropriate-adult"
CARE = "care-leaver"
SERVICE = "share-contacts"


def _fields(*fields: FieldDecl) -> dict[str, FieldDecl]:
    return {field.name: field for field in fields}


def _kinds() -> dict[str, EventKind]:
    plans = OccasionEffect("plans", kind_from="meeting")
    holds = OccasionEffect("holds", kind_from="meeting")
    meeting = FieldDecl("meeting", "occasion", required=True)
    kinds = (
        EventKind(
            "remanded",
            "remanded",
            fields=_fields(
                FieldDecl("to", "choice", ("local_authority", "youth_detention"), required=True),
                FieldDecl("recorded", "yes_no"),
                FieldDecl("grounds", "choices", ("offence", "history")),
                FieldDecl("next_hearing", "date"),
            ),
            facts=(FactEffect("makes", fact="on_remand", value=True),),
        ),
        EventKind(
            "notified",
            "notified",
            subject="either",
            fields=_fields(FieldDecl("of", "id"), FieldDecl("to", "roles")),
        ),
        EventKind(
            "facts_reported",
            "facts reported",
            subject="either",
            fields=_fields(
                FieldDecl("facts", "facts"),
                FieldDecl("holders", "holders"),
                FieldDecl("last_done", "last_done"),
            ),
        ),
        EventKind("meeting_planned", "meeting planned", fields=_fields(meeting), occasion=plans),
        EventKind("meeting_held", "meeting held", fields=_fields(meeting), occasion=holds),
        EventKind("contacts_changed", "contacts changed", subject="service"),
        EventKind(
            "correction",
            "correction",
            subject="either",
            fields=_fields(
                FieldDecl("replaces", "id", required=True),
                FieldDecl("event", "event", required=True),
            ),
        ),
        EventKind(
            "retraction",
            "retraction",
            subject="either",
            fields=_fields(
                FieldDecl("withdraws", "id", required=True),
            ),
        ),
    )
    return {kind.name: kind for kind in kinds}


def vocabulary() -> Vocabulary:
    roles = ("social_worker", "yjs_case_manager", "team_manager", "director")
    return Vocabulary(
        events=_kinds(),
        facts={
            "open_to_csc": FactDecl("open_to_csc", "yes_no", "open to social care"),
            "on_remand": FactDecl("on_remand", "yes_no", "on remand"),
            "needs": FactDecl("needs", "set", "needs", choices=("health", "education")),
            "risk": FactDecl("risk", "scale", "risk", choices=("low", "high")),
            "age": FactDecl("age", "age", "age"),
        },
        roles={name: RoleDecl(name, name.replace("_", " ")) for name in roles},
        services={"yjs": Named("yjs", "youth justice"), "csc": Named("csc", "social care")},
        occasions={"planning": OccasionDecl("planning", "planning meeting")},
        statuses={"care_leaver": Named("care_leaver", "care leaver")},
        judgements={"unsafe": Named("unsafe", "unsafe to share")},
        topics={"meetings": Named("meetings", "meetings")},
        assignments={"lead_professional": Named("lead_professional", "lead professional")},
        scopes={
            "overall": Named("overall", "overall"),
            "placement": Named("placement", "placement"),
        },
    )


def _rule(name: str, clause: str, trigger: Any, effect: Any, **more: Any) -> Rule:
    subject = more.pop("subject", "case")
    return Rule(name, (clause,), "meetings", subject, trigger, effect, **more)


def protocol() -> Protocol:
    one = Who("one", ("social_worker",))
    remanded = OnEvent((EventPattern(("remanded",), (("to", Test("is", ("youth_detention",))),)),))
    is_open: Condition = FactIs("open_to_csc", Test("is", (True,)))
    duty = Duty(one, None, "must", "hold the meeting", not_observable="made by hand")
    rules = (
        _rule(PLAN, "8.7", remanded, duty),
        _rule(NOTIFY, "8.5", remanded, duty, condition=is_open),
        _rule(
            LEAD,
            "3.1",
            Standing(),
            Assignments((Assignment("lead_professional", one, "overall"),)),
            while_=is_open,
        ),
        _rule(BAIL, "8.3", remanded, Permission(one, "ask again", 2)),
        _rule(NO_ADULT, "5.2", Standing(), Prohibition(one, "must_not", "act", None)),
        _rule(CARE, "8.7", OnBegin(is_open), StatusGiven("care_leaver")),
        _rule(
            SERVICE, "6.1", OnEvent((EventPattern(("contacts_changed",)),)), duty, subject="service"
        ),
    )
    event = EventPattern(("notified",))
    return Protocol(
        id="example",
        title="Example",
        authority="exampleshire",
        edition=Edition("undated"),
        calendar="england-and-wales",
        parties=("yjs", "csc"),
        vocabulary=vocabulary(),
        rules={rule.name: rule for rule in rules},
        ladders={
            "dispute": Ladder(
                "dispute",
                ("10.1",),
                "meetings",
                event,
                (),
                event,
                event,
                (Rung(one), Rung(Who("one", ("director",)))),
            )
        },
        readings={
            "immediately": Reading("immediately", "1 hour", ("end of the working day",), "", ()),
        },
    )


def read(folder: Path, text: str) -> ScenarioFile:
    """Read a scenario file that tries the protocol above."""
    rules, path = folder / RULES, folder / "scenarios.yaml"
    rules.write_text("", encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    return read_scenarios(path, Library({rules: protocol()}))


EVENTS = """\
- kind: remanded
  at: 2025-12-19 15:00
  to: youth_detention
- kind: facts_reported
  on: 2025-12-19
  facts: {open_to_csc: yes}
"""


def scenario(expect: str, events: str = EVENTS) -> str:
    """A file with one scenario that expects this at noon on 7 January."""
    moment = "- at: 2026-01-07 12:00\n" + indent(dedent(expect), "  ")
    return (
        f"protocol: {RULES}\nscenarios:\n  story:\n    title: a story\n    events:\n"
        + indent(events, "      ")
        + "    expect:\n"
        + indent(moment, "      ")
    )


def answers(
    case: CaseState, considered: Callable[[str], Sequence[Considered]] | None = None
) -> Evaluator:
    """An evaluator that always gives the same answer."""

    def state(
        protocol: Protocol,
        events: Sequence[CaseEvent],
        subject: Subject,
        at: datetime,
        known_at: datetime,
        readings: Mapping[str, str] | None = None,
        because: bool = False,
    ) -> CaseState:
        return case

    def consider(
        protocol: Protocol,
        events: Sequence[CaseEvent],
        subject: Subject,
        rule: str,
        at: datetime,
        known_at: datetime,
        readings: Mapping[str, str] | None = None,
    ) -> Sequence[Considered]:
        return considered(rule) if considered else ()

    return Evaluator(state, consider)


def run(folder: Path, text: str, case: CaseState) -> Outcome:
    """The one outcome of a file with one scenario."""
    (outcome,) = run_file(read(folder, text), answers(case))
    return outcome


def t(text: str) -> datetime:
    return parse_moment(text)


def d(text: str) -> date:
    return date.fromisoformat(text)
