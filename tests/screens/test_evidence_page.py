"""The evidence page on a real tracker: its list, its pane and its previews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from marmot_tracker import paths
from marmot_tracker.document import Author, Document
from marmot_tracker.services import evidence
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.screens.conftest import Person
from tests.screens.evidence_shown import (
    Shown,
    choose,
    dialog_in,
    do,
    fill,
    looked,
    press,
    shown_on,
)
from ui.dialogs.evidence import EvidenceDialog
from ui.pages.evidence_columns import columns, spoken_row
from ui.widgets.preview import PICTURE, TABLE, TEXT, WORDS


@pytest.fixture
def shown(qtbot: QtBot, tracker: Path, answering: Person) -> Iterator[Shown]:
    """The page on seven pieces of evidence."""
    fill(tracker, tracker.parent)
    found = shown_on(qtbot, tracker, answering)
    yield found
    found.page.bridge.stop()


@pytest.fixture
def empty(qtbot: QtBot, tracker: Path, answering: Person) -> Iterator[Shown]:
    """The page on a tracker without evidence."""
    found = shown_on(qtbot, tracker, answering)
    yield found
    found.page.bridge.stop()


def test_everything_is_listed_counted_and_filtered(qtbot, shown) -> None:
    page = shown.page
    assert shown.shown()[0] in ("Call", "Plan")
    chips = {chip.words: chip.count for chip, _ in page.filter._chips}
    assert chips == {
        "Not checked": 1,
        "Restricted": 1,
        "Older than a year": 1,
        "Duplicates": 2,
    }
    button = next(button for chip, button in page.filter._chips if chip.words == "Duplicates")
    press(qtbot, button)
    assert shown.shown() == ["Wards again", "Wards"]
    assert page.filter._count.text() == "2 of 7"
    qtbot.waitUntil(lambda: "The same file is held as “Wards” (5.4)." in page.pane._warning.text())
    page.filter.box.clear()
    qtbot.keyClicks(page.filter.box, "for:5.4 no:date")
    assert sorted(shown.shown()) == ["Call", "Minutes", "Plan", "Terrace"]
    page.filter.box.setText("is:green")
    assert shown.shown() == []
    assert "is not known" in page.filter._problem.text()


def test_a_sort_is_kept_and_the_same_files_then_stand_where_it_puts_them(shown) -> None:
    page = shown.page
    page.table.sortByColumn(page.model.column_at("title"), Qt.SortOrder.DescendingOrder)
    page.filter.set_text("is:dup")
    assert shown.shown() == ["Wards again", "Wards"]
    page.table.sortByColumn(page.model.column_at("title"), Qt.SortOrder.AscendingOrder)
    assert shown.shown() == ["Wards", "Wards again"]


def test_rows_speak_as_sentences(shown) -> None:
    said = spoken_row(shown.row("Wards"), shown.page._words)
    assert said == (
        "Wards. File. Tied to 5.4. Ordinary. Speaks for 01/03/2024. Same file as 1 other."
    )
    for column in columns(shown.page._words):
        for row in shown.page.model.all_rows:
            assert column.spoken is None or column.spoken(row), column.name


def test_restricted_evidence_is_copied_only_as_held_by_whom_and_dated(shown) -> None:
    page = shown.page
    page.resize(2600, 700)  # every column has room
    page.table.selectAll()
    do(shown, "copy")
    clip = QApplication.clipboard().mimeData()
    for text in (clip.text(), clip.html()):
        assert "Restricted evidence, held by Housing, dated 04/09/2026" in text
        assert "Smith" not in text
        assert "letter.txt" not in text
        assert "Terrace" in text
    lines = [line.split("\t") for line in clip.text().splitlines()]
    size = lines[0].index("Size")
    by_title = {line[0]: line for line in lines}
    assert by_title["Terrace"][size] == ""  # nobody has checked it
    assert by_title["Wards"][size] != ""
    choose(shown, "Letter of Mrs Smith")
    flags = page.pane._heading.textInteractionFlags()
    assert flags == Qt.TextInteractionFlag.NoTextInteraction


def test_an_empty_page_names_the_next_step(qtbot, empty) -> None:
    page = empty.page
    assert page._stack.currentIndex() == 1
    buttons = page._empty.findChildren(QAbstractButton)
    press(qtbot, next(button for button in buttons if button.text() == "Attach evidence…"))
    dialog = dialog_in(qtbot, empty, EvidenceDialog)
    assert dialog.target.count() == 3


def test_every_control_is_named(shown) -> None:
    named = (*shown.page.findChildren(QAbstractButton), *shown.page.findChildren(QLineEdit))
    nameless = [
        each for each in named if each.isVisible() and not (each.accessibleName() or each.text())
    ]
    assert nameless == []


def test_a_picture_a_workbook_a_note_and_a_link_are_shown(qtbot, shown) -> None:
    view = looked(qtbot, shown, "Terrace", PICTURE)
    assert view.picture.accessibleName() == "Preview of Terrace."
    assert not view.picture._image.isNull()
    view = looked(qtbot, shown, "Wards", TABLE)
    assert view.table.item(1, 0).text() == "Crawley"
    view = looked(qtbot, shown, "Call", TEXT)
    assert view.text.toPlainText() == "Told by telephone\nthat it is done"
    view = looked(qtbot, shown, "Plan", WORDS)
    assert "A link to a file, which is not in the tracker" in view.words
    private = paths.user_data_folder() / "private"
    qtbot.waitUntil(lambda: not any(private.glob("preview-*")))


def test_a_pdf_is_turned_by_keyboard(qtbot, shown) -> None:
    view = looked(qtbot, shown, "Minutes", PICTURE)
    assert (view.words, view.before.isEnabled()) == ("Page 1 of 2", False)
    view.after.setFocus()
    qtbot.keyClick(view.after, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.words == "Page 2 of 2")
    assert not view.after.isEnabled()
    assert view.before.accessibleName() == "Page before"


def test_restricted_evidence_is_looked_at_only_when_asked_for(qtbot, shown) -> None:
    view = looked(qtbot, shown, "Letter of Mrs Smith", WORDS)
    assert view.words == "Restricted evidence is shown when you ask for it."
    press(qtbot, view.button)
    qtbot.waitUntil(lambda: view.kind == TEXT)
    assert "High Street" in view.text.toPlainText()
    assert view.text.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction


def test_a_restricted_note_is_read_only_when_asked_for(qtbot, tracker, answering) -> None:
    with (
        Document.open(tracker, author=Author("Bo Lee")) as document,
        document.edit("Attach") as session,
    ):
        evidence.attach(
            session,
            recommendation=the_one(session, "8.1"),
            title="A call",
            kind=EvidenceKind.NOTE,
            note="Mrs Smith of 4 High Street rang.",
            sensitivity=Sensitivity.RESTRICTED,
        )
    shown = shown_on(qtbot, tracker, answering)
    view = looked(qtbot, shown, "A call", WORDS)
    assert view.words == "Restricted evidence is shown when you ask for it."
    assert "High Street" not in view.text.toPlainText()
    press(qtbot, view.button)
    qtbot.waitUntil(lambda: view.kind == TEXT)
    assert "High Street" in view.text.toPlainText()
    assert view.text.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
    shown.page.bridge.stop()


def test_bytes_that_are_not_in_this_copy_are_said_to_be_missing(
    qtbot, shown, tmp_path, answering
) -> None:
    given = tmp_path / "given" / "given.marmot"
    given.parent.mkdir()
    shown.page.bridge.stop()
    with Document.open(shown.path, author=Author("Bo Lee")) as document:
        document.give_copy(given)
    other = shown_on(qtbot, given, answering)
    view = looked(qtbot, other, "Terrace", WORDS)
    assert "not in this copy of the tracker" in view.words
    assert not other.page.pane.buttons["save_evidence"].isVisible()
    other.page.bridge.stop()
