"""The C module of durable-rules, which comes with the extra `durable`."""

from __future__ import annotations

import importlib
import sys
from typing import Any

FIRST_WITHOUT = (3, 13)
"""From this version of Python on, the C module does not import."""


class MatcherError(RuntimeError):
    """durable-rules cannot be used here, or failed. It names no value of an event."""


def load() -> Any:
    """The module `durable_rules_engine`, without the host, threads and timers around it.

    Raises MatcherError where it cannot be imported, with what to do about it.
    """
    if sys.version_info >= FIRST_WITHOUT:
        version = ".".join(map(str, sys.version_info[:2]))
        raise MatcherError(
            f"the matcher durable does not work with Python {version}: durable-rules cannot be "
            "imported from 3.13 on; use 3.11 or 3.12"
        )
    try:
        return importlib.import_module("durable_rules_engine")
    except ImportError:
        raise MatcherError(
            "the matcher durable is not part of this installation: install "
            '"protocolrules[durable]", which needs a C compiler'
        ) from None
