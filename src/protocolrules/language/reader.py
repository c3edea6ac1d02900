"""Reads nodes against shapes: collects findings, and looks names up while it goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, TypeVar

from protocolrules.diagnostics import Finding, Place, Severity, did_you_mean
from protocolrules.language.kinds import Kinds
from protocolrules.language.shapes import VOCABULARY_NAME, Category
from protocolrules.nodes import ListNode, MapNode, Node, Scalar
from protocolrules.nodes.faults import Faults
from protocolrules.vocabulary import Vocabulary

FEW: Final = 12
LONGEST: Final = 60
MOST: Final = 10_000
MOST_CHOICES: Final = 300
NOT_SET: Final = "not set"

_T = TypeVar("_T")
_NAME: Final = re.compile(VOCABULARY_NAME)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_WHY_NAME: Final = "a name that nothing declares can never match anything"
_WHERE_DECLARED: Final[Mapping[Category, str]] = {
    "service": "declare it under vocabulary: services",
    "role": "declare it under vocabulary: roles",
    "occasion": "declare it under vocabulary: occasions",
    "status": "declare it under vocabulary: statuses",
    "judgement": "declare it under vocabulary: judgements",
    "topic": "declare it under vocabulary: topics",
    "scope": "declare it under vocabulary: scopes",
    "assignment": "declare it under vocabulary: assignments",
    "fact": "declare it under vocabulary: facts",
    "fact or status": "declare it under vocabulary: facts",
    "event kind": "declare it under vocabulary: events",
    "court": "declare it under courts",
    "ladder": "declare it under escalations",
    "reading": "declare it under readings",
    "rule": "name a rule of this file",
}


@dataclass(frozen=True, slots=True)
class Both(Collection[str]):
    """The names of two collections."""

    one: Collection[str]
    two: Collection[str]

    def __contains__(self, name: object) -> bool:
        """Whether one of them has the name."""
        return name in self.one or name in self.two

    def __iter__(self) -> Iterator[str]:
        """The names of both."""
        return chain(self.one, self.two)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self.one) + len(self.two)


@dataclass(frozen=True, slots=True)
class RuleStub:
    """What other rules need to know of a rule before it is read. `proof`: the key that says what
    shows that its duty was done."""

    has_duty: bool
    subject: str
    place: Place
    proof: str = "done_when"


@dataclass(slots=True)
class Reader:
    """The state of reading one file: what is declared, what is used, what is wrong.

    `used` gathers the names that were looked up, `reading_uses` how each reading is used,
    `readings_here` those used since it was emptied, `defined_at` the places of definitions.
    `subject` is what the rule at hand is for.
    """

    faults: Faults
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    readings: Mapping[str, Collection[str]] = field(default_factory=dict)
    rules: Mapping[str, RuleStub] = field(default_factory=dict)
    ladders: Mapping[str, int] = field(default_factory=dict)
    courts: Collection[str] = ()
    has_review: bool = False
    used: set[tuple[Category, str]] = field(default_factory=set)
    reading_uses: list[tuple[str, str, Place]] = field(default_factory=list)
    readings_here: set[str] = field(default_factory=set)
    subject: str | None = None
    defined_at: dict[str, Place] = field(default_factory=dict)

    _kinds: Kinds | None = None

    @property
    def kinds(self) -> Kinds:
        """The kinds of event that are declared by now."""
        if self._kinds is None or self._kinds.events is not self.vocabulary.events:
            self._kinds = Kinds(self.vocabulary.events)
        return self._kinds

    # --- findings ---

    def report(
        self,
        code: str,
        message: str,
        place: Place,
        why: str,
        hint: str | Callable[[], str] = "",
        *,
        other: Place | None = None,
        other_label: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Keep a finding, unless the file has too many like it."""
        if self.faults.is_full(code):
            return
        said = hint if isinstance(hint, str) else hint()
        self.faults.keep(
            Finding(code, message, place, why, said, other, other_label, severity=severity)
        )

    def warn(self, code: str, message: str, place: Place, why: str, hint: str = "") -> None:
        """Keep a finding that does not make the file unusable."""
        self.report(code, message, place, why, hint, severity=Severity.WARNING)

    # --- plain values ---

    def text(self, node: Node) -> str | None:
        """Text that is not empty."""
        if not isinstance(node, Scalar):
            self.wrong_form("text", node)
            return None
        said = " ".join(node.text.split())
        if not said:
            why = "nobody can tell whether it was forgotten or left out on purpose"
            self.report("PR106", "an empty text", node.place, why, "write it, or delete the line")
        return said or None

    def word(self, node: Node, words: Collection[str]) -> str | None:
        """One of some words."""
        said = self.text(node)
        if said is None or said in words:
            return said
        why = "only these words mean something here"
        self.report(
            "PR308",
            f"{shown(said)} is not one of the words that can stand here",
            node.place,
            why,
            lambda: instead(said, words),
        )
        return None

    def yes_no(self, node: Node) -> bool | None:
        """`yes` or `no`, and no other word for them."""
        said = self.text(node)
        if said is None:
            return None
        if said in ("yes", "no"):
            return said == "yes"
        meant = {"true": "yes", "y": "yes", "false": "no", "n": "no"}.get(said.lower(), said)
        found = did_you_mean(meant, ("yes", "no"))
        hint = f'did you mean "{found}"?' if found else "write yes or no"
        why = "one word for each answer keeps rules readable"
        self.report("PR302", f"{shown(said)} is neither yes nor no", node.place, why, hint)
        return None

    def number(self, node: Node, least: int = 0, most: int = 1_000_000) -> int | None:
        """A whole number within bounds."""
        said = self.text(node)
        if said is None:
            return None
        if _NUMBER.fullmatch(said) and least <= int(said) <= most:
            return int(said)
        why = "it is counted or compared"
        hint = f"write a whole number from {least} to {most:,}"
        self.report("PR303", f"{shown(said)} is not such a number", node.place, why, hint)
        return None

    def items(self, node: Node, one: bool = True) -> tuple[Node, ...]:
        """The entries of a list; where `one` holds a single value counts as a list of one."""
        if not isinstance(node, ListNode):
            if one:
                return (node,)
            self.wrong_form("a list", node)
            return ()
        if not node.items:
            why = "an empty list says nothing"
            self.report("PR106", "an empty list", node.place, why, "fill it, or delete the key")
        return node.items

    def entries(self, node: Node | None, most: int = MOST) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of a mapping whose keys the author chose, up to `most`."""
        if node is None:
            return ()
        if not isinstance(node, MapNode):
            self.wrong_form("keys", node)
            return ()
        return self._up_to(most, node.entries, node.place)

    def choices(self, node: Node | None) -> tuple[str, ...]:
        """The values that a fact or field can have."""
        if node is None:
            return ()
        found = self.distinct((item, self.text(item)) for item in self.items(node))
        return self._up_to(MOST_CHOICES, found, node.place)

    def _up_to(self, most: int, found: tuple[_T, ...], place: Place) -> tuple[_T, ...]:
        """All of them, or the first when there are too many: some checks look through all."""
        if len(found) > most:
            message = f"{len(found):,} of them, and {most:,} is the most"
            why = "a file with so many takes too long to check, and nobody can read it"
            self.report("PR110", message, place, why, "check that it is the right file")
        return found[:most]

    def texts(self, node: Node) -> tuple[str, ...]:
        """One text or a list of different ones."""
        return self.distinct((item, self.text(item)) for item in self.items(node))

    def distinct(self, found: Iterable[tuple[Node, str | None]]) -> tuple[str, ...]:
        """The values that could be read; each has to be there once."""
        first: dict[str, Place] = {}
        for node, value in found:
            if value is not None and value in first:
                self.twice(value, node.place, first[value])
            elif value is not None:
                first[value] = node.place
        return tuple(first)

    def twice(self, said: str, place: Place, first: Place) -> None:
        """Report a value that a list has already."""
        message = f"{shown(said)} twice in one list"
        why = "once is enough, and a slip of the pen may hide behind it"
        label = "the first one"
        self.report("PR107", message, place, why, "delete one", other=first, other_label=label)

    def wrong_form(self, wanted: str, node: Node, hint: str = "") -> None:
        """Report text, a list or keys where something else is expected."""
        found = {Scalar: "text", ListNode: "a list", MapNode: "keys"}[type(node)]
        why = "the form says how it is to be read"
        message = f"{wanted} is expected here, not {found}"
        if wanted == "keys":
            message = f"keys are expected here, not {found}"
        self.report("PR101", message, node.place, why, hint)

    # --- names ---

    def known(self, category: Category) -> Collection[str]:
        """The names of a category that are declared."""
        v = self.vocabulary
        sorts: Mapping[Category, Collection[str]] = {
            "service": v.services,
            "role": v.roles,
            "occasion": v.occasions,
            "status": v.statuses,
            "judgement": v.judgements,
            "topic": v.topics,
            "scope": v.scopes,
            "assignment": v.assignments,
            "fact": v.facts,
            "fact or status": Both(v.facts, v.statuses),
            "event kind": v.events,
            "court": self.courts,
            "ladder": self.ladders,
            "rule": self.rules,
            "reading": self.readings,
        }
        return sorts[category]

    def name(self, node: Node, category: Category, also: Collection[str] = ()) -> str | None:
        """A name that is declared, or one of some other words."""
        said = self.text(node)
        if said is None or said in also:
            return said
        if said in self.known(category):
            self.used.add((category, said))
            return said
        self.unknown(said, category, node.place, also)
        return None

    def well_named(self, name: Scalar, reserved: frozenset[str]) -> bool:
        """Whether a name that the author chose for the vocabulary is well formed and free."""
        said = name.text
        if not _NAME.fullmatch(said):
            why = "names are compared letter by letter, so they are kept simple"
            hint = "write small letters, digits and underscores, with a letter first"
            message = f"{shown(said)} is not a well-formed name"
            self.report("PR204", message, name.place, why, hint)
        elif said in reserved:
            message = f"{shown(said)} is a word of the language"
            why = "the language has a meaning for it already"
            self.report("PR206", message, name.place, why, "choose another name")
        else:
            return True
        return False

    def names(self, node: Node, category: Category, also: Collection[str] = ()) -> tuple[str, ...]:
        """One declared name or a list of different ones."""
        return self.distinct((i, self.name(i, category, also)) for i in self.items(node))

    def unknown(
        self, said: str, category: Category, place: Place, also: Collection[str] = ()
    ) -> None:
        """Report a name that nothing declares."""
        code = "PR203" if category in ("rule", "ladder", "reading", "court") else "PR201"
        self.report(
            code,
            f"there is no {category} {shown(said)}",
            place,
            _WHY_NAME,
            lambda: instead(said, [*also, *self.known(category)], _WHERE_DECLARED[category]),
        )

    def looks_at(self, subject: str) -> bool:
        """Whether events about such a subject are in the log that the rule looks into."""
        return self.subject is None or subject in ("either", self.subject)

    def use_reading(self, name: str, use: str, place: Place) -> None:
        """Note that a reading is used here, and as what."""
        self.used.add(("reading", name))
        self.readings_here.add(name)
        self.reading_uses.append((name, use, place))


def shown(said: str) -> str:
    """Text of the file in quotes, cut when it is long."""
    return f'"{said}"' if len(said) <= LONGEST else f'"{said[:LONGEST]}…"'


def instead(said: str, words: Collection[str], otherwise: str = "") -> str:
    """What to write instead: the nearest word, else all words when they are few."""
    near = did_you_mean(said, words) if len(said) <= LONGEST else None
    if near is not None:
        return f'did you mean "{near}"?'
    if otherwise and len(words) > FEW:
        return otherwise
    if 0 < len(words) <= FEW:
        listed = (
            f"write one of {', '.join(words)}" if len(words) > 1 else f"write {next(iter(words))}"
        )
        return f"{listed}, or {otherwise}" if otherwise else listed
    return otherwise
