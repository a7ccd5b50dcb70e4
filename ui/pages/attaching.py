"""Evidence that is attached from the window: chosen, dropped or pasted; and opened or saved again."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from marmot_tracker import clock
from marmot_tracker.document import Document, Staged
from marmot_tracker.document.copying import OPENED, private_folder
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import evidence, wording
from marmot_tracker.services.evidence import EvidenceFacts
from marmot_tracker.services.evidence_list import EvidenceRow, Subject
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from ui.bridge import Bridge
from ui.dialogs.evidence import QUESTION, EvidenceAnswer, EvidenceDialog
from ui.messages import Choice, Questions
from ui.pages.calling import called


@dataclass(frozen=True, slots=True)
class Held:
    """A piece of evidence as far as opening and saving it need: `kind` says which of the rest."""

    title: str
    kind: EvidenceKind
    link: str
    file_name: str
    sha256: str
    size: int

    @classmethod
    def of(cls, piece: EvidenceFacts | EvidenceRow) -> Held:
        """What a fact or a row of a list says of it."""
        return cls(piece.title, piece.kind, piece.link, piece.file_name, piece.sha256, piece.size)


def refusal(bridge: Bridge) -> str:
    """Why nothing may be written now, in a sentence; empty where it may."""
    facts, moment = bridge.facts, bridge.looking_back
    if facts is None or bridge.may_write:
        return ""
    if moment is not None:
        return f"You are looking at {moment.words}. Go back to today to change something."
    return f"This tracker is open for reading only: {facts.read_only}."


class Attaching(QObject):
    """`started(uid, column)` tells which cell waits; `told` is news for the message bar,
    `saved` what was written just now.
    """

    started = Signal(str, str)
    told = Signal(str)
    saved = Signal(str)

    def __init__(self, bridge: Bridge, questions: Questions, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._window = window
        self.words = Words()

    # ------------------------------------------------------------ attaching

    def attach(self, row: RegisterRow, files: Sequence[Path] = ()) -> None:
        """Ask for evidence for a recommendation, with `files` when they were dropped."""
        self.attach_to((Subject(row.uid, called(row)),), files)

    def attach_to(
        self, targets: Sequence[Subject], files: Sequence[Path] = (), *, title: str = ""
    ) -> bool:
        """Ask for evidence, and where there are several `targets` for which; whether it asked."""
        folders = [path.name for path in files if not path.is_file()]
        refused = refusal(self._bridge)
        if folders:
            refused = f"{', '.join(folders)} is not a file: drop files, one or several."
        if not targets:
            refused = "Load a list first: evidence is tied to a recommendation."
        if refused:
            self.told.emit(refused)
            return False
        dialog = EvidenceDialog(
            self._window,
            name=targets[0].name if len(targets) == 1 else "",
            files=files,
            targets=targets,
            title=title,
            words=self.words,
        )
        dialog.accepted.connect(lambda: self._answered(targets, dialog.value()))
        dialog.rejected.connect(lambda: _forget(files))
        dialog.open()
        return True

    def paste_clipboard(self, row: RegisterRow, held: QMimeData) -> bool:
        """Attach what was pasted on a recommendation; see `paste_for`."""
        return self.paste_for((Subject(row.uid, called(row)),), held)

    def paste_for(self, targets: Sequence[Subject], held: QMimeData) -> bool:
        """Attach what lies on the clipboard: files, or a picture; False where it holds neither.

        Cells and text are no evidence: a spreadsheet puts a picture of its cells there, too.
        """
        files = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
        if files:
            self.attach_to(targets, files)
            return True
        if not held.hasImage() or held.hasText():
            return False
        refused = refusal(self._bridge)
        if refused:
            self.told.emit(refused)
            return True
        now = wording.moment(clock.now())
        path = _picture_file(held, now)
        if path is None:
            self.told.emit("The picture on the clipboard could not be read.")
        elif not self.attach_to(targets, (path,), title=f"Screenshot {now}"):
            _forget((path,))
        return True

    def _answered(self, targets: Sequence[Subject], answer: EvidenceAnswer) -> None:
        uid = answer.recommendation or targets[0].uid
        self._write_evidence(next(each for each in targets if each.uid == uid), answer)

    def _write_evidence(self, target: Subject, answer: EvidenceAnswer) -> None:
        self.started.emit(target.uid, "evidence")

        def work(document: Document, progress: Progress) -> int:
            pieces: list[Staged | None] = [
                document.stage(path, progress=progress) for path in answer.files
            ] or [None]
            with document.edit(f"Attach evidence to {target.name}") as session:
                for at, piece in enumerate(pieces):
                    evidence.attach(
                        session,
                        recommendation=target.uid,
                        title=answer.title,
                        kind=answer.kind,
                        sensitivity=answer.sensitivity_of(at),
                        staged=piece,
                        link=answer.link,
                        note=answer.note,
                        why=answer.why,
                        speaks_for=answer.speaks_for,
                        received_from=answer.received_from,
                        claim=answer.claim,
                        type=answer.type,
                    )
            return len(pieces)

        def done(many: int) -> None:
            _forget(answer.files)
            pieces = wording.counted(many, "piece")
            self.saved.emit(f"Attached {pieces} of evidence to {target.name}.")

        def refused(fault: TrackerError) -> None:
            _forget(answer.files)
            self._bridge.faulted.emit(fault)

        self._bridge.work(
            "Attaching evidence",
            work,
            then=done,
            failed=refused,
            shown=True,
        )

    def check_evidence(self, uid: str) -> None:
        """Ask whether somebody could be recognised in evidence that nobody has checked yet."""
        self.check_all((uid,))

    def check_all(self, uids: Sequence[str]) -> None:
        """Ask it once for several pieces, which are marked in one edit."""
        answer = self._questions.ask(
            self._window,
            QUESTION if len(uids) == 1 else f"{QUESTION} You chose {len(uids)} pieces.",
            "Restricted evidence appears in packs only by who holds it and of which date.",
            (
                Choice(Sensitivity.ORDINARY.value, "No: ordinary"),
                Choice(Sensitivity.RESTRICTED.value, "Yes: restricted"),
            ),
        )
        if answer:
            self._bridge.do(
                "Check evidence", _mark_all, uids=tuple(uids), sensitivity=Sensitivity(answer)
            )

    # ------------------------------------------------------------ opening and saving

    def open_evidence(self, recommendation: str, uid: str) -> None:
        """Open a piece of evidence: a link in the browser, a file as a private copy."""

        def then(piece: EvidenceFacts) -> None:
            self.open_piece(Held.of(piece))

        self._bridge.ask(
            "Reading the evidence", _piece, then, recommendation=recommendation, uid=uid
        )

    def open_piece(self, piece: Held) -> None:
        """Open it: a link where it leads, a file as a private copy that is gone at closing."""
        if piece.kind is EvidenceKind.LINK:
            self._open_link(piece.link)
            return

        def work(document: Document, _progress: Progress) -> tuple[Path | None, str]:
            try:
                return document.private_copy(piece.sha256, piece.file_name), ""
            except TrackerError as refused:
                return None, str(refused)

        def then(found: tuple[Path | None, str]) -> None:
            copy, refused = found
            if copy is not None:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))
            else:
                self._offer_save(piece, refused)

        self._bridge.work("Opening evidence", work, then=then, reads=True)

    def _open_link(self, link: str) -> None:
        path = evidence.local_path(link)
        if link.casefold().startswith(("https://", "http://")):
            QDesktopServices.openUrl(QUrl(link))
        elif path is None or path.suffix.lower() not in OPENED:
            self.told.emit(f"This link is not opened from here: {link}")
        else:
            self._open_file(path)

    def _open_file(self, path: Path) -> None:
        """Open a file that a link leads to; it is looked for elsewhere than on this thread."""

        def then(is_there: bool) -> None:
            if is_there:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            else:
                self.told.emit(f"There is no file {path} on this computer.")

        task = self._bridge.workers.reader("Looking for the file", lambda _: path.is_file())
        task.succeeded.connect(then)

    def _offer_save(self, piece: Held, refused: str) -> None:
        answer = self._questions.ask(
            self._window,
            f"“{piece.title}” is not opened from here.",
            refused,
            (Choice("save", "Save as…"),),
        )
        if answer == "save":
            self.ask_save(piece)

    def ask_save(self, piece: Held) -> None:
        """Ask where to save a file; the system asks before one that is there is written over."""
        name = evidence.safe_file_name(piece.file_name, piece.title)
        found, _kind = QFileDialog.getSaveFileName(self._window, "Save as", str(Path.home() / name))
        if found:
            self.save_evidence(piece, Path(found))

    def save_evidence(self, piece: Held | EvidenceFacts, target: Path) -> None:
        """Write the bytes of a piece of evidence to a file of the person's choice."""

        def work(document: Document, progress: Progress) -> str:
            return save_bytes(document, piece.sha256, piece.size, target, progress)

        self._bridge.work(
            "Saving evidence",
            work,
            then=lambda name: self.told.emit(f"Saved {name}."),
            shown=True,
            reads=True,
        )


def save_bytes(document: Document, sha256: str, size: int, target: Path, progress: Progress) -> str:
    """Write an evidence file to `target`, whole or not at all; answers its name."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as out:
            for chunk in document.evidence_bytes(sha256):
                progress.step(out.tell(), size, "Saving")
                out.write(chunk)
            written = out.tell()
        if not written and size:
            raise TrackerError(
                "The file itself is not in this copy of the tracker.",
                hint="Ask the colleague who attached it for a full copy, and bring that in.",
            )
        part.replace(target)
    except OSError as fault:
        raise TrackerError(
            f"{target.name} could not be written: {fault.strerror}.",
            hint="Choose another folder or name.",
        ) from fault
    finally:
        part.unlink(missing_ok=True)
    return target.name


def _picture_file(held: QMimeData, now: str) -> Path | None:
    """A PNG in a private folder of the picture on the clipboard."""
    picture = held.imageData()
    if not isinstance(picture, QImage) or picture.isNull():
        return None
    stamp = now.replace("/", "-").replace(":", ".")
    path = private_folder("screenshot") / f"Screenshot {stamp}.png"
    return path if picture.save(str(path)) else None


def _forget(files: Sequence[Path]) -> None:
    """Remove the picture that was pasted, once it is held or no longer wanted."""
    for path in files:
        if path.parent.name.startswith("screenshot-") and path.parent.parent.name == "private":
            shutil.rmtree(path.parent, ignore_errors=True)


def _mark_all(session: Any, *, uids: Sequence[str], sensitivity: Sensitivity) -> None:
    for uid in uids:
        evidence.set_sensitivity(session, evidence=uid, sensitivity=sensitivity)


def _piece(session: Any, recommendation: str, uid: str) -> EvidenceFacts:
    for piece in evidence.of(session, recommendation):
        if piece.uid == uid:
            return piece
    raise TrackerError("That evidence is no longer in this tracker.")
