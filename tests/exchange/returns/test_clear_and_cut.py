"""What `clear` can empty, and texts that went out cut short."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.model import Evidence, Recommendation
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import FormField, SentField, Sheet
from tests.exchange.returns.making import HEADING, Sent, cell_of, changed, heading_row, tracker

NOT_EMPTIED = "This cannot be emptied, only answered."


def _typed(sent: Sent, *typed: tuple[FormField | SentField, object]) -> list[InboxLine]:
    def change(book: Any) -> None:
        for field, value in typed:
            cell_of(book[Sheet.ANSWERS.value], sent.uids[0], HEADING[field]).value = value

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    return list(got.lines)


def test_the_wording_cannot_be_emptied(sent: Sent) -> None:
    (line,) = _typed(sent, (SentField.WORDING, "Clear"))
    assert (line.state, line.field, line.words) == (
        LineState.PROBLEM,
        FormField.WORDING,
        NOT_EMPTIED,
    )


def test_the_reference_is_offered_to_be_emptied(sent: Sent) -> None:
    (line,) = _typed(sent, (SentField.REFERENCE, " CLEAR "))
    assert (line.state, line.returned, line.sent) == (LineState.NOTE, "cleared", "5.4")


@pytest.mark.parametrize("field", [FormField.EVIDENCE_TITLE, FormField.EVIDENCE_LINK])
def test_a_part_of_evidence_cannot_be_emptied(sent: Sent, field: FormField) -> None:
    (line,) = _typed(sent, (field, "clear"))
    assert (line.state, line.field, line.words) == (LineState.PROBLEM, field, NOT_EMPTIED)


@pytest.mark.parametrize(
    ("sheet", "heading"),
    [
        (Sheet.EVIDENCE, "Title"),
        (Sheet.EVIDENCE, "What it shows"),
        (Sheet.ACTIONS, "New action"),
        (Sheet.ACTIONS, "Who would do it"),
    ],
)
def test_a_part_of_a_row_elsewhere_cannot_be_emptied(
    sent: Sent, sheet: Sheet, heading: str
) -> None:
    def change(book: Any) -> None:
        page = book[sheet.value]
        row, columns = heading_row(page)
        first = "Title" if sheet is Sheet.EVIDENCE else "New action"
        page.cell(row + 1, columns[first]).value = "Rota"
        page.cell(row + 1, columns[heading]).value = "clear"

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    (line,) = got.lines
    assert line.state is LineState.PROBLEM
    assert NOT_EMPTIED in line.words


def test_a_text_that_went_out_cut_is_told_and_never_written(tmp_path: Path) -> None:
    long = ("Licence every landlord. " * 500).strip()
    made = tracker(tmp_path, (("5.4", long), ("5.5", "Insulate every home")))
    with made.document:
        book_text = f"{long[:7_990].rstrip()} and every agent […]"
        (line,) = _typed(made, (SentField.WORDING, book_text))
        assert (line.state, line.field) == (LineState.NOTE, FormField.CORRECTION)
        assert "and every agent" in line.returned
        made.decide([line])
        with made.document.read() as session:
            subject = session.get(Recommendation, made.uids[0])
            assert subject is not None
            assert subject.wording == long


def test_evidence_of_a_newer_date_is_new(sent: Sent) -> None:
    def back(on: date | None) -> list[InboxLine]:
        return _typed(
            sent,
            (FormField.EVIDENCE_LINK, "https://example.org/board"),
            (FormField.EVIDENCE_TITLE, "Dashboard"),
            (FormField.EVIDENCE_DATE, on),
        )

    sent.decide(back(date(2026, 7, 1)))
    assert back(None) == []
    assert back(date(2026, 7, 1)) == []
    (line,) = back(date(2026, 10, 1))
    assert (line.state, line.field) == (LineState.CLEAN, FormField.EVIDENCE)
    sent.decide([line])
    with sent.document.read() as session:
        found = session.query(Evidence).filter(Evidence.title == "Dashboard").all()
        assert {piece.speaks_for for piece in found} == {date(2026, 7, 1), date(2026, 10, 1)}


def test_evidence_that_shows_something_else_is_new(sent: Sent) -> None:
    def back(shows: str) -> list[InboxLine]:
        def change(book: Any) -> None:
            page = book[Sheet.EVIDENCE.value]
            row, columns = heading_row(page)
            page.cell(row + 1, columns["Title"]).value = "Rota"
            page.cell(row + 1, columns["What it shows"]).value = shows

        return list(sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change)).lines)

    sent.decide(back("Who was trained"))
    assert back("Who was trained") == []
    assert len(back("Who left")) == 1
