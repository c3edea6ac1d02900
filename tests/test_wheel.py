"""The wheel, as somebody who installs it meets it."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMANDS = (("demo",), ("check", "enfield"), ("test", "enfield"), ("ledger", "notts"))
DEVELOPMENT_ONLY = ("hypothesis", "pytest", "numpy", "jsonschema")

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    outside = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "VIRTUAL_ENV") and not name.startswith(("COV_", "COVERAGE_"))
    }
    return subprocess.run(command, cwd=cwd, env=outside, capture_output=True, text=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, ROOT)
    built = run(*command, cwd=out)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = out.glob("*.whl")
    return path


def test_the_wheel_carries_rules_and_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "protocolrules/py.typed" in names
    assert "protocolrules/rules/enfield.yaml" in names
    assert "protocolrules/data/shared.yaml" in names
    assert "protocolrules/calendars/england-and-wales.json" in names
    assert [name for name in names if name.startswith("protocolrules/rules/scenarios/")]
    bundled = {f"protocolrules/rules/{path.name}" for path in (ROOT / "rules").glob("*.yaml")}
    assert bundled <= set(names)
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_the_wheel_works_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    place, elsewhere = tmp_path / "venv", tmp_path / "elsewhere"
    elsewhere.mkdir()
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    installed = run(python, "-m", "pip", "install", "--quiet", wheel, cwd=elsewhere)
    if installed.returncode != 0 and not os.environ.get("CI"):
        pytest.skip("the runtime dependencies could not be installed here")
    assert installed.returncode == 0, installed.stderr
    for name in DEVELOPMENT_ONLY:
        assert run(python, "-c", f"import {name}", cwd=elsewhere).returncode != 0, name
    for arguments in COMMANDS:
        done = run(scripts / "protocolrules", *arguments, cwd=elsewhere)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        assert done.stdout.strip(), arguments
