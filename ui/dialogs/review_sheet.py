"""The sheets of a file beside its review, and what the person can say about how they were read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.exchange.corrections import EXTRA, IGNORE
from marmot_tracker.exchange.headings import FIELDS
from marmot_tracker.exchange.places import WHOLE_ROW, Places
from marmot_tracker.exchange.proposal import Proposal
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.exchange.sheets import COLUMNS, SheetPicture, Taken
from marmot_tracker.exchange.tables import column_letter
from marmot_tracker.services.wording import counted
from ui import theme
from ui.widgets.form import small
from ui.widgets.sheet_model import TAKEN_AS, Marks, marks_of
from ui.widgets.sheet_view import SheetView
from ui.widgets.source_view import SourceView


class SheetSource(SourceView):
    """Tabs of sheets over the grid of the chosen one; under it the chosen cell in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: ReadResult | None = None
        self._places = Places()
        self._marks: list[Marks] = []
        self._shown = -1
        self._loading = False
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Sheets")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.currentChanged.connect(self._show_sheet)
        self.read_too = QPushButton("&Read this sheet")
        self.read_too.setProperty("kind", "small")
        self.read_too.setAutoDefault(False)
        self.read_too.clicked.connect(self._read_sheet)
        self.heads = QPushButton("Use as &headings")
        self.heads.setProperty("kind", "small")
        self.heads.setAutoDefault(False)
        self.heads.clicked.connect(self._head)
        self._column = QLabel("Column i&s")
        self.read_as = QComboBox()
        self.read_as.setAccessibleName("What the column is")
        self.read_as.setMinimumContentsLength(12)
        self.read_as.setPlaceholderText("not read")
        for field in (*FIELDS, EXTRA, IGNORE):
            self.read_as.addItem(TAKEN_AS[field], field)
            self.read_as.setItemData(
                self.read_as.count() - 1, FIELDS.get(field), Qt.ItemDataRole.ToolTipRole
            )
        self.read_as.activated.connect(self._correct)
        self._column.setBuddy(self.read_as)
        self.grid = SheetView()
        self.grid.cell_chosen.connect(self._chosen)
        self._cell = QLabel()
        self._cell.setProperty("type", "strong")
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._said.setAccessibleName("The chosen cell in full")
        self._why = small("")
        self._counts = small("")
        self._lay_out()

    def _lay_out(self) -> None:
        over = QHBoxLayout()
        over.setSpacing(theme.STEP)
        over.addWidget(self.heads)
        over.addStretch(1)
        over.addWidget(self.read_too)
        over.addWidget(self._column)
        over.addWidget(self.read_as)
        strip = QHBoxLayout()
        strip.setSpacing(theme.STEP)
        strip.addWidget(self._cell, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._said)
        words.addWidget(self._why)
        words.addStretch(1)
        strip.addLayout(words, 1)
        detail = QWidget()
        strip.setContentsMargins(0, 0, 0, 0)
        detail.setLayout(strip)
        detail.setFixedHeight(round(self.fontMetrics().lineSpacing() * 3.9))
        self._counts.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(self.tabs)
        column.addLayout(over)
        column.addWidget(self.grid, 1)
        column.addWidget(detail)
        column.addWidget(self._counts)

    # ------------------------------------------------------------ showing

    def show_source(self, result: ReadResult, proposal: Proposal, places: Places) -> None:
        """Show the sheets, at the one and the cell that were shown before."""
        before = self.picture.name if self.picture is not None else ""
        current = self.grid.currentIndex()
        here = (current.row(), current.column())
        self._result, self._places = result, places
        self._marks = [
            marks_of(sheet, proposal, places) if picture.read else Marks()
            for sheet, picture in enumerate(result.pictures)
        ]
        self._loading = True
        while self.tabs.count():
            self.tabs.removeTab(0)
        for picture in result.pictures:
            at = self.tabs.addTab(picture.name.replace("&", "&&"))
            if not picture.read:
                self.tabs.setTabText(at, f"{picture.name.replace('&', '&&')} (not read)")
        names = [picture.name for picture in result.pictures]
        read = [picture.name for picture in result.pictures if picture.read]
        wanted = before if before in names else next(iter(read or names), "")
        if wanted:
            self.tabs.setCurrentIndex(names.index(wanted))
        self.tabs.setVisible(bool(names) and (len(names) > 1 or result.pictures[0].is_sheet))
        self._loading = False
        self._shown = -1
        self._show_sheet(self.tabs.currentIndex())
        if wanted == before and 0 <= here[0] < self.grid.sheet.rowCount():
            self.grid.point_at(*here)
            self._tell(*here)

    @property
    def picture(self) -> SheetPicture | None:
        """The sheet that is shown."""
        if self._result is None or not 0 <= self._shown < len(self._result.pictures):
            return None
        return self._result.pictures[self._shown]

    def _show_sheet(self, sheet: int) -> None:
        if self._loading or sheet == self._shown or self._result is None:
            return
        self._shown = sheet
        picture = self.picture
        self.grid.show_sheet(picture, self._marks[sheet] if picture else Marks())
        self._counts.setText(counts(picture) if picture else "")
        self.read_too.setVisible(picture is not None and not picture.read)
        first = 0
        if picture is not None and Taken.HEADINGS in picture.taken:
            first = picture.taken.index(Taken.HEADINGS)
        if picture is not None and picture.rows:
            self.grid.point_at(first, 0)
            self.grid.scrollToTop()
            self._tell(first, 0)

    @property
    def shows_something(self) -> bool:
        return self._result is not None and bool(self._result.pictures)

    def point_at(self, number: int) -> bool:
        """Go to the cell of a line, on whichever sheet it is."""
        place = self._places.of_line.get(number)
        if place is None:
            return False
        self.tabs.setCurrentIndex(place.sheet)
        column = place.column
        if column == WHOLE_ROW:
            column = max(self.grid.currentIndex().column(), 0)
            if number in self._places.of_line and self.picture is not None:
                fields = [guess.field for guess in self.picture.columns]
                column = fields.index("text") if "text" in fields else column
        self.grid.point_at(place.row, column)
        self._tell(place.row, column)
        return True

    def take_focus(self) -> None:
        """Put the keyboard into the grid."""
        self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------ what the person does

    def _chosen(self, row: int, column: int) -> None:
        self._tell(row, column)
        numbers = self._places.at_row.get((self._shown, row), [])
        own = [n for n in numbers if self._places.of_line[n].column == column]
        if numbers:
            self.lines_asked.emit((*own, *(n for n in numbers if n not in own)))

    def _tell(self, row: int, column: int) -> None:
        """Say the cell in full, what its column is and why, and what can be corrected there."""
        picture = self.picture
        if picture is None or not 0 <= row < len(picture.rows):
            return
        letter = f"row {column + 1}" if picture.turned else column_letter(column)
        self._cell.setText(
            f"{picture.row_name(row)}{column + 1}"
            if picture.turned
            else f"{letter}{picture.row_name(row)}"
        )
        fill = picture.fills.get((row, column), "")
        text = " ".join(picture.cell(row, column).split())
        self._said.setText(text or (f"({fill} fill, no words)" if fill else "(blank)"))
        guess = picture.columns[column] if column < len(picture.columns) else None
        fault = picture.faults.get((row, column), "")
        left_out = picture.why.get(row, "")
        parts = [
            f"{fault[:1].upper()}{fault[1:]}." if fault else "",
            f"Row left out: {left_out}." if left_out else "",
            f"{guess.why}." if guess is not None and not fault and not left_out else "",
        ]
        self._why.setText(" ".join(filter(None, parts)).replace("..", "."))
        self._column.setText(f"Column {letter} i&s")
        self.read_as.setEnabled(guess is not None or not picture.read)
        self.read_as.setCurrentIndex(self.read_as.findData(guess.field) if guess else -1)
        heads = picture.taken[row] is not Taken.HEADINGS and not picture.turned
        self.heads.setEnabled(heads and any(picture.rows[row]))
        self.heads.setText(f"Use row {picture.row_name(row)} as &headings")

    def _correct(self) -> None:
        picture, column = self.picture, self.grid.currentIndex().column()
        if picture is None or column < 0:
            return
        guess = picture.columns[column] if column < len(picture.columns) else None
        field = str(self.read_as.currentData())
        if guess is not None and guess.field == field:
            return
        heading = guess.heading if guess is not None else ""
        named = heading or f"column {column_letter(column)}"
        self.corrected.emit({**self._of_this_sheet(), "columns": {named: field}})

    def _head(self) -> None:
        picture, row = self.picture, self.grid.currentIndex().row()
        if picture is not None and row >= 0:
            self.corrected.emit({**self._of_this_sheet(), "header_row": picture.first_row + row})

    def _read_sheet(self) -> None:
        self.corrected.emit({**self._of_this_sheet(), "header_row": 0})

    def _of_this_sheet(self) -> dict[str, object]:
        """What must be said beside anything of a sheet that was not read: that it is the one."""
        picture = self.picture
        if picture is None or picture.read or not picture.is_sheet:
            return {}
        return {"sheets": (picture.name,)}


def counts(picture: SheetPicture) -> str:
    """How many rows of a sheet were taken for what, and what is not shown of it."""
    many = {taken: picture.taken.count(taken) for taken in Taken}
    told = [
        counted(many[Taken.ITEM], "item") if picture.read else "This sheet was not read.",
        counted(many[Taken.THEME], "theme") if many[Taken.THEME] else "",
        f"{many[Taken.GOES_ON]:,} going on with the one above" if many[Taken.GOES_ON] else "",
        f"{counted(many[Taken.LEFT_OUT], 'row')} left out" if many[Taken.LEFT_OUT] else "",
        f"{counted(picture.more, 'more row')} not shown here" if picture.more else "",
        f"columns after the first {COLUMNS} not shown here" if picture.wider else "",
        "its columns are shown as rows" if picture.turned else "",
    ]
    return " · ".join(filter(None, told))
