"""Finds the scenario files that a command means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from protocolrules.bundled import rules_dir
from protocolrules.language.loading import read_bytes
from protocolrules.nodes import MapNode, parse_yaml

FOLDER = "scenarios"
_ENDINGS = (".yaml", ".yml")
_ONLY_IN_SCENARIOS = ("scenarios", "rule_file")
_ONLY_IN_RULES = ("rules", "vocabulary", "ledger", "escalations", "in_force", "calendar", "parties")


class NoScenariosError(ValueError):
    """A path leads to no scenario; the message says what was looked for."""


def scenario_paths(paths: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The scenario files of each path, sorted and each once; without a path the bundled ones.

    A rule file means the folder `scenarios/<its name>/` beside it, a folder means every scenario
    file in it and below, rule files left out. Raises NoScenariosError for a path that does not
    exist or leads to none, FileNotFoundError when the installation has no bundled rules.
    """
    found: dict[Path, None] = {}
    for path in paths or (rules_dir() / FOLDER,):
        files = _of(path)
        if not files:
            raise NoScenariosError(_none_in(path))
        found |= dict.fromkeys(files)
    return tuple(found)


def beside(rule_file: Path) -> Path:
    """The folder of the scenarios that belong to a rule file."""
    return rule_file.parent / FOLDER / rule_file.stem


def _of(path: Path) -> list[Path]:
    if path.is_dir():
        return [each for each in _yaml_files(path) if not _is_rule_file(each)]
    if path.is_file() and _is_rule_file(path):
        return list(_yaml_files(beside(path)))
    return [path] if path.is_file() else []


def _yaml_files(folder: Path) -> Iterable[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in _ENDINGS and p.is_file())


def _is_rule_file(path: Path) -> bool:
    """Whether a file is laid out as rules. Any other one is taken for scenarios, so that a slip
    in it is reported rather than the file passed over."""
    node, _ = parse_yaml(read_bytes(path), str(path))
    keys = {key.text for key, _ in node.entries} if isinstance(node, MapNode) else set()
    return bool(keys & {*_ONLY_IN_RULES}) and not keys & {*_ONLY_IN_SCENARIOS}


def _none_in(path: Path) -> str:
    if path.is_dir():
        return f"{path}: no scenario files (.yaml) in this folder"
    if path.is_file():
        return f"{path}: no scenario files in {beside(path)}"
    return f"{path}: no such file or folder"
