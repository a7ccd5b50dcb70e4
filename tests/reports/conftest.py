"""A tracker with answers, and the pack made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.audit_pack import PackMade
from tests.reports import making


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """An open tracker of nine recommendations, the clock at the moment of the pack."""
    with clock.fixed(making.MADE), making.tracker(tmp_path / "town.marmot") as made:
        yield made


@dataclass
class Handed:
    """A pack that was handed out, and the tracker it was made from."""

    document: Document
    made: PackMade
    path: Path


@pytest.fixture
def handed(document: Document, tmp_path: Path) -> Handed:
    path = tmp_path / "pack.xlsx"
    return Handed(document, audit_pack.make(document, path, since=date(2026, 9, 1)), path)
