"""YAML as a tree of text with places: nothing converted, nothing ignored."""

from protocolrules.nodes.reading import parse_yaml
from protocolrules.nodes.tree import (
    ListNode,
    MapNode,
    Node,
    Plain,
    Scalar,
    canonical,
    to_plain,
)
from protocolrules.nodes.writing import Writable, write_yaml

__all__ = [
    "ListNode",
    "MapNode",
    "Node",
    "Plain",
    "Scalar",
    "Writable",
    "canonical",
    "parse_yaml",
    "to_plain",
    "write_yaml",
]
