"""What cannot be taken of a return: told with sheet and cell, and stopping nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.services import history, recommendations
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import ID_HEADING, FormField, SentField, Sheet
from tests.exchange.returns.making import (
    BACK_ON,
    HEADING,
    SENT_ON,
    Sent,
    cell_of,
    changed,
    heading_row,
    sent_from,
    tracker,
)
from tests.services.conftest import on

HOW, LINE = FormField.HOW_IT_GOES, FormField.ONE_LINE
Change = Callable[[Any], None]


def back(sent: Sent, change: Change, *, clean: bool = True) -> list[InboxLine]:
    """What comes back of a workbook that was changed, beside one clean answer."""

    def fill(book: Any) -> None:
        if clean:
            answers = book[Sheet.ANSWERS.value]
            cell_of(answers, sent.uids[3], HEADING[LINE]).value = "All is well"
        change(book)

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", fill))
    assert [line.returned for line in got.lines if line.state is LineState.CLEAN] == (
        ["All is well"] if clean else []
    )
    return [line for line in got.lines if line.state is not LineState.CLEAN]


def typed(sent: Sent, at: int, field: FormField | SentField, value: object) -> Change:
    def change(book: Any) -> None:
        cell_of(book[Sheet.ANSWERS.value], sent.uids[at], HEADING[field]).value = value

    return change


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (HOW, "=1+1", "A formula without a stored value"),
        (HOW, "fine", "“fine” is none of the answers"),
        (HOW, "Verified", "Only the officer of the steering group records this rating"),
        (HOW, "B", "Only the officer of the steering group records this rating"),
        (HOW, "clear", "This cannot be emptied"),
        (FormField.FORECAST, "13/14/2027", "there is no month 14"),
        (FormField.FORECAST, "next spring", "cannot be read as a date: write it as dd/mm/yyyy"),
        (FormField.FORECAST, "ongoing", "it is no date"),
        (FormField.FORECAST, "1/2/81", "could be 1981 or 2081"),
        (FormField.FINISHED_ON, date(2026, 12, 24), "24/12/2026 is still to come"),
        (FormField.FORECAST_WHY, "Winter", "no new date beside it"),
        (FormField.EVIDENCE_DATE, date(2026, 9, 1), "no evidence beside it"),
    ],
)
def test_a_cell_that_cannot_be_taken(
    sent: Sent, field: FormField, value: object, words: str
) -> None:
    (line,) = back(sent, typed(sent, 0, field, value))
    assert (line.state, line.field, line.reference) == (LineState.PROBLEM, field, "5.4")
    assert words in line.words
    assert line.where.startswith("Return!")
    assert sent.decide([line]).not_taken[0].startswith(f"{HEADING[field]} ({line.where})")
    assert line.uid in {each.uid for each in sent.waiting()}


def test_an_id_that_is_not_in_this_tracker(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = book[Sheet.ANSWERS.value]
        cell_of(answers, sent.uids[0], HEADING[HOW]).value = "On track"
        cell_of(answers, sent.uids[0], ID_HEADING).value = "R00000000ABCD"

    (line,) = back(sent, change)
    assert (line.state, line.recommendation) == (LineState.PROBLEM, "")
    assert line.words == "“R00000000ABCD” is not the id of a recommendation in this tracker."
    assert (line.returned, line.field) == ("On track", HOW)


def test_a_row_without_an_id_and_one_of_another_return(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = book[Sheet.ANSWERS.value]
        for at in (0, 1):
            cell_of(answers, sent.uids[at], HEADING[HOW]).value = "On track"
        cell_of(answers, sent.uids[1], ID_HEADING).value = None
        cell_of(answers, sent.uids[0], ID_HEADING).value = "see below"

    words = sorted(line.words for line in back(sent, change))
    assert words[0].startswith("There is no id in this row")
    assert words[1].startswith("“see below” is not the id")


def test_a_row_that_stands_twice_names_both(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = book[Sheet.ANSWERS.value]
        cell_of(answers, sent.uids[0], HEADING[HOW]).value = "On track"
        _, columns = heading_row(answers)
        row = [cell.value for cell in answers[cell_of(answers, sent.uids[0], ID_HEADING).row]]
        row[columns[HEADING[HOW]] - 1] = "Off track"
        answers.append(row)

    lines = back(sent, change)
    assert sorted(line.returned for line in lines) == ["off_track", "on_track"]
    for line in lines:
        assert "stands more than once: Return!" in line.words
        assert line.words.count("Return!") == 2
        assert line.state is LineState.PROBLEM


def test_sent_text_that_was_changed_is_offered_as_a_correction(sent: Sent) -> None:
    (line,) = back(sent, typed(sent, 0, SentField.WORDING, "Licence each landlord"))
    assert (line.state, line.field) == (LineState.NOTE, FormField.WORDING)
    assert (line.sent, line.returned) == ("Licence every landlord", "Licence each landlord")
    assert sent.decide([line]).accepted == 1
    with sent.document.read() as session:
        told = history.lines(session, sent.uids[0], "wording")[-1]
    assert "Licence each landlord" in told.what
    assert told.why == "corrected in the Housing return of 12 Oct"


@pytest.mark.parametrize(
    ("column", "value", "field", "returned"),
    [
        (SentField.LAST_POSITION, "All are licensed", LINE, "All are licensed"),
        (SentField.LAST_RATING, "Off track", HOW, "Off track"),
        (SentField.DUE, date(2027, 3, 31), FormField.FORECAST, "31/03/2027"),
    ],
)
def test_an_answer_typed_over_what_was_sent(
    sent: Sent, column: SentField, value: object, field: FormField, returned: str
) -> None:
    (line,) = back(sent, typed(sent, 0, column, value))
    assert (line.state, line.field, line.returned) == (LineState.NOTE, field, returned)
    assert line.where.endswith(f", under “{HEADING[column]}”")


def test_what_cannot_be_an_answer_there_is_kept_as_a_correction(sent: Sent) -> None:
    (line,) = back(sent, typed(sent, 0, SentField.DUE, "when hell freezes"))
    assert (line.state, line.field) == (LineState.NOTE, FormField.CORRECTION)
    assert line.returned == "Due: when hell freezes (sent as: 31/12/2026)"


def test_a_cell_merged_over_several_rows_is_told_for_each(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = book[Sheet.ANSWERS.value]
        top = cell_of(answers, sent.uids[0], HEADING[HOW])
        top.value = "On track"
        answers.merge_cells(
            start_row=top.row, end_row=top.row + 1, start_column=top.column, end_column=top.column
        )

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert [line.state for line in got.lines] == [LineState.CLEAN, LineState.PROBLEM]
    assert got.lines[1].reference == "5.5"
    assert got.lines[1].words.startswith("Merged with Return!")


def test_columns_and_rows_of_ones_own_are_comments(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = book[Sheet.ANSWERS.value]
        first, columns = heading_row(answers)
        new = max(columns.values()) + 2
        answers.cell(first, new).value = "Notes"
        answers.cell(cell_of(answers, sent.uids[0], ID_HEADING).row, new).value = "ask Jo"
        answers.cell(answers.max_row + 2, 1).value = "With thanks, Housing"

    said = {(line.reference, line.returned, line.state) for line in back(sent, change)}
    assert said == {
        ("5.4", "Notes: ask Jo", LineState.NOTE),
        ("", "With thanks, Housing", LineState.NOTE),
    }


def test_a_reference_that_speaks_against_the_id_is_told(sent: Sent) -> None:
    def change(book: Any) -> None:
        evidence = book[Sheet.EVIDENCE.value]
        cell_of(evidence, sent.uids[0], "Title").value = "Rota"
        cell_of(evidence, sent.uids[0], "Reference").value = "5.10"

    (line,) = back(sent, change)
    assert (line.field, line.recommendation) == (FormField.EVIDENCE, "")
    assert line.words == "The id of this row is that of 5.4, but its reference says 5.10."


def test_a_sheet_without_ids_is_told(sent: Sent) -> None:
    def change(book: Any) -> None:
        answers = book[Sheet.ANSWERS.value]
        cell_of(answers, sent.uids[0], HEADING[LINE]).value = "Well"
        _, columns = heading_row(answers)
        answers.delete_cols(columns[ID_HEADING])

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert "There is no column “Id”" in got.faults[0].words
    assert [line.state for line in got.lines] == [LineState.PROBLEM]


def test_without_its_id_in_sight_a_return_is_known_by_its_properties(sent: Sent) -> None:
    def change(book: Any) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and "Return id" in cell.value:
                        cell.value = None
        cell_of(book[Sheet.ANSWERS.value], sent.uids[0], HEADING[HOW]).value = "On track"

    got = sent.receive(changed(sent.workbook, sent.folder / "back.xlsx", change))
    assert [line.returned for line in got.lines] == ["On track"]


def test_a_bare_sheet_is_known_by_its_ids_where_only_one_return_asked_them(
    sent: Sent, tmp_path: Path
) -> None:
    def bare(source: Path, target: Path) -> Path:
        import openpyxl

        book, copy = openpyxl.load_workbook(source), openpyxl.Workbook()
        sheet = copy.worksheets[0]
        first, _ = heading_row(book[Sheet.ANSWERS.value])
        for row in book[Sheet.ANSWERS.value].iter_rows(min_row=first, values_only=True):
            sheet.append(row)
        copy.save(target)
        return target

    path = bare(sent.filled({(sent.uids[0], HOW): "Off track"}), tmp_path / "bare.xlsx")
    assert [line.returned for line in sent.receive(path).lines] == ["Off track"]
    again = sent_from(sent.document, sent.folder, sent.uids, sent.period, day=BACK_ON, into="two")
    got = again.receive(bare(again.filled({(again.uids[1], HOW): "Off track"}), path))
    assert got.lines == ()
    assert "Nothing in this workbook says which return it is" in got.faults[0].words


def test_a_return_of_another_tracker(sent: Sent, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tracker(tmp_path / "other")
    with other.document:
        got = sent.receive(other.filled({(other.uids[0], HOW): "Off track"}))
    assert got.lines == ()
    (fault,) = got.faults
    assert other.uid in fault.words
    assert "another tracker" in fault.words
    assert sent.waiting() == []


def test_a_recommendation_withdrawn_meanwhile(sent: Sent) -> None:
    with on(BACK_ON), sent.document.edit("Withdraw") as session:
        recommendations.withdraw(session, uid=sent.uids[0])
    (line,) = sent.back({(sent.uids[0], HOW): "Off track"}).lines
    assert (line.state, line.words) == (
        LineState.PROBLEM,
        "The recommendation was withdrawn meanwhile.",
    )
    assert sent.decide([line]).accepted == 0


def test_faults_are_told_again_only_once(sent: Sent) -> None:
    assert len(back(sent, typed(sent, 0, HOW, "fine"))) == 1
    got = sent.receive(sent.folder / "back.xlsx")
    assert got.lines == ()
    assert got.each[0].notes == ("Nothing new is in it.", "2 lines of it wait already.")


def test_days_before_the_return_was_sent_do_not_matter(sent: Sent) -> None:
    """A finished day may lie before the return went out."""
    sent.back({(sent.uids[0], FormField.FINISHED_ON): SENT_ON})
    assert [line.state for line in sent.waiting()] == [LineState.CLEAN]
