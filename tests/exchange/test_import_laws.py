"""The law of the base, on random lists, edits and choices: what was seen is proposed no more."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.document import Document
from marmot_tracker.exchange.proposal import LineKind
from tests.exchange import lists
from tests.exchange.lists import HEADINGS, ROWS, file, load, proposed, put, rows_of

CELLS: dict[str, tuple[Any, ...]] = {
    "Recommendation": ("Widen the offer.", "Widen the offer to all.", "Quite another sentence."),
    "Theme": ("Children", "Homes", None),
    "Marmot principle": ("1", "5", "1, 4", None),
    "Subgroup": ("Housing", "Housing board", None),
    "Owner": ("Libraries", "Head of Homes, Council", "Money advice", None),
    "Supported by": ("Libraries; Fire service", "Fire service", None),
    "Due date": (date(2027, 3, 31), date(2027, 9, 30), "Ongoing", None),
    "RAG": ("Red", "Amber", "Green", "On hold", "Not rated", None),
    "Reason for RAG": ("No money", "No staff", None),
    "Decision": ("Accepted", "Not accepted", "Accepted in part", None),
    "Cost code": ("A1", "B2", None),
}
BY_HAND: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("theme", ("Children", "Roads", "")),
    ("text", ("Words of the council's own.", "Other words.")),
    ("owner", ("Libraries", "Somebody else", "")),
    ("due", ("31/03/2027", "01/01/2030", "ongoing")),
    ("rating", ("red", "green", "on hold")),
    ("decision", ("accepted", "not accepted")),
    ("principle", ("1", "8", "")),
    ("subgroup", ("Housing", "Net Zero", "")),
    ("cost code", ("A1", "Z9", "")),
)


def _corrected(chance: random.Random, rows: list[list[Any]]) -> list[list[Any]]:
    found = [list(row) for row in rows]
    for _ in range(chance.randint(0, 5)):
        heading, row = chance.choice(list(CELLS)), chance.choice(found)
        value = chance.choice(CELLS[heading])
        # A wording of its own for each row: which of two equal ones is meant nobody can tell.
        row[HEADINGS.index(heading)] = f"{value} {row[0]}" if "Rec" in heading else value
    return found


def _edited(chance: random.Random, document: Document) -> None:
    there = [row.uid for row in rows_of(document).values()]
    for _ in range(chance.randint(0, 3)):
        name, values = chance.choice(BY_HAND)
        put(document, chance.choice(there), **{name: chance.choice(values)})


def _proposes_nothing(document: Document, path: Path) -> None:
    proposal = proposed(document, path, report="List")
    assert [line.words for line in proposal.lines if line.kind is not LineKind.UNCHANGED] == []


@pytest.mark.parametrize("seed", range(25))
def test_a_list_that_was_seen_proposes_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows = [list(row) for row in ROWS]
    with lists.tracker(tmp_path) as document:
        load(document, file(tmp_path, rows), report="List")
        for number in range(3):
            _edited(chance, document)
            rows = _corrected(chance, rows)
            path = file(tmp_path, rows, f"list {number}.csv")
            proposal = proposed(document, path, report="List")
            assert not any(line.kind is LineKind.NEW for line in proposal.lines)
            accepted = {line.number for line in proposal.lines if chance.random() < 0.5}
            load(document, path, accepted, report="List")
            _proposes_nothing(document, path)
            _edited(chance, document)
            _proposes_nothing(document, path)
