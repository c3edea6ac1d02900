"""The testing kit: try a rule file on made-up cases, and learn whether it is sound.

It needs Hypothesis: `pip install 'protocolrules[testing]'`. The names are fetched when they are
first used, so that a run of pytest that has nothing to do with rules loads none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protocolrules.testing.history import History, histories, moments
    from protocolrules.testing.laws import LAWS, Law
    from protocolrules.testing.machines import machine
    from protocolrules.testing.random_protocols import protocols
    from protocolrules.testing.searching import Search, search
    from protocolrules.testing.soundness import Finding, Property, properties
    from protocolrules.testing.writing import read_histories, scenario_file

__all__ = [
    "LAWS",
    "Finding",
    "History",
    "Law",
    "Property",
    "Search",
    "histories",
    "machine",
    "moments",
    "properties",
    "protocols",
    "read_histories",
    "scenario_file",
    "search",
]

_HOMES = {
    "LAWS": "laws",
    "Finding": "soundness",
    "History": "history",
    "Law": "laws",
    "Property": "soundness",
    "Search": "searching",
    "histories": "history",
    "machine": "machines",
    "moments": "history",
    "properties": "soundness",
    "protocols": "random_protocols",
    "read_histories": "writing",
    "scenario_file": "writing",
    "search": "searching",
}


if not TYPE_CHECKING:  # a type checker would take any name for a public one

    def __getattr__(name: str) -> object:
        """Fetch a public name from the module that has it."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """The public names, fetched or not."""
    return sorted({*globals(), *__all__})
