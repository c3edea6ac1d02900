"""Makes inputs of each sort from a supply of choices. The same choices make the same input."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TypeAlias

from fuzzing import extremes
from fuzzing.inputs import (
    SECRET,
    Chance,
    Input,
    Json,
    logs,
    rule_files,
    rule_trees,
)
from fuzzing.mutating import (
    DATES,
    ODD,
    ODD_JSON,
    PERIODS,
    changed_bytes,
    changed_text,
    changed_tree,
)
from protocolrules.events.shapes import extra_fields
from protocolrules.language import shared_vocabulary
from protocolrules.nodes import write_yaml
from protocolrules.vocabulary import EventKind, FieldDecl

Make: TypeAlias = Callable[[Chance], Input]

READERS = ("riverside", "everything", "enfield")
_TYPED: Mapping[str, Json] = {
    "yes_no": True,
    "number": 3,
    "id": "X-1",
    "worker": "SW-7",
    "role": "social_worker",
    "roles": ["social_worker", "yjs_case_manager"],
    "service": "csc",
    "services": ["csc", "yjs"],
    "occasion": "core_group",
    "status": "looked_after",
    "date": "2026-01-07",
    "instant": "2026-01-07T10:00:00+00:00",
    "facts": {"open_to_csc": {"value": True, "since": "2025-03-01", "authority": "riverside"}},
    "holders": {"social_worker": "SW-7", "iro": None},
    "last_done": {"joint_supervision": "2025-11-03"},
    "attendance": [{"role": "social_worker", "how": "in_person"}],
}
_PYTHON: tuple[Json, ...] = (
    *(b"x", b"\xff", float("nan"), float("inf"), 10**5000, 1j, object, frozenset({1}), (1, "a")),
    *({"a", "b"}, bytearray(b"x"), range(3), date(1, 1, 1), date.max, datetime.min, datetime.max),
    datetime.max.replace(tzinfo=timezone(-timedelta(hours=23))),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=23))),
    *(datetime(2025, 12, 19, 15, tzinfo=UTC), date(2025, 12, 19), {1: 2}, {None: None}, Ellipsis),
)


def rule_bytes(chance: Chance) -> Input:
    """A file that may have little to do with rules: bytes, or a whole file of one kind of thing."""
    if chance.random() > 0.96:
        return Input("bytes in place of rules", chance.choice(extremes.rules())())
    seeds = (b"", b"a: b\n", b"- a\n- b: [c, {d: e}]\n", b"{a: [b, 'c', \"d\"]}\n", *logs())
    data = changed_bytes(chance, chance.choice(seeds), rule_files())
    for _ in range(chance.randrange(0, 8)):
        data = changed_bytes(chance, data, seeds)
    return Input("bytes in place of rules", data)


def rule_text(chance: Chance) -> Input:
    """A rule file with slips in its text."""
    files = rule_files()
    data = changed_bytes(chance, chance.choice(files), files)
    return Input("rules with slips in the text", data)


def rule_tree(chance: Chance) -> Input:
    """A rule file with other values and keys, that is YAML without a fault."""
    tree = changed_tree(chance, chance.choice(rule_trees()), ODD)
    return Input("rules with other values", as_yaml(tree))


def rule_python(chance: Chance) -> Input:
    """A short file, since the parser in Python is slow."""
    made = chance.choice((rule_bytes, rule_text))(chance)
    at = chance.randrange(0, max(1, len(made.data)))
    return Input("rules in pure Python", made.data[at : at + 10_000])


def rule_log(chance: Chance) -> Input:
    """A log given as rules, as it is or hardly changed at its beginning."""
    lines = [json.dumps(_with_secret(chance, _event(chance))) for _ in range(3)]
    text = chance.choice(("\n", "\r\n", "\r", ",\n")).join(lines)
    before = chance.choice(("", "\ufeff", " ", "\n", "\t", "x", "# events\n", "---\n", "[", "- "))
    return Input("logs in place of rules", (before + text).encode())


@lru_cache
def _kinds() -> tuple[EventKind, ...]:
    return tuple(shared_vocabulary().events.values())


def _event(chance: Chance) -> dict[str, Json]:
    """An event of any kind that is right, or nearly."""
    kind = chance.choice(_kinds())
    made: dict[str, Json] = {"event_id": f"e{chance.randrange(0, 9)}", "kind": kind.name}
    if kind.subject == "service":
        made |= {"authority": "riverside"}
    else:
        made |= {"case_id": f"C-{chance.randrange(0, 3)}"}
    if kind.name in ("correction", "retraction"):
        inner = {**_event(chance), "event_id": "e1"} if chance.random() < 0.5 else {"kind": "x"}
        made |= {"recorded_at": "2026-01-05T10:00:00Z", "replaces": "e1", "event": inner}
        return made
    made["occurred_at"] = f"2025-12-{chance.randrange(10, 30)}T15:00:00+00:00"
    for name, field in extra_fields(kind).items():
        if field.required or chance.random() < 0.5:
            made[name] = _value(field)
    return made


def _value(field: FieldDecl) -> Json:
    if field.name == "judgement":
        return "unsafe_to_share"
    if field.type in ("choice", "choices"):
        return field.choices[-1] if field.type == "choice" else list(field.choices[:2])
    return _TYPED.get(field.type)


def _with_secret(chance: Chance, made: dict[str, Json]) -> dict[str, Json]:
    """The event with the secret as one of its values."""
    odd = (SECRET, [SECRET], {"value": SECRET}, {"role": SECRET}, f"2026-01-07{SECRET}")
    key = chance.choice((*made, "forename", "facts", "title", "protocol", "parties", "rules"))
    return {**made, key: chance.choice(odd)}


def event(chance: Chance) -> Input:
    """An event as JSON."""
    if chance.random() > 0.98:
        data = chance.choice(extremes.events())()
        return Input("events", data, (chance.choice(READERS),))
    made = _event(chance)
    if chance.random() < 0.3:
        made = _with_secret(chance, made)
    if chance.random() < 0.8:
        made = changed_tree(chance, made, ODD_JSON)
    data = json.dumps(made, ensure_ascii=chance.random() < 0.9).encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        data = changed_bytes(chance, data, logs())
    return Input("events", data, (chance.choice(READERS),))


def mapping(chance: Chance) -> Input:
    """An event as a mapping, with values that no JSON has."""
    made = changed_tree(chance, _event(chance), (*ODD_JSON, *_PYTHON))
    if isinstance(made, str | bytes):
        made = {"kind": made}
    return Input("mappings", words=(chance.choice(READERS),), plain=made)


def log(chance: Chance) -> Input:
    """A log in JSON Lines."""
    if chance.random() > 0.98:
        return Input("logs", chance.choice(extremes.logs())(), ("riverside",))
    made = [_with_secret(chance, _event(chance)) for _ in range(chance.randrange(0, 3))]
    made += [_event(chance) for _ in range(chance.randrange(0, 9))]
    data = "".join(json.dumps(each) + "\n" for each in made).encode()
    if chance.random() < 0.5:
        data = chance.choice(logs()) + data
    if chance.random() < 0.7:
        data = changed_bytes(chance, data, logs())
    return Input("logs", data, (chance.choice(READERS),))


def snapshot(chance: Chance) -> Input:
    """A snapshot of a case with other values, or other bytes."""
    events = [_event(chance) for _ in range(chance.randrange(0, 4))]
    whole: Json = {
        "format": "protocolrules.case/1",
        "protocol": {"id": "riverside", "digest": "sha256:0"},
        "case_id": "C-1",
        "readings": {"immediately": "1 hour"},
    }
    if chance.random() < 0.3:
        whole = changed_tree(chance, whole, ODD)
    if isinstance(whole, dict):
        told = [{**each, "case_id": "C-1"} for each in events]
        whole["events"] = changed_tree(chance, told, ODD_JSON)
    data = json.dumps(whole).encode()
    if chance.random() < 0.3:
        data = changed_bytes(chance, data, logs())
    return Input("snapshots", data)


def words(chance: Chance) -> Input:
    """A moment, a period or a reading."""
    what = chance.choice(("moment", "period", "reading"))
    text = chance.choice(DATES if what == "moment" else PERIODS)
    if chance.random() < 0.8:
        text = changed_text(chance, text)
    return Input("words", words=(what, text))


def as_yaml(tree: Json) -> bytes:
    """The tree as YAML, or as JSON where YAML cannot hold it."""
    try:
        return write_yaml(tree).encode()
    except (ValueError, AttributeError, TypeError):  # surrogates, and keys of another type
        return json.dumps(tree).encode()


MAKERS: Mapping[str, Make] = {
    "bytes in place of rules": rule_bytes,
    "rules with slips in the text": rule_text,
    "rules with other values": rule_tree,
    "rules in pure Python": rule_python,
    "logs in place of rules": rule_log,
    "events": event,
    "mappings": mapping,
    "logs": log,
    "snapshots": snapshot,
    "words": words,
}
