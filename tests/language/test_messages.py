"""The page of messages: each example of a rule file triggers its code."""

import re
from pathlib import Path

import pytest

from language.files import findings
from protocolrules.diagnostics import CODES
from protocolrules.nodes import MapNode, Plain, parse_yaml, to_plain, write_yaml

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"
WITHOUT_EXAMPLE = {"PR110", "PR209", "PR407"}
FRAME = """\
protocol: example
title: Joint working
calendar: england-and-wales
parties: [yjs, csc]
rules:
  attend-core-group:
    clause: 3.2a
    topic: attendance_at_meetings
    at: core_group
    duty: {who: yjs_case_manager, must: attend, done_when: {attended: the_holder}}
ledger:
  - {id: 3.2a, kind: obligation, says: attends core groups}
"""


def examples() -> list[tuple[str, str]]:
    parts = re.split(r"^### (\S+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sections = zip(parts[1::2], parts[2::2], strict=True)
    return [
        (code, found[1])
        for code, section in sections
        if re.match("PR[1-5]", code)
        and (found := re.search(r"```yaml\n(.*?)```", section, re.DOTALL))
    ]


def plain(text: str) -> dict[str, Plain]:
    node, found = parse_yaml(text, "example.yaml")
    assert isinstance(node, MapNode) and not found, found
    read = to_plain(node)
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize(("code", "example"), examples())
def test_an_example_in_a_small_file_triggers_its_code(code: str, example: str) -> None:
    text = write_yaml({**plain(FRAME), **plain(example)})
    assert code in {finding.code for finding in findings(text)}


def test_all_codes_but_a_few_have_an_example() -> None:
    codes = {code for code in CODES if re.match("PR[1-5]", code)}
    assert codes - {code for code, _ in examples()} == WITHOUT_EXAMPLE


def test_the_small_file_itself_is_sound() -> None:
    assert findings(FRAME) == ()
