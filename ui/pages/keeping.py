"""Backups while nobody is working, and what brings a tracker back: restore, recover, make again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from marmot_tracker import profile
from marmot_tracker.clock import PLACE
from marmot_tracker.document import Author, Document, backups
from marmot_tracker.document.backups import Backup, Making
from marmot_tracker.document.safekeeping import Safekeeping
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import wording
from ui.bridge import Bridge
from ui.messages import Choice, Questions, Tone

if TYPE_CHECKING:
    from marmot_tracker.document.rebuilding import Rebuilt
    from marmot_tracker.document.recovering import Recovered
    from marmot_tracker.document.restoring import Restored
    from ui.dialogs.backups import BackupLine, BackupsDialog

IDLE_MS = 3_000
"""How long nothing was written before a backup that is due is begun."""
TRACKERS = "Trackers (*.marmot)"


@dataclass(slots=True)
class _Begun:
    """A backup on its way: what keeps the tracker it is of, and what is still to be copied."""

    of: Safekeeping
    making: Making
    pieces: Iterator[None]


class Keeping(QObject):
    """`told(text, tone)` is news for the message bar; `made(text, then)` that a file was made, and
    what opens it; `bring_in(path)` asks for a backup to be brought in."""

    told = Signal(str, object)
    made = Signal(str, object)
    bring_in = Signal(object)

    def __init__(self, bridge: Bridge, questions: Questions, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._window = window
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(IDLE_MS)
        self.timer.timeout.connect(self.back_up_if_due)
        bridge.changed.connect(lambda _kinds: self.timer.start())
        bridge.closed.connect(self.timer.stop)
        bridge.damaged.connect(self._damaged)

    # ------------------------------------------------------------ while nobody is working

    def back_up_if_due(self) -> None:
        """Begin a backup where one is due: a step at a time, so that an edit comes between."""

        def work(document: Document, _progress: Progress) -> _Begun | None:
            making = document.safekeeping.begin()
            if making is None:
                return None
            begun = _Begun(document.safekeeping, making, making.pieces())
            return begun if _step(begun) else None

        self._bridge.work(
            "Backing up", work, then=self._go_on, failed=self._not_backed_up, reads=True
        )

    def _go_on(self, begun: _Begun | None) -> None:
        if begun is None:
            return

        def work(document: Document, _progress: Progress) -> bool:
            return document.safekeeping is begun.of and _step(begun)

        def then(is_more: bool) -> None:
            if is_more:
                self._go_on(begun)
            else:
                self._finish(begun)

        self._bridge.work("Backing up", work, then=then, failed=self._not_backed_up, reads=True)

    def _finish(self, begun: _Begun) -> None:
        """Read the backup back on the thread of long reads; the tracker stays free meanwhile."""
        task = self._bridge.workers.reader(
            "Checking the backup", lambda progress: begun.making.finish(progress=progress)
        )
        task.succeeded.connect(lambda _path: self._note(lambda kept: kept.made(), begun.of))
        task.failed.connect(self._not_backed_up)
        task.broke.connect(self._bridge.broke)

    def _not_backed_up(self, fault: TrackerError) -> None:
        self._note(lambda kept: kept.failed(fault))

    def _note(self, note: Callable[[Safekeeping], None], only: Safekeeping | None = None) -> None:
        def work(document: Document, _progress: Progress) -> None:
            if only in (None, document.safekeeping):
                note(document.safekeeping)

        if self._bridge.facts is not None:
            self._bridge.work("Noting the backup", work, reads=True)

    # ------------------------------------------------------------ the list of backups

    def show(self) -> BackupsDialog | None:
        """List the backups of the open tracker."""
        facts = self._bridge.facts
        if facts is None:
            return None
        dialog = self._dialog(facts.path, is_open=True)
        dialog.made_asked.connect(lambda: self._back_up_now(dialog))
        self._list(dialog)
        dialog.open()
        return dialog

    def show_of(self, path: Path) -> BackupsDialog:
        """List the backups of a tracker that cannot be opened."""
        dialog = self._dialog(path, is_open=False)
        dialog.show_backups(_lines(backups.listed(path)))
        dialog.open()
        return dialog

    def _dialog(self, path: Path, *, is_open: bool) -> BackupsDialog:
        from ui.dialogs.backups import BackupsDialog

        dialog = BackupsDialog(self._window, name=path.name, is_open=is_open)
        dialog.restore_asked.connect(lambda line: self._restore(path, line, is_open=is_open))
        dialog.bring_asked.connect(lambda line: self.bring_in.emit(line.path))
        dialog.folder_asked.connect(
            lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        )
        return dialog

    def _list(self, dialog: BackupsDialog) -> None:
        def work(document: Document, _progress: Progress) -> list[BackupLine]:
            return _lines(document.backups())

        self._bridge.work("Looking for backups", work, then=dialog.show_backups, reads=True)

    def _back_up_now(self, dialog: BackupsDialog) -> None:
        def work(document: Document, _progress: Progress) -> list[BackupLine]:
            document.backup("by hand")
            return _lines(document.backups())

        self._bridge.work("Backing up", work, then=dialog.show_backups, shown=True, reads=True)

    def _restore(self, path: Path, line: BackupLine, *, is_open: bool) -> None:
        from marmot_tracker.document import restoring
        from marmot_tracker.services import keeping

        first = restoring.name_for(path, line.made_at)
        found, _kind = QFileDialog.getSaveFileName(
            self._window, "Restore as a new file", str(first), TRACKERS
        )
        if not found:
            return
        target = Path(found)
        target = target if target.suffix else target.with_suffix(".marmot")

        def told(made: Restored) -> None:
            self.made.emit(
                f"Made {made.path.name} from the backup of {wording.moment(line.made_at)}. "
                + " ".join(keeping.restored_words(made)),
                lambda: self._bridge.open(made.path),
            )

        if is_open:
            self._bridge.work(
                "Restoring",
                lambda document, progress: document.restore(line.path, target, progress=progress),
                reads=True,
                then=told,
                shown=True,
            )
        else:
            self._alone(
                "Restoring",
                lambda progress: restoring.restore(line.path, target, progress=progress),
                told,
            )

    def _alone(
        self, title: str, work: Callable[[Progress], object], then: Callable[[Restored], None]
    ) -> None:
        """Do what needs no open tracker, on the thread that would own one."""
        task = self._bridge.workers.owner(title, work)
        task.succeeded.connect(then)
        task.failed.connect(self._bridge.faulted)
        task.broke.connect(self._bridge.broke)
        self._bridge.started.emit(task)

    # ------------------------------------------------------------ a damaged tracker

    def _damaged(self, fault: TrackerError, path: Path) -> None:
        """Offer to recover: nothing is done unless the person says so."""
        has_backups = bool(backups.named(path))
        choices = (
            Choice("recover", "Recover into a new file"),
            *((Choice("backups", "See its backups"),) if has_backups else ()),
        )
        answer = self._questions.ask(
            self._window,
            fault.message,
            "What can be read of it, and the newest backup on this computer, can be brought "
            "together in a new file. This one is left as it is.",
            choices,
        )
        if answer == "recover":
            self.recover(path)
        elif answer == "backups":
            self.show_of(path)
        else:
            self._bridge.faulted.emit(fault)

    def recover(self, path: Path) -> None:
        """Make a new tracker from a damaged one, open it, and say what came back."""
        from marmot_tracker.document import recovering, restoring
        from marmot_tracker.services import keeping
        from ui.dialogs.plain import show_sentences

        target = restoring.free_name(path, "recovered")
        found: list[Recovered] = []

        def make(progress: Progress) -> Document:
            author = Author(name=profile.author_name(), account=profile.account_name())
            found.append(recovering.recover(path, target, author=author.name, progress=progress))
            return Document.open(target, author=author)

        task = self._bridge.adopt("Recovering", make)
        task.succeeded.connect(
            lambda _facts: show_sentences(
                self._window,
                f"{target.name} was made from {path.name}",
                [*keeping.recovered_words(found[0]), f"{path.name} was left as it is."],
            )
        )

    # ------------------------------------------------------------ what is shown differs

    def rebuild(self) -> None:
        """Make what is shown again from the record."""

        def work(document: Document, progress: Progress) -> Rebuilt:
            return document.rebuild(progress=progress)

        def then(done: Rebuilt) -> None:
            many = wording.counted(len(done.differed), "difference")
            self.told.emit(
                f"Made again from the record: {many} put right. {kept_words(done.backup)}",
                Tone.NEWS,
            )

        self._bridge.work("Making it again from the record", work, then=then, shown=True)


def kept_words(backup: Path) -> str:
    """`A backup from 07:21 today is kept: Tracker, Backups…`, of one made just now."""
    found = backups.backup_at(backup)
    when = f" from {found.made_at.astimezone(PLACE):%H:%M} today" if found is not None else ""
    return f"A backup{when} is kept: Tracker, Backups…"


def _step(begun: _Begun) -> bool:
    """Copy one piece more; whether there was one."""
    return next(begun.pieces, begun) is not begun


def _lines(found: Sequence[Backup]) -> list[BackupLine]:
    from ui.dialogs.backups import BackupLine

    return [
        BackupLine(
            str(each.path),
            each.path,
            each.made_at,
            each.why,
            backups.entries_in(each.path),
            each.size,
            each.good,
        )
        for each in found
    ]
