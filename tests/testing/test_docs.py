"""docs/testing.md cannot drift: its snippets run, and it names every property."""

from __future__ import annotations

import re
from pathlib import Path

import protocolrules as pr
from protocolrules import testing
from testing.samples import OVERLAP, loaded

PAGE = (Path(__file__).parents[2] / "docs" / "testing.md").read_text("utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_snippets_run() -> None:
    assert len(SNIPPETS) == 3
    names: dict[str, object] = {}
    for snippet in SNIPPETS:
        exec(compile(snippet, "docs/testing.md", "exec"), names)
    assert isinstance(names["protocol"], pr.Protocol)
    assert "TestNotts" in names


def test_every_property_is_named(tmp_path: Path) -> None:
    file = tmp_path / "harbour.yaml"
    file.write_text(OVERLAP, "utf-8")
    names = {each.name for each in testing.properties(loaded(OVERLAP), file)}
    assert {name for name in names if f"`{name}`" not in PAGE} == set()
    table = PAGE.partition("## The properties")[2].partition("## With pytest")[0]
    first = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert set(re.findall(r"`([a-z-]+)`", " ".join(first))) == names


def test_every_public_name_is_there() -> None:
    for name in testing.__all__:
        assert getattr(testing, name) is not None
    named = set(re.findall(r"^\| `([a-z_]+)\(", PAGE, re.MULTILINE))
    assert named <= set(testing.__all__) and len(named) == 6
