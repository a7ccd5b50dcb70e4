"""Attaching: dropped on a row, the pane or the page, pasted, several at once, and refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from marmot_tracker import clock, paths
from marmot_tracker.document import Author, Document
from marmot_tracker.services import evidence_list
from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.vocabulary import EvidenceType, Sensitivity
from tests.screens.test_main_job import choose, dialog_of, row
from ui.dialogs.evidence import MOST_FILES, QUESTION, EvidenceDialog
from ui.main_window import MainWindow
from ui.messages import Tone


def evidence_of(window: MainWindow) -> dict[str, EvidenceRow]:
    """What the tracker file holds, by title, after closing it."""
    path = window.bridge.facts.path if window.bridge.facts else Path()
    window.bridge.stop()
    return held_in(path)


def held_in(path: Path) -> dict[str, EvidenceRow]:
    with Document.open(path, author=Author("Reader"), asking=True) as document:
        beside = evidence_list.beside(document)
        with document.read() as session:
            found = evidence_list.rows(session, today=clock.today(), beside=beside)
    return {piece.title: piece for piece in found}


def dropped(widget: QWidget, at: QPointF, files: Sequence[Path]) -> None:
    """Let files go over a widget, as the system does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    drop = QDropEvent(
        at,
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(drop)
    assert drop.isAccepted()


def files(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text(f"What {name} says.", encoding="utf-8")
    return [folder / name for name in names]


def press(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def screenshot() -> None:
    """Put a picture alone on the clipboard, as the system's own key does."""
    picture = QImage(320, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("orange"))
    data = QMimeData()
    data.setImageData(picture)
    QApplication.clipboard().setMimeData(data)


def private_folders() -> list[str]:
    folder = paths.user_data_folder() / "private"
    return [each.name for each in folder.glob("screenshot-*")] if folder.is_dir() else []


@pytest.fixture
def page(qtbot: QtBot, opened: MainWindow) -> Any:
    """The evidence page of the small tracker, which has none yet."""
    opened.pages.show_page("evidence")
    qtbot.waitUntil(lambda: bool(opened.evidence._targets))
    return opened.evidence


def test_several_files_are_answered_for_each_and_come_in_as_one_edit(
    qtbot, opened, tmp_path
) -> None:
    choose(opened, "5.4")
    table = opened.recommendations.table
    at = QPointF(table.visualRect(table.currentIndex()).center())
    dropped(table, at, files(tmp_path, "minutes.txt", "letter.txt"))
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    assert QUESTION == (
        "Could somebody recognise a child, patient, tenant or member of staff in this?"
    )
    assert not dialog.title.isVisible()
    press(qtbot, dialog.each_button)
    press(qtbot, dialog.accept_button)
    assert dialog._unanswered.text() == "Answer for each file: 2 wait."
    assert dialog.focusWidget() is dialog.each[0]
    qtbot.keyClicks(dialog.each[0], "No")
    qtbot.keyClicks(dialog.each[1], "Yes")
    qtbot.keyClicks(dialog.type, "Min")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "5.4").evidence == 2)
    assert "Undo Attach evidence to 5.4" in opened.actions_table["undo"].text()
    found = evidence_of(opened)
    assert found["minutes.txt"].sensitivity is Sensitivity.ORDINARY
    assert found["letter.txt"].sensitivity is Sensitivity.RESTRICTED
    assert {piece.type for piece in found.values()} == {EvidenceType.MINUTES}


def test_one_undo_takes_several_files_back(qtbot, opened, tmp_path) -> None:
    uid = row(opened, "5.4").uid
    names = [str(path) for path in files(tmp_path, "a.txt", "b.txt", "c.txt")]
    opened.recommendations.table.files_dropped.emit(uid, names)
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    press(qtbot, dialog.answers[Sensitivity.NOT_CHECKED])
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "5.4").evidence == 3)
    opened.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: row(opened, "5.4").evidence == 0)


def test_files_dropped_on_the_evidence_page_ask_what_they_are_for(qtbot, page, tmp_path) -> None:
    told: list[tuple[str, Tone]] = []
    page.told.connect(lambda text, tone: told.append((text, tone)))
    dropped(page, QPointF(400, 400), files(tmp_path, "plan.txt"))
    dialog = dialog_of(qtbot, page.window(), EvidenceDialog)
    press(qtbot, dialog.answers[Sensitivity.ORDINARY])
    press(qtbot, dialog.accept_button)
    assert "Choose the recommendation" in dialog.form.fault(dialog.target)
    qtbot.keyClicks(dialog.target.lineEdit(), "8.1")
    qtbot.keyClicks(dialog.claim, "The route is drawn")
    qtbot.keyClicks(dialog.speaks_for, "01/10/2026")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    (piece,) = page.model.all_rows
    assert (piece.ties[0].words, piece.claim) == ("8.1", "The route is drawn")
    qtbot.waitUntil(lambda: told == [("Attached 1 piece of evidence to 8.1.", Tone.SAVED)])


def test_the_pane_takes_files_too(qtbot, opened, tmp_path) -> None:
    choose(opened, "1")
    pane = opened.recommendations.pane
    qtbot.waitUntil(lambda: pane.uid == row(opened, "1").uid)
    dropped(pane, QPointF(20, 20), files(tmp_path, "a.txt"))
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    press(qtbot, dialog.answers[Sensitivity.ORDINARY])
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "1").evidence == 1)


def test_a_screenshot_is_pasted_on_a_row(qtbot, opened) -> None:
    choose(opened, "5.4")
    screenshot()
    qtbot.keyClick(opened.recommendations.table, "v", Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    title = dialog.title.text()
    assert title.startswith("Screenshot ")
    assert dialog.speaks_for.day() == clock.today()
    shown = dialog.picture.pixmap().toImage()
    assert dialog.picture.isVisible()
    assert 0 < shown.height() <= 14 * 8
    assert shown.pixelColor(shown.rect().center()) == QColor("orange")
    dialog.kind.setCurrentIndex(dialog.kind.findData("note"))
    assert not dialog.picture.isVisible()
    dialog.kind.setCurrentIndex(dialog.kind.findData("file"))
    assert len(title) == len("Screenshot 23/11/2026 14:05")
    assert len(private_folders()) == 1
    press(qtbot, dialog.answers[Sensitivity.ORDINARY])
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "5.4").evidence == 1)
    assert private_folders() == []
    piece = evidence_of(opened)[title]
    assert (piece.media_type, piece.here) == ("image/png", True)


def test_the_question_left_open_is_brought_into_view(
    qtbot, opened, look, tmp_path, monkeypatch
) -> None:
    """On a low screen the foot of the dialog is out of sight."""
    opened.recommendations.commands.attaching.attach(row(opened, "5.4"), files(tmp_path, "a.txt"))
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    assert not dialog.picture.isVisible(), "what was not pasted is not shown"
    assert dialog.speaks_for.text() == ""
    monkeypatch.setattr(dialog, "fit", lambda: None)
    dialog.resize(dialog.width(), 320)
    qtbot.keyClick(dialog.title, Qt.Key.Key_Return)
    told = dialog._unanswered
    assert told.text() == "Answer the question above: No, Yes or Not checked yet."
    view = dialog._area.viewport()
    qtbot.waitUntil(lambda: view.rect().contains(told.mapTo(view, told.rect().center())))
    assert dialog.focusWidget() is dialog.answers[Sensitivity.ORDINARY]
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "5.4").evidence == 1)


def test_a_screenshot_that_is_not_wanted_leaves_nothing(qtbot, opened) -> None:
    choose(opened, "5.4")
    screenshot()
    opened.actions_table["paste"].trigger()
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    press(qtbot, dialog.cancel_button)
    assert private_folders() == []
    assert evidence_of(opened) == {}


def test_files_are_pasted_and_cells_are_not_evidence(qtbot, opened, page, tmp_path) -> None:
    attaching = page.attaching
    cells = QMimeData()
    cells.setText("5.4\tHomes")
    cells.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert not attaching.paste_for(page._targets, cells)
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(files(tmp_path, "a.txt")[0]))])
    QApplication.clipboard().setMimeData(copied)
    opened.actions_table["paste"].trigger()
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    assert dialog.file.text() == "a.txt"
    dialog.reject()
    QApplication.clipboard().setText("only words")
    opened.actions_table["paste"].trigger()
    assert "no picture and no file" in opened.messages.text


def test_a_folder_and_too_many_files_are_refused_in_words(qtbot, opened, page, tmp_path) -> None:
    page.attach([tmp_path])
    assert "is not a file" in opened.messages.text
    many = files(tmp_path, *(f"{number}.txt" for number in range(MOST_FILES + 1)))
    page.attach(many)
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    qtbot.keyClicks(dialog.target.lineEdit(), "5.4")
    press(qtbot, dialog.answers[Sensitivity.ORDINARY])
    press(qtbot, dialog.accept_button)
    assert dialog.form.fault(dialog.browse) == "Attach at most 50 files at a time."


def test_a_file_that_went_meanwhile_attaches_none_of_them(qtbot, opened, tmp_path) -> None:
    there, gone = files(tmp_path, "there.txt", "gone.txt")
    opened.recommendations.commands.attaching.attach(row(opened, "5.4"), [there, gone])
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    gone.unlink()
    press(qtbot, dialog.answers[Sensitivity.ORDINARY])
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "gone.txt could not be read" in opened.messages.text)
    assert evidence_of(opened) == {}


def test_a_read_only_tracker_says_so_before_anything_is_asked(qtbot, window, tracker) -> None:
    with Document.open(tracker, author=Author("Bo Lee")):
        window.bridge.open(tracker, copy=True)
        qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
        assert not window.recommendations.commands.attaching.attach_to(())
        screenshot()
        window.recommendations.commands.attaching.attach(row(window, "5.4"))
        assert "open for reading only" in window.messages.text
        assert private_folders() == []
        assert not window.actions_table["attach"].isEnabled()
