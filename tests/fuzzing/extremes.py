"""Inputs of up to a megabyte that are one thing over and over: what is slow or big shows here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache

from fuzzing.inputs import RIVERSIDE, SECRET

MOST = 1_000_000
HEAD = b"protocol: p\ntitle: t\nparties: [yjs, csc]\n"
_EVENT = (
    '{"event_id": "e%d", "case_id": "C-1", "kind": "%s", "occurred_at": "2025-12-19T15:00:00Z"%s}'
)

Made = Callable[[], bytes]


def up_to(lines: Iterable[str], most: int = MOST) -> str:
    """As many of the lines as there is room for."""
    held, size = [], 0
    for line in lines:
        size += len(line.encode("utf-8", "replace")) + 1
        if size > most:
            break
        held.append(line)
    return "\n".join(held) + "\n"


def _many(line: str, head: str = "", most: int = MOST) -> Made:
    """The line with a number in it, again and again, each number once."""

    def made() -> bytes:
        return (head + up_to((line.replace("%", str(n)) for n in range(200_000)), most)).encode()

    return made


def _of(data: bytes) -> Made:
    return lambda: data


def _rule(line: str) -> str:
    return f"{line}: {{clause: [1.1], topic: case_work, when: {{event: remanded}}}}"


@lru_cache
def rules() -> tuple[Made, ...]:
    """Files in the place of rules."""
    head = HEAD.decode()
    long = "x" * 490_000
    return (
        _of(b""),
        _of(b"\xef\xbb\xbf"),
        _of(b"\x00" * MOST),
        _of(b"\n" * MOST),
        _of(b"\r" * MOST),
        _of(b" " * MOST),
        _of(b"\t" * MOST),
        _of(b"#" * MOST),
        _of(b"- " * (MOST // 2)),
        _of(b"-\n" * (MOST // 2)),
        _of(b"? " * (MOST // 2)),
        _of(b"[" * MOST),
        _of(b"{a: " * (MOST // 4)),
        _of(b"[" * 60 + b"[]," * (MOST // 4)),
        _of(b'"' * MOST),
        _of(b"a: 'b' #c\n" * (MOST // 10)),
        _of(b"\\" * MOST),
        _of(b'"' + b"\\x00" * (MOST // 4) + b'"'),
        _of(b"x" * MOST),
        _of(b"x: " * (MOST // 3)),
        _of(b"&a " * (MOST // 3)),
        _of(b"*a, " * (MOST // 4)),
        _of(b"%TAG ! x\n" * (MOST // 9)),
        _of(b"---\n" * (MOST // 4)),
        _of("\u201c".encode() * (MOST // 3)),
        _of("a: \u201cb\u201d\n".encode() * (MOST // 11)),
        _of("a:\u00a0b\n".encode() * (MOST // 6)),
        _of("\u200b".encode() * (MOST // 3)),
        _of(b"a: b #c\n" * (MOST // 8)),
        _of(b"a: b\n - c\n" * (MOST // 10)),
        _of(b"a:\n\tb: c\n" * (MOST // 9)),
        _of(b"a: |\n" + b" \n" * (MOST // 2)),
        _many("k%: v"),
        _many(f"{'long' * 100}%: v"),
        _many("k: v%"),
        _many("  r%: {clause: [1.1]}", head + "rules:\n"),
        _many("  " + _rule("r%"), head + "rules:\n"),
        _many("  " + _rule("same"), head + "rules:\n"),
        _many("  - {id: 1.%, kind: obligation, says: x}", head + "ledger:\n"),
        _many("  - {id: 1.1, kind: obligation, says: x%}", head + "ledger:\n"),
        _many("    k%: {title: t}", head + "vocabulary:\n  roles:\n"),
        _many("    k%: {title: t}", head + "vocabulary:\n  events:\n"),
        _many("    k%: {title: t, fields: {a: {type: id}}}", head + "vocabulary:\n  events:\n"),
        _many("    k%: {title: t, includes: [k0]}", head + "vocabulary:\n  roles:\n"),
        _many("    f%: {title: t, type: yes_no}", head + "vocabulary:\n  facts:\n"),
        _many("      - {if: {f%: yes}, then: {f%: no}}", head + "vocabulary:\n    define:\n"),
        _many("  r%: {means: x, others: [y], because: z, clause: [1.1]}", head + "readings:\n"),
        _many("  c%: {title: t, sits: [friday], opens: 10:00}", head + "courts:\n"),
        _many("  2025-12-%: closed", head + "closures:\n"),
        _many("  l%: {clause: [1], starts: {event: x}, rungs: []}", head + "escalations:\n"),
        _many("  - p%", head + "owners:\n"),
        _of(HEAD + f"rules:\n  {long}: {{}}\n  y{long}: {{}}\n".encode()),
        _of(HEAD + f"rules:\n  ? {long}\n  : {{}}\n  ? y{long}\n  : {{}}\n".encode()),
        _of(HEAD + f"owners: {long}\nowners: {long}\n".encode()),
        _of(HEAD + b"rules: {r: {clause: [" + b"1.1," * 200_000 + b"]}}\n"),
        _of(HEAD + b"rules: {r: {if: " + b"{not: " * 58 + b"x" + b"}" * 60 + b"}}\n"),
        _of(HEAD + b"closures: {" + b"9" * 10_000 + b": x}\n"),
        _deep_conditions,
    )


def _deep_conditions() -> bytes:
    """Conditions that are nested as deep as a file may be, in every rule."""
    inner = "{all_of: [" * 25 + "{open_to_yjs: yes}" + "]}" * 25
    rule = "{clause: [1.1], topic: case_work, when: {event: remanded}, if: %s, status: settled}"
    lines = (f"  r{n}: {rule % inner}" for n in range(10_000))
    return HEAD + b"rules:\n" + up_to(lines, 900_000).encode()


def _line(kind: str = "remanded", more: str = "") -> bytes:
    return (_EVENT % (1, kind, more)).encode()


@lru_cache
def events() -> tuple[Made, ...]:
    """Lines in the place of one event."""
    keys = ", ".join(f'"k{n}": 1' for n in range(70_000))
    strange = ", ".join(f'"{SECRET} {n}": 1' for n in range(30_000))
    names = ", ".join(f'"n{n}": {{"value": true}}' for n in range(30_000))
    there = ", ".join(["{}"] * 300_000)
    somebody = ", ".join([json.dumps({"how": SECRET})] * 30_000)
    return (
        _of(b""),
        _of(b"{" + keys.encode() + b', "k69999": 2}'),
        _of(_line(more=", " + keys)),
        _of(_line(more=", " + strange)),
        _of(_line("facts_reported", f', "facts": {{{names}}}')),
        _of(_line("meeting_held", f', "meeting": "core_group", "attendance": [{there}]')),
        _of(_line("meeting_held", f', "meeting": "core_group", "attendance": [{somebody}]')),
        _of(_line(more=', "to": ' + "9" * 900_000)),
        _of(_line(more=', "age": ' + "9" * 4_000)),
        _of(_line(more=', "to": "' + "x" * 900_000 + '"')),
        _of(_line(more=', "to": ' + "[" * 900_000)),
        _of(_line(more=', "to": ' + '{"a":' * 150_000)),
        _of(_line(more=', "to": ' + "[" * 900 + "]" * 900)),
        _of(b'{"event": ' * 90_000),
        _of(b'{"kind": "correction", "event": ' * 300 + b"{}" + b"}" * 300),
        _of(b" " * MOST),
        _of(b'"' + b"\\ud800" * 160_000 + b'"'),
    )


@lru_cache
def logs() -> tuple[Made, ...]:
    """Whole logs."""
    good = (RIVERSIDE / "events.jsonl").read_bytes()
    return (
        *events(),
        _of(b"\n" * MOST),
        _of(b"x\n" * (MOST // 2)),
        _of(b"1\n" * (MOST // 2)),
        _of(b"{}\n" * (MOST // 3)),
        _of(b"\xff\n" * (MOST // 2)),
        _of(b'"case_id": "' * (MOST // 12)),
        _of(b'"case_id"' + b" " * (MOST - 10)),
        _of(b'"case_id"        :        ' * (MOST // 27)),
        _of(b'"case_id": "C-%"' * (MOST // 16)),
        _of(up_to(f'"case_id": "C-{n}"' for n in range(MOST)).encode()),
        _of(up_to(f'{{"event_id": "e{n}", "case_id": "C-{n}"}}' for n in range(MOST)).encode()),
        _of(up_to(_EVENT % (n, "remanded", ', "to": 1') for n in range(MOST)).encode()),
        _of(
            up_to(_EVENT % (n % 9, "remanded", f', "age": {n % 30}') for n in range(MOST)).encode()
        ),
        _of(good + json.dumps({"x": [SECRET] * 50_000}).encode()),
        _of(good.replace(b"\n", b"\r\n")),
        _of(good.replace(b"\n", b"\r")),
        _of(b"\xef\xbb\xbf" + good),
        _of(good.decode().encode("utf-16")),
    )
