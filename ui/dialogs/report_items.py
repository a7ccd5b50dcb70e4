"""The recommendations found in a report, looked through before they are compared with the tracker.

One side shows the pages with the items outlined, the other lists them, those to look at first, over
an editor of the chosen one. Each step can be taken back; nothing is written here. What goes on is
what would have been read, had the document been read as the person says.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.reports.drafts import Drafts
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.services.wording import counted
from ui.dialogs.report_items_editor import ItemEditor
from ui.dialogs.report_items_list import ItemsList
from ui.dialogs.report_items_rows import called
from ui.dialogs.report_items_steps import Steps
from ui.dialogs.report_items_told import (
    going_on,
    nothing_found,
    outcome,
    summed_up,
    wordless,
)
from ui.dialogs.review_frame import ReviewFrame
from ui.messages import Tone
from ui.tasks import Task
from ui.widgets.document_view import DocumentView, Outline
from ui.widgets.form import small
from ui.widgets.page_frame import Beside

LOST = "What you did here would be lost."
NEVER = 100_000
"""Letters across that no window has: the editor stays beneath the list."""


class ReportItemsDialog(ReviewFrame):
    """`gone_on(ReadResult)` hands on what is to be compared with the tracker; whoever opened the
    dialog answers with `follow`, and then shows the next step over it, or `refuse`.

    Keys: F8 the next to look at, Ins marks one on the page, Ctrl+N types one, Ctrl+Z and Ctrl+Y,
    F6 from pane to pane, Ctrl+Enter goes on; in the list A, Del, M, and Enter to correct.
    """

    gone_on = Signal(object)

    def __init__(
        self, parent: QWidget | None, result: ReadResult, view: DocumentView | None = None
    ) -> None:
        """`view` is one whose pages somebody draws."""
        super().__init__(parent)
        self.found = result
        first = Drafts.of(result)
        self.steps = Steps(first)
        self._looked_at = {one.number for one in first.drafts if one.waits}
        self._waiting = False
        self._showing = False
        self._leaving = False
        self._pointed = 0
        self.view = view or DocumentView()
        self.items = ItemsList(paged=bool(result.pages))
        self.editor = ItemEditor()
        self.notes_button = QPushButton()
        self.notes = small("\n".join(result.notes))
        self._dress()
        right = Beside(self.items, self.editor, steps=(58, 42), roomy=NEVER)
        self.lay_out(self.view, right, self.notes_button, self.notes, shares=(48, 52))
        self._connect()
        self.view.show_document(result, pages=result.pages)
        self._show()
        self.items.go_to_first()

    # ------------------------------------------------------------ building

    def _dress(self) -> None:
        self.heading.setText(f"Found in {self.found.source_name}")
        self.explained.setText(self.found.message)
        self.explained.setVisible(bool(self.found.items))
        many = len(self.found.notes)
        self.notes_button.setText(f"{counted(many, 'note')} on how it was read")
        self.notes_button.setProperty("kind", "link")
        self.notes_button.setAutoDefault(False)
        self.notes_button.setCheckable(True)
        self.notes_button.setVisible(many > 0)
        self.notes_button.toggled.connect(self.notes.setVisible)
        self.notes.hide()
        self.view.bar.mark.setToolTip("Add one by marking its words on the page (Ins)")
        self.cancel_button.setToolTip("Leave everything as it was (Esc)")
        self.accept_button.setToolTip("See what they would change in the tracker (Ctrl+Enter)")

    def _connect(self) -> None:
        self.items.wished.connect(self.do)
        self.items.gone_to.connect(self._gone_to)
        self.items.opened.connect(self.editor.take_focus)
        self.items.table.clicked.connect(lambda _index: self._bring())
        self.items.empty.asked.connect(lambda: self.do(nothing_found(self.found)[3]))
        self.editor.typed.connect(self._settle)
        self.editor.split_asked.connect(lambda: self.do("split"))
        self.editor.trim_asked.connect(lambda: self.do("trim"))
        self.view.item_pressed.connect(self._pressed)
        self.view.marked.connect(self._marked)
        for keys, wish in (
            ("F8", "next"),
            ("Ins", "mark"),
            ("Ctrl+N", "type"),
            ("Ctrl+Z", "undo"),
            ("Ctrl+Y", "redo"),
            ("Ctrl+Shift+Z", "redo"),
            ("Ctrl+Shift+S", "split"),
            ("Ctrl+Shift+K", "trim"),
            ("Ctrl+F", "filter"),
        ):
            QShortcut(QKeySequence(keys), self, lambda wish=wish: self.do(wish))

    # ------------------------------------------------------------ showing

    @property
    def drafts(self) -> Drafts:
        """The items as they are now."""
        return self.steps.now

    def _show(self, number: int = 0) -> None:
        """Show the items as they are, and go to one of them."""
        drafts = self.drafts
        self._looked_at |= {one.number for one in drafts.drafts if one.waits}
        self.summary.setText(summed_up(drafts))
        self._showing = True
        self.items.show_drafts(drafts, self._looked_at)
        if number and not self.items.go_to(number):
            self.items.filter.clear()
            self.items.go_to(number)
        self._showing = False
        self.items.offer_steps(self.steps.undo_words, self.steps.redo_words)
        self.view.show_items(
            [
                Outline(
                    one.number,
                    one.item.reference,
                    one.item.spots,
                    one.item.paragraphs,
                    one.state,
                    one.waits,
                )
                for one in drafts.drafts
            ]
        )
        if not drafts.drafts:
            heading, more, step, _code = nothing_found(self.found)
            self.items.empty.tell(heading, more, step)
        self._show_chosen()
        self._hold(self._waiting)

    def _show_chosen(self) -> None:
        number = self.items.number
        self.editor.show_draft(self.drafts.find(number) if number else None)
        if number and number != self._pointed:  # the page stays while this one is worked on
            self.view.go_to(number)
        self._pointed = number

    def _bring(self) -> None:
        """Show the page of the chosen one again, wherever the person had turned to."""
        self._pointed = 0
        self._show_chosen()

    def _gone_to(self, _number: int) -> None:
        """The person went to another item: take over what was typed for the one before."""
        if self._showing or self.items.number == self.editor.number:
            return
        wanted = self.items.number
        if self.editor.changes():
            self._settle(then=wanted)
        self._show_chosen()

    def _hold(self, held: bool) -> None:
        self._waiting = held
        for pane in (self.splitter, self.notes_button):
            pane.setEnabled(not held)
        many = going_on(self.drafts)
        self.accept_button.setText(f"Go on with {many:,}" if many else "Go on")
        self.accept_button.setEnabled(many > 0 and not held)
        self.outcome.setText("Comparing it with the tracker…" if held else outcome(self.drafts))

    def follow(self, task: Task) -> None:
        """What goes on is compared with the tracker: show how far, and change nothing meanwhile."""
        self.messages.clear()
        self.progress.follow(task)
        task.finished.connect(self._free)
        self._hold(True)

    def _free(self) -> None:
        if isValid(self) and self._waiting:
            self._hold(False)

    def refuse(self, fault: TrackerError) -> None:
        """It cannot go on so, and why."""
        if isValid(self):
            self._hold(False)
            self.messages.tell_fault(fault)

    # ------------------------------------------------------------ what the person does

    def do(self, wish: str) -> None:
        """Do what a button or a key says, with what was typed taken over first."""
        button = self.items.buttons.get(wish)
        if self._waiting or (button is not None and not button.isEnabled() and wish != "next"):
            return
        numbers = self.items.chosen()
        if wish in ("split", "trim"):
            self._cut(wish)
        elif wish in ("undo", "redo"):
            self._step(wish)
        elif not self._settle():
            return
        elif wish in ("accept", "leave_out") and numbers:
            self._say(wish, numbers)
        elif wish == "merge" and numbers:
            self._merge(numbers)
        elif wish == "mark":
            self.view.begin_marking()
        elif wish == "type":
            self._type_one()
        elif wish == "next":
            self._next()
        elif wish == "filter":
            self.items.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _change(self, does: Callable[[], int], then: int = 0) -> bool:
        """Do one step, and go to `then` or to the item it tells; False where it cannot be done."""
        try:
            number = does()
        except TrackerError as fault:
            self.messages.tell_fault(fault)
            return False
        self.messages.clear()
        self._leaving = False
        self._show(then or number)
        return True

    def _settle(self, then: int = 0) -> bool:
        """Take over what was typed, in one step; False where it cannot be, and was put back."""
        number, values = self.editor.number, self.editor.changes()
        if not values or self._showing or all(one.number != number for one in self.drafts.drafts):
            return True
        if self._change(lambda: self.steps.correct(number, values), then):
            return True
        self.items.go_to(number)
        self.editor.show_draft(self.drafts.find(number), afresh=True)
        return False

    def _say(self, wish: str, numbers: list[int]) -> None:
        """Accept items or leave them out, and go on to the next that is open."""
        waited = any(self.drafts.find(number).waits for number in numbers)
        then = self._next_open(numbers[-1], besides=numbers) if waited else 0
        does = self.steps.accept if wish == "accept" else self.steps.leave_out
        self._change(lambda: does(numbers), then)

    def _merge(self, numbers: list[int]) -> None:
        """Make one of several, or of one and the next; one that was not shown is told."""
        shown = {one.number for one in self.items.shown()}
        before = {one.number: one.item for one in self.drafts.drafts}
        if not self._change(lambda: self.steps.merge(numbers)):
            return
        gone = before.keys() - {one.number for one in self.drafts.drafts}
        for number in gone - shown:
            whole = called(before[numbers[0]])
            self.messages.tell(
                f"{called(before[number])} is now part of {whole}: it was hidden by the filter."
            )

    def _next_open(self, number: int, *, besides: list[int]) -> int:
        """The next item that waits, in the order shown and round again; 0 where none does."""
        shown = self.items.shown()
        at = next((at for at, one in enumerate(shown) if one.number == number), -1)
        after = [*shown[at + 1 :], *shown[: at + 1]]
        return next((one.number for one in after if one.waits and one.number not in besides), 0)

    def _next(self) -> None:
        here = self.items.number
        found = self._next_open(here, besides=[here])
        if found:
            self.items.go_to(found)
        elif not (here and self.drafts.find(here).waits):
            self.messages.tell("Nothing is left to look at.", Tone.DONE)

    def _cut(self, wish: str) -> None:
        """Split the wording at the cursor, or keep what is marked of it."""
        number, at, (start, end) = (
            self.editor.number,
            self.editor.cursor_at(),
            self.editor.marked(),
        )
        if not number or not self._settle():
            return
        if wish == "trim":
            self._change(lambda: self.steps.trim(number, start, end))
        elif self._change(lambda: self.steps.split(number, at)) and number in self._looked_at:
            self._looked_at.add(self.drafts.made)  # beside the one it comes from
            self._show(self.drafts.made)

    def _step(self, wish: str) -> None:
        """Take back what is typed or the last step, or do it again."""
        if self.editor.changes():
            number = self.editor.number
            self.editor.show_draft(self.drafts.find(number), afresh=True)
            return
        words = self.steps.undo_words if wish == "undo" else self.steps.redo_words
        if words:
            self.messages.clear()
            self._show(self.steps.undo() if wish == "undo" else self.steps.redo())

    # ------------------------------------------------------------ one more

    def _marked(self, item: ReadItem) -> None:
        """Add what was marked on the page, where it is printed; a scan's words are then typed."""
        self._add(item, "add one by marking it", None)

    def _type_one(self) -> None:
        """Add one without words: on the page that is shown, else after the one the person is on."""
        page = self.view.page
        where = f"p. {page}" if page else ""
        item = ReadItem(
            "",
            "",
            "",
            "",
            where,
            fields={"page": str(page)} if page else {},
            places=(where,) if where else (),
        )
        self._add(item, "type one", None if page else self.items.number or None)

    def _add(self, item: ReadItem, words: str, after: int | None) -> None:
        if not self._settle():
            return
        self._change(lambda: self.steps.add(item, words, after))
        self.editor.take_focus(wording=not item.text)

    def _pressed(self, number: int) -> None:
        if not self.items.go_to(number):
            self.items.filter.clear()
            self.items.go_to(number)

    # ------------------------------------------------------------ leaving

    def accept(self) -> None:
        """Hand on what is to go on; the dialog stays, to come back to."""
        if not self.accept_button.isEnabled() or not self._settle():
            return
        self.view.end_marking()
        empty = wordless(self.drafts)
        if empty is not None:
            self._show(empty.number)
            self.messages.tell(
                f"{called(empty.item)} has no wording yet: type it, or leave it out.".capitalize(),
                Tone.FAULT,
            )
            self.editor.take_focus(wording=True)
            return
        self.gone_on.emit(self.drafts.result(self.found))

    def reject(self) -> None:
        """End marking; else leave, but ask before anything that was done here is lost."""
        if self.view.is_marking:
            self.view.end_marking()
            return
        if (self.steps.undo_words or self.editor.changes()) and not self._leaving:
            self.messages.tell(LOST, action="Leave anyway", then=self._leave, dismiss="Stay")
            return
        super().reject()

    def _leave(self) -> None:
        self._leaving = True
        self.reject()

    def begin(self) -> None:
        super().begin()
        self.items.go_to(self.items.number)
        self._bring()

    def first_focus(self) -> QWidget:
        return self.items.table if self.drafts.drafts else self.items.empty.button

    def next_pane(self) -> None:
        self._go_round(1)

    def pane_before(self) -> None:
        self._go_round(-1)

    def _go_round(self, by: int) -> None:
        """From the list to the editor, to the page, and round again."""
        panes: list[QWidget] = [self.items, self.editor, self.view]
        panes = [pane for pane in panes if pane.isVisible()]
        focused = self.focusWidget()
        at = next((at for at, pane in enumerate(panes) if pane.isAncestorOf(focused)), -1)
        pane = panes[(at + by) % len(panes)]
        if pane is self.editor:
            self.editor.take_focus()
        elif pane is self.items:
            self.first_focus().setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
