"""The protocols that the laws are tried on: those that come with the library, and small ones that
reach every construct of the language."""

from functools import lru_cache
from pathlib import Path

import protocolrules as pr
from protocolrules.bundled import bundled_ids, bundled_path
from protocolrules.language import load_protocol

SMALL = Path(__file__).parent / "protocols"
PATHS = {
    **{path.stem: path for path in sorted(SMALL.glob("*.yaml"))},
    **{name: bundled_path(name) for name in bundled_ids()},
}
NAMES = tuple(PATHS)


@lru_cache
def source(name: str) -> bytes:
    """The file as it is when the tests begin."""
    return PATHS[name].read_bytes()


@lru_cache
def protocol(name: str) -> pr.Protocol:
    return pr.Protocol(load_protocol(PATHS[name], source(name)))
