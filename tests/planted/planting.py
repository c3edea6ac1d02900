"""How a fault is put into the engine, and the list of those that were."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from planted.checks import Check

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


@dataclass(frozen=True)
class Fault:
    """A wrong engine: what is wrong with it, how it is made, and the checks that find out."""

    name: str
    says: str
    plant: Plant
    checks: tuple[Check, ...]


FAULTS: list[Fault] = []


def fault(
    says: str, *checks: Check
) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Note what plants a fault under its name."""

    def noted(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
        FAULTS.append(Fault(plant.__name__.replace("_", "-"), says, plant, checks))
        return plant

    return noted


def everywhere(patch: Patch, right: Callable[..., Any], wrong: Callable[..., Any]) -> None:
    """Replace a function in each module of the engine that has it."""
    places = [
        (module, name)
        for path, module in list(sys.modules.items())
        if path.startswith("protocolrules.engine")
        for name, value in vars(module).items()
        if value is right
    ]
    assert places, f"{right} is nowhere"
    for module, name in places:
        patch.setattr(module, name, wrong)
