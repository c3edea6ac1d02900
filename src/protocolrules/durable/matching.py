"""All comparisons of one protocol, made by durable-rules.

A pattern becomes two rules: that an event is like it, and that it may be, where each test holds or
its field is silent. A test of a single value becomes one rule, beside one that the value is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

from protocolrules.document import Protocol
from protocolrules.durable.found import asked_by, constructs
from protocolrules.durable.module import load
from protocolrules.durable.rulesets import Json, Pack, Written
from protocolrules.durable.writing import either, every, holds, said, scalar, silent
from protocolrules.engine.comparing import (
    NOBODY,
    Matcher,
    StandsFor,
    ValueTest,
    meant,
    passes,
    tests_of_effects,
)
from protocolrules.engine.evidence import DELEGATE
from protocolrules.engine.log import Seen
from protocolrules.expressions import EventPattern, Test, Value
from protocolrules.vocabulary import Vocabulary

REMEMBERED = 4096
"""So many events, and so many values, of which the last answers are kept."""
_WIDEST = 4  # tests in a rule: a condition has 32 places
_SETS = ("choices", "roles", "services")
_ROLE = 0.2  # rules of which only those match that a value names

Matches = frozenset[str]


class Durable:
    """The comparisons of a protocol. Safe to share between threads and cases: nothing of an event
    stays behind in durable-rules, and each answer is that of one event alone."""

    def __init__(self, document: Protocol, remembered: int = REMEMBERED) -> None:
        """Write the rules of a protocol. `remembered`: of how many events and values answers are
        kept, each.

        Raises MatcherError where durable-rules cannot be used.
        """
        load()
        self._vocabulary = document.vocabulary
        self._packs: list[Pack] = []
        self._rules: dict[Any, tuple[int, str, str]] = {}
        self._lock = Lock()
        self._of_event = lru_cache(remembered)(self._ask_event)
        self._of_value = lru_cache(remembered, typed=True)(self._ask_value)
        for role in (*self._vocabulary.roles, DELEGATE):
            self._role(role)
        tests_of_effects(self._vocabulary, self)
        for construct in constructs(document):
            asked_by(document, construct, self)

    def pattern(self, pattern: EventPattern, stands_for: StandsFor = NOBODY) -> Matcher:
        """Whether an event is like a pattern."""
        fixed = tuple((n, t) for n, t in pattern.tests if not _stands(t, stands_for))
        named = tuple(
            (n, self.field(t, stands_for)) for n, t in pattern.tests if _stands(t, stands_for)
        )
        some = [fixed[i : i + _WIDEST] for i in range(0, len(fixed), _WIDEST)] or [()]
        parts = [self._like(EventPattern(pattern.kinds, t, pattern.occasion)) for t in some]
        first = parts[0]
        if len(parts) == 1 and not named:
            return first

        def matches(s: Seen) -> bool | None:
            answers = [part(s) for part in parts]
            if False in answers:
                return False
            answers.append(passes(named, s.fields))
            return False if False in answers else None if None in answers else True

        return matches

    def field(self, test: Test, stands_for: StandsFor = NOBODY) -> ValueTest:
        """A test on a field. Whom a placeholder stands for is put together from a rule a role."""
        whole = meant(self._vocabulary, test, stands_for)
        if not _stands(test, stands_for):
            return self.value("field", whole)
        roles = [self._role(each) for each in whole.values]

        def answer(value: Any) -> bool | None:
            answers = [role(value) for role in roles] or [None if value is None else False]
            return True if True in answers else None if None in answers else False

        return answer

    def value(self, of: str, /, test: Test, scale: Sequence[str] = ()) -> ValueTest:
        """A test on a value that is worked out."""
        return self._value(of, test, tuple(scale), many=_many(of, self._vocabulary))

    def close(self) -> None:
        """Give the memory of durable-rules back; what is asked later takes it again."""
        self._of_event.cache_clear()
        self._of_value.cache_clear()
        for pack in self._packs:
            pack.close()

    @property
    def rules(self) -> int:
        """How many rules durable-rules has been given."""
        return sum(map(len, self._packs))

    @property
    def sets(self) -> int:
        """In how many rule sets."""
        return len(self._packs)

    @property
    def kept(self) -> int:
        """How many events it keeps answers of, each in each rule set that was asked about it."""
        return self._of_event.cache_info().currsize

    # --- rules ---

    def _role(self, role: Value) -> ValueTest:
        return self._value("role", Test("is", (role,)), (), many=True, weight=_ROLE)

    def _value(
        self, of: str, test: Test, scale: tuple[str, ...], many: bool, weight: float = 1
    ) -> ValueTest:
        about = {"of": f"value:{of}"}

        def written(yes: str, unknown: str) -> Written:
            sure = every([about, holds("value", test, scale, many)])
            may = every([about, silent("value")])
            return Written((about["of"],), {yes: sure, unknown: may}, (), weight)

        pack, yes, unknown = self._ruled((of, test, scale), written, f"silent {of}")
        ask = self._of_value

        def answer(value: Any) -> bool | None:
            found = ask(pack, of, scale, value)
            return True if yes in found else None if unknown in found else False

        return answer

    def _like(self, pattern: EventPattern) -> Matcher:
        of = tuple(f"event:{kind}" for kind in pattern.kinds)

        def written(yes: str, unknown: str) -> Written:
            about = [either([{"of": each} for each in of])]
            if pattern.occasion:
                about.append(either([{"occasion": scalar(each)} for each in pattern.occasion]))
            sure, may = list(about), list(about)
            for field, test in pattern.tests:
                whole = meant(self._vocabulary, test)
                when = holds(f"field.{field}", whole, many=self._can_be_set(pattern, field))
                sure.append(when)
                may.append(either([when, silent(f"field.{field}")]))
            rules = {yes: every(sure)}
            if pattern.tests:
                rules[unknown] = every(may)
            return Written(of, rules, tuple(name for name, _ in pattern.tests))

        pack, yes, unknown = self._ruled(pattern, written)
        ask = self._of_event

        def matches(s: Seen) -> bool | None:
            found = ask(pack, s)
            return True if yes in found else None if unknown in found else False

        return matches

    def _can_be_set(self, pattern: EventPattern, field: str) -> bool:
        kinds = (self._vocabulary.events[kind] for kind in pattern.kinds)
        declared = [kind.fields.get(field) for kind in kinds]
        return any(each is None or each.type in _SETS for each in declared)

    def _ruled(
        self, key: object, written: Callable[[str, str], Written], unknown: str | None = None
    ) -> tuple[int, str, str]:
        """In which pack the two rules of a comparison are, and their names; once for each."""
        with self._lock:
            found = self._rules.get(key)
            if found is None:
                name = f"r{len(self._rules)}"
                unknown = unknown or f"{name}?"
                pack = self._packed(written(name, unknown))
                found = self._rules[key] = (pack, name, unknown)
            return found

    def _packed(self, written: Written) -> int:
        for number, pack in enumerate(self._packs):
            if pack.takes(written):
                return number
        self._packs.append(Pack())
        self._packs[-1].takes(written)
        return len(self._packs) - 1

    # --- asking ---

    def _ask_event(self, pack: int, s: Seen) -> Matches:
        of, rules = f"event:{s.kind}", self._packs[pack]
        message: dict[str, Json] = {"of": of}
        if s.occasion is not None:
            message["occasion"] = scalar(s.occasion)
        for name in rules.fields(of):
            message |= said(f"field.{name}", s.fields.get(name))
        return rules.matched(message)

    def _ask_value(self, pack: int, of: str, scale: tuple[str, ...], value: Any) -> Matches:
        return self._packs[pack].matched({"of": f"value:{of}", **said("value", value, scale)})


def _stands(test: Test, stands_for: StandsFor) -> bool:
    return any(v in stands_for for v in test.values if isinstance(v, str))


def _many(of: str, vocabulary: Vocabulary) -> bool:
    """Whether a value can be a set."""
    sort, _, name = of.partition(":")
    declared = vocabulary.facts.get(name) if sort == "fact" else None
    return sort in ("field", "duty") or (declared is not None and declared.type == "set")
