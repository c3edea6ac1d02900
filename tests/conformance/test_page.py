"""The page of the suite names every file, and what it shows is what is there."""

from __future__ import annotations

import re

import pytest

from conformance.suite import EVALUATORS, FILES, FOLDER, OTHER, Answer

PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_file_is_named() -> None:
    assert sorted(name for name in FILES if f"`{name}`" not in PAGE) == []


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)", PAGE))))
def test_links_lead_somewhere(link: str) -> None:
    assert (FOLDER / link).is_file()


def test_the_example_is_a_case() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert example in FILES["due-dates"].read_text(encoding="utf-8")


def test_keys_and_names_are_told() -> None:
    keys = ("scenario", "at", "known_at", "readings", "state", "considered")
    assert set(keys) <= set(Answer.__dataclass_fields__)
    assert all(f"`{key}`" in PAGE for key in keys)
    assert OTHER in PAGE
    assert "definition" in EVALUATORS
