"""The pages on the Python interface do what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

import protocolrules as pr
from protocolrules.cli import main
from protocolrules.results import DutyState

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "python.md"
GUIDE = ROOT / "docs" / "integrating.md"
NEXT = "\n----- the next snippet -----\n"

BLOCKS = re.findall(r"```(?:python|text)\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize(("program", "printed"), list(zip(BLOCKS[::2], BLOCKS[1::2], strict=True)))
def test_each_example_prints_what_the_page_shows(program: str, printed: str) -> None:
    assert run("-c", program) == printed


def run(*program: str) -> str:
    ran = subprocess.run(
        [sys.executable, *program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ran.stderr == ""
    assert ran.returncode == 0
    return ran.stdout


# --- the guide, whose snippets build on each other --------------------------------------------


def snippets() -> Iterator[tuple[str, str]]:
    """Each piece of Python of the guide, with the output shown right below it."""
    found = re.findall(r"```(\w+)\n(.*?)```", GUIDE.read_text("utf-8"), flags=re.DOTALL)
    below = [*found[1:], ("", "")]
    for (language, program), (next_one, printed) in zip(found, below, strict=True):
        if language == "python":
            yield program, printed if next_one == "text" else ""


SNIPPETS = list(snippets())
ALONE = [(program, printed) for program, printed in SNIPPETS if "__main__" in program]
TOGETHER = [each for each in SNIPPETS if each not in ALONE]


@lru_cache
def printed_by_the_guide() -> list[str]:
    """What each snippet prints, when all are one program."""
    told = f"\nprint({NEXT!r}, end='', flush=True)\n"
    return run("-c", told.join(program for program, _ in TOGETHER)).split(NEXT)


@pytest.mark.parametrize("number", range(len(TOGETHER)))
def test_snippets_of_the_guide_print_what_it_shows(number: int) -> None:
    assert printed_by_the_guide()[number] == TOGETHER[number][1]


@pytest.mark.parametrize(("program", "printed"), ALONE)
def test_scripts_of_the_guide_print_what_it_shows(
    program: str, printed: str, tmp_path: Path
) -> None:
    script = tmp_path / "script.py"
    script.write_text(program, "utf-8")
    assert run(str(script)) == printed


def test_the_guide_shows_something_in_every_section() -> None:
    assert len(ALONE) == 1
    assert len(TOGETHER) >= 20
    assert all(printed for _, printed in SNIPPETS)


def test_the_guide_says_what_each_state_of_a_duty_means() -> None:
    table = GUIDE.read_text("utf-8").split("| `state` | means |")[1].split("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\|(.*?)\|", table, re.MULTILINE))))
    assert named == set(DutyState.__args__)  # type: ignore[attr-defined]


def test_the_guide_names_each_sort_of_decision() -> None:
    table = GUIDE.read_text("utf-8").split("| `sort` | `what` |")[1].split("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\|(.*?)\|", table, re.MULTILINE))))
    assert named == set(pr.Decision.model_fields["sort"].annotation.__args__)  # type: ignore[union-attr]


def test_the_commands_of_the_guide_run(capsys: pytest.CaptureFixture[str]) -> None:
    (commands,) = re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), flags=re.DOTALL)
    for command in commands.splitlines():
        name, *words = command.split()
        assert name == "protocolrules"
        assert main(words) == 0
        assert capsys.readouterr().out
