"""The history of the whole tracker: who did what to which recommendation, when and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from marmot_tracker.services import history_things, sittings
from marmot_tracker.services.sittings import PAGE, Asked, Feed, Step
from ui.bridge import Bridge
from ui.messages import Tone
from ui.pages.asking_why import AskingWhy
from ui.pages.page import Page
from ui.pages.putting_back import PuttingBack
from ui.widgets import page_frame
from ui.widgets.empty import Empty
from ui.widgets.filter_keys import FilterKeys
from ui.widgets.history_filter import HistoryFilter
from ui.widgets.history_pane import HistoryPane, can_go_back
from ui.widgets.history_tree import HistoryModel, HistoryTree, spoken

_NOTHING = Feed((), 0, 0)
ROOMY = 88
"""From so many letters across, a line is shown in full beside the list, else beneath it."""


class HistoryPage(Page):
    """One line per person, thing and sitting, read page by page as the person comes to it."""

    key: ClassVar[str] = "history"
    words: ClassVar[str] = "History"
    depends_on: ClassVar[frozenset[str]] = frozenset(history_things.KIND_WORDS)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.filter = HistoryFilter()
        self.model = HistoryModel(self._read_on, self)
        self.tree = HistoryTree()
        self.tree.show_model(self.model)
        self.pane = HistoryPane()
        self.putting_back = PuttingBack(bridge, self)
        self.asking_why = AskingWhy(bridge, self)
        self._empty = Empty()
        self._feed = _NOTHING
        self._read = 0
        self._round = 0
        self._kept: tuple[str, str] = ("", "")
        self._lay_out()
        self._connect()

    # ------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self.put_back_button = QPushButton("Put back…")
        self.put_back_button.setAccessibleName("Put back what the chosen step did")
        self.splitter = page_frame.Beside(self.tree, self.pane, steps=(81, 44), roomy=ROOMY)
        self._stack = page_frame.either(self.splitter, self._empty)
        page_frame.lay_out(
            self, self.words, self.filter, self._stack, buttons=(self.put_back_button,)
        )

    def _connect(self) -> None:
        self.filter.changed.connect(lambda _asked: self.refresh())
        FilterKeys(self.filter.words, self.tree)
        self.tree.chosen.connect(self._show_chosen)
        self.tree.followed.connect(self._follow)
        self.pane.followed.connect(self._follow)
        self.pane.put_back.connect(self._put_back)
        self.put_back_button.clicked.connect(self._put_back_chosen)
        self.putting_back.told.connect(lambda text: self.told.emit(text, Tone.DONE))
        self._empty.asked.connect(self.filter.clear)
        for words, act in (
            ("Go to it", self._follow_chosen),
            ("Why?", self._why),
            ("Put back…", self._put_back_chosen),
        ):
            action = QAction(words, self.tree)
            action.triggered.connect(act)
            self.tree.addAction(action)

    # ------------------------------------------------------------ reading

    def refresh(self) -> None:
        """Find again what is asked for, and read its first page."""
        step = self.model.step(self.tree.currentIndex())
        self._kept = (step.change, step.thing) if step is not None else self._kept
        self._round += 1
        self.pane.may_write = self.bridge.may_write
        this, asked = self._round, self.filter.asked()

        def question(session: Any) -> tuple[Feed, list[str], list[Step]]:
            feed = sittings.feed(session, asked)
            return (
                feed,
                sittings.names(session),
                sittings.read(session, feed.refs[:PAGE], feed.uids),
            )

        def then(found: tuple[Feed, list[str], list[Step]]) -> None:
            if this == self._round:
                self._show(asked, *found)

        self.bridge.ask("Reading the history", question, then)

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self._round += 1
        self._feed = _NOTHING
        self._kept = ("", "")
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self.model.begin()
        self.pane.show_nothing()

    def _show(self, asked: Asked, feed: Feed, names: Sequence[str], steps: Sequence[Step]) -> None:
        self._feed = feed
        self.filter.show_names(names)
        self.filter.tell(feed.found, feed.of)
        self.model.begin()
        self._read = min(PAGE, len(feed.refs))
        self.model.append(steps, whole=self._read >= len(feed.refs))
        self._tell_empty(asked)
        self._stack.setCurrentIndex(0 if feed.refs else 1)
        kept = self.model.find(*self._kept)
        self.tree.setCurrentIndex(kept if kept.isValid() else self.model.index(0, 0))
        self._show_chosen()

    def _tell_empty(self, asked: Asked) -> None:
        if asked.for_all:
            self._empty.tell("Nothing has happened yet", "Whatever is changed is kept here.", "")
        else:
            self._empty.tell(
                "Nothing like that in the history",
                "No change by this person, of this kind, in these days or with these words.",
                "Show the whole history",
            )

    def _read_on(self) -> None:
        """Read the next page, now that the end of the list is near."""
        this, begin, feed = self._round, self._read, self._feed
        refs = feed.refs[begin : begin + PAGE]

        def then(steps: list[Step]) -> None:
            if this == self._round:
                self._read = begin + len(refs)
                self.model.append(steps, whole=self._read >= len(feed.refs))

        self.bridge.ask("Reading the history", sittings.read, then, refs=refs, uids=feed.uids)

    # ------------------------------------------------------------ what is chosen

    @property
    def chosen(self) -> Step | None:
        """The step the person is on; on a line its newest."""
        return self.model.step(self.tree.currentIndex())

    def _show_chosen(self) -> None:
        index = self.tree.currentIndex()
        sitting, step = self.model.sitting(index), self.model.step(index)
        may = step is not None and self.bridge.may_write and can_go_back(step)
        self.put_back_button.setEnabled(may)
        if sitting is None or step is None:
            self.pane.show_nothing()
        else:
            self.pane.show_sitting(sitting, step)

    def _follow_chosen(self) -> None:
        if self.chosen is not None:
            self._follow(self.chosen)

    def _follow(self, step: Step) -> None:
        if step.of_recommendation:
            self.asked.emit("recommendations", step.thing)
        else:
            self.told.emit("This change is about no single recommendation.", Tone.NEWS)

    def _put_back_chosen(self) -> None:
        if self.chosen is not None:
            self._put_back(self.chosen)

    def _put_back(self, step: Step) -> None:
        if not self.bridge.may_write or not can_go_back(step):
            self.told.emit("There is nothing to put back here.", Tone.NEWS)
            return
        what = step.what[0] if step.what else ""
        words = f"{step.called.words}: {what}" if what else step.called.words
        self.putting_back.of_step(step.change, words=words, within=step.uids)

    def _why(self) -> None:
        step = self.chosen
        if step is None:
            return
        if step.of_recommendation:
            self.asking_why.of_step(step.thing, step.change, self.tree)
        else:
            self.asking_why.show("Why?", [spoken_step(step)], self.tree)

    # ------------------------------------------------------------ as a page

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {
            "put_back": self._put_back_chosen,
            "why": self._why,
            "copy": self._copy,
            "find": self._find,
            "clear": self.filter.clear,
        }

    def show_asked(self, what: object) -> None:
        """Show what these words find: a reference, or words of a recommendation."""
        self.filter.look_for(str(what))

    def take_focus(self) -> None:
        """Put the keyboard into the list."""
        self.tree.setFocus()

    def _find(self) -> None:
        self.filter.words.setFocus()
        self.filter.words.selectAll()

    def _copy(self) -> None:
        sitting = self.model.sitting(self.tree.currentIndex())
        if sitting is None:
            return
        on_step = self.tree.currentIndex().parent().isValid()
        step = self.model.step(self.tree.currentIndex())
        said = spoken_step(step) if on_step and step is not None else spoken(sitting)
        QApplication.clipboard().setText(said)
        self.told.emit("Copied the line.", Tone.DONE)


def spoken_step(step: Step) -> str:
    """A step in a sentence to paste."""
    return spoken(sittings.Sitting([step]))
