"""docs/commands.md cannot drift: it lists every command, and its examples print what it says."""

import re
from pathlib import Path

import pytest

from console import FOLDER, check, replayed
from protocolrules.cli.entry import COMMANDS

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
TEXT = PAGE.read_text("utf-8")
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
EXAMPLES = BLOCK.findall(TEXT)
NAMES = [module.__name__.rpartition(".")[2] for module in COMMANDS]


def test_every_command_has_a_section_with_an_example() -> None:
    sections = re.findall(r"^## (\w+)$", TEXT, re.MULTILINE)
    assert sections == NAMES
    shown = {example.split()[2] for example in EXAMPLES}
    assert shown == set(NAMES)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples_print_what_the_page_says(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER)
    before = EXAMPLES[number]
    after = replayed(before, capsys.readouterr)
    # Another example may just have been reset.
    check(PAGE, before, after, PAGE.read_text("utf-8").replace(before, after, 1))
