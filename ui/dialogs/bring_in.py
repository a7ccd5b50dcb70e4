"""What a colleague's copy would bring, before it comes in whole, and what is put back after."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QScrollArea, QWidget

from marmot_tracker.services import wording
from marmot_tracker.services.coming_in import Coming
from ui import theme
from ui.dialogs.bring_in_lines import (
    COLUMNS,
    HEADING,
    TICK,
    CopyRow,
    HeadedDelegate,
    in_full,
    in_short,
    name_of,
    rows_of,
)
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.delegates import TickDelegate
from ui.widgets.form import small
from ui.widgets.group_chips import GroupChips
from ui.widgets.table_model import Roles, TableModel
from ui.widgets.table_view import TableView

DETAIL_LINES = 2
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class BringInAnswer:
    """Which lines are put back after it came in, by key, and why."""

    put_back: frozenset[str]
    reason: str


class BringInDialog(FormDialog):
    """Lists what would come in, by who wrote it; the copy comes in whole or not at all.

    A ticked line is put back after it came in, all of them in one edit with one reason. Where the
    copy erases what is held here, it waits until the person agrees. `again` says why the list is
    shown anew.
    """

    def __init__(self, parent: QWidget | None, coming: Coming, *, again: str = "") -> None:
        many = wording.counted(coming.entries, "change")
        super().__init__(
            parent,
            heading=f"{coming.file} holds {many} that this tracker lacks",
            more="What the copy erases is gone; all else of both sides is kept. A backup is made "
            "first."
            if coming.to_agree
            else "It comes in whole, and nothing here is lost: both sides are kept. A backup is "
            "made first, and named when it is done.",
            accept="Bring it in",
        )
        self.coming = coming
        self._ticked: set[str] = set()
        self.widen(140, 88)
        self.agree = QCheckBox("Let it go here and from the backups on this computer, too")
        self.agree.setVisible(coming.to_agree)
        self._tell_first(again)
        self._show_groups()
        self._show_lines()
        self.reason = self.form.add(
            "Put back, &why",
            QLineEdit(),
            help_text="One edit with your name, after the copy came in; one Undo takes it back. "
            "Whoever wrote the line is told at their next opening.",
        )
        self.body.addWidget(self.form)  # beneath the list
        if coming.to_agree:
            self.accept_button.setEnabled(False)
            self.agree.toggled.connect(self.accept_button.setEnabled)
        self._follow()

    # ------------------------------------------------------------ building

    def _tell_first(self, again: str) -> None:
        """What must be known before the list is read."""
        coming = self.coming
        self.summary = note(in_short(coming))
        self.summary.setProperty("type", "strong")
        self.summary.setAccessibleName("What it brings, in short")
        told = [again, *(coming.erasures if coming.to_agree else ()), *coming.apart]
        for words in told:
            if words:
                self.body.addWidget(note(words))
        self.body.addWidget(self.agree)
        self.body.addWidget(self.summary)
        for words in coming.ahead:
            late = note(words)
            late.setProperty("tone", "missing")
            self.body.addWidget(late)

    def _show_groups(self) -> None:
        """A chip for each person, and one for all that lies outside somebody's own part."""
        self.chips = GroupChips("Show only what came from")
        groups = self.coming.groups
        lines = sum(len(of.lines) for of in groups)
        outside = sum(of.outside for of in groups)
        chips = [("", "Everybody", lines)]
        if outside:
            chips.append((OUTSIDE, "Outside their own part", outside))
        if len(groups) > 1:
            chips += [(f"{HEADING}{of.who}", name_of(of), len(of.lines)) for of in groups]
        self.chips.show_groups(chips if len(chips) > 1 else [])
        self.chips.setVisible(len(chips) > 1)
        self.chips.chosen.connect(lambda _key: self._fill())
        self.body.addWidget(self.chips)

    def _show_lines(self) -> None:
        self.model: TableModel[CopyRow] = TableModel(COLUMNS, self)
        self.table = TableView("Changes in the copy")
        self.table.setAcceptDrops(False)
        self.table.setMinimumHeight(theme.STEP * 26)
        self.table.show_model(self.model)
        self.table.setSortingEnabled(False)
        self.table.setItemDelegate(HeadedDelegate(self.table))
        self.table.setItemDelegateForColumn(TICK, _HeadedTickDelegate(self.table))
        self.table.clicked.connect(self._clicked)
        self.table.row_opened.connect(lambda uid: self._toggle([uid]))
        self.table.current_changed.connect(self._tell)
        self.table.installEventFilter(self)
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail.setAccessibleName("The chosen line in full")
        self._full = QScrollArea()
        self._full.setFrameShape(QFrame.Shape.NoFrame)
        self._full.setWidgetResizable(True)
        self._full.setWidget(self.detail)
        self._full.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it is read with the line itself
        self._fit_detail()
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._full)
        self.keys = small("Space ticks the chosen lines to be put back; on a name, all of theirs.")
        self.body.addWidget(self.keys)
        self._fill()
        first = next((row for row in self.model.all_rows if row.line is not None), None)
        if first is not None:
            self.table.select(first.uid)

    def _fill(self) -> None:
        """Show whose lines are asked for."""
        key, groups = self.chips.key, self.coming.groups
        if key.startswith(HEADING):
            groups = tuple(of for of in groups if f"{HEADING}{of.who}" == key)
        rows = rows_of(groups, self._ticked)
        if key == OUTSIDE:
            rows = [row for row in rows if (row.line.outside if row.line else bool(row.of.outside))]
        self.model.set_rows(rows)
        self.table.clearSpans()
        height = round(QFontMetricsF(self.table.font()).height() + 2.5 * theme.STEP)
        for at, row in enumerate(rows):
            if row.line is None:
                self.table.setSpan(at, TICK, 1, len(COLUMNS))
                self.table.setRowHeight(at, height)
        self._tell()

    # ------------------------------------------------------------ ticking

    def _clicked(self, index: object) -> None:
        place = self.table.currentIndex()
        if place.column() == TICK:
            self._toggle([str(place.data(Roles.UID) or "")])

    def _toggle(self, uids: list[str]) -> None:
        """Tick rows, or take their ticks away, as the first of them is not ticked yet."""
        keys = [key for uid in dict.fromkeys(uids) for key in self._keys(uid)]
        if not keys:
            return
        if all(key in self._ticked for key in keys):
            self._ticked.difference_update(keys)
        else:
            self._ticked.update(keys)
        self._fill()
        self._follow()

    def _keys(self, uid: str) -> list[str]:
        """The lines that a row stands for, those that can be put back."""
        if not uid.startswith(HEADING):
            row = self.model.find(uid)
            return [uid] if row is not None and row.line and row.line.can_put_back else []
        rows = (row for row in self.model.all_rows if f"{HEADING}{row.of.who}" == uid)
        return [row.line.key for row in rows if row.line and row.line.can_put_back]

    def _follow(self) -> None:
        """The reason is asked for once something is ticked; the button says what it will do."""
        many = len(self._ticked)
        self.form.setVisible(bool(many))
        back = f" and put {wording.counted(many, 'line')} back" if many else ""
        self.name_accept(f"Bring it in{back}")
        self.fit()

    def _tell(self, *_: object) -> None:
        self.detail.setText(in_full(self.model.find(self.table.current_uid)))

    # ------------------------------------------------------------ the answer

    def value(self) -> BringInAnswer:
        """The answer as it stands."""
        return BringInAnswer(frozenset(self._ticked), self.reason.text().strip())

    def faults(self) -> dict[QWidget, str]:
        lacking = self._ticked and not self.reason.text().strip()
        return {self.reason: "Say why: whoever wrote it will read it." if lacking else ""}

    # ------------------------------------------------------------ what Qt tells

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.accept_button.isEnabled():  # where Enter brings it in; in the list it ticks
            self.accept_button.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "detail"):
            self._fit_detail()

    def _fit_detail(self) -> None:
        """Room for so many whole lines of the present font; what is longer scrolls."""
        self._full.setFixedHeight(self.detail.fontMetrics().lineSpacing() * DETAIL_LINES + 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks every chosen row."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
        ):
            self._toggle([self.table.current_uid, *self.table.selected_uids()])
            return True
        return super().eventFilter(watched, event)


class _HeadedTickDelegate(HeadedDelegate, TickDelegate):
    """Paints a tick box, and the heading of one person's lines."""
