"""What an input is, the secret that no output may show, and the files that inputs are made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Protocol, TypeAlias

from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.nodes import parse_yaml, to_plain

TESTS = Path(__file__).parents[1]
RIVERSIDE = TESTS / "data" / "riverside"

SECRET = "Q!m N!b!dy"
"""Stands for a name in the values of events. No part of it could be an id or the name of a field,
so that whatever shows a piece of it has shown a value."""
SHOWN = re.compile(r"m N!b|N!b!", re.IGNORECASE)

Json: TypeAlias = Any


class Chance(Protocol):
    """The supply of choices: `random.Random`, or what Hypothesis has in its place."""

    def random(self) -> float: ...
    def randrange(self, start: int, stop: int, /) -> int: ...
    def choice(self, seq: Sequence[Any], /) -> Any: ...


@dataclass(frozen=True)
class Input:
    """One input. `data`: the bytes at stake; `words`: a command line or other text; `files`: what
    lies in the folder, by name; `plain`: a Python value in the place of JSON."""

    sort: str
    data: bytes = b""
    words: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    plain: Any = None


Make: TypeAlias = Callable[[Random], Input]


@lru_cache
def rule_files() -> tuple[bytes, ...]:
    """The included protocols and the small ones of the tests; the smallest ones more often."""
    others = sorted(TESTS.glob("*/protocols/*.yaml"))
    small = [TESTS / "language" / "samples" / "everything.yaml", RIVERSIDE / "riverside.yaml"]
    paths = [*(bundled_path(each) for each in bundled_ids()), *others, *small * 3]
    return tuple(path.read_bytes() for path in paths)


@lru_cache
def rule_trees() -> tuple[Json, ...]:
    """The same as plain text, lists and dicts."""
    found = []
    for data in rule_files():
        node, findings = parse_yaml(data, "seed")
        assert node is not None and not findings
        found.append(to_plain(node))
    return tuple(found)


@lru_cache
def scenario_files() -> tuple[bytes, ...]:
    """The files of scenarios of the made-up protocol, and some of an included one."""
    own = sorted((RIVERSIDE / "scenarios").rglob("*.yaml"))
    included = sorted((bundled_path("notts").parent / "scenarios" / "notts").glob("*.yaml"))
    return tuple(path.read_bytes() for path in [*own, *included])


@lru_cache
def logs() -> tuple[bytes, ...]:
    """Logs of the made-up protocol."""
    return tuple((RIVERSIDE / name).read_bytes() for name in ("events.jsonl", "faulty.jsonl"))
