"""Rule files: writing one out and reading it back gives the same program."""

from __future__ import annotations

import pytest

from laws.samples import NAMES, PATHS, protocol, source
from protocolrules.language import load_protocol
from protocolrules.nodes import parse_yaml, to_plain, write_yaml


@pytest.mark.parametrize("name", NAMES)
def test_a_file_written_out_reads_back_as_the_same_program(name: str) -> None:
    node, faults = parse_yaml(source(name), name)
    assert node is not None and not faults
    plain = to_plain(node)
    text = write_yaml(plain)
    again, faults = parse_yaml(text.encode(), name)
    assert again == node and again is not None and not faults
    assert write_yaml(to_plain(again)) == text
    read = load_protocol(PATHS[name], text.encode())
    assert read == protocol(name).document
    assert read.digest == protocol(name).document.digest


@pytest.mark.parametrize("name", NAMES)
def test_a_change_of_one_word_changes_the_digest(name: str) -> None:
    text = source(name).decode()
    changed = text.replace("\ntitle: ", "\ntitle: Another ", 1)
    read = load_protocol(PATHS[name], changed.encode())
    assert read.digest != protocol(name).document.digest
