"""A sheet as a grid that is only read: its cells, and what its rows and columns were taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from marmot_tracker.exchange.corrections import EXTRA, IGNORE
from marmot_tracker.exchange.places import WHOLE_ROW, Places
from marmot_tracker.exchange.proposal import LineKind, Proposal
from marmot_tracker.exchange.sheets import TAKEN_WORDS, SheetPicture, Taken
from marmot_tracker.exchange.tables import column_letter
from ui.widgets.table_model import NO_INDEX, Index

TAKEN_AS: Mapping[str, str] = {
    "reference": "Reference",
    "text": "Wording",
    "title": "Short title",
    "theme": "Theme",
    "section": "Section",
    "page": "Page",
    "timescale": "Timescale",
    "principle": "Principle",
    "subgroup": "Lead subgroup",
    "owner": "Owner",
    "supporting": "Supporting",
    "interested": "Interested",
    "rating": "Rating",
    "due": "Due date",
    "decision": "Decision",
    "reason": "Reason",
    "position": "Position",
    "path_to_green": "Path to green",
    "help_needed": "Help needed",
    "source": "Source",
    "link": "Link",
    "evidence": "Evidence",
    EXTRA: "Own column",
    IGNORE: "Left out",
}
"""What a column is read as, in the word or two that fit above it."""


class SheetRoles(IntEnum):
    """What the painter asks beside Qt's own roles."""

    TAKEN = Qt.ItemDataRole.UserRole + 1
    MARK = Qt.ItemDataRole.UserRole + 2
    FILL = Qt.ItemDataRole.UserRole + 3


class Mark(StrEnum):
    """What the review says of a row or a cell; what must be looked at first stands first."""

    PROBLEM = "problem"
    ASKED = "to decide"
    CHANGED = "changed"
    NEW = "new"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one sheet, by row and by cell."""

    rows: Mapping[int, Mark] = field(default_factory=dict)
    cells: Mapping[tuple[int, int], Mark] = field(default_factory=dict)


class SheetModel(QAbstractTableModel):
    """Shows one `SheetPicture`; asks it for what is seen and holds its width, which is of all rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: SheetPicture | None = None
        self.marks = Marks()
        self._width = 0

    def show(self, picture: SheetPicture | None, marks: Marks) -> None:
        """Show another sheet, or none."""
        self.beginResetModel()
        self.picture, self.marks = picture, marks
        self._width = picture.width if picture is not None else 0
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or self.picture is None else len(self.picture.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.picture is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(self.picture.cell(row, column).split())
        if role == SheetRoles.TAKEN:
            return self.picture.taken[row]
        if role == SheetRoles.MARK:
            return self.marks.cells.get((row, column))
        if role == SheetRoles.FILL:
            return self.picture.fills.get((row, column), "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.picture.faults.get((row, column)) or self.picture.cell(row, column) or None
        return None

    def spoken(self, row: int, column: int) -> str:
        """A cell as it is read aloud: what it holds, what it was taken for, what is said of it."""
        picture = self.picture
        assert picture is not None
        fill = picture.fills.get((row, column), "")
        parts = [
            picture.cell(row, column) or ("" if fill else "blank"),
            f"{fill} fill" if fill else "",
            self.column_words(column),
            self.row_words(row),
            picture.faults.get((row, column), ""),
            str(self.marks.cells.get((row, column), "")),
        ]
        return ", ".join(dict.fromkeys(filter(None, parts)))

    def row_words(self, row: int) -> str:
        """What a row was taken for, and what the review says of it."""
        picture = self.picture
        assert picture is not None
        taken = picture.taken[row]
        words = TAKEN_WORDS[taken]
        if taken is Taken.ITEM and (mark := self.marks.rows.get(row)) is not None:
            return f"{words}: {mark}"
        return words

    def column_words(self, column: int) -> str:
        """What a column was read as; empty on a sheet that was not read."""
        picture = self.picture
        if picture is None or column >= len(picture.columns):
            return ""
        return TAKEN_AS.get(picture.columns[column].field, "")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        picture = self.picture
        if picture is None or section < 0:
            return None
        if orientation == Qt.Orientation.Vertical:
            if section >= len(picture.rows):
                return None
            if role == Qt.ItemDataRole.DisplayRole:
                return picture.row_name(section)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                why = picture.why.get(section, "")
                words = [f"row {picture.row_name(section)}", self.row_words(section), why]
                return ", ".join(filter(None, words))
            return None
        letter = str(section + 1) if picture.turned else column_letter(section)
        taken = self.column_words(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{letter}\n{taken}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"column {letter}, {taken or 'not read'}"
        if role == Qt.ItemDataRole.ToolTipRole and section < len(picture.columns):
            return picture.columns[section].why
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )


_MARKS: Mapping[LineKind, Mark] = {
    LineKind.PROBLEM: Mark.PROBLEM,
    LineKind.NEAR: Mark.ASKED,
    LineKind.TWO_ANSWERS: Mark.ASKED,
    LineKind.CHANGED: Mark.CHANGED,
    LineKind.NEW: Mark.NEW,
    LineKind.UNCHANGED: Mark.SAME,
}
_FIRST = {mark: place for place, mark in enumerate(Mark)}


def marks_of(sheet: int, proposal: Proposal, places: Places) -> Marks:
    """What the lines of a proposal say of the rows and cells of one sheet."""
    rows: dict[int, Mark] = {}
    cells: dict[tuple[int, int], Mark] = {}
    for line in proposal.lines:
        place, mark = places.of_line.get(line.number), _MARKS.get(line.kind)
        if place is None or mark is None or place.sheet != sheet:
            continue
        here = rows.get(place.row)
        if here is None or _FIRST[mark] < _FIRST[here]:
            rows[place.row] = mark
        if mark not in (Mark.NEW, Mark.SAME) and place.column != WHOLE_ROW:
            cells[place.row, place.column] = mark
    return Marks(rows, cells)
