"""Branches: what scenarios can show of each rule, and which of it they do show."""

from protocolrules.scenarios.branches.all import branches
from protocolrules.scenarios.branches.covering import covered
from protocolrules.scenarios.branches.model import Branch, Kind

__all__ = ["Branch", "Kind", "branches", "covered"]
