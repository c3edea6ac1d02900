"""What one event alone says of rules: tests of its fields, as source and constants.

A condition comes as two tests: one that it is true for certain, and one that it is false. Where
neither holds, a field is silent or the answer lies elsewhere in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from protocolrules.document import NOT_SET, OnEvent, Rule
from protocolrules.engine.evidence import ValueTest
from protocolrules.engine.program import Program
from protocolrules.events.shapes import extra_fields
from protocolrules.expressions import (
    AllOf,
    AnyOf,
    Condition,
    EventPattern,
    FieldIs,
    Not,
    ReadingIs,
    Test,
)
from protocolrules.vocabulary import EventKind

# --- tests ----------------------------------------------------------------------------------


class Atom(NamedTuple):
    """A test of one field. `guard`: the source would fail where the field is silent."""

    field: str
    before: str
    after: str
    guard: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """Holds when every part does."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Holds when one part does."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Holds when the part does not."""

    part: Expr


Expr = bool | Atom | Every | Some | Without


class Told(NamedTuple):
    """When something is true for certain, and when it is false."""

    true: Expr
    false: Expr


UNKNOWN = Told(False, False)


def every(parts: Iterable[Expr]) -> Expr:
    """And, without what decides nothing."""
    left = tuple(dict.fromkeys(p for p in parts if p is not True))
    if any(p is False for p in left):
        return False
    return (left[0] if len(left) == 1 else Every(left)) if left else True


def some(parts: Iterable[Expr]) -> Expr:
    """Or, without what decides nothing."""
    left = tuple(dict.fromkeys(p for p in parts if p is not False))
    if any(p is True for p in left):
        return True
    return (left[0] if len(left) == 1 else Some(left)) if left else False


def without(part: Expr) -> Expr:
    """Not."""
    return not part if isinstance(part, bool) else Without(part)


def all_told(parts: Sequence[Told]) -> Told:
    """Strong Kleene and."""
    return Told(every(p.true for p in parts), some(p.false for p in parts))


def any_told(parts: Sequence[Told]) -> Told:
    """Strong Kleene or."""
    return Told(some(p.true for p in parts), every(p.false for p in parts))


class Constants:
    """What the source names and cannot write."""

    def __init__(self) -> None:
        """None yet."""
        self.values: dict[str, Any] = {}
        self._names: dict[Any, str] = {}

    def name(self, value: frozenset[Any] | ValueTest) -> str:
        """The name that a set or a test of values goes by."""
        if value not in self._names:
            self._names[value] = f"c{len(self.values)}"
            self.values[self._names[value]] = value
        return self._names[value]

    def table(self, names: Sequence[tuple[str, bool]]) -> str:
        """For every combination of tests the names of the rules: those with a test (true) when it
        holds, the others always."""
        bits = {n: i for i, n in enumerate(n for n, tested in names if tested)}
        self.values[name := f"n{len(self.values)}"] = tuple(
            tuple(n for n, _ in names if n not in bits or mask >> bits[n] & 1)
            for mask in range(2 ** len(bits))
        )
        return name


# --- rules as tests -------------------------------------------------------------------------

_ONE = ("yes_no", "number", "choice", "role", "service", "occasion", "status", "id", "worker")
_MANY = ("choices", "roles", "services")
_ORDERED = {
    "at_least": (" >= ", " < "),
    "more_than": (" > ", " <= "),
    "at_most": (" <= ", " > "),
    "under": (" < ", " >= "),
}


class Kind:
    """The rules that events of one kind can set off, each with when it is so and when not."""

    def __init__(self, program: Program, kind: EventKind, constants: Constants) -> None:
        """The rules of a program."""
        self._program, self._kind, self._constants = program, kind, constants
        self._types: dict[str, str] = {n: f.type for n, f in extra_fields(kind).items()}
        self._types["age"] = "number"

    def rule(self, rule: Rule, on: OnEvent) -> Told:
        """When a rule is set off."""
        found = any_told([self._pattern(p) for p in on.patterns if self._kind.name in p.kinds])
        if on.first:
            found = Told(False, found.false)  # an earlier event may have been the first
        parts = [self._subject(rule), found]
        parts += [self._condition(c) for c in (rule.condition, rule.while_) if c is not None]
        told = all_told(parts)
        if rule.unless is None:
            return told
        hindered = self._condition(rule.unless)
        # Where only this event can say it, its silence hinders nothing.
        free = without(hindered.true) if _of_fields(rule.unless) else hindered.false
        return Told(every((told.true, free)), some((told.false, hindered.true)))

    def _subject(self, rule: Rule) -> Told:
        if self._kind.subject != "either":
            ours = self._kind.subject == rule.subject
            return Told(ours, not ours)
        of_case, of_services = (Atom("case_id", "", f" is {no}None") for no in ("not ", ""))
        return Told(of_case, of_services) if rule.subject == "case" else Told(of_services, of_case)

    def _pattern(self, p: EventPattern) -> Told:
        parts = [self._test(name, test) for name, test in p.tests]
        effect = self._kind.occasion
        if p.occasion and (effect is None or effect.kind is not None):
            fits = effect is not None and effect.kind in p.occasion
            parts.append(Told(fits, not fits))
        elif p.occasion and effect is not None:
            words = _alternatives(p.occasion)
            named = effect.kind_from or ""
            parts.append(Told(Atom(named, "", f" in {words}"), Atom(named, "", f" not in {words}")))
        return all_told(parts)

    def _condition(self, c: Condition) -> Told:
        match c:
            case AllOf(parts):
                return all_told([self._condition(p) for p in parts])
            case AnyOf(parts):
                return any_told([self._condition(p) for p in parts])
            case Not(part):
                told = self._condition(part)
                return Told(told.false, told.true)
            case FieldIs(name, test):
                return self._test(name, test)
            case ReadingIs(name, values):
                stands = self._program.reading(name)
                return (
                    UNKNOWN if stands == NOT_SET else Told(stands in values, stands not in values)
                )
        return UNKNOWN

    def _test(self, name: str, test: Test) -> Told:
        sort = self._types.get(name)
        if sort is None:
            return UNKNOWN
        if test.op == "is" and sort in _ONE:
            return _equal(name, self._wanted(test))
        if test.op == "is" and sort in _MANY:
            one = self._constants.name(frozenset(self._wanted(test)))
            return _told(name, (f"not {one}.isdisjoint(", ")"), (f"{one}.isdisjoint(", ")"))
        if test.op in _ORDERED and sort == "number" and isinstance(test.values[0], int):
            yes, no = _ORDERED[test.op]
            return _told(name, ("", f"{yes}{test.values[0]!r}"), ("", f"{no}{test.values[0]!r}"))
        call = self._constants.name(self._program.value_test(test))
        return Told(Atom(name, f"{call}(", ") is True"), Atom(name, f"{call}(", ") is False"))

    def _wanted(self, test: Test) -> list[Any]:
        """The values that pass; a role stands for those that it includes too."""
        roles = self._program.protocol.vocabulary.roles
        wanted: dict[Any, None] = dict.fromkeys(test.values)
        for v in test.values:
            role = roles.get(v) if isinstance(v, str) else None
            wanted.update(dict.fromkeys(role.includes if role else ()))
        return list(wanted)


def _equal(name: str, wanted: Sequence[Any]) -> Told:
    if len(wanted) > 1:
        words = _alternatives(wanted)
        return Told(Atom(name, "", f" in {words}"), Atom(name, "", f" not in {words}", True))
    (one,) = wanted
    if isinstance(one, bool):
        return Told(Atom(name, "", f" is {one}"), Atom(name, "", f" is {not one}"))
    return Told(Atom(name, "", f" == {one!r}"), Atom(name, "", f" != {one!r}", True))


def _told(name: str, yes: tuple[str, str], no: tuple[str, str]) -> Told:
    return Told(Atom(name, *yes, guard=True), Atom(name, *no, guard=True))


def _alternatives(values: Iterable[Any]) -> str:
    """A set, which the compiler keeps as a constant."""
    return "{" + ", ".join(sorted(map(repr, values))) + "}"


def _of_fields(c: Condition) -> bool:
    match c:
        case AllOf(parts) | AnyOf(parts):
            return all(map(_of_fields, parts))
        case Not(part):
            return _of_fields(part)
    return isinstance(c, (FieldIs, ReadingIs))
