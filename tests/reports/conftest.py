"""A tracker with answers, and the pack made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.reports import audit_pack, returns_out
from marmot_tracker.reports.audit_pack import PackMade
from marmot_tracker.services import periods
from tests.reports import making
from tests.reports.returning import DUE, Sent, asking


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


@pytest.fixture
def tracker(document: Document) -> Document:
    """The tracker of nine recommendations, with a period that is open."""
    with document.edit("Open a period") as session:
        periods.add(session, name="2026-Q3", opens=date(2026, 10, 11), due=DUE)
    return document


@pytest.fixture
def sent(tracker: Document, tmp_path: Path) -> Sent:
    """Returns to all who are proposed."""
    folder = tmp_path / "returns"
    who = asking(tracker)
    made = returns_out.send(tracker, folder, period=who.period.uid, whom=who.proposed)
    return Sent(tracker, folder, {each.sent_to: each for each in made})
