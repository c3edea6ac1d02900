"""One subject's log under one program, and what came of every rule: worked out where news or time
could have changed it, and kept everywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from protocolrules.document import Duty, OnDuty, Trigger
from protocolrules.engine.arisings import Arising, Outcome, arisings, state_spells
from protocolrules.engine.core import Core
from protocolrules.engine.days import NEVER, instant
from protocolrules.engine.duties import duties
from protocolrules.engine.ladders import Climb, climbs
from protocolrules.engine.life import breaches, edges, word
from protocolrules.engine.log import Record, Seen, seen_from
from protocolrules.engine.program import Program
from protocolrules.engine.slots import Slot
from protocolrules.engine.verdicts import Spell, Verdict, any_of
from protocolrules.events import CaseEvent

Given = tuple[Arising, datetime, datetime | None]


@dataclass(slots=True)
class Found:
    """What came of a rule or ladder, or when a fact is defined or given. It was worked out as of
    `since`, and holds until `until`."""

    arisings: Sequence[Arising] = ()
    slots: Sequence[Slot] = ()
    climbs: Sequence[Climb] = ()
    spells: Sequence[Spell] = ()
    unclear: Sequence[str] = ()
    since: datetime = NEVER
    until: datetime = NEVER


@dataclass(slots=True)
class Working:
    """What is known of one subject as of `core.now`, and what came of every rule."""

    program: Program
    subject: str
    now: datetime
    core: Core = field(init=False)
    stale: set[str] = field(init=False, default_factory=set)  # what news touched, since last told
    record: Record = field(init=False, default_factory=Record)
    found: dict[str, Found] = field(init=False, default_factory=dict)
    _said: dict[str, list[Seen]] = field(init=False, default_factory=dict)
    _keys: dict[str, set[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """An empty log."""
        self.core = Core(self.program, self.now)
        self.core.others = self

    # --- news and time ---

    def take(self, event: CaseEvent) -> None:
        """Take an event in, also one that corrects or withdraws another."""
        first = self._first()
        changed = self._change(self.record.add(event))
        self._forget(changed, first)

    def take_all(self, events: Iterable[CaseEvent]) -> None:
        """Take many events in."""
        first, roots = self._first(), dict[str, None]()
        for event in events:
            root = self.record.add(event)
            if root is not None:
                roots[root] = None
        changed = {key for root in roots for key in self._change(root)}
        self._forget(changed, first)

    def move(self, now: datetime) -> None:
        """Have another moment be the one that is asked about."""
        if now != self.core.now:
            first = self._first()
            moved = self.core.move(now)
            self._forget({key for s in moved for key in self._keys[s.id]}, first)

    def _first(self) -> datetime | None:
        return self.core.log_start() if self.core.seen else None

    def _change(self, root: str | None) -> set[str]:
        """Have an event say what it says now; gives the keys of what that touches."""
        if root is None:
            return set()
        core, protocol = self.core, self.program.protocol
        kinds = protocol.vocabulary.events
        changed = set[str]()
        for s in self._said.pop(root, ()):
            core.remove(s)
            changed |= self._keys.pop(s.id)
        content = self.record.content(root)
        if content is None:
            return changed
        event, recorded = content
        if event.authority not in (None, protocol.authority) or event.kind not in kinds:
            return changed
        self._said[root] = said = seen_from(root, event, recorded, kinds)
        for s in said:
            names = core.add(s)
            keys = {n if n == "age" else f"fact:{n}" for n in names}
            keys.add(f"kind:{s.kind}")
            if s.occasion is not None:
                keys.add(f"occasion:{s.occasion}")
            self._keys[s.id] = keys
            changed |= keys
        return changed

    def _forget(self, changed: set[str], first: datetime | None) -> None:
        """Drop what rests on what has changed. What nobody dated counts from the first event."""
        core = self.core
        changed |= core.gather()
        if first != self._first():
            self.found.clear()
            core.forget_all()
            self.stale.update(self.program.order)
            return
        for key in changed:
            conds, readers = self.program.touched(key)
            core.forget(conds)
            self.stale.update(readers)
            for reader in readers:
                self.found.pop(reader, None)

    # --- what came of each ---

    def of(self, key: str) -> Found:
        """What came of a rule (`rule:R`), ladder (`ladder:L`) or given fact (`fact:F`)."""
        core, found = self.core, self.found.get(key)
        if found is None or not found.since <= core.now < found.until:
            before, core.soon = core.soon, NEVER
            found = self._work_out(key)
            found.since, found.until = core.now, core.soon
            self.found[key] = found
            core.soon = before
        if found.until < core.soon:
            core.soon = found.until
        return found

    def _work_out(self, key: str) -> Found:
        sort, _, name = key.partition(":")
        if sort == "rule":
            return self._rule(name)
        if sort == "ladder":
            ladder = self.program.protocol.ladders[name]
            return Found(climbs=climbs(self.core, ladder, self.outcomes(ladder.starts)))
        return Found()

    def _rule(self, name: str) -> Found:
        core, plan = self.core, self.program.plans[name]
        effect = plan.rule.effect
        arisen = arisings(core, plan, self.outcomes(plan.rule.trigger))
        if not isinstance(effect, Duty):
            return Found(arisen)
        earlier = self.slots(effect.after) if effect.after else ()
        slots, unclear = duties(core, plan, arisen, earlier)
        return Found(arisen, slots, unclear=unclear)

    def arisings(self, rule: str) -> Sequence[Arising]:
        """Every arising of a rule."""
        return self.of(f"rule:{rule}").arisings

    def slots(self, rule: str) -> Sequence[Slot]:
        """Every duty of a rule."""
        return self.of(f"rule:{rule}").slots

    def climbs(self, ladder: str) -> Sequence[Climb]:
        """Every dispute (or unmet duty) that a ladder was started for."""
        return self.of(f"ladder:{ladder}").climbs

    def id(self, slot: Slot) -> str:
        """Made of the rule, the subject and what the duty is anchored in, never of times."""
        parts = (slot.a.plan.rule.name, self.subject, slot.a.ref, slot.part, slot.holder)
        return ":".join(p for p in parts if p)

    def outcomes(self, trigger: Trigger | object) -> list[Outcome]:
        """When the duties that a trigger names were met, or turned out unmet."""
        if not isinstance(trigger, OnDuty):
            return []
        found: list[Outcome] = []
        for slot in self.slots(trigger.rule):
            recorded = slot.a.recorded or slot.a.from_
            if trigger.outcome == "met" and slot.met is not None:
                found.append((self.id(slot), slot.met.when, slot.met.recorded))
            elif trigger.outcome == "unmet":
                spans = breaches(self.core, slot)
                begun = [b.from_ for b in spans if self.core.note(b.from_)]
                if begun:
                    found.append((self.id(slot), instant(min(begun)), recorded))
                for t in edges(self.core, slot):
                    self.core.note(t)
        return found

    # --- what conditions ask ---

    def duty_words(self, rule: str, t: datetime) -> list[str]:
        """The states of the latest occurrence of a rule's duty."""
        words = [(s.occurrence, w) for s in self.slots(rule) if (w := word(self.core, s, t))]
        latest = max((n for n, _ in words), default=0)
        return [w for n, w in words if n == latest]

    def duty_edges(self, rule: str) -> Iterator[datetime]:
        """The moments at which the state of a rule's duties can change."""
        for slot in self.slots(rule):
            yield from edges(self.core, slot)

    def rung(self, ladder: str, t: datetime) -> int:
        """The highest rung reached by a moment; 0 for none."""
        steps = (s for c in self.climbs(ladder) for s in c.steps)
        return max((s.number for s in steps if s.from_ <= t), default=0)

    def rung_edges(self, ladder: str) -> Iterator[datetime]:
        """The moments at which a rung is reached."""
        return (s.from_ for c in self.climbs(ladder) for s in c.steps)

    def _given(self, status: str) -> list[Given]:
        """The stretches in which rules give a status (or may), the latest last."""
        givers = self.program.givers(status)
        found = [(a, a.from_, a.end) for p in givers for a in self.arisings(p.rule.name)]
        return sorted(found, key=lambda g: (g[1], g[0].id))

    def status(self, name: str, t: datetime) -> Verdict:
        """Whether a rule gives a status at a moment."""
        verdicts = [
            _of_arising(a)
            for a, start, end in reversed(self._given(name))
            if start <= t and (end is None or t < end)
        ]
        for plan in self.program.givers(name):
            for spell in state_spells(self.core, plan) if plan.standing else ():
                if spell.covers(t) and spell.verdict.holds is None:
                    verdicts.append(spell.verdict)
        return any_of(verdicts, f"status {name}") if verdicts else Verdict(False, f"status {name}")

    def status_edges(self, name: str) -> Iterator[datetime]:
        """The moments at which a status can change."""
        for _, start, end in self._given(name):
            yield start
            if end is not None:
                yield end


def _of_arising(a: Arising) -> Verdict:
    v, id = a.verdict, a.trigger.id if a.trigger else None
    return Verdict(v.holds, v.says, v.value, id, a.from_, v.how, v.parts, v.needs, v.recorded)
