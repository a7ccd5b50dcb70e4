"""The noted tips stay true whatever part of a record arrives first."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.document.engine import in_memory, make_tables, read_only, transaction
from marmot_tracker.model import Programme
from marmot_tracker.trail import uniting
from marmot_tracker.trail.writing import tips


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tracker of four change sets, one after the other."""
    path = tmp_path_factory.mktemp("trackers") / "a.marmot"
    with Document.create(
        path, author=Author("Ann"), begin=lambda session: session.add(Programme(place="Anytown"))
    ) as document:
        for name in ("one", "two", "three"):
            with document.edit("Rename") as session:
                session.query(Programme).one().name = name
    return path


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_tips_and_lacking_parents_are_noted_in_any_order(tracker: Path, order) -> None:
    theirs, mine = read_only(tracker), in_memory()
    make_tables(mine)
    ids = [found[0] for found in theirs.execute("SELECT id FROM change_set ORDER BY n")]
    for at in order:
        with transaction(mine):
            uniting.unite(mine, theirs, only=[ids[at]])
        assert (tips(mine), uniting.lacking(mine)) == uniting.found_ends(mine)
    assert (tips(mine), uniting.lacking(mine)) == (frozenset({ids[-1]}), frozenset())
    theirs.close()
    mine.close()
