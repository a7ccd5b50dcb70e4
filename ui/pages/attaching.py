"""Evidence from the window: attached, checked, opened as a private copy, saved elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from marmot_tracker.document import Document, Staged
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import evidence
from marmot_tracker.services.evidence import EvidenceFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from ui.bridge import Bridge
from ui.dialogs.evidence import QUESTION, EvidenceAnswer, EvidenceDialog
from ui.messages import Choice, Questions
from ui.pages.editing import called


class Attaching(QObject):
    """`started(uid, column)` tells which cell waits; `told` is news for the message bar."""

    started = Signal(str, str)
    told = Signal(str)

    def __init__(self, bridge: Bridge, questions: Questions, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._window = window

    def attach(self, row: RegisterRow, files: Sequence[Path] = ()) -> None:
        """Ask for evidence, with `files` when they were dropped."""
        folders = [path.name for path in files if not path.is_file()]
        if folders:
            self.told.emit(f"{', '.join(folders)} is not a file: drop files, one or several.")
            return
        dialog = EvidenceDialog(self._window, name=called(row), files=files)
        dialog.accepted.connect(lambda: self._write_evidence(row, dialog.value()))
        dialog.open()

    def _write_evidence(self, row: RegisterRow, answer: EvidenceAnswer) -> None:
        self.started.emit(row.uid, "evidence")

        def work(document: Document, progress: Progress) -> int:
            pieces: list[Staged | None] = [
                document.stage(path, progress=progress) for path in answer.files
            ] or [None]
            with document.edit(f"Attach evidence to {called(row)}") as session:
                for piece in pieces:
                    evidence.attach(
                        session,
                        recommendation=row.uid,
                        title=answer.title,
                        kind=answer.kind,
                        sensitivity=answer.sensitivity,
                        staged=piece,
                        link=answer.link,
                        note=answer.note,
                        why=answer.why,
                        speaks_for=answer.speaks_for,
                        received_from=answer.received_from,
                    )
            return len(pieces)

        self._bridge.work("Attaching evidence", work, shown=True)

    def check_evidence(self, uid: str) -> None:
        """Ask whether somebody could be recognised in evidence that nobody has checked yet."""
        answer = self._questions.ask(
            self._window,
            QUESTION,
            "Restricted evidence appears in packs only by who holds it and of which date.",
            (
                Choice(Sensitivity.ORDINARY.value, "No: ordinary"),
                Choice(Sensitivity.RESTRICTED.value, "Yes: restricted"),
            ),
        )
        if answer:
            self._bridge.do(
                "Check evidence",
                evidence.set_sensitivity,
                evidence=uid,
                sensitivity=Sensitivity(answer),
            )

    def open_evidence(self, recommendation: str, uid: str) -> None:
        """Open a piece of evidence: a link in the browser, a file as a private copy."""

        def work(document: Document, _progress: Progress) -> tuple[EvidenceFacts, Path | None, str]:
            with document.read() as session:
                piece = _piece(session, recommendation, uid)
            if piece.kind is not EvidenceKind.FILE:
                return piece, None, ""
            try:
                return piece, document.private_copy(piece.sha256, piece.file_name), ""
            except TrackerError as refused:
                return piece, None, str(refused)

        def then(found: tuple[EvidenceFacts, Path | None, str]) -> None:
            piece, copy, refused = found
            if piece.kind is EvidenceKind.LINK:
                self._open_link(piece.link)
            elif copy is not None:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))
            else:
                self._offer_save(piece, refused)

        self._bridge.work("Opening evidence", work, then=then)

    def _open_link(self, link: str) -> None:
        if link.casefold().startswith(("https://", "http://")):
            QDesktopServices.openUrl(QUrl(link))
        else:
            self.told.emit(f"This link is not opened from here: {link}")

    def _offer_save(self, piece: EvidenceFacts, refused: str) -> None:
        answer = self._questions.ask(
            self._window,
            f"“{piece.title}” is not opened from here.",
            refused,
            (Choice("save", "Save as…"),),
        )
        if answer != "save":
            return
        found, _kind = QFileDialog.getSaveFileName(self._window, "Save as", piece.file_name)
        if found:
            self.save_evidence(piece, Path(found))

    def save_evidence(self, piece: EvidenceFacts, target: Path) -> None:
        """Write the bytes of a piece of evidence to a file of the person's choice."""

        def work(document: Document, progress: Progress) -> str:
            part = target.with_name(target.name + ".part")
            try:
                with part.open("wb") as out:
                    for chunk in document.evidence_bytes(piece.sha256):
                        progress.step(out.tell(), piece.size, "Saving")
                        out.write(chunk)
                part.replace(target)
            except OSError as fault:
                raise TrackerError(
                    f"{target.name} could not be written: {fault.strerror}.",
                    hint="Choose another folder or name.",
                ) from fault
            finally:
                part.unlink(missing_ok=True)
            return target.name

        self._bridge.work(
            "Saving evidence", work, then=lambda name: self.told.emit(f"Saved {name}."), shown=True
        )


def _piece(session: Any, recommendation: str, uid: str) -> EvidenceFacts:
    for piece in evidence.of(session, recommendation):
        if piece.uid == uid:
            return piece
    raise TrackerError("That evidence is no longer in this tracker.")
