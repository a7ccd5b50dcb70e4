"""Answers that lost their headings or their id are told, and never land on another row."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import EVIDENCE_HEADINGS, ID_HEADING, FormField, Sheet
from tests.exchange.returns.making import HEADING, Sent, cell_of, changed, heading_row

HOW, LINE = FormField.HOW_IT_GOES, FormField.ONE_LINE
LOST = "The headings of this table were not found"


def _answered(sent: Sent, book: Any, at: int = 0) -> Any:
    answers = book[Sheet.ANSWERS.value]
    cell_of(answers, sent.uids[at], HEADING[HOW]).value = "Off track"
    return answers


@pytest.mark.parametrize("how", ["deleted", "translated", "shortened"])
def test_a_table_without_its_headings_is_told(sent: Sent, how: str) -> None:
    def change(book: Any) -> None:
        answers = _answered(sent, book)
        row, columns = heading_row(answers)
        if how == "deleted":
            answers.delete_rows(row)
        else:
            for heading, column in columns.items():
                if heading != ID_HEADING or how == "shortened":
                    answers.cell(row, column).value = f"Spalte {column}"

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert got.lines == ()
    (fault,) = got.faults
    assert fault.where == "Return"
    assert fault.words.startswith(LOST)
    assert got.each[0].notes == ()


def test_a_table_of_evidence_without_its_headings_is_told(sent: Sent) -> None:
    def change(book: Any) -> None:
        _answered(sent, book)
        sheet = book[Sheet.EVIDENCE.value]
        row, columns = heading_row(sheet)
        for column in columns.values():
            sheet.cell(row, column).value = None
        sheet.cell(row + 1, columns[EVIDENCE_HEADINGS[2]]).value = "Rota"

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert [line.field for line in got.lines] == [HOW]
    assert [(fault.where, fault.words[: len(LOST)]) for fault in got.faults] == [
        (Sheet.EVIDENCE.value, LOST)
    ]


def test_rows_sorted_above_their_headings_are_told(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = _answered(sent, book)
        row, _ = heading_row(answers)
        answers.move_range(f"A{row}:Z{row}", rows=2)
        answers.delete_rows(row)

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert [fault.where for fault in got.faults] == ["Return"]


def test_a_workbook_without_the_sheet_of_answers_is_told(sent: Sent) -> None:
    def change(book: Any) -> None:
        del book[Sheet.ANSWERS.value]

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert [fault.words for fault in got.faults] == [
        "The table of answers was not found in this workbook."
    ]


def test_rows_sorted_without_their_ids_are_not_taken(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = _answered(sent, book)
        cell_of(answers, sent.uids[0], HEADING[FormField.FORECAST]).value = date(2027, 3, 31)
        first, second = (cell_of(answers, sent.uids[at], ID_HEADING) for at in (0, 1))
        first.value, second.value = second.value, first.value

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert [(line.state, line.recommendation, line.field) for line in got.lines] == [
        (LineState.PROBLEM, "", HOW),
        (LineState.PROBLEM, "", FormField.FORECAST),
    ]
    assert got.lines[0].words == (
        "The id of this row is that of 5.5, but its reference and wording are those of 5.4."
    )


def test_a_corrected_reference_alone_stays_a_correction(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = _answered(sent, book)
        cell_of(answers, sent.uids[0], "Reference").value = "5.5"

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert [(line.state, line.field) for line in got.lines] == [
        (LineState.CLEAN, HOW),
        (LineState.NOTE, FormField.REFERENCE),
    ]
