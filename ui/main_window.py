"""The main window: page list, message bar, one page at a time, menus, and the status line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker import profile
from marmot_tracker.services import wording
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.vocabulary import SAMPLE_MARK
from ui import settings, theme
from ui.actions import Actions
from ui.bridge import Bridge, TrackerFacts
from ui.dialogs.plain import show_about, show_shortcuts
from ui.dialogs.who_are_you import WhoAreYouDialog
from ui.messages import MessageBar, Questions, Tone
from ui.pages.appearance import Appearance
from ui.pages.file_commands import FileCommands
from ui.pages.page import Page
from ui.pages.recommendations import RecommendationsPage
from ui.pages.sharing import Sharing
from ui.pages.start import StartPage
from ui.settings import Settings
from ui.widgets.page_list import PageList
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.status_line import StatusLine

START, TRACKER = 0, 1
ROW_ACTIONS = ("rate", "owner", "due", "decide", "attach", "why", "copy", "withdraw", "erase")
"""What a right click on a row offers."""


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
        self.pages: tuple[Page, ...] = (self.recommendations,)
        self.commands = FileCommands(bridge, questions, store, self)
        self.sharing = Sharing(bridge, questions, self.messages, self)
        self.status = StatusLine()
        self._period: PeriodFacts | None = None
        self.actions_table = Actions(self, self._handlers())
        self.actions_table.fill(self.menuBar())
        self.recommendations.table.addActions([self.actions_table[key] for key in ROW_ACTIONS])
        self._lay_out()
        self._connect()
        self._show_start()
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.restoreGeometry(store.state("window"))
        self.recommendations.splitter.restoreState(store.state("splitter"))
        self._show_pane(store.get(settings.PANE_SHOWN))

    # ------------------------------------------------------------ building

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            **self.commands.handlers(),
            **self.recommendations.handlers(),
            "start": self.bridge.close,
            "save": self._already_saved,
            "quit": self.close,
            "pane": self._toggle_pane,
            **self.appearance.handlers(),
            "who": self.ask_who,
            "keys": lambda: show_shortcuts(self, self.actions_table.shortcuts()),
            "about": lambda: show_about(self),
        }

    def _lay_out(self) -> None:
        self.tracker = QWidget()
        row = QHBoxLayout(self.tracker)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.page_list)
        self._page_stack = QStackedWidget()
        for page in self.pages:
            self.page_list.add(page.key, page.words)
            self._page_stack.addWidget(page)
        self.page_list.show_current(self.pages[0].key)
        beside = QVBoxLayout()
        beside.setSpacing(theme.STEP)
        beside.addWidget(self._page_stack, 1)
        beside.addWidget(self.status)
        row.addLayout(beside, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.tracker)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.progress)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(whole)
        self.appearance.draw_icons(self.actions_table)

    def _connect(self) -> None:
        self.bridge.opened.connect(self._opened)
        self.bridge.refreshed.connect(self._refreshed)
        self.bridge.changed.connect(self._changed)
        self.bridge.closed.connect(self._show_start)
        self.bridge.faulted.connect(self.messages.tell_fault)
        self.bridge.started.connect(self.progress.follow)
        self.page_list.asked.connect(self._show_page)
        self.start.asked.connect(self._ask_start)
        self.start.open_requested.connect(lambda path: self.bridge.open(Path(path)))
        self.recommendations.load_requested.connect(self.commands.load)
        self.recommendations.pack_requested.connect(self.commands.pack)
        self.recommendations.counted.connect(self._counted)
        self.recommendations.period_read.connect(self._period_read)
        self.recommendations.told.connect(self.messages.tell)
        self.recommendations.offered.connect(self._offered)
        self.appearance.told.connect(self._tell_done)
        self.commands.told.connect(self.messages.tell)
        self.commands.made.connect(self._made)
        self.commands.giving.offered.connect(self._offered)
        self.commands.checked.connect(self.status.was_checked)
        self.sharing.bring_in.connect(self.commands.preview_copy)
        self.bridge.replaced.connect(self.status.was_replaced)

    # ------------------------------------------------------------ the tracker

    def _opened(self, facts: TrackerFacts) -> None:
        self.messages.clear()
        self.status.clear()
        self.recommendations.clear()
        self._stack.setCurrentIndex(TRACKER)
        self.actions_table.tracker_open(True)
        self._refreshed(facts)
        for page in self.pages:
            page.refresh()
        self.recommendations.table.setFocus()
        if facts.unknown and not facts.read_only:
            many = wording.counted(facts.unknown, "change")
            self.messages.tell(f"{many} made with a newer version are kept but not shown.")
        self.sharing.opened(facts)

    def _refreshed(self, facts: TrackerFacts) -> None:
        called = facts.programme.name or facts.programme.place or facts.path.stem
        mark = f" – {SAMPLE_MARK}" if facts.programme.sample else ""
        self.setWindowTitle(f"{called} – {facts.path.name} – Marmot Tracker{mark}")
        self._name_undo("undo", "Undo", facts.undo)
        self._name_undo("redo", "Redo", facts.redo)
        self.status.show_tracker(
            check_code=facts.check_code, read_only=bool(facts.read_only), kept=facts.kept
        )
        self._show_who(facts)

    def _changed(self, kinds: frozenset[str]) -> None:
        self.status.was_saved()
        for page in self.pages:
            if page.depends_on & kinds:
                page.refresh()

    def _show_start(self) -> None:
        self.setWindowTitle("Marmot Tracker")
        self._stack.setCurrentIndex(START)
        self.start.show_recent(profile.load().recent)
        self.actions_table.tracker_open(False)
        self._name_undo("undo", "Undo", "")
        self._name_undo("redo", "Redo", "")
        self.status.clear()

    def _ask_start(self, key: str) -> None:
        {
            "new": self.commands.new,
            "open": self.commands.open,
            "load": self.commands.new_and_load,
            "sample": self.commands.sample,
        }[key]()

    # ------------------------------------------------------------ what is said

    def _show_who(self, facts: TrackerFacts) -> None:
        who = profile.load()
        lines = [", ".join(part for part in (who.name, who.subgroup or who.organisation) if part)]
        if self._period is not None:
            due = f", due {wording.day(self._period.due)}" if self._period.due else ""
            lines.append(f"Period: {self._period.name}{due}")
        self.page_list.tell(
            place=facts.programme.place or facts.programme.name,
            foot="\n".join(lines),
            mark=SAMPLE_MARK if facts.programme.sample else "",
        )

    def _period_read(self, period: PeriodFacts | None) -> None:
        self._period = period
        if self.bridge.facts is not None:
            self._show_who(self.bridge.facts)

    def _counted(self, count: str) -> None:
        self.page_list.set_count(self.recommendations.key, count)

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

    def ask_who(self) -> WhoAreYouDialog:
        """Ask who is at the keyboard."""
        dialog = WhoAreYouDialog(self, profile.load())
        dialog.accepted.connect(lambda: self._is(dialog))
        dialog.open()
        return dialog

    def _is(self, dialog: WhoAreYouDialog) -> None:
        profile.save(dialog.value())
        self.bridge.rename_author()
        if self.bridge.facts is not None:
            self._show_who(self.bridge.facts)
            self.recommendations.refresh()

    def _show_page(self, key: str) -> None:
        at = next(at for at, page in enumerate(self.pages) if page.key == key)
        self._page_stack.setCurrentIndex(at)

    def _toggle_pane(self) -> None:
        self._show_pane(self.actions_table["pane"].isChecked())

    def _show_pane(self, shown: bool) -> None:
        self.recommendations.pane.setVisible(shown)
        self.actions_table["pane"].setChecked(shown)
        self.store.put(settings.PANE_SHOWN, shown)

    # ------------------------------------------------------------ what Qt tells

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if names:
            event.acceptProposedAction()
            self.commands.dropped(Path(names[0]))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "appearance"):
            self.appearance.redraw()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.store.keep_state("window", self.saveGeometry())
        self.store.keep_state("splitter", self.recommendations.splitter.saveState())
        self.store.sync()
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
