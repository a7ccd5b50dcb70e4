"""Dialogs that only tell: shortcuts, about, the result of checking the record."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, qVersion
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker import __version__
from ui import theme
from ui.dialogs.dialog import note
from ui.widgets.form import title


class TellingDialog(QDialog):
    """A heading, lines of two columns or one, and Close; Copy where there is something to keep.

    `action` names a button that closes it and does `then`.
    """

    def __init__(
        self,
        parent: QWidget | None,
        heading: str,
        lines: Sequence[tuple[str, str]],
        copied: str = "",
        *,
        action: str = "",
        then: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Marmot Tracker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.STEP * 64)
        self._copied = copied
        self._page = _page(lines)
        area = self.area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setProperty("ring", True)
        area.setAccessibleName(heading)
        area.setWidget(self._page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.verticalScrollBar().rangeChanged.connect(self._follow)
        self.close_button = QPushButton("Close")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        if copied:
            copy = QPushButton("Copy")
            copy.setAutoDefault(False)
            copy.clicked.connect(self._copy)
            foot.addWidget(copy)
        if then is not None:
            act = QPushButton(action)
            act.setAutoDefault(False)
            act.clicked.connect(self.accept)
            act.clicked.connect(then)
            foot.addWidget(act)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP)
        column.addWidget(title(heading))
        column.addWidget(area, 1)
        column.addLayout(foot)
        self.close_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # wrapped words know their height once shown

    def _fit(self) -> None:
        """As high as its words, up to the most that is shown at once."""
        self.area.setMinimumHeight(0)
        width = self.area.viewport().width()
        asked = self._page.heightForWidth(width) + self.area.height()
        asked -= self.area.viewport().height()
        self.area.setMinimumHeight(min(asked, theme.STEP * 60))
        self.resize(self.width(), self.minimumSizeHint().height())

    def _follow(self, _least: int, most: int) -> None:
        """The keyboard goes into the words only where they must be scrolled."""
        policy = Qt.FocusPolicy.StrongFocus if most else Qt.FocusPolicy.NoFocus
        self.area.setFocusPolicy(policy)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._copied)


def _page(lines: Sequence[tuple[str, str]]) -> QWidget:
    """Lines of two columns, or of one over both."""
    page = QWidget()
    page.setProperty("kind", "plain")
    grid = QGridLayout(page)
    grid.setContentsMargins(12, 12, 12, 12)
    grid.setHorizontalSpacing(3 * theme.STEP)
    grid.setVerticalSpacing(theme.STEP)
    grid.setColumnStretch(1, 1)
    for at, (one, other) in enumerate(lines):
        if one:
            label = QLabel(one)
            label.setProperty("tone", "quiet")
            grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_selectable(other), at, 1)
        else:
            grid.addWidget(_selectable(other), at, 0, 1, 2)
    grid.setRowStretch(len(lines), 1)
    return page


def _selectable(text: str) -> QLabel:
    label = note(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def show_about(parent: QWidget) -> None:
    """Version and licences, to copy into a message to whoever helps."""
    lines = (
        ("Version", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("System", platform.platform()),
        ("Licence", "MIT. Qt is used under the LGPL version 3; icons by Lucide (ISC)."),
    )
    copied = "\n".join(f"{name}: {value}" for name, value in lines)
    TellingDialog(parent, "Marmot Tracker", lines, copied).open()


def show_sentences(parent: QWidget, heading: str, sentences: Sequence[str]) -> None:
    """What was done, in sentences to keep."""
    lines = [("", sentence) for sentence in sentences]
    TellingDialog(parent, heading, lines, "\n".join((heading, *sentences))).open()


def show_check(
    parent: QWidget,
    problems: Sequence[tuple[str, str]],
    check_code: str,
    *,
    advice: str = "Keep this file as it is, and compare it with a colleague's copy or a backup.",
    action: str = "",
    then: Callable[[], object] | None = None,
) -> None:
    """Tell how checking the record went, and what it proves; `action` is what would mend it."""
    if problems:
        heading = "The record is not as it was written"
        said = [
            ("", advice),
            *problems,
        ]
    else:
        heading = "The record is whole"
        said = [
            ("", "Every value, every reason and every piece of evidence is as it was written."),
            ("Check code", " ".join(check_code[at : at + 4] for at in range(0, 32, 4))),
            (
                "",
                "This shows damage and careless changes. Somebody who rewrites a whole file is "
                "found out by a check code printed earlier, on a pack, or by a colleague's copy.",
            ),
        ]
    copied = "\n".join(f"{one}: {other}" if one else other for one, other in (("", heading), *said))
    TellingDialog(parent, heading, said, copied, action=action, then=then).open()


def show_pack_check(
    parent: QWidget,
    name: str,
    problems: Sequence[tuple[str, str]],
    added: Sequence[tuple[str, str]],
    erased: Sequence[tuple[str, str]],
) -> None:
    """Tell where a pack says something else than the tracker said.

    Beside it the notes that people added, and the cells whose text was erased since.
    """
    if problems:
        heading = f"{name} is not as it was made"
        said = [*problems]
    else:
        heading = f"{name} says what the tracker said"
        said = [
            (
                "",
                "Every cell was made again from the record and compared. Colours, fonts and other formatting were not checked.",
            )
        ]
    said += [("", "What people added since:"), *added] if added else []
    said += [("", "What was erased since, and cannot be checked:"), *erased] if erased else []
    copied = "\n".join(other for _, other in (("", heading), *said))
    TellingDialog(parent, heading, said, copied).open()
