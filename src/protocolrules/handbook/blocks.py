"""A rule as a block of a page: the sentence, then when, by when, and how the text is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from protocolrules.comparison.model import Provision
from protocolrules.comparison.provisions import in_order, of_rule
from protocolrules.comparison.sentences import (
    conditions,
    deed,
    does,
    holder,
    notes,
    people,
)
from protocolrules.comparison.tables import escaped
from protocolrules.document import (
    Assignments,
    Duty,
    Effect,
    Permission,
    Prohibition,
    Protocol,
    Rule,
    StatusGiven,
)
from protocolrules.handbook.markup import (
    acronyms,
    bullets,
    capital,
    clauses,
    heading,
    reading_link,
    rule_link,
    rule_title,
)
from protocolrules.phrases import Terms
from protocolrules.words import count, listed

SECTIONS: tuple[tuple[str, type[Effect], str], ...] = (
    ("Duties", Duty, "What must be done, and what should be: a *should* is advice."),
    ("Prohibitions", Prohibition, "What must not, or should not, be done."),
    ("Permissions", Permission, "What may be done; nobody has to."),
    ("Assignments", Assignments, "Who leads, or answers for something, and in what."),
    ("Statuses", StatusGiven, "What a child becomes under the protocol."),
)
TEXT_IS = {
    "clear": "the text is clear",
    "interpreted": "the text is interpreted",
    "needs-local-decision": "**the text needs a local decision**",
}
_NOTHING = "The protocol has none.\n\n"


def sections(protocol: Protocol) -> Iterator[str]:
    """A section for each kind of rule, by topic, in the order of the source."""
    terms, names = Terms.of(protocol), acronyms(protocol)
    for title, kind, says in SECTIONS:
        rules = [rule for rule in in_order(protocol) if isinstance(rule.effect, kind)]
        yield heading(2, title) + f"{says}\n\n" + (_by_topic(terms, rules, names) or _NOTHING)


def topics(protocol: Protocol, kind: type[Effect] = Duty) -> list[tuple[str, int]]:
    """The title of each topic that rules of a kind speak of, with how many do."""
    terms = Terms.of(protocol)
    rules = [rule for rule in protocol.rules.values() if isinstance(rule.effect, kind)]
    return [(terms.topic(topic), len(those)) for topic, those in _topics(terms, rules)]


def _by_topic(terms: Terms, rules: Sequence[Rule], names: frozenset[str]) -> str:
    parts = []
    for topic, those in _topics(terms, rules):
        # Other kinds have few rules: their topics are said and need no place in the contents.
        title = capital(terms.topic(topic))
        duties = isinstance(those[0].effect, Duty)
        parts.append(heading(3, title) if duties else f"**{escaped(title)}**\n\n")
        parts += [block(terms, rule, names) for rule in those]
    return "".join(parts)


def _topics(terms: Terms, rules: Sequence[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    order = {name: number for number, name in enumerate(terms.words.vocabulary.topics)}
    by_topic = sorted(rules, key=lambda rule: order[rule.topic])
    for topic, those in groupby(by_topic, lambda rule: rule.topic):
        yield topic, list(those)


def block(terms: Terms, rule: Rule, names: frozenset[str] = frozenset()) -> str:
    """One rule. `names` are the acronyms to write in capitals."""
    provisions = of_rule(terms, rule)
    first = provisions[0]
    lines = [heading(4, rule_title(rule.name, names))]
    if not first.as_read:
        lines.append(f"**Only under another reading:** {_why_not(terms, first)}\n\n")
    lines += [f"{clauses(rule.clause)}: {_sentence(each)}\n\n" for each in provisions]
    lines.append(bullets(_lines(terms, rule, first)) + "\n")
    return "".join(lines)


def _why_not(terms: Terms, provision: Provision) -> str:
    taken = [
        f"{reading_link(each.name)} is taken as {value_words(terms, each.means)}"
        for each in provision.readings
    ]
    return listed(taken) + "."


def _sentence(provision: Provision) -> str:
    who = escaped(capital(holder(provision)))
    return f"{who} **{does(provision)}** {escaped(deed(provision))}."


def _lines(terms: Terms, rule: Rule, provision: Provision) -> Iterator[tuple[str, str]]:
    if rule.title:
        yield "in short", escaped(rule.title)
    for label, said in people(provision):
        yield label, escaped(said)
    yield "when", escaped(provision.trigger)
    for label, said in conditions(provision):
        yield label, escaped(said)
    if provision.kind != "permission":
        lasts = provision.kind in ("assignment", "status")
        yield "lasts" if lasts else "by when", escaped(provision.by_when)
    yield "shown by", escaped(provision.shown_by or "")
    for label, said in notes(provision):
        yield label, escaped(said)
    yield "how the text is read", _read(terms, provision)
    yield "contradicts", listed(map(rule_link, provision.conflicts_with))
    yield "about", "the services, not a case" if rule.subject == "service" else ""
    yield "rule", f"`{rule.name}`"


def _read(terms: Terms, provision: Provision) -> str:
    said = TEXT_IS[provision.text]
    if provision.because:
        said += f": {escaped(provision.because)}"
    return "; ".join([said, *_taken(terms, provision)])


def _taken(terms: Terms, provision: Provision) -> Iterable[str]:
    for each in provision.readings:
        others = listed((value_words(terms, other) for other in each.others), "or")
        or_else = f" (or {others})" if others else ""
        yield f"{reading_link(each.name)} is {value_words(terms, each.means)}{or_else}"


def value_words(terms: Terms, value: str) -> str:
    """A value of a reading in quotation marks, a role by its title."""
    role = value in terms.words.vocabulary.roles
    return escaped(f'"{terms.words.role(value) if role else value}"')


def totals(protocol: Protocol) -> str:
    """How many rules of each kind there are."""
    return listed(
        count(number, one, many)
        for number, one, many in (
            (_number(protocol, Duty), "duty", "duties"),
            (_number(protocol, Prohibition), "prohibition", None),
            (_number(protocol, Permission), "permission", None),
            (_number(protocol, Assignments), "rule of assignment", "rules of assignment"),
            (_number(protocol, StatusGiven), "status", "statuses"),
            (len(protocol.ladders), "ladder", None),
        )
        if number
    )


def _number(protocol: Protocol, kind: type[Effect]) -> int:
    return sum(isinstance(rule.effect, kind) for rule in protocol.rules.values())
