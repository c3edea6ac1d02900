"""The strategies of the testing kit, for the samples by name."""

from __future__ import annotations

from hypothesis import strategies as st

from laws.samples import protocol
from protocolrules import testing
from protocolrules.testing.history import MOST, History
from protocolrules.testing.menu import Menu
from protocolrules.testing.stories import CASE, DAY, HOUR, TICK, menu_of, moved

__all__ = ["CASE", "DAY", "HOUR", "MOST", "TICK", "History", "histories", "menus", "moved"]


def histories(
    name: str, most: int = MOST, about: tuple[str, ...] = ()
) -> st.SearchStrategy[History]:
    return testing.histories(protocol(name), most, about)


def menus(name: str) -> Menu:
    return menu_of(protocol(name))
