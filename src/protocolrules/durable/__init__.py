"""durable-rules as a second matcher: it compares what the engine compares, independently.

It comes with the extra `durable`, for Python 3.11 and 3.12. Time, the log and the joining of three
truth values stay with the engine; see docs/durable.md.
"""

from protocolrules.durable.matching import Durable
from protocolrules.durable.module import MatcherError

__all__ = ["Durable", "MatcherError"]
