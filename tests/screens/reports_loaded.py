"""Reports in Word and PDF made for the window, and a person who loads them and looks them through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QTextCursor

from marmot_tracker.exchange.reports.drafts import DraftState
from marmot_tracker.exchange.results import ReadItem
from tests.exchange.reports import word
from tests.exchange.reports.paper import ASKS, PROSE, Paper
from tests.screens.test_main_job import dialog_of
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.report_items import ReportItemsDialog
from ui.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ASKED: dict[str, str] = {str(number): words for number, words in enumerate(ASKS[:6], 1)}
"""Six recommendations by their number; none of them is doubted."""
DOUBTFUL: dict[str, str] = {
    **{name: ASKED[name] for name in "134"},
    "5": "within five working days the partnership should inspect damp homes.",
}
"""The second is doubted, since one is missing before it, and the last for its small letter."""
WITH_A_GAP: dict[str, str] = {name: words for name, words in ASKED.items() if name != "3"}
"""The fourth is doubted: the third is missing before it."""


def pdf(path: Path, asked: Mapping[str, str] = ASKED) -> Path:
    """A report whose recommendations are named, two on a page."""
    paper = Paper()
    paper.heading("A healthier town")
    paper.para(PROSE[0])
    for at, (number, words) in enumerate(asked.items()):
        if at and at % 2 == 0:
            paper.page()
        paper.heading(f"Recommendation {number}", size=12)
        paper.para(words)
        paper.para(PROSE[at % len(PROSE)])
    return paper.save(path)


def docx(path: Path, asked: Mapping[str, str] = ASKED) -> Path:
    """The same in Word."""
    made = word.document()
    made.add_heading("A healthier town", 1)
    made.add_paragraph(PROSE[0])
    for number, words in asked.items():
        made.add_heading(f"Recommendation {number}", 2)
        made.add_paragraph(words)
    return word.save(made, path)


def scan(path: Path, pages: int = 2) -> Path:
    """Pages without a letter, as a scanner leaves them."""
    paper = Paper(foot="")
    for page in range(pages):
        if page:
            paper.page()
        paper.fill(100, 400)
    return paper.save(path)


def nothing(path: Path) -> Path:
    """A PDF of prose that recommends nothing."""
    paper = Paper()
    paper.heading("A walk through the town")
    for words in PROSE:
        paper.para(words)
    return paper.save(path)


def look_through(qtbot, window: MainWindow, path: Path) -> ReportItemsDialog:
    """Load a report, and wait until what was found is shown and the list has the keyboard."""
    window.commands.importing.load(path)
    dialog: ReportItemsDialog = dialog_of(qtbot, window, ReportItemsDialog)
    qtbot.waitUntil(lambda: dialog.first_focus().hasFocus())
    return dialog


def go_on(qtbot, window: MainWindow, dialog: ReportItemsDialog) -> ReviewDialog:
    """Press the button that goes on, and wait for the comparison."""
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    review: ReviewDialog = dialog_of(qtbot, window, ReviewDialog)
    return review


def take_in(qtbot, window: MainWindow, review: ReviewDialog) -> None:
    """Take in what is ticked, and wait until the window says so."""
    name = review.proposal.source_name
    qtbot.mouseClick(review.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.messages.text.startswith(f"{name}:"))


def press(qtbot, dialog: ReportItemsDialog, code: str) -> None:
    """Press a button under the list."""
    button = dialog.items.buttons[code]
    assert button.isEnabled(), code
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def chosen(dialog: ReportItemsDialog) -> ReadItem:
    """The item the person is on."""
    return dialog.drafts.find(dialog.items.number).item


def go_to(dialog: ReportItemsDialog, reference: str) -> None:
    """Go to the item of that reference."""
    number = next(one.number for one in dialog.drafts.drafts if one.item.reference == reference)
    assert dialog.items.go_to(number)


def references(dialog: ReportItemsDialog) -> list[str]:
    """The references of the items as the list shows them."""
    return [one.item.reference for one in dialog.items.shown()]


def states(dialog: ReportItemsDialog) -> dict[str, DraftState]:
    """What was said of each item, by its reference."""
    return {one.item.reference: one.state for one in dialog.drafts.drafts}


def put_cursor(dialog: ReportItemsDialog, before: str) -> None:
    """Put the cursor into the wording, before these words."""
    text = dialog.editor.text
    cursor = text.textCursor()
    cursor.setPosition(text.toPlainText().index(before))
    text.setTextCursor(cursor)
    text.setFocus()


def mark_words(dialog: ReportItemsDialog, words: str) -> None:
    """Choose these words of the wording."""
    text = dialog.editor.text
    cursor = text.textCursor()
    start = text.toPlainText().index(words)
    cursor.setPosition(start)
    cursor.setPosition(start + len(words), QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    text.setFocus()


def texts(dialog: ReportItemsDialog) -> Sequence[str]:
    """The wordings in reading order."""
    return [one.item.text for one in dialog.drafts.drafts]


def drawn(qtbot, dialog: ReportItemsDialog, page: int) -> None:
    """Go to a page, and wait until its picture is there."""
    dialog.view.go_to_page(page)

    def shown() -> bool:
        view = dialog.view.canvas.sheet.view
        return view is not None and view.page == page

    qtbot.waitUntil(shown)


def drag_over(qtbot, dialog: ReportItemsDialog, words: str) -> None:
    """Drag a rectangle over the printed lines of the page from the one that begins with `words` to
    the last of its paragraph.
    """
    sheet = dialog.view.canvas.sheet
    assert sheet.view is not None
    lines = sheet.view.lines
    first = next(at for at, line in enumerate(lines) if line.text.startswith(words))
    last = first
    while last + 1 < len(lines) and not lines[last + 1].begins:
        last += 1
    boxes = [
        sheet.pixels(QRectF(QPointF(spot.left, spot.top), QPointF(spot.right, spot.bottom)))
        for spot in (lines[first].spot, lines[last].spot)
    ]
    start = boxes[0].topLeft().toPoint()
    end = QPointF(max(box.right() for box in boxes), boxes[1].bottom()).toPoint()
    qtbot.mousePress(sheet, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(sheet, pos=(start + end) / 2)
    qtbot.mouseMove(sheet, pos=end)
    qtbot.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=end)
