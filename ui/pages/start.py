"""The start page: recent trackers, open, new, load a list, try the sample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.choice_button import ChoiceButton
from ui.widgets.form import small, title

WAYS = (
    ("new", "file-plus", "New tracker…", "Start a tracker for a place"),
    (
        "open",
        "folder-open",
        "Open a tracker…",
        "A .marmot file on this computer or in a shared folder",
    ),
    (
        "load",
        "upload",
        "Load a list or report…",
        "Start from a workbook, a CSV file, or a report in Word or PDF",
    ),
    (
        "sample",
        "flask-conical",
        "Try the sample",
        "A copy to play with: real recommendations, invented answers",
    ),
)


class StartPage(QWidget):
    """Four ways in, and the recent trackers. Wishes go out as signals."""

    asked = Signal(str)
    open_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(theme.STEP)
        self.buttons: dict[str, ChoiceButton] = {}
        row = QHBoxLayout()
        row.setSpacing(3 * theme.STEP)
        row.addWidget(self._card("Begin", self._ways()), 1)
        row.addWidget(self._card("Recent", self._recent), 1)
        middle = QVBoxLayout()
        middle.setSpacing(3 * theme.STEP)
        middle.addStretch(2)
        heading = title("Marmot Tracker")
        middle.addWidget(heading)
        said = QLabel(
            "Recommendations on health inequalities: who owns each one, how it is going, and the "
            "evidence, with every change on record."
        )
        said.setWordWrap(True)
        said.setProperty("tone", "quiet")
        middle.addWidget(said)
        middle.addLayout(row)
        middle.addStretch(3)
        whole = QHBoxLayout(self)
        whole.addStretch(1)
        whole.addLayout(middle, 8)
        whole.addStretch(1)

    def show_recent(self, paths: Sequence[str]) -> None:
        """List trackers by name and folder; a file that is not there now is greyed."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for name in paths[:6]:
            self._recent.addWidget(self._recent_button(Path(name)))
        if not paths:
            self._recent.addWidget(small("Trackers you open are listed here."))
        self._recent.addStretch(1)

    def _recent_button(self, path: Path) -> ChoiceButton:
        there = path.is_file()
        gone = "" if there else "  (not reachable now)"
        button = ChoiceButton(path.stem, f"{path.parent}{gone}")
        button.setEnabled(there)
        button.setAccessibleName(f"Open {path.stem} in {path.parent}{gone}")
        button.setToolTip(str(path))
        button.setProperty("path", str(path))
        button.clicked.connect(self._open_recent)
        return button

    def _ways(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.STEP)
        for key, icon, words, more in WAYS:
            button = ChoiceButton(words, more, icon)
            button.setProperty("key", key)
            button.clicked.connect(self._ask)
            column.addWidget(button)
            self.buttons[key] = button
        column.addStretch(1)
        return column

    def _card(self, heading: str, content: QVBoxLayout) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(theme.STEP + 4)
        label = QLabel(heading)
        label.setProperty("type", "strong")
        column.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(content, 1)
        return card

    def _ask(self) -> None:
        self.asked.emit(str(self.sender().property("key")))

    def _open_recent(self) -> None:
        self.open_requested.emit(str(self.sender().property("path")))
