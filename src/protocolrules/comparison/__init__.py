"""Protocols side by side: who must do what, on which topic, in each of them."""

from protocolrules.comparison.comparing import UnknownTopicError, compare
from protocolrules.comparison.markdown import as_markdown
from protocolrules.comparison.model import Comparison, Provision
from protocolrules.comparison.text import as_text

__all__ = ["Comparison", "Provision", "UnknownTopicError", "as_markdown", "as_text", "compare"]
