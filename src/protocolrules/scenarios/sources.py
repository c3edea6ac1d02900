"""The rules that a scenario file tries: a bundled protocol, a rule file, or rules written in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.diagnostics import FindingsError, did_you_mean
from protocolrules.document import Protocol
from protocolrules.language import load_protocol
from protocolrules.nodes import MapNode, Node
from protocolrules.scenarios.notes import Notes, text_of
from protocolrules.scenarios.paths import FOLDER

RULE_FILE: Final = "rule_file"
_ENDINGS: Final = (".yaml", ".yml")
_BREAK: Final = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Library:
    """Rule files that have been read, each once."""

    loaded: dict[Path, Protocol | FindingsError] = field(default_factory=dict)

    def load(self, path: Path) -> Protocol | FindingsError:
        """The protocol of a rule file, or what is wrong with it."""
        if path not in self.loaded:
            try:
                self.loaded[path] = load_protocol(path)
            except FindingsError as error:
                self.loaded[path] = error
        return self.loaded[path]


def named(node: Node, scenario_file: Path, library: Library, notes: Notes) -> Protocol | None:
    """The protocol that `protocol:` names."""
    name = text_of(node, notes, "protocol")
    path = _locate(name, scenario_file) if name is not None else None
    if name is None or path is None or not path.is_file():
        if name is not None:
            notes.add("PR606", f'there is no protocol "{name}"', node.place, _hint(name))
        return None
    loaded = library.load(path)
    if isinstance(loaded, Protocol):
        return loaded
    notes.add(
        "PR606",
        f'the protocol "{name}" cannot be used: {len(loaded.findings)} faults in its rule file',
        node.place,
        hint=f"`protocolrules check {name}` shows them",
    )
    return None


def written_here(root: Node, source: str, scenario_file: Path, notes: Notes) -> Protocol | None:
    """The protocol that stands under `rule_file:`; its faults are faults of this file."""
    assert isinstance(root, MapNode)
    try:
        return load_protocol(scenario_file, _alone(root, source).encode())
    except FindingsError as error:
        notes.findings += [found for found in error.findings if found not in notes.findings]
        return None


def _alone(root: MapNode, source: str) -> str:
    """The text under `rule_file:`, each letter at its line and column, and nothing else."""
    keys = [key for key, _ in root.entries]
    at = next(number for number, key in enumerate(keys) if key.text == RULE_FILE)
    lines = _BREAK.split(source.removeprefix("\ufeff"))
    first = keys[at].place.line - 1
    end = keys[at + 1].place.line - 1 if at + 1 < len(keys) else len(lines)
    before, colon, value = lines[first].partition(":")
    kept = [" " * len(before + colon) + value, *lines[first + 1 : end]]
    return "\n" * first + "\n".join(kept)


def _locate(name: str, scenario_file: Path) -> Path | None:
    """An id means the rule file that the folder of scenarios lies beside, then a bundled one."""
    if "/" in name or name.endswith(_ENDINGS):
        return scenario_file.parent / name
    for folder in scenario_file.absolute().parents:
        beside = folder.parent / f"{name}.yaml"
        if folder.name == FOLDER and beside.is_file():
            return beside
    return bundled_path(name) if name in bundled_ids() else None


def _hint(name: str) -> str:
    if "/" in name or name.endswith(_ENDINGS):
        return "a path counts from the folder of this file"
    near = did_you_mean(name, bundled_ids())
    return f'did you mean "{near}"?' if near else f"the ids are: {', '.join(bundled_ids())}"
