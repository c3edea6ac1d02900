"""The sorts of value that an expectation can name: how each is read, compared and said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from protocolrules.londontime import local_date, local_time, parse_moment
from protocolrules.nodes import MapNode, Node, Scalar
from protocolrules.periods import Period
from protocolrules.results import Amount, WhoNow
from protocolrules.scenarios.notes import Notes, entries, one_or_more, text_of, written


class Nothing(Enum):
    """What the author wrote as `none`."""

    NONE = "none"


NONE = Nothing.NONE
_YES_NO = {"yes": True, "no": False}


class Value(Protocol):
    """One sort of value."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """What the author wrote; None when it cannot be read, which is then noted."""

    def fits(self, wanted: object, actual: object) -> bool:
        """Whether what came out is what was written."""

    def say(self, actual: object) -> str:
        """What came out, as an author would write it."""


class Plain:
    """Compares as equal; `none` stands for nothing there."""

    def fits(self, wanted: object, actual: object) -> bool:
        """Equal, or neither there."""
        return actual in (None, (), {}) if wanted is NONE else wanted == actual

    def say(self, actual: object) -> str:
        """The text of it."""
        return "none" if actual in (None, "") else str(actual)


@dataclass(frozen=True, slots=True)
class Word(Plain):
    """One of a few words."""

    choices: Collection[str]

    def read(self, node: Node, notes: Notes) -> object | None:
        """The word."""
        if isinstance(node, Scalar) and node.text in self.choices:
            return node.text
        notes.unreadable(node, f"one of: {', '.join(self.choices)}")
        return None


class Flag(Plain):
    """Yes or no."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """True for yes, False for no."""
        if isinstance(node, Scalar) and node.text in _YES_NO:
            return _YES_NO[node.text]
        notes.unreadable(node, "yes or no")
        return None

    def say(self, actual: object) -> str:
        """Yes or no."""
        return {True: "yes", False: "no"}.get(bool(actual), "") if actual is not None else "none"


@dataclass(frozen=True, slots=True)
class Number(Plain):
    """A whole number."""

    least: int = 0

    def read(self, node: Node, notes: Notes) -> object | None:
        """The number, or `none`."""
        text = written(node)
        if text == NONE.value:
            return NONE
        if text.isascii() and text.isdecimal() and int(text[:9]) >= self.least:
            return int(text[:9])
        notes.unreadable(node, f"a whole number from {self.least}")
        return None


class Text(Plain):
    """Words of the author's own, not compared with anything."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """The text; a list is read as its lines."""
        lines = [text_of(each, notes, "the text") for each in one_or_more(node)]
        return None if None in lines else " / ".join(line or "" for line in lines)


class Contains(Text):
    """Words that the text which came out should contain, whatever the capitals."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """The words, or `none`."""
        return NONE if written(node) == NONE.value else super().read(node, notes)

    def fits(self, wanted: object, actual: object) -> bool:
        """Contained in the text, or in one of several texts; `none`: no text at all."""
        texts = (actual,) if isinstance(actual, str) else actual or ()
        if wanted is NONE:
            return not texts
        assert isinstance(texts, tuple)
        return any(str(wanted).casefold() in str(text).casefold() for text in texts)

    def say(self, actual: object) -> str:
        """The text, or every text."""
        if isinstance(actual, tuple):
            return " / ".join(map(str, actual)) or "none"
        return super().say(actual)


class Day(Plain):
    """A London day such as 2026-01-07."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """The day, or `none`."""
        text = written(node)
        return NONE if text == NONE.value else read_day(node, notes)

    def fits(self, wanted: object, actual: object) -> bool:
        """The same day; an instant is taken for its London day."""
        return super().fits(wanted, local_date(actual) if isinstance(actual, datetime) else actual)

    def say(self, actual: object) -> str:
        """The day with its weekday."""
        if isinstance(actual, datetime):
            actual = local_date(actual)
        return f"{actual} ({actual:%A})" if isinstance(actual, date) else "none"


class Instant(Plain):
    """A London time such as 2026-01-07 17:00; a bare date is the end of that day."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """The instant in UTC, or `none`."""
        text = written(node)
        return NONE if text in (NONE.value, "open") else read_moment(node, notes)

    def say(self, actual: object) -> str:
        """The London day and clock time."""
        if not isinstance(actual, datetime):
            return "none"
        return f"{local_date(actual)} {local_time(actual):%H:%M} ({local_date(actual):%A})"


@dataclass(frozen=True, slots=True)
class Name(Plain):
    """A name that has to exist: a rule, a fact, an event of the scenario…"""

    sort: str

    def read(self, node: Node, notes: Notes) -> object | None:
        """The name, or `none`."""
        text = text_of(node, notes, self.sort)
        if text == NONE.value:
            return NONE
        if text is not None:
            notes.check_name(node, self.sort)
        return text


@dataclass(frozen=True, slots=True)
class Names(Plain):
    """Several names in any order: exactly these or, with `among`, at least these."""

    sort: str
    among: bool = False

    def read(self, node: Node, notes: Notes) -> object | None:
        """The names; `none` for no name at all."""
        if written(node) == NONE.value:
            return NONE
        names = [Name(self.sort).read(each, notes) for each in one_or_more(node)]
        return None if None in names else frozenset(map(str, names))

    def fits(self, wanted: object, actual: object) -> bool:
        """The same names, or among them."""
        there = frozenset(_several(actual))
        if wanted is NONE:
            return not there
        assert isinstance(wanted, frozenset)
        return wanted <= there if self.among else wanted == there

    def say(self, actual: object) -> str:
        """The names."""
        return ", ".join(map(str, _several(actual))) or "none"


class Length(Plain):
    """A number of hours, days or working days."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """The amount, or `none`."""
        if written(node) == NONE.value:
            return NONE
        try:
            period = Period.parse(written(node))
        except ValueError as error:
            notes.add("PR604", str(error), node.place)
            return None
        return Amount(count=period.count, unit=str(period.unit))

    def say(self, actual: object) -> str:
        """Such as `2 working days`."""
        return f"{actual.count} {actual.unit}" if isinstance(actual, Amount) else "none"


@dataclass(frozen=True, slots=True)
class Roles:
    """Who, as an author wrote it; `how` None: however they share it."""

    how: str | None
    roles: tuple[str, ...]


_HOW = ("one", "any_of", "together", "each", "in_this_order", "alternating")


class Whom(Plain):
    """Holders or recipients: a role, several, `{together: [..]}`…, `not_named`, or `none`."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """The roles and, where said, how they share it."""
        if written(node) in (NONE.value, "not_named"):
            return NONE if written(node) == NONE.value else Roles("not_named", ())
        how, roles = None, node
        if isinstance(node, MapNode):
            (key, roles), *more = node.entries
            for extra in [key] * (key.text not in _HOW) + [key for key, _ in more]:
                notes.unknown_key(extra, "who", _HOW)
            how = key.text
        names = [Name("role").read(each, notes) for each in one_or_more(roles)]
        return None if None in names else Roles(how, tuple(map(str, names)))

    def fits(self, wanted: object, actual: object) -> bool:
        """The same roles; their order counts only where the text gives one."""
        if not isinstance(wanted, Roles) or not isinstance(actual, WhoNow):
            return super().fits(wanted, actual)
        if wanted.how not in (None, actual.how):
            return False
        if actual.how == "in_this_order":
            return wanted.roles == actual.roles
        return frozenset(wanted.roles) == frozenset(actual.roles)

    def say(self, actual: object) -> str:
        """How, and the roles."""
        if not isinstance(actual, WhoNow):
            return "none"
        return actual.how + (f": {', '.join(actual.roles)}" if actual.roles else "")


class Holders(Plain):
    """Which worker holds which role: `{social_worker: SW-7}`, or `vacant`, or `unknown`."""

    def read(self, node: Node, notes: Notes) -> object | None:
        """Role by role."""
        held: dict[str, str] = {}
        for key, value in entries(node, notes, "holders"):
            notes.check_name(key, "role")
            held[key.text] = text_of(value, notes, "a holder") or ""
        return held or None

    def fits(self, wanted: object, actual: object) -> bool:
        """Each role that was named is held so."""
        assert isinstance(wanted, Mapping)
        return isinstance(actual, WhoNow) and all(
            _holder(actual, role) == who for role, who in wanted.items()
        )

    def say(self, actual: object) -> str:
        """Each role with its holder."""
        if not isinstance(actual, WhoNow):
            return "none"
        roles = dict.fromkeys((*actual.roles, *actual.holders, *actual.unknown))
        return ", ".join(f"{role}: {_holder(actual, role)}" for role in roles) or "none"


def _holder(who: WhoNow, role: str) -> str:
    if role in who.unknown:
        return "unknown"
    return (who.holders[role] or "vacant") if role in who.holders else "not said"


def read_day(node: Node, notes: Notes) -> date | None:
    """A London day."""
    text = written(node)
    try:
        if len(text) == len("2026-01-07"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    notes.unreadable(node, "a date such as 2026-01-07")
    return None


def read_moment(node: Node, notes: Notes) -> datetime | None:
    """A London time, refused where clocks skip or repeat it; a bare date is its end."""
    try:
        return parse_moment(written(node))
    except (ValueError, OverflowError) as error:
        notes.add("PR604", str(error), node.place)
        return None


def _several(actual: object) -> tuple[object, ...]:
    if actual is None:
        return ()
    return tuple(actual) if isinstance(actual, tuple | frozenset) else (actual,)
