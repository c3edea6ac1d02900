"""Whether durable-rules is there. In CI a missing one fails the tests, and does not skip them."""

import os
import sys
from importlib.util import find_spec

import pytest

from protocolrules.durable.module import FIRST_WITHOUT

IMPOSSIBLE = sys.version_info >= FIRST_WITHOUT
MISSING = find_spec("durable_rules_engine") is None and "CI" not in os.environ

needs_durable = pytest.mark.skipif(
    IMPOSSIBLE or MISSING, reason="the extra durable is not installed, or cannot be"
)
