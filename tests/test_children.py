"""A child process works in the folders of the test that starts it, whoever started the server."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from marmot_tracker import paths
from tests.children import started


def tell_folder(pipe: Connection) -> None:
    """Say where this process keeps a person's data."""
    pipe.send(str(paths.user_data_folder()))


@pytest.mark.parametrize("whose", ["one test", "another test"])
def test_a_child_has_the_folders_of_its_own_test(whose: str, person: Path) -> None:
    here, there = multiprocessing.Pipe(duplex=False)
    child = started(tell_folder, there)
    assert here.recv() == str(person / "data"), f"{whose} saw the folders of the first"
    child.join()
