"""The fields of an event: text turned into what event logs hold, by the type of the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from protocolrules.londontime import format_utc, parse_moment
from protocolrules.nodes import MapNode, Node
from protocolrules.scenarios.notes import Notes, entries, one_or_more, text_of, written
from protocolrules.scenarios.values import Flag, Number, read_day
from protocolrules.vocabulary import Vocabulary

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Reader: TypeAlias = Callable[[Node, Notes, Vocabulary], Json]

COMMON: Final[Mapping[str, str]] = {"authority": "id", "about": "id", "age": "number"}
"""The type of each field that every event can have, and that an author writes as it is."""

_VACANT: Final = "vacant"
_IN_ATTENDANCE: Final = ("role", "worker", "service", "how")
_OF_FACT: Final = ("value", "since", "until", "authority")


def read_field(sort: str, node: Node, notes: Notes, vocabulary: Vocabulary) -> Json:
    """The value of a field of that type; None when it cannot be read, which is then noted."""
    return _READERS.get(sort, _text)(node, notes, vocabulary)


def read_instant(node: Node, notes: Notes) -> str | None:
    """A London time, in UTC; a date alone is refused."""
    text = written(node)
    try:
        if ":" in text:
            return format_utc(parse_moment(text))
    except (ValueError, OverflowError) as error:
        notes.add("PR604", str(error), node.place)
        return None
    notes.unreadable(node, "a London time such as 2025-12-19 15:00")
    return None


def _text(node: Node, notes: Notes, _: Vocabulary) -> Json:
    return text_of(node, notes, "the field")


def _texts(node: Node, notes: Notes, vocabulary: Vocabulary) -> Json:
    return [_text(each, notes, vocabulary) for each in one_or_more(node)]


def _yes_no(node: Node, notes: Notes, _: Vocabulary) -> Json:
    return bool(value) if (value := Flag().read(node, notes)) is not None else None


def _number(node: Node, notes: Notes, _: Vocabulary) -> Json:
    return value if isinstance(value := Number().read(node, notes), int) else None


def _date(node: Node, notes: Notes, _: Vocabulary) -> Json:
    return day.isoformat() if (day := read_day(node, notes)) is not None else None


def _instant(node: Node, notes: Notes, _: Vocabulary) -> Json:
    return read_instant(node, notes)


def _day_or_instant(node: Node, notes: Notes) -> Json:
    return read_instant(node, notes) if ":" in written(node) else _date(node, notes, Vocabulary())


def _facts(node: Node, notes: Notes, vocabulary: Vocabulary) -> Json:
    facts: dict[str, Json] = {}
    for key, value in entries(node, notes, "facts"):
        notes.check_name(key, "fact")
        if key.text in vocabulary.facts or key.text in vocabulary.statuses:
            fact = vocabulary.facts.get(key.text)
            sort = fact.type if fact is not None else "yes_no"
            facts[key.text] = _fact(value, _FACT_TYPES.get(sort, sort), notes, vocabulary)
    return facts


def _fact(node: Node, sort: str, notes: Notes, vocabulary: Vocabulary) -> Json:
    if not isinstance(node, MapNode):
        return {"value": read_field(sort, node, notes, vocabulary)}
    told: dict[str, Json] = {}
    for key, value in node.entries:
        match key.text:
            case "value":
                told["value"] = read_field(sort, value, notes, vocabulary)
            case "since" | "until":
                told[key.text] = _day_or_instant(value, notes)
            case "authority":
                told["authority"] = _text(value, notes, vocabulary)
            case _:
                notes.unknown_key(key, "a fact that is reported", _OF_FACT)
    if "value" not in told:
        notes.add("PR603", 'a fact that is reported has no "value"', node.place)
    return told


def _holders(node: Node, notes: Notes, vocabulary: Vocabulary) -> Json:
    held: dict[str, Json] = {}
    for key, value in entries(node, notes, "holders"):
        notes.check_name(key, "role")
        worker = _text(value, notes, vocabulary)
        held[key.text] = None if worker == _VACANT else worker
    return held


def _last_done(node: Node, notes: Notes, vocabulary: Vocabulary) -> Json:
    return {k.text: _date(v, notes, vocabulary) for k, v in entries(node, notes, "last_done")}


def _attendance(node: Node, notes: Notes, vocabulary: Vocabulary) -> Json:
    """A list of entries, or the short form: role (or service) and how, one a line."""
    if isinstance(node, MapNode) and not {key.text for key, _ in node.entries} & {"how"}:
        return [
            {_role_or_service(key.text, vocabulary): key.text, "how": _text(how, notes, vocabulary)}
            for key, how in node.entries
        ]
    listed: list[Json] = []
    for each in one_or_more(node):
        entry: dict[str, Json] = {}
        for key, value in entries(each, notes, "attendance"):
            if key.text not in _IN_ATTENDANCE:
                notes.unknown_key(key, "attendance", _IN_ATTENDANCE)
            entry[key.text] = _text(value, notes, vocabulary)
        listed.append(entry)
    return listed


def _role_or_service(name: str, vocabulary: Vocabulary) -> str:
    known_service = name in vocabulary.services and name not in vocabulary.roles
    return "service" if known_service else "role"


_FACT_TYPES: Final[Mapping[str, str]] = {"age": "number", "set": "choices"}
_READERS: Final[Mapping[str, Reader]] = {
    "yes_no": _yes_no,
    "number": _number,
    "choices": _texts,
    "roles": _texts,
    "services": _texts,
    "date": _date,
    "instant": _instant,
    "facts": _facts,
    "holders": _holders,
    "last_done": _last_done,
    "attendance": _attendance,
}
