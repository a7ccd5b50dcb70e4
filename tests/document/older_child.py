"""The child that is killed while it opens a file of an older form, at a given statement of SQL."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path
from unittest import mock

from marmot_tracker.document import Document, opening
from marmot_tracker.document.engine import connect
from tests.document.making import ANN


def open_and_die(path: Path, at: int) -> None:
    """Open the tracker and be gone before statement number `at` runs."""
    open_counted(path, at)


def open_counted(path: Path, last: int = 0) -> int:
    """Open and close the tracker; how many statements that took. Killed at the `last` one."""
    done = 0

    def count(_statement: str) -> None:
        nonlocal done
        done += 1
        if done == last:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    def traced(file: Path) -> sqlite3.Connection:
        connection = connect(file)
        connection.set_trace_callback(count)
        return connection

    with mock.patch.object(opening, "connect", traced):
        Document.open(path, author=ANN).close()
    return done
