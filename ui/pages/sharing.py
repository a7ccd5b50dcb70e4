"""Where the tracker lies and who else may write there: publishing, second versions, a place to stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from marmot_tracker import clock, profile
from marmot_tracker.document import Author, working_copy
from marmot_tracker.document.publishing import Kept
from marmot_tracker.document.reuniting import keep_left
from marmot_tracker.document.saving import READABLE
from marmot_tracker.document.working_copy import LeftHere
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import wording
from ui.bridge import Bridge
from ui.messages import Choice, MessageBar, Questions, Tone
from ui.pages.put_back_notices import PutBackNotices
from ui.tracker_facts import TrackerFacts

LOOK_EVERY_MS = 5_000
"""How often it is asked whether it is time to publish, while something waits."""
TRACKERS = "Trackers (*.marmot)"


class Sharing(QObject):
    """`bring_in(path)` asks for a second version beside the tracker to be brought in.

    `page_asked(page, what)` wishes to see a page by its key, and something on it; `wished(id)` asks
    the window for one of its actions.
    """

    bring_in = Signal(object)
    page_asked = Signal(str, object)
    wished = Signal(str)

    def __init__(
        self, bridge: Bridge, questions: Questions, messages: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._messages = messages
        self._window = window
        self._put_off: set[Path] = set()
        self._told_problem = ""
        self.notices = PutBackNotices(bridge, messages, window)
        self.notices.followed.connect(lambda uid: self.page_asked.emit("recommendations", uid))
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_EVERY_MS)
        self.timer.timeout.connect(self.publish_due)
        bridge.refreshed.connect(self._refreshed)
        bridge.closed.connect(self.timer.stop)
        bridge.noted.connect(messages.tell)
        bridge.place_asked.connect(self._ask_place)
        bridge.replaced.connect(self._replaced)
        bridge.left_here.connect(self._left_here)

    # ------------------------------------------------------------ publishing

    def publish_due(self) -> None:
        """Publish where it is time to."""
        self._bridge.work(
            "Writing the shared file",
            lambda document, _progress: document.publish_due(clock.true_now()),
            reads=True,
        )

    def save(self, saved_words: str) -> None:
        """What Ctrl+S does: put what waits into the shared file, or say that all is saved."""
        facts = self._bridge.facts
        if facts is None:
            return
        if facts.kept.waiting:
            self._publish(all_the_same=False)
        else:
            self._messages.tell(_published_words(facts.kept) or saved_words, Tone.DONE)

    def _publish(self, *, all_the_same: bool) -> None:
        def then(kept: Kept) -> None:
            if not kept.waiting:
                self._messages.tell(_published_words(kept), Tone.DONE)

        self._told_problem = ""
        self._bridge.work(
            "Writing the shared file",
            lambda document, _progress: document.publish(all_the_same=all_the_same),
            then=then,
            reads=True,
            shown=True,
        )

    def _refreshed(self, facts: TrackerFacts) -> None:
        kept = facts.kept
        if kept.waiting and not self.timer.isActive():
            self.timer.start()
        elif not kept.waiting:
            self.timer.stop()
        if kept.erases and kept.problem != self._told_problem:
            self._messages.tell(
                f"Your changes are saved here, but not yet in the shared file. {kept.problem}",
                action="See what it erases…",
                then=lambda: self.bring_in.emit(facts.path),
            )
        elif kept.problem and kept.problem != self._told_problem:
            insist = kept.may_insist
            self._messages.tell(
                f"Your changes are saved here, but not yet in the shared file. {kept.problem}",
                action="Put them there all the same" if insist else "Try again",
                then=lambda: self._publish(all_the_same=insist),
            )
        self._told_problem = kept.problem

    # ------------------------------------------------------------ on opening

    def tell_waiting(self) -> None:
        """Say which shared files lack changes that were left here, such as after a crash."""
        waiting = working_copy.waiting()
        if waiting:
            path = waiting[0]
            self._messages.tell(
                f"Changes to {path.name} are saved here, but not yet in the shared file in "
                f"{path.parent.name}.",
                action="Open it",
                then=lambda: self._bridge.open(path),
                dismiss="Not now",
            )

    def tell_left(self, path: Path) -> None:
        """After closing, when there is no bar any more: say what stays on this computer."""
        if path.resolve() in working_copy.waiting():
            self._questions.ask(
                self._window,
                f"Your changes to {path.name} are saved here, but not yet in the shared file.",
                "They go there when the tracker is next opened on this computer.",
                (Choice("known", "Close"),),
            )

    def opened(self, facts: TrackerFacts) -> None:
        """Say what is to be known of the tracker that was opened just now."""
        self._told_problem = ""
        self._refreshed(facts)
        if facts.read_only:
            self._messages.tell(
                f"Open for reading only: {facts.read_only}.",
                action="Save a copy…",
                then=lambda: self.keep_elsewhere(None),
            )
        else:
            self._bridge.work(
                "Looking for what a newer version wrote",
                lambda document, _progress: document.unknown_entries(),
                reads=True,
                then=self._tell_unknown,
            )
            self._bridge.work(
                "Looking for second versions",
                lambda document, _progress: document.second_versions(),
                reads=True,
                then=self._offer,
                failed=lambda _fault: None,
            )
            self.notices.look()

    def _tell_unknown(self, unknown: int) -> None:
        if unknown:
            many = wording.counted(unknown, "change")
            self._messages.tell(f"{many} made with a newer version are kept but not shown.")

    def _offer(self, found: tuple[Path, ...]) -> None:
        new = [path for path in found if path not in self._put_off]
        if not new:
            return
        path, *others = new
        self._put_off.add(path)
        more = f" There are {len(others)} more." if others else ""
        self._messages.tell(
            f"A second version of this tracker lies beside it and holds what this one lacks: "
            f"{path.name}.{more}",
            action="Bring it in…",
            then=lambda: self.bring_in.emit(path),
            dismiss="Not now",
        )

    # ------------------------------------------------------------ another place

    def _left_here(self, fault: LeftHere, path: Path) -> None:
        """Offer the copy with the person's changes where the shared file cannot be opened."""
        answer = self._questions.ask(
            self._window,
            f"{path.name} cannot be opened, but a copy with your changes lies on this computer.",
            f"{fault.fault.message} Save the copy as a new file and go on in that; {path.name} is "
            "left as it is.",
            (Choice("keep", "Save it as a new file…"), Choice("damaged", "Something else…")),
        )
        if answer == "damaged":
            self._bridge.damaged.emit(fault.fault, path)
        target = self._new_place(f"{path.stem} (my changes).marmot") if answer == "keep" else None
        if target is not None:
            self._bridge.adopt(
                "Saving your changes", lambda _progress: keep_left(fault.file, target, _author())
            )
        elif answer != "damaged":
            self._bridge.faulted.emit(fault)

    def _new_place(self, name: str) -> Path | None:
        """Ask where to save a tracker, in Documents at first."""
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        target, _kind = QFileDialog.getSaveFileName(
            self._window, "Save a copy", str(Path(documents) / name), TRACKERS
        )
        if not target:
            return None
        path = Path(target)
        return path if path.suffix else path.with_suffix(".marmot")

    def keep_elsewhere(self, then: Callable[[], object] | None) -> bool:
        """Ask for a place, save a copy there and go on in that; whether one was chosen."""
        facts = self._bridge.facts
        if facts is None:
            return False
        path = self._new_place(facts.path.name)
        if path is None:
            return False

        def done() -> None:
            self._messages.tell(f"You are working in {path} now. {READABLE}")
            if then is not None:
                then()

        self._bridge.go_on_in(path, done)
        return True

    def _ask_place(self, fault: TrackerError, again: Callable[[], object]) -> None:
        answer = self._questions.ask(
            self._window,
            "Where do you want to keep this tracker?",
            str(fault),
            (Choice("keep", "Keep it in Documents…"), Choice("stay", "Go on where it is")),
        )
        if answer == "stay":
            self._bridge.stay(again)
        elif answer != "keep" or not self.keep_elsewhere(again):
            self._bridge.faulted.emit(fault)

    def _replaced(self, fault: TrackerError) -> None:
        self._messages.tell(
            f"{fault.message} What you did before is safe.",
            Tone.FAULT,
            action="Bring the two together",
            then=self._reunite,
        )

    def _reunite(self) -> None:
        def done() -> None:
            facts = self._bridge.facts
            name = facts.path.name if facts else "the tracker"
            self._messages.tell(
                f"{name} now holds what you did and what the other program wrote. "
                "Do the last change again: it was not made.",
                action="What came in",
                then=lambda: self.wished.emit("came_in"),
            )

        def failed(fault: TrackerError) -> None:
            self._messages.tell(
                str(fault),
                Tone.FAULT,
                action="Save a copy…",
                then=lambda: self.keep_elsewhere(None),
            )

        self._bridge.reunite(done, failed=failed)


def _author() -> Author:
    return Author(name=profile.author_name(), account=profile.account_name())


def _published_words(kept: Kept) -> str:
    if kept.in_place:
        return ""
    if kept.published_at is None:
        return "Everything is in the shared file."
    return f"Everything is in the shared file, since {wording.moment(kept.published_at)}."
