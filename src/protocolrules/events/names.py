"""The names that an event uses, checked against the vocabulary: roles, facts, occasions…"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from protocolrules.events.base import ABOUT_EVENTS, CaseEvent, EventFault
from protocolrules.events.faults import nameable, suggestion
from protocolrules.events.shapes import extra_fields
from protocolrules.events.types import OLDEST, AttendanceEntry, FactReport
from protocolrules.vocabulary import EventKind, FactDecl, Vocabulary

Check = Callable[[Any], Iterator[EventFault]]


class NameChecks:
    """The checks of names, made once for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, authority: str | None = None) -> None:
        """Gather the names of each sort. A fact of another authority than this one may have a
        name of that authority's own."""
        self._authority = authority
        self._facts = vocabulary.facts
        self._statuses = vocabulary.statuses
        flags = [name for name, fact in vocabulary.facts.items() if fact.type == "yes_no"]
        doable = [kind for kind in vocabulary.events if kind not in ABOUT_EVENTS]
        self._sorts: Mapping[str, tuple[str, Collection[str]]] = {
            "role": ("a role", vocabulary.roles.keys()),
            "service": ("a service", vocabulary.services.keys()),
            "occasion": ("a kind of occasion", vocabulary.occasions.keys()),
            "status": ("a status", {*flags, *vocabulary.statuses}),
            "judgement": ("a judgement", vocabulary.judgements.keys()),
            "fact": ("a fact", {*vocabulary.facts, *vocabulary.statuses}),
            "done": ("an occasion or kind of event", {*vocabulary.occasions, *doable}),
        }

    def of_kind(self, kind: EventKind) -> Mapping[str, Check]:
        """The check of each field of a kind that holds names."""
        checks = {}
        for name, field in extra_fields(kind).items():
            # `judgement` is an id as far as its type goes.
            check = self._check(name, "judgement" if name == "judgement" else field.type)
            if check is not None:
                checks[name] = check
        return checks

    def _check(self, field: str, type_: str) -> Check | None:
        several = {"roles": "role", "services": "service"}
        if type_ in several:
            return lambda values: self._each(field, several[type_], values)
        if type_ in ("role", "service", "occasion", "status", "judgement"):
            return lambda value: self._one(field, type_, value)
        special: Mapping[str, Check] = {
            "facts": lambda facts: self._reports(field, facts),
            "holders": lambda holders: self._keys(field, "role", holders),
            "last_done": lambda done: self._keys(field, "done", done),
            "attendance": lambda entries: self._attendance(field, entries),
        }
        return special.get(type_)

    def _one(self, path: str, sort: str, value: str) -> Iterator[EventFault]:
        says, known = self._sorts[sort]
        if value not in known:
            yield EventFault("EV016", path, f"is not {says} of the vocabulary{_near(value, known)}")

    def _each(self, path: str, sort: str, values: Collection[str]) -> Iterator[EventFault]:
        for value in sorted(values):
            yield from self._one(path, sort, value)

    def _keys(self, path: str, sort: str, values: Mapping[str, object]) -> Iterator[EventFault]:
        for key in values:
            yield from self._one(f"{path}.{nameable(key)}", sort, key)

    def _attendance(self, path: str, entries: tuple[AttendanceEntry, ...]) -> Iterator[EventFault]:
        for number, entry in enumerate(entries):
            if entry.role is not None:
                yield from self._one(f"{path}.{number}.role", "role", entry.role)
            if entry.service is not None:
                yield from self._one(f"{path}.{number}.service", "service", entry.service)

    def _reports(self, path: str, facts: Mapping[str, FactReport]) -> Iterator[EventFault]:
        for name, report in facts.items():
            if self._authority is not None and report.authority not in (None, self._authority):
                continue
            unknown = list(self._one(f"{path}.{nameable(name)}", "fact", name))
            yield from unknown
            if not unknown:
                misfit = _misfit(report.value, self._facts.get(name))
                if misfit:
                    yield EventFault("EV017", f"{path}.{name}.value", misfit)


def name_faults(checks: Mapping[str, Check], event: CaseEvent) -> Iterator[EventFault]:
    """The names in an event that the vocabulary does not have."""
    for name, check in checks.items():
        value = event.field(name)
        if value is not None:
            yield from check(value)


def _near(value: str, known: Collection[str]) -> str:
    return suggestion(value, sorted(known))


def _misfit(value: object, fact: FactDecl | None) -> str | None:
    """What a value of this fact looks like, when this one does not; None for a status's fact."""
    type_ = "yes_no" if fact is None else fact.type
    if type_ == "yes_no":
        return None if isinstance(value, bool) else "is true or false for this fact"
    if type_ in ("number", "age"):
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and (type_ == "number" or value in range(OLDEST + 1)):
            return None
        return "is a whole number for this fact" + (f", at most {OLDEST}" if type_ == "age" else "")
    assert fact is not None
    if type_ == "set":
        fits = isinstance(value, frozenset) and value <= set(fact.choices)
        return None if fits else f"is a list for this fact{suggestion(None, fact.choices)}"
    fits = isinstance(value, str) and value in fact.choices
    return None if fits else f"does not fit this fact{suggestion(value, fact.choices)}"
