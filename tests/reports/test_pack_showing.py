"""What a pack shows of its cells is checked, too: nothing hidden, and charts that draw the tables."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.checking import What, check_pack
from tests.reports import making
from tests.reports.conftest import Handed
from tests.reports.reading import opened


def rewritten(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """The workbook with one part changed, and it has changed."""
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    before = parts[name]
    parts[name] = change(before)
    assert parts[name] != before
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for each, body in parts.items():
            new.writestr(each, body)


def hide_sheet(book: Any) -> None:
    book["Exceptions"].sheet_state = "veryHidden"


def hide_rows(book: Any) -> None:
    book["Asks"].row_dimensions[6].hidden = True


def flatten_row(book: Any) -> None:
    book["Asks"].row_dimensions[6].height = 0.5


def hide_column(book: Any) -> None:
    book["Register"].column_dimensions["F"].hidden = True


@pytest.mark.parametrize(
    "change, where",
    [
        (hide_sheet, "Exceptions the whole sheet: hidden"),
        (hide_rows, "Asks row 6: hidden"),
        (flatten_row, "Asks row 6: hidden"),
        (hide_column, "Register column F: hidden"),
    ],
)
def test_what_somebody_hid_is_named(
    handed: Handed, change: Callable[[Any], None], where: str
) -> None:
    book = opened(handed.path)
    change(book)
    book.save(handed.path)
    (found,) = check_pack(handed.document, handed.path).problems
    assert found.what is What.HIDDEN
    assert found.sentence.startswith(where)


def test_rows_that_a_filter_hides_are_the_readers_own(handed: Handed) -> None:
    book = opened(handed.path)
    sheet = book["Asks"]
    sheet.tables["Asks"].autoFilter.add_filter_column(0, ["5.1"])
    sheet.row_dimensions[7].hidden = True
    book.save(handed.path)
    checked = check_pack(handed.document, handed.path)
    assert checked.problems == ()
    assert [each.sentence for each in checked.added] == [
        "Asks row 7: added: a filter that hides them"
    ]


@pytest.mark.parametrize(
    "old, new",
    [
        (b"<c:v>1</c:v>", b"<c:v>7</c:v>"),
        (b"<c:f>Summary!$C$", b"<c:f>Summary!$H$"),
        (b"<c:v>Housing</c:v>", b"<c:v>Highways</c:v>"),
    ],
)
def test_a_chart_that_draws_something_else_is_named(handed: Handed, old: bytes, new: bytes) -> None:
    rewritten(handed.path, "xl/charts/chart1.xml", lambda body: body.replace(old, new, 1))
    problems = check_pack(handed.document, handed.path).problems
    assert problems
    assert {(each.sheet, each.cell) for each in problems} == {
        ("Summary", "the chart “Ratings by subgroup”")
    }


def test_a_chart_taken_away_is_missing(handed: Handed) -> None:
    book = opened(handed.path)
    del book["Summary"]._charts[1]
    book.save(handed.path)
    (found,) = check_pack(handed.document, handed.path).problems
    assert (found.what, found.cell) == (What.MISSING, "the chart “Ratings by principle”")


def test_a_day_that_has_not_come_is_refused(document: Document, tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="15/10/2026, a day that has not come yet"):
        audit_pack.make(document, tmp_path / "pack.xlsx", as_at=date(2026, 10, 15))
    assert not (tmp_path / "pack.xlsx").exists()
    audit_pack.make(document, tmp_path / "today.xlsx", as_at=making.DAY)


def test_a_day_before_the_tracker_is_told(document: Document, tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="begins on 02/07/2026"):
        audit_pack.make(document, tmp_path / "pack.xlsx", as_at=date(2026, 7, 1))
    assert not (tmp_path / "pack.xlsx").exists()


def test_no_pack_is_made_from_tables_that_were_changed(tmp_path: Path) -> None:
    path = tmp_path / "town.marmot"
    with clock.fixed(making.MADE):
        making.tracker(path).close()
        connection = sqlite3.connect(path)
        connection.execute(
            "UPDATE recommendation SET wording = 'Something else' WHERE reference = '5.1'"
        )
        connection.commit()
        connection.close()
        with Document.open(path, author=making.AUTHOR) as document:
            with pytest.raises(TrackerError, match="not what its record says") as told:
                audit_pack.make(document, tmp_path / "pack.xlsx")
            assert "Check the record" in told.value.hint
            assert not (tmp_path / "pack.xlsx").exists()
            document.rebuild()
            audit_pack.make(document, tmp_path / "pack.xlsx")
