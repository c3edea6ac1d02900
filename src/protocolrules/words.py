"""Plain words: the protocol's own names for things, and days as people in London say them.

Text for people shows local days of Europe/London; programs read the JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from protocolrules.document import Edition
from protocolrules.londontime import local_date, local_time
from protocolrules.results import Missing, PassedOver, WhoNow
from protocolrules.vocabulary import Vocabulary

_WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_NAME = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b", re.ASCII)
_INSTANT = timedelta(microseconds=1)
_PASSED_OVER = {
    "unable": "is unable",
    "refused": "refused",
    "is_the_victim": "is the victim",
    "vacant": "has no holder",
    "no_contact": "could not be reached",
}


def day(when: date) -> str:
    """A day as a person says it, such as `Wed 7 January 2026`."""
    return f"{_WEEKDAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]} {when.year}"


def edition_warnings(edition: Edition, now: date) -> Iterator[str]:
    """What a result of that day has to say about the edition: review date passed, out of force."""
    if edition.review_by is not None and now > edition.review_by:
        yield (
            f"the review date of this protocol, {day(edition.review_by)}, has passed; "
            "it stays in force until something replaces it"
        )
    if edition.starts is not None and now < edition.starts:
        yield f"this edition starts on {day(edition.starts)}: nothing before sets its rules off"
    if edition.until is not None and now > edition.until:
        yield f"this edition ended on {day(edition.until)}: nothing later sets its rules off"


def dated(text: str) -> str:
    """A text with each day in it, such as `2026-01-07`, as a person says it."""
    return _DAY.sub(_said_day, text)


def _said_day(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def moment(instant: datetime) -> str:
    """The London day of an instant, with the clock time unless it is midnight."""
    clock = local_time(instant)
    said = day(local_date(instant))
    return said if clock == time() else f"{said}, {clock:%H:%M}"


def on(instant: datetime) -> str:
    """The London day of an instant."""
    return day(local_date(instant))


def asked_about(instant: datetime) -> str:
    """The moment that was asked about: midnight is the end of the day before."""
    if local_time(instant) == time():
        return f"the end of {day(today(instant))}"
    return moment(instant)


def today(instant: datetime) -> date:
    """The London day that an answer is about: at midnight, the day that has just ended."""
    return local_date(instant - _INSTANT)


def deadline(due: datetime | None, last_day: date | None) -> str:
    """Until when: the last day, with the clock time when it is not the whole day."""
    if due is not None and local_time(due) != time():
        return f"{day(local_date(due))}, {local_time(due):%H:%M}"
    if last_day is None:
        return "an open date" if due is None else day(today(due))
    return day(last_day)


def away(when: date, now: date) -> str:
    """How far a day lies from today: `today`, `in 3 days`, `3 days ago`."""
    days = (when - now).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 duty`, `2 duties`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(parts: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    every = list(parts)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


class Titled(Protocol):
    """Anything of the vocabulary that has a title."""

    @property
    def title(self) -> str:
        """A few words for people."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the names of a vocabulary are called, local labels first."""

    vocabulary: Vocabulary

    def role(self, name: str) -> str:
        """The title of a role."""
        return self._called(name, self.vocabulary.roles)

    def event(self, kind: str) -> str:
        """The title of an event kind."""
        return self._called(kind, self.vocabulary.events)

    def status(self, name: str) -> str:
        """The title of a status."""
        return self._called(name, self.vocabulary.statuses)

    def fact(self, name: str) -> str:
        """The title of a fact or status."""
        return self._called(name, self.vocabulary.facts, self.vocabulary.statuses)

    def occasion(self, name: str) -> str:
        """The title of a kind of occasion."""
        return self._called(name, self.vocabulary.occasions)

    def judgement(self, name: str) -> str:
        """The title of a judgement."""
        return self._called(name, self.vocabulary.judgements)

    def assignment(self, name: str) -> str:
        """The title of a kind of assignment."""
        return self._called(name, self.vocabulary.assignments)

    def scope(self, name: str) -> str:
        """The title of a scope."""
        return self._called(name, self.vocabulary.scopes)

    def said(self, text: str) -> str:
        """A text with every name of two words or more in it, such as `open_to_csc`, as its title.

        Names of one word already are words, and a title in their place could break a sentence.
        """
        return _NAME.sub(lambda name: self._anything(name[0]), text)

    def condition(self, text: str) -> str:
        """A condition that an evaluator wrote, such as `open_to_csc yes`, in plain words."""
        name, space, rest = text.partition(" ")
        if name in self.vocabulary.facts or name in self.vocabulary.statuses:
            return f"{self.fact(name)}: {self.said(rest)}" if space else self.fact(name)
        return self.said(text)

    def who(self, who: WhoNow) -> str:
        """Who holds a duty or receives something, each role with its holder."""
        if who.how == "not_named":
            return "somebody (the text does not say who)"
        delegate = " (or a delegate)" if who.or_delegate else ""
        return self._in_turn(who) + delegate

    def holder(self, who: WhoNow, role: str) -> str:
        """A role with who holds it, as far as that is known."""
        title = self.role(role)
        if role in who.unknown:
            return f"{title} (holder not reported)"
        if role not in who.holders:
            return title
        return f"{title} ({who.holders[role] or 'vacant'})"

    def passed_over(self, each: PassedOver) -> str:
        """Whom an order moved on from, and why."""
        event = f", event {each.event_id}" if each.event_id else ""
        return f"{self.role(each.role)} {_PASSED_OVER[each.why]}{event}"

    def missing(self, missing: Missing) -> str:
        """The one thing that nobody has said yet."""
        if missing.fact is not None:
            declared = self.vocabulary.facts.get(missing.fact)
            ages = declared is not None and declared.type == "age"
            told = "not known exactly enough" if ages else "not reported"
            return f"{self.fact(missing.fact)}: {told}"
        if missing.holder is not None:
            return f"who is {self.role(missing.holder)}: not reported"
        if missing.judgement is not None:
            return f"{self.judgement(missing.judgement)}: no judgement recorded"
        if missing.reading is not None:
            return f"{_plain(missing.reading)}: a local decision not taken yet"
        return f"{_plain(missing.field or 'something')}: not recorded"

    def _in_turn(self, who: WhoNow) -> str:
        now = who.now or who.roles
        if who.how == "together":
            both = listed(self.holder(who, role) for role in who.roles)
            return f"{both}, together" if len(who.roles) > 1 else both
        if who.how == "any_of":
            return listed((self.holder(who, role) for role in who.roles), "or")
        if who.how == "alternating" and len(now) > 1:
            either = listed((self.holder(who, role) for role in now), "or")
            return f"either {either} (they take turns)"
        said = listed(self.holder(who, role) for role in now)
        return f"{said}, whose turn it is" if who.how == "alternating" else said

    def _anything(self, name: str) -> str:
        every = self.vocabulary
        return self._called(
            name,
            every.facts,
            every.statuses,
            every.roles,
            every.occasions,
            every.services,
            every.judgements,
            every.events,
        )

    def _called(self, name: str, *declared: Mapping[str, Titled]) -> str:
        if name in self.vocabulary.labels:
            return self.vocabulary.labels[name]
        titles = (table[name].title for table in declared if name in table)
        return next(filter(None, titles), _plain(name))


def _plain(name: str) -> str:
    return name.replace("_", " ")
