"""The page on the Python interface does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "python.md"


def test_the_example_prints_what_the_page_shows() -> None:
    text = PAGE.read_text("utf-8")
    program, printed = re.findall(r"```(?:python|text)\n(.*?)```", text, flags=re.DOTALL)
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == printed
