"""What the person does with trackers as files: new, open, bring in a copy, check, undo, redo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from marmot_tracker import paths
from marmot_tracker.errors import Locked, TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import wording
from ui import settings
from ui.bridge import Bridge
from ui.messages import Choice, Questions, Tone
from ui.pages.keeping import Keeping
from ui.settings import Settings

if TYPE_CHECKING:
    from marmot_tracker.document import Document, Done
    from ui.dialogs.new_tracker import NewTrackerDialog
    from ui.pages.bringing_in import BringingIn
    from ui.pages.giving import Giving
    from ui.pages.importing import Importing
    from ui.pages.naming_chairs import NamingChairs
    from ui.pages.packing import Packing
    from ui.pages.sending_changes import SendingChanges

SAMPLE_FILE = "Sample place.marmot"
TRACKERS = "Trackers (*.marmot)"
COPIES = "Copies and changes (*.marmot *.marmot-changes *.zip)"
PACKS = "Audit packs (*.xlsx)"


class Mend(Enum):
    """What mends a record that is not as it was written."""

    NOTHING = auto()
    REBUILD = auto()
    RECOVER = auto()


class FileCommands(QObject):
    """`told(text, tone)` is news for the message bar; `made(text, then)` that a
    file was made, and what opens it; `checked` that the record is whole. `offered(text, words,
    then)` is news with one button, `page_asked(key)` wishes to see a page."""

    told = Signal(str, object)
    made = Signal(str, object)
    checked = Signal()
    offered = Signal(str, str, object)
    page_asked = Signal(str)

    def __init__(
        self, bridge: Bridge, questions: Questions, store: Settings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._store = store
        self._window = window
        self.keeping = Keeping(bridge, questions, window)
        self.keeping.told.connect(self.told)
        self.keeping.made.connect(self.made)
        self.keeping.bring_in.connect(self.preview_copy)
        self._load_next = False
        bridge.opened.connect(self._opened)
        bridge.locked.connect(self._locked)
        bridge.date_doubted.connect(self._doubted)

    # What is asked for seldom is loaded when it is.

    @cached_property
    def importing(self) -> Importing:
        """What loads a list."""
        from ui.pages.importing import Importing

        part = Importing(self._bridge, self._window)
        part.taken_in.connect(self._taken_in)
        return part

    @cached_property
    def packing(self) -> Packing:
        """What makes and checks packs."""
        from ui.pages.packing import Packing

        part = Packing(self._bridge, self._window)
        part.made.connect(self.made)
        part.told.connect(self.told)
        return part

    @cached_property
    def giving(self) -> Giving:
        """What saves a copy to give."""
        from ui.pages.giving import Giving

        part = Giving(self._bridge, self._window)
        part.offered.connect(self.offered)
        return part

    @cached_property
    def naming_chairs(self) -> NamingChairs:
        """What names the chairs of subgroups."""
        from ui.pages.naming_chairs import NamingChairs

        part = NamingChairs(self._bridge, self._window)
        part.told.connect(self.told)
        return part

    @cached_property
    def bringing(self) -> BringingIn:
        """What brings in copies, and files of changes."""
        from ui.pages.bringing_in import BringingIn

        part = BringingIn(self._bridge, self._window)
        part.told.connect(self.told)
        part.offered.connect(self.offered)
        part.page_asked.connect(self.page_asked)
        part.list_asked.connect(self._load_other)
        return part

    @cached_property
    def sending_changes(self) -> SendingChanges:
        """What writes my changes into a small file."""
        from ui.pages.sending_changes import SendingChanges

        return SendingChanges(self._bridge, self._window)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {
            "new": self.new,
            "open": self.open,
            "load": self.load,
            "bring_in": self.bring_in,
            "give": self.give,
            "send_changes": self.send_changes,
            "came_in": lambda: self.bringing.show_receipts(),  # noqa: PLW0108  not made yet
            "pack": self.pack,
            "check": self.check,
            "backups": self.keeping.show,
            "check_pack": self.check_pack,
            "subgroups": lambda: self.naming_chairs.ask(),  # noqa: PLW0108  not made yet
            "undo": self.undo,
            "redo": self.redo,
        }

    # ------------------------------------------------------------ files

    def new(self) -> NewTrackerDialog:
        """Ask for the place and make its tracker."""
        from ui.dialogs.new_tracker import NewTrackerDialog

        dialog = NewTrackerDialog(self._window, self.folder())
        dialog.accepted.connect(lambda: self._make(dialog))
        dialog.rejected.connect(self._forget_load)
        dialog.open()
        return dialog

    def new_and_load(self) -> None:
        """A list needs a tracker to go into: make one, then load."""
        self._load_next = True
        self.new()

    def open(self) -> None:
        """Choose a tracker and open it."""
        found, _kind = QFileDialog.getOpenFileName(
            self._window, "Open a tracker", str(self.folder()), TRACKERS
        )
        if found:
            self.remember(Path(found))
            self._bridge.open(Path(found))

    def sample(self) -> None:
        """Open the sample kept in the person's own folder, made the first time."""
        target = paths.user_data_folder() / SAMPLE_FILE
        if target.exists():
            self._bridge.open(target)
        else:
            self._bridge.make_sample(target)

    def load(self) -> None:
        """Choose a list or a report, and review what it would bring."""
        found, _kind = QFileDialog.getOpenFileName(
            self._window,
            "Load a list or report",
            str(self.folder()),
            "Lists and reports (*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt *.docx *.pdf)"
            ";;All files (*)",
        )
        if found:
            self.remember(Path(found))
            self.importing.load(Path(found))

    def pack(self) -> None:
        """Make the audit pack."""
        self.packing.pack(self.folder())

    def give(self) -> None:
        """Save a copy to give to somebody."""
        self.giving.ask(self.folder())

    def send_changes(self) -> None:
        """Write what the other side lacks into one small file."""
        self.sending_changes.ask(self.folder())

    def check_pack(self) -> None:
        """Choose a pack and check it against this tracker."""
        found, _kind = QFileDialog.getOpenFileName(
            self._window, "Check a pack", str(self.folder()), PACKS
        )
        if found:
            self.packing.check(Path(found))

    def _load_other(self, path: Path) -> None:
        """Another place's tracker, as a list."""
        self.importing.load(path)

    def _taken_in(self, text: str) -> None:
        self.told.emit(text, Tone.DONE)

    def folder(self) -> Path:
        """Where file dialogs begin: the last folder used, else the home folder."""
        last = Path(self._store.get(settings.LAST_FOLDER))
        return last if str(last) != "." and last.is_dir() else Path.home()

    def remember(self, path: Path) -> None:
        """Begin there next time."""
        self._store.put(settings.LAST_FOLDER, str(path.parent))

    def _make(self, dialog: NewTrackerDialog) -> None:
        answer = dialog.value()
        self.remember(answer.path)
        self._bridge.create(answer.path, place=answer.place)

    def _opened(self, _facts: object) -> None:
        if self._load_next:
            self._load_next = False
            QTimer.singleShot(0, self, self.load)

    def _forget_load(self) -> None:
        self._load_next = False

    def _locked(self, fault: Locked, path: Path) -> None:
        answer = self._questions.ask(
            self._window,
            fault.message,
            f"{fault.hint} A copy can be read meanwhile. Opening it for changes all the same is "
            "right only if you know that nobody has it open now.",
            (Choice("copy", "Read a copy"), Choice("over", "Open all the same")),
        )
        if answer:
            self._bridge.open(path, copy=answer == "copy", over_lock=answer == "over")

    def _doubted(self, fault: TrackerError, again: object) -> None:
        answer = self._questions.ask(
            self._window,
            "Is the date of this computer right?",
            str(fault),
            (Choice("right", "The date is right"),),
        )
        if answer == "right" and callable(again):
            self._bridge.confirm_date(again)
        else:
            self.told.emit("Nothing was changed.", Tone.NEWS)

    # ------------------------------------------------------------ undo, redo, check

    def undo(self) -> None:
        """Take back the last thing done here."""
        self._bridge.work("Undo", lambda document, _progress: document.undo(), then=self._undone)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._bridge.work("Redo", lambda document, _progress: document.redo(), then=self._redone)

    def _undone(self, done: Done | None) -> None:
        self._tell_done("Taken back", done)

    def _redone(self, done: Done | None) -> None:
        self._tell_done("Done again", done)

    def _tell_done(self, verb: str, done: Done | None) -> None:
        if done is None:
            self.told.emit("There is nothing to take back or do again.", Tone.NEWS)
            return
        left = f" {_left_words(done.left)}" if done.left else ""
        self.told.emit(f"{verb}: {done.label}.{left}", Tone.DONE)

    def check(self) -> None:
        """Check the record."""
        from ui.dialogs.plain import show_check

        def then(found: tuple[Sequence[tuple[str, str]], Mend]) -> None:
            problems, mend = found
            facts = self._bridge.facts
            code = facts.check_code if facts else ""
            if not problems:
                self.checked.emit()
            if mend is Mend.REBUILD:
                again = "Make it again from the record"
                show_check(
                    self._window,
                    problems,
                    code,
                    advice="The record itself is whole. Only what is shown of it differs, and can "
                    "be made again.",
                    action=again,
                    then=self.keeping.rebuild,
                )
            elif mend is Mend.RECOVER and facts is not None:
                recover = partial(self.keeping.recover, facts.path)
                show_check(
                    self._window, problems, code, action="Recover into a new file", then=recover
                )
            else:
                show_check(self._window, problems, code)

        self._bridge.work("Checking the record", _check, then=then, shown=True, reads=True)

    # ------------------------------------------------------------ a copy

    def bring_in(self) -> None:
        """Choose a colleague's copy and show what it would bring."""
        found, _kind = QFileDialog.getOpenFileName(
            self._window, "Bring in a copy", str(self.folder()), COPIES
        )
        if found:
            self.preview_copy(Path(found))

    def preview_copy(self, path: Path) -> None:
        """Show what a copy would bring, and bring it in when the person says so."""
        self.bringing.preview(path)


def _check(document: Document, progress: Progress) -> tuple[list[tuple[str, str]], Mend]:
    """What is wrong, and what would mend it."""
    found = [(problem.where, problem.what) for problem in document.check(progress=progress)]
    if not found:
        return found, Mend.NOTHING
    if not document.is_record_whole(progress=progress):
        return found, Mend.RECOVER
    return found, Mend.NOTHING if document.is_shown_as_recorded() else Mend.REBUILD


def _left_words(left: Sequence[object]) -> str:
    return f"{wording.counted(len(left), 'field')} changed since and stayed as they are."
