"""What rests on what: in which order rules are worked out, and what news of one thing touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocolrules.engine.conditions import Cond

Reads = frozenset[str]
Touched = tuple[tuple[int, ...], tuple[str, ...]]
NOTHING_TOUCHED: Touched = ((), ())


def ordered(reads: Mapping[str, Reads]) -> tuple[str, ...]:
    """Each after what it reads."""
    done: dict[str, None] = {}
    for key in reads:
        _visit(key, reads, done, set())
    return tuple(done)


def touched(reads: Mapping[str, Reads], conds: Iterable[Cond]) -> dict[str, Touched]:
    """For each thing that is read, all that rests on it."""
    direct: dict[str, set[str]] = {}
    for reader, read in reads.items():
        for key in read:
            direct.setdefault(key, set()).add(reader)
    watching: dict[str, set[int]] = {}
    for c in conds:
        for key in c.reads:
            watching.setdefault(key, set()).add(c.index)
    found: dict[str, Touched] = {}
    for key in {*direct, *watching}:
        above, waiting = set[str](), [key]
        while waiting:
            for reader in direct.get(waiting.pop(), ()):
                if reader not in above:
                    above.add(reader)
                    waiting.append(reader)
        indices = {i for k in (key, *above) for i in watching.get(k, ())}
        found[key] = (tuple(sorted(indices)), tuple(sorted(above)))
    return found


def _visit(key: str, reads: Mapping[str, Reads], done: dict[str, None], above: set[str]) -> None:
    if key in done or key in above or key not in reads:
        return
    above.add(key)
    for other in sorted(reads[key]):
        _visit(other, reads, done, above)
    done[key] = None
