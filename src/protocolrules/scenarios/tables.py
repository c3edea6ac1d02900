"""Tables of keys: what an expectation can say of one sort of entry, one row a key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from protocolrules.nodes import MapNode, Node, Scalar
from protocolrules.scenarios.model import Claim
from protocolrules.scenarios.notes import Notes, one_or_more, written
from protocolrules.scenarios.values import NONE, Plain, Value

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Key(Generic[E]):
    """One key: its sort of value, and where in an entry the answer stands.

    A key that `picks` tells which entry is meant; the others are what it should say. A `dated`
    one is a date that somebody has to have worked out by hand.
    """

    value: Value
    of: Callable[[E], object]
    picks: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Table(Generic[E]):
    """The keys of one sort of entry. A bare text stands for the key `short`; `needs` are the
    keys of which one must be there."""

    title: str
    keys: Mapping[str, Key[E]]
    short: str = ""
    needs: tuple[str, ...] = ()

    def fits(self, claims: Iterable[Claim], entry: E) -> bool:
        """Whether an entry is as all the claims say."""
        return all(self.fits_one(claim, entry) for claim in claims)

    def fits_one(self, claim: Claim, entry: E) -> bool:
        """Whether an entry is as one claim says."""
        key = self.keys[claim.key]
        return key.value.fits(claim.value, key.of(entry))

    def say(self, key: str, entry: E) -> str:
        """What an entry says under a key."""
        return self.keys[key].value.say(self.keys[key].of(entry))

    def say_all(self, entry: E) -> str:
        """Everything that an entry says."""
        said = ((name, key.of(entry)) for name, key in self.keys.items())
        return ", ".join(
            f"{name} {self.keys[name].value.say(value)}"
            for name, value in said
            if value not in (None, (), {}, "")
        )


def read_claims(node: Node, table: Table[E], notes: Notes) -> tuple[Claim, ...] | None:
    """What the author says of one entry; None when nothing of it can be used."""
    if isinstance(node, Scalar) and table.short:
        claims = [_claim(table.short, node, table, notes)]
    elif isinstance(node, MapNode):
        claims = []
        for key, value in node.entries:
            if key.text in table.keys:
                claims.append(_claim(key.text, value, table, notes))
            else:
                notes.unknown_key(key, table.title, table.keys)
    else:
        notes.wrong_shape(node, "keys with values", table.title)
        return None
    good = tuple(claim for claim in claims if claim is not None)
    if len(good) == len(claims) and table.needs and not {c.key for c in good} & {*table.needs}:
        needed = " or ".join(f'"{name}"' for name in table.needs)
        notes.add("PR603", f"{table.title} has no {needed}", node.place)
    return good or None


def _claim(name: str, node: Node, table: Table[E], notes: Notes) -> Claim | None:
    value = table.keys[name].value.read(node, notes)
    return None if value is None else Claim(name, value, written(node), node.place)


@dataclass(frozen=True, slots=True)
class Records(Plain, Generic[E]):
    """Several entries of one sort inside another: exactly these or, with `among`, these too."""

    table: Table[E]
    among: bool = False

    def read(self, node: Node, notes: Notes) -> object | None:
        """The claims about each of them; `none` for no such entry."""
        if written(node) == NONE.value and not self.among:
            return NONE
        records = [read_claims(each, self.table, notes) for each in one_or_more(node)]
        for claim in (c for claims in records if self.among for c in claims or ()):
            # A reason is there or it is not: almost every one has no day, no event…
            if claim.value is NONE:
                notes.add("PR604", f'"{claim.key}" of a reason cannot be none', claim.place)
        return None if None in records or not records else tuple(records)

    def fits(self, wanted: object, actual: object) -> bool:
        """Each one that is wanted is there and, unless `among`, no other."""
        there = self._there(actual)
        if wanted is NONE:
            return not there
        if not self.among and isinstance(wanted, tuple) and len(wanted) != len(there):
            return False
        return not self.lacking(wanted, actual)

    def lacking(self, wanted: object, actual: object) -> list[tuple[Claim, ...]]:
        """Those that are wanted and not there."""
        assert isinstance(wanted, tuple)
        there = self._there(actual)
        return [w for w in wanted if not any(self.table.fits(w, each) for each in there)]

    def say(self, actual: object) -> str:
        """Each of them in words."""
        said = (self.table.say_all(each) for each in self._there(actual))
        return "; ".join(words or "something" for words in said) or "none"

    def _there(self, actual: object) -> tuple[E, ...]:
        several = actual if isinstance(actual, tuple) else (actual,)
        return cast("tuple[E, ...]", () if actual is None else several)
