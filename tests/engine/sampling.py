"""Fixed samples of comparisons outside the usual run of Hypothesis: each with a seed of its own."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings

from engine.equality import ORDERS, Order, readings_of
from laws.histories import MOST, History, histories
from protocolrules.testing.drawing import CHANCES, one_of

Compared = Callable[[History, Order, Random, dict[str, str]], None]


def sample(
    compared: Compared,
    name: str,
    number: int,
    count: int,
    about: tuple[str, ...] = (),
    most: int = MOST,
) -> None:
    """Has `count` histories compared; the same ones for the same number."""

    # Samples that are derandomised alike would be alike.
    @seed(number)
    @settings(
        max_examples=count,
        derandomize=False,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        history=histories(name, most=most, about=about),
        order=one_of(ORDERS),
        number=CHANCES,
        readings=readings_of(name),
    )
    def run(history: History, order: Order, number: int, readings: dict[str, str]) -> None:
        compared(history, order, Random(number), readings)

    run()
