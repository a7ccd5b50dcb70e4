"""The review of a list: the sheet beside its lines, corrections in place, the keyboard throughout."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from marmot_tracker.exchange.proposal import Choice, LineKind, Proposal, ProposedLine
from marmot_tracker.exchange.sheets import SheetPicture, Taken
from marmot_tracker.vocabulary import Rating
from tests.exchange.making import HEADINGS, rows, workbook
from tests.screens.test_importing import (
    LISTED,
    lines_of,
    press,
    review,
    say_column,
    sheet_of,
    take_in,
    write,
)
from ui import theme
from ui.colours import contrast
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.review_answers import Answers
from ui.main_window import MainWindow
from ui.widgets.sheet_model import SheetRoles

PROBLEMS = [HEADINGS, *rows(4)]
PROBLEMS[2] = [*PROBLEMS[2][:5], "30/02/2027"]
ITEM = Qt.ItemDataRole.AccessibleTextRole


def cell(dialog: ReviewDialog) -> tuple[int, int]:
    index = sheet_of(dialog).grid.currentIndex()
    return index.row(), index.column()


def line(dialog: ReviewDialog) -> ProposedLine | None:
    row = dialog.lines.model.find(dialog.lines.table.current_uid)
    assert row is not None
    return row.line


def go_to(dialog: ReviewDialog, row: int, column: int) -> None:
    grid = sheet_of(dialog).grid
    grid.setCurrentIndex(grid.sheet.index(row, column))


def again_with(qtbot, opened: MainWindow, folder: Path) -> ReviewDialog:
    """A list that is loaded, and then reviewed again with one subgroup corrected."""
    take_in(qtbot, opened, review(qtbot, opened, write(folder / "list.csv", *LISTED)))
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 5)
    corrected = (LISTED[0].replace("Net Zero", "Housing"), LISTED[1])
    return review(qtbot, opened, write(folder / "list2.csv", *corrected))


def test_a_line_shows_its_cell_and_a_cell_its_line(qtbot, opened, tmp_path) -> None:
    dialog = again_with(qtbot, opened, tmp_path)
    changed = line(dialog)
    assert changed is not None
    assert (changed.kind, changed.field) == (LineKind.CHANGED, "subgroup")
    assert cell(dialog) == (1, 2)
    go_to(dialog, 2, 0)  # an unchanged row, folded until now
    shown = line(dialog)
    assert shown is not None
    assert (shown.kind, shown.reference) == (LineKind.UNCHANGED, "A2")
    go_to(dialog, 1, 0)
    assert line(dialog) == changed
    assert cell(dialog) == (1, 0)  # the person stays where they went


def test_unchanged_lines_are_folded_and_space_folds_nothing_out(qtbot, opened, tmp_path) -> None:
    dialog = again_with(qtbot, opened, tmp_path)
    assert [row.line.kind for row in lines_of(dialog) if row.line] == [LineKind.CHANGED]
    dialog.lines.table.select("group:unchanged")
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Right)
    assert [row.group for row in lines_of(dialog)] == [LineKind.CHANGED, LineKind.UNCHANGED]
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Left)
    assert [row.group for row in lines_of(dialog)] == [LineKind.CHANGED]


def test_problems_come_first_and_the_clean_ones_are_taken_at_once(qtbot, opened, tmp_path) -> None:
    dialog = review(qtbot, opened, workbook(tmp_path / "p.xlsx", PROBLEMS))
    assert [row.group for row in dialog.lines.model.shown_rows if row.line is None] == [
        LineKind.PROBLEM,
        LineKind.NEW,
    ]
    assert cell(dialog) == (2, 5)
    grid = sheet_of(dialog).grid.sheet
    assert "no such day" in str(grid.data(grid.index(2, 5), ITEM))
    press(qtbot, dialog.lines.clean)
    assert dialog.accept_button.text() == "Take in 3 lines"
    assert "You leave 1 line out." in dialog.outcome.text()
    dialog.lines.table.select("group:new")
    tick = dialog.lines.model.index_of("group:new")
    assert tick.data() == "some"
    assert tick.data(ITEM) == "New: 4, 3 of 4 taken in"
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 6)
    assert "3.2" not in {row.reference for row in opened.recommendations.model.all_rows}


def test_what_the_person_said_stays_while_the_list_is_read_again(qtbot, opened, tmp_path) -> None:
    dialog = review(qtbot, opened, write(tmp_path / "list.csv", *LISTED))
    qtbot.keyClick(dialog.lines.table, Qt.Key.Key_Space)
    assert dialog.accept_button.text() == "Take in 1 line"
    say_column(dialog, "D", "theme")
    assert not dialog.accept_button.isEnabled()  # nothing is taken in while it is read again
    qtbot.waitUntil(lambda: dialog.proposal.columns == ())
    assert dialog.accept_button.isEnabled()
    assert dialog.accept_button.text() == "Take in 1 line"
    assert sheet_of(dialog).grid.sheet.column_words(3) == "Theme"
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 4)
    assert "A2" in {row.reference for row in opened.recommendations.model.all_rows}


def proposed(*lines: ProposedLine) -> Proposal:
    return Proposal(lines, Choice.SAME_LIST, "")


def test_what_was_taken_holds_only_for_what_it_said() -> None:
    def offer(theirs: str) -> ProposedLine:
        return ProposedLine(
            0, LineKind.TWO_ANSWERS, "w", "u", field="due", theirs=theirs, where="row 2"
        )

    before = Answers(proposed(offer("02/03/2027")))
    before.answer([0], True)
    assert Answers(proposed(offer("02/03/2027")), before).accepted == {0}
    assert Answers(proposed(offer("03/02/2027")), before).accepted == set()
    left = Answers(proposed(ProposedLine(0, LineKind.CHANGED, "w", field="due", where="row 2")))
    left.leave_all()
    other = ProposedLine(0, LineKind.CHANGED, "w", field="due", theirs="x", where="row 2")
    assert Answers(proposed(other), left).accepted == set()
    assert Answers(proposed(other)).accepted == {0}


def test_a_sheet_without_a_list_is_shown_and_put_right(qtbot, opened, tmp_path) -> None:
    given = [["Our plan"], ["Alpha", "Beta"], ["x", "Warm homes"], ["y", "Safe streets"]]
    dialog = review(qtbot, opened, workbook(tmp_path / "odd.xlsx", given))
    assert dialog.empty.isVisible()
    assert not dialog.accept_button.isEnabled()
    source = sheet_of(dialog)
    press(qtbot, dialog.empty.findChild(type(dialog.accept_button)))
    assert source.grid.hasFocus()
    go_to(dialog, 1, 1)
    press(qtbot, source.heads)
    qtbot.waitUntil(lambda: not dialog.waiting)
    say_column(dialog, "B", "text")
    qtbot.waitUntil(lambda: bool(dialog.proposal.lines))
    assert not dialog.empty.isVisible()
    take_in(qtbot, opened, dialog)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 5)


def test_a_reading_that_cannot_be_is_refused_in_place(qtbot, opened, tmp_path) -> None:
    dialog = review(qtbot, opened, write(tmp_path / "list.csv", *LISTED))
    before = dialog.proposal
    (tmp_path / "list.csv").unlink()
    say_column(dialog, "D", "theme")
    qtbot.waitUntil(lambda: bool(dialog.messages.text))
    assert "list.csv" in dialog.messages.text
    assert dialog.proposal is before
    assert dialog.accept_button.isEnabled()
    assert sheet_of(dialog).read_as.currentText() == "Own column"


def test_another_sheet_is_read_by_its_button(qtbot, opened, tmp_path) -> None:
    sheets = {
        "Plan": [HEADINGS, *rows(5)],
        "Old": [["Ref", "Action", "Owner"], ["X1", "Write to every landlord in town", "Housing"]],
    }
    dialog = review(qtbot, opened, workbook(tmp_path / "two.xlsx", sheets))
    source = sheet_of(dialog)
    assert [source.tabs.tabText(at) for at in range(2)] == ["Plan", "Old (not read)"]
    source.tabs.setCurrentIndex(1)
    assert source.picture is not None
    assert source.picture.taken[0] is Taken.NOT_READ
    press(qtbot, source.read_too)
    qtbot.waitUntil(lambda: dialog.proposal.counts[LineKind.NEW] == 1)
    assert source.tabs.tabText(0) == "Plan (not read)"
    assert source.tabs.currentIndex() == 1


def test_the_keyboard_alone_goes_everywhere(qtbot, opened, tmp_path) -> None:
    dialog = review(qtbot, opened, write(tmp_path / "list.csv", *LISTED))
    grid, table = sheet_of(dialog).grid, dialog.lines.table
    qtbot.waitUntil(table.hasFocus)
    qtbot.keyClick(table, Qt.Key.Key_F6)
    assert grid.hasFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert cell(dialog)[0] == 2
    shown = line(dialog)
    assert shown is not None
    assert shown.reference == "A2"
    qtbot.keyClick(grid, Qt.Key.Key_Return)  # takes nothing in from the sheet
    assert dialog.isVisible()
    qtbot.keyClick(grid, Qt.Key.Key_F6)
    assert table.hasFocus()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert dialog.accept_button.text() == "Take in 1 line"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 4)


def test_escape_leaves_all_as_it_was(qtbot, opened, tmp_path) -> None:
    dialog = review(qtbot, opened, write(tmp_path / "list.csv", *LISTED))
    assert opened.bridge.facts is not None
    before = opened.bridge.facts.check_code
    for stop in (sheet_of(dialog).grid, dialog.lines.table):
        stop.setFocus()
    qtbot.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not any(d.isVisible() for d in opened.findChildren(ReviewDialog)))
    assert opened.recommendations.model.rowCount() == 3
    assert opened.bridge.facts.check_code == before


def test_what_was_not_read_is_counted_and_told(qtbot, opened, tmp_path) -> None:
    given = [HEADINGS, *rows(3), ["", "Total", None, None, 3]]
    dialog = review(qtbot, opened, workbook(tmp_path / "t.xlsx", given))
    assert dialog.summary.text() == "3 new; 1 row left out"
    assert "1 row left out, a total: Sheet 'Register', row 5 “Total”." in dialog.notes.text
    model = sheet_of(dialog).grid.sheet
    assert model.headerData(4, Qt.Orientation.Vertical, ITEM) == "row 5, Left out, a total"
    assert model.headerData(1, Qt.Orientation.Vertical, ITEM) == "row 2, Item: new"
    assert model.headerData(1, Qt.Orientation.Horizontal, ITEM) == "column B, Wording"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "B\nWording"


def test_a_fill_that_says_a_rating_is_spoken(qtbot, opened, tmp_path) -> None:
    given = [[*row[:4], None, row[5]] for row in rows(3)]

    def fill(book) -> None:
        sheet = book.get_worksheet_by_name("Register")
        for row, colour in enumerate(("#FF0000", "#FFC000", "#00B050"), start=1):
            sheet.write_blank(row, 4, None, book.add_format({"bg_color": colour}))

    path = workbook(tmp_path / "c.xlsx", [HEADINGS, *given], finish=fill)
    dialog = review(qtbot, opened, path)
    grid = sheet_of(dialog).grid.sheet
    assert grid.data(grid.index(2, 4), SheetRoles.FILL) == "amber"
    assert grid.data(grid.index(2, 4), ITEM) == "amber fill, Rating, Item: new"


def test_a_long_list_is_shown_without_asking_for_all_of_it(
    qtbot, opened, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [f"A{n},Plant {n} trees on street number {n * 7919},Net Zero,High" for n in range(3000)]
    asked: Counter[str] = Counter()
    cell_of = SheetPicture.cell

    def counting(self: SheetPicture, row: int, column: int) -> str:
        asked["cells"] += 1
        return cell_of(self, row, column)

    monkeypatch.setattr(SheetPicture, "cell", counting)
    dialog = review(qtbot, opened, write(tmp_path / "long.csv", *many))
    assert dialog.accept_button.text() == "Take in 3,000 lines"
    assert len(dialog.findChildren(QWidget)) < 400
    last = lines_of(dialog)[-1]
    dialog.lines.table.select(last.uid)
    assert cell(dialog)[0] == 3000
    grid = sheet_of(dialog).grid
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))
    assert asked["cells"] < 6000  # of 12,004; a sheet of any length is drawn by what is seen of it


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK, theme.CONTRAST])
def test_tints_of_the_sheet_bear_their_words(look: theme.Colours) -> None:
    pairs = [
        (look.late, look.ratings[Rating.OFF_TRACK].tint),
        (look.text, look.ratings[Rating.AT_RISK].tint),
        (look.text, look.ratings[Rating.COMPLETE].tint),
        (look.text, look.ratings[Rating.NOT_RATED].tint),
        (look.accent, look.selection),
        (look.missing, look.surface),
        (look.missing, look.hover),
        (look.late, look.hover),
        (look.quiet, look.window),
        (look.quiet, look.selection),
        (look.quiet, look.ratings[Rating.NOT_RATED].tint),
    ]
    for ink, ground in pairs:
        assert contrast(ink, ground) >= 4.5, (ink, ground)
