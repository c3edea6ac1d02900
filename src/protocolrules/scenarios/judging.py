"""Holds what was expected against what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from protocolrules.diagnostics import Place
from protocolrules.results import Because, CaseState, Considered
from protocolrules.scenarios.grounds import BECAUSE, grounds
from protocolrules.scenarios.model import Claim, Expectation, Moment
from protocolrules.scenarios.tables import Table
from protocolrules.scenarios.topics import COUNT, NOT_COMPARED, TOPICS

Consider = Callable[[str], Sequence[Considered]]
"""What came of looking at a rule, by its name, at the moment in question."""


@dataclass(frozen=True, slots=True)
class Miss:
    """An expectation that was not borne out. `about`: the moment and the entry that it speaks of;
    `because` and `considered`: why the answer is what it is, as far as there is a reason."""

    at: str
    about: str
    expected: str
    actual: str
    place: Place = field(compare=False)
    worked: str = ""
    because: Because | None = None
    considered: tuple[Considered, ...] = ()


def misses(moment: Moment, case: CaseState, consider: Consider) -> list[Miss]:
    """Every expectation of a moment that the answer does not bear out, in the file's order."""
    return [
        miss
        for expectation in moment.expectations
        for miss in _Judge(moment, case, consider, expectation).misses()
    ]


@dataclass(frozen=True, slots=True)
class _Judge:
    moment: Moment
    case: CaseState
    consider: Consider
    wanted: Expectation

    def misses(self) -> Iterator[Miss]:
        match self.wanted.topic:
            case "only_duties":
                yield from self._only_duties()
            case "questions":
                yield from self._questions()
            case _ if self.wanted.forbidden:
                yield from self._forbidden()
            case _:
                yield from self._wanted()

    def _only_duties(self) -> Iterator[Miss]:
        (claim,) = self.wanted.claims
        there = {duty.rule: duty for duty in self.case.duties}
        assert isinstance(claim.value, frozenset)
        for rule in sorted(claim.value - there.keys()):
            yield self._miss(f"a duty of {rule}", "none", claim, considered=self._looked_at(rule))
        for rule in sorted(there.keys() - claim.value):
            found = self._describe(TOPICS["duty"].table, there[rule])
            # That it is there at all has nothing to do with how its due date was counted.
            because = there[rule].because
            why = because and because.model_copy(update={"derivation": ()})
            yield self._miss(f"no duty of {rule}", found, claim, because=why)

    def _questions(self) -> Iterator[Miss]:
        number = len(self.case.undetermined)
        for claim in self.wanted.claims:
            assert isinstance(claim.value, int)
            fits = number <= claim.value if claim.key == "at_most" else number == claim.value
            if not fits:
                asked = "; ".join(self._describe_all("undetermined", self.case.undetermined))
                words = f"at most {claim.value}" if claim.key == "at_most" else str(claim.value)
                yield self._miss(f"{words} questions", f"{number}: {asked or 'none'}", claim)

    def _forbidden(self) -> Iterator[Miss]:
        table = self._table()
        for entry in self._entries():
            if table.fits(self._compared(), entry):
                because = getattr(entry, "because", None)
                found = self._describe(table, entry)
                yield self._miss("nothing like this", found, None, because=because)

    def _wanted(self) -> Iterator[Miss]:
        table, entries = self._table(), self._entries()
        count = self.wanted.get(COUNT)
        if count is not None:
            yield from self._counted(count, entries)
            return
        picks = [c for c in self._compared() if table.keys[c.key].picks]
        picked = [e for e in entries if table.fits(picks, e)]
        exact = [e for e in picked if table.fits(self._compared(), e)]
        if not picked:
            yield self._absent(entries)
        elif len(picked) > 1 and self.wanted.topic in ("duty", "rung", "permission"):
            found = "; ".join(self._describe_all(self.wanted.topic, picked))
            hint = "say which with about, holder or occurrence, or how many with count"
            yield self._miss("just one", f"{len(picked)} of them ({found}): {hint}", None)
        elif not exact:
            yield from self._wrong(table, picked[0])

    def _wrong(self, table: Table[Any], entry: Any) -> Iterator[Miss]:
        worked = self.wanted.get("worked")
        for claim in self._compared():
            if claim.key == "because":
                yield from self._unfounded(claim, entry)
            elif not table.fits_one(claim, entry):
                dated = table.keys[claim.key].dated and worked is not None
                yield self._miss(
                    f"{claim.key} {claim.written}",
                    f"{claim.key} {table.say(claim.key, entry)}",
                    claim,
                    worked=worked.written if dated and worked else "",
                    because=getattr(entry, "because", None),
                )

    def _unfounded(self, claim: Claim, entry: Any) -> Iterator[Miss]:
        """Reasons that the answer does not rest on; what it does rest on is told below."""
        for reason in BECAUSE.lacking(claim.value, grounds(entry.because)):
            said = ", ".join(f"{each.key} {each.written}" for each in reason)
            yield self._miss(
                f"because of {said}", "no reason like this", reason[0], because=entry.because
            )

    def _counted(self, count: Claim, entries: Sequence[Any]) -> Iterator[Miss]:
        table = self._table()
        fitting = [e for e in entries if table.fits(self._compared(), e)]
        if len(fitting) != count.value:
            rule = self.wanted.get("rule")
            alike = [e for e in entries if rule is None or table.fits_one(rule, e)]
            found = "; ".join(self._describe_all(self.wanted.topic, alike))
            actual = f"{len(fitting)} of those there: {found or 'none'}"
            yield self._miss(f"{count.value} of them", actual, count)

    def _absent(self, entries: Sequence[Any]) -> Miss:
        rule = self.wanted.get("rule")
        found = "; ".join(self._describe_all(self.wanted.topic, self._nearest(entries)))
        looked_at = self._looked_at(str(rule.value)) if rule is not None else ()
        return self._miss("it is there", found or "none", None, considered=looked_at)

    def _nearest(self, entries: Sequence[Any]) -> Sequence[Any]:
        """Entries that share what the expectation says first."""
        first = next(iter(self._compared()), None)
        return [e for e in entries if first is None or self._table().fits_one(first, e)] or entries

    def _looked_at(self, rule: str) -> tuple[Considered, ...]:
        return tuple(self.consider(rule))

    def _table(self) -> Table[Any]:
        return TOPICS[self.wanted.topic].table

    def _entries(self) -> Sequence[Any]:
        return _entries(self.wanted, self.case, self.moment.at)

    def _compared(self) -> list[Claim]:
        return _compared(self.wanted)

    def _describe(self, table: Table[Any], entry: Any) -> str:
        """The entry in a few words: what tells it from others, and its state."""
        named = ("state", "is", "last_day", "broken_by")
        keys = [k for k, key in table.keys.items() if key.picks or k in named]
        said = ((k, table.keys[k].of(entry)) for k in keys)
        return ", ".join(
            f"{k} {table.say(k, entry)}"
            for k, value in said
            if value not in (None, (), "") and k != "about"
        )

    def _describe_all(self, topic: str, entries: Sequence[Any]) -> list[str]:
        return [self._describe(TOPICS[topic].table, each) for each in entries]

    def _miss(
        self,
        expected: str,
        actual: str,
        claim: Claim | None,
        *,
        worked: str = "",
        because: Because | None = None,
        considered: tuple[Considered, ...] = (),
    ) -> Miss:
        place = claim.place if claim is not None else self.wanted.place
        return Miss(
            self.moment.written, self._about(), expected, actual, place, worked, because, considered
        )

    def _about(self) -> str:
        """The expectation by its topic and what picks its entry."""
        if self.wanted.topic not in TOPICS:
            return self.wanted.topic.replace("_", " ")
        table = self._table()
        said = (
            self._compared()
            if self.wanted.forbidden
            else [c for c in self._compared() if table.keys[c.key].picks]
        )
        named = ", ".join(
            c.written if c.key in (table.short, "rule") else f"{c.key} {c.written}" for c in said
        )
        return f"{'no ' if self.wanted.forbidden else ''}{self.wanted.topic} {named}".strip()


def spoken_of(wanted: Expectation, case: CaseState, at: datetime) -> list[Any]:
    """The entries of an answer that an expectation about a topic of `TOPICS` fits."""
    table = TOPICS[wanted.topic].table
    return [e for e in _entries(wanted, case, at) if table.fits(_compared(wanted), e)]


def _entries(wanted: Expectation, case: CaseState, at: datetime) -> Sequence[Any]:
    entries = TOPICS[wanted.topic].entries(case)
    if wanted.topic == "assignment" and wanted.get("to") is None:
        # One that has ended is no answer to who leads now.
        return [e for e in entries if e.to is None or e.to > at]
    return entries


def _compared(wanted: Expectation) -> list[Claim]:
    return [claim for claim in wanted.claims if claim.key not in NOT_COMPARED]
