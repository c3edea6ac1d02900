"""What rests on what: who reads a thing, and which conditions news of it touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocolrules.engine.conditions import Cond

Reads = frozenset[str]


def union(parts: Iterable[Reads]) -> Reads:
    """All of them together."""
    return frozenset().union(*parts)


def readers(reads: Mapping[str, Reads]) -> dict[str, tuple[str, ...]]:
    """For each thing that is read, what reads it."""
    found: dict[str, list[str]] = {}
    for reader, read in reads.items():
        for key in sorted(read):
            found.setdefault(key, []).append(reader)
    return {key: tuple(names) for key, names in found.items()}


def watchers(
    reading: Mapping[str, Iterable[str]], conds: Iterable[Cond]
) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    """For each thing that is read, the conditions that rest on it: those whose value can change
    only from the moment on at which it does, and those that rest on what some rule makes of it,
    which can be another at any time. `reading`: what reads what."""
    direct: dict[str, set[int]] = {}
    for c in conds:
        for key in c.reads:
            direct.setdefault(key, set()).add(c.index)
    found: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for key in {*reading, *direct}:
        defined = _above(key, reading, ("fact:",))
        every = _above(key, reading, ("",))
        timed = {i for k in defined for i in direct.get(k, ())}
        other = {i for k in every - defined for i in direct.get(k, ())}
        found[key] = (tuple(sorted(timed - other)), tuple(sorted(other)))
    return found


def _above(key: str, reading: Mapping[str, Iterable[str]], sorts: tuple[str, ...]) -> set[str]:
    """A key with all that rests on it, directly or through others of these sorts."""
    above, waiting = {key}, [key]
    while waiting:
        more = [r for r in reading.get(waiting.pop(), ()) if r not in above and r.startswith(sorts)]
        above.update(more)
        waiting += more
    return above
