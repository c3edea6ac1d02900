"""Why, or why not: one duty or rule of one case, down to clause, event and each skipped day."""

from protocolrules.explanation.asking import Asked, UnknownError, find
from protocolrules.explanation.building import explain_case
from protocolrules.explanation.model import Explanation
from protocolrules.phrases import set_off_by

__all__ = ["Asked", "Explanation", "UnknownError", "explain_case", "find", "set_off_by"]
