"""Random logs of several cases, with lines that are spoilt in every way a log can be."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from laws.histories import CASE, History, histories

Json = dict[str, Any]
IDS = ("event_id", "replaces", "withdraws", "about")


def _garbage(_: Json) -> list[bytes]:
    return [b"\xff\xfe nonsense", b"[1, 2]", b"{}", b"null", b"", b"  \r\n", b"<xml/>"]


def _cut(event: Json) -> list[bytes]:
    line = _line(event)
    return [line[: len(line) // 2], line[1:], line[:-9]]


def _twice(event: Json) -> list[bytes]:
    return [_line(event), _line(event) + b"\r\n"]


def _other_content(event: Json) -> list[bytes]:
    return [_line(event), _line({**event, "recorded_at": "2099-01-01T00:00:00Z"})]


def _same_otherwise(event: Json) -> list[bytes]:
    return [_line(event), json.dumps(event, indent=None, sort_keys=True).encode()]


def _elsewhere(event: Json) -> list[bytes]:
    return [_line({**event, "case_id": "C-1"}), _line({**event, "case_id": "Z-9"})]


def _unsound_elsewhere(event: Json) -> list[bytes]:
    return [_line({**event, "case_id": "A-0", "nonsense": 1}), _line(event)]


def _two_cases(event: Json) -> list[bytes]:
    return [_line(event)[:-1] + b', "case_id": "C-0", "case_id": "C-2"}']


def _no_ids(event: Json) -> list[bytes]:
    return [
        _line({**event, "case_id": "a b"}),
        _line({**event, "event_id": None}),
        _line({name: value for name, value in event.items() if name != "case_id"}),
    ]


def _anothers(event: Json) -> list[bytes]:
    of_services = {name: value for name, value in event.items() if name != "case_id"}
    return [
        _line({**event, "authority": "elsewhere"}),
        _line({**of_services, "event_id": "x1", "authority": "elsewhere", "service": ["yjs"]}),
        _line({**event, "event_id": "x2", "authority": "elsewhere", "kind": "their_own_kind"}),
    ]


SPOILT: Mapping[str, Callable[[Json], list[bytes]]] = {
    each.__name__: each
    for each in (
        *(_garbage, _cut, _twice, _other_content, _same_otherwise, _elsewhere),
        *(_unsound_elsewhere, _two_cases, _no_ids, _anothers),
    )
}


def _line(event: Json) -> bytes:
    return json.dumps(event).encode()


def _renamed(value: Any, case: str, prefix: str) -> Any:
    """An event of the history as one of another case."""
    if not isinstance(value, dict):
        return value
    renamed = {name: _renamed(each, case, prefix) for name, each in value.items()}
    if renamed.get("case_id") == CASE:
        renamed["case_id"] = case
    return renamed | {
        name: prefix + renamed[name] for name in IDS if isinstance(renamed.get(name), str)
    }


@st.composite
def logs(draw: st.DrawFn, name: str) -> tuple[list[bytes], History]:
    """The lines of a log, and a history that says when to ask."""
    stories = draw(st.lists(histories(name, 8), min_size=1, max_size=4))
    lines: list[bytes] = []
    for number, story in enumerate(stories):
        # Without a prefix the same ids stand in several cases.
        prefix = draw(st.sampled_from((f"{number}.", f"{number}.", f"{number}.", "")))
        for event in story.written:
            told = _renamed(dict(event), f"C-{number}", prefix)
            spoilt = draw(st.sampled_from((*[""] * 40, *SPOILT)))
            lines += SPOILT[spoilt](told) if spoilt else [_line(told)]
    if draw(st.booleans()):
        lines = draw(st.permutations(lines))
    return [line + b"\n" for line in lines], stories[0]
