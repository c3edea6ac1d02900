"""Comparing values and events: what may be put in the place of the library's own comparisons.

All tests of a protocol go through one `Matching`. `Native` is the library's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from protocolrules.engine.log import Seen
from protocolrules.engine.verdicts import compare
from protocolrules.expressions import EventPattern, Test
from protocolrules.vocabulary import Vocabulary

Matcher = Callable[[Seen], "bool | None"]
ValueTest = Callable[[Any], "bool | None"]
Tests = Sequence[tuple[str, ValueTest]]
StandsFor = Mapping[str, Sequence[str]]
NOBODY: StandsFor = MappingProxyType({})


class Matching(Protocol):
    """Who compares. Every answer is True, False, or None where a value is silent."""

    def pattern(self, pattern: EventPattern, stands_for: StandsFor = NOBODY) -> Matcher:
        """Whether an event is like a pattern. `stands_for`: the roles of its placeholders."""

    def field(self, test: Test, stands_for: StandsFor = NOBODY) -> ValueTest:
        """A test on a field of an event: a role stands for the ones it includes."""

    def value(self, of: str, /, test: Test, scale: Sequence[str] = ()) -> ValueTest:
        """A test on a value that is worked out. `of`: what it is of, such as `fact:age`; `scale`
        orders words from low to high."""


class Native:
    """The library's own comparisons, in plain Python."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """With the roles of a vocabulary."""
        self._vocabulary = vocabulary

    def pattern(self, pattern: EventPattern, stands_for: StandsFor = NOBODY) -> Matcher:
        """Whether an event is like a pattern; a field that fails decides."""
        kinds, occasion = frozenset(pattern.kinds), frozenset(pattern.occasion)
        tests = tuple((name, self.field(test, stands_for)) for name, test in pattern.tests)

        def matches(s: Seen) -> bool | None:
            if s.kind not in kinds or (occasion and s.occasion not in occasion):
                return False
            answer: bool | None = True
            for name, test in tests:
                one = test(s.fields.get(name))
                if one is False:
                    return False
                if one is None:
                    answer = None
            return answer

        return matches

    def field(self, test: Test, stands_for: StandsFor = NOBODY) -> ValueTest:
        """A test on a field of an event."""
        if test.op != "is":
            return lambda value: compare(test, value)
        return _one_of(meant(self._vocabulary, test, stands_for).values)

    def value(self, _of: str, /, test: Test, scale: Sequence[str] = ()) -> ValueTest:
        """A test on a value that is worked out."""
        if test.op == "is":
            return _one_of(test.values)
        return lambda value: compare(test, value, scale)


def _one_of(values: Sequence[Any]) -> ValueTest:
    wanted = frozenset(values)

    def answer(value: Any) -> bool | None:
        if value is None:
            return None
        if isinstance(value, (frozenset, tuple)):
            return not wanted.isdisjoint(value)
        return value in wanted

    return answer


def meant(vocabulary: Vocabulary, test: Test, stands_for: StandsFor = NOBODY) -> Test:
    """A test in which a placeholder has become the roles of the duty at hand, and a role the ones
    it includes as well; another test than `is` stays as it is."""
    if test.op != "is":
        return test
    wanted: dict[Any, None] = {}
    for v in test.values:
        for one in stands_for.get(v, (v,)) if isinstance(v, str) else (v,):
            wanted[one] = None
            role = vocabulary.roles.get(one) if isinstance(one, str) else None
            wanted.update(dict.fromkeys(role.includes if role else ()))
    return Test("is", tuple(wanted))


def tests_of_effects(vocabulary: Vocabulary, matching: Matching) -> dict[int, Tests]:
    """The tests of what events say of facts, by the `id` of the effect."""
    effects = (e for kind in vocabulary.events.values() for e in kind.facts if e.tests)
    return {
        id(e): tuple((name, matching.value("field", test)) for name, test in e.tests)
        for e in effects
    }


def passes(tests: Tests, fields: Mapping[str, Any]) -> bool | None:
    """Whether the fields of an event pass every test: one that fails decides."""
    answer: bool | None = True
    for name, test in tests:
        one = test(fields.get(name))
        if one is False:
            return False
        if one is None:
            answer = None
    return answer


__all__ = [
    "NOBODY",
    "Matcher",
    "Matching",
    "Native",
    "StandsFor",
    "Tests",
    "ValueTest",
    "meant",
    "passes",
    "tests_of_effects",
]
