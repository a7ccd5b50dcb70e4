"""Two answers: every field where people answered apart, the answers side by side, to be settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from marmot_tracker import clock
from marmot_tracker.services import answer_groups, disagreements, history_things
from marmot_tracker.services.answer_groups import Group, Settled
from marmot_tracker.services.disagreements import Disagreement, Editor
from marmot_tracker.services.wording import counted
from ui import theme
from ui.bridge import Bridge
from ui.dialogs.keep_shown import KeepShownDialog
from ui.messages import Tone
from ui.pages.asking_why import AskingWhy
from ui.pages.page import Page
from ui.pages.third_answers import ThirdAnswers
from ui.widgets import page_frame
from ui.widgets.empty import Empty
from ui.widgets.group_chips import GroupChips
from ui.widgets.settling_card import SettlingCard
from ui.widgets.table_model import Cell, Column, TableModel
from ui.widgets.table_model import Tone as CellTone
from ui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    uid: str
    of: Disagreement


def _columns() -> tuple[Column[Row], ...]:
    return (
        Column(
            "reference",
            "Of what",
            lambda row: Cell(
                row.of.called.reference or row.of.called.title,
                CellTone.STRONG,
                row.of.called.title if row.of.called.reference else "",
            ),
            lambda row: row.of.called.words.casefold(),
            width=0,
            spoken=lambda row: spoken(row.of),
        ),
        Column(
            "field",
            "Which value",
            lambda row: Cell(row.of.field_words, beneath=_beneath(row.of), lines=2),
            lambda row: row.of.field_words.casefold(),
            width=20,
        ),
    )


def pasted(of: Disagreement) -> str:
    """What may be pasted of a line: of restricted evidence not what the answers say."""
    if not of.restricted:
        return spoken(of)
    who = " and ".join(f"one by {each.who}" for each in of.answers)
    return f"{of.called.words}. {of.field_words}, of restricted evidence: {who}, not shown here."


def spoken(of: Disagreement) -> str:
    """A line of the list in one sentence."""
    said = "; ".join(f"{each.words or 'nothing'}, by {each.who}" for each in of.answers)
    return f"{of.called.words}. {of.field_words}: {said}."


def _beneath(of: Disagreement) -> str:
    who = " and ".join(dict.fromkeys(each.who for each in of.answers))
    return f"by {who}" if who else counted(len(of.answers), "answer")


ALL_WORDS = "Everybody"


class TwoAnswersPage(Page):
    """A list at the left, the answers of the chosen line beside each other at the right.

    Above them a chip for each group of people who differ from each other; what is done for *all of
    these* is done for the group that is chosen.
    """

    key: ClassVar[str] = "two_answers"
    words: ClassVar[str] = "Two answers"
    depends_on: ClassVar[frozenset[str]] = frozenset(history_things.KIND_WORDS)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.model: TableModel[Row] = TableModel(_columns(), self)
        self.table = TableView("Two answers to settle")
        self.table.show_model(self.model)
        self.card = SettlingCard()
        self.third = ThirdAnswers(bridge, self)
        self.asking_why = AskingWhy(bridge, self)
        self.chips = GroupChips("Show only what differs between")
        self.keep_all = QPushButton("Keep the one shown for all of these…")
        self._groups: dict[str, Group] = {}
        self._all: list[Disagreement] = []
        self._wanted = ""
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setProperty("ring", True)
        area.setAccessibleName("The answers")
        area.setWidget(self.card)
        frame = QFrame()
        frame.setProperty("kind", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(area)
        frame.setMinimumWidth(52 * theme.STEP)
        self.splitter = page_frame.Beside(self.table, frame, steps=(52, 78))
        self._empty = Empty()
        self._empty.tell(
            "Nothing to settle",
            "Where two people answer the same thing in two copies, both answers are kept and "
            "shown here side by side until somebody chooses.",
            "See the history",
        )
        self._stack = page_frame.either(self.splitter, self._empty)
        page_frame.lay_out(self, self.words, self.chips, self._stack, buttons=(self.keep_all,))

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_chosen)
        self.table.row_opened.connect(lambda _uid: self.card.take_focus())
        self.card.kept.connect(self._keep)
        self.card.third_asked.connect(self._ask_third)
        self.card.kept_thing.connect(self._keep_thing)
        self.card.withdrawn.connect(self._withdraw)
        self.card.followed.connect(self._follow)
        self.third.told.connect(lambda text: self.told.emit(text, Tone.SAVED))
        self.chips.chosen.connect(lambda _key: self._fill())
        self.keep_all.clicked.connect(self._ask_all)
        self._empty.asked.connect(lambda: self.asked.emit("history", ""))
        for signal in (self.bridge.opened, self.bridge.changed, self.bridge.looked):
            signal.connect(self._count)

    # ------------------------------------------------------------ reading

    def refresh(self) -> None:
        """Read what is to be settled."""
        self.bridge.ask("Reading the answers", disagreements.all_open, self._show)

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self._groups, self._all = {}, []
        self.model.set_rows([])
        self.chips.show_groups([])
        self.card.show_nothing()

    def _count(self, *_: object) -> None:
        """The number beside the page's name, also while another page is on show."""

        def then(many: int) -> None:
            self.counted.emit(str(many) if many else "")

        if self.bridge.facts is not None:
            self.bridge.ask("Counting the answers", disagreements.how_many, then)

    def _show(self, found: Sequence[Disagreement]) -> None:
        held: QWidget | None = self.window().focusWidget()
        on_card = held is not None and self.card.isAncestorOf(held)
        self.card.may_write = self.bridge.may_write
        self._all = list(found)
        self._show_groups()
        self._fill()
        self._stack.setCurrentIndex(0 if found else 1)
        self.counted.emit(str(len(found)) if found else "")
        done = held is self.keep_all and not (found and self.keep_all.isEnabled())
        if on_card or done:  # what was pressed has gone: the keyboard goes on in the list
            (self.table if found else self._empty.button).setFocus()

    def _show_groups(self) -> None:
        """A chip for each group, where there is more than one."""
        groups = answer_groups.grouped(self._all)
        self._groups = {"|".join(group.people): group for group in groups}
        several = len(groups) > 1
        chips = [(key, group.words, len(group.of)) for key, group in self._groups.items()]
        self.chips.show_groups([("", ALL_WORDS, len(self._all)), *chips] if several else [])
        self.chips.setVisible(several)
        self.keep_all.setVisible(bool(self._all) and self.bridge.may_write)

    def _fill(self) -> None:
        """Show the group that is chosen, and stay as near as can be to where the person was."""
        at = max(self.table.currentIndex().row(), 0)
        shown = self.of_group
        self.model.set_rows([Row(each.key, each) for each in shown])
        self.keep_all.setEnabled(len(shown) > 1)
        if not self._select_wanted() and shown and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(min(at, len(shown) - 1), 0))
        self._show_chosen()

    @property
    def of_group(self) -> list[Disagreement]:
        """What the group that is chosen differs in."""
        group = self._groups.get(self.chips.key)
        return list(group.of) if group is not None else self._all

    def _show_chosen(self, *_: object) -> None:
        chosen = self.chosen
        if chosen is None:
            self.card.show_nothing()
        else:
            self.card.show_answers(chosen)

    @property
    def chosen(self) -> Disagreement | None:
        """What the person is on."""
        row = self.model.find(self.table.current_uid)
        return row.of if row is not None else None

    # ------------------------------------------------------------ settling

    def _keep(self, change: str, reason: str) -> None:
        of = self.chosen
        if of is None:
            return
        words = next(each.words for each in of.answers if each.change == change)
        self._settle(
            of,
            f"Settle {name_of(of)}",
            disagreements.settle,
            f"{_capital(name_of(of))} is settled as {words or 'empty'}.",
            reason,
            kind=of.kind,
            uid=of.uid,
            field=of.field,
            change=change,
            today=clock.today(),
        )

    def _keep_thing(self, reason: str) -> None:
        if (of := self.chosen) is not None:
            said = f"{of.called.words} is kept."
            self._settle(of, "Keep it", disagreements.keep, said, reason, kind=of.kind, uid=of.uid)

    def _withdraw(self, reason: str) -> None:
        if (of := self.chosen) is not None:
            said = f"{of.called.words} is withdrawn."
            self._settle(
                of, "Withdraw it", disagreements.withdraw, said, reason, kind=of.kind, uid=of.uid
            )

    def _settle(
        self,
        of: Disagreement,
        label: str,
        verb: Callable[..., Any],
        said: str,
        reason: str,
        **given: Any,
    ) -> None:
        if of.editor is Editor.WITHDRAWN:
            label = f"{label.partition(' ')[0]} {called(of)}"
        self.bridge.do(
            label,
            verb,
            then=lambda _done: self.told.emit(said, Tone.SAVED),
            edit_reason=reason,
            **given,
        )

    def _ask_all(self) -> None:
        """Show what keeping the one shown settles in this group, and settle it as one edit."""
        found = self.of_group
        group = self._groups.get(self.chips.key)
        whose = f"Between {group.words}." if group is not None else ""
        dialog = KeepShownDialog(self, whose=whose, found=found)
        dialog.accepted.connect(lambda: self._keep_all(found, dialog.value()))
        dialog.open()

    def _keep_all(self, found: Sequence[Disagreement], reason: str) -> None:
        shown = answer_groups.shown_of(found)

        def then(done: Settled) -> None:
            left = f" {counted(done.left, 'value')} changed meanwhile and were left."
            self.told.emit(
                f"{counted(done.settled, 'value')} settled as shown.{left if done.left else ''}",
                Tone.SAVED,
            )

        self.bridge.do(
            f"Keep the one shown for {counted(len(shown), 'value')}",
            answer_groups.keep_shown,
            then=then,
            edit_reason=reason,
            shown=shown,
            today=clock.today(),
        )

    def _ask_third(self) -> None:
        if (of := self.chosen) is not None:
            self.third.ask(of)

    def _follow(self) -> None:
        if (of := self.chosen) is not None and of.recommendation:
            self.asked.emit("recommendations", of.recommendation)

    # ------------------------------------------------------------ as a page

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {"why": self._why, "copy": self._copy}

    def show_asked(self, what: object) -> None:
        """Show the answers of one field, named by its key or `uid of recommendation|field`."""
        self._wanted = str(what)
        self._select_wanted()

    def _select_wanted(self) -> bool:
        """Go to what was asked for, once it is read; in another group, show everybody's."""
        if not self._wanted:
            return False
        uid, _, field = self._wanted.partition("|")
        for of in self._all:
            named = {of.field, of.field_words}
            if self._wanted == of.key or (of.recommendation == uid and field in named):
                self._wanted = ""
                if self.model.find(of.key) is None:
                    self.chips.choose("")
                    self._fill()
                return self.table.select(of.key)
        return False

    def take_focus(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()

    def _why(self) -> None:
        of = self.chosen
        if of is None:
            return
        if of.recommendation and of.kind in ("recommendation", "extra_value") and of.field:
            field = of.field if of.kind == "recommendation" else of.field_words
            name = of.called.reference or of.called.title
            self.asking_why.of_field(of.recommendation, name, field, self.table)
        else:
            self.asking_why.show(f"Why? {of.field_words}", [pasted(of)], self.table)

    def _copy(self) -> None:
        if self.table.copy_rows():
            self.told.emit("Copied as a table.", Tone.DONE)


def name_of(of: Disagreement) -> str:
    """`rating of 5.4`."""
    return f"{of.field_words[:1].lower()}{of.field_words[1:]} of {called(of)}"


def called(of: Disagreement) -> str:
    """What it is about, as the name of an edit says it: evidence is never named by its title."""
    return of.called.reference or ("evidence" if of.kind == "evidence" else of.called.title)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
