"""The sheets as they are shown beside a review, and the places its lines come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.document import Author
from marmot_tracker.exchange import picturing
from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.importing import propose
from marmot_tracker.exchange.places import WHOLE_ROW, Place, places_of
from marmot_tracker.exchange.proposal import LineKind, ProposedLine
from marmot_tracker.exchange.reading import as_read_json, read_file, read_source
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.exchange.sheets import SheetPicture, Taken
from marmot_tracker.progress import Progress
from marmot_tracker.services import programme
from tests.exchange.making import HEADINGS, WORDINGS, rows, workbook

PLAN: list[list[Any]] = [
    ["Fairer town delivery plan"],
    [],
    ["No.", "Recommendation", "Short term", "Medium term", "Long term", "Lead", "RAG"],
    ["Best start in life"],
    ["1.1", WORDINGS[0], "x", "", "", "Families", ""],
    ["1.2", WORDINGS[1], "", "x", "", "Money advice", ""],
    ["Homes"],
    ["2.1", WORDINGS[2], "", "", "x", "Housing", ""],
    ["2.2", WORDINGS[3], "x", "", "", "Estates", ""],
    ["2.3", WORDINGS[4], "x", "", "", "Estates", ""],
    ["", "Total", 3, 1, 1],
]


def _coloured(book: Any) -> None:
    sheet = book.get_worksheet_by_name("Plan")
    for row, colour in (
        (4, "#FF0000"),
        (5, "#FFC000"),
        (7, "#00B050"),
        (8, "#FF0000"),
        (9, "#FF0000"),
    ):
        sheet.write_blank(row, 6, None, book.add_format({"bg_color": colour}))


def plan(folder: Path) -> Path:
    """A sheet with a title, theme rows, x marks, fills and a total; another that is no list."""
    sheets = {"Read me": [["How to use this plan"]], "Plan": PLAN}
    return workbook(folder / "plan.xlsx", sheets, finish=_coloured)


def pictured(path: Path) -> ReadResult:
    return read_file(path, corrections=NOTHING_SAID, progress=Progress(), pictured=True)


def test_every_row_says_what_it_was_taken_for(tmp_path: Path) -> None:
    result = pictured(plan(tmp_path))
    read_me, sheet = result.pictures
    assert (read_me.name, read_me.read, read_me.taken) == ("Read me", False, (Taken.NOT_READ,))
    assert sheet.taken == (
        Taken.TITLE,
        Taken.BLANK,
        Taken.HEADINGS,
        Taken.THEME,
        Taken.ITEM,
        Taken.ITEM,
        Taken.THEME,
        Taken.ITEM,
        Taken.ITEM,
        Taken.ITEM,
        Taken.LEFT_OUT,
    )
    assert sheet.why == {10: "a total"}
    assert [column.field for column in sheet.columns] == [
        *("reference", "text", "timescale", "timescale", "timescale"),
        *("owner", "rating"),
    ]
    assert sheet.fills[4, 6] == "red"
    assert sheet.fills[5, 6] == "amber"
    assert sheet.cell(4, 1) == WORDINGS[0]
    assert sheet.cell(4, 6) == ""
    assert [item.fields["timescale"] for item in result.items[:2]] == ["Short term", "Medium term"]


def test_what_cannot_be_read_is_marked_in_its_cell(tmp_path: Path) -> None:
    given = rows(3)
    given[1][5] = "30/02/2027"
    (sheet,) = pictured(workbook(tmp_path / "a.xlsx", [HEADINGS, *given])).pictures
    assert list(sheet.faults) == [(2, 5)]
    assert "no such day" in sheet.faults[2, 5]


def test_pictures_come_from_the_child_only_where_they_are_asked_for(tmp_path: Path) -> None:
    path = plan(tmp_path)
    asked, plain = read_source(path, pictured=True), read_source(path)
    assert asked.pictures == pictured(path).pictures
    assert plain.pictures == ()
    assert as_read_json(asked) == as_read_json(plain)
    assert set(as_read_json(asked)) == {"items", "message"}


def test_a_vast_sheet_is_cut_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picturing, "ROWS", 4)
    monkeypatch.setattr(picturing, "COLUMNS", 3)
    monkeypatch.setattr(picturing, "LETTERS", 10)
    result = pictured(workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(9)]))
    (sheet,) = result.pictures
    assert len(result.items) == 9
    assert (len(sheet.rows), sheet.width, sheet.more, sheet.wider) == (4, 3, 6, 3)
    assert sheet.cell(1, 1) == f"{WORDINGS[0][:9]}…"
    monkeypatch.setattr(picturing, "ALL_LETTERS", 60)
    assert len(pictured(tmp_path / "a.xlsx").pictures[0].rows) < 4


def test_a_picture_is_told_whole(tmp_path: Path) -> None:
    for picture in pictured(plan(tmp_path)).pictures:
        assert SheetPicture.from_json(picture.to_json(), {}) == picture


def test_lines_are_found_in_the_sheet_and_back(tmp_path: Path) -> None:
    given = rows(3)
    given[2][4] = "Mostly"
    result = pictured(workbook(tmp_path / "a.xlsx", [HEADINGS, *given]))
    with (
        programme.new_tracker(tmp_path / "a.marmot", place="A", author=Author("A")) as document,
        document.read() as session,
    ):
        proposal = propose(session, result)
    places = places_of(result.pictures, proposal.lines)
    new = [line.number for line in proposal.of_kind(LineKind.NEW)]
    assert [places.of_line[number] for number in new] == [
        Place(0, row, WHOLE_ROW) for row in (1, 2, 3)
    ]
    (problem,) = proposal.of_kind(LineKind.PROBLEM)
    assert places.of_line[problem.number] == Place(0, 3, 4)
    assert places.at_row[0, 3] == [new[2], problem.number]


def test_a_row_that_goes_on_has_the_lines_of_its_item(tmp_path: Path) -> None:
    picture = SheetPicture(
        "A",
        True,
        True,
        (("Ref",), ("1",), ("",), ("2",)),
        (Taken.HEADINGS, Taken.ITEM, Taken.GOES_ON, Taken.ITEM),
    )
    lines = [
        ProposedLine(number, LineKind.NEW, "w", where=f"Sheet 'A', row {row}")
        for number, row in enumerate((2, 4))
    ]
    assert places_of([picture], lines).at_row == {(0, 1): [0], (0, 2): [0], (0, 3): [1]}


def test_records_side_by_side_are_shown_as_they_were_read(tmp_path: Path) -> None:
    turned = [list(column) for column in zip(HEADINGS, *rows(3), strict=True)]
    result = pictured(workbook(tmp_path / "a.xlsx", turned))
    (sheet,) = result.pictures
    assert sheet.turned
    assert [sheet.row_name(row) for row in range(4)] == ["A", "B", "C", "D"]
    assert [sheet.where(row) for row in (1, 2, 3)] == [item.where for item in result.items]
