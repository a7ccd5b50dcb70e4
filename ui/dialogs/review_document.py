"""The report that a reviewed proposal comes from, its items outlined, beside the lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from marmot_tracker.exchange.places import Places
from marmot_tracker.exchange.proposal import Proposal
from marmot_tracker.exchange.results import ReadResult
from ui.widgets.document_view import DocumentView, Outline
from ui.widgets.source_view import SourceView


class DocumentSource(SourceView):
    """A line goes to its item, and an item to its lines. Nothing is read anew for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = DocumentView()
        self.view.bar.mark.hide()
        self._shown: ReadResult | None = None
        self._places = Places()
        self.view.item_pressed.connect(self._pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)

    def show_source(self, result: ReadResult, proposal: Proposal, places: Places) -> None:
        self._places = places
        if result is not self._shown:
            self._shown = result
            self.view.show_document(result, pages=result.pages)
        self.view.show_items(
            [
                Outline(number, item.reference, item.spots, item.paragraphs)
                for number, item in enumerate(result.items, 1)
            ]
        )

    def point_at(self, number: int) -> bool:
        place = self._places.of_line.get(number)
        return place is not None and self.view.go_to(place.row + 1)

    def take_focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _pressed(self, item: int) -> None:
        numbers = self._places.at_row.get((0, item - 1), [])
        if numbers:
            self.lines_asked.emit(tuple(numbers))
