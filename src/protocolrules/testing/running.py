"""Runs a check on made-up examples outside pytest, and keeps the shortest one that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

T = TypeVar("T")
SHRINKS = 300
"""Attempts to make a failing example shorter; then the shortest so far is kept."""


class _EnoughError(BaseException):
    """Ends a run of Hypothesis, which takes no exception of this sort for a failure."""


@dataclass(frozen=True)
class Failure(Generic[T]):
    """An example that fails, as short as it was made, and how."""

    example: T
    error: Exception


@dataclass(frozen=True)
class Tried(Generic[T]):
    """How many examples were tried, other than to make one shorter, and the one that fails."""

    count: int
    failure: Failure[T] | None


class _Shortest(Generic[T]):
    """Runs the check, and gives up making examples shorter after so many attempts."""

    def __init__(self, check: Callable[[T], object]) -> None:
        self.check = check
        self.found: Failure[T] | None = None
        self.since = 0
        self.count = 0

    def run(self, example: T) -> None:
        self.since += self.found is not None
        self.count += self.found is None
        if self.since > SHRINKS:
            raise _EnoughError
        try:
            self.check(example)
        except Exception as error:
            self.found = Failure(example, error)
            raise


def first_failure(
    strategy: st.SearchStrategy[T], check: Callable[[T], object], examples: int, number: int
) -> Tried[T]:
    """The shortest example found for which `check` raises, out of `examples`, if one does.

    The same `number` gives the same examples. Nothing is kept between runs.
    """
    shortest = _Shortest(check)

    # Hypothesis reads the parameters of a function that it runs.
    def run(example: T) -> None:
        shortest.run(example)

    try:
        seed(number)(_settings(examples, shrink=True)(given(strategy)(run)))()
    except _EnoughError:
        pass
    except Exception:  # whatever it is, the shortest failure has it
        if shortest.found is None:
            raise
    return Tried(shortest.count, shortest.found)


def each_example(
    strategy: st.SearchStrategy[T], do: Callable[[T], object], examples: int, number: int
) -> None:
    """Do something with each of `examples`; the same `number` gives the same ones."""

    def run(example: T) -> None:
        do(example)

    seed(number)(_settings(examples, shrink=False)(given(strategy)(run)))()


def _settings(examples: int, shrink: bool) -> settings:
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    return settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
