"""The rule language: YAML read into the typed document, with every fault found in one run."""

from protocolrules.language.read_vocabulary import read_vocabulary, shared_vocabulary

__all__ = ["read_vocabulary", "shared_vocabulary"]
