"""Where the items of a PDF's tables are printed, so that the review can outline them."""

from __future__ import annotations

from itertools import pairwise

from marmot_tracker.exchange.reports.blocks import Spot
from tests.exchange.reports.paper import ASKS, LEFT, RIGHT, Paper
from tests.exchange.reports.reading import prose, read, references, texts

EDGES = (LEFT, 110, 400, RIGHT)
HEAD = ("No", "Recommendation", "Lead")


def _printed(paper: Paper, words: str) -> list[tuple[int, float]]:
    """The page and height of each printed line that opens a wording."""
    return [
        (page, top)
        for page, put in enumerate(paper.printed, 1)
        for top, said in put
        if said and words.startswith(said)
    ]


def _holds(spot: Spot, page: int, top: float) -> bool:
    return spot.page == page and spot.top <= top <= spot.bottom


def test_every_item_of_a_ruled_table_is_outlined_where_it_is_printed(tmp_path):
    paper = Paper()
    prose(paper, 2)
    paper.table(EDGES, [HEAD, *((str(n + 1), ASKS[n % 12], "Council") for n in range(12))])
    result = read(paper, tmp_path)
    assert texts(result) == list(ASKS)
    tops = []
    for item in result.items:
        (spot,) = item.spots
        (place,) = _printed(paper, item.text)
        assert _holds(spot, *place)
        assert (spot.left, spot.right) == (LEFT, RIGHT)
        tops.append((spot.top, spot.bottom))
    assert all(below[0] >= above[1] - 1 for above, below in pairwise(tops))


def test_a_table_over_two_pages_outlines_each_item_on_its_own(tmp_path):
    paper = Paper()
    prose(paper, 4)
    rows = [(str(n + 1), f"{ASKS[n % 12]} This is step {n + 1}.", "Council") for n in range(40)]
    paper.table(EDGES, [HEAD, *rows])
    result = read(paper, tmp_path)
    assert len(result.items) == 40
    assert {spot.page for item in result.items for spot in item.spots} == {1, 2}
    for item in result.items:
        assert any(
            _holds(spot, *place) for spot in item.spots for place in _printed(paper, item.text)
        )
        assert item.places == (f"p. {item.spots[0].page}",)


def test_an_item_whose_row_the_pages_end_cut_is_outlined_on_both(tmp_path):
    paper = Paper()
    paper.table(EDGES, [HEAD, ("1", ASKS[0], "Council"), ("2", "The town should open the", "All")])
    paper.page()
    paper.table(EDGES, [("", "old baths to everyone.", ""), ("3", ASKS[2], "Council")])
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2", "3"]
    assert result.items[1].text == "The town should open the old baths to everyone."
    assert [spot.page for spot in result.items[1].spots] == [1, 2]
    assert [spot.page for spot in result.items[2].spots] == [2]


def test_a_wording_with_more_rows_below_it_is_outlined_with_them(tmp_path):
    paper = Paper()
    paper.table(
        (LEFT, 110, 260, 400, RIGHT),
        [
            ("No", "Recommendation", "Action", "Lead"),
            ("1", ASKS[0], "Write to schools", "Council"),
            ("", "", "Publish the plan", "Council"),
            ("2", ASKS[2], "Sign the charter", "Employers"),
            ("", "", "Pay the arrears", "Contractors"),
            ("3", ASKS[4], "Inspect the homes", "Partnership"),
        ],
    )
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2", "3"]
    first, second, third = (item.spots for item in result.items)
    assert [len(first), len(second), len(third)] == [2, 2, 1]
    assert max(spot.bottom for spot in first) <= min(spot.top for spot in second) + 1


def test_a_table_without_upright_rules_gives_places_too(tmp_path):
    paper = Paper()
    prose(paper, 1)
    y = paper.y
    for row, cells in enumerate([HEAD, *((str(n + 1), ASKS[n][:60], "Council") for n in range(5))]):
        for left, words in zip((LEFT, 110, 440), cells, strict=True):
            paper.put(left, y + 30 * row, words, size=9, font="R" if row else "B")
    result = read(paper, tmp_path)
    assert len(result.items) == 5
    for at, item in enumerate(result.items, 1):
        (spot,) = item.spots
        assert _holds(spot, 1, y + 30 * at + 2)
        assert spot.bottom <= y + 30 * (at + 1) + 1


def test_lists_in_the_cells_of_a_table_are_outlined_in_their_own_cells(tmp_path):
    paper = Paper()
    paper.table(
        (LEFT, 300, RIGHT),
        [
            ("Recommendations to the council", "Recommendations to the county"),
            (f"• {ASKS[0]}", f"• {ASKS[3]}"),
            (f"• {ASKS[4]}", f"• {ASKS[6]}"),
        ],
    )
    result = read(paper, tmp_path)
    assert sorted(texts(result)) == sorted([ASKS[0], ASKS[4], ASKS[3], ASKS[6]])
    for item in result.items:
        (spot,) = item.spots
        left = item.text in (ASKS[0], ASKS[4])
        assert (spot.left, spot.right) == ((LEFT, 300) if left else (300, RIGHT))
