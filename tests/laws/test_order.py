"""The order of rules in a file makes no difference."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import protocolrules as pr
from laws.asking import subjects
from laws.samples import NAMES, PATHS, protocol, source
from protocolrules.language import load_protocol
from protocolrules.nodes import Plain, parse_yaml, to_plain, write_yaml


@lru_cache
def reordered(name: str, seed: int) -> pr.Protocol:
    """The same rule file with its rules, ladders and readings in another order: turned round, or
    shuffled."""
    node, _ = parse_yaml(source(name), name)
    assert node is not None
    plain = to_plain(node)
    assert isinstance(plain, dict)
    for section in ("rules", "escalations", "readings"):
        if section in plain:
            plain[section] = _mixed(plain[section], seed)
    data = write_yaml(plain).encode()
    return pr.Protocol(load_protocol(PATHS[name], data))


def _mixed(section: Plain, seed: int) -> Plain:
    assert isinstance(section, dict)
    keys = list(section)[::-1]
    if seed:
        Random(seed).shuffle(keys)
    return {key: section[key] for key in keys}


def test_a_reordered_file_is_the_same_program() -> None:
    for name in NAMES:
        for seed in range(3):
            assert reordered(name, seed).document.digest == protocol(name).document.digest
            assert reordered(name, seed).document == protocol(name).document


def test_both_subjects_are_asked_about() -> None:
    assert all(len(set(subjects(name))) == 2 for name in NAMES)
