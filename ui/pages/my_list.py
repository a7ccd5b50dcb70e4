"""My list: what is asked of me in the reporting period, each row *Still right* or *Update*."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QItemSelection, QModelIndex, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from marmot_tracker import profile
from marmot_tracker.services import my_list, people, programme
from marmot_tracker.services.filtering import Mine
from marmot_tracker.services.my_list import Asked, MyList
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted
from ui.bridge import Bridge
from ui.messages import Questions, Tone
from ui.pages.asking_why import AskingWhy
from ui.pages.attaching import Attaching
from ui.pages.calling import called
from ui.pages.confirming import Confirmed, Confirming
from ui.pages.editing import Editing
from ui.pages.my_list_columns import STILL, UPDATE, columns
from ui.pages.my_list_nothing import SEE_MINE, nothing
from ui.pages.page import Page
from ui.widgets import page_frame
from ui.widgets.button_delegate import ButtonDelegate
from ui.widgets.delegates import ChipDelegate
from ui.widgets.empty import Empty
from ui.widgets.form import small
from ui.widgets.period_card import PeriodCard
from ui.widgets.table_model import TableModel
from ui.widgets.table_view import TableView

ROW_ACTIONS = ("still_right", "rate", "owner", "due", "attach", "why", "copy")


@dataclass(frozen=True, slots=True)
class MyListData:
    """What one reading gives the page."""

    asked: MyList
    words: Words
    owners: tuple[str, ...]


def read_page(session: Any, *, today: Any, mine: Mine) -> MyListData:
    """My list with what its columns and dialogs need."""
    return MyListData(
        asked=my_list.read(session, today=today, mine=mine),
        words=programme.words(session),
        owners=tuple(owner.words for owner in people.owners(session)),
    )


class MyListPage(Page):
    """What a chair opens on. `wished(id)` asks the window for one of its actions."""

    key: ClassVar[str] = "my_list"
    words: ClassVar[str] = "My list"
    depends_on: ClassVar[frozenset[str]] = frozenset(
        {
            *("recommendation", "status_update", "decision", "date_revision", "assignment"),
            *("post", "organisation", "subgroup", "reporting_period", "source_report"),
            *("programme", "evidence", "evidence_link"),
        }
    )

    def __init__(self, bridge: Bridge, questions: Questions, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.editing = Editing(bridge, self)
        self.attaching = Attaching(bridge, questions, self)
        self.asking_why = AskingWhy(bridge, self)
        self.confirming = Confirming(bridge, self)
        self.model: TableModel[Asked] = TableModel(
            columns(Words(), bridge.today, may_write=True), self
        )
        self.table = TableView("My list")
        self.table.shares = {"text": 3, "said": 2}
        self.table.show_model(self.model)
        self.card = PeriodCard()
        self.everything = QPushButton("See everything")
        self.send = QPushButton("Send my changes…")
        self.send.setToolTip("Write what you changed into one small file for a mail")
        self.keys = small("S: still right.  Enter: update.  Ctrl+Z: undo.")
        self._empty = Empty()
        self._step = ""
        self._asked: MyList | None = None
        self._set_delegates()
        self._lay_out()
        self._connect()

    # ------------------------------------------------------------ building

    def _set_delegates(self) -> None:
        place = self.model.column_at
        self.table.setItemDelegateForColumn(place("rating"), ChipDelegate(self.table))
        for name in (STILL, UPDATE):
            self.table.setItemDelegateForColumn(place(name), ButtonDelegate(self.table))

    def _lay_out(self) -> None:
        self.everything.hide()
        self._stack = page_frame.either(
            page_frame.column(self.card, self.table, foot=(self.keys, self.send)), self._empty
        )
        page_frame.lay_out(self, self.words, self._stack, buttons=(self.everything,))

    def _connect(self) -> None:
        self.send.clicked.connect(lambda: self.wished.emit("send_changes"))
        self.everything.clicked.connect(lambda: self.wished.emit("everything"))
        self.card.asked.connect(self._card_pressed)
        self.table.clicked.connect(self._clicked)
        self.table.doubleClicked.connect(self._double_clicked)
        self.table.entered.connect(self._hovered)
        self.table.row_opened.connect(self._opened)
        self.table.files_dropped.connect(self._attach)
        self.table.selectionModel().selectionChanged.connect(self._chosen_changed)
        self.model.modelReset.connect(self._show_offer)
        self._empty.asked.connect(self._take_step)
        self.confirming.confirmed.connect(self._confirmed)
        self.confirming.told.connect(self.told)
        for part in (self.editing, self.attaching):
            part.told.connect(self._tell)
            part.saved.connect(lambda text: self.told.emit(text, Tone.SAVED))
        self.editing.offered.connect(self.offered)
        self.editing.started.connect(self.model.set_pending)
        self.attaching.started.connect(self.model.set_pending)
        self.bridge.faulted.connect(self.model.clear_pending)
        self.bridge.broke.connect(self.model.clear_pending)

    def offering(self) -> tuple[QWidget | None, Sequence[str]]:
        """Its list, and what a right click on a row offers."""
        return self.table, ROW_ACTIONS

    def show_switch(self, *, chair: bool, everything: bool) -> None:
        """Offer to see everything, or only this again; not to somebody without a subgroup."""
        self.everything.setVisible(chair)
        self.everything.setText("Show my part only" if everything else "See everything")

    # ------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Read what is asked again."""
        who = profile.load()
        self.bridge.ask(
            "Reading my list",
            read_page,
            self._show,
            today=self.bridge.today,
            mine=Mine(who.name, who.organisation, who.subgroup),
        )

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self._asked = None
        self.model.set_rows([])
        self.counted.emit("")

    def take_focus(self) -> None:
        """Begin at the first row that is not answered."""
        (self.table if self._stack.currentIndex() == 0 else self._empty.button).setFocus()

    def _show(self, data: MyListData) -> None:
        found = self._asked = data.asked
        self.editing.words, self.editing.owners = data.words, data.owners
        self.model.set_columns(
            columns(data.words, found.today, may_write=self.bridge.may_write), found.lines
        )
        self.keys.setVisible(self.bridge.may_write)
        self.period_read.emit(found.period)
        self.counted.emit(f"{found.answered} of {len(found.lines)}" if found.lines else "")
        if not found.lines:
            why = nothing(found, profile.load())
            self._step = why.step
            self._empty.tell(why.heading, why.more, why.button)
            self._stack.setCurrentIndex(1)
            return
        assert found.period is not None
        due = my_list.told_due(found.period.due, found.today)
        late = found.period.due is not None and found.period.due < found.today
        self.card.tell(
            answered=found.answered,
            of=len(found.lines),
            when=" · ".join(
                part for part in (found.period.name, due, my_list.told_not_asked(found)) if part
            ),
            late=late and not found.done,
        )
        self._stack.setCurrentIndex(0)
        if not self.table.currentIndex().isValid():
            first = next((line for line in found.lines if not line.answered), found.lines[0])
            self.table.select(first.uid)
        self._show_offer()

    def _show_offer(self) -> None:
        """The card's button: all that are chosen at once, or what follows when all is answered."""
        many = len(self._open_chosen())
        if not self.bridge.may_write:
            self.card.offer("")
        elif self._asked is not None and self._asked.done:
            self.card.offer("Send my changes…")
        else:
            self.card.offer(f"Still right: all {many} chosen" if many > 1 else "")

    def _chosen_changed(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._show_offer()

    def _card_pressed(self) -> None:
        if self._asked is not None and self._asked.done:
            self.wished.emit("send_changes")
        else:
            self.confirm()

    def _take_step(self) -> None:
        """What the empty page offers."""
        if self._step == SEE_MINE:
            self.asked.emit("recommendations", "is:mine")
        else:
            self.wished.emit(self._step)

    # ------------------------------------------------------------ what is asked for

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        on = self._on_current
        return {
            "still_right": self.confirm,
            "rate": lambda: on(self.editing.rate),
            "owner": lambda: on(self.editing.ask_owner),
            "due": lambda: on(self.editing.ask_due),
            "attach": lambda: on(self.attaching.attach),
            "why": lambda: on(self._ask_why),
            "copy": self._copy,
        }

    @property
    def is_read(self) -> bool:
        """Whether what is asked was read since the tracker was opened."""
        return self._asked is not None

    @property
    def is_asked(self) -> bool:
        """Whether something waits for an answer."""
        return self._asked is not None and not self._asked.done and bool(self._asked.lines)

    @property
    def current(self) -> RegisterRow | None:
        """The recommendation the person is on."""
        line = self.model.find(self.table.current_uid)
        return line.row if line is not None else None

    def _on_current(self, ask: Callable[[RegisterRow], object]) -> None:
        row = self.current
        if row is None:
            self.told.emit("Choose a row of your list first.", Tone.NEWS)
        else:
            ask(row)

    def _ask_why(self, row: RegisterRow) -> None:
        name = self.model.columns[max(self.table.currentIndex().column(), 0)].name
        field = name if name in ("reference", "text") else "rating"
        self.asking_why.of_field(row.uid, called(row), field, self.table)

    def _copy(self) -> None:
        many = self.table.copy_rows()
        if many:
            self.told.emit(f"Copied {counted(many, 'row')} as a table.", Tone.DONE)

    def _attach(self, uid: str, names: Sequence[str]) -> None:
        line = self.model.find(uid)
        if line is not None:
            self.table.select(uid)
            self.attaching.attach(line.row, [Path(name) for name in names])

    def _tell(self, text: str) -> None:
        self.told.emit(text, Tone.NEWS)
        self.model.clear_pending()

    # ------------------------------------------------------------ keys and clicks

    def _column_of(self, index: QModelIndex) -> str:
        return self.model.columns[index.column()].name

    def _clicked(self, index: QModelIndex) -> None:
        line = self.model.row(index)
        if line is not None and self.bridge.may_write:
            self._press(self._column_of(index), line)

    def _double_clicked(self, index: QModelIndex) -> None:
        line = self.model.row(index)
        if line is not None and self._column_of(index) not in (STILL, UPDATE):
            self.asked.emit("recommendations", line.uid)

    def _opened(self, uid: str) -> None:
        line = self.model.find(uid)
        name = self._column_of(self.table.currentIndex())
        if line is None or not self.bridge.may_write:
            return
        if not self._press(name, line):
            self.editing.rate(line.row)

    def _press(self, name: str, line: Asked) -> bool:
        """Press the button of a cell; False where the cell is none."""
        if name == STILL and not line.answered:
            self.confirm([line.uid])
        elif name == UPDATE:
            self.editing.rate(line.row)
        else:
            return False
        return True

    def _hovered(self, index: QModelIndex) -> None:
        line = self.model.row(index)
        button = self._column_of(index) == UPDATE or (
            self._column_of(index) == STILL and line is not None and not line.answered
        )
        shape = Qt.CursorShape.PointingHandCursor if button else Qt.CursorShape.ArrowCursor
        self.table.viewport().setCursor(shape)

    # ------------------------------------------------------------ still right

    def _open_chosen(self) -> list[str]:
        """The chosen rows that are not answered yet, from top to bottom."""
        lines = (self.model.find(uid) for uid in self.table.selected_uids())
        return [line.uid for line in lines if line is not None and not line.answered]

    def confirm(self, uids: Sequence[str] | None = None) -> None:
        """Say of the chosen rows (or those named) that they are as they were, as one edit."""
        wanted = list(uids) if uids is not None else self._open_chosen()
        lines = [line for uid in wanted if (line := self.model.find(uid)) is not None]
        if not lines:
            self.told.emit("Choose a row that is not answered yet.", Tone.NEWS)
            return
        names = {line.uid: called(line.row) for line in lines}
        for uid in names:
            self.model.set_pending(uid, STILL)
        self.confirming.confirm(names)

    def _confirmed(self, found: Confirmed) -> None:
        self.model.clear_pending()
        if found.written:
            self._go_on(found.written)
        if not found.lacking:
            return
        first, said = next(iter(found.lacking.items()))
        self.table.select(first)
        line = self.model.find(first)
        if line is not None and len(found.lacking) == 1 and not found.written:
            self.editing.rate(line.row, said=said)

    def _go_on(self, written: Sequence[str]) -> None:
        """Go to the next row that waits for an answer."""
        uids = [line.uid for line in self.model.shown_rows]
        at = max(uids.index(uid) for uid in written if uid in uids) if uids else -1
        waiting = [
            line.uid
            for line in (*self.model.shown_rows[at + 1 :], *self.model.shown_rows[: at + 1])
            if not line.answered and line.uid not in written
        ]
        if waiting:
            self.table.select(waiting[0])
