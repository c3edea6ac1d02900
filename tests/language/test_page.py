"""The page of the language: its examples use the keys, words and shapes that the reader knows."""

import re
from pathlib import Path

import pytest

from language.files import findings
from language.test_messages import FRAME, plain
from protocolrules.nodes import Plain, parse_yaml, to_plain, write_yaml

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
# The page leaves much out with dots and shows side by side what excludes each other; but every
# key has to be one, and every word, number, time and date has to be readable.
SLIPS = {"PR104", "PR204", "PR206", "PR302", "PR303", "PR304", "PR305", "PR306", "PR307", "PR404"}


def examples() -> list[tuple[int, dict[str, Plain]]]:
    text = PAGE.read_text(encoding="utf-8")
    found = []
    for block in re.finditer(r"```yaml\n(.*?)```", text, re.DOTALL):
        node, faults = parse_yaml(block[1].replace("{…}", "…"), PAGE.name)
        assert node is not None and not faults, faults
        content = to_plain(node)
        assert isinstance(content, dict)
        found.append((text.count("\n", 0, block.start()) + 1, content))
    return found


def framed(content: dict[str, Plain]) -> dict[str, Plain]:
    """The example as part of a file: a piece of a rule stands in a rule."""
    effects = ("duty", "may")
    if any(key in content for key in effects):
        return {"rules": {"example": content}}
    return {key: value for key, value in content.items() if value != "…"}


@pytest.mark.parametrize(("line", "content"), examples(), ids=str)
def test_an_example_has_no_unknown_key_and_no_unreadable_value(
    line: int, content: dict[str, Plain]
) -> None:
    text = write_yaml({**plain(FRAME), **framed(content)})
    assert [finding for finding in findings(text) if finding.code in SLIPS] == []
