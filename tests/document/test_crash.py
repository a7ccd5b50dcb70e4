"""A program killed at any moment loses nothing that it said was saved (TRAIL.md, section 9)."""

from __future__ import annotations

import multiprocessing
import random
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import select

from marmot_tracker.document import Document
from marmot_tracker.document.lock import lock_file
from marmot_tracker.model import Evidence, EvidenceLink
from marmot_tracker.trail.evidence import is_whole
from tests.children import started
from tests.document.crash_child import edit_until_killed
from tests.document.making import ANN, tracker

PARTS = 4
KILLS_A_FILE = 10
LONGEST = 0.12
"""Seconds after its start within which a child is killed."""


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_saved_edit_is_lost_by_a_kill(part: int, kills: int, tmp_path: Path) -> None:
    saved: dict[str, str] = {}
    interrupted = 0
    path = tmp_path / "none"
    for number in range(part, kills, PARTS):
        if number // PARTS % KILLS_A_FILE == 0:
            saved, path = {}, tmp_path / f"{number}.marmot"
            tracker(path).close()
        said = run_and_kill(path, tmp_path / "evidence.bin", number)
        saved.update(said)
        interrupted += lock_file(path).exists()
        check(path, saved)
    assert interrupted > 0, "no child was killed while it had the tracker open"


def run_and_kill(path: Path, file: Path, seed: int) -> dict[str, str]:
    """Let a child work for a random moment, kill it, and answer what it said was saved."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = started(edit_until_killed, path, file, seed, there)
    there.close()
    assert here.recv() == "started"
    child.join(random.Random(seed).uniform(0, LONGEST))
    child.kill()
    child.join()
    said = dict(everything(here))
    here.close()
    child.close()
    return said


def everything(pipe: Connection) -> list[tuple[str, str]]:
    """What was sent before the end; a message cut short by the kill was not an answer."""
    found = []
    try:
        while True:
            found.append(pipe.recv())
    except (EOFError, OSError):
        return found


def check(path: Path, saved: dict[str, str]) -> None:
    """All that was said to be saved is there and whole, nothing is half there, all verifies."""
    with Document.open(path, author=ANN) as document:
        assert document.check() == []
        with document.read() as session:
            found = session.execute(select(Evidence.title, Evidence.sha256))
            held = {title: sha256 for title, sha256 in found}  # noqa: C416  rows are no pairs to mypy
            attached = set(session.scalars(select(Evidence.uid)))
            linked = set(session.scalars(select(EvidenceLink.evidence)))
            connection = session.connection().connection.driver_connection
            assert connection is not None
            assert saved.items() <= held.items(), "a saved edit is lost"
            assert attached == linked, "an edit is half there"
            assert all(sha256 and is_whole(connection, sha256) for sha256 in held.values())
