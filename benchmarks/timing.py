"""Measuring: ours and the reference turn by turn, so that a busy machine slows both alike."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from time import perf_counter

Work = Callable[[int], object]
"""One round of what is measured; it is given the number of the round."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians in milliseconds of ours and of the reference."""

    ours: float
    reference: float


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def turn_by_turn(ours: Work, reference: Work, *, rounds: int, collecting: bool = False) -> Pair:
    """Medians over `rounds`, each round one of either.

    Python's cycle collector is kept out of short work; `collecting` leaves it as it is.
    """
    found: tuple[list[float], list[float]] = ([], [])
    with nullcontext() if collecting else no_collection():
        for number in range(rounds):
            for times, work in zip(found, (ours, reference), strict=True):
                times.append(milliseconds(lambda work=work, number=number: work(number)))  # type: ignore[misc]
    return Pair(statistics.median(found[0]), statistics.median(found[1]))


def median(work: Callable[[], object], *, rounds: int) -> float:
    """The median time of a call, in milliseconds."""
    return statistics.median(milliseconds(work) for _ in range(rounds))


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of all stay within."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(share * len(ordered)))]


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the garbage collector of Python from landing in one round or another."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
