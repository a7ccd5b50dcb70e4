"""Tables without upright rules keep the columns beside their recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from marmot_tracker.exchange.results import ReadResult
from tests.exchange.reports.paper import ASKS, BOTTOM, PROSE, Paper
from tests.exchange.reports.reading import prose, read, references, texts

LEADS = ("Director of Public Health", "Housing partnership, with the fire service", "ICB")
WHEN = ("By March 2027", "Within two years", "Ongoing")
HEAD = ("No.", "Recommendation", "Lead", "Timescale")
EDGES = (72, 110, 330, 440, 523)
WORDS = [f"{ASKS[n]} {ASKS[(n + 1) % 12]}" for n in range(12)]
ROWS = [(f"{n + 1}", WORDS[n], LEADS[n % 3], WHEN[n % 3]) for n in range(12)]


def open_table(
    paper: Paper,
    edges: Sequence[int],
    rows: Sequence[Sequence[str]],
    *,
    gap: float = 8,
    level: bool = False,
) -> None:
    """Cells that nothing but their places part, or `level` rules between rows as well."""
    size = 9
    for number, row in enumerate(rows):
        font = "B" if row[0] == rows[0][0] else "R"
        cells = [
            paper.lines(words, font=font, size=size, width=edges[at + 1] - edges[at] - 8)
            for at, words in enumerate(row)
        ]
        high = max(map(len, cells)) * size * 1.25 + (8 if number == 0 else gap)
        if paper.y + high > BOTTOM:
            paper.page()
        for at, cell in enumerate(cells):
            for line, words in enumerate(cell):
                paper.put(edges[at] + 4, paper.y + line * size * 1.25, words, font=font, size=size)
        paper.y += high
        if level:
            paper.rule(edges[0], paper.y - 4, edges[-1] - edges[0], 0.5)
    paper.y += 14


def begun() -> Paper:
    paper = Paper()
    prose(paper)
    paper.heading("Summary of what we ask for")
    prose(paper, 1)
    return paper


def right(result: ReadResult, count: int) -> None:
    """The first `count` rows, each with its lead and timescale and nothing of the next."""
    assert texts(result) == WORDS[:count]
    assert [item.fields["owner"] for item in result.items] == [LEADS[n % 3] for n in range(count)]
    assert [item.timescale for item in result.items] == [WHEN[n % 3] for n in range(count)]


@pytest.mark.parametrize("level", [False, True], ids=["bare", "level rules"])
@pytest.mark.parametrize("numbered", [True, False], ids=["numbers", "none"])
def test_leads_and_times_are_kept(tmp_path: Path, level: bool, numbered: bool) -> None:
    paper = begun()
    rows = [HEAD, *ROWS[:6]]
    if numbered:
        open_table(paper, EDGES, rows, level=level)
    else:
        open_table(paper, (72, 330, 440, 523), [row[1:] for row in rows], level=level)
    paper.heading("Next steps", size=11)
    prose(paper, 3)
    result = read(paper, tmp_path)
    right(result, 6)
    assert references(result) == ([str(n + 1) for n in range(6)] if numbered else [""] * 6)


def test_rows_without_room_between_them_are_told_by_their_numbers(tmp_path: Path) -> None:
    paper = begun()
    open_table(paper, EDGES, [HEAD, *ROWS[:6]], gap=0)
    prose(paper, 3)
    right(read(paper, tmp_path), 6)


@pytest.mark.parametrize("again", [True, False], ids=["headings again", "headings once"])
def test_a_table_goes_on_over_the_page(tmp_path: Path, again: bool) -> None:
    paper = begun()
    paper.y = 520
    open_table(paper, EDGES, [HEAD, *ROWS[:4]])
    paper.page()
    open_table(paper, EDGES, [HEAD, *ROWS[4:]] if again else ROWS[4:])
    prose(paper, 3)
    result = read(paper, tmp_path)
    right(result, 12)
    assert [item.fields["page"] for item in result.items] == ["1"] * 4 + ["2"] * 8


def test_headings_over_two_columns_of_prose_are_no_table(tmp_path: Path) -> None:
    paper = Paper()
    prose(paper)
    top = paper.y
    for left, heading in ((72, "Recommendations"), (310, "Progress")):
        paper.y = top
        paper.para(heading, font="B", size=11, left=left)
        for n in range(4):
            if heading == "Progress":
                paper.para(PROSE[n], left=left, right=left + 210)
            else:
                paper.item(f"{n + 1}.", ASKS[n], left=left + 24, right=left + 210)
    result = read(paper, tmp_path)
    assert [text for text in texts(result) if text in PROSE] == []
    assert texts(result) == list(ASKS[:4])
