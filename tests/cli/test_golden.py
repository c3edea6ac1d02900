"""What each command prints, beside the events that it reads. `tests/console.py` says how to
reset the expected output."""

from pathlib import Path

import pytest

from console import FOLDER, check, replayed

GOLDEN = sorted((FOLDER / "golden").glob("*.txt"))


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_the_output_is_as_expected(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER)
    before = path.read_text("utf-8")
    after = replayed(before, capsys.readouterr)
    check(path, before, after, after)


def test_there_are_golden_files() -> None:
    assert len(GOLDEN) >= 5
