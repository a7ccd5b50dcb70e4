"""Ruled tables of a PDF, however their rules are drawn, cut by the page, or merged."""

from __future__ import annotations

from itertools import pairwise

import pytest

from marmot_tracker.exchange.readers.pdf import read_pdf
from marmot_tracker.exchange.reports.blocks import BlockKind
from marmot_tracker.exchange.tables import RawTable
from marmot_tracker.progress import Progress
from tests.exchange.reports.odd_pdf import HEIGHT, OddPdf, words
from tests.exchange.reports.paper import ASKS, Paper
from tests.exchange.reports.reading import prose, read, references, texts

EDGES = (72.0, 110.0, 400.0, 523.0)


def _tables(path) -> list[RawTable]:
    found = read_pdf(path, Progress()).blocks
    return [block.table for block in found if block.table is not None]


def _grid_words(rows: int) -> bytes:
    heads = words(76, 105, "No") + words(114, 105, "Recommendation") + words(404, 105, "Lead")
    return heads + b"".join(
        words(76, 135 + 30 * n, str(n + 1))
        + words(114, 135 + 30 * n, ASKS[n][:45])
        + words(404, 135 + 30 * n, "The council")
        for n in range(rows)
    )


def _strokes(rows: int, *, whole: bool) -> bytes:
    """The rules of a table as strokes: all in one path, or a rectangle for each cell."""
    heights = [HEIGHT - 100 - 30 * n for n in range(rows + 2)]
    if whole:
        lines = "".join(f"{EDGES[0]} {y} m {EDGES[-1]} {y} l " for y in heights)
        lines += "".join(f"{x} {heights[0]} m {x} {heights[-1]} l " for x in EDGES)
        return f"0.5 w {lines} S\n".encode()
    cells = "".join(
        f"{left} {low} {right - left} 30 re S\n"
        for low in heights[1:]
        for left, right in pairwise(EDGES)
    )
    return b"0.5 w " + cells.encode()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("within", [True, False])
def test_rules_drawn_as_strokes_or_within_a_drawing_make_a_table(tmp_path, whole, within):
    made = OddPdf()
    strokes = _strokes(4, whole=whole)
    if within:
        held = made.stream(
            strokes, "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [1 0 0 1 0 -5]"
        )
        made.page(
            b"q 1 0 0 1 0 5 cm /D Do Q\n" + _grid_words(4),
            resources=f"/XObject << /D {held} 0 R >>",
        )
    else:
        made.page(strokes + _grid_words(4))
    (table,) = _tables(made.save(tmp_path / "a.pdf"))
    assert table.rows[0] == ("No", "Recommendation", "Lead")
    assert table.rows[1:] == tuple(
        (str(n + 1), ASKS[n][:45].strip(), "The council") for n in range(4)
    )


def test_a_table_without_the_word_is_found_too(tmp_path):
    paper = Paper()
    paper.table((72, 110, 330, 523), [("Ref", "Action required", "Lead"), *_rows(5)])
    (table,) = _tables(paper.save(tmp_path / "a.pdf"))
    assert len(table.rows) == 6
    assert table.rows[1] == ("1", ASKS[0], "The council")


def _rows(count: int) -> list[tuple[str, str, str]]:
    return [(str(n + 1), ASKS[n % 12], "The council") for n in range(count)]


def _cut_table(*, first: str, rest: str) -> Paper:
    """A table of which the second row is cut by the page, its headings printed again."""
    heads = ("No", "Recommendation", "Lead")
    paper = Paper()
    paper.y = 700
    paper.table(EDGES, [heads, ("1", ASKS[0], "The council")])
    paper.y -= 10
    paper.table(EDGES, [("2", first, "Director")])
    paper.page()
    paper.y = 80
    paper.table(EDGES, [heads])
    paper.y -= 10
    paper.table(EDGES, [("", rest, "of Housing")])
    paper.y -= 10
    paper.table(EDGES, [("3", ASKS[2], "The council")])
    return paper


def test_a_row_cut_by_the_page_is_one_and_headings_printed_again_are_none(tmp_path):
    result = read(_cut_table(first="The council should map its", rest="green spaces."), tmp_path)
    assert references(result) == ["1", "2", "3"]
    assert texts(result)[1] == "The council should map its green spaces."


def test_a_whole_row_at_the_top_of_a_page_is_no_rest_of_another(tmp_path):
    paper = _cut_table(first="The council should map it.", rest="The county should map it.")
    assert len(read(paper, tmp_path).items) == 4


def test_headings_at_the_top_of_every_page_are_no_running_heads(tmp_path):
    paper = Paper()
    for page in range(4):
        if page:
            paper.page()
        paper.table(EDGES, [("No", "Recommendation", "Lead"), *_rows(12)[page * 3 : page * 3 + 3]])
        paper.y += 20
        prose(paper)
    for table in _tables(paper.save(tmp_path / "a.pdf")):
        assert table.rows[0] == ("No", "Recommendation", "Lead")


def test_tables_under_each_other_keep_their_own_columns(tmp_path):
    paper = Paper()
    heads = ("No", "Recommendation", "Lead", "When")
    for move in (0.0, 2.0, -2.0):
        edges = (72, 110, 330 + move, 430 + move, 523)
        rows = [(str(n + 1), ASKS[n], "The council", "2027") for n in range(3)]
        paper.table(edges, [heads, *rows])
        paper.heading("Another theme")
    for table in _tables(paper.save(tmp_path / "a.pdf")):
        assert table.rows[0] == heads
        assert {len(row) for row in table.rows} == {4}


def test_a_cell_merged_down_is_one_and_says_how_far_it_reaches(tmp_path):
    content = b"".join(
        f"{left} {HEIGHT - 100 - top - high} {wide} {high} re f\n".encode()
        for left, top, wide, high in (
            (72, 0, 0.5, 120),
            (272, 0, 0.5, 120),
            (523, 0, 0.5, 120),
            (72, 0, 451, 0.5),
            (72, 30, 451, 0.5),
            (272, 60, 251, 0.5),
            (272, 90, 251, 0.5),
            (72, 120, 451, 0.5),
        )
    )
    content += words(76, 105, "Recommendation") + words(276, 105, "Action")
    content += words(76, 140, "Widen the early-years") + words(76, 154, "offer to every ward")
    content += words(76, 168, "in the whole town")
    content += b"".join(words(276, 135 + 30 * n, f"Do the thing {n + 1}") for n in range(3))
    made = OddPdf()
    made.page(content)
    (table,) = _tables(made.save(tmp_path / "a.pdf"))
    assert table.rows[1][0] == "Widen the early-years offer to every ward in the whole town"
    assert [row[1] for row in table.rows[1:]] == [f"Do the thing {n}" for n in (1, 2, 3)]
    assert (1, 0, 3, 0) in table.merged


def test_words_broken_by_a_narrow_cell_are_whole(tmp_path):
    content = b"".join(
        f"{left} {HEIGHT - 100 - top - high} {wide} {high} re f\n".encode()
        for left, top, wide, high in (
            (72, 0, 0.5, 80),
            (119, 0, 0.5, 80),
            (523, 0, 0.5, 80),
            (72, 0, 451, 0.5),
            (72, 40, 451, 0.5),
            (72, 80, 451, 0.5),
        )
    )
    content += words(76, 105, "Date and t") + words(76, 118, "ime")
    content += words(76, 145, "31/03/2") + words(76, 158, "027", size=11)
    content += words(126, 105, "Recommendation") + words(126, 145, ASKS[0][:60])
    made = OddPdf()
    made.page(content)
    (table,) = _tables(made.save(tmp_path / "a.pdf"))
    assert table.rows[1][0] == "31/03/2027"


def test_items_in_a_cell_each_begin_a_line_of_it(tmp_path):
    content = b"".join(
        f"{left} {HEIGHT - 100 - top - high} {wide} {high} re f\n".encode()
        for left, top, wide, high in (
            (72, 0, 0.5, 100),
            (160, 0, 0.5, 100),
            (523, 0, 0.5, 100),
            (72, 0, 451, 0.5),
            (72, 30, 451, 0.5),
            (72, 100, 451, 0.5),
        )
    )
    content += words(76, 105, "Area") + words(164, 105, "Recommendation")
    content += words(76, 135, "Homes")
    lines = ("1. Mend the roofs.", "2. Inspect damp homes", "in five days.")
    for at, line in enumerate(lines):
        content += words(164, 135 + 13 * at, line)
    made = OddPdf()
    made.page(content)
    (table,) = _tables(made.save(tmp_path / "a.pdf"))
    assert str(table.rows[-1][1]) == "1. Mend the roofs.\n2. Inspect damp homes in five days."


def test_a_form_for_each_finding_is_a_table_for_each(tmp_path):
    paper = Paper()
    edges = (72.0, 200.0, 523.0)
    paper.y = 640
    for n in range(2):
        rows = [
            (f"Finding {n + 1}", "The homes are damp."),
            ("Recommendation", ASKS[n]),
            ("Lead", "The council"),
        ]
        paper.table(edges, rows)
        if n == 0:
            paper.page()
    assert len(_tables(paper.save(tmp_path / "a.pdf"))) == 2


def test_a_bar_across_a_ruled_box_is_its_heading(tmp_path):
    paper = Paper()
    for n in range(3):
        top = paper.y
        paper.para(f"Recommendation {n + 1}", font="B", gap=10)
        bar = paper.y - 6
        paper.para(ASKS[n], gap=24)
        paper.fill(top - 4, bar)
        paper.frame(top - 4, paper.y - 18)
    result = read(paper, tmp_path)
    assert references(result) == ["1", "2", "3"]
    assert texts(result) == list(ASKS[:3])
    found = read_pdf(tmp_path / "report.pdf", Progress()).blocks
    boxes = [block.box for block in found if block.kind is not BlockKind.TABLE]
    assert boxes[0] == boxes[1] != boxes[2] == boxes[3]
