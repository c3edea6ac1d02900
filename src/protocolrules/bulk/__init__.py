"""Logs that are too big for memory: the same answers, in bounded memory and on all cores.

The lines are read once and sorted by subject in a private file; then the cases are answered a few
at a time, in several processes, and written when all of them are done. The files have no name, so
nothing is left of them when the process ends, however it ends. They lie where SQLite and Python
put temporary files: in `TMPDIR`, if that is set.
"""

from protocolrules.bulk.answering import Question, Style
from protocolrules.bulk.faults import BulkError, UnknownCaseError, completed, rejected
from protocolrules.bulk.running import Answers, Told, answered, cores
from protocolrules.bulk.source import LARGE, rejoined

__all__ = [
    "LARGE",
    "Answers",
    "BulkError",
    "Question",
    "Style",
    "Told",
    "UnknownCaseError",
    "answered",
    "completed",
    "cores",
    "rejected",
    "rejoined",
]
