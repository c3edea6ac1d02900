"""Setting protocols side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from protocolrules.comparison.model import (
    Column,
    ComparedProtocol,
    ComparedTopic,
    Comparison,
    Provision,
)
from protocolrules.comparison.provisions import of_protocol
from protocolrules.diagnostics import did_you_mean
from protocolrules.document import Protocol
from protocolrules.words import listed


class UnknownTopicError(ValueError):
    """No protocol of the comparison has such a topic: the message says what there is."""

    def __init__(self, topic: str, hint: str) -> None:
        """Keep what was asked for."""
        self.topic = topic
        super().__init__(f'there is no topic "{topic}": {hint}')


def compare(protocols: Sequence[Protocol], topics: Iterable[str] = ()) -> Comparison:
    """What each protocol provides on each topic, in the order that the protocols are given.

    Topics come in the order of the vocabulary, those that a file adds after the shared ones.
    `topics` are names or titles of those to keep; without them, every topic that at least one
    protocol speaks of is kept.

    Raises:
        UnknownTopicError: a topic that none of the vocabularies has, with what was meant.
        ValueError: two protocols with one id and edition.
    """
    titles = _titles(protocols)
    asked = [_topic(each, titles) for each in topics]
    labels = _labels(protocols)
    provided = [_by_topic(protocol) for protocol in protocols]
    spoken_of = {topic for each in provided for topic in each}
    return Comparison(
        protocols=tuple(map(_compared, protocols, labels)),
        topics=tuple(
            ComparedTopic(
                topic=topic,
                title=title,
                columns=tuple(
                    _column(label, each.get(topic, []))
                    for label, each in zip(labels, provided, strict=True)
                ),
            )
            for topic, title in titles.items()
            if topic in (asked or spoken_of)
        ),
    )


def _titles(protocols: Iterable[Protocol]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for protocol in protocols:
        for name, topic in protocol.vocabulary.topics.items():
            titles.setdefault(name, topic.title or name.replace("_", " "))
    return titles


def _topic(asked: str, titles: dict[str, str]) -> str:
    """The name of a topic, from its name or title in any case, with hyphens or spaces."""
    wanted = _folded(asked)
    for name, title in titles.items():
        if wanted in (_folded(name), _folded(title)):
            return name
    meant = did_you_mean(asked, (*titles, *titles.values()))
    hint = f'did you mean "{meant}"?' if meant else f"there is {listed(titles)}"
    raise UnknownTopicError(asked, hint)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _labels(protocols: Sequence[Protocol]) -> list[str]:
    """The id, and the edition too where two have the same id."""
    ids = Counter(protocol.id for protocol in protocols)
    labels = [p.id if ids[p.id] == 1 else f"{p.id} {p.edition.name}" for p in protocols]
    for label, number in Counter(labels).items():
        if number > 1:
            raise ValueError(f"{label} is named {number} times: name each protocol once")
    return labels


def _compared(protocol: Protocol, label: str) -> ComparedProtocol:
    return ComparedProtocol(
        label=label,
        id=protocol.id,
        title=protocol.title,
        edition=protocol.edition.name,
        in_force_from=protocol.edition.starts,
        review_by=protocol.edition.review_by,
        digest=protocol.digest,
    )


def _by_topic(protocol: Protocol) -> dict[str, list[Provision]]:
    found: dict[str, list[Provision]] = {}
    for topic, provision in of_protocol(protocol):
        found.setdefault(topic, []).append(provision)
    return found


def _column(label: str, provisions: Sequence[Provision]) -> Column:
    return Column(protocol=label, silent=not provisions, provisions=tuple(provisions))
