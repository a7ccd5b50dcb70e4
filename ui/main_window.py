"""The main window: page list, message bar, one page at a time, menus, and the status line."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker import profile
from marmot_tracker.vocabulary import SAMPLE_MARK
from ui import settings, theme
from ui.actions import Actions
from ui.bridge import Bridge
from ui.looking_back import Moment
from ui.messages import MessageBar, Questions, Tone
from ui.pages.appearance import Appearance
from ui.pages.asking_who import AskingWho
from ui.pages.chair_view import ChairView
from ui.pages.dressing import Dressing
from ui.pages.file_commands import FileCommands
from ui.pages.kept_layout import KeptLayout
from ui.pages.listed import LISTED, makers
from ui.pages.looking_back import LookingBack
from ui.pages.page import Page
from ui.pages.page_counts import PageCounts
from ui.pages.page_stack import PageStack
from ui.pages.recommendations import RecommendationsPage
from ui.pages.returning import Returning
from ui.pages.sharing import Sharing
from ui.pages.side import Side
from ui.pages.start import StartPage
from ui.settings import Settings
from ui.tracker_facts import TrackerFacts
from ui.widgets import tab_order
from ui.widgets.page_list import PageList
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.scrolling import Scrolling
from ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from ui.pages.evidence import EvidencePage
    from ui.pages.history import HistoryPage
    from ui.pages.my_list import MyListPage
    from ui.pages.palette import Palette
    from ui.pages.summary import SummaryPage
    from ui.pages.two_answers import TwoAnswersPage

START, TRACKER = 0, 1


class MainWindow(QMainWindow):
    """Lists the pages and shows one; everything about the tracker goes through the bridge."""

    def __init__(
        self, bridge: Bridge, store: Settings, look: theme.Look, questions: Questions
    ) -> None:
        super().__init__()
        self.bridge = bridge
        self.store = store
        self.appearance = Appearance(look, store, self)
        self.messages = MessageBar()
        self.progress = ProgressStrip()
        self.start = StartPage()
        self.page_list = PageList()
        self.recommendations = RecommendationsPage(bridge, questions, store=store)
        here: dict[str, Callable[[], Page]] = {"recommendations": lambda: self.recommendations}
        self.pages = PageStack(LISTED, {**makers(bridge, questions), **here})
        self.commands = FileCommands(bridge, questions, store, self)
        self.sharing = Sharing(bridge, questions, self.messages, self)
        self.returning = Returning(bridge, questions, store, self.commands, self)
        self.looking_back = LookingBack(bridge, self)
        self.page_counts = PageCounts(bridge, self)
        self.view = ChairView(store, self)
        self.side = Side(bridge, self.page_list)
        self.layout_kept = KeptLayout(store, self)
        self.asking_who = AskingWho(bridge, store, self)
        self.status = StatusLine()
        self._answers = self._handlers()
        self.actions_table = Actions(self, self._run)
        self.dressing = Dressing(
            self.view, self.actions_table, self.menuBar(), self.page_list, self.pages
        )
        self._connect()
        self.pages.page(self.recommendations.key)
        self._lay_out()
        self.dressing.lay_out()
        self._show_start()
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.layout_kept.restore_window()
        self._show_pane(store.get(settings.PANE_SHOWN))

    # ------------------------------------------------------------ building

    # The other pages are made when they are first wanted.

    @property
    def my_list(self) -> MyListPage:
        """What a chair is asked."""
        return cast("MyListPage", self.pages.page("my_list"))

    @property
    def summary(self) -> SummaryPage:
        """Figures and charts."""
        return cast("SummaryPage", self.pages.page("summary"))

    @property
    def evidence(self) -> EvidencePage:
        """Every piece of evidence."""
        return cast("EvidencePage", self.pages.page("evidence"))

    @property
    def two_answers(self) -> TwoAnswersPage:
        """Where people answered apart."""
        return cast("TwoAnswersPage", self.pages.page("two_answers"))

    @property
    def history(self) -> HistoryPage:
        """Who did what, and when."""
        return cast("HistoryPage", self.pages.page("history"))

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            **self.commands.handlers(),
            **self.returning.handlers(),
            **self.looking_back.handlers(),
            "start": self.bridge.close,
            "save": self._already_saved,
            "quit": self.close,
            "pane": self._toggle_pane,
            **self.appearance.handlers(),
            **self.view.handlers(),
            **self.asking_who.handlers(),
            "periods": lambda: self.recommendations.commands.deciding.ask_periods(),  # noqa: PLW0108  not made yet
            "own_columns": self.recommendations.own.ask,
            "keys": self._show_shortcuts,
            "palette": self.find_command,
            "about": self._show_about,
        }

    def _lay_out(self) -> None:
        self.tracker = QWidget()
        row = QHBoxLayout(self.tracker)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.page_list)
        for listed in self.pages.listed:
            self.page_list.add(listed.key, listed.words)
        self.page_list.show_current(self.pages.current.key)
        beside = QVBoxLayout()
        beside.setSpacing(theme.STEP)
        beside.addWidget(Scrolling(self.pages), 1)
        beside.addWidget(self.status)
        row.addLayout(beside, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.tracker)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.looking_back.banner)
        column.addWidget(self.progress)
        column.addWidget(self._stack, 1)
        self.messages.lay_over(whole, self.page_list, self.status)
        self.setCentralWidget(whole)
        self.appearance.draw_icons(self.actions_table)

    def _connect(self) -> None:
        self.bridge.opened.connect(self._opened)
        self.bridge.refreshed.connect(self._refreshed)
        self.bridge.changed.connect(self._changed)
        self.bridge.closed.connect(self._show_start)
        self.bridge.closed.connect(self.messages.forget)
        self.bridge.faulted.connect(self.messages.tell_fault)
        self.messages.take_back = self.commands.undo
        self.bridge.started.connect(self.progress.follow)
        self.page_list.asked.connect(self.pages.show_page)
        self.page_list.who_asked.connect(self.asking_who.ask)
        self.page_list.switched.connect(self.view.switch)
        self.asking_who.answered.connect(self._who_answered)
        self.pages.made.connect(self._page_made)
        self.pages.shown.connect(self._page_shown)
        self.looking_back.looked.connect(self._looked)
        self.start.asked.connect(self._ask_start)
        self.start.open_requested.connect(lambda path: self.bridge.open(Path(path)))
        self.appearance.told.connect(self._tell_done)
        self.commands.told.connect(self.messages.tell)
        self.commands.made.connect(self._made)
        self.commands.offered.connect(self._offered)
        self.commands.checked.connect(self.status.was_checked)
        self.returning.told.connect(self.messages.tell)
        self.returning.offered.connect(self.messages.offer)
        self.returning.shown.connect(self.pages.show_asked)
        self.commands.page_asked.connect(self.pages.show_page)
        self.sharing.page_asked.connect(self.pages.show_asked)
        self.sharing.wished.connect(self._run)
        self.sharing.bring_in.connect(self.commands.preview_copy)
        self.bridge.replaced.connect(self.status.was_replaced)
        self.page_counts.counted.connect(self.page_list.set_count)

    def _page_made(self, page: Page) -> None:
        page.told.connect(self.messages.tell)
        page.offered.connect(self._offered)
        page.asked.connect(self.pages.show_asked)
        page.counted.connect(lambda count: self.page_list.set_count(page.key, count))
        page.wished.connect(self._run)
        page.let_go.connect(self.returning.look)
        page.period_read.connect(self.side.read)
        self.layout_kept.restore_page(page)
        self.returning.serve(page)

    # ------------------------------------------------------------ actions

    def _run(self, action_id: str) -> None:
        """Let the page on show answer what is asked for, else the window."""
        handler = self.pages.current.handlers().get(action_id) or self._answers.get(action_id)
        if handler is not None:
            handler()

    def _enable(self) -> None:
        answered = {*self._answers, *self.pages.current.handlers()}
        facts = self.bridge.facts
        self.actions_table.enable(
            is_open=facts is not None, may_write=self.bridge.may_write, answered=answered
        )
        back = self.bridge.looking_back is not None
        self.actions_table["today"].setEnabled(back)
        self._name_undo("undo", "Undo", facts.undo if facts and not back else "")
        self.messages.follow_undo(facts.undo if facts and not back else "")
        self._name_undo("redo", "Redo", facts.redo if facts and not back else "")

    def _page_shown(self, key: str) -> None:
        self.page_list.show_current(key)
        self._enable()

    def _looked(self, moment: Moment | None) -> None:
        """Show everything anew: for a past moment, or for today."""
        assert self.bridge.facts is not None
        self.messages.forget()  # what was said of another day, such as that nothing can be changed
        self._refreshed(self.bridge.facts)
        self.status.show_moment(moment.words if moment else "")
        for page in self.pages.pages:  # a number of another day is none
            page.counted.emit("")
        self.pages.read_all()

    # ------------------------------------------------------------ the tracker

    def _opened(self, facts: TrackerFacts) -> None:
        self._put_dialogs_away()
        self.messages.forget()
        self.status.clear()
        self.pages.clear()
        self._stack.setCurrentIndex(TRACKER)
        self._refreshed(facts)
        self.status.show_moment("")
        self.pages.show_page(self.view.opens_on(self.pages.listed))
        self.pages.read_all()
        self.pages.current.take_focus()
        self.sharing.opened(facts)

    def _refreshed(self, facts: TrackerFacts) -> None:
        called = facts.programme.name or facts.programme.place or facts.path.stem
        mark = f" – {SAMPLE_MARK}" if facts.programme.sample else ""
        self.setWindowTitle(f"{called} – {facts.path.name} – Marmot Tracker{mark}")
        self._enable()
        self.status.show_tracker(
            check_code=facts.check_code, read_only=bool(facts.read_only), kept=facts.kept
        )
        self.side.show()

    def _changed(self, kinds: frozenset[str]) -> None:
        self.status.was_saved()
        self.pages.changed(kinds)

    def _put_dialogs_away(self) -> None:
        """What was asked about another tracker is not answered into this one."""
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible() and not self.asking_who.asks_with(dialog):
                dialog.reject()

    def _show_start(self) -> None:
        self._put_dialogs_away()
        self.setWindowTitle("Marmot Tracker")
        self._stack.setCurrentIndex(START)
        self.start.show_recent(profile.load().recent)
        self._enable()
        self.status.clear()

    def _ask_start(self, key: str) -> None:
        {
            "new": self.commands.new,
            "open": self.commands.open,
            "load": self.commands.new_and_load,
            "sample": self.commands.sample,
        }[key]()

    # ------------------------------------------------------------ what is said

    def _made(self, text: str, then: Callable[[], object]) -> None:
        self.messages.tell(text, Tone.DONE, action="Open", then=then)

    def _offered(self, text: str, words: str, then: Callable[[], object]) -> None:
        self.messages.tell(text, action=words, then=then)

    def _tell_done(self, text: str) -> None:
        self.messages.tell(text, Tone.DONE)

    def _already_saved(self) -> None:
        self.sharing.save(self.status.saved_words())

    def _name_undo(self, action_id: str, verb: str, label: str) -> None:
        action = self.actions_table[action_id]
        action.setText(f"{verb} {label}".strip())
        action.setEnabled(bool(label))

    # ------------------------------------------------------------ wishes

    @cached_property
    def palette_of_commands(self) -> Palette:
        """Everything that can be asked for, by a word of it."""
        from ui.pages.palette import Palette

        return Palette(self.bridge, self.actions_table, self.pages, self.recommendations, self)

    def find_command(self) -> None:
        """Open the palette of everything that can be asked for."""
        self.palette_of_commands.open()

    def _show_shortcuts(self) -> None:
        from ui.dialogs.shortcuts import show_shortcuts

        show_shortcuts(self, self.actions_table.shortcuts())

    def _show_about(self) -> None:
        from ui.dialogs.plain import show_about

        show_about(self)

    def _who_answered(self) -> None:
        self.dressing.lay_out()
        self.side.show()
        if self.bridge.facts is not None:
            self.pages.read_all()

    def _toggle_pane(self) -> None:
        self._show_pane(self.actions_table["pane"].isChecked())

    def _show_pane(self, shown: bool) -> None:
        self.recommendations.pane.setVisible(shown)
        self.actions_table["pane"].setChecked(shown)
        self.store.put(settings.PANE_SHOWN, shown)

    # ------------------------------------------------------------ what Qt tells

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_order.order(self)
        return super().focusNextPrevChild(forward)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.returning.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.returning.dropped(event.mimeData())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "appearance"):
            self.appearance.redraw()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.layout_kept.keep(self.pages.pages, last=self.pages.current.key)
        facts = self.bridge.facts
        self.bridge.stop()
        if facts is not None and not facts.kept.in_place:
            self.sharing.tell_left(facts.path)
        event.accept()

    def report_bug(self, report: str) -> None:
        """Say once that something went wrong inside, with a report to copy."""
        self.messages.tell(
            "Something went wrong inside the program. What you did last may not be saved; what "
            "was saved before is as it was. Copy the report for whoever looks after the program.",
            Tone.FAULT,
            details=report,
        )
