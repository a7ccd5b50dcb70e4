"""Child processes of tests: forked by one server, each in the folders of the test that starts it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any

FOLDERS = ("MARMOT_CONFIG", "MARMOT_DATA")
"""The server was started by some test before, with that one's folders: a child is told its own."""


def started(work: Callable[..., object], *arguments: Any) -> BaseProcess:
    """A child that does `work(*arguments)`, started.

    Where the platform has it, a server that has imported everything forks the children.
    """
    child = _processes().Process(
        target=_in_folders, args=({name: os.environ[name] for name in FOLDERS}, work, arguments)
    )
    child.start()
    return child


def _processes() -> ForkServerContext | SpawnContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["__main__", "tests.document.crash_child"])
    return server


def _in_folders(
    folders: dict[str, str], work: Callable[..., object], arguments: tuple[Any, ...]
) -> None:
    os.environ.update(folders)
    work(*arguments)
