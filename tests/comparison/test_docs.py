"""docs/compare.md cannot drift: its example prints what it says, and it names every field."""

import re
from pathlib import Path

import pytest

from console import check, replayed
from protocolrules.comparison import Provision

PAGE = Path(__file__).parents[2] / "docs" / "compare.md"
TEXT = PAGE.read_text("utf-8")
(EXAMPLE,) = re.findall(r"(?<=```console\n).*?(?=```)", TEXT, re.DOTALL)
(PYTHON,) = re.findall(r"(?<=```python\n).*?(?=```)", TEXT, re.DOTALL)


def test_the_example_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    after = replayed(EXAMPLE, capsys.readouterr)
    check(PAGE, EXAMPLE, after, TEXT.replace(EXAMPLE, after, 1))


def test_the_python_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(PYTHON, {})
    assert capsys.readouterr().out.startswith("police custody enfield False ")


def test_the_page_names_every_field_of_a_provision() -> None:
    named = set(re.findall(r"`(\w+)`", TEXT))
    assert set(Provision.model_fields) - named == {"by_case", "subject"}
