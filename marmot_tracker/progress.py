"""How long work reports where it is, and how it is asked to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Cancelled(Exception):
    """The person asked for the work to stop; nothing of it was kept."""


class Progress:
    """A place to report steps, and the flag that asks the work to stop.

    `listener(done, total, text)` is called at every step; without one the progress is silent.
    """

    __slots__ = ("_asked", "_listener")

    def __init__(self, listener: Callable[[int, int, str], None] | None = None) -> None:
        self._listener = listener
        self._asked = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._asked.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._asked.set()

    def step(self, done: int, total: int, text: str = "") -> None:
        """Report `done` of `total`. Raises `Cancelled` where the work was asked to stop."""
        if self._asked.is_set():
            raise Cancelled
        if self._listener is not None:
            self._listener(done, total, text)
