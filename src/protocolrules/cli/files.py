"""Paths on the command line, where the id of an included protocol stands for its rule file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from protocolrules.bundled import bundled_ids, bundled_path, rules_dir
from protocolrules.cli.failure import Failure

_ENDINGS = (".yaml", ".yml")


def rule_path(path_or_id: str) -> Path:
    """The path itself, or the rule file of an included protocol."""
    path = Path(path_or_id)
    if not path.exists() and path_or_id in bundled_ids():
        return bundled_path(path_or_id)
    return path


def rule_files(paths: Iterable[str]) -> list[Path]:
    """The rule files of each path, each once; without a path, the included ones.

    A folder stands for the rule files that lie directly in it, not for those of scenarios below.
    Raises Failure for a path that is not there or has none.
    """
    found: dict[Path, None] = {}
    for path in [rule_path(each) for each in paths] or [rules_dir()]:
        if not path.exists():
            raise Failure(f"there is no file or folder {path}", "check the name")
        files = list(_of(path))
        if not files:
            raise Failure(f"{path} has no rule files", "rule files end in .yaml")
        found |= dict.fromkeys(files)
    return list(found)


def _of(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    yield from sorted(each for each in path.iterdir() if each.suffix in _ENDINGS)
