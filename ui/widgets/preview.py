"""Shows a preview: a picture, lines, cells, or a sentence; with a way from page to page.

Nothing here reads a file: the picture was made by the helper and looked at by `previews`.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.exchange.previews import Preview, PreviewKind
from ui import theme

WORDS, PICTURE, TEXT, TABLE = range(4)
LEAST = 26 * theme.STEP
"""How high a preview is at least."""
WIDEST_CELL = 24 * theme.STEP


class PictureView(QWidget):
    """Paints a picture as large as it fits, never larger than it is, with a hairline around."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LEAST)

    def show_png(self, png: bytes) -> bool:
        """Show a picture; whether it could be."""
        held = QBuffer()
        held.setData(QByteArray(png))
        reader = QImageReader(held, QByteArray(b"png"))
        reader.setAutoDetectImageFormat(False)
        self._image = reader.read()
        self.update()
        return not self._image.isNull()

    def clear(self) -> None:
        """Hold no picture any more."""
        self._image = QImage()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        size = self._image.size() / self.devicePixelRatioF()
        if size.width() > self.width() - 2 or size.height() > self.height() - 2:
            room = self.size() - QSize(2, 2)
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF((self.width() - size.width()) // 2, 1, size.width(), size.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._image)
        painter.setPen(QPen(QColor(theme.colours().hairline), 1))
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))


class PreviewView(QWidget):
    """`page_asked(n)` wishes for another page; `asked` for what the button beside words says."""

    page_asked = Signal(int)
    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = self._pages = 1
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("tone", "quiet")
        self._words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.button = QPushButton()
        self.button.setProperty("kind", "small")
        self.button.clicked.connect(self.asked)
        self.picture = PictureView()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Preview as text")
        self.text.setMinimumHeight(LEAST)
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(True)
        self.table.setWordWrap(False)
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("Preview as a table")
        self.table.setMinimumHeight(LEAST)
        self.before = self._turn("‹", "Page before", -1)
        self.after = self._turn("›", "Next page", 1)
        self._where = QLabel()
        self._note = QLabel()
        for label in (self._where, self._note):
            label.setProperty("tone", "quiet")
            label.setProperty("type", "small")
        self._note.setWordWrap(True)
        self._lay_out()
        self.clear()

    def _turn(self, sign: str, spoken: str, step: int) -> QPushButton:
        button = QPushButton(sign)
        button.setProperty("kind", "small")
        button.setAccessibleName(spoken)
        button.setToolTip(spoken)
        button.clicked.connect(lambda: self.page_asked.emit(self._page + step))
        return button

    def _lay_out(self) -> None:
        said = QWidget()
        said.setProperty("kind", "plain")
        column = QVBoxLayout(said)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(self._words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._stack = QStackedWidget()
        for part in (said, self.picture, self.text, self.table):
            self._stack.addWidget(part)
        self._foot = QWidget()
        self._foot.setProperty("kind", "plain")
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.STEP)
        foot.addWidget(self.before)
        foot.addWidget(self._where)
        foot.addWidget(self.after)
        foot.addWidget(self._note, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.STEP)
        whole.addWidget(self._foot)
        whole.addWidget(self._stack, 1)

    # ------------------------------------------------------------ what is shown

    @property
    def words(self) -> str:
        """What is said in place of a preview, or of where it is."""
        if self._stack.currentIndex() == WORDS:
            return self._words.text()
        return " ".join(part for part in (self._where.text(), self._note.text()) if part)

    @property
    def kind(self) -> int:
        """Which of WORDS, PICTURE, TEXT and TABLE is shown."""
        return self._stack.currentIndex()

    def clear(self) -> None:
        """Show nothing."""
        self.tell("")

    def tell(self, words: str, button: str = "") -> None:
        """Say `words` in place of a preview, with a button that wishes for something."""
        self._forget()
        self._words.setText(words)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._foot.hide()
        self._stack.setCurrentIndex(WORDS)

    def show_preview(self, found: Preview, *, name: str, copied: bool = True) -> None:
        """Show what was found of the file called `name`; `copied`: its text may be copied."""
        if found.kind is PreviewKind.NONE:
            self.tell(found.words)
            return
        self._forget()
        where = f"{found.part} {found.page} of {found.pages}" if found.pages > 1 else ""
        self._page, self._pages = found.page, found.pages
        if found.kind is PreviewKind.PICTURE:
            self.picture.setAccessibleName(f"Preview of {name}. {where}".strip())
            if not self.picture.show_png(found.png):
                self.tell("This picture cannot be shown here.")
                return
        elif found.kind is PreviewKind.TEXT:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse
            flags |= Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.text.setTextInteractionFlags(
                flags if copied else Qt.TextInteractionFlag.NoTextInteraction
            )
            self.text.setPlainText("\n".join(found.lines))
        else:
            self._fill_table(found)
        self._stack.setCurrentIndex(
            {PreviewKind.PICTURE: PICTURE, PreviewKind.TEXT: TEXT}.get(found.kind, TABLE)
        )
        self._show_foot(f"{where}: {found.name}" if where and found.name else where, found)

    def _show_foot(self, where: str, found: Preview) -> None:
        self._where.setText(where)
        self._note.setText(found.words)
        self._foot.setVisible(bool(where or found.words))
        focused = self.before.hasFocus() or self.after.hasFocus()
        for button, spoken, there in (
            (self.before, f"{found.part} before", found.page > 1),
            (self.after, f"Next {found.part.casefold()}", found.page < found.pages),
        ):
            button.setVisible(found.pages > 1)
            button.setEnabled(there)
            button.setAccessibleName(spoken)
            button.setToolTip(spoken)
        if focused and found.pages > 1:  # where there is no further page, the keyboard stays here
            (self.after if self.after.isEnabled() else self.before).setFocus()

    def _fill_table(self, found: Preview) -> None:
        wide = max((len(row) for row in found.rows), default=0)
        self.table.setRowCount(len(found.rows))
        self.table.setColumnCount(wide)
        for down, row in enumerate(found.rows):
            for across, text in enumerate(row):
                self.table.setItem(down, across, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        for across in range(wide):
            if self.table.columnWidth(across) > WIDEST_CELL:
                self.table.setColumnWidth(across, WIDEST_CELL)

    def _forget(self) -> None:
        self.picture.clear()
        self.text.clear()
        self.table.setRowCount(0)
        self._where.clear()
        self._note.clear()
