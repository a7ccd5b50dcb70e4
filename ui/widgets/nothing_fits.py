"""What a list says while it holds rows and its filter lets none of them through."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel

from ui.widgets.table_model import TableModel


class NothingFits(QLabel):
    """Lies over the empty list and names the next step."""

    def __init__(self, table: QAbstractItemView, model: TableModel[Any]) -> None:
        super().__init__("Nothing fits this filter. Clear it to see everything.", table.viewport())
        self._port = table.viewport()
        self._model = model
        self.setProperty("tone", "quiet")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._port.installEventFilter(self)
        model.modelReset.connect(self._follow)
        model.layoutChanged.connect(self._follow)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._port.rect())
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        self.setGeometry(self._port.rect())
        self.setVisible(not self._model.shown_rows and bool(self._model.all_rows))
