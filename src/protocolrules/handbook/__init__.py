"""Pages about protocols, made from their rule files, for people who know the source."""

from protocolrules.handbook.page import index, page

__all__ = ["index", "page"]
