"""What phrases are made with: the words of a vocabulary, the readings, and the courts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocolrules.document import NOT_SET, Court, Protocol, Reading
from protocolrules.expressions import ReadingRef, Test, Value
from protocolrules.periods import Period
from protocolrules.vocabulary import FieldType, nothing
from protocolrules.words import Words, listed

_SHORT = 4
_PREFIX = {"is": "", "any": "any of ", "all": "all of ", "only": "only ", "none": "none of "}


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a protocol and what they rest on. Without `readings` a phrase names a reading
    and leaves out what it stands at."""

    words: Words
    readings: Mapping[str, Reading] = field(default_factory=nothing)
    courts: Mapping[str, Court] = field(default_factory=nothing)

    @classmethod
    def of(cls, protocol: Protocol) -> Terms:
        """The terms of a whole protocol, with its readings as the file has them."""
        return cls(Words(protocol.vocabulary), protocol.readings, protocol.courts)

    def means(self, reading: str) -> str:
        """What a reading stands at, or nothing where that is not known."""
        return self.readings[reading].means if reading in self.readings else ""

    def service(self, name: str) -> str:
        """The title of a service."""
        declared = self.words.vocabulary.services.get(name)
        if name in self.words.vocabulary.labels or declared is None:
            return self.words.role(name)
        return declared.title

    def topic(self, name: str) -> str:
        """The title of a topic."""
        declared = self.words.vocabulary.topics.get(name)
        return declared.title if declared else plain(name)

    def period(self, period: Period | ReadingRef) -> str:
        """A length of time; one that a reading gives says so."""
        if isinstance(period, Period):
            return str(period)
        means = self.means(period.name)
        if means == NOT_SET:
            return f"a time to be decided locally ({by_reading(period.name)})"
        return f"{means} ({by_reading(period.name)})" if means else by_reading(period.name)


def by_reading(name: str) -> str:
    """How a phrase names the reading that it rests on."""
    return f"the reading {name}"


def plain(name: str) -> str:
    """A name that has no title."""
    return name.replace("_", " ")


def _worded(terms: Terms, name: str) -> str:
    """A name that has no title, with services such as `csc` in it in capitals."""
    short = {each for each in terms.words.vocabulary.services if len(each) <= _SHORT}
    return " ".join(word.upper() if word in short else word for word in name.split("_"))


def fact_test(terms: Terms, fact: str, test: Test) -> str:
    """A fact and how it compares: a yes-no fact that holds needs no more than its title."""
    title = terms.words.fact(fact)
    if test.op == "is" and test.values == (True,):
        return title
    return f"{title}: {compared(terms, test, 'choice')}"


def field_test(terms: Terms, kinds: tuple[str, ...], name: str, test: Test) -> str:
    """A field of an event of these kinds and how it compares."""
    kind = _type(terms, kinds, name)
    judged = terms.words.vocabulary.judgements
    if kind == "id" and name == "judgement" and all(each in judged for each in test.values):
        return f"{name}: {listed((terms.words.judgement(str(v)) for v in test.values), 'or')}"
    return f"{_worded(terms, name)}: {compared(terms, test, kind)}"


def compared(terms: Terms, test: Test, kind: FieldType | None) -> str:
    """What a test asks for, without the name of what it asks about."""
    last = "and" if test.op == "all" else "or"
    values = listed((value(terms, each, kind) for each in test.values), last)
    if test.op in ("any", "all") and len(test.values) == 1:
        return values
    return _PREFIX.get(test.op, f"{plain(test.op)} ") + values


def value(terms: Terms, each: Value, kind: FieldType | None) -> str:
    """A value in words, by the type of what has it."""
    if isinstance(each, bool):
        return "yes" if each else "no"
    if isinstance(each, frozenset):
        return listed(value(terms, part, kind) for part in sorted(each))
    name = str(each)
    match kind:
        case "role" | "roles":
            return terms.words.role(name)
        case "service" | "services":
            return terms.service(name)
        case "occasion":
            return terms.words.occasion(name)
        case "status":
            return terms.words.fact(name)
    return terms.words.vocabulary.labels.get(name) or _worded(terms, name)


def _type(terms: Terms, kinds: tuple[str, ...], name: str) -> FieldType | None:
    """The type of a field: kinds that go together agree on it. Without kinds, that of any."""
    declared = terms.words.vocabulary.events
    fields = [declared[kind].fields for kind in kinds or declared if kind in declared]
    return next((each[name].type for each in fields if name in each), None)
