"""Exit statuses, faults in plain words, and what programs read."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from console import FOLDER
from protocolrules.cli import main
from protocolrules.cli.entry import COMMANDS

AT = ("--at", "2026-01-09T12:00")
RUN = ("run", "riverside.yaml", "events.jsonl", *AT)
EXPLAIN = ("explain", "riverside.yaml", "events.jsonl", *AT)

Said = tuple[int, str, str]
Call = Callable[..., Said]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command in the folder of the examples: status, standard output, standard error."""
    monkeypatch.chdir(FOLDER)

    def run(*argv: str) -> Said:
        status = main(argv)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


# --- done -----------------------------------------------------------------------------------


def test_overdue_duties_are_results_and_not_failures(call: Call) -> None:
    status, out, err = call(*RUN)
    assert status == 0
    assert "Overdue" in out
    assert err == ""


def test_only_one_case(call: Call) -> None:
    _, out, _ = call(*RUN, "--case", "R-2")
    assert "Case R-2" in out
    assert "Case R-1" not in out
    assert "Services" not in out


def test_only_the_services(call: Call) -> None:
    _, out, _ = call(*RUN, "--service", "riverside")
    assert "Services of riverside" in out
    assert "Case" not in out


def test_events_from_standard_input(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (FOLDER / "events.jsonl").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    from_stdin = call("run", "riverside.yaml", "-", *AT)
    assert from_stdin == call(*RUN)


def test_no_events_at_all(call: Call, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"")
    status, out, _ = call("run", "riverside.yaml", str(empty), *AT)
    assert status == 0
    assert "No case to report on" in out


def test_every_command_has_help_with_an_example(call: Call) -> None:
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        status, out, _ = call(name, "--help")
        assert status == 0
        assert f"example:\n  protocolrules {name}" in out
        assert "--format" in out


def test_the_version(call: Call) -> None:
    assert call("--version")[:2] == (0, "protocolrules 0.1.0\n")


def test_a_folder_of_rules_leaves_scenarios_alone(call: Call, tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "x.yaml").write_text("scenarios: {}", "utf-8")
    (tmp_path / "a.yaml").write_bytes((FOLDER / "riverside.yaml").read_bytes())
    status, out, _ = call("check", str(tmp_path))
    assert status == 0
    assert "1 file: no faults" in out


# --- done, with faults ----------------------------------------------------------------------


def test_events_that_cannot_be_read_are_named_and_the_other_cases_answered(call: Call) -> None:
    status, out, _ = call("run", "riverside.yaml", "faulty.jsonl", *AT)
    assert status == 1
    assert "Case R-8" in out
    assert "Case R-7" not in out
    assert "line 2, event f2: occurred_at" in out
    assert "not answered because of that: R-7, R-9" in out


def test_a_withheld_case_is_not_explained(call: Call) -> None:
    status, out, err = call(
        "explain", "riverside.yaml", "faulty.jsonl", *AT, "--case", "R-7", "lead"
    )
    assert status == 1
    assert out == ""
    assert "case R-7 is not answered for" in err


def test_a_personal_value_is_never_echoed(call: Call, tmp_path: Path) -> None:
    planted = "Zachariah Quill 14/02/2010"
    events = tmp_path / "events.jsonl"
    lines = [
        {"event_id": "e1", "case_id": planted, "kind": "bail_refused"},
        {"event_id": "e2", "case_id": "R-1", "kind": planted},
        {"event_id": "e3", "case_id": "R-1", "kind": "bail_refused", "occurred_at": planted},
        {"event_id": "e4", "case_id": "R-1", "kind": "bail_refused", planted: "x"},
        {"event_id": "e5", "case_id": "R-1", "kind": "notified", "by": planted},
    ]
    text = "\n".join(map(json.dumps, lines)) + f'\n{{"case_id": "R-1", "kind": {planted}\n'
    events.write_text(text, "utf-8")
    for argv in (
        ("run", "riverside.yaml", str(events), *AT),
        ("run", "riverside.yaml", str(events), *AT, "--format", "json"),
        ("explain", "riverside.yaml", str(events), *AT, "--case", "R-1", "lead"),
    ):
        status, out, err = call(*argv)
        assert status == 1
        assert "Quill" not in out + err
        assert "2010" not in out + err


def test_faulty_rules(call: Call) -> None:
    status, out, _ = call("check", "faulty.yaml", "riverside.yaml")
    assert status == 1
    assert "did you mean" in out
    assert "2 files: " in out


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_faults_for_programs(form: str, call: Call) -> None:
    status, out, _ = call("check", "faulty.yaml", "--format", form)
    assert status == 1
    assert json.loads(out)


def test_faults_beside_changed_lines(call: Call) -> None:
    status, out, _ = call("check", "faulty.yaml", "--format", "github")
    assert status == 1
    assert out.startswith("::error file=faulty.yaml,line=")


# --- could not run --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ((), "required: COMMAND"),
        (("rn",), "invalid choice: 'rn'"),
        (("run", "riverside.yaml", "events.jsonl"), "required: --at"),
        ((*RUN[:3], "--at", "2026-02-30"), "does not exist"),
        ((*RUN[:3], "--at", "2026-03-29T01:30"), "does not exist in London"),
        ((*RUN[:3], "--at", "2025-10-26T01:30"), "happens twice in London"),
        ((*RUN, "--reading", "immediately"), "is not NAME=VALUE"),
        ((*RUN, "--reading", "immediatly=1 hour"), 'did you mean "immediately"'),
        ((*RUN, "--reading", "immediately=soon"), '"1 hour" or "end of the working day"'),
        ((*RUN, "--case", "R-3"), 'did you mean "R-1"'),
        ((*RUN, "--case", "R-1", "--service", "riverside"), "not allowed with"),
        ((*RUN, "--service", "yjs"), "write --service riverside"),
        ((*EXPLAIN, "lead"), "--case --service is required"),
        ((*EXPLAIN, "--case", "R-1", "led"), 'did you mean "lead"'),
        (("run", "faulty.yaml", "events.jsonl", *AT), "cannot be used"),
        (("run", "riversde", "events.jsonl", *AT), "there is no protocol and no file"),
        (("run", "nothing.yaml", "events.jsonl", *AT), "there is no file nothing.yaml"),
        (("run", "golden", "events.jsonl", *AT), "golden is a folder"),
        (("run", "riverside.yaml", "nothing.jsonl", *AT), "there is no file nothing.jsonl"),
        (("run", "riverside.yaml", "golden", *AT), "golden is a folder"),
        (("check", "nothing.yaml"), "there is no file or folder nothing.yaml"),
        (("check", "golden"), "has no rule files"),
        (("test", "nothing"), "no such file or folder"),
        (("ledger", "enfeld"), 'did you mean "enfield"'),
        (("schema", "results"), "invalid choice"),
        (("schema", "result", "enfield"), "takes no protocol"),
    ],
    ids=lambda value: " ".join(value)[-60:] if isinstance(value, tuple) else "",
)
def test_what_cannot_run_says_why(argv: tuple[str, ...], words: str, call: Call) -> None:
    status, out, err = call(*argv)
    assert status == 2
    assert out == ""
    assert words in err
    assert "Traceback" not in err


def test_a_binary_file_as_rules(call: Call, tmp_path: Path) -> None:
    binary = tmp_path / "rules.yaml"
    binary.write_bytes(bytes(range(256)))
    assert call("run", str(binary), "events.jsonl", *AT)[0] == 2
    assert call("check", str(binary))[0] == 1


def test_a_binary_file_as_events(call: Call, tmp_path: Path) -> None:
    binary = tmp_path / "events.jsonl"
    binary.write_bytes(bytes(range(256)) * 40)
    status, _, err = call("run", "riverside.yaml", str(binary), *AT)
    assert status == 1
    assert "Traceback" not in err


def test_ctrl_c_is_no_traceback(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("protocolrules.cli.run.open_events", interrupted)
    assert call(*RUN) == (2, "", "stopped\n")


def test_a_fault_of_our_own_shows_its_place_and_no_value(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Zachariah Quill")

    monkeypatch.setattr("protocolrules.api.once", broken)
    status, out, err = call(*RUN)
    assert (status, out) == (2, "")
    assert "a fault of the program itself: RuntimeError at api.py:" in err
    assert "Quill" not in err


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    command = [sys.executable, "-m", "protocolrules", "schema", "protocol"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        complaints = running.stderr.read()
        status = running.wait()
    assert (status, complaints) == (0, b"")


def test_a_terminal_without_unicode_still_gets_an_answer() -> None:
    command = [sys.executable, "-m", "protocolrules", "schema", "protocol"]
    run = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=False
    )
    assert run.returncode == 0


# --- for programs ---------------------------------------------------------------------------


def test_results_fit_their_schema(call: Call) -> None:
    schema = json.loads(call("schema", "result", "--format", "json")[1])
    jsonschema.Draft202012Validator.check_schema(schema)
    for argv in ((*RUN, "--because"), ("run", "riverside.yaml", "faulty.jsonl", *AT)):
        _, out, _ = call(*argv, "--format", "json")
        jsonschema.validate(json.loads(out), schema)


def test_events_fit_their_schema(call: Call) -> None:
    for argv in (("schema", "events"), ("schema", "events", "riverside.yaml")):
        schema = json.loads(call(*argv)[1])
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for line in (FOLDER / "events.jsonl").read_text("utf-8").splitlines()[:3]:
            validator.validate(json.loads(line))


def test_the_schema_of_rule_files(call: Call) -> None:
    status, out, _ = call("schema", "protocol")
    assert status == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(out))


def test_the_ledger_has_the_shape_of_the_contract(call: Call) -> None:
    content = json.loads(call("ledger", "riverside.yaml", "--format", "json")[1])
    assert content["protocol"]["id"] == "riverside"
    entries = {entry["id"]: entry for entry in content["entries"]}
    assert entries["1.2"]["kind"] == "obligation"
    assert entries["1.2"]["rules"] == ["first-planning-meeting"]
    assert entries["1.2"]["reason"] is None
    assert entries["2.2"] == {
        "id": "2.2",
        "kind": "principle",
        "says": "working together matters",
        "rules": [],
        "reason": "says why and not what",
    }
    assert content["totals"]["obligation"] == 8
    assert list(content["not_observable"]) == ["align-plans"]


def test_an_explanation_in_json(call: Call) -> None:
    content = json.loads(call(*EXPLAIN, "--case", "R-1", "lead", "--format", "json")[1])
    assert content["rule"] == "lead"
    assert content["assignments"][0]["holder"] == "SW-7"


def test_the_scenarios_beside_a_rule_file(call: Call) -> None:
    status, out, _ = call("test", "riverside.yaml")
    assert status == 0
    assert out == "2 passed, 0 failed\n"


def test_a_scenario_that_fails(call: Call, tmp_path: Path) -> None:
    scenario = (FOLDER / "scenarios" / "riverside" / "remand.yaml").read_text("utf-8")
    wrong = tmp_path / "wrong.yaml"
    rules = str(FOLDER / "riverside.yaml")
    wrong.write_text(
        scenario.replace("../../riverside.yaml", rules).replace("2026-01-08\n", "2026-01-07\n"),
        "utf-8",
    )
    status, out, _ = call("test", str(wrong))
    assert status == 1
    assert out.endswith("1 passed, 1 failed\n")
