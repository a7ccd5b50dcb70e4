"""What is let go over the window: returns are received, anything else goes where it belongs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel

from marmot_tracker.services.inbox import LineState
from tests.exchange.mail_files import outlook_message, plain_message
from tests.exchange.returns.making import changed
from tests.screens.conftest import make_tracker
from tests.screens.keyboard import Key, Keyboard
from tests.screens.returns_sent import HOW, LINE, PATH, fill_in, lines_of, said, send
from tests.screens.test_main_job import choose, dialog_of, row
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.evidence import EvidenceDialog
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.plain import TellingDialog
from ui.dialogs.record_answer import RecordAnswerDialog
from ui.main_window import MainWindow
from ui.widgets.dropped_files import NO_FILE

Books = dict[str, Path]


@pytest.fixture
def books(tracker: Path, tmp_path: Path) -> Books:
    """The workbooks that went out, by whom they were sent to."""
    return send(tracker, tmp_path / "sent")


@pytest.fixture
def shown(qtbot, window: MainWindow, tracker: Path, books: Books) -> MainWindow:
    """The window on the tracker that they were sent from."""
    assert books
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    return window


def files(paths: Sequence[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(window: MainWindow, data: QMimeData) -> bool:
    """Let something go over the window; whether it said beforehand that it takes it."""
    enter = QDragEnterEvent(
        QPointF(10, 10).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.setAccepted(False)
    window.dragEnterEvent(enter)
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    return enter.isAccepted()


def waits(qtbot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in window.messages.text, timeout=30_000)


def closed(window: MainWindow) -> Path:
    assert window.bridge.facts is not None
    path = window.bridge.facts.path
    window.close()
    return path


def filled(books: Books, tmp_path: Path) -> Path:
    return fill_in(
        books["Housing"],
        tmp_path / "no return.docx",
        {("5.4", HOW): "At risk", ("5.4", LINE): "Two officers left"},
    )


def test_a_returned_workbook_is_dropped_and_waits(qtbot, shown, books, tmp_path) -> None:
    assert drop(shown, files([filled(books, tmp_path)]))
    waits(qtbot, shown, "2 answers from Housing wait to be decided.")
    assert shown.pages.current.key == "returns"
    qtbot.waitUntil(lambda: len(shown.pages.current.inbox.model.all_rows) == 2)
    path = closed(shown)
    assert said(path) == {("5.4", HOW): "At risk", ("5.4", LINE): "Two officers left"}
    assert {line.state for line in lines_of(path)} == {LineState.CLEAN}


def test_what_comes_onto_the_empty_page_has_the_keyboard(qtbot, shown, books, tmp_path) -> None:
    shown.pages.show_page("returns")  # the keyboard stays in the list of the pages
    inbox = shown.pages.current.inbox
    qtbot.waitUntil(inbox.empty.button.isVisible)
    drop(shown, files([filled(books, tmp_path)]))
    qtbot.waitUntil(lambda: len(inbox.model.all_rows) == 2)
    qtbot.waitUntil(lambda: not shown.bridge.workers.running)
    keys = Keyboard(qtbot)
    keys.come_back(shown)
    keys.press(Key.Key_A)
    qtbot.waitUntil(lambda: len(inbox.model.all_rows) == 1)
    assert inbox.filter.text == ""


def test_a_return_that_falls_on_a_row_is_received_and_a_list_is_evidence(
    qtbot, shown, books, tmp_path
) -> None:
    page = shown.recommendations
    shown.pages.show_page("recommendations")
    choose(shown, "5.4")
    uid = row(shown, "5.4").uid
    page.table.files_dropped.emit(uid, [str(filled(books, tmp_path))])
    waits(qtbot, shown, "2 answers from Housing wait to be decided.")
    assert shown.pages.current.key == "returns"
    shown.pages.show_page("recommendations")
    import openpyxl

    figures = tmp_path / "figures.xlsx"
    book = openpyxl.Workbook()
    book.create_sheet("Visits").append(["Month", "Visits"])
    book.save(figures)
    page.table.files_dropped.emit(uid, [str(figures)])
    dialog = dialog_of(qtbot, shown, EvidenceDialog)
    assert "figures.xlsx" in dialog.file.text()
    dialog.reject()


def test_the_same_workbook_twice_brings_nothing_new(qtbot, shown, books, tmp_path) -> None:
    book = filled(books, tmp_path)
    drop(shown, files([book]))
    waits(qtbot, shown, "2 answers from Housing")
    drop(shown, files([book]))
    waits(qtbot, shown, "Nothing new came from Housing.")
    assert len(said(closed(shown))) == 2


def test_several_are_chosen_from_the_menu(
    qtbot, shown, books, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [
        fill_in(books[who], tmp_path / f"{who}.xlsx", {(reference, HOW): "On track"})
        for who, reference in (("Housing", "5.4"), ("Net Zero", "8.1"))
    ]
    names = [str(path) for path in chosen]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    shown.actions_table["receive_returns"].trigger()
    waits(qtbot, shown, "2 answers from Housing and Net Zero wait to be decided.")
    assert set(said(closed(shown))) == {("5.4", HOW), ("8.1", HOW)}


def test_a_folder_is_received_and_what_is_no_return_is_told(qtbot, shown, books, tmp_path) -> None:
    folder = tmp_path / "back"
    folder.mkdir()
    fill_in(books["Housing"], folder / "a.xlsx", {("5.4", HOW): "Verified", ("5.4", PATH): "x"})
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder / "notes.txt").write_text("by the way", encoding="utf-8")
    drop(shown, files([folder]))
    dialog = dialog_of(qtbot, shown, TellingDialog)
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "1 thing could not be taken" in told
    assert "broken.xlsx" in told
    assert "1 cell could not be read and say why." in told
    path = closed(shown)
    states = {line.field: line.state for line in lines_of(path)}
    assert states == {HOW: LineState.PROBLEM, PATH: LineState.CLEAN}


def test_what_stands_beside_the_answers_is_told(qtbot, shown, books, tmp_path) -> None:
    book = filled(books, tmp_path).rename(tmp_path / "back.xlsx")
    changed(book, book, lambda read: read.create_sheet("Our notes").append(["Ring us first"]))
    drop(shown, files([book]))
    waits(qtbot, shown, "1 thing stands beside the answers, and is no part of them.")
    assert shown.messages.text.startswith("2 answers from Housing wait to be decided.")
    qtbot.mouseClick(shown.messages._action, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, shown, TellingDialog)
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Also in what came back 2 answers from Housing wait to be decided." in told
    assert "The sheet “Our notes” is no part of the return and was not read" in told
    assert "Ring us first" in told
    assert len(said(closed(shown))) == 2


def test_what_is_no_return_among_returns_is_told(qtbot, shown, books, tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Ref,Recommendation\nA1,Plant trees\n", encoding="utf-8")
    drop(shown, files([filled(books, tmp_path), path]))
    dialog = dialog_of(qtbot, shown, TellingDialog)
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "list.csv This is no return of ours" in told
    assert len(said(closed(shown))) == 2


def test_a_return_of_another_tracker_is_told_and_nothing_is_noted(qtbot, shown, tmp_path) -> None:
    other = send(make_tracker(tmp_path / "Other.marmot"), tmp_path / "others")
    drop(shown, files([other["Housing"]]))
    dialog = dialog_of(qtbot, shown, TellingDialog)
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Nothing was received" in told
    assert "a return of another tracker" in told
    assert said(closed(shown)) == {}


def test_a_list_is_loaded_whatever_it_is_called(qtbot, shown, tmp_path) -> None:
    path = tmp_path / "list.marmot"
    path.write_text("Ref,Recommendation\nA1,Plant trees on every street\n", encoding="utf-8")
    drop(shown, files([path]))
    dialog = dialog_of(qtbot, shown, ReviewDialog)
    assert dialog.proposal.source_name == "list.marmot"


def test_a_tracker_is_brought_in_or_opened_as_the_person_says(
    qtbot, shown, tmp_path, tracker, answering
) -> None:
    copy = tmp_path / "holiday.jpg"
    shutil.copy(make_tracker(tmp_path / "Elsewhere.marmot"), copy)
    answering.answers["What is to be done"] = "open"
    drop(shown, files([copy]))
    qtbot.waitUntil(lambda: shown.bridge.facts.path == copy)
    assert copy != tracker


def test_a_copy_of_this_tracker_is_looked_at_before_it_comes_in(
    qtbot, window, tracker, tmp_path, answering
) -> None:
    copy = tmp_path / "copy"
    shutil.copy(tracker, copy)
    send(copy, tmp_path / "sent")
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    answering.answers["What is to be done"] = "bring"
    drop(window, files([copy]))
    assert dialog_of(qtbot, window, BringInDialog).isVisible()


def test_a_message_from_outlook_hands_over_no_file(qtbot, shown) -> None:
    data = QMimeData()
    data.setData('application/x-qt-windows-mime;value="FileGroupDescriptorW"', QByteArray(b"x"))
    data.setText("From\tSubject\nJo Bell\tRE: return")
    assert drop(shown, data)
    assert shown.messages.text == (
        "Save the message to a folder first, or copy its text and press Ctrl+V here."
    )
    assert shown.messages.text == NO_FILE
    qtbot.waitUntil(lambda: shown.pages.current.key == "returns")


def test_plain_text_let_go_means_nothing_to_the_window(shown) -> None:
    data = QMimeData()
    data.setText("hello")
    assert not drop(shown, data)
    assert shown.messages.text == ""


@pytest.mark.parametrize("make", [plain_message, outlook_message])
def test_a_saved_message_with_the_workbook_is_received(qtbot, shown, books, tmp_path, make) -> None:
    body = filled(books, tmp_path).read_bytes()
    path = make(tmp_path / "m", "Here is ours", attached={"Housing.xlsx": body})
    drop(shown, files([path]))
    waits(qtbot, shown, "2 answers from Housing wait to be decided.")


def test_a_saved_message_without_one_is_recorded_from_its_text(qtbot, shown, tmp_path) -> None:
    path = plain_message(tmp_path / "m.eml", "5.4 Amber: two officers left")
    drop(shown, files([path]))
    dialog = dialog_of(qtbot, shown, RecordAnswerDialog)
    assert dialog.source.who.text() == "Jo Bell"
    assert dialog.source.on.text() == "12/11/2026"
    assert dialog.text.toPlainText().strip() == "5.4 Amber: two officers left"


def test_without_a_tracker_it_is_told_what_to_do(qtbot, window, tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Ref,Recommendation\n1,Homes\n", encoding="utf-8")
    drop(window, files([path]))
    assert window.messages.text.startswith("Open or make a tracker first")
