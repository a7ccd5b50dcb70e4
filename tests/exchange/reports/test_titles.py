"""A report is called as it calls itself, not as its file is."""

from __future__ import annotations

from pathlib import Path

import pytest

from marmot_tracker.exchange import importing
from tests.exchange import lists
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, Paper
from tests.exchange.reports.reading import prose, read

TITLE = "A fairer town for everyone"


def body(made: object) -> None:
    if isinstance(made, Paper):
        made.heading("Recommendations")
        for n in range(3):
            made.item(f"{n + 1}.", ASKS[n])
    else:
        made.add_heading("Recommendations", 2)  # type: ignore[attr-defined]
        word.items(made, ASKS[:3])
    prose(made)


def test_the_largest_words_of_a_cover_in_two_lines(tmp_path: Path) -> None:
    paper = Paper(head="")
    paper.put(72, 90, "Health Board", size=16)
    paper.put(72, 250, "A fairer town", font="B", size=34)
    paper.put(72, 290, "for everyone", font="B", size=34)
    paper.put(72, 600, "May 2026", size=12)
    paper.page()
    body(paper)
    result = read(paper, tmp_path)
    assert result.title == TITLE
    document = lists.tracker(tmp_path)
    with document.read() as session:
        assert importing.propose(session, result).report == TITLE
    document.close()


def test_a_title_above_the_text_stands_alone_in_its_size(tmp_path: Path) -> None:
    paper = Paper(head="")
    paper.heading(TITLE, size=22)
    prose(paper, 4)
    body(paper)
    assert read(paper, tmp_path).title == TITLE


@pytest.mark.parametrize(
    "first", ["Recommendations", "Chapter 1 of the whole report", "The Report"]
)
def test_a_heading_is_no_title(tmp_path: Path, first: str) -> None:
    paper = Paper(head="")
    paper.heading(first, size=22)
    prose(paper, 4)
    body(paper)
    assert read(paper, tmp_path).title == ""


def test_chapters_as_large_as_the_first_words_leave_it_open(tmp_path: Path) -> None:
    paper = Paper(head="")
    for theme in ("Homes and streets", "Work and money"):
        paper.heading(theme, size=22)
        prose(paper, 4)
        paper.page()
    body(paper)
    assert read(paper, tmp_path).title == ""


def test_words_style_for_titles_comes_before_an_old_property(tmp_path: Path) -> None:
    made = word.document()
    made.core_properties.title = "Minutes of another meeting entirely"
    made.add_paragraph(TITLE, style="Title")
    prose(made)
    body(made)
    assert read(made, tmp_path).title == TITLE


def test_a_property_that_the_first_page_bears_out_is_taken(tmp_path: Path) -> None:
    made = word.document()
    made.core_properties.title = f"{TITLE}: final report"
    made.add_paragraph(f"{TITLE.upper()} final report")
    prose(made)
    body(made)
    assert read(made, tmp_path).title == f"{TITLE}: final report"


def test_the_name_of_a_file_in_the_property_is_no_title(tmp_path: Path) -> None:
    made = word.document()
    made.core_properties.title = "Microsoft Word - fairer_town_v3.docx"
    prose(made)
    body(made)
    result = read(made, tmp_path)
    assert result.title == ""
    document = lists.tracker(tmp_path)
    with document.read() as session:
        assert importing.propose(session, result).report == "Report"
    document.close()
