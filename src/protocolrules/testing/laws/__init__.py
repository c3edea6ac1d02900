"""The laws of docs/semantics.md that hold of every history under every sound rule file."""

from protocolrules.testing.laws import answering, changes, knowledge, ladders, order, results, time
from protocolrules.testing.laws.law import BrokenLawError, Law

LAWS: tuple[Law, ...] = (
    *answering.LAWS,
    *order.LAWS,
    *knowledge.LAWS,
    *time.LAWS,
    *changes.LAWS,
    *results.LAWS,
    *ladders.LAWS,
)

__all__ = ["LAWS", "BrokenLawError", "Law"]
