"""One subject's log under one program, as of one moment: what is seen, known and held, and over
which stretches. Worked out once, kept for as long as neither news nor time can change it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge
from typing import Any

from protocolrules.engine.asking import Others
from protocolrules.engine.conditions import Cond
from protocolrules.engine.days import (
    DAY,
    LONG_AGO,
    LONGEST_DAY,
    NEVER,
    TICK,
    day_end,
    day_of,
    day_start,
)
from protocolrules.engine.facts import Report, Reports, Touched, begin, years
from protocolrules.engine.log import JUDGEMENT, Occasions, Seen, sort_key
from protocolrules.engine.program import Program
from protocolrules.engine.verdicts import (
    NO_FRAME,
    Frame,
    Spell,
    Verdict,
    dated,
    ends,
    in_words,
)
from protocolrules.results import How
from protocolrules.vocabulary import Definition


@dataclass(slots=True)
class Kept:
    """Spells worked out at one moment; they hold until another."""

    spells: list[Spell]
    since: datetime
    until: datetime
    first: datetime  # the first moment at which it could change
    news: datetime = NEVER  # what it looks at can be another from then


@dataclass(slots=True)
class Core:
    """What is seen and known of one subject as of `now`.

    `soon` is the earliest moment after `now` at which something that was looked at can be
    another; whoever keeps a result notes it (see `watch`).
    """

    program: Program
    now: datetime
    reports: Reports = field(init=False)
    occasions: Occasions = field(init=False, default_factory=Occasions)
    seen: list[Seen] = field(init=False, default_factory=list)
    naming: dict[str, list[Seen]] = field(init=False, default_factory=dict)  # what is about an id
    by_kind: dict[str, list[Seen]] = field(init=False, default_factory=dict)
    judged: dict[str | None, list[Seen]] = field(init=False, default_factory=dict)
    restless: bool = field(init=False, default=True)  # what counts from `now` changes with it
    soon: datetime = field(init=False, default=NEVER)
    others: Others = field(init=False)
    ahead: list[Seen] = field(init=False, default_factory=list)
    _by_id: dict[str, Seen] = field(init=False, default_factory=dict)
    _spells: dict[int, Kept] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing seen yet."""
        protocol = self.program.protocol
        self.reports = Reports(protocol.vocabulary, protocol.authority, self.program.effects)

    # --- time ---

    def note(self, t: datetime) -> bool:
        """Whether a moment has come; one that has not is when to look again."""
        if t <= self.now:
            return True
        if t < self.soon:
            self.soon = t
        return False

    # --- the log ---

    def add(self, s: Seen) -> Touched:
        """Take an event in. What is not yet past at `now` speaks of facts only. Gives the facts,
        `role:` roles and `age` that it speaks of, with from when each can be another."""
        names = self.reports.take(s)
        if s.when.earliest > self.now:
            insort(self.ahead, s, key=sort_key)
        else:
            self._see(s)
        return names

    def remove(self, s: Seen) -> Touched:
        """Forget an event, since it was corrected or withdrawn; gives what it spoke of."""
        names = self.reports.drop(s)
        if s.id in self._by_id:
            self._unsee(s)
        else:
            del self.ahead[bisect_left(self.ahead, s.key, key=sort_key)]
        return names

    def move(self, now: datetime) -> list[Seen]:
        """Have another moment be `now`; gives the events that are past now, or no longer."""
        moved: list[Seen] = []
        if now > self.now:
            while self.ahead and self.ahead[0].when.earliest <= now:
                moved.append(self.ahead.pop(0))
                self._see(moved[-1])
        else:
            while self.seen and self.seen[-1].when.earliest > now:
                s = self.seen[-1]
                moved.append(s)
                self._unsee(s)
                insort(self.ahead, s, key=sort_key)
        self.now = now
        return moved

    def _see(self, s: Seen) -> None:
        insort(self.seen, s, key=sort_key)
        insort(self.by_kind.setdefault(s.kind, []), s, key=sort_key)
        if s.kind == JUDGEMENT:
            insort(self.judged.setdefault(s.fields.get("judgement"), []), s, key=sort_key)
        self._by_id[s.id] = s
        if s.about is not None:
            insort(self.naming.setdefault(s.about, []), s, key=sort_key)
        self.occasions.note(s.id)
        if s.does is not None and s.occasion is not None and not s.stand_in:
            self.occasions.add(s, self._by_id)

    def _unsee(self, s: Seen) -> None:
        judged = [self.judged[s.fields.get("judgement")]] if s.kind == JUDGEMENT else []
        for among in (self.seen, self.by_kind[s.kind], *judged):
            del among[bisect_left(among, s.key, key=sort_key)]
        del self._by_id[s.id]
        if s.about is not None:
            del self.naming[s.about][bisect_left(self.naming[s.about], s.key, key=sort_key)]
        self.occasions.note(s.id)
        if s.id in self.occasions.by_id:
            self.occasions.remove(s)

    def gather(self) -> list[Seen]:
        """Tell anew which event is of which occasion, where that can be another; gives those of
        which it is."""
        return self.occasions.gather(self._by_id)

    def of_kind(self, kind: str) -> list[Seen]:
        """The events of a kind, in the order in which they happened."""
        return self.by_kind.get(kind, [])

    def of_kinds(self, kinds: Iterable[str]) -> list[Seen]:
        """The events of several kinds, in the order in which they happened."""
        several = [found for k in kinds if (found := self.by_kind.get(k))]
        if len(several) == 1:
            return several[0]
        return sorted((s for found in several for s in found), key=sort_key)

    def of_kinds_since(self, kinds: Iterable[str], t: datetime) -> list[Seen]:
        """Those of them that happened at a moment or later."""
        found: list[Seen] = []
        for kind in kinds:
            events = self.by_kind.get(kind, ())
            found += events[bisect_left(events, (t, ""), key=sort_key) :]
        found.sort(key=sort_key)
        return found

    def of_kinds_after(self, kinds: Iterable[str], t: datetime) -> list[Seen]:
        """Those of them that may have happened after a moment: on that day, or later."""
        return self.of_kinds_since(kinds, t - LONGEST_DAY)

    def of_kinds_back(self, kinds: Iterable[str]) -> Iterator[Seen]:
        """The events of several kinds, the last first."""
        several = (reversed(found) for k in kinds if (found := self.by_kind.get(k)))
        return merge(*several, key=sort_key, reverse=True)

    def about(self, ids: Collection[str], kinds: Collection[str]) -> list[Seen]:
        """The events of these kinds about one of these, or of one of these occasions."""
        found: dict[str, Seen] = {}
        for id in ids:
            occasion = self.occasions.found.get(id)
            for s in (*self.naming.get(id, ()), *(occasion.acts if occasion else ())):
                if s.kind in kinds and s.id in self._by_id:
                    found[s.id] = s
        return sorted(found.values(), key=sort_key)

    def event(self, id: str) -> Seen | None:
        """A past event by its id."""
        return self._by_id.get(id)

    def log_start(self) -> datetime:
        """The first thing that happened (what was last done is no event of the log)."""
        first = self.first()
        if first is None and self.restless:
            self.note(self.now + TICK)
        return first or self.now

    def first(self) -> datetime | None:
        """When the first event of the log happened, if one has."""
        return next((s.when.earliest for s in self.seen if not s.stand_in), None)

    # --- facts ---

    def value(self, name: str, t: datetime) -> tuple[Any, Verdict]:
        """The value of a fact or role at a moment and where it comes from. Of a report and a
        definition the one with the later beginning speaks."""
        defined = self.defined(name, t)
        if defined is not None:
            begun, spell, definition = defined
            report = self.reports.at(name, t)
            if report is not None and report.value is None and not name.startswith("role:"):
                report = None  # its value came to an end, and nobody said what came after
            reported = report.begin if report is not None and report.begin <= t else None
            if reported is None or (begun is not None and begun >= reported):
                why, value = spell.verdict, definition.value
                verdict = Verdict(
                    None,
                    name,
                    in_words(value),
                    why.event_id,
                    why.since,
                    "defined",
                    (why,),
                    recorded=why.recorded,
                )
                return value, verdict
        return self.reported(name, t)

    def reported(self, name: str, t: datetime) -> tuple[Any, Verdict]:
        """What reports alone say of a fact or role, or that there are none."""
        r = self.reports.at(name, t)
        if r is not None and (r.value is not None or name.startswith("role:")):
            how: How = "found" if r.found else "reported"
            words = in_words(r.value)
            return r.value, Verdict(
                None, name, words, r.event_id, r.begin, how, recorded=r.recorded
            )
        declared = self.program.protocol.vocabulary.facts.get(name)
        value = declared.no_report if declared else None
        how = "unknown" if value is None else "no_report"
        return value, Verdict(None, name, in_words(value), how=how)

    def defined(self, name: str, t: datetime) -> tuple[datetime | None, Spell, Definition] | None:
        """The definition that speaks for a moment, the one that began last, and its beginning
        (None: it holds by a report of later, or as long as nothing is said)."""
        best: tuple[datetime | None, Spell, Definition] | None = None
        for definition, cond in self.program.defining(name):
            spells = self.spells(cond)
            spell = spells[bisect_right(spells, t, key=ends)]
            if not spell.verdict.holds:
                continue
            begun = dated(spell)
            if begun is not None and begun > t:
                begun = None
            if best is None or (begun is not None and (best[0] is None or begun > best[0])):
                best = (begun, spell, definition)
        return best

    def given(self, status: str, t: datetime) -> Verdict | None:
        """What rules say of a status; None where a report of it speaks instead."""
        given, report = self.others.status(status, t), self.reports.at(status, t)
        if report is None:
            return given
        later = given.holds and given.since is not None and given.since >= report.begin
        return given if later else None

    def contradicted(self, name: str, t: datetime) -> Report | None:
        """The report that disagrees with what was defined when it began."""
        report, defined = self.reports.at(name, t), self.defined(name, t)
        if report is None or defined is None or report.begin > t:
            return None
        if report.value is None and not name.startswith("role:"):
            return None
        begun, _, definition = defined
        before = begun is None or begun < report.begin
        return report if before and report.value != definition.value else None

    def age(self, fact: str, t: datetime) -> tuple[int, int, list[Report]] | None:
        """The youngest and oldest that somebody can be on the day, from the ages told."""
        born = self.reports.born(fact)
        if born is None or not born.used:
            return None
        today = day_of(t)
        return years(born.last, today), years(born.first, today), born.used

    def roles_of(self, worker: str | None, t: datetime) -> set[str]:
        """The roles that a worker held."""
        if worker is None:
            return set()
        roles = self.program.protocol.vocabulary.roles
        return {name for name in roles if self.value(f"role:{name}", t)[0] == worker}

    # --- when things can change ---

    def note_reports(self) -> None:
        """Look again when what was reported to come begins, or an event lies behind."""
        for reports in self.reports.of.values():
            for r in reports:
                self.note(r.begin)
        if self.ahead:
            self.note(self.ahead[0].when.earliest)

    def report_edges(self, name: str, since: datetime) -> Iterator[datetime]:
        """The beginnings that reports of a fact or role tell of, from a moment on."""
        reports = self.reports.of.get(name, ())
        for n in range(bisect_left(reports, since, key=begin), len(reports)):
            yield reports[n].begin

    def fact_edges(self, name: str, since: datetime) -> Iterator[datetime]:
        """Every moment from one on at which the value of a fact or role can change (and maybe
        some before)."""
        yield from self.report_edges(name, since)
        if name in self.program.protocol.vocabulary.statuses:
            yield from self.others.status_edges(name)
        yield from self.reports.birthdays(name)
        for _, cond in self.program.defining(name):
            for spell in reversed(self.spells(cond)):
                if spell.start is not None:
                    yield spell.start
                yield self.begun(spell)
                if spell.start is not None and spell.start < since:
                    break

    def note_edges(self, conds: Iterable[Cond | None], start: datetime) -> None:
        """Look again when what is judged as of now, since `start`, can come out otherwise."""
        edition = self.program.protocol.edition
        self.note(start + TICK)
        if edition.starts is not None:
            self.note(day_start(edition.starts))
        if edition.until is not None:
            self.note(day_end(edition.until))
        for c in conds:
            for t in c.edges(self, self.now) if c is not None else ():
                self.note(t)

    # --- stretches ---

    def truth(self, c: Cond, t: datetime, frame: Frame = NO_FRAME) -> Verdict:
        """The value of a condition at a moment, with its reasons."""
        return c.judge(self, t, frame)

    def spells(self, c: Cond) -> list[Spell]:
        """The stretches over which a condition keeps one value, until `now`."""
        kept = self._spells.get(c.index)
        if kept is None or self.now < kept.since:
            kept = self._spells[c.index] = self._stretched(c, None)
        elif kept.news < NEVER or self.now >= kept.until:
            kept = self._spells[c.index] = self._stretched(c, kept)
        if kept.until < self.soon:
            self.soon = kept.until
        return kept.spells

    def _stretched(self, c: Cond, kept: Kept | None) -> Kept:
        """The stretches of a condition. Those that were over before there was news of what it
        looks at are kept."""
        before, self.soon = self.soon, NEVER
        again = LONG_AGO if kept is None else min(kept.news, kept.since + TICK)
        if kept is None or again <= kept.first:
            past = {e for e in c.edges(self, LONG_AGO) if self.note(e)}
            first, spells = min(past, default=self.now), list[Spell]()
            start, verdict = None, c.judge(self, first - DAY, NO_FRAME)
        else:
            past = {e for e in c.edges(self, again) if e >= again and self.note(e)}
            over = bisect_left(kept.spells, again, key=ends)
            first, spells = kept.first, kept.spells[:over]
            start, _, verdict = kept.spells[over]
        for t in sorted(past):
            after = c.judge(self, t, NO_FRAME)
            if after.holds is not verdict.holds:
                spells.append(Spell(start, t, verdict))
                start, verdict = t, after
        spells.append(Spell(start, None, verdict))
        made = Kept(spells, self.now, self.soon, first)
        self.soon = before
        return made

    def begun(self, spell: Spell) -> datetime:
        """When a spell counts from: its beginning, or, unreported, the first report of it."""
        return dated(spell) or self.log_start()

    def forget(self, conds: Iterable[int], since: datetime) -> None:
        """Note that what these conditions look at can be another from a moment on."""
        for index in conds:
            kept = self._spells.get(index)
            if kept is not None and since < kept.news:
                kept.news = since

    def forget_all(self) -> None:
        """Drop all that was kept."""
        self._spells.clear()
