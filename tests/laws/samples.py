"""The protocols that the laws are tried on: those that come with the library, and small ones that
reach every construct of the language."""

from functools import lru_cache
from pathlib import Path

import protocolrules as pr
from protocolrules.bundled import bundled_ids, bundled_path

SMALL = Path(__file__).parent / "protocols"
PATHS = {
    **{path.stem: path for path in sorted(SMALL.glob("*.yaml"))},
    **{name: bundled_path(name) for name in bundled_ids()},
}
NAMES = tuple(PATHS)


@lru_cache
def protocol(name: str) -> pr.Protocol:
    return pr.load(PATHS[name])
