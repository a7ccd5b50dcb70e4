"""Fixtures of several modules: Bob's copy of a tracker, and his changes alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.document.changes_file import ENDING
from tests.document.making import BOB, copy_of, put, rate, tracker


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with tracker(tmp_path / "a.marmot") as made:
        yield made


@pytest.fixture
def bob(document: Document, tmp_path: Path) -> Iterator[Document]:
    """Bob's copy, as Explorer made it, with a theme and a rating of his."""
    with Document.open(copy_of(document, tmp_path / "bob.marmot"), author=BOB) as copy:
        put(copy, "Set theme", theme="theirs")
        rate(copy, "off_track", date(2026, 2, 1))
        yield copy


@pytest.fixture
def changes(bob: Document, tmp_path: Path) -> Path:
    """A file with Bob's changes alone."""
    return bob.send_changes(tmp_path / f"bob{ENDING}").path
