"""What nobody has said yet: one line for each missing thing, and a number for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from protocolrules import document
from protocolrules.document import NOT_SET, Assignments, Permission, Prohibition, Rule
from protocolrules.engine.conditions import Cond
from protocolrules.engine.core import Core
from protocolrules.engine.life import OPEN
from protocolrules.engine.others import in_force
from protocolrules.engine.plans import Plan
from protocolrules.engine.program import Program
from protocolrules.engine.show import needs
from protocolrules.engine.slots import Slot
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import ALL, ANY, Need, Verdict
from protocolrules.engine.who import settle, unknown
from protocolrules.expressions import (
    AllEvidence,
    AnyEvidence,
    EventPattern,
    Evidence,
    ReadingRef,
)
from protocolrules.results import DutyState, Missing, Undetermined

ACTIVE = frozenset(("upcoming", "due", "overdue", "untimed", "in_force", "broken"))


@dataclass(slots=True)
class Line:
    """A question in the making."""

    rules: set[str] = field(default_factory=set)
    clauses: set[str] = field(default_factory=set)
    event_id: str | None = None
    since: datetime | None = None
    standing: bool = True  # only standing rules wait for it

    def count_from(self, since: datetime | None, event_id: str | None) -> None:
        """Note since when somebody waits for it, where that is earlier."""
        if self.since is None or (since is not None and since < self.since):
            self.since, self.event_id = since, event_id


def merge(lines: dict[Need, Line], others: Mapping[Need, Line]) -> None:
    """Add questions to others."""
    for need, more in others.items():
        line = lines.setdefault(need, Line())
        line.rules |= more.rules
        line.clauses |= more.clauses
        line.standing &= more.standing
        line.count_from(more.since, more.event_id)


@dataclass(slots=True)
class Questions:
    """All questions of a case; the same missing thing is one line, however many wait for it."""

    core: Core
    lines: dict[Need, Line] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def ask(
        self,
        need: Need,
        rule: str,
        clause: Iterable[str],
        event_id: str | None,
        since: datetime | None,
        standing: bool = False,
    ) -> None:
        """Note that a rule waits for something."""
        key = need if need.kind == "field" else Need(need.kind, need.name)
        line = self.lines.setdefault(key, Line())
        line.rules.add(rule)
        line.clauses.update(clause)
        line.standing &= standing
        line.count_from(since, need.event_id or event_id)

    def of_rule(self, plan: Plan, arisings: Sequence[Arising]) -> None:
        """What must be known before anyone can say whether the rule applies."""
        rule = plan.rule
        if plan.state is not None:
            self._standing(rule, plan.state)
        asked = set[Need]()
        for a in arisings:
            if a.verdict.holds is not None:
                continue
            if a.occasion is not None and a.occasion.held is None and plan.at_it:
                continue  # nothing is owed at an occasion that was not held
            id = a.trigger.id if a.trigger and not plan.standing else a.id
            for need in a.verdict.needs - asked:  # the first who waits for it comes first
                self.ask(need, rule.name, rule.clause, id, a.from_)
            asked |= a.verdict.needs

    def _standing(self, rule: Rule, state: Cond) -> None:
        core = self.core
        verdict = core.truth(state, core.now)
        if verdict.holds is not None:
            return
        if not _partly(verdict):
            self.others.add(rule.name)
            return
        start = core.spells(state)[-1].start
        for need in verdict.needs:
            self.ask(need, rule.name, rule.clause, None, start, standing=True)

    def of_slot(self, slot: Slot, state: DutyState) -> None:
        """What is missing for a duty in a state, and who holds the roles that it stands on."""
        start, rule, clause = slot.a.from_, slot.a.plan.rule.name, slot.a.plan.rule.clause
        open_, missing = state in OPEN, needs(slot, state)
        known = {(n.kind, n.name): n.event_id for n in missing if n.event_id}
        to = None
        if slot.duty.to is not None and open_:
            to = settle(self.core, slot.duty.to, slot.a.from_, slot.a.frame())
            missing |= to.needs
        for kind, name, _ in missing:
            event = known.get((kind, name), slot.a.id)
            need = Need(kind, name, event if kind == "field" else None)
            self.ask(need, rule, clause, event, start)
        over = slot.close is not None and self.core.note(slot.close.at)
        if state in ACTIVE and not over:
            roles = list(slot.settled.who.roles if slot.holder is None else (slot.holder,))
            for role in (*roles, *(to.who.roles if to is not None else ())):
                if unknown(self.core, role, self.core.now):
                    self.ask(Need("holder", role), rule, clause, slot.a.id, start)

    def of_others(self, plan: Plan, arisings: Sequence[Arising]) -> None:
        """What is missing for a permission or prohibition that stands: a limit, or for whom."""
        rule, effect = plan.rule, plan.rule.effect
        assert isinstance(effect, (Permission, Prohibition))
        for a in in_force(self.core, arisings):
            missing = set(settle(self.core, effect.who, a.from_, a.frame()).needs)
            limit = effect.at_most if isinstance(effect, Permission) else None
            if isinstance(limit, ReadingRef) and self.core.program.reading(limit.name) == NOT_SET:
                missing.add(Need("reading", limit.name))
            for need in missing:
                self.ask(need, rule.name, rule.clause, a.id, a.from_)

    def of_assignments(self, plan: Plan, arisings: Sequence[Arising]) -> None:
        """What must be known before anyone can say who leads."""
        rule = plan.rule
        assert isinstance(rule.effect, Assignments)
        for a in in_force(self.core, arisings):
            for part in rule.effect.parts:
                for need in settle(self.core, part.who, a.from_, a.frame()).needs:
                    self.ask(need, rule.name, rule.clause, a.id, a.from_)

    def shown(self) -> tuple[list[Need], int]:
        """The needs that have a line, in a fixed order, and how many rules wait without one."""
        program, lines = self.core.program, self.lines
        waiting = {n for n, line in lines.items() if line.standing and implied(program, n, lines)}
        asked = sorted(
            (n for n in lines if n not in waiting),
            key=lambda n: (n.kind, n.name, n.event_id or ""),
        )
        shown = {r for n in asked for r in lines[n].rules}
        others = self.others | {r for n in waiting for r in lines[n].rules}
        return asked, len(others - shown)

    def line(self, need: Need, found_out_by: str | None) -> Undetermined:
        """A question as it is shown."""
        line = self.lines[need]
        return Undetermined(
            missing=Missing(**{need.kind: need.name}),
            clause=tuple(sorted(line.clauses)),
            rules=tuple(sorted(line.rules)),
            found_out_by=found_out_by,
            event_id=line.event_id,
            since=line.since,
        )


def implied(program: Program, need: Need, lines: Iterable[Need]) -> bool:
    """Whether a fact only stands by, since an answer to another open question comes first: a
    child who is looked after is open to social care, so ask that."""
    return need.kind == "fact" and any(Need("fact", f) in lines for f in program.implies(need.name))


def _partly(v: Verdict) -> bool:
    """Whether one of the conditions is known to hold, by something in the log: what a reading
    means, or silence, is no news of the case."""
    known = v.holds is True and v.event_id is not None
    return known or (v.says in (ALL, ANY) and any(_partly(p) for p in v.parts))


def finders(program: Program, plans: Iterable[Plan]) -> dict[tuple[str, str], list[str]]:
    """For each fact and role, the rules whose duty finds it out, in the order given."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for plan in plans:
        effect = plan.rule.effect
        if isinstance(effect, document.Duty) and effect.done_when is not None:
            for kind in _kinds(effect.done_when):
                for key in _finds(program, kind):
                    found.setdefault(key, {})[plan.rule.name] = None
    return {key: list(names) for key, names in found.items()}


def _kinds(e: Evidence) -> Iterator[str]:
    if isinstance(e, (AnyEvidence, AllEvidence)):
        for p in e.parts:
            yield from _kinds(p)
    elif isinstance(e, EventPattern):
        yield from e.kinds


def _finds(program: Program, kind: str) -> Iterator[tuple[str, str]]:
    declared = program.protocol.vocabulary.events[kind]
    yield from (("fact", f.fact) for f in declared.facts if f.fact is not None)
    yield from (("holder", r.role) for r in declared.roles if r.role is not None)
