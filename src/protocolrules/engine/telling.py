"""What an event, or time, has changed: the marks of a case, kept rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

from protocolrules import document
from protocolrules.document import StatusGiven
from protocolrules.engine import marks
from protocolrules.engine.arisings import Arising
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
from protocolrules.engine.program import LEADS, Plan
from protocolrules.engine.questions import Line, Questions, implied
from protocolrules.engine.slots import Slot
from protocolrules.engine.states import About
from protocolrules.engine.verdicts import Need
from protocolrules.engine.working import Working
from protocolrules.results import Assignment, DutyState, Permission


@dataclass(slots=True)
class Told:
    """The marks of one rule, ladder, or of all assignments, and what they ask. Those of duties
    that are over for good are `settled`, as far as they have been told."""

    marks: dict[Key, Mark] = field(default_factory=dict)
    settled: dict[Key, Mark] = field(default_factory=dict)
    past: Past | None = None
    count: int = 0
    fresh: dict[Key, Mark] = field(default_factory=dict)  # of those, what has not been told
    asks: dict[Need, Line] = field(default_factory=dict)
    until: datetime = NEVER
    version: int = 0


@dataclass(slots=True)
class Telling:
    """What has been told of a subject. `tell` gives what is another since the last time."""

    working: Working
    about: About
    _told: dict[str, Told] = field(default_factory=dict)
    _later: list[tuple[datetime, str]] = field(default_factory=list)
    _open: dict[Need, dict[str, Line]] = field(default_factory=dict)
    _leads: list[Assignment] = field(default_factory=list)
    _shared: dict[Key, Mark] = field(default_factory=dict)  # questions and conflicts

    def __post_init__(self) -> None:
        """Nothing told yet."""
        self.working.stale.update(self.about.keys - self.working.program.by_news)

    def tell(self) -> list[Decision]:
        """What has changed, by news or by time, as of the moment at which the working stands."""
        working, now = self.working, self.working.core.now
        stale, working.stale = working.stale, set()
        shown, working.shown = working.shown, set()
        while self._later and self._later[0][0] <= now:
            t, key = heappop(self._later)
            if self._told[key].until == t:
                shown.add(key)
        before: dict[Key, Mark] = {}
        after: dict[Key, Mark] = {}
        another = False
        for key in (stale | shown) & self.about.keys:
            was = self._told.get(key)
            version = working.of(key).version if key != LEADS else 0
            same = was is not None and was.version == version and key != LEADS
            if was is not None and same and key not in shown:
                until = working.found[key].until if key != LEADS else NEVER
                if until < was.until:
                    was.until = until
                    heappush(self._later, (until, key))
                continue
            is_, another = self._anew(key, was), True
            is_.version = version
            if was is not None:
                before.update(was.marks)
                if was.past is not is_.past:
                    before.update(was.settled)
            after.update(is_.marks)
            after.update(is_.fresh)
            self._ask(key, was, is_)
        if another:
            shared = dict(self._questions())
            shared.update(self._conflicts())
            before.update(self._shared)
            after.update(shared)
            self._shared = shared
        return marks.decisions(before, after)

    def _anew(self, key: str, was: Told | None) -> Told:
        core, told = self.working.core, Told()
        before, core.soon = core.soon, NEVER
        if key == LEADS:
            leading = {name: self.working.arisings(name) for name in self.about.leading}
            self._leads = assignments(core, leading, False)
            told.marks.update(marks.of_assignments(self._leads, core.now))
            for x in self._leads:
                core.note(x.to or core.now)
        else:
            questions = Questions(core)
            sort, _, name = key.partition(":")
            if sort == "rule":
                self._of_rule(self.working.program.plans[name], questions, told, was)
            else:
                told.marks.update(self._of_ladder(name, questions))
            told.asks = questions.lines
        told.until, core.soon = core.soon, before
        self._told[key] = told
        if told.until < NEVER:
            heappush(self._later, (told.until, key))
        return told

    # --- rules and ladders ---

    def _of_rule(self, plan: Plan, questions: Questions, told: Told, was: Told | None) -> None:
        working, core, effect = self.working, self.working.core, plan.rule.effect
        came = working.of(f"rule:{plan.rule.name}")
        questions.of_rule(plan, came.live)
        if isinstance(effect, document.Duty):
            if was is not None and was.past is came.past:
                told.settled, told.count = was.settled, was.count
            for slot in came.past.slots[told.count :]:
                told.fresh.update(self._of_slot(slot, questions))
            told.settled.update(told.fresh)
            told.past, told.count = came.past, len(came.past.slots)
            for slot in came.owed:
                told.marks.update(self._of_slot(slot, questions))
        elif isinstance(effect, (document.Permission, document.Prohibition)):
            questions.of_others(plan, came.live)
            for a in came.live:
                core.note(a.end or core.now)
            told.marks.update(self._of_others(plan, came.live))
        elif isinstance(effect, StatusGiven):
            for status in statuses(core, plan, came.arisings, False):
                core.note(status.to or core.now)
                told.marks.update(marks.of_status(status, core.now))

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

    def _ask(self, key: str, was: Told | None, now: Told) -> None:
        """Note what a rule asks now instead of before."""
        gone = was.asks if was is not None else {}
        for need in gone.keys() - now.asks.keys():
            del self._open[need][key]
            if not self._open[need]:
                del self._open[need]
        for need, line in now.asks.items():
            self._open.setdefault(need, {})[key] = line

    def _questions(self) -> Iterator[tuple[Key, Mark]]:
        for need, lines in self._open.items():
            standing_only = all(line.standing for line in lines.values())
            if standing_only and implied(self.working.program, need, self._open):
                continue
            event = need.event_id
            if need.kind == "field" and event is None:
                first = min(lines.values(), key=lambda x: x.since or NEVER)
                event = first.event_id
            yield marks.question(need.kind, need.name, event)

    def _conflicts(self) -> Iterator[tuple[Key, Mark]]:
        """Contradictions of the rules that apply, of those that say so of each other."""
        applying = set[str]()
        for key in self.about.contested:
            if (told := self._told.get(key)) is not None:
                applying |= marks.active(told.marks)
        for each in conflicts(self.working.core, applying, self._leads):
            yield marks.of_conflict(each)
