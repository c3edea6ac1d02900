"""Conditions compiled: for each a function that judges it and one that says when it can change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from protocolrules.document import NOT_SET
from protocolrules.engine import lasting
from protocolrules.engine.comparing import ValueTest
from protocolrules.engine.days import clock
from protocolrules.engine.log import JUDGEMENT, Seen, happened_at
from protocolrules.engine.verdicts import (
    Frame,
    Need,
    Verdict,
    all_of,
    any_of,
    in_words,
    negate,
    test_in_words,
    told_by,
    unset,
)
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    DutyIs,
    FactIs,
    FieldIs,
    Happened,
    InOfficeHours,
    Judged,
    Lasted,
    Not,
    Previously,
    ReadingIs,
    RoleIs,
    RungReached,
    Test,
    Unreported,
)

if TYPE_CHECKING:
    from protocolrules.engine.core import Core
    from protocolrules.engine.program import Program

Judge = Callable[["Core", datetime, Frame], Verdict]
Edges = Callable[["Core", datetime], Iterable[datetime]]
"""When a condition can change; from a moment on, and maybe before."""


@dataclass(slots=True, eq=False)
class Cond:
    """A condition ready to run. `framed`: what triggered the rule takes part in the answer."""

    index: int
    judge: Judge
    edges: Edges
    reads: frozenset[str]
    framed: bool


def never(_: Core, since: datetime) -> Iterable[datetime]:
    """A condition that time and the log do not change."""
    return ()


def compiled(program: Program, c: Condition) -> tuple[Judge, Edges, frozenset[str], bool]:
    """The functions of a condition, what it reads, and whether it needs a frame."""
    match c:
        case AllOf(parts) | AnyOf(parts):
            return _several(program, parts, all_of if isinstance(c, AllOf) else any_of)
        case Not(part):
            inner = program.cond(part)
            judge = inner.judge
            return (
                lambda core, t, frame: negate(judge(core, t, frame)),
                inner.edges,
                inner.reads,
                inner.framed,
            )
        case FactIs(fact, test):
            return _fact(program, fact, test)
        case FieldIs(name, test):
            return _field(program, name, test), never, frozenset(), True
        case RoleIs():
            return _role(program, c)
        case Unreported(fact):
            return _unreported(program, fact)
        case Judged(name):
            reads = frozenset((f"kind:{JUDGEMENT}",))
            return _judged(program, name), _judgements, reads, True
        case Happened():
            return lasting.happened(program, c)
        case Previously(part, within):
            return lasting.previously(program, program.cond(part), within)
        case Lasted():
            return lasting.lasted(program, program.cond(c.part), c)
        case InOfficeHours():
            return _office_hours, never, frozenset(), True
        case RungReached(ladder, rung):
            return _rung(program, ladder, rung)
        case DutyIs(rule, states):
            return _duty(program, rule, states)
        case ReadingIs(name, values):
            return _reading(program, name, values)


def _several(
    program: Program, parts: tuple[Condition, ...], join: Callable[[list[Verdict]], Verdict]
) -> tuple[Judge, Edges, frozenset[str], bool]:
    inner = [program.cond(p) for p in parts]
    judges = tuple(p.judge for p in inner)

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        return join([one(core, t, frame) for one in judges])

    moving = tuple(p.edges for p in inner if p.edges is not never)

    def edges(core: Core, since: datetime) -> Iterator[datetime]:
        for each in moving:
            yield from each(core, since)

    reads = frozenset().union(*(p.reads for p in inner))
    return judge, edges if moving else never, reads, any(p.framed for p in inner)


# --- facts and roles ------------------------------------------------------------------------


def _fact(program: Program, fact: str, test: Test) -> tuple[Judge, Edges, frozenset[str], bool]:
    says = f"{fact} {test_in_words(test)}"
    declared = program.protocol.vocabulary.facts.get(fact)
    scale = declared.choices if declared else ()
    reads = program.fact_reads(fact)
    missing = frozenset((Need("fact", fact),))
    is_status = fact in program.protocol.vocabulary.statuses
    wanted = True in test.values
    answer = program.matching.value(f"fact:{fact}", test, scale)

    edges = partial(_fact_edges, fact)
    if declared is not None and declared.type == "age":
        return _age(fact, says, answer), edges, reads, False

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        if is_status and (given := core.given(fact, t)) is not None:
            holds = None if given.holds is None else given.holds is wanted
            return Verdict(
                holds,
                says,
                in_words(given.holds),
                given.event_id,
                given.since,
                given.how,
                (given,),
                given.needs,
                given.recorded,
            )
        value, why = core.value(fact, t)
        holds = answer(value)
        why.says, why.holds = says, holds
        if holds is None:
            why.needs = missing
        return why

    return judge, edges, reads, False


def _age(fact: str, says: str, answer: ValueTest) -> Judge:
    missing = frozenset((Need("fact", fact),))

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        bounds = core.age(fact, t)
        if bounds is None:
            return Verdict(None, says, how="unknown", needs=missing)
        low, high, used = bounds
        answers = {answer(years) for years in range(low, high + 1)}
        holds = answers.pop() if len(answers) == 1 else None
        value = str(low) if low == high else f"{low} or {high}"
        return Verdict(
            holds,
            says,
            value,
            used[-1].event_id,
            None,
            "reported",
            (),
            missing if holds is None else frozenset(),
            min(r.recorded for r in used),
        )

    return judge


def _unreported(program: Program, fact: str) -> tuple[Judge, Edges, frozenset[str], bool]:
    says, declared = f"{fact} is unreported", program.protocol.vocabulary.facts.get(fact)
    age = _age(fact, says, lambda _: True) if declared and declared.type == "age" else None
    is_status = fact in program.protocol.vocabulary.statuses

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        given = core.given(fact, t) if is_status else None
        if given is not None and given.holds is not False:
            why = negate(given)
            why.says = says
            return why
        why = core.value(fact, t)[1] if age is None else age(core, t, frame)
        why.says, why.holds, why.needs = says, why.how == "unknown", frozenset()
        return why

    return judge, partial(_fact_edges, fact), program.fact_reads(fact), False


def _fact_edges(name: str, core: Core, since: datetime) -> Iterable[datetime]:
    return core.fact_edges(name, since)


def _report_edges(name: str, core: Core, since: datetime) -> Iterable[datetime]:
    return core.report_edges(name, since)


def _role(program: Program, c: RoleIs) -> tuple[Judge, Edges, frozenset[str], bool]:
    name, says = f"role:{c.role}", f"{c.role} is {c.how}"
    missing = frozenset((Need("holder", c.role),))
    how, reported = c.how, c.reported

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        worker, why = core.reported(name, t) if reported else core.value(name, t)
        why.says = says
        if how == "unknown":
            why.holds, why.value = why.how == "unknown", None
            return why
        why.holds = None if why.how == "unknown" else (worker is not None) == (how == "held")
        why.value = in_words(worker)
        why.needs = missing if why.holds is None else frozenset()
        return why

    if reported:
        return judge, partial(_report_edges, name), frozenset((f"report:{name}",)), False
    return judge, partial(_fact_edges, name), program.fact_reads(name), False


# --- events ---------------------------------------------------------------------------------


def _field(program: Program, name: str, test: Test) -> Judge:
    says, answer = f"{name} {test_in_words(test)}", program.value_test(test)

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        s = frame.trigger
        value = None if s is None else s.fields.get(name)
        holds = answer(value)
        if s is None or holds is None:
            id = s.id if s else None
            needs = frozenset((Need("field", name, id),))
            return Verdict(None, says, in_words(value), id, needs=needs)
        return told_by(s, holds, says, in_words(value))

    return judge


def _judged(program: Program, name: str) -> Judge:
    says, missing = f"judged: {name}", frozenset((Need("judgement", name),))
    named = program.value_test(Test("is", (name,)))

    def fits(s: Seen, frame: Frame) -> bool:
        if s.about is not None and frame.keys and s.about not in frame.keys:
            return False
        return bool(named(s.fields.get("judgement")))

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        recorded = core.judged.get(name, ())
        by_then = bisect_right(recorded, t, key=happened_at)
        before = (recorded[n] for n in range(by_then - 1, -1, -1))
        speaks = next((s for s in before if fits(s, frame)), None)
        if speaks is None and frame.later:
            speaks = next((s for s in islice(recorded, by_then, None) if fits(s, frame)), None)
        if speaks is None:
            return Verdict(None, says, how="unknown", needs=missing)
        holds = speaks.fields.get("holds")
        return told_by(speaks, True if holds is None else holds, says)

    return judge


def _judgements(core: Core, since: datetime) -> Iterator[datetime]:
    return (s.when.earliest for s in core.of_kinds_since((JUDGEMENT,), since))


def _office_hours(core: Core, t: datetime, frame: Frame) -> Verdict:
    s, says, days = frame.trigger, "in office hours", core.program.days
    if s is None or (not s.when.exact and not days.is_off(s.when.day)):
        needs = frozenset((Need("field", "occurred_at", s.id if s else None),))
        return Verdict(None, says, needs=needs)
    opens, closes = days.settings.office_opens, days.settings.office_closes
    inside = not days.is_off(s.when.day) and opens <= clock(s.when.earliest) < closes
    return told_by(s, inside, says)


# --- other rules ----------------------------------------------------------------------------


def _rung(program: Program, ladder: str, rung: int) -> tuple[Judge, Edges, frozenset[str], bool]:
    says = f"{ladder} at rung {rung}"
    reached = program.matching.value(f"ladder:{ladder}", Test("at_least", (rung,)))

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        return Verdict(reached(core.others.rung(ladder, t)), says)

    return (
        judge,
        lambda core, _: core.others.rung_edges(ladder),
        program.ladder_reads(ladder),
        False,
    )


def _duty(
    program: Program, rule: str, states: tuple[str, ...]
) -> tuple[Judge, Edges, frozenset[str], bool]:
    says = f"duty {rule}"
    answer = program.matching.value(f"duty:{rule}", Test("is", states))

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        words = core.others.duty_words(rule, t)
        return Verdict(answer(tuple(words)), says, ", ".join(words))

    return judge, lambda core, _: core.others.duty_edges(rule), program.rule_reads(rule), False


def _reading(
    program: Program, name: str, values: tuple[str, ...]
) -> tuple[Judge, Edges, frozenset[str], bool]:
    says, value = f"reading {name}", program.reading(name)
    holds = program.matching.value(f"reading:{name}", Test("is", values))(value)
    verdict = Verdict(holds, says, value)
    if value == NOT_SET:
        verdict = unset(says, name, value)
    return lambda core, t, frame: verdict, never, frozenset(), False


# --- states ---------------------------------------------------------------------------------


def standing(while_: Cond | None, unless: Cond | None) -> tuple[Judge, Edges, frozenset[str], bool]:
    """The state in which a standing rule is: `while_` holds and `unless` is not known to."""
    parts = [c for c in (while_, unless) if c is not None]

    def judge(core: Core, t: datetime, frame: Frame) -> Verdict:
        verdict = all_of(()) if while_ is None else while_.judge(core, t, frame)
        if unless is None or verdict.holds is False:
            return verdict
        h = unless.judge(core, t, frame)
        if h.holds:
            return replace(h, holds=False, says="unless", parts=(h,))
        if h.holds is None or not verdict.holds:
            return verdict
        return all_of([verdict, Verdict(True, "no hindrance reported", None, h.event_id, h.since)])

    def edges(core: Core, since: datetime) -> Iterator[datetime]:
        for c in parts:
            yield from c.edges(core, since)

    return judge, edges, frozenset().union(*(c.reads for c in parts)), False
