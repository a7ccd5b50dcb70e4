"""A list of answers with filter and pane: what the inbox and the list of what was decided share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from marmot_tracker.services import inbox_filtering as filtering
from marmot_tracker.services.inbox import InboxLine
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import FIELD_WORDS, FormField
from marmot_tracker.services.wording import counted
from ui import theme
from ui.messages import Tone
from ui.pages.inbox_columns import Told
from ui.pages.inbox_content import content_of, content_of_many
from ui.widgets import page_frame
from ui.widgets.delegates import ChipDelegate
from ui.widgets.empty import Empty
from ui.widgets.filter_bar import Chip, FilterBar, MenuChip
from ui.widgets.filter_keys import FilterKeys
from ui.widgets.inbox_pane import InboxPane
from ui.widgets.nothing_fits import NothingFits
from ui.widgets.table_model import Column, TableModel
from ui.widgets.table_view import TableView

HINT = "Filter: words, subgroup:, field:, is:two-answers"
LISTED = 12
"""So many choices a menu of the filter has at most."""


class AnswerLines(QWidget):
    """`told(text, tone)` is news, `asked(page, what)` wishes to see another page, `did(action)`
    for an action by its id.
    """

    told = Signal(str, object)
    asked = Signal(str, object)
    did = Signal(str)

    def __init__(
        self,
        name: str,
        columns: Callable[[Told], Sequence[Column[InboxLine]]],
        *,
        deciding: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self.told_in = Told(Words())
        self.model: TableModel[InboxLine] = TableModel(columns(self.told_in), self)
        self.filter = FilterBar()
        self.filter.box.setPlaceholderText(HINT)
        told = "\n".join(f"{field}:  {words}" for field, words in filtering.FIELDS.items())
        self.filter.box.setToolTip(f"Words to look for, and words with a colon:\n{told}")
        self.table = TableView(name)
        self.table.setAcceptDrops(False)
        self.table.shares = {"returned": 3, "sent": 2, "current": 2, "reason": 2}
        self.table.setItemDelegate(ChipDelegate(self.table))
        self.table.show_model(self.model)
        self.table.setMinimumWidth(36 * theme.STEP)
        NothingFits(self.table, self.model)
        self.pane = InboxPane(deciding=deciding)
        self.empty = Empty()
        self.periods: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._next: tuple[str, ...] = ()
        self.is_read = False
        self.splitter = page_frame.Beside(self.table, self.pane, steps=(76, 54), roomy=64)
        self._connect()

    def lay_out(self, *above: QWidget, beneath: Sequence[QWidget] = ()) -> None:
        """Put what stands above the list in its place, then the list, then what is beneath."""
        shown = page_frame.column(*above, self.filter, self.splitter)
        rows = shown.layout()
        assert isinstance(rows, QVBoxLayout)
        for part in beneath:
            rows.addWidget(part)
        self.stack = page_frame.either(shown, self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _connect(self) -> None:
        self.filter.changed.connect(self._filter)
        FilterKeys(self.filter.box, self.table)
        self.table.current_changed.connect(lambda _uid: self.show_pane())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.show_pane())
        self.table.row_opened.connect(lambda _uid: self.pane.take_focus())
        self.pane.did.connect(self.did)
        self.pane.gone.connect(self.go)
        self.pane.other_chosen.connect(self._go_to_other)

    # ------------------------------------------------------------ showing

    def show_lines(self, lines: Sequence[InboxLine], words: Words) -> None:
        """Show these, newly read, in the programme's words; those on one recommendation together."""
        lines = together(lines)
        self.told_in = Told(words)
        self.is_read = True
        self._folded = {line.uid: filtering.fold(line) for line in lines}
        held: QWidget | None = self.window().focusWidget()
        on_pane = held is not None and self.pane.isAncestorOf(held)
        self.model.set_columns(self._columns(self.told_in), lines)
        self.stack.setCurrentIndex(0 if lines else 1)
        self._show_filters(lines)
        self._filter(self.filter.text)
        self._next = ()
        self.show_pane()
        if not lines and (on_pane or held is self.table):
            self.empty.button.setFocus()
        elif on_pane and not any(button.hasFocus() for button in self.pane.buttons.values()):
            self.table.setFocus()  # what was pressed has gone

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self.is_read = False
        self._next = ()
        self.model.set_rows([])
        self.pane.show_nothing()
        self.filter.set_text("")

    def begin_at(self, next_uids: Sequence[str]) -> None:
        """Once they are read again, go to the first of these that is still there."""
        self._next = tuple(next_uids)

    def _go_on(self) -> None:
        if self.table.current_uid:
            return
        shown = {line.uid for line in self.model.shown_rows}
        for uid in self._next:
            if uid in shown:
                self.table.select(uid)
                return

    def chips(self, _lines: Sequence[InboxLine]) -> tuple[Chip, ...]:
        """What can be filtered by at one click; nothing unless a list has something."""
        return ()

    def _show_filters(self, lines: Sequence[InboxLine]) -> None:
        self.filter.set_chips([chip for chip in self.chips(lines) if chip.count])
        fields = Counter(line.field for line in lines)
        asked = tuple(
            (FIELD_WORDS[code], f"field:{code.value.replace('_', '-')}", fields[code])
            for code in FormField
            if fields[code]
        )
        menus = (
            MenuChip("Subgroup", _choices("subgroup", (line.subgroup for line in lines))),
            MenuChip("Answer to", asked),
            MenuChip("Return", _choices("return", (line.sent_to for line in lines))),
            MenuChip(
                "Period",
                _choices("period", (self.periods.get(line.for_return, "") for line in lines)),
            ),
        )
        self.filter.set_menus([menu for menu in menus if len(menu.choices) > 1])

    def _filter(self, text: str) -> None:
        query = filtering.parse(text)
        self.model.set_filter(
            lambda lines: filtering.select(lines, query, folded=self._folded, periods=self.periods)
        )
        self.filter.tell(self.model.rowCount(), len(self.model.all_rows), query.problems)
        self._go_on()
        self.table.select_first()
        self.filtered()

    def filtered(self) -> None:
        """Called once other lines are shown."""

    def show_pane(self) -> None:
        """Show what is chosen in full."""
        chosen = self.chosen()
        if not chosen:
            self.pane.show_nothing()
        elif len(chosen) == 1:
            self.pane.show_content(content_of(self.told_in, chosen[0], self.model.all_rows))
        else:
            self.pane.show_content(content_of_many(chosen))

    # ------------------------------------------------------------ as a part of a page

    @property
    def current(self) -> InboxLine | None:
        """The line the person is on."""
        return self.model.find(self.table.current_uid)

    def chosen(self) -> list[InboxLine]:
        """The chosen lines, from top to bottom; at least the one the person is on."""
        lines = self.table.selected_rows()
        current = self.current
        return list(lines) or ([current] if current is not None else [])

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each action does that both lists answer."""
        return {
            "copy": self._copy,
            "find": self._find,
            "clear": self.filter.clear,
            "go_to_recommendation": self.go,
            "next": lambda: self.table.step(1),
            "previous": lambda: self.table.step(-1),
        }

    def take_focus(self) -> None:
        """Put the keyboard into the list."""
        (self.table if self.stack.currentIndex() == 0 else self.empty.button).setFocus()

    def go(self) -> None:
        """See the recommendation that the line is about."""
        line = self.current
        if line is not None:
            self.asked.emit("recommendations", line.recommendation)

    def _go_to_other(self, uid: str) -> None:
        if not self.table.select(uid):
            self.filter.set_text("")
            self.table.select(uid)
        self.table.setFocus()

    def _copy(self) -> None:
        many = self.table.copy_rows()
        if many:
            self.told.emit(f"Copied {counted(many, 'row')} as a table.", Tone.DONE)

    def _find(self) -> None:
        self.filter.box.setFocus()
        self.filter.box.selectAll()


def together(lines: Sequence[InboxLine]) -> list[InboxLine]:
    """Everybody's answers on a recommendation one after another, each field's side by side.

    A recommendation stands where the first answer to it stood.
    """
    first: dict[str, int] = {}
    for at, line in enumerate(lines):
        first.setdefault(line.recommendation, at)
    order = {field: at for at, field in enumerate(FormField)}
    return sorted(lines, key=lambda line: (first[line.recommendation], order[line.field]))


def _choices(field: str, names: Iterable[str]) -> tuple[tuple[str, str, int], ...]:
    """The names of a menu, the most frequent first."""
    many = Counter(name for name in names if name)
    return tuple((name, f'{field}:"={name}"', count) for name, count in many.most_common(LISTED))
