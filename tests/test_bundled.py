from pathlib import Path

import pytest

from protocolrules import bundled


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    wheel, checkout = tmp_path / "wheel", tmp_path / "checkout"
    monkeypatch.setattr(bundled, "_IN_WHEEL", wheel)
    monkeypatch.setattr(bundled, "_IN_CHECKOUT", checkout)
    return wheel, checkout


def test_the_rules_of_the_wheel_come_first(folders: tuple[Path, Path]) -> None:
    for folder in folders:
        folder.mkdir()
    assert bundled.rules_dir() == folders[0]


def test_an_editable_install_falls_back_to_the_checkout(folders: tuple[Path, Path]) -> None:
    folders[1].mkdir()
    assert bundled.rules_dir() == folders[1]


def test_this_checkout_has_rules() -> None:
    assert bundled.rules_dir() == Path(__file__).parents[1] / "rules"


def test_no_rules_at_all_is_said_plainly(folders: tuple[Path, Path]) -> None:
    with pytest.raises(FileNotFoundError, match="no bundled rule files"):
        bundled.rules_dir()


def test_ids_are_the_rule_files_directly_in_the_folder(folders: tuple[Path, Path]) -> None:
    wheel, _ = folders
    (wheel / "scenarios").mkdir(parents=True)
    for name in ("b.yaml", "a.yaml", "notes.md", "scenarios/c.yaml"):
        (wheel / name).write_text("", encoding="utf-8")
    assert bundled.bundled_ids() == ("a", "b")
    assert bundled.bundled_path("a") == wheel / "a.yaml"


@pytest.mark.parametrize("unknown", ["c", "scenarios/c", "../wheel/a", "a.yaml", ""])
def test_an_id_is_never_taken_as_a_path(unknown: str, folders: tuple[Path, Path]) -> None:
    wheel, _ = folders
    (wheel / "scenarios").mkdir(parents=True)
    for name in ("a.yaml", "scenarios/c.yaml"):
        (wheel / name).write_text("", encoding="utf-8")
    with pytest.raises(KeyError):
        bundled.bundled_path(unknown)


def test_enfield_is_bundled() -> None:
    assert "enfield" in bundled.bundled_ids()
    assert bundled.bundled_path("enfield").is_file()
