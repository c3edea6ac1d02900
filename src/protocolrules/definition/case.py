"""One case under one protocol: every duty worked out, and what rules ask of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from protocolrules.definition.arisings import Arising, arisings, considered, state_spells
from protocolrules.definition.credit import give
from protocolrules.definition.days import Point
from protocolrules.definition.evidence import Side, grow, judge, matches
from protocolrules.definition.history import Seen
from protocolrules.definition.ladders import Climb, climb
from protocolrules.definition.life import breaches, edges, word
from protocolrules.definition.once import settle_judged, singles
from protocolrules.definition.repeats import chain
from protocolrules.definition.slots import Slot, plant
from protocolrules.definition.truth import World
from protocolrules.definition.verdicts import Spell, Verdict, any_of
from protocolrules.definition.who import settle
from protocolrules.document import Duty, OnDuty, Rule, Standing, StatusGiven
from protocolrules.expressions import EventPattern


@dataclass(slots=True)
class Case:
    """A subject's history under a protocol; answers what conditions ask (truth.Others)."""

    world: World
    subject: str
    found: dict[str, list[Slot]] = field(default_factory=dict)
    arisen: dict[str, list[Arising]] = field(default_factory=dict)
    unclear: dict[str, list[str]] = field(default_factory=dict)  # warnings, by rule

    def arisings(self, rule: Rule) -> list[Arising]:
        """Every arising of a rule, worked out once."""
        if rule.name not in self.arisen:
            self.arisen[rule.name] = arisings(self.world, rule, self.outcomes(rule.trigger))
        return self.arisen[rule.name]

    def considered(self, rule: Rule) -> list[tuple[Arising, Verdict]]:
        """Every time a rule was triggered, with the verdict."""
        return considered(self.world, rule, self.outcomes(rule.trigger))

    def slots(self, name: str) -> list[Slot]:
        """Every duty of a rule, worked out once."""
        if name in self.found:
            return self.found[name]
        rule = self.world.protocol.rules[name]
        slots: list[Slot] = []
        if isinstance(rule.effect, Duty):
            for a in self.arisings(rule):
                slots += self._of(a, rule.effect) if a.verdict.holds else []
            repeat = rule.effect.repeat
            if not repeat or repeat[0].how not in ("at_most_apart", "regularly"):
                self._take_turns(slots)
                for slot in slots:
                    settle_judged(self.world, slot)
                self.unclear[name] = give(self.world, slots, rule.effect.covers_all_open)
            self._take_turns(slots)
        slots.sort(key=Slot.order)
        _number(slots)
        self.found[name] = slots
        return slots

    def _of(self, a: Arising, duty: Duty) -> Iterator[Slot]:
        settled = settle(self.world, duty.who, a.from_, a.frame)
        holders: Sequence[str | None] = settled.who.roles if settled.who.how == "each" else (None,)
        earlier = self.slots(duty.after) if duty.after else []
        for holder in holders:
            if duty.repeat:
                yield from chain(self.world, a, settled, holder)
            else:
                yield from singles(self.world, a, settled, holder, earlier)

    def _take_turns(self, slots: Sequence[Slot]) -> None:
        """An alternating duty goes to whoever did not do it the time before."""
        last: tuple[str, ...] = ()
        for slot in sorted(slots, key=_held_order):
            if slot.settled.who.how != "alternating":
                continue
            roles = slot.settled.who.roles
            if len(last) == 1:
                slot.turn = (roles[(roles.index(last[0]) + 1) % len(roles)],)
                if slot.occasion is not None:
                    plant(self.world, slot)
            if slot.met is not None or (slot.occasion and slot.occasion.held):
                last = self.doer(slot)

    def doer(self, slot: Slot) -> tuple[str, ...]:
        """Which of several roles did it, as far as the evidence says."""
        world, evidence = self.world, slot.duty.done_when
        held = slot.occasion.held if slot.occasion else None
        events = [held] if held else slot.events
        if evidence is None or not events:
            return ()
        trees = {
            r: grow(world, evidence, Side((r,)), Side(), False) for r in slot.settled.who.roles
        }
        return tuple(r for r, tree in trees.items() if judge(world, tree, events[0], events)[0])

    def id(self, slot: Slot) -> str:
        """Made of the rule, the subject and what the duty is anchored in, never of times."""
        parts = (slot.rule.name, self.subject, slot.a.ref, slot.part, slot.holder)
        return ":".join(p for p in parts if p)

    def outcomes(self, trigger: object) -> list[tuple[str, Point, datetime]]:
        """When the duties that a trigger names were met, or turned out unmet."""
        if not isinstance(trigger, OnDuty):
            return []
        found = []
        for slot in self.slots(trigger.rule):
            recorded = slot.a.recorded or slot.a.from_
            if trigger.outcome == "met" and slot.met is not None:
                found.append((self.id(slot), slot.met.when, slot.met.recorded))
            elif trigger.outcome == "unmet":
                begun = [b.from_ for b in breaches(self.world, slot) if b.from_ <= self.world.at]
                if begun:
                    found.append((self.id(slot), Point.at(min(begun)), recorded))
        return found

    # --- what conditions ask ---

    def duty_words(self, rule: str, t: datetime) -> list[str]:
        """The states of the latest occurrence of a rule's duty."""
        words = [(s.occurrence, w) for s in self.slots(rule) if (w := word(self.world, s, t))]
        latest = max((n for n, _ in words), default=0)
        return [w for n, w in words if n == latest]

    def duty_edges(self, rule: str) -> Iterator[datetime]:
        """The moments at which the state of a rule's duties can change."""
        for slot in self.slots(rule):
            yield from edges(self.world, slot)

    def climbs(self, ladder: str) -> list[Climb]:
        """Every dispute (or unmet duty) that a ladder was started for."""
        found = self.world.protocol.ladders[ladder]
        return climb(self.world, found, self.outcomes(found.starts))

    def rung(self, ladder: str, t: datetime) -> int:
        """The highest rung reached by a moment."""
        return max(
            (s.number for c in self.climbs(ladder) for s in c.steps if s.from_ <= t), default=0
        )

    def rung_edges(self, ladder: str) -> Iterator[datetime]:
        """The moments at which a rung is reached."""
        return (s.from_ for c in self.climbs(ladder) for s in c.steps)

    def matches(self, pattern: EventPattern, s: Seen) -> bool | None:
        """Whether an event is like the pattern."""
        return matches(self.world, pattern, s)

    def given(self, name: str) -> list[tuple[Arising, datetime, datetime | None]]:
        """The stretches in which rules give a status (or may, where the arising is unknown),
        the latest last."""
        found = [(a, a.from_, a.end) for rule in self._givers(name) for a in self.arisings(rule)]
        return sorted(found, key=lambda g: (g[1], g[0].id))

    def _givers(self, name: str) -> list[Rule]:
        return [
            rule
            for rule in self.world.protocol.rules.values()
            if isinstance(rule.effect, StatusGiven) and rule.effect.status == name
        ]

    def _giving_states(self, name: str) -> Iterator[Spell]:
        """The stretches of the states in which standing rules give a status."""
        for rule in self._givers(name):
            if isinstance(rule.trigger, Standing):
                yield from state_spells(self.world, rule)

    def status(self, name: str, t: datetime) -> Verdict:
        """Whether a rule gives the status at a moment."""
        verdicts = [
            replace(a.verdict, event_id=a.trigger.id if a.trigger else None, since=start)
            for a, start, end in reversed(self.given(name))
            if start <= t and (end is None or t < end)
        ]
        states = self._giving_states(name)
        verdicts += [s.verdict for s in states if s.covers(t) and s.verdict.holds is None]
        return any_of(verdicts, f"status {name}") if verdicts else Verdict(False, f"status {name}")

    def status_edges(self, name: str) -> Iterator[datetime]:
        """The moments at which the status can change."""
        times = [t for _, start, end in self.given(name) for t in (start, end)]
        times += [t for s in self._giving_states(name) for t in (s.start, s.end)]
        yield from (t for t in times if t is not None)


def _number(slots: Sequence[Slot]) -> None:
    """Count the occurrences; duties of several holders of one occurrence share its number."""
    seen: dict[tuple[str, str], int] = {}
    for slot in slots:
        slot.occurrence = seen.setdefault((slot.a.ref, slot.part), len(seen) + 1)


def _held_order(slot: Slot) -> tuple[datetime, str]:
    o = slot.occasion
    if o is None:
        return slot.a.from_, slot.a.id
    planned = o.planned()
    when = o.held.when if o.held else planned or o.heard.when
    return when.earliest, o.id
