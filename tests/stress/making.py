"""A small tracker for the tests under stress, as bytes that can be laid down anywhere."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from marmot_tracker.document import Document, copying
from marmot_tracker.progress import Progress
from tests.document.making import ANN, BOB, attach, copy_of, put, rate, tracker, uid


def check_here(copy: Path, *, name: str, progress: Progress | None = None) -> None:
    """What the helper process does with a copy, in this process, where faults can reach it."""
    copying.check_in_child({"path": str(copy), "name": name}, progress or Progress())


def pair(folder: Path) -> tuple[bytes, bytes]:
    """A tracker with ratings, evidence and an undo, and a colleague's copy that went on."""
    file = folder / "survey.txt"
    file.write_bytes(b"Nine of ten homes are dry. " * 1_000)
    mine, theirs = folder / "mine.marmot", folder / "theirs.marmot"
    with tracker(mine, author=ANN) as document:
        put(document, theme="first")
        rate(document, "on_track", date(2026, 7, 1))
        attach(document, uid(document), file, "Survey")
        put(document, theme="second")
        document.undo()
    with Document.open(mine, author=ANN) as document:
        copy_of(document, theirs)
    with Document.open(theirs, author=BOB) as document:
        put(document, "Their theme", theme="theirs")
        rate(document, "off_track", date(2026, 8, 1))
        file.write_bytes(b"Eight of ten homes are dry. " * 1_000)
        attach(document, uid(document), file, "Their survey")
    return mine.read_bytes(), theirs.read_bytes()


def entries(path: Path) -> set[bytes]:
    """The ids of the change sets that a closed file holds."""
    connection = sqlite3.connect(path)
    try:
        return {found[0] for found in connection.execute("SELECT id FROM change_set")}
    finally:
        connection.close()
