"""The rule language: YAML read into the typed document, with every fault found in one run."""

from protocolrules.language.loading import check_file, load_protocol
from protocolrules.language.read_vocabulary import read_vocabulary, shared_vocabulary
from protocolrules.language.schema import protocol_schema

__all__ = [
    "check_file",
    "load_protocol",
    "protocol_schema",
    "read_vocabulary",
    "shared_vocabulary",
]
