"""One table model for every list: columns are data, rows are frozen values with a uid.

The model keeps its own list and filters and sorts it in Python, then tells the view once: a
`QSortFilterProxyModel` in Python takes seconds where this takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from marmot_tracker.vocabulary import Rating


class HasUid(Protocol):
    """What a row must have: a name that outlives filtering, sorting and reading again."""

    @property
    def uid(self) -> str:
        """The row's name."""
        ...


RowT = TypeVar("RowT", bound=HasUid)
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class Roles(IntEnum):
    """Our own roles beside Qt's."""

    CELL = Qt.ItemDataRole.UserRole + 1
    UID = Qt.ItemDataRole.UserRole + 2
    PENDING = Qt.ItemDataRole.UserRole + 3


class Tone(StrEnum):
    """How loud a cell speaks: what is fine stays quiet."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    LATE = "late"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a delegate paints: text, how loud, the line beneath, and a rating for a chip.

    `right` sets it to the right, as numbers are.
    """

    text: str
    tone: Tone = Tone.PLAIN
    beneath: str = ""
    rating: Rating | None = None
    lines: int = 1
    right: bool = False


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """One column: heading, what a row shows there, how it sorts, what is spoken and copied.

    `sort_key` gives values that compare with each other; `spoken` is the accessible text (else
    the cell's text); `width` is in average letters, 0 for the column that takes what is left, and
    `spare` columns (the highest first) step aside where that one would get too narrow to read.
    `called` is its whole name where the heading is short or empty, `field` what words typed or
    pasted there set, `filter` the filter word that asks about it; `optional` ones are shown only
    where the person chose them.
    """

    name: str
    heading: str
    cell: Callable[[RowT], Cell]
    sort_key: Callable[[RowT], Any]
    width: int = 12
    spoken: Callable[[RowT], str] | None = None
    tip: Callable[[RowT], str] | None = None
    copied: Callable[[RowT], str] | None = None
    editable: bool = False
    right: bool = False
    spare: int = 0
    called: str = ""
    field: str = ""
    filter: str = ""
    optional: bool = False

    @property
    def full_name(self) -> str:
        """What the column is called where there is room."""
        return self.called or self.heading

    def copied_words(self, row: RowT) -> str:
        """What a cell says on the clipboard."""
        return self.copied(row) if self.copied else self.cell(row).text


@dataclass(slots=True)
class Order:
    """How the list is sorted: by which column, and whether downwards."""

    column: int = -1
    downwards: bool = False


class TableModel(QAbstractTableModel, Generic[RowT]):
    """Rows of one kind. `show` says which of them are shown, in their own order or a sorted one.

    `pending` cells wait for their edit to answer and are drawn quiet; `edit_requested` is called
    with (row, column, value) when an editor is left with a new value.
    """

    def __init__(self, columns: Sequence[Column[RowT]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._all: list[RowT] = []
        self._ordered: list[RowT] = []
        self._shown: list[RowT] = []
        self._at: dict[str, int] | None = None
        self._by_uid: dict[str, RowT] | None = None
        self._pending: set[tuple[str, str]] = set()
        self.order = Order()
        self.may_write = True
        self.on_edit: Callable[[RowT, Column[RowT], object], None] | None = None
        self._keep: Callable[[list[RowT]], list[RowT]] = list

    # ------------------------------------------------------------ what is held

    @property
    def all_rows(self) -> Sequence[RowT]:
        """Every row, shown or not, in the list's own order."""
        return self._all

    @property
    def shown_rows(self) -> Sequence[RowT]:
        """The rows shown, in the order shown."""
        return self._shown

    def set_rows(self, rows: Iterable[RowT]) -> None:
        """Hold `rows` (newly read), and show those the filter keeps.

        Where these are the ones shown, in their order, the view keeps what it is doing.
        """
        self._hold(rows)
        shown = self._keep(self._ordered)
        if [row.uid for row in shown] != [row.uid for row in self._shown]:
            self._show(shown)
            return
        # The same rows in the same order: an editor that is open may stay open.
        self.layoutAboutToBeChanged.emit()
        self._shown = shown
        self.layoutChanged.emit()

    def _hold(self, rows: Iterable[RowT]) -> None:
        self._all = list(rows)
        self._by_uid = None
        self._pending.clear()
        self._put_in_order()

    def set_columns(
        self, columns: Sequence[Column[RowT]], rows: Iterable[RowT] | None = None
    ) -> None:
        """Show other columns, with `rows` newly read or those held; a sorted one that goes unsorts."""
        sorted_by = self.order.column
        before = self.columns[sorted_by].name if 0 <= sorted_by < len(self.columns) else ""
        same = [column.name for column in columns] == [column.name for column in self.columns]
        self.columns = tuple(columns)
        if same:
            self.set_rows(self._all if rows is None else rows)
            return
        names = [column.name for column in self.columns]
        self.order = Order(names.index(before) if before in names else -1, self.order.downwards)
        self._hold(self._all if rows is None else rows)
        self._refresh()

    def set_filter(self, keep: Callable[[list[RowT]], list[RowT]]) -> None:
        """Show what `keep` leaves of the rows; it must keep their order."""
        self._keep = keep
        self._refresh()

    def row(self, index: Index) -> RowT | None:
        """The row under an index."""
        at = index.row()
        return self._shown[at] if index.isValid() and 0 <= at < len(self._shown) else None

    def find(self, uid: str) -> RowT | None:
        """The row named `uid`, shown or not."""
        if self._by_uid is None:
            self._by_uid = {row.uid: row for row in reversed(self._all)}
        return self._by_uid.get(uid)

    def index_of(self, uid: str, column: int = 0) -> QModelIndex:
        """Where a row is shown; an invalid index where it is not."""
        at = self._places().get(uid)
        return QModelIndex() if at is None else self.index(at, column)

    def stretches(self, uids: Iterable[str]) -> list[tuple[int, int]]:
        """Where rows are shown, as first and last place of each unbroken run, from the top."""
        places = self._places()
        runs: list[tuple[int, int]] = []
        for at in sorted({places[uid] for uid in uids if uid in places}):
            if runs and at == runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], at)
            else:
                runs.append((at, at))
        return runs

    def _places(self) -> dict[str, int]:
        if self._at is None:
            self._at = {row.uid: at for at, row in enumerate(self._shown)}
        return self._at

    def column_at(self, name: str) -> int:
        """The place of the column called `name`."""
        return next(at for at, column in enumerate(self.columns) if column.name == name)

    def set_pending(self, uid: str, column: str) -> None:
        """Draw a cell as waiting until the rows are read again or `clear_pending`."""
        self._pending.add((uid, column))
        self._touch(uid)

    def clear_pending(self) -> None:
        """No cell waits any more."""
        waiting, self._pending = self._pending, set()
        self._touch(*(uid for uid, _column in waiting))

    def _touch(self, *uids: str) -> None:
        last = len(self.columns) - 1
        for first, end in self.stretches(uids):
            self.dataChanged.emit(self.index(first, 0), self.index(end, last))

    def _put_in_order(self) -> None:
        """Sort once for many filters: a filter keeps the order it is given."""
        self._ordered = self._all
        if 0 <= self.order.column < len(self.columns):
            key = self.columns[self.order.column].sort_key
            self._ordered = sorted(self._all, key=key, reverse=self.order.downwards)

    def _refresh(self) -> None:
        self._show(self._keep(self._ordered))

    def _show(self, shown: list[RowT]) -> None:
        self.beginResetModel()
        self._shown = shown
        self._at = None
        self.endResetModel()

    # ------------------------------------------------------------ what Qt asks

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.cell(row).text
        if role == Roles.CELL:
            return column.cell(row)
        if role == Roles.UID:
            return row.uid
        if role == Roles.PENDING:
            return (row.uid, column.name) in self._pending
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip(row) if column.tip else "") or None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _spoken(self, row: RowT, at: int) -> str:
        """What is said of a cell: of the first one the whole row, and of no cell nothing."""
        column = self.columns[at]
        said = column.spoken(row) if column.spoken else column.cell(row).text
        if at == 0 and column.spoken is None:
            others = ((each.full_name, each.cell(row).text) for each in self.columns[1:])
            said = ". ".join([said, *(f"{name} {text}".strip() for name, text in others if text)])
        return said or f"{column.full_name}: nothing".removeprefix(": ")

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[section].full_name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else None
            return (side or Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemNeverHasChildren | Qt.ItemFlag.ItemIsDropEnabled
        if self.may_write and self.columns[index.column()].editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row(index)
        if row is None or role != Qt.ItemDataRole.EditRole or self.on_edit is None:
            return False
        self.on_edit(row, self.columns[index.column()], value)
        return False  # the cell changes when the tracker says so, not before

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        wanted = Order(column, order == Qt.SortOrder.DescendingOrder)
        if wanted != self.order:
            self.order = wanted
            self._put_in_order()
            self._refresh()


@dataclass(frozen=True, slots=True)
class Dated:
    """Sort help: dates first to last, then what is ongoing, then what has none."""

    day: date | None
    ongoing: bool = False
    key: tuple[int, date] = field(init=False)

    def __post_init__(self) -> None:
        rank = 0 if self.day else 1 if self.ongoing else 2
        object.__setattr__(self, "key", (rank, self.day or date.max))


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A reference as people count: 3.2 before 3.10, numbers before words."""
    parts: list[tuple[int, int, str]] = []
    run = ""
    for sign in text + "\0":
        if run and (sign.isdecimal() != run[-1].isdecimal() or sign == "\0"):
            number = run.isdecimal()
            parts.append((0, int(run), "") if number else (1, 0, run.casefold()))
            run = ""
        run += sign
    return tuple(parts)
