"""What nobody has said yet: one line for each missing thing, and a number for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from protocolrules.definition.arisings import at_the_occasion, stands, state_spells
from protocolrules.definition.case import Case
from protocolrules.definition.life import needs
from protocolrules.definition.others import in_force
from protocolrules.definition.slots import Slot
from protocolrules.definition.verdicts import ALL, ANY, Need, Verdict
from protocolrules.definition.who import settle
from protocolrules.document import (
    NOT_SET,
    Assignments,
    Duty,
    Permission,
    Prohibition,
    Rule,
    Standing,
)
from protocolrules.expressions import (
    AllEvidence,
    AnyEvidence,
    EventPattern,
    Evidence,
    FactIs,
    ReadingRef,
)
from protocolrules.results import Duty as Shown
from protocolrules.results import Missing, Undetermined

ACTIVE = ("upcoming", "due", "overdue", "untimed", "in_force", "broken")


@dataclass(slots=True)
class Line:
    """A question in the making."""

    rules: set[str] = field(default_factory=set)
    clauses: set[str] = field(default_factory=set)
    event_id: str | None = None
    since: datetime | None = None
    standing: bool = True  # only standing rules wait for it


@dataclass(slots=True)
class Questions:
    """All questions of a case; the same missing thing is one line, however many wait for it."""

    case: Case
    rules: Sequence[Rule]  # of its own sort of subject, by name
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
        if line.since is None or (since is not None and since < line.since):
            line.since, line.event_id = since, need.event_id or event_id

    def of_rule(self, rule: Rule) -> None:
        """What must be known before anyone can say whether the rule applies."""
        if isinstance(rule.trigger, Standing):
            self._standing(rule)
            return
        for a in self.case.arisings(rule):
            unheld = a.occasion is not None and a.occasion.held is None
            if a.verdict.holds is None and not (unheld and at_the_occasion(self.case.world, rule)):
                for need in a.verdict.needs:
                    self.ask(
                        need, rule.name, rule.clause, a.trigger.id if a.trigger else a.id, a.from_
                    )

    def _standing(self, rule: Rule) -> None:
        world = self.case.world
        verdict = stands(world, rule, world.at)
        if verdict.holds is None and not _partly(verdict):
            self.others.add(rule.name)
        elif verdict.holds is None:
            start = state_spells(world, rule)[-1].start
            for need in verdict.needs:
                self.ask(need, rule.name, rule.clause, None, start, standing=True)
        for a in self.case.arisings(rule):
            if a.verdict.holds is None:
                for need in a.verdict.needs:
                    self.ask(need, rule.name, rule.clause, a.id, a.from_)

    def of_duty(self, slot: Slot, shown: Shown) -> None:
        """What is missing for a duty, and who holds the roles that it stands on."""
        start, rule = slot.a.from_, slot.rule
        known = {(n.kind, n.name): n.event_id for n in needs(slot, shown.state) if n.event_id}
        for missing in shown.missing:
            kind, name = next((k, v) for k, v in missing if v is not None)
            event = known.get((kind, name), slot.a.id)
            need = Need(kind, name, event if kind == "field" else None)
            self.ask(need, rule.name, rule.clause, event, start)
        over = slot.close is not None and slot.close.at <= self.case.world.at
        if shown.state in ACTIVE and not over:
            for who in (shown.who, shown.to):
                for role in who.unknown if who is not None else ():
                    self.ask(Need("holder", role), rule.name, rule.clause, slot.a.id, start)

    def of_others(self, rule: Rule) -> None:
        """What is missing for a permission or prohibition that stands: a limit, or for whom."""
        effect, world = rule.effect, self.case.world
        assert isinstance(effect, (Permission, Prohibition))
        for a in in_force(self.case, rule):
            missing = set(settle(world, effect.who, a.from_, a.frame).needs)
            limit = effect.at_most if isinstance(effect, Permission) else None
            if isinstance(limit, ReadingRef) and world.reading(limit.name) == NOT_SET:
                missing.add(Need("reading", limit.name))
            for need in missing:
                self.ask(need, rule.name, rule.clause, a.id, a.from_)

    def of_assignments(self, rule: Rule) -> None:
        """What must be known before anyone can say who leads."""
        assert isinstance(rule.effect, Assignments)
        for a in in_force(self.case, rule):
            for part in rule.effect.parts:
                for need in settle(self.case.world, part.who, a.from_, a.frame).needs:
                    self.ask(need, rule.name, rule.clause, a.id, a.from_)

    def result(self) -> tuple[tuple[Undetermined, ...], int]:
        """The lines, in a fixed order, and how many rules wait without one."""
        waiting = {n for n, line in self.lines.items() if line.standing and self._implied(n)}
        asked = sorted(
            (n for n in self.lines if n not in waiting),
            key=lambda n: (n.kind, n.name, n.event_id or ""),
        )
        shown = {r for n in asked for r in self.lines[n].rules}
        others = self.others | {r for n in waiting for r in self.lines[n].rules}
        return tuple(self._line(n, self.lines[n]) for n in asked), len(others - shown)

    def _line(self, need: Need, line: Line) -> Undetermined:
        return Undetermined(
            missing=Missing(**{need.kind: need.name}),
            clause=tuple(sorted(line.clauses)),
            rules=tuple(sorted(line.rules)),
            found_out_by=self._finder(need),
            event_id=line.event_id,
            since=line.since,
        )

    def _finder(self, need: Need) -> str | None:
        """The rule whose duty finds a fact, or fills a role, out; rather one that arose."""
        case = self.case
        able = [r.name for r in self.rules if self._finds(r, need)]
        return next((n for n in able if case.slots(n)), able[0] if able else None)

    def _finds(self, rule: Rule, need: Need) -> bool:
        if not isinstance(rule.effect, Duty) or rule.effect.done_when is None:
            return False
        kinds = [
            self.case.world.protocol.vocabulary.events[k] for k in _kinds(rule.effect.done_when)
        ]
        facts = [f.fact for k in kinds for f in k.facts] if need.kind == "fact" else []
        roles = [r.role for k in kinds for r in k.roles] if need.kind == "holder" else []
        return need.name in (*facts, *roles)

    def _implied(self, need: Need) -> bool:
        """Whether a fact only stands by, since an answer to another open question comes first: a
        child who is looked after is open to social care, so ask that."""
        over = [
            d.fact
            for d in self.case.world.protocol.vocabulary.definitions
            if isinstance(d.condition, FactIs) and d.condition.fact == need.name
        ]
        return need.kind == "fact" and any(Need("fact", f) in self.lines for f in over if f)


def _partly(v: Verdict) -> bool:
    """Whether one of the conditions is known to hold, by something in the log: what a reading
    means, or silence, is no news of the case."""
    known = v.holds is True and v.event_id is not None
    return known or (v.says in (ALL, ANY) and any(_partly(p) for p in v.parts))


def _kinds(e: Evidence) -> Iterator[str]:
    if isinstance(e, (AnyEvidence, AllEvidence)):
        for p in e.parts:
            yield from _kinds(p)
    elif isinstance(e, EventPattern):
        yield from e.kinds
