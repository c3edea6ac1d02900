"""Ways to go wrong that the watchdog has to notice."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from itertools import repeat
from pathlib import Path

from fuzzing.inputs import Input
from fuzzing.watch import Try


def _well(given: Input, folder: Path) -> str:
    (folder / "file").write_bytes(given.data)
    return "taken"


def _raises(given: Input, _folder: Path) -> str:
    raise KeyError(given.words)


def _never_ends(_given: Input, _folder: Path) -> str:
    while True:
        try:
            time.process_time()
        except Exception:
            continue


def _takes_a_while(_given: Input, _folder: Path) -> str:
    begun = time.process_time()
    while time.process_time() - begun < 0.4:
        pass
    return "taken"


def _in_one_call(_given: Input, _folder: Path) -> str:
    sum(repeat(0, 300_000_000))
    return "taken"


def _grows(_given: Input, _folder: Path) -> str:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def _dies(_given: Input, _folder: Path) -> str:
    os._exit(7)


TRIED: Mapping[str, Try] = {
    "well": _well,
    "raises": _raises,
    "never ends": _never_ends,
    "takes a while": _takes_a_while,
    "in one call": _in_one_call,
    "grows": _grows,
    "dies": _dies,
}
