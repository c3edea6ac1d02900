"""Files that build on another one."""

from pathlib import Path
from shutil import copy

import pytest

from language.files import SAMPLES, errors
from protocolrules.diagnostics import Finding
from protocolrules.document import Duty
from protocolrules.language import check_file, load_protocol
from protocolrules.periods import Period
from protocolrules.timing import Within

TOP, BASE = "on_base.yaml", "base.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (TOP, BASE):
        copy(SAMPLES / name, tmp_path / name)
    return tmp_path


def changed(path: Path, old: str, new: str) -> list[Finding]:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return errors(check_file(path.parent / TOP)[1])


def test_rules_readings_and_vocabulary_of_the_base_come_first() -> None:
    protocol = load_protocol(SAMPLES / TOP)
    assert (protocol.id, protocol.parties) == ("on-base", ("yjs", "csc"))
    assert list(protocol.rules) == ["kept-as-it-is", "replaced"]
    assert {"hostel_worker", "night_worker"} <= protocol.vocabulary.roles.keys()
    assert [(e.id, e.says) for e in protocol.ledger] == [
        ("1a", "somebody calls"),
        ("1b", "somebody writes by hand"),
        ("1c", "somebody writes again"),
    ]


def test_what_states_nothing_in_the_base_is_kept_too(folder: Path) -> None:
    for name, unit in ((BASE, "1-00000001"), (TOP, "1-00000002")):
        with (folder / name).open("a") as file:
            file.write(f"not_statements:\n  - {{reason: heading, source: {unit}}}\n")
    listed = load_protocol(folder / TOP).not_statements
    assert [str(unit) for group in listed for unit in group.source] == ["1-00000001", "1-00000002"]


def test_what_overrides_replaces_and_settings_are_joined() -> None:
    protocol = load_protocol(SAMPLES / TOP)
    replaced = protocol.rules["replaced"].effect
    assert isinstance(replaced, Duty) and replaced.who.roles == ("night_worker",)
    assert protocol.readings["soon"].means == "3 days"
    assert protocol.settings.office_opens.hour == 8
    assert protocol.settings.day_of_trigger == 0


def test_places_name_the_file_they_are_in() -> None:
    protocol, _, sources = check_file(SAMPLES / TOP)
    assert protocol is not None
    files = {Path(rule.place.file).name for rule in protocol.rules.values()}
    assert files == {TOP, BASE}
    assert {Path(name).name for name in sources} == {TOP, BASE}


def test_a_fault_in_the_base_is_shown_there(folder: Path) -> None:
    (found,) = changed(folder / BASE, "must: call", "must_: call")[:1]
    assert (Path(found.place.file).name, found.code) == (BASE, "PR105")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../base.yaml", "is not a file name"),
        ("/etc/passwd", "is not a file name"),
        ("..", "is not a file name"),
        ("C:\\base.yaml", "is not a file name"),
        ("bass.yaml", "there is no file"),
        ("on_base.yaml", "builds on a file that builds on it"),
    ],
)
def test_a_base_that_cannot_be_used(folder: Path, name: str, message: str) -> None:
    found = changed(folder / TOP, "builds_on: base.yaml", f"builds_on: {name}")
    assert [(f.code, f.place.line) for f in found if f.code == "PR108"] == [("PR108", 4)]
    assert any(message in f.message for f in found)


def test_a_circle_of_bases(folder: Path) -> None:
    found = changed(folder / BASE, "protocol: base", f"builds_on: {TOP}\nprotocol: base")
    assert [(f.code, Path(f.place.file).name) for f in found] == [("PR108", BASE)]


def test_a_base_that_is_no_rule_file(folder: Path) -> None:
    (folder / BASE).write_text("- a list\n")
    found = errors(check_file(folder / TOP)[1])
    assert "PR108" in {f.code for f in found}


def test_a_base_that_is_no_yaml(folder: Path) -> None:
    (folder / BASE).write_text("a: [\n")
    found = errors(check_file(folder / TOP)[1])
    assert any(Path(f.place.file).name == BASE for f in found)


def test_a_rule_that_replaces_has_to_say_so(folder: Path) -> None:
    (found,) = changed(folder / TOP, "    overrides: yes\n", "")
    assert (found.code, found.place.line, found.place.column) == ("PR209", 12, 3)
    assert found.other is not None and Path(found.other.file).name == BASE


def test_a_rule_that_overrides_nothing(folder: Path) -> None:
    found = changed(folder / TOP, "  replaced:", "  replacd:")
    assert "PR208" in {f.code for f in found}


def test_a_name_that_the_base_declares_otherwise(folder: Path) -> None:
    found = changed(folder / TOP, "night_worker: {title", "hostel_worker: {title")
    assert [(f.code, f.place.line) for f in found if f.code == "PR205"] == [("PR205", 8)]


def test_two_files_can_build_on_each_other_in_a_row(folder: Path) -> None:
    top = folder / "third.yaml"
    top.write_text("protocol: third\ntitle: A third area\nbuilds_on: on_base.yaml\n")
    protocol = load_protocol(top)
    assert list(protocol.rules) == ["kept-as-it-is", "replaced"]
    assert protocol.readings["soon"].means == "3 days"
    effect = protocol.rules["kept-as-it-is"].effect
    assert isinstance(effect, Duty) and effect.timing != Within(Period.parse("1 day"))
