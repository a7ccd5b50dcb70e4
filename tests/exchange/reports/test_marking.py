"""What a person marks becomes what the reader would have made of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.reading import read_file, read_source
from marmot_tracker.exchange.reports.blocks import Spot
from marmot_tracker.exchange.reports.marking import (
    around,
    item_of,
    item_of_passages,
    item_without_words,
    words_of,
)
from marmot_tracker.exchange.reports.page_views import PrintedLine, view_pages
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.progress import Progress
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, Paper
from tests.exchange.reports.reading import prose


def line(text: str, at: int = 0, *, begins: bool = False, bold: int = 0) -> PrintedLine:
    return PrintedLine(text, Spot(3, 72, 80 + 14 * at, 500, 92 + 14 * at), begins=begins, bold=bold)


def lines_of(path: Path, item: ReadItem) -> list[PrintedLine]:
    """The printed lines of an item on its first page."""
    (view,) = view_pages(path, [item.spots[0].page], side=400)
    return [
        each
        for each in view.lines
        if any(
            spot.top - 1 <= each.spot.top and each.spot.bottom <= spot.bottom + 1
            for spot in item.spots
        )
    ]


def as_read(path: Path) -> ReadResult:
    return read_file(path, corrections=NOTHING_SAID, progress=Progress(), pictured=True)


def alike(one: ReadItem, other: ReadItem) -> None:
    """What counts of two items is the same."""
    for name in (
        "reference",
        "title",
        "text",
        "where",
        "parts",
        "timescale",
        "places",
        "paragraphs",
    ):
        assert getattr(one, name) == getattr(other, name), name
    assert one.fields == other.fields
    if one.spots:
        mine, theirs = around(one.spots), around(other.spots)
        assert mine.to_json() == pytest.approx(theirs.to_json(), abs=0.2)


def named(made: Paper) -> None:
    made.heading("Recommendation 4: Warm homes", size=13)
    made.para(
        "The county should bring every rented home up to a decent standard of warmth within two "
        "years, beginning with those let by the council itself."
    )


def boxed(made: Paper) -> None:
    top = made.y
    made.para("Recommendation 2", font="B", gap=2)
    made.para("Schools should offer a breakfast to every child who wants one, and should:", gap=2)
    made.item("(a)", "say so to parents before each term begins, in the languages they read;")
    made.item("(b)", "count who comes.")
    made.fill(top - 4, made.y)


def led(made: Paper) -> None:
    made.para("Recommendation 7. Employers should pay the real living wage by April 2027.")
    made.para("Lead: Employers’ forum")


@pytest.mark.parametrize("write", [named, boxed, led])
def test_a_marked_item_is_what_the_reader_makes_of_it(tmp_path: Path, write: Any) -> None:
    made = Paper(foot="")
    prose(made, 2)
    write(made)
    made.heading("Recommendation 9", size=13)
    made.para(ASKS[0])
    path = made.save(tmp_path / "report.pdf")
    item = as_read(path).items[0]
    alike(item_of(lines_of(path, item), page=item.spots[0].page), item)


def test_a_number_before_the_words_is_the_reference() -> None:
    lines = [line("12. The council should map", begins=True), line("green spaces.", 1)]
    item = item_of(lines, page=3)
    assert (item.reference, item.text) == ("12", "The council should map green spaces.")
    assert item.where == "p. 3"
    assert item.fields["page"] == "3"


def test_a_bullet_is_no_reference() -> None:
    item = item_of([line("• Open libraries on Sundays.", begins=True)], page=3)
    assert (item.reference, item.text) == ("", "Open libraries on Sundays.")


def test_broken_words_are_whole_as_the_page_spells_them() -> None:
    lines = [
        line("The council should bring early\u00ad", begins=True),
        line("years help to every neigh\u00ad", 1),
        line("bourhood and \ufb01nd out who uses it.", 2),
    ]
    among = [*lines, line("Good early-years help is rare.", 9, begins=True)]
    assert words_of(lines, among=among) == (
        "The council should bring early-years help to every neighbourhood and find out who uses it."
    )
    assert item_of(lines, page=3, among=among).text == words_of(lines, among=among)


def test_lists_keep_their_lines() -> None:
    lines = [
        line("The council should:", begins=True),
        line("• map green", 1, begins=True),
        line("spaces;", 2),
        line("• open libraries.", 3, begins=True),
    ]
    assert words_of(lines) == "The council should:\n• map green spaces;\n• open libraries."
    assert item_of(lines, page=3).text == words_of(lines)


def test_a_bold_opening_is_the_title() -> None:
    lines = [
        line("Recommendation 3: Warm homes. The county should", begins=True, bold=29),
        line("inspect damp homes within five days.", 1),
    ]
    item = item_of(lines, page=3)
    assert (item.reference, item.title) == ("3", "Warm homes")
    assert item.text == "The county should inspect damp homes within five days."


def test_nothing_marked_is_an_item_to_be_typed() -> None:
    assert item_of([], page=8) == item_without_words(8)
    assert item_of([line("   ", begins=True)], page=8) == item_without_words(8)
    assert item_without_words(8, Spot(8, 1, 2, 3, 4)).spots == (Spot(8, 1, 2, 3, 4),)


@given(st.lists(st.tuples(st.text(max_size=30), st.booleans()), max_size=12))
def test_any_words_at_all_can_be_marked(told: list[tuple[str, bool]]) -> None:
    lines = [line(text, at, begins=begins) for at, (text, begins) in enumerate(told)]
    item = item_of(lines, page=3)
    assert item.where == "p. 3"
    for text in (item.text, item.title, words_of(lines)):
        assert "\u00ad" not in text
        assert "\ufffe" not in text


# ---------------------------------------------------------------- Word


def in_word(folder: Path, write: Any) -> Path:
    made = word.document()
    made.add_heading("A fair place", level=1)
    prose(made, 2)
    write(made)
    return word.save(made, folder / "report.docx")


def test_passages_show_a_word_file_and_items_know_theirs(tmp_path: Path) -> None:
    def write(made: Any) -> None:
        made.add_heading("Recommendation 1", level=2)
        made.add_paragraph(ASKS[0])
        made.add_heading("Recommendation 2", level=2)
        made.add_paragraph("Schools should:")
        word.items(made, ["offer a breakfast;", "count who comes."], style="List Bullet")

    result = read_source(in_word(tmp_path, write), pictured=True)
    assert result.pages == 0
    assert [passage.paragraph for passage in result.passages] == list(
        range(1, len(result.passages) + 1)
    )
    assert result.passages[0].text == "A fair place"
    for item in result.items:
        held = [result.passages[number - 1] for number in item.paragraphs]
        assert held[0].text == f"Recommendation {item.reference}"
        alike(item_of_passages(held), item)


def test_rows_of_a_table_are_passages_of_their_own(tmp_path: Path) -> None:
    rows = [["No.", "Recommendation", "Lead"]] + [
        [str(at), ask, "The council"] for at, ask in enumerate(ASKS[:5], 1)
    ]
    result = read_source(in_word(tmp_path, lambda made: word.table(made, rows)), pictured=True)
    assert len(result.items) == 5
    for item in result.items:
        (number,) = item.paragraphs
        row = result.passages[number - 1]
        assert row.cells == (item.reference, item.text, "The council")
        marked = item_of_passages([row])
        assert (marked.reference, marked.text) == (item.reference, item.text)
        assert marked.paragraphs == (number,)


def test_rows_of_a_table_that_goes_on_in_another_know_their_passages(tmp_path: Path) -> None:
    def write(made: Any) -> None:
        rows = [["No.", "Recommendation", "Lead"]]
        rows += [[str(at), ask, "The council"] for at, ask in enumerate(ASKS[:4], 1)]
        word.table(made, rows)
        made.add_paragraph("")
        word.table(made, [[str(at), ask, "The board"] for at, ask in enumerate(ASKS[4:8], 5)])

    result = read_source(in_word(tmp_path, write), pictured=True)
    assert [item.reference for item in result.items] == [str(at) for at in range(1, 9)]
    for item in result.items:
        (number,) = item.paragraphs
        assert result.passages[number - 1].cells[1] == item.text


def test_a_box_of_a_layout_table_knows_its_passage(tmp_path: Path) -> None:
    def write(made: Any) -> None:
        for at, ask in enumerate(ASKS[:3], 1):
            word.table(made, [[f"Recommendation {at}", ask]])
            prose(made, 1, start=at)

    result = read_source(in_word(tmp_path, write), pictured=True)
    assert [item.reference for item in result.items] == ["1", "2", "3"]
    for item in result.items:
        held = [result.passages[number - 1] for number in item.paragraphs]
        assert [passage.cells for passage in held] == [
            (f"Recommendation {item.reference}", item.text)
        ]


def test_no_passages_come_unasked_and_none_of_a_pdf(tmp_path: Path) -> None:
    path = in_word(tmp_path, lambda made: made.add_heading("Recommendation 1", level=2))
    assert read_source(path).passages == ()
    made = Paper()
    named(made)
    result = read_source(made.save(tmp_path / "report.pdf"), pictured=True)
    assert (result.pages, result.passages) == (1, ())
    assert replace(result, passages=()) == result
