"""Checking a pack: every changed figure is named, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.checking import Checked, What, check_pack
from marmot_tracker.services import ratings
from marmot_tracker.vocabulary import Rating
from tests.reports import making
from tests.reports.conftest import Handed
from tests.reports.reading import opened
from tests.reports.test_workbook import hostile


def changed(handed: Handed, change: Callable[[Any], None]) -> Checked:
    """What the check says after somebody worked in the pack."""
    book = opened(handed.path)
    change(book)
    book.save(handed.path)
    return check_pack(handed.document, handed.path)


def test_a_pack_as_handed_out_says_what_the_tracker_said(handed: Handed) -> None:
    found = check_pack(handed.document, handed.path)
    assert found.differences == ()
    assert found.facts == handed.made.facts


def test_saving_it_again_changes_nothing(handed: Handed) -> None:
    assert changed(handed, lambda book: None).differences == ()


def test_a_changed_figure_is_named(handed: Handed) -> None:
    def change(book: Any) -> None:
        book["Summary"]["B7"] = 12

    (only,) = changed(handed, change).problems
    assert only.sentence == "Summary B7 says 12, the tracker said 1"


def test_a_figure_turned_into_a_formula_is_named(handed: Handed) -> None:
    def change(book: Any) -> None:
        book["Summary"]["B7"] = "=1+1"

    (only,) = changed(handed, change).problems
    assert only.sentence == "Summary B7 says =1+1, the tracker said 1"


def test_changed_words_and_dates_are_named_where_they_stand(handed: Handed) -> None:
    def change(book: Any) -> None:
        book["Register"]["F6"] = "● G On track"
        book["Register"]["I6"] = datetime(2027, 9, 30)  # noqa: DTZ001  a cell's date has no zone
        book["Cover"]["B6"] = "yesterday"

    assert [each.sentence for each in changed(handed, change).problems] == [
        "Cover B6 says yesterday, the tracker said 2 decisions are asked of you: see the sheet "
        "“Asks”.",
        "Register F6 says ● G On track, the tracker said ◆ R Off track",
        "Register I6 says 30/09/2027, the tracker said 30/09/2026",
    ]


def test_notes_people_added_are_no_problems(handed: Handed) -> None:
    def change(book: Any) -> None:
        book["Register"]["Z6"] = "Ask Housing about this"
        book["Exceptions"]["A40"] = "Discussed on 20/10"
        book.create_sheet("Our notes")["B2"] = 7

    found = changed(handed, change)
    assert found.problems == ()
    assert [(each.sheet, each.cell, each.says) for each in found.added] == [
        ("Exceptions", "A40", "Discussed on 20/10"),
        ("Register", "Z6", "Ask Housing about this"),
        ("Our notes", "B2", "7"),
    ]


def test_a_sorted_list_is_still_the_same_list(handed: Handed) -> None:
    def change(book: Any) -> None:
        sheet = book["Register"]
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=6, max_row=14)]
        lines.sort(key=lambda line: str(line[1]))
        for row, line in enumerate(lines, 6):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column, value)

    assert changed(handed, change).differences == ()


def test_a_changed_cell_is_found_in_a_sorted_list(handed: Handed) -> None:
    def change(book: Any) -> None:
        sheet = book["Register"]
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=6, max_row=14)]
        lines.reverse()
        lines[8][3] = "Somebody else"
        for row, line in enumerate(lines, 6):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column, value)

    (only,) = changed(handed, change).problems
    assert only.sentence == (
        "Register D14 says Somebody else, the tracker said Housing lead, Council"
    )


def a_row_down(area: str) -> str:
    """`Summary!$C$28` as it reads once a row was inserted above it."""
    return re.sub(r"(?<=\$)\d+", lambda found: str(int(found[0]) + 1), area)


def test_inserted_rows_and_columns_move_nothing(handed: Handed) -> None:
    def change(book: Any) -> None:
        for name in ("Summary", "Register"):
            book[name].insert_rows(3)
            book[name]["A3"] = "For the meeting in November"
        for chart in book["Summary"]._charts:  # as Excel does by itself
            for series in chart.series:
                for source in (series.tx.strRef, series.cat.strRef or series.cat.numRef):
                    source.f = a_row_down(source.f)
                series.val.numRef.f = a_row_down(series.val.numRef.f)
        book["Exceptions"].insert_cols(4)
        book["Exceptions"]["D5"] = "Our view"
        book["Exceptions"]["D6"] = "Wait"

    found = changed(handed, change)
    assert found.problems == ()
    assert {each.says for each in found.added} == {
        "For the meeting in November",
        "Our view",
        "Wait",
    }


def test_a_deleted_row_is_missing(handed: Handed) -> None:
    def change(book: Any) -> None:
        book["Register"].delete_rows(8)

    (only,) = changed(handed, change).problems
    assert only.what is What.MISSING
    assert only.tracker_said.startswith("3.1; Ask every employer")


def test_a_deleted_sheet_is_missing(handed: Handed) -> None:
    (only,) = changed(handed, lambda book: book.remove(book["Summary"])).problems
    assert (only.sheet, only.what) == ("Summary", What.MISSING)


def test_a_cleared_cell_is_missing(handed: Handed) -> None:
    def change(book: Any) -> None:
        book["Register"]["D6"] = None

    (only,) = changed(handed, change).problems
    assert only.sentence == "Register D6 is missing; the tracker said Housing lead, Council"


def test_a_reference_that_excel_took_for_a_number_is_named(handed: Handed) -> None:
    def change(book: Any) -> None:
        book["Register"]["A9"] = 3.1

    (only,) = changed(handed, change).problems
    assert only.sentence == "Register A9 says 3.1, the tracker said 3.10"


def test_a_forged_check_code_is_named(handed: Handed) -> None:
    def change(book: Any) -> None:
        for made in book.custom_doc_props.props:
            if made.name == "Marmot check code":
                made.value = "0" * 32
        for line in book["Cover"].iter_rows():
            if line[0].value == "Check code":
                line[1].value = "0" * 32

    (only,) = changed(handed, change).problems
    assert only.tracker_said == handed.made.facts.check_code


def test_a_pack_without_its_properties_is_found_by_its_cover(handed: Handed) -> None:
    def change(book: Any) -> None:
        while book.custom_doc_props.props:
            book.custom_doc_props.props.pop()

    assert changed(handed, change).differences == ()


def test_the_tracker_may_have_moved_on(handed: Handed) -> None:
    with (
        clock.fixed(datetime(2027, 3, 1, 9, tzinfo=clock.PLACE)),
        handed.document.edit("Later") as session,
    ):
        ratings.rate(
            session,
            recommendation=making.uid_of(session, "5.1"),
            rating=Rating.ON_TRACK,
            speaks_for=date(2027, 2, 28),
            reason="Cover came.",
        )
    with clock.fixed(datetime(2027, 3, 2, 9, tzinfo=clock.PLACE)):
        assert check_pack(handed.document, handed.path).differences == ()


def test_a_pack_of_a_past_day_is_checked_as_of_that_day(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "july.xlsx"
    audit_pack.make(document, path, as_at=date(2026, 7, 31))
    with clock.fixed(datetime(2027, 3, 2, 9, tzinfo=clock.PLACE)):
        assert check_pack(document, path).differences == ()


def test_a_pack_with_hostile_words_is_the_same(document: Document, tmp_path: Path) -> None:
    from marmot_tracker.services import recommendations, register

    with document.edit("Add") as session:
        report = register.rows(session, today=making.DAY)[0].report_uid
        for number, text in enumerate([*hostile(300), "long " * 20_000]):
            recommendations.add(
                session, report=report, reference=f"9.{number}", wording=f"{text}.", timescale=text
            )
    audit_pack.make(document, tmp_path / "pack.xlsx")
    assert check_pack(document, tmp_path / "pack.xlsx").differences == ()


def test_a_tracker_without_that_state_says_so(handed: Handed, tmp_path: Path) -> None:
    with (
        making.tracker(tmp_path / "another.marmot") as another,
        pytest.raises(TrackerError, match="does not hold everything") as told,
    ):
        check_pack(another, handed.path)
    assert "Bring in" in told.value.hint


def test_a_copy_that_holds_the_state_can_check_it(handed: Handed, tmp_path: Path) -> None:
    copy = tmp_path / "copy.marmot"
    shutil.copy(handed.document.path, copy)
    with Document.open(copy, author=making.AUTHOR) as document:
        assert check_pack(document, handed.path).differences == ()


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 cut", b"not a workbook at all"])
def test_what_is_no_workbook_is_told(document: Document, tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(body)
    with pytest.raises(TrackerError, match="cannot be opened as a workbook"):
        check_pack(document, path)


def test_a_file_that_is_not_there_is_told(document: Document, tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="There is no file"):
        check_pack(document, tmp_path / "none.xlsx")


def test_a_workbook_that_is_no_pack_is_told(document: Document, tmp_path: Path) -> None:
    from openpyxl import Workbook

    path = tmp_path / "budget.xlsx"
    book = Workbook()
    book["Sheet"]["A1"] = "Budget"
    book.save(path)
    with pytest.raises(TrackerError, match="not a pack of ours"):
        check_pack(document, path)
