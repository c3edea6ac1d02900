"""Joint working protocols as rules: who must do what, by when, and why.

`load` a protocol, `parse_event` what happened, ask for the `state`, and `explain` it. The names are
fetched when they are first used, so that importing the package stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from protocolrules.api import Protocol, explain, load
    from protocolrules.diagnostics import FindingsError
    from protocolrules.engine.case import Case
    from protocolrules.engine.decisions import Decision
    from protocolrules.engine.matching import Matcher
    from protocolrules.events import CaseEvent, Subject
    from protocolrules.explanation import Explanation
    from protocolrules.results import CaseState, Result

__all__ = [
    "Case",
    "CaseEvent",
    "CaseState",
    "Decision",
    "Explanation",
    "FindingsError",
    "Matcher",
    "Protocol",
    "Result",
    "Subject",
    "__version__",
    "explain",
    "load",
]

_HOMES = {
    "Case": "engine.case",
    "CaseEvent": "events",
    "CaseState": "results",
    "Decision": "engine.decisions",
    "Explanation": "explanation",
    "FindingsError": "diagnostics",
    "Matcher": "engine.matching",
    "Protocol": "api",
    "Result": "results",
    "Subject": "events",
    "explain": "api",
    "load": "api",
}


if not TYPE_CHECKING:  # a type checker would take any name for a public one

    def __getattr__(name: str) -> object:
        """Fetch a public name from the module that has it."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    """The public names, fetched or not."""
    return sorted({*globals(), *__all__})
