"""Print preview: the pages as they will be, then to paper or to a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPdfWriter, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.document import parts
from marmot_tracker.errors import TrackerError
from marmot_tracker.services.wording import counted
from ui import theme
from ui.widgets import tab_order
from ui.widgets.form import title
from ui.widgets.paper import UNIT, Paper
from ui.widgets.paper_view import PaperView
from ui.widgets.print_job import Steps, pages_onto

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PDF = "PDF document (*.pdf)"
END, TAIL = b"%%EOF", 64
"""How a whole PDF ends, within so many bytes."""


class PrintPreviewDialog(QDialog):
    """`saved(path)` says that a PDF was written, `printed(many)` that pages went to a printer."""

    saved = Signal(object)
    printed = Signal(int)

    def __init__(self, parent: QWidget | None, paper: Paper, *, heading: str, first: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("Print")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._paper = paper
        self._heading = heading
        self._first = first
        self._at = 0
        self._part: Path | None = None
        self._device: QPdfWriter | QPrinter | None = None
        self.view = PaperView()
        self.place = QLabel()
        self.place.setProperty("tone", "quiet")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("tone", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far it is")
        self.back = self._button("&Previous page", lambda: self.go(self._at - 1))
        self.on = self._button("&Next page", lambda: self.go(self._at + 1))
        self.save_button = self._button("Save as P&DF…", self.ask_save)
        self.print_button = self._button("P&rint…", self.ask_print)
        self.print_button.setDefault(True)
        self.close_button = self._button("Close", self.reject)
        self._lay_out()
        for key, words in ((Qt.Key.Key_PageUp, self.back), (Qt.Key.Key_PageDown, self.on)):
            QShortcut(QKeySequence(key), self, words.click)
        self._begin()

    def _button(self, words: str, then: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(then)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(title(self._heading), 1)
        head.addWidget(self.place)
        head.addWidget(self.back)
        head.addWidget(self.on)
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.save_button)
        foot.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(theme.STEP + 4)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        parent = self.parentWidget()
        room = parent.size() if parent is not None else QSize(1280, 800)
        wide = 130 if self._paper.landscape else 104
        self.resize(min(wide * theme.STEP, room.width()), min(96 * theme.STEP, room.height()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.print_button.setFocus(Qt.FocusReason.TabFocusReason)
        self.go(self._at)

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_order.order(self)
        return super().focusNextPrevChild(forward)

    # ------------------------------------------------------------ the pages

    def go(self, at: int) -> None:
        """Show a page, counted from 0."""
        self._at = min(max(at, 0), self._paper.page_count - 1)
        self.view.show_page(self._paper, self._at)
        self._tell_place()

    def _begin(self) -> None:
        """Set the pages out; the first can be looked at meanwhile."""
        self._ready(False, "Setting out the pages…")
        self.bar.setRange(0, 0)
        self._steps = Steps(self._paper.set_out(), self)
        self._steps.moved.connect(self._tell_place)
        self._steps.done.connect(self._is_set_out)

    def _is_set_out(self) -> None:
        self.go(self._at)
        self._ready(True, f"A4, {counted(self._paper.page_count, 'page')}.")

    def _tell_place(self) -> None:
        many = self._paper.page_count
        self.place.setText(f"Page {self._at + 1} of {many}")
        self.back.setEnabled(self._at > 0)
        self.on.setEnabled(self._at + 1 < many)
        self.view.repaint_page()

    def _ready(self, ready: bool, words: str) -> None:
        self.told.setText(words)
        self.bar.setVisible(not ready)
        self.save_button.setEnabled(ready)
        self.print_button.setEnabled(ready)
        self.close_button.setText("Close" if ready else "Cancel")

    # ------------------------------------------------------------ where they go

    def ask_save(self) -> None:
        """Ask where the PDF goes, and write it."""
        name, _ = QFileDialog.getSaveFileName(self, "Save as PDF", str(self._first), PDF)
        if name:
            path = Path(name)
            self.save(
                path if path.suffix.casefold() == ".pdf" else path.with_name(f"{path.name}.pdf")
            )

    def save(self, path: Path) -> None:
        """Write a PDF; it takes its name when it is whole."""
        self._part = parts.beside(path)
        try:
            self._part.touch()
        except OSError:
            self._failed(_unwritten(path))
            return
        writer = QPdfWriter(str(self._part))
        writer.setPageLayout(self._paper.layout())
        writer.setResolution(72 * UNIT)
        writer.setTitle(self._heading)
        writer.setCreator("Marmot Tracker")

        def done() -> None:
            assert self._part is not None
            try:
                if not _is_whole(self._part):
                    self._failed(_unwritten(path))
                    return
                self._part.replace(path)
            except OSError:
                self._failed(_unwritten(path))
                return
            self._part = self._device = None
            self.saved.emit(path)
            self.accept()

        self._run(writer, "Writing the PDF…", done)

    def ask_print(self) -> None:
        """Ask for the printer, and send the pages there."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        printer.setPageLayout(self._paper.layout())
        printer.setDocName(self._heading)
        printer.setCreator("Marmot Tracker")
        asking = QPrintDialog(printer, self)
        if asking.exec() != QDialog.DialogCode.Accepted:
            return
        printer.setFullPage(True)

        def done() -> None:
            self._device = None
            self.printed.emit(self._paper.page_count)
            self.accept()

        self._run(printer, "Printing…", done)

    def _run(self, device: QPdfWriter | QPrinter, words: str, done: Callable[[], object]) -> None:
        self._ready(False, words)
        self.bar.setRange(0, self._paper.page_count)
        self.bar.setValue(0)
        self._device = device  # it lives as long as the pages are painted
        self._steps = Steps(self._counted(pages_onto(device, self._paper)), self)
        self._steps.done.connect(done)
        self._steps.failed.connect(self._failed)

    def _counted(self, steps: Iterator[None]) -> Iterator[None]:
        for at, _page in enumerate(steps, 1):
            self.bar.setValue(at)
            yield

    def _failed(self, fault: TrackerError) -> None:
        self._stop()
        self._ready(True, str(fault))

    def _stop(self) -> None:
        """Leave nothing half written behind."""
        self._steps.cancel()
        device, self._device = self._device, None
        if device is not None and not isinstance(device, QPdfWriter):
            device.abort()
        if self._part is not None:
            self._part.unlink(missing_ok=True)
            self._part = None

    def reject(self) -> None:
        """Cancel what goes on, or close."""
        going_on = self._device is not None
        self._stop()
        if going_on:
            self._ready(True, "Cancelled; nothing was written.")
        else:
            super().reject()


def _is_whole(part: Path) -> bool:
    """Whether a PDF was written to its end: Qt says nothing where the disk is full."""
    with part.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(file.tell() - TAIL, 0))
        return END in file.read()


def _unwritten(path: Path) -> TrackerError:
    return TrackerError(
        f"{path.name} could not be written; nothing was left behind.",
        hint="Close it if it is open elsewhere, or choose another folder.",
    )
