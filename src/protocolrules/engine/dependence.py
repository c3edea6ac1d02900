"""What rests on what: who reads a thing, and which conditions news of it touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocolrules.engine.conditions import Cond

Reads = frozenset[str]


def readers(reads: Mapping[str, Reads]) -> dict[str, tuple[str, ...]]:
    """For each thing that is read, what reads it."""
    found: dict[str, list[str]] = {}
    for reader, read in reads.items():
        for key in sorted(read):
            found.setdefault(key, []).append(reader)
    return {key: tuple(names) for key, names in found.items()}


def watchers(
    reading: Mapping[str, Iterable[str]], conds: Iterable[Cond]
) -> dict[str, tuple[int, ...]]:
    """For each thing that is read, the conditions that rest on it, directly or through what is
    defined, given or owed because of it. `reading`: what reads what."""
    direct: dict[str, set[int]] = {}
    for c in conds:
        for key in c.reads:
            direct.setdefault(key, set()).add(c.index)
    found: dict[str, tuple[int, ...]] = {}
    for key in {*reading, *direct}:
        above, waiting = {key}, [key]
        while waiting:
            more = [r for r in reading.get(waiting.pop(), ()) if r not in above]
            above.update(more)
            waiting += more
        found[key] = tuple(sorted({i for k in above for i in direct.get(k, ())}))
    return found
