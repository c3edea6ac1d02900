"""One subject's log under one program, and what came of every rule: worked out where news or time
could have changed it, and kept everywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from protocolrules.document import Duty, OnDuty, Trigger
from protocolrules.engine.arisings import settled, triggered
from protocolrules.engine.core import Core
from protocolrules.engine.days import LONG_AGO, NEVER, TICK, day_of, day_start, instant
from protocolrules.engine.duties import owed
from protocolrules.engine.found import Found
from protocolrules.engine.ladders import Climb, climbs
from protocolrules.engine.life import breaches, edges, word
from protocolrules.engine.log import Record, Seen, seen_from
from protocolrules.engine.news import REPLACED, TIME, News, first_difference, keys_of, widely
from protocolrules.engine.plans import Plan
from protocolrules.engine.program import Program
from protocolrules.engine.slots import Slot
from protocolrules.engine.stepping import note_over, note_states, steady, step, too_late
from protocolrules.engine.triggers import Arising, Outcome
from protocolrules.engine.verdicts import Spell, Verdict, any_of
from protocolrules.events import CaseEvent

NOBODY: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
ROLE = "fact:role:"
IDLE = Found(idle=True, since=LONG_AGO)
"""Of a rule that only news triggers, and none has: shared, and never changed."""
Given = tuple[Arising, datetime, datetime | None]


@dataclass(slots=True)
class Working:
    """What is known of one subject as of `core.now`, and what came of every rule.

    `stale` names everything that may have come out otherwise since it was last emptied, `roles`
    the roles that may be held by somebody else.
    """

    program: Program
    subject: str
    now: datetime
    core: Core = field(init=False)
    stale: set[str] = field(init=False, default_factory=set)
    roles: set[str] = field(init=False, default_factory=set)
    role_news: int = field(init=False, default=0)  # how often there was some of who holds a role
    record: Record = field(init=False, default_factory=Record)
    found: dict[str, Found] = field(init=False, default_factory=dict)
    _changed: dict[str, dict[str, datetime]] = field(init=False, default_factory=dict)
    _doubted: set[str] = field(init=False, default_factory=set)
    _versions: int = field(init=False, default=0)
    _said: dict[str, list[Seen]] = field(init=False, default_factory=dict)
    _keys: dict[str, dict[str, datetime]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """An empty log."""
        self.core = Core(self.program, self.now)
        self.core.others = self

    # --- news and time ---

    def take(self, event: CaseEvent) -> None:
        """Take an event in, also one that corrects or withdraws another."""
        self.take_all((event,))

    def take_all(self, events: Iterable[CaseEvent]) -> None:
        """Take many events in."""
        first, roots = self._first(), dict[str, None]()
        for event in events:
            root = self.record.add(event)
            if root is not None:
                roots[root] = None
        news = News()
        for root in roots:
            self._change(root, news)
        self._spread(news, first)

    def move(self, now: datetime) -> None:
        """Have another moment be the one that is asked about."""
        if now == self.core.now:
            return
        first, news = self._first(), News()
        for s in self.core.move(now):
            news.add(s, widely(self.program, self._keys[s.id]))
            news.add(s, self._named(s))
        if news.keys:
            self._spread(news, first)
        if self._first() is None:
            self._start_over()  # what nobody dated counts from now, as long as there is no event

    def _first(self) -> datetime | None:
        return self.core.first()

    def _change(self, root: str, news: News) -> None:
        """Have an event say what it says now."""
        core, protocol = self.core, self.program.protocol
        kinds = protocol.vocabulary.events
        for s in self._said.pop(root, ()):
            del self._keys[s.id]
            news.add(s, self._named(s))
            news.add(s, dict.fromkeys(core.occasions.told_of_later((s,)), LONG_AGO))
            news.add(s, keys_of(self.program, s, core.remove(s)))
            news.replaced = True
        content = self.record.content(root)
        if content is None:
            return
        event, recorded = content
        if event.authority not in (None, protocol.authority) or event.kind not in kinds:
            return
        self._said[root] = said = seen_from(root, event, recorded, kinds)
        for s in said:
            keys = self._keys[s.id] = keys_of(self.program, s, core.add(s))
            news.add(s, keys)
            news.add(s, self._named(s))

    def _named(self, s: Seen) -> dict[str, datetime]:
        """The key of an occasion that another one, which was held, is said to be about."""
        about = self.core.occasions.found.get(s.about or "") if s.does == "holds" else None
        return {} if about is None else {f"occasion:{about.kind}": s.when.earliest}

    def _spread(self, news: News, first: datetime | None) -> None:
        """Note what news touches. What nobody dated counts from the first event."""
        core = self.core
        for s in core.gather():
            news.add(s, dict.fromkeys(widely(self.program, self._keys[s.id]), LONG_AGO))
            news.replaced = True
        news.keys.update(dict.fromkeys(core.occasions.told_of_later(news.events), LONG_AGO))
        if first != self._first():
            self._start_over()
        passed = set[str]()
        for key, since in news.keys.items():
            timed, other = self.program.watchers.get(key, NOBODY)
            core.forget(timed, since)
            core.forget(other, LONG_AGO)
            self._note_role(key)
            for reader in self.program.readers.get(key, ()):
                if not self._untouched(reader, key):
                    changed = self._changed.setdefault(reader, {})
                    changed[key] = min(changed.get(key, NEVER), since)
                    if news.replaced:
                        changed[REPLACED] = since
                    self._suspect(reader, passed)

    def _start_over(self) -> None:
        """Work everything out again, but for rules that only news triggers and none has."""
        by_news, plans = self.program.by_news, self.program.plans
        # What is judged as of now can be idle only since the edition is over by now.
        triggered = (
            k
            for k, f in self.found.items()
            if not f.idle or f.until < NEVER or (k in by_news and plans[k[5:]].at_it)
        )
        again = by_news.intersection((*triggered, *self._changed))
        self._changed = {key: {TIME: LONG_AGO} for key in again}
        self._doubted = set(again)
        self.stale.update(self.program.reads.keys() - (by_news - again))
        self.found.clear()
        self.core.forget_all()

    def _had(self, key: str) -> Found | None:
        """What came of something before; nothing of a rule that only news triggers and none
        has."""
        found = self.found.get(key)
        return IDLE if found is None and key in self.program.by_news else found

    def _suspect(self, key: str, passed: set[str]) -> None:
        """Note that something may have come out otherwise, and all that rests on it."""
        if key in passed:
            return
        passed.add(key)
        self._doubted.add(key)
        self.stale.add(key)
        self._note_role(key)
        for reader in self.program.readers.get(key, ()):
            if not self._untouched(reader, key):
                self._suspect(reader, passed)

    def _note_role(self, key: str) -> None:
        if key.startswith(ROLE):
            self.roles.add(key[len(ROLE) :])
            self.role_news += 1

    def _untouched(self, reader: str, key: str) -> bool:
        """Whether news cannot concern a rule, since nothing has triggered it, nor does this."""
        found, now = self._had(reader), self.core.now
        if found is None or not (found.idle and found.since <= now < found.until):
            return False
        return key not in self.program.plans[reader[5:]].wakes

    # --- what came of each ---

    def of(self, key: str) -> Found:
        """What came of a rule (`rule:R`) or ladder (`ladder:L`), or of what defines or gives a
        fact (`fact:F`)."""
        core, found = self.core, self._had(key)
        if found is IDLE and key not in self._changed:
            self._doubted.discard(key)
            return found
        if found is not None and found.since <= core.now < found.until and key not in self._doubted:
            if found.until < core.soon:
                core.soon = found.until
            return found
        self._doubted.discard(key)
        before, core.soon = core.soon, NEVER
        deps = {dep: self.of(dep).version for dep in self.program.deps.get(key, ())}
        again = self._now(key, found, self._news(key, found, deps))
        if again is not found:
            again.since, again.until = core.now, NEVER
            if key.startswith("rule:") and again is not IDLE:
                note_states(core, self.program.plans[key[5:]], again)
            self._versions += 1
            again.version = self._versions
            if found is not None and again.spells and not _rests_on_rules(deps):
                again.moved = found.version, first_difference(found.spells, again.spells)
                if again.moved[1] == NEVER:
                    again.version, again.moved = found.version, found.moved
            self.found[key] = again
        if again is IDLE:
            core.soon = before
            return again
        again.until = min(again.until, again.arose_until, core.soon)
        again.deps = deps
        core.soon = min(before, again.until)
        return again

    def _news(
        self, key: str, found: Found | None, deps: Mapping[str, int]
    ) -> dict[str, datetime] | None:
        """What is another of what something rests on, each with from when; None for all."""
        now, news = self.core.now, self._changed.pop(key, {})
        if found is None or now < found.since:
            return None
        for dep, version in deps.items():
            had = found.deps.get(dep)
            if version != had:
                before, since = (self.found.get(dep) or IDLE).moved
                news[dep] = min(news.get(dep, NEVER), since if before == had else LONG_AGO)
        if now >= found.until:
            if found.since == LONG_AGO:
                return None
            news[TIME] = found.since + TICK
        return news

    def _now(self, key: str, found: Found | None, news: Mapping[str, datetime] | None) -> Found:
        """What came of something, given what came of it before; only what news can concern is
        looked at anew."""
        sort, _, name = key.partition(":")
        if found is None or news is None:
            return self._work_out(key)
        if not news:
            return found
        if sort != "rule":
            return self._work_out(key)
        plan, since = self.program.plans[name], min(news.values())
        if news.keys() <= plan.steady and steady(self.core, plan, found, since):
            return found
        decided = not (news.keys().isdisjoint(plan.wakes) and news.keys().isdisjoint(plan.decides))
        decided = decided or TIME in news
        if not decided and (news.keys().isdisjoint(plan.meets) or too_late(plan, found, news)):
            return found
        if since > LONG_AGO and plan.stepwise:
            # Of an event on the same day only the day may be known: it can count as later, and
            # who came is asked of its end, where the next day begins.
            since = day_start(day_of(since - TICK))
            return step(self.core, plan, found, since, news) or self._work_out(key)
        if decided:
            return self._work_out(key)
        made = self._owed(plan, list(found.arisings), found.arose_until)
        made.judged = found.judged
        return made

    def _work_out(self, key: str) -> Found:
        sort, _, name = key.partition(":")
        if sort == "rule":
            return self._rule(self.program.plans[name])
        if sort == "ladder":
            ladder = self.program.protocol.ladders[name]
            return Found(climbs=climbs(self.core, ladder, self.outcomes(ladder.starts)))
        return Found(spells=[self.core.spells(c) for _, c in self.program.defining(name)])

    def _rule(self, plan: Plan) -> Found:
        core = self.core
        looked_at = list(triggered(core, plan, self.outcomes(plan.rule.trigger)))
        if not looked_at:
            return Found(idle=True, arose_until=core.soon)
        found = self._owed(plan, settled(core, looked_at), core.soon)
        found.note_judged(looked_at)
        return found

    def _owed(self, plan: Plan, arisen: list[Arising], until: datetime) -> Found:
        """Arisings, with the duties that they bring."""
        effect = plan.rule.effect
        found = Found(arisen, arose_until=until)
        if isinstance(effect, Duty):
            earlier = self.slots(effect.after) if effect.after else ()
            owing = owed(self.core, plan, arisen, earlier)
            assert owing is not None
            found.owed, found.unclear = owing
        note_over(plan, found.live, found.owed)
        return found

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

    def _giving_states(self, name: str) -> Iterator[Spell]:
        """The stretches of the states in which standing rules give a status."""
        for plan in self.program.givers(name):
            if plan.state is not None:
                yield from self.core.spells(plan.state)

    def status(self, name: str, t: datetime) -> Verdict:
        """Whether a rule gives a status at a moment."""
        verdicts = [
            _of_arising(a)
            for a, start, end in reversed(self._given(name))
            if start <= t and (end is None or t < end)
        ]
        states = self._giving_states(name)
        verdicts += [s.verdict for s in states if s.covers(t) and s.verdict.holds is None]
        return any_of(verdicts, f"status {name}") if verdicts else Verdict(False, f"status {name}")

    def status_edges(self, name: str) -> Iterator[datetime]:
        """The moments at which a status can change."""
        times = [t for _, start, end in self._given(name) for t in (start, end)]
        times += [t for s in self._giving_states(name) for t in (s.start, s.end)]
        yield from (t for t in times if t is not None)


def _rests_on_rules(deps: Iterable[str]) -> bool:
    return any(dep.startswith(("rule:", "ladder:")) for dep in deps)


def _of_arising(a: Arising) -> Verdict:
    v, id = a.verdict, a.trigger.id if a.trigger else None
    return Verdict(v.holds, v.says, v.value, id, a.from_, v.how, v.parts, v.needs, v.recorded)
