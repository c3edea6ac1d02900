"""A comparison as Markdown: a table at a glance, then one for each topic."""

from __future__ import annotations

from collections.abc import Iterator

from protocolrules.comparison.model import ComparedTopic, Comparison, Provision
from protocolrules.comparison.sentences import (
    SAYS_NOTHING,
    circumstances,
    deed,
    holder,
    modality,
    notes,
    reading,
    tally,
)
from protocolrules.comparison.tables import escaped, table
from protocolrules.comparison.text import capitalised, edition

_HEAD = (
    "protocol",
    "clause",
    "who",
    "",
    "what",
    "to whom",
    "when",
    "by when",
    "reading",
    "rule",
)


def as_markdown(comparison: Comparison) -> str:
    """The comparison as a document with tables."""
    parts = [
        "# Protocols side by side\n",
        "".join(
            f"- **{escaped(each.label)}**: {escaped(each.title)} ({escaped(edition(each))})\n"
            for each in comparison.protocols
        ),
        "## At a glance\n",
        _at_a_glance(comparison),
    ]
    for topic in comparison.topics:
        parts += [f"## {escaped(capitalised(topic.title))}\n", table(_HEAD, _rows(topic))]
    return "\n".join(parts)


def _at_a_glance(comparison: Comparison) -> str:
    labels = [escaped(each.label) for each in comparison.protocols]
    return table(
        ("topic", *labels),
        ([escaped(topic.title), *map(tally, topic.columns)] for topic in comparison.topics),
    )


def _rows(topic: ComparedTopic) -> Iterator[list[str]]:
    for column in topic.columns:
        label = f"**{escaped(column.protocol)}**"
        if column.silent:
            yield [label, "", "", "", f"*{SAYS_NOTHING}*", *[""] * (len(_HEAD) - 5)]
        for provision in column.provisions:
            yield [label, *_cells(provision)]


def _cells(provision: Provision) -> Iterator[str]:
    more = [f"{label}: {said}" for label, said in notes(provision)]
    yield escaped(", ".join(provision.clause))
    yield escaped(provision.who if provision.by_case else holder(provision).removesuffix(","))
    yield modality(provision)
    yield "; ".join(map(escaped, (deed(provision), *more)))
    yield escaped(provision.to or "")
    yield escaped(circumstances(provision))
    yield escaped(provision.by_when)
    yield escaped(reading(provision))
    yield f"`{provision.rule}`"
