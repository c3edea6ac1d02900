"""A comparison as text: topic by topic, what each protocol says, one below the other."""

from __future__ import annotations

from protocolrules.comparison.model import (
    Column,
    ComparedProtocol,
    Comparison,
    Provision,
)
from protocolrules.comparison.sentences import (
    SAYS_NOTHING,
    circumstances,
    notes,
    people,
    reading,
    sentence,
    silent,
    tally,
)
from protocolrules.page import Page
from protocolrules.words import day, listed

_ITEM = 2
_DETAIL = 4


def as_text(comparison: Comparison, width: int = 80) -> str:
    """The comparison in lines of at most `width` columns."""
    page = Page(width)
    for protocol in comparison.protocols:
        page.line(f"{protocol.label}: {protocol.title} ({edition(protocol)})")
    _at_a_glance(page, comparison)
    for topic in comparison.topics:
        page.title(capitalised(topic.title))
        for column in topic.columns:
            _column(page, column)
    return str(page)


def edition(protocol: ComparedProtocol) -> str:
    """The edition, and when the protocol is to be reviewed."""
    named = protocol.edition
    said = named if named == "undated" else f"edition {named}"
    return f"{said}, review by {day(protocol.review_by)}" if protocol.review_by else said


def capitalised(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _at_a_glance(page: Page, comparison: Comparison) -> None:
    page.heading("At a glance")
    for topic in comparison.topics:
        page.line(capitalised(topic.title), _ITEM)
        for column in topic.columns:
            if not column.silent:
                page.line(f"{column.protocol}: {tally(column)}", _DETAIL)
        quiet = silent(topic.columns)
        if quiet:
            verb = SAYS_NOTHING if len(quiet) == 1 else "say nothing"
            page.line(f"{listed(quiet)} {verb}", _DETAIL)


def _column(page: Page, column: Column) -> None:
    page.line()
    page.line(f"{column.protocol}: {tally(column)}")
    for provision in column.provisions:
        _provision(page, provision)


def _provision(page: Page, provision: Provision) -> None:
    page.line(f"{', '.join(provision.clause)} {sentence(provision)}", _ITEM)
    lines = [
        *people(provision),
        ("when", circumstances(provision)),
        ("by when", provision.by_when),
        *notes(provision),
    ]
    for label, said in lines:
        page.line(f"{label}: {said}", _DETAIL)
    page.line(f"read as: {reading(provision)} [{provision.rule}]", _DETAIL)
