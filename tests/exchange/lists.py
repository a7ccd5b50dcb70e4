"""A tracker and the lists that are loaded into it, for the tests of importing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from marmot_tracker.document import Author, Document
from marmot_tracker.exchange.applying import Applied, apply, by_default
from marmot_tracker.exchange.importing import propose
from marmot_tracker.exchange.proposal import LineKind, Proposal
from marmot_tracker.services import programme, recommendations, register
from marmot_tracker.services.register import RegisterRow
from tests.exchange.making import delimited, read, workbook

TODAY = date(2026, 6, 15)
HEADINGS = (
    "Ref",
    "Recommendation",
    "Theme",
    "Marmot principle",
    "Subgroup",
    "Owner",
    "Supported by",
    "Due date",
    "RAG",
    "Reason for RAG",
    "Decision",
    "Cost code",
)
ROWS: tuple[tuple[Any, ...], ...] = (
    ("3.1", "Widen the early-years offer towards everyone.", "Children", "1, 4", "Young people",
     "Head of Early Years, Council", "Health visiting; Libraries", date(2027, 3, 31), "Amber",
     "Two centres opened late", "Accepted", "A1"),
    ("3.2", "Help families to claim what they are due.", "Children", "4", "Young people",
     "Money advice", None, date(2026, 12, 31), "Green", None, "Accepted in part", "A2"),
    ("3.10", "Bring every rented home up to a decent standard.", "Homes", "5", "Housing",
     "Housing standards manager, Council", "Fire service", "Ongoing", "Red", "No inspectors",
     None, None),
    ("1", "Plan streets for walking and cycling.", "Transport", "8", "Net Zero", None, None,
     None, None, None, None, "B7"),
)  # fmt: skip


def tracker(folder: Path, name: str = "luton.marmot") -> Document:
    """An empty tracker."""
    return programme.new_tracker(folder / name, place="Luton", author=Author("Ann Officer"))


def listed(**changes: Any) -> list[list[Any]]:
    """Rows with some cells changed: `listed(**{"3.1": {"Owner": "Libraries"}})`."""
    found = [list(row) for row in ROWS]
    for row in found:
        for heading, value in changes.get(row[0], {}).items():
            row[HEADINGS.index(heading)] = value
    return found


def file(folder: Path, rows: Sequence[Sequence[Any]] = ROWS, name: str = "list.xlsx") -> Path:
    """The rows as a workbook or a delimited file."""
    cells = [list(HEADINGS), *rows]
    return (delimited if name.endswith(".csv") else workbook)(folder / name, cells)


def proposed(document: Document, path: Path, **choice: Any) -> Proposal:
    """What a file would change."""
    mapping = choice.pop("mapping", {})
    with document.read() as session:
        return propose(session, read(path, **mapping), **choice)


def load(document: Document, path: Path, accepted: Any = by_default, **choice: Any) -> Applied:
    """Load a file."""
    return apply(document, proposed(document, path, **choice), accepted=accepted, today=TODAY)


def rows_of(document: Document) -> dict[str, RegisterRow]:
    """The register by reference."""
    with document.read() as session:
        return {row.reference: row for row in register.rows(session, today=TODAY)}


def put(document: Document, which: str, why: str = "said on the telephone", **v: str) -> None:
    """Change fields by hand."""
    with document.edit("Set by hand", reason=why) as session:
        uid = recommendations.the_one(session, which)
        recommendations.set_fields(session, uid=uid, values=v, today=TODAY, reason=why)


def told(proposal: Proposal) -> list[tuple[LineKind, str, str, str]]:
    """Kind, reference, field and what the list says, of all that is not unchanged."""
    return [
        (line.kind, line.reference, line.field, line.theirs)
        for line in proposal.lines
        if line.kind is not LineKind.UNCHANGED
    ]
