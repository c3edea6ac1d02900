"""Shapes: what may stand where in a rule file, as tables that the reader and the schema share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Category = Literal[
    "service",
    "role",
    "occasion",
    "status",
    "judgement",
    "topic",
    "scope",
    "assignment",
    "fact",
    "fact or status",
    "event kind",
    "court",
    "ladder",
    "rule",
    "reading",
]

VOCABULARY_NAME = "[a-z][a-z0-9_]*"
RULE_NAME = "[a-z0-9]+(-[a-z0-9]+)*"
LOOSE_NAME = "[a-z0-9]+([-_][a-z0-9]+)*"


@dataclass(frozen=True, slots=True)
class Text:
    """Free text; `example` shows how it is written where it has a form of its own."""

    example: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    least: int = 0
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class NameOf:
    """A name that is declared elsewhere, or one of the words in `also`."""

    category: Category
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; where `one` holds a single entry may stand without the list."""

    part: Shape
    one: bool = True


@dataclass(frozen=True, slots=True)
class MapOf:
    """Keys that the author chooses, all with values of one shape."""

    value: Shape
    pattern: str = VOCABULARY_NAME


@dataclass(frozen=True, slots=True)
class Ref:
    """A shape by its name in the table of shapes, for those that hold themselves."""

    name: str


@dataclass(frozen=True, slots=True)
class Either:
    """A shape for each way of writing: text, a list, keys."""

    text: Shape | None = None
    listed: Shape | None = None
    keys: Shape | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key with the shape of its value and one line on what it means."""

    shape: Shape
    says: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """A group of keys.

    `what` is the group in words, as in `unknown key in a duty`. Of each tuple in `one_of` exactly
    one key stands there, of each in `at_most_one` none or one. With `others` further keys
    may stand there (names of facts or fields), all with values of that shape.
    """

    what: str
    keys: Mapping[str, Key] = field(hash=False)
    one_of: tuple[tuple[str, ...], ...] = ()
    at_most_one: tuple[tuple[str, ...], ...] = ()
    others: Shape | None = None
    why: str = "an ignored key would change what the file says without a word"


Shape = Text | Words | Number | NameOf | ListOf | MapOf | Ref | Either | Keys

TEXT = Text()
YES_NO = Words(("yes", "no"))
TEXTS = ListOf(TEXT)


def need(shape: Shape, says: str = "") -> Key:
    """A key that has to be there."""
    return Key(shape, says, required=True)


def name_of(category: Category, *also: str) -> NameOf:
    """A declared name, or one of some other words."""
    return NameOf(category, also)


def names_of(category: Category, *also: str) -> ListOf:
    """One declared name or a list of them."""
    return ListOf(NameOf(category, also))


def extended(
    shape: Keys, what: str, keys: Mapping[str, Key], one_of: tuple[tuple[str, ...], ...] = ()
) -> Keys:
    """The shape with more keys; `one_of` takes the place of its own."""
    return replace(shape, what=what, keys={**shape.keys, **keys}, one_of=one_of or shape.one_of)
