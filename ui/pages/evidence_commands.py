"""What is done to evidence already held: described, tied, its file kept or linked, looked after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import evidence, evidence_changes
from marmot_tracker.services.evidence_list import EvidenceRow, Subject
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import EvidenceKind
from ui.bridge import Bridge
from ui.dialogs.describe_evidence import (
    DescribeEvidenceDialog,
    KeepLinkDialog,
    TieEvidenceDialog,
)
from ui.messages import Choice, Questions
from ui.pages.attaching import Attaching, Held, refusal, save_bytes
from ui.pages.erasing import Erasing


class EvidenceCommands(QObject):
    """`told` is news, `saved` what was written just now; `links_checked(uids)` tells which links
    to files lead nowhere.
    """

    told = Signal(str)
    saved = Signal(str)
    links_checked = Signal(object)

    def __init__(self, bridge: Bridge, questions: Questions, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._window = window
        self.words = Words()
        self.attaching = Attaching(bridge, questions, window)
        self.erasing = Erasing(bridge, window)
        self.attaching.told.connect(self.told)
        self.attaching.saved.connect(self.saved)
        self.erasing.told.connect(self.told)

    def may_write(self) -> bool:
        """Whether something may be changed now; where not, it is told why."""
        refused = refusal(self._bridge)
        if refused:
            self.told.emit(refused)
        return not refused

    # ------------------------------------------------------------ what is said of it

    def check(self, rows: Sequence[EvidenceRow]) -> None:
        """Ask whether somebody could be recognised in these pieces."""
        if self.may_write():
            self.attaching.check_all([row.uid for row in rows])

    def describe(self, row: EvidenceRow) -> None:
        """Ask what a piece is."""
        if not self.may_write():
            return
        dialog = DescribeEvidenceDialog(self._window, row, self.words)

        def answered() -> None:
            said = dialog.value()
            self._bridge.do(
                f"Describe {_unnamed(row)}",
                evidence_changes.describe,
                evidence=row.uid,
                title=said.title,
                claim=said.claim,
                type=said.type,
                level=said.level,
                speaks_for=said.speaks_for,
                received_from=said.received_from,
                review_by=said.review_by,
            )

        dialog.accepted.connect(answered)
        dialog.open()

    def tie(self, row: EvidenceRow, targets: Sequence[Subject]) -> None:
        """Ask which recommendations a piece speaks for."""
        if not self.may_write():
            return
        dialog = TieEvidenceDialog(self._window, row, targets)

        def answered() -> None:
            uids, why = dialog.value()
            self._bridge.do(
                f"Tie {_unnamed(row)}",
                evidence_changes.tie_to,
                evidence=row.uid,
                recommendations=uids,
                why=why,
            )

        dialog.accepted.connect(answered)
        dialog.open()

    def withdraw(self, rows: Sequence[EvidenceRow]) -> None:
        """Take pieces out of the list; the record keeps them."""
        if not self.may_write():
            return
        named = _quoted(rows[0]) if len(rows) == 1 else f"{len(rows)} pieces of evidence"
        answer = self._questions.ask(
            self._window,
            f"Take {named} out of the list?",
            "The record keeps it, and Undo puts it back. To remove a file for ever, erase it.",
            (Choice("withdraw", "Take out"),),
        )
        if answer == "withdraw":
            label = f"Take out {_unnamed(rows[0]) if len(rows) == 1 else named}"
            self._bridge.do(label, _withdraw_all, uids=tuple(row.uid for row in rows))

    def erase(self, row: EvidenceRow) -> None:
        """Ask what is to be erased for ever."""
        if self.may_write():
            self.erasing.of_evidence(row.uid)

    # ------------------------------------------------------------ its file

    def save(self, row: EvidenceRow) -> None:
        """Save the file elsewhere."""
        if row.kind is EvidenceKind.FILE:
            self.attaching.ask_save(Held.of(row))
        else:
            self.told.emit("Only a file held in the tracker can be saved.")

    def keep_file(self, row: EvidenceRow) -> None:
        """Copy into the tracker what was linked, or a newer version of the file it holds."""
        if not self.may_write():
            return
        if row.kind is EvidenceKind.NOTE:
            self.told.emit("A note is held in the tracker already.")
            return
        path = evidence.local_path(row.link) if row.kind is EvidenceKind.LINK else None
        if path is None:
            self._choose_file(row)
            return
        task = self._bridge.workers.reader("Looking for the file", lambda _: path.is_file())
        task.succeeded.connect(
            lambda there: self._confirm_file(row, path) if there else self._choose_file(row)
        )

    def _choose_file(self, row: EvidenceRow) -> None:
        found, _kind = QFileDialog.getOpenFileName(
            self._window, f"The file for {_quoted(row)}", str(Path.home())
        )
        if found:
            self._embed(row, Path(found))

    def _confirm_file(self, row: EvidenceRow, path: Path) -> None:
        answer = self._questions.ask(
            self._window,
            f"Copy {path.name} into the tracker?",
            f"{path}\nFrom then on it travels with the tracker, and the link to it is gone.",
            (Choice("embed", "Copy it in"), Choice("other", "Choose another file…")),
        )
        if answer == "embed":
            self._embed(row, path)
        elif answer == "other":
            self._choose_file(row)

    def _embed(self, row: EvidenceRow, path: Path) -> None:
        def work(document: Document, progress: Progress) -> None:
            if not path.is_file():  # no device and no pipe, which would never end
                raise TrackerError(f"{path} is not a file.", hint="Choose the file again.")
            staged = document.stage(path, progress=progress)
            with document.edit(f"Keep the file of {_unnamed(row)}") as session:
                evidence_changes.embed(session, evidence=row.uid, staged=staged)

        self._bridge.work(
            "Copying the file in",
            work,
            then=lambda _none: self.told.emit(f"{path.name} is held in the tracker now."),
            shown=True,
        )

    def keep_link(self, row: EvidenceRow) -> None:
        """Save the file elsewhere and keep only a link to it, with a reason."""
        if not self.may_write():
            return
        if row.kind is not EvidenceKind.FILE or not row.here:
            self.told.emit("Only a file held in the tracker can be turned into a link.")
            return
        name = evidence.safe_file_name(row.file_name, row.title)
        dialog = KeepLinkDialog(self._window, name=row.title, target=Path.home() / name)

        def answered() -> None:
            target, reason = dialog.value()
            self._link(row, target, reason)

        dialog.accepted.connect(answered)
        dialog.open()

    def _link(self, row: EvidenceRow, target: Path, reason: str) -> None:
        def work(document: Document, progress: Progress) -> str:
            save_bytes(document, row.sha256, row.size, target, progress)
            label = f"Keep only a link to {_unnamed(row)}"
            with document.edit(label, reason=reason) as session:
                link = target.resolve().as_uri()
                evidence_changes.keep_link(session, evidence=row.uid, link=link)
            return str(target)

        self._bridge.work(
            "Saving the file",
            work,
            then=lambda where: self.told.emit(f"Saved as {where}; the tracker keeps the link."),
            shown=True,
        )

    # ------------------------------------------------------------ links

    def check_links(self, rows: Sequence[EvidenceRow]) -> None:
        """Look whether links to files on this computer still lead somewhere; no other link is."""
        linked = [row for row in rows if row.is_file_link]
        local = {row.uid: path for row in linked if (path := evidence.local_path(row.link))}
        if not linked:
            self.told.emit("No evidence here is a link to a file.")
            return

        def work(progress: Progress) -> frozenset[str]:
            broken = set()
            for at, (uid, path) in enumerate(local.items()):
                progress.step(at, len(local), "Looking for linked files")
                if not _is_there(path):
                    broken.add(uid)
            return frozenset(broken)

        def then(broken: frozenset[str]) -> None:
            self.links_checked.emit(broken)
            elsewhere = len(linked) - len(local)
            more = f" {counted(elsewhere, 'link')} to other computers: not looked at."
            self.told.emit(_checked_words(len(local), len(broken)) + (more if elsewhere else ""))

        task = self._bridge.workers.reader("Looking for linked files", work)
        task.succeeded.connect(then)
        task.broke.connect(self._bridge.broke)
        self._bridge.started.emit(task)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _checked_words(looked: int, broken: int) -> str:
    if not broken:
        return f"{counted(looked, 'link')} to files on this computer: all lead somewhere."
    return f"{broken} of {counted(looked, 'link')} to files lead nowhere: filter with is:broken."


def _quoted(row: EvidenceRow) -> str:
    title = "restricted evidence" if row.is_restricted else row.title
    return f"“{title[:40]}…”" if len(title) > 40 else f"“{title}”"


def _unnamed(row: EvidenceRow) -> str:
    """A piece as the name of an edit says it: labels are handed out, and no title is in them."""
    tied = f" of {row.ties[0].words}" if row.ties else ""
    return f"evidence{tied}" if len(tied) < 50 else "a piece of evidence"


def _withdraw_all(session: Any, *, uids: Sequence[str]) -> None:
    for uid in uids:
        evidence_changes.withdraw(session, evidence=uid)
