"""A box to type into or choose from: words that may be new, with those already known."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget


def typed_choice(
    known: Iterable[str] = (), text: str = "", parent: QWidget | None = None
) -> QComboBox:
    """The box, with `text` in it; what is typed is looked for anywhere in the known words."""
    box = QComboBox(parent)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(list(known))
    box.setCurrentIndex(-1)
    box.setCurrentText(text)
    completer = box.completer()
    assert completer is not None, "an editable box has one"
    # Completed in its line, Enter would put the first of the list over chosen text.
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return box
