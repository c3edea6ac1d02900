"""What the rules of a protocol listen to: from the testing kit."""

from protocolrules.testing.menu import within

__all__ = ["within"]
