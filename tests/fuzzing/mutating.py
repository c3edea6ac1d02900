"""Changes to bytes, text and trees: one or a few, so that most of an input stays plausible."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

from fuzzing.inputs import SECRET, Chance, Json

HUGE = "9" * 10_000
TOKENS: tuple[str, ...] = (
    *(
        ": |- |[|]|{|}|,|#| #|&a |*a|!!python/object:os.system |!|'|\"|\\|%|%YAML 1.1\n|---|...|? "
        "|<<: *a|\t|\r|\r\n|\n|\n\n|\x00|\x1b[31m|\x85|\u2028|\ufeff|\u200b|\u00a0|\u201c|\u202e"
        "|\U0001f600|~|null|yes|on|0x1F|1e999|NaN|-0|.inf|2025-02-30|25:61|\\ud800|\\u0000|\\x00"
    ).split("|"),
    *("|", ">", HUGE, "é" * 300, "- " * 70, "[" * 70, '{"a":' * 70),
)
BYTES = (b"\xff", b"\xfe\xff", b"\x00", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\x80")
DATES = (
    "0001-01-01 9999-12-31 1990-01-01 2100-12-31 2028-12-31 2029-01-01 2026-02-30 2024-02-29 "
    "2026-03-29T01:30:00 2025-10-26T01:30 2025-12-19T15:00:00+00:00 9999-12-31T23:59:59-12:00 "
    "0001-01-01T00:00:00+14:00 2100-12-31T23:59:59.999999Z 1990-01-01T00:00:00+14:00 2026-1-7 "
    "2025-12-19T24:00:00Z 2025-12-19T15:00:60Z 20251219T150000Z 2025-W51-5 ٢٠٢٥-١٢-١٩ "
    "2025-12-19T15:00:00+99:99 2025-12-19T15:00:00+23:59 12025-12-19"
).split()
PERIODS = (
    "10000 years|10000 months|10000 weeks|10000 working days|10000 working hours|1 minute|0 days|"
    "10001 days|-1 days|1.5 days|one week|twelve months|the same day|end of the working day|"
    f"not set|{HUGE} days|1 {HUGE}|² days|\u0661\u0660 days|1_0 days|working days|1 working"
).split("|")
ODD: tuple[Json, ...] = (
    *("", " ", "x", "yes", "no", "null", "-", ":", "0", "-1", "1e3", HUGE, "a" * 5000),
    *("\x00", "\x1b[2J", "\ufeff", "\u202e", "é", "🙂", "a\nb", "a: b", "#", "<<", "[]"),
    *([], {}, [[]], [{}], {"": ""}, {"x": {}}, [""], ["yes", ["no"]], *DATES, *PERIODS),
)
ODD_JSON: tuple[Json, ...] = (
    *ODD,
    *(None, True, False, 0, -1, 2**31, 2**63, 10**25, 1.5, 1e308, "\ud800", "\udfff\ud800"),
    *(
        SECRET,
        {"value": SECRET},
        {"value": None},
        [SECRET],
        {SECRET: SECRET},
        [None],
        [[[[]]]],
        {"\ud800": 1},
    ),
)


def several(chance: Chance, what: Callable[[], None]) -> None:
    """Does it once, and rarely several times."""
    for _ in range(1 if chance.random() < 0.6 else chance.randrange(2, 6)):
        what()


def changed_bytes(chance: Chance, data: bytes, others: Sequence[bytes]) -> bytes:
    """The bytes after a few changes to them."""
    held = [data]

    def change() -> None:
        held[0] = chance.choice(_BYTE_CHANGES)(chance, held[0], others)

    several(chance, change)
    return held[0]


def _span(chance: Chance, data: bytes, most: int = 200) -> tuple[int, int]:
    start = chance.randrange(0, len(data) + 1)
    return start, min(len(data), start + chance.randrange(0, most))


def _cut(chance: Chance, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def _truncated(chance: Chance, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(0, len(data) + 1)]


def _again(chance: Chance, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data)
    times: int = chance.choice((2, 2, 3, 60, 2000))
    return (data[:start] + data[start:end] * times + data[end:])[:1_000_000]


def _token(chance: Chance, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data, 8)
    token = chance.choice(TOKENS).encode() if chance.random() < 0.8 else chance.choice(BYTES)
    return bytes(data[:start] + token + data[chance.choice((start, end)) :])


def _byte(chance: Chance, data: bytes, _others: Sequence[bytes]) -> bytes:
    start, _ = _span(chance, data)
    return data[:start] + bytes([chance.randrange(0, 256)]) + data[start + 1 :]


def _spliced(chance: Chance, data: bytes, others: Sequence[bytes]) -> bytes:
    other: bytes = chance.choice(others)
    start, end = _span(chance, other, 2000)
    at, _ = _span(chance, data)
    return bytes(data[:at] + other[start:end] + data[at:])


def _lines(chance: Chance, data: bytes, _others: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    one, two = (chance.randrange(0, len(lines)) for _ in range(2))
    how = chance.randrange(0, 4)
    if how == 0:
        lines[one], lines[two] = lines[two], lines[one]
    elif how == 1:
        lines[one] = b" " * chance.randrange(0, 9) + lines[one].strip()
    elif how == 2:
        lines.insert(one, lines[two])
    else:
        del lines[one]
    return b"\n".join(lines)


def _whole(chance: Chance, data: bytes, _others: Sequence[bytes]) -> bytes:
    text = data.decode("utf-8", errors="replace")
    how = chance.randrange(0, 7)
    if how < 3:
        return text.encode(("utf-16", "utf-16-le", "utf-32")[how])
    ends = ("\r\n", "\r", "\x85", "\n\ufeff")[how - 3]
    mark: str = chance.choice(("", "\ufeff", "\ufeff\ufeff"))
    return (mark + text.replace("\n", ends)).encode()


_BYTE_CHANGES = (
    *(_cut, _cut, _truncated, _again, _token, _token, _token, _byte),
    *(_spliced, _lines, _lines, _whole),
)


def changed_tree(chance: Chance, tree: Json, odd: Sequence[Json]) -> Json:
    """A copy of a tree of dicts, lists and values after a few changes to it."""
    held = {"": copy.deepcopy(tree)}

    def change() -> None:
        group, key = _somewhere(chance, held)
        _change(chance, held, group, key, odd)

    several(chance, change)
    return held[""]


def _somewhere(chance: Chance, held: Json) -> tuple[Json, Json]:
    """A place in the tree: what holds it, and its key there."""
    group: Json = held
    key: Json = ""
    while isinstance(group[key], dict | list) and group[key] and chance.random() < 0.9:
        group = group[key]
        key = chance.choice(list(group)) if isinstance(group, dict) else _at(chance, group)
    return group, key


def _at(chance: Chance, group: Json) -> int:
    return chance.randrange(0, len(group))


def _change(chance: Chance, held: Json, group: Json, key: Json, odd: Sequence[Json]) -> None:
    how = chance.randrange(0, 10)
    if how < 4:
        group[key] = copy.deepcopy(chance.choice(odd))
    elif how < 6:  # what stands elsewhere, so that names are known and forms plausible
        other, name = _somewhere(chance, held)
        group[key] = copy.deepcopy(other[name])
    elif how == 6 and group is not held:
        del group[key]
    elif how == 7:
        group[key] = [group[key]] if chance.random() < 0.5 else {"x": group[key]}
    elif how == 8 and isinstance(group, dict) and group is not held:
        other, name = _somewhere(chance, held)
        new = name if isinstance(name, str) else chance.choice(("", "x", "A b", "on"))
        group[new] = group.pop(key)
    elif isinstance(group[key], list) and group[key]:
        group[key] *= chance.choice((2, 2, 40))
    elif isinstance(group[key], dict):
        other, name = _somewhere(chance, held)
        group[key][str(name)] = copy.deepcopy(other[name])
    elif isinstance(group[key], str):
        group[key] = changed_text(chance, group[key])


def changed_text(chance: Chance, text: str) -> str:
    """A text with one slip in it."""
    at = chance.randrange(0, len(text) + 1)
    token: str = chance.choice((*TOKENS, "x", " ", ""))
    return text[:at] + token + text[at + chance.randrange(0, 3) :]
