"""Lets Python's cycle collector rest while the record is read or written in bulk."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_resting() -> Iterator[None]:
    """No cycle collection within the block.

    Rows by the hundred thousand form no cycles, and looking for some took 30 % of the time of an
    import of 10,000 recommendations.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
