"""Answers in a list of somebody's own: matched by reference, columns by the words above them."""

from __future__ import annotations

from pathlib import Path

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.listed_answers import Listed, read_answers
from marmot_tracker.exchange.pasted_answers import AskedRow
from marmot_tracker.services.return_form import FormField

ASKED = (
    AskedRow("one", "1", "Give every family good childcare"),
    AskedRow("homes", "5.4", "Improve the quality of homes"),
    AskedRow("walk", "8.1", "Make walking and cycling the easy choice"),
)


def book(path: Path, *rows: tuple[str | int, ...]) -> Path:
    from openpyxl import Workbook

    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def told(listed: Listed) -> dict[tuple[str, FormField], str]:
    return {(each.recommendation, each.field): each.text for each in listed.found.offered}


def test_last_quarters_sheet_is_read(tmp_path: Path) -> None:
    path = book(
        tmp_path / "q2.xlsx",
        ("Housing, second quarter",),
        (),
        ("Ref", "Recommendation", "RAG", "Progress update", "Path to green", "Next steps"),
        ("5.4", "Improve the quality of homes", "A", "Two officers left", "Agency cover", "Hire"),
        ("8.1", "Make walking and cycling easy", "Complete", "All open", "", ""),
        ("9.9", "Something else altogether", "Red", "Late", "", ""),
    )
    found = read_answers(path, ASKED)
    assert told(found) == {
        ("homes", FormField.HOW_IT_GOES): "At risk",
        ("homes", FormField.ONE_LINE): "Two officers left",
        ("homes", FormField.PATH_TO_GREEN): "Agency cover",
        ("homes", FormField.NEXT): "Hire",
        ("walk", FormField.ONE_LINE): "All open",
    }
    notes = " ".join(found.found.notes)
    assert "8.1 is said to be finished" in notes
    assert "1 row of the list answer nothing that was asked here." in notes
    assert found.file_name == "q2.xlsx"
    assert len(found.sha256) == 64
    for each in found.found.offered:
        ((first, last),) = each.places
        assert each.text in found.words[first:last]


def test_a_sheet_without_the_wording_is_read_by_its_references(tmp_path: Path) -> None:
    path = book(tmp_path / "short.xlsx", ("Ref", "RAG", "Update"), ("5.4", "R", "Late"))
    assert told(read_answers(path, ASKED)) == {
        ("homes", FormField.HOW_IT_GOES): "Off track",
        ("homes", FormField.ONE_LINE): "Late",
    }


def test_a_row_with_another_wording_is_left_out_and_told(tmp_path: Path) -> None:
    path = book(
        tmp_path / "other.xlsx",
        ("Ref", "Recommendation", "RAG"),
        ("5.4", "Publish a yearly gambling harms strategy", "R"),
    )
    found = read_answers(path, ASKED)
    assert told(found) == {}
    assert "5.4 has another wording in the list" in found.found.notes[0]


def test_a_row_that_is_there_twice_is_read_once_and_told(tmp_path: Path) -> None:
    path = book(tmp_path / "twice.xlsx", ("Ref", "RAG"), ("5.4", "R"), ("5.4", "G"))
    found = read_answers(path, ASKED)
    assert told(found) == {("homes", FormField.HOW_IT_GOES): "Off track"}
    assert "5.4 is there twice: its first row was read." in found.found.notes


def test_a_list_without_answers_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "prices.xlsx", ("Fruit", "Price"), ("Apples", 3), ("Pears", 4))
    with pytest.raises(TrackerError, match="No answers were found in prices"):
        read_answers(path, ASKED)


def test_a_table_in_a_word_document_is_read(tmp_path: Path) -> None:
    from docx import Document

    made = Document()
    made.add_paragraph("Dear Sam, here is ours for this quarter.")
    rows = (
        ("Ref", "Recommendation", "RAG", "Progress"),
        ("5.4", "Improve the quality of homes", "Amber", "Two officers left"),
        ("8.1", "Make walking and cycling the easy choice", "Green", "Two more routes"),
    )
    table = made.add_table(rows=0, cols=4)
    for row in rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            cell.text = words
    made.save(str(tmp_path / "return.docx"))
    assert told(read_answers(tmp_path / "return.docx", ASKED)) == {
        ("homes", FormField.HOW_IT_GOES): "At risk",
        ("homes", FormField.ONE_LINE): "Two officers left",
        ("walk", FormField.HOW_IT_GOES): "On track",
        ("walk", FormField.ONE_LINE): "Two more routes",
    }
