"""Every shortcut by the menu it is in, to be searched and printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.services.filtering_own import plain
from marmot_tracker.services.wording import counted
from ui import theme
from ui.dialogs.dialog import note
from ui.dialogs.print_preview import PrintPreviewDialog
from ui.widgets.filter_keys import FilterKeys
from ui.widgets.form import title
from ui.widgets.paper import Imprint
from ui.widgets.printed_sheet import Block, Head, Part, Said, SheetPaper
from ui.widgets.table_view import KEYS

HEADING = "Keyboard shortcuts"
Keys: TypeAlias = tuple[tuple[str, str], ...]
"""What is done, and the keys that do it."""
Groups: TypeAlias = Sequence[tuple[str, Keys]]
PLACES: Groups = (
    ("In the list", (*KEYS, ("From the filter to the list", "Enter"))),
    (
        "Elsewhere",
        (
            ("Go through what the palette found", "Up, Down"),
            ("Turn the pages of a print preview", "Page Down, Page Up"),
            ("Put a dialog away", "Esc"),
        ),
    ),
)
"""Keys that no menu names."""


class ShortcutsDialog(QDialog):
    """Shows the shortcuts of `groups`, and those of the list; finds them by what they do."""

    def __init__(self, parent: QWidget | None, groups: Groups) -> None:
        super().__init__(parent)
        self.setWindowTitle("Marmot Tracker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._groups = (*groups, *PLACES)
        self.box = QLineEdit()
        self.box.setPlaceholderText("Find a shortcut by what it does, or by its keys")
        self.box.setAccessibleName("Find a shortcut")
        self.box.textChanged.connect(self._show)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setProperty("ring", True)
        self.area.setAccessibleName(HEADING)
        FilterKeys(self.box, self.area)
        self.told = QLabel()
        self.told.setProperty("tone", "quiet")
        self.print_button = QPushButton("&Print…")
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self.print_sheet)
        self.close_button = QPushButton("Close")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.print_button)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(2 * theme.STEP)
        column.addWidget(title(HEADING))
        column.addWidget(self.box)
        column.addWidget(self.area, 1)
        column.addLayout(foot)
        zoom = max(theme.zoom_of(self.font()), 1.0)
        screen = QGuiApplication.primaryScreen().availableGeometry()
        wide, high = round(72 * theme.STEP * zoom), round(84 * theme.STEP * zoom)
        self.resize(min(wide, screen.width() * 9 // 10), min(high, screen.height() * 9 // 10))
        self._show("")

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What is done and by which keys, of those found."""
        return [line for _, lines in self._found(self.box.text()) for line in lines]

    def _found(self, words: str) -> list[tuple[str, Keys]]:
        parts = plain(words).split()
        found = []
        for group, lines in self._groups:
            kept = tuple(
                line
                for line in lines
                if all(part in plain(f"{group} {line[0]} {line[1]}") for part in parts)
            )
            if kept:
                found.append((group, kept))
        return found

    def _show(self, words: str) -> None:
        found = self._found(words)
        many = sum(len(lines) for _, lines in found)
        self.told.setText(counted(many, "shortcut") if many else "No shortcut is found by that.")
        page = QWidget()
        page.setProperty("kind", "plain")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 2 * theme.STEP, 0)
        grid.setHorizontalSpacing(3 * theme.STEP)
        grid.setVerticalSpacing(theme.STEP)
        grid.setColumnStretch(0, 1)
        at = 0
        for group, lines in found:
            heading = QLabel(group)
            heading.setProperty("type", "section")
            heading.setProperty("tone", "accent")
            heading.setContentsMargins(0, theme.STEP if at else 0, 0, 0)
            grid.addWidget(heading, at, 0, 1, 2)
            for what, keys in lines:
                at += 1
                grid.addWidget(note(what), at, 0)
                grid.addWidget(_caps(keys), at, 1, Qt.AlignmentFlag.AlignRight)
            at += 1
        grid.setRowStretch(at, 1)
        self.area.setWidget(page)

    def print_sheet(self) -> PrintPreviewDialog:
        """Show all of them as a sheet to print."""
        blocks: list[Block] = [Head("Marmot Tracker", HEADING)]
        for group, lines in self._groups:
            blocks.append(Part(group))
            blocks.extend(Said(keys, what) for what, keys in lines)
        paper = SheetPaper(QFont(self.font()), Imprint("", "", "", ""), blocks, columns=2)
        first = Path.home() / f"{HEADING}.pdf"
        dialog = PrintPreviewDialog(self, paper, heading=HEADING, first=first)
        dialog.open()
        return dialog


def _caps(keys: str) -> QLabel:
    """The keys as on a keyboard."""
    label = QLabel(keys)
    label.setProperty("kind", "key")
    return label


def show_shortcuts(parent: QWidget, groups: Groups) -> ShortcutsDialog:
    """List every shortcut."""
    dialog = ShortcutsDialog(parent, groups)
    dialog.open()
    dialog.box.setFocus()
    return dialog
