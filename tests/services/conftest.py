"""A real tracker to ask and to write, and a moment that stands still."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import people, programme, recommendations, reports

TODAY = date(2026, 9, 15)


def on(day: date) -> AbstractContextManager[None]:
    """The morning of a day."""
    return clock.fixed(datetime.combine(day, time(9), tzinfo=UTC))


@dataclass
class Sample:
    """A tracker with one report of three recommendations, none of them owned or rated."""

    document: Document
    report: str
    uids: tuple[str, str, str]


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Sample]:
    with on(TODAY):
        document = programme.new_tracker(
            tmp_path / "luton.marmot", place="Luton", author=Author("Ann Lee")
        )
        with document.edit("Load a list") as session:
            report = reports.ensure(session, title="A Marmot town")
            housing = people.ensure_subgroup(session, name="Housing")
            found = [
                recommendations.add(
                    session,
                    report=report,
                    reference=reference,
                    wording=wording,
                    subgroup=housing if reference == "5.4" else "",
                    principle=programme.principle_uid(number),
                )
                for reference, wording, number in (
                    ("3.10", "Pay the living wage", 3),
                    ("5.4", "Licence every landlord", 5),
                    ("5.5", "Insulate every home", 5),
                )
            ]
        with document:
            yield Sample(document, report, (found[0], found[1], found[2]))


def colleague(document: Document, name: str) -> Document:
    """A copy of a tracker as a colleague holds it, open in their name."""
    path = document.path.with_name(f"{name}.marmot")
    shutil.copy(document.path, path)
    return Document.open(path, author=Author(name))


def brought_together(document: Document, other: Document) -> None:
    """Close a colleague's copy and bring it in."""
    other.close()
    document.bring_in(other.path)
