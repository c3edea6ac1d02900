"""What an event, or time, has changed: the marks of a case, kept rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from types import MappingProxyType
from typing import NamedTuple

from protocolrules import document
from protocolrules.document import StatusGiven
from protocolrules.engine import marks
from protocolrules.engine.days import NEVER
from protocolrules.engine.decisions import Decision, DecisionSort
from protocolrules.engine.found import Past
from protocolrules.engine.life import breaches, edges, standing, word
from protocolrules.engine.marks import Key, Mark
from protocolrules.engine.others import (
    assignments,
    conflicts,
    permissions,
    prohibitions,
    statuses,
)
from protocolrules.engine.plans import Plan
from protocolrules.engine.program import LEADS
from protocolrules.engine.questions import Line, Questions, implied, merge
from protocolrules.engine.slots import Slot
from protocolrules.engine.states import About
from protocolrules.engine.triggers import Arising
from protocolrules.engine.verdicts import Need
from protocolrules.engine.who import unknown
from protocolrules.engine.working import Working
from protocolrules.results import Assignment, DutyState, Permission

NO_MARKS: Mapping[Key, Mark] = MappingProxyType({})
NO_LINES: Mapping[Need, Line] = MappingProxyType({})


class Settled(NamedTuple):
    """The marks of a duty, and what it asks. It holds from `since` until `until`, as long as there
    is no news of the duty, nor of who holds a role (`role_news`)."""

    marks: Mapping[Key, Mark]
    asks: Mapping[Need, Line]
    since: datetime
    until: datetime
    role_news: int


class Known(NamedTuple):
    """Whether it is known who holds a role, or that nobody does, and until when that stays so."""

    held: bool
    until: datetime


@dataclass(slots=True)
class Told:
    """The marks of one rule, ladder, or of all assignments, and what they ask. Those of duties
    that are over are `settled`, one by one; of these some are `fresh` and others `gone` since."""

    marks: Mapping[Key, Mark] = field(default_factory=lambda: NO_MARKS)
    past: Past | None = None
    settled: Sequence[Settled] = ()
    fresh: Sequence[Settled] = ()
    gone: Sequence[Settled] = ()
    asks: Mapping[Need, Line] = field(default_factory=lambda: NO_LINES)
    asked: bool = False  # whether something that is settled may ask
    until: datetime = NEVER
    version: int = 0

    def active(self) -> set[str]:
        """The rules of which something applies."""
        found = marks.active(self.marks)
        for each in self.settled if self.asked else ():
            found |= marks.active(each.marks) if each.asks else frozenset()
        return found


@dataclass(slots=True)
class Change:
    """What was told and what is told now, of what may be another."""

    before: dict[Key, Mark] = field(default_factory=dict)
    after: dict[Key, Mark] = field(default_factory=dict)
    needs: set[Need] = field(default_factory=set)


@dataclass(slots=True)
class Telling:
    """What has been told of a subject. `tell` gives what is another since the last time."""

    working: Working
    about: About
    _told: dict[str, Told] = field(default_factory=dict)
    _later: list[tuple[datetime, str]] = field(default_factory=list)
    _open: dict[Need, dict[str | int, Line]] = field(default_factory=dict)
    _questions: dict[Need, tuple[Key, Mark]] = field(default_factory=dict)
    _leads: list[Assignment] = field(default_factory=list)
    _conflicts: dict[Key, Mark] = field(default_factory=dict)
    _held: dict[str, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing told yet."""
        self.working.stale.update(self.about.keys - self.working.program.by_news)

    def tell(self) -> list[Decision]:
        """What has changed, by news or by time, as of the moment at which the working stands."""
        change, contested = Change(), False
        for key, shown in self._stale().items():
            if not shown and self._same(key):
                continue
            was = self._told.get(key)
            self._note(key, was, self._anew(key, was), change)
            contested |= key in self.about.contested
        self._ask_again(change)
        if contested:
            change.before.update(self._conflicts)
            self._conflicts = dict(self._contradictions())
            change.after.update(self._conflicts)
        return marks.decisions(change.before, change.after)

    def _stale(self) -> dict[str, bool]:
        """What may be another, and whether it is to be told anew though it came out alike: time
        has come for it, or it is known now who holds a role, or no longer."""
        working, now = self.working, self.working.core.now
        found = dict.fromkeys(working.stale & self.about.keys, False)
        working.roles.update(role for role, held in self._held.items() if held.until <= now)
        for role in working.roles:
            held, known = self._known(role), self._held.get(role)
            self._held[role] = held
            if known is None or known.held is not held.held:
                holding = working.program.holding.get(role, ())
                found.update((key, True) for key in holding if key in self._told)
        working.stale, working.roles = set(), set()
        while self._later and self._later[0][0] <= now:
            t, key = heappop(self._later)
            if self._told[key].until == t:
                found[key] = True
        return found

    def _known(self, role: str) -> Known:
        core = self.working.core
        before, core.soon = core.soon, NEVER
        held = not unknown(core, role, core.now)
        for t in core.report_edges(f"role:{role}", core.now):
            if not core.note(t):
                break
        held_until, core.soon = core.soon, before
        return Known(held, held_until)

    def _same(self, key: str) -> bool:
        """Whether what came of it is what has been told already."""
        was = self._told.get(key)
        if key == LEADS or was is None:
            return False
        found = self.working.of(key)
        if found.version != was.version:
            return False
        if found.until < was.until:
            was.until = found.until
            heappush(self._later, (found.until, key))
        return True

    def _note(self, key: str, was: Told | None, now: Told, change: Change) -> None:
        before = was or Told()
        for each in now.gone:
            change.before.update(each.marks)
            self._ask(id(each), each.asks, NO_LINES, change)
        change.before.update(before.marks)
        for each in now.fresh:
            change.after.update(each.marks)
            self._ask(id(each), NO_LINES, each.asks, change)
        change.after.update(now.marks)
        self._ask(key, before.asks, now.asks, change)

    def _anew(self, key: str, was: Told | None) -> Told:
        core, told = self.working.core, Told()
        before, core.soon = core.soon, NEVER
        if key == LEADS:
            leading = {name: self.working.arisings(name) for name in self.about.leading}
            self._leads = assignments(core, leading, False, lasting=True)
            told.marks = dict(marks.of_assignments(self._leads, core.now))
            for x in self._leads:
                core.note(x.to or core.now)
        else:
            questions = Questions(core)
            sort, _, name = key.partition(":")
            told.version = self.working.of(key).version
            if sort == "rule":
                found = self._of_rule(self.working.program.plans[name], questions, told, was)
            else:
                found = self._of_ladder(name, questions)
            told.marks = dict(found) or NO_MARKS
            told.asks = questions.lines or NO_LINES
        told.until, core.soon = core.soon, before
        self._told[key] = told
        if told.until < NEVER:
            heappush(self._later, (told.until, key))
        return told

    # --- rules and ladders ---

    def _of_rule(
        self, plan: Plan, questions: Questions, told: Told, was: Told | None
    ) -> Iterator[tuple[Key, Mark]]:
        working, core, effect = self.working, self.working.core, plan.rule.effect
        came = working.of(f"rule:{plan.rule.name}")
        questions.of_rule(plan, came.live)
        if isinstance(effect, document.Duty):
            self._of_past(came.past, told, was)
            for slot in came.owed:
                settled = self._settled(slot)
                yield from settled.marks.items()
                merge(questions.lines, settled.asks)
        elif isinstance(effect, (document.Permission, document.Prohibition)):
            questions.of_others(plan, came.live)
            for a in came.live:
                core.note(a.end or core.now)
            yield from self._of_others(plan, came.live)
        elif isinstance(effect, document.Assignments):
            questions.of_assignments(plan, came.live)
        elif isinstance(effect, StatusGiven):
            for status in statuses(core, plan, came.arisings, False):
                core.note(status.to or core.now)
                yield from marks.of_status(status, core.now)

    def _of_past(self, past: Past, told: Told, was: Told | None) -> None:
        """Tell of duties that were set apart, and take back what was told of others."""
        told.past, before = past, was or Told()
        if before.past is past:
            kept, told.asked = before.settled[: past.kept], before.asked
        else:
            kept = ()
        told.gone = before.settled[len(kept) :]
        told.fresh = tuple(self._settled(slot) for slot in past.slots[len(kept) :])
        told.settled = (*kept, *told.fresh)
        told.asked = told.asked or any(each.asks for each in told.fresh)
        past.kept = len(past.slots)

    def _settled(self, slot: Slot) -> Settled:
        """What is told of a duty; the same as the last time, where nothing can have changed it."""
        core, role_news = self.working.core, self.working.role_news
        told: Settled | None = slot.told
        if told is None or told.role_news != role_news or not told.since <= core.now < told.until:
            before, core.soon, questions = core.soon, NEVER, Questions(core)
            marks = dict(self._of_slot(slot, questions))
            asks = questions.lines or NO_LINES
            slot.told = told = Settled(marks, asks, core.now, core.soon, role_news)
            core.soon = before
        core.note(told.until)
        return told

    def _of_others(self, plan: Plan, arisings: Sequence[Arising]) -> Iterator[tuple[Key, Mark]]:
        core = self.working.core
        if isinstance(plan.rule.effect, document.Prohibition):
            for forbidden in prohibitions(core, plan, arisings, False):
                yield from marks.of_prohibition(forbidden)
            return
        for each in permissions(core, plan, arisings, False):
            if isinstance(each, Permission):
                yield from marks.of_permission(each)
            else:
                yield from marks.of_prohibition(each)

    def _of_slot(
        self, slot: Slot, questions: Questions, duty: bool = True
    ) -> Iterator[tuple[Key, Mark]]:
        core, rule = self.working.core, slot.a.plan.rule
        for t in edges(core, slot):
            core.note(t)
        state: DutyState | None = word(core, slot, core.now)
        if state is None or not duty:
            return
        questions.of_slot(slot, state)
        dated = None if slot.when_unknown else standing(slot, core.now)
        due, id = dated.deadline.due if dated else None, self.working.id(slot)
        yield Key("duty", id), Mark(rule.name, rule.clause, state, due)
        sort: DecisionSort = "breach" if slot.duty.modality == "must" else "departure"
        spans = breaches(core, slot)
        yield from marks.of_breaches(sort, id, rule.name, rule.clause, spans, core.now)

    def _of_ladder(self, name: str, questions: Questions) -> Iterator[tuple[Key, Mark]]:
        for c in self.working.climbs(name):
            for need in c.needs:
                questions.ask(need, name, c.ladder.clause, c.about, c.start.earliest)
            for step in c.steps:
                clause = step.slot.a.plan.rule.clause
                yield from self._of_slot(step.slot, questions, not step.skipped)
                if word(self.working.core, step.slot, self.working.core.now) is not None:
                    says = "skipped" if step.skipped else "left" if step.until else "reached"
                    key = Key("escalation", f"{c.about}:rung{step.number}", name)
                    yield key, Mark(name, clause, says)

    # --- what several rules make together ---

    def _ask(
        self, key: str | int, gone: Mapping[Need, Line], asks: Mapping[Need, Line], change: Change
    ) -> None:
        """Note what a rule, or one duty that is settled, asks now instead of before."""
        if not gone and not asks:
            return
        for need in gone.keys() - asks.keys():
            del self._open[need][key]
            if not self._open[need]:
                del self._open[need]
            change.needs.add(need)
        for need, line in asks.items():
            if gone.get(need) != line:
                self._open.setdefault(need, {})[key] = line
                change.needs.add(need)

    def _ask_again(self, change: Change) -> None:
        """See which questions are open now, of those that may be others; and of those whose
        answer follows from one of them."""
        program = self.working.program
        for need in list(change.needs):
            if need.kind == "fact":
                change.needs.update(Need("fact", f) for f in program.implied(need.name))
        for need in change.needs:
            was = self._questions.pop(need, None)
            if was is not None:
                change.before[was[0]] = was[1]
            lines = self._open.get(need)
            if lines is not None and not self._waits(need, lines):
                now = self._questions[need] = _question(need, lines)
                change.after[now[0]] = now[1]

    def _waits(self, need: Need, lines: Mapping[str | int, Line]) -> bool:
        standing = all(line.standing for line in lines.values())
        return standing and implied(self.working.program, need, self._open)

    def _contradictions(self) -> Iterator[tuple[Key, Mark]]:
        """Contradictions of the rules that apply, of those that say so of each other."""
        applying = set[str]()
        for key in self.about.contested:
            if (told := self._told.get(key)) is not None:
                applying |= told.active()
        for each in conflicts(self.working.core, applying, self._leads):
            yield marks.of_conflict(each)


def _question(need: Need, lines: Mapping[str | int, Line]) -> tuple[Key, Mark]:
    event = need.event_id
    if need.kind == "field" and event is None:
        first = min(lines.values(), key=lambda x: x.since or NEVER)
        event = first.event_id
    return marks.question(need.kind, need.name, event)
