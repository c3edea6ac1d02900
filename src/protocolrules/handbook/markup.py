"""Markdown of the pages: links within a page, and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from protocolrules.comparison.tables import escaped
from protocolrules.document import Protocol
from protocolrules.words import listed

_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")


def heading(level: int, text: str) -> str:
    """A heading with the empty line that follows it."""
    return f"{'#' * level} {escaped(text)}\n\n"


def slug(title: str) -> str:
    """The anchor that a heading gets from its text."""
    return _NOT_IN_A_SLUG.sub("", title.lower()).replace(" ", "-")


def link(text: str, anchor: str) -> str:
    """A link to a place on the same page; `text` is Markdown."""
    return f"[{text}](#{anchor})"


def rule_title(name: str, acronyms: frozenset[str] = frozenset()) -> str:
    """A rule's name as a heading, whose anchor is the name."""
    words = (each.upper() if each.upper() in acronyms else each for each in name.split("-"))
    return capital(" ".join(words))


def acronyms(protocol: Protocol) -> frozenset[str]:
    """Words that the statements and labels of a protocol write in capitals."""
    texts = [entry.says for entry in protocol.ledger] + [*protocol.vocabulary.labels.values()]
    texts += [role.title for role in protocol.vocabulary.roles.values()]
    return frozenset(found for text in texts for found in _ACRONYM.findall(text))


def rule_link(name: str) -> str:
    """A link to a rule."""
    return link(f"`{name}`", name)


def ladder_title(name: str) -> str:
    """A ladder's name as a heading."""
    return f"Ladder: {name.replace('-', ' ')}"


def ladder_link(name: str) -> str:
    """A link to a ladder."""
    return link(f"`{name}`", slug(ladder_title(name)))


def reading_link(name: str) -> str:
    """A link to a reading."""
    return link(f"`{name}`", reading_anchor(name))


def reading_anchor(name: str) -> str:
    """Where a reading stands."""
    return f"reading-{name}"


def statement_anchor(clause: str) -> str:
    """Where a statement stands in the table of them."""
    return f"statement-{clause}"


def clauses(ids: Iterable[str]) -> str:
    """Links to statements."""
    return listed(link(escaped(each), statement_anchor(each)) for each in ids)


def place(anchor: str) -> str:
    """A place that links lead to, where there is no heading."""
    return f'<a id="{anchor}"></a>'


def bullets(lines: Iterable[tuple[str, str]], indent: int = 0) -> str:
    """A list of labels with what they say; empty ones are left out."""
    start = " " * indent
    return "".join(f"{start}- *{label}*: {said}\n" for label, said in lines if said)


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
