"""A report in Word or PDF on its way in: looked through, compared, taken in, and loaded again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from marmot_tracker.exchange.proposal import Choice, LineKind
from tests.screens.conftest import all_rows_of
from tests.screens.reports_loaded import (
    ASKED,
    CONTROL,
    DOUBTFUL,
    SHIFT,
    chosen,
    docx,
    drag_over,
    drawn,
    go_on,
    go_to,
    look_through,
    mark_words,
    nothing,
    pdf,
    press,
    put_cursor,
    references,
    scan,
    take_in,
)
from tests.screens.test_importing import lines_of
from tests.screens.test_main_job import closed
from ui.dialogs.report_items import ReportItemsDialog
from ui.dialogs.review_document import DocumentSource
from ui.main_window import MainWindow

Key = Qt.Key
Making = Callable[[Path, Mapping[str, str]], Path]
BOTH = pytest.mark.parametrize(("name", "make"), [("report.pdf", pdf), ("report.docx", docx)])


def loaded(qtbot, window: MainWindow, many: int) -> None:
    """Wait until the register shows so many recommendations, three of them from before."""
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == many)


@BOTH
def test_a_report_is_looked_through_and_taken_in_whole(
    qtbot, opened, tmp_path, name: str, make: Making
) -> None:
    dialog = look_through(qtbot, opened, make(tmp_path / name, ASKED))
    review = go_on(qtbot, opened, dialog)
    assert len(review.proposal.of_kind(LineKind.NEW)) == len(ASKED)
    assert review.lines.isVisible()
    take_in(qtbot, opened, review)
    loaded(qtbot, opened, 3 + len(ASKED))
    assert not opened.findChildren(ReportItemsDialog) or not dialog.isVisible()
    rows = closed(opened)
    assert {number: rows[number].text for number in ASKED if number != "1"} == {
        number: words for number, words in ASKED.items() if number != "1"
    }


@BOTH
def test_all_that_was_done_by_hand_is_in_the_tracker(
    qtbot, opened, tmp_path, name: str, make: Making
) -> None:
    asked = {
        "11": ASKED["1"],
        "12": f"{ASKED['2']} {ASKED['3']}",
        "13": ASKED["4"],
        "14": ASKED["5"],
        "15": f"{ASKED['6']} This was heard from many.",
        "16": "The council should keep its libraries open on every Sunday of the year.",
    }
    dialog = look_through(qtbot, opened, make(tmp_path / name, asked))
    go_to(dialog, "12")
    put_cursor(dialog, ASKED["3"])
    qtbot.keyClick(dialog.editor.text, Key.Key_S, CONTROL | SHIFT)
    line = dialog.editor.lines["reference"]
    line.setFocus()
    qtbot.keyClicks(line, "12a")
    qtbot.keyClick(line, Key.Key_Tab)
    go_to(dialog, "13")
    press(qtbot, dialog, "merge")
    go_to(dialog, "15")
    mark_words(dialog, ASKED["6"])
    qtbot.mouseClick(dialog.editor.trim, Qt.MouseButton.LeftButton)
    go_to(dialog, "16")
    dialog.items.table.setFocus()
    qtbot.keyClick(dialog.items.table, Key.Key_Delete)
    go_to(dialog, "11")
    title = dialog.editor.lines["theme"]
    title.setFocus()
    title.selectAll()
    qtbot.keyClicks(title, "Beginnings")
    qtbot.keyClick(dialog, Key.Key_N, CONTROL)
    QTest.keyClicks(dialog.editor.text, "Plant a tree for every child born here.")
    press(qtbot, dialog, "leave_out")
    press(qtbot, dialog, "undo")
    line = dialog.editor.lines["reference"]
    line.setFocus()
    qtbot.keyClicks(line, "17")
    review = go_on(qtbot, opened, dialog)
    assert "by hand" in " ".join(review.proposal.notes)
    take_in(qtbot, opened, review)
    loaded(qtbot, opened, 3 + 6)
    rows = closed(opened)
    assert rows["12"].text == ASKED["2"]
    assert rows["12a"].text == ASKED["3"]
    assert rows["13"].text == f"{ASKED['4']}\n{ASKED['5']}"
    assert rows["15"].text == ASKED["6"]
    assert rows["11"].theme == "Beginnings"
    assert rows["17"].text == "Plant a tree for every child born here."
    assert not {"14", "16"} & set(rows)


@BOTH
def test_a_corrected_edition_proposes_just_its_differences(
    qtbot, opened, tmp_path, name: str, make: Making
) -> None:
    asked = {f"2{number}": words for number, words in ASKED.items()}
    dialog = look_through(qtbot, opened, make(tmp_path / name, asked))
    take_in(qtbot, opened, go_on(qtbot, opened, dialog))
    loaded(qtbot, opened, 3 + len(asked))
    warmer = ASKED["4"].replace("every rented home", "every home, rented or owned,")
    again = asked | {"24": warmer, "27": "The council should tell every ward once a year."}
    corrected = tmp_path / f"corrected-{name}"
    dialog = look_through(qtbot, opened, make(corrected, again))
    review = go_on(qtbot, opened, dialog)
    assert review.proposal.choice is Choice.SAME_LIST
    told = [(line.kind, line.reference, line.field) for line in review.proposal.lines]
    told = [each for each in told if each[0] is not LineKind.UNCHANGED]
    assert sorted(told) == [
        (LineKind.CHANGED, "24", "wording"),
        (LineKind.NEW, "27", ""),
    ]
    take_in(qtbot, opened, review)
    loaded(qtbot, opened, 3 + len(again))
    assert closed(opened)["24"].text == warmer


def test_going_back_keeps_everything_and_asks_nothing(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf", DOUBTFUL))
    qtbot.keyClick(dialog.items.table, Key.Key_Delete)
    review = go_on(qtbot, opened, dialog)
    assert review.cancel_button.text() == "&Back"
    qtbot.keyClick(review, Key.Key_Escape)
    qtbot.waitUntil(lambda: not review.isVisible())
    assert dialog.isVisible()
    assert references(dialog) == ["3", "5", "1", "4"]
    assert dialog.accept_button.text() == "Go on with 3"
    assert dialog.items.isEnabled()
    press(qtbot, dialog, "undo")
    review = go_on(qtbot, opened, dialog)
    assert len(review.proposal.of_kind(LineKind.NEW)) == len(DOUBTFUL)


def test_another_belonging_is_compared_without_reading_the_file_again(
    qtbot, opened, tmp_path
) -> None:
    path = pdf(tmp_path / "report.pdf")
    dialog = look_through(qtbot, opened, path)
    review = go_on(qtbot, opened, dialog)
    path.unlink()
    review.belongs.choice.setCurrentIndex(review.belongs.choice.findData(Choice.NEW_EDITION.value))
    qtbot.waitUntil(lambda: review.proposal.choice is Choice.NEW_EDITION)
    assert review.proposal.target.edition_of
    assert not review.messages.text
    take_in(qtbot, opened, review)
    loaded(qtbot, opened, 3 + len(ASKED))


def test_a_line_shows_its_item_and_an_item_its_line(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    review = go_on(qtbot, opened, dialog)
    source = review.source
    assert isinstance(source, DocumentSource)
    assert not source.view.bar.mark.isVisible()

    def shown(page: int) -> bool:
        view = source.view.canvas.sheet.view
        return view is not None and view.page == page

    qtbot.waitUntil(lambda: shown(1))
    fifth = next(row for row in lines_of(review) if row.line and row.line.reference == "5")
    review.lines.table.select(fifth.uid)
    qtbot.waitUntil(lambda: shown(3))
    source.view.item_pressed.emit(2)
    row = review.lines.model.find(review.lines.table.current_uid)
    assert row is not None
    assert row.line is not None
    assert row.line.reference == "2"
    qtbot.keyClick(review, Key.Key_F6)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert source.isAncestorOf(focused)


# ---------------------------------------------------------------- marked, typed


def test_one_is_marked_with_the_mouse(qtbot, opened, tmp_path) -> None:
    asked = {name: ASKED[name] for name in "1245"}
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf", asked))
    drawn(qtbot, dialog, 1)
    qtbot.mouseClick(dialog.view.bar.mark, Qt.MouseButton.LeftButton)
    drag_over(qtbot, dialog, "Evidence was gathered from residents")
    assert chosen(dialog).text.startswith("Evidence was gathered from residents")
    assert chosen(dialog).where == "p. 1"
    assert chosen(dialog).spots
    press(qtbot, dialog, "undo")
    assert len(dialog.drafts.drafts) == 4


def test_one_is_marked_with_the_keys_and_taken_in(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, nothing(tmp_path / "walk.pdf"))
    drawn(qtbot, dialog, 1)
    qtbot.keyClick(dialog.items.empty.button, Key.Key_Return)
    assert dialog.view.is_marking
    place = QApplication.focusWidget()
    assert place is not None
    assert dialog.view.isAncestorOf(place)
    for _ in range(2):
        QTest.keyClick(place, Key.Key_Down)
    QTest.keyClick(place, Key.Key_Down, SHIFT)
    QTest.keyClick(place, Key.Key_Return)
    assert len(dialog.drafts.drafts) == 1
    words = chosen(dialog).text
    assert len(words.split()) > 10
    line = dialog.editor.lines["reference"]
    line.setFocus()
    qtbot.keyClicks(line, "W1")
    review = go_on(qtbot, opened, dialog)
    take_in(qtbot, opened, review)
    loaded(qtbot, opened, 4)
    assert closed(opened)["W1"].text == words


def test_esc_ends_the_marking_and_not_the_review(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    drawn(qtbot, dialog, 1)
    qtbot.keyClick(dialog, Key.Key_Insert)
    assert dialog.view.is_marking
    dialog.items.table.setFocus()
    qtbot.keyClick(dialog.items.table, Key.Key_Escape)
    assert not dialog.view.is_marking
    assert dialog.isVisible()


def test_items_of_a_scan_are_typed_beside_its_pages(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, scan(tmp_path / "scan.pdf"))
    qtbot.keyClick(dialog.items.empty.button, Key.Key_Space)
    QTest.keyClicks(dialog.editor.text, "Mend every roof of the old town.")
    line = dialog.editor.lines["reference"]
    line.setFocus()
    qtbot.keyClicks(line, "S1")
    drawn(qtbot, dialog, 2)
    press(qtbot, dialog, "type")
    assert chosen(dialog).where == "p. 2"
    QTest.keyClicks(dialog.editor.text, "Open the swimming bath again.")
    review = go_on(qtbot, opened, dialog)
    take_in(qtbot, opened, review)
    loaded(qtbot, opened, 5)
    window_path = opened.bridge.facts.path
    opened.close()
    texts = {row.text: (row.reference, row.page) for row in all_rows_of(window_path)}
    assert texts["Mend every roof of the old town."] == ("S1", "1")
    assert texts["Open the swimming bath again."] == ("", "2")


# ---------------------------------------------------------------- what goes wrong


def test_a_page_that_cannot_be_drawn_says_so_and_the_rest_goes_on(qtbot, opened, tmp_path) -> None:
    path = pdf(tmp_path / "report.pdf")
    dialog = look_through(qtbot, opened, path)
    drawn(qtbot, dialog, 1)
    path.unlink()
    dialog.view.go_to_page(3)
    sheet = dialog.view.canvas.sheet
    qtbot.waitUntil(lambda: "report.pdf" in sheet.words)
    review = go_on(qtbot, opened, dialog)
    assert len(review.proposal.of_kind(LineKind.NEW)) == len(ASKED)


def test_closing_the_review_stops_what_draws(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    dialog.view.go_to_page(3)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)
    assert not opened.messages.text


def test_a_damaged_document_is_told_in_words(qtbot, opened, tmp_path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 not a document")
    opened.commands.importing.load(broken)
    qtbot.waitUntil(lambda: "broken.pdf" in opened.messages.text)
    assert not opened.findChildren(ReportItemsDialog)


def test_going_through_the_title_compares_nothing_anew(qtbot, opened, tmp_path) -> None:
    dialog = look_through(qtbot, opened, pdf(tmp_path / "report.pdf"))
    review = go_on(qtbot, opened, dialog)
    before, title = review.proposal, review.belongs.title
    title.setFocus()
    qtbot.keyClick(title, Key.Key_Tab)
    assert not review.waiting
    assert review.splitter.isEnabled()
    title.setText("A healthier town, 2026")
    title.setFocus()
    qtbot.keyClick(title, Key.Key_Tab)
    qtbot.waitUntil(lambda: review.proposal is not before)
    assert review.proposal.report == "A healthier town, 2026"
