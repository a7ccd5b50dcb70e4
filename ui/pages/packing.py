"""The audit pack from the window: ask, write on the second thread, note it; check an old one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from marmot_tracker import clock
from marmot_tracker.document import Document, Snapshot
from marmot_tracker.progress import Progress
from marmot_tracker.reports import audit_pack, pack_facts
from marmot_tracker.reports.audit_pack import PackMade
from marmot_tracker.reports.checking import Checked, check_pack
from marmot_tracker.reports.pack_facts import Compared
from marmot_tracker.services import evidence, periods, wording
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from ui.bridge import Bridge
from ui.dialogs.export_pack import ExportPackDialog, PackAnswer, PackQuestion
from ui.dialogs.plain import show_pack_check
from ui.messages import Tone


class Packing(QObject):
    """`made(text, then)` says that a pack was saved; `then` opens it."""

    made = Signal(str, object)
    told = Signal(str, object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def pack(self, folder: Path) -> None:
        """Ask where the pack goes, then make it."""
        facts = self._bridge.facts
        if facts is None:
            return
        today = clock.today()
        called = re.sub(r"[^\w -]", "", facts.programme.name or facts.programme.place)
        first = folder / f"Audit pack {called} {today.isoformat()}.xlsx"

        def question(session: Any) -> PackQuestion:
            return _question(session, first, today)

        def then(asked: PackQuestion) -> None:
            dialog = ExportPackDialog(self._window, asked)
            dialog.accepted.connect(lambda: self.make(dialog.value()))
            dialog.open()

        self._bridge.ask("Reading what the pack needs", question, then)

    def make(self, answer: PackAnswer) -> None:
        """Write the pack over a snapshot, then note it; with evidence all of it on the worker."""
        if answer.with_evidence:
            self._bridge.work(
                "Making the audit pack", _whole(answer), then=self._tell, shown=True, reads=True
            )
            return

        def ask_held(since: Compared | date | None) -> None:
            self._bridge.ask(
                "Reading what the pack needs",
                evidence.held,
                lambda held: then(since, held),
                now=True,
            )

        def then(since: Compared | date | None, held: frozenset[str]) -> None:
            def write(snapshot: Snapshot, progress: Progress) -> PackMade:
                facts = pack_facts.facts_of(snapshot, since=since, period=answer.period, held=held)
                return audit_pack.write(snapshot, answer.path, facts=facts, progress=progress)

            self._bridge.read(
                "Making the audit pack",
                write,
                self._note,
                late=self._tell_late,
                as_at=answer.as_at,
                trail=True,
            )

        self._bridge.ask(
            "Reading what the pack needs", lambda session: _since(session, answer), ask_held
        )

    def check(self, path: Path) -> None:
        """Compare a pack that was handed out with what this tracker said then."""

        def work(document: Document, progress: Progress) -> Checked:
            return check_pack(document, path, progress=progress)

        def then(found: Checked) -> None:
            said = [(each.sheet, each.sentence) for each in found.problems]
            noted = [(each.sheet, each.sentence) for each in found.added]
            erased = [(each.sheet, each.sentence) for each in found.erased]
            show_pack_check(self._window, path.name, said, noted, erased)

        self._bridge.work("Checking the pack", work, then=then, shown=True, reads=True)

    def _note(self, made: PackMade) -> None:
        def work(document: Document, _progress: Progress) -> PackMade:
            return made if document.read_only else audit_pack.note(document, made)

        self._bridge.work("Noting the pack", work, then=self._tell, reads=True)

    def _tell_late(self, made: PackMade) -> None:
        """The tracker of the pack is not the one open any more: it cannot be noted there."""
        self.told.emit(
            f"Saved {made.path.name}, but not noted in its tracker: another was opened meanwhile. "
            "Make it again from there to compare the next pack with it.",
            Tone.NEWS,
        )

    def _tell(self, made: PackMade) -> None:
        many = wording.counted(made.recommendations, "recommendation")
        folder = f" {made.folder.sentence}" if made.folder else ""
        self.made.emit(
            f"Saved {made.path.name} with {many}.{folder}",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(made.path))),
        )


def _question(session: Any, first: Path, today: date) -> PackQuestion:
    """What the dialog needs to know of the tracker."""
    last = audit_pack.last_pack(session)
    opened = [period for period in periods.list_(session) if period.opens <= today]
    index = evidence.index(session)
    files = [line for line in index if line.kind is EvidenceKind.FILE]
    return PackQuestion(
        first,
        last.day if last else None,
        evidence.waiting(session),
        today,
        tuple((period.name, period.uid) for period in reversed(opened)),
        sum(line.sensitivity is Sensitivity.ORDINARY for line in files),
        sum(line.sensitivity is Sensitivity.RESTRICTED for line in files),
    )


def _since(session: Any, answer: PackAnswer) -> Compared | date | None:
    return audit_pack.last_pack(session) if answer.since_pack else answer.since


def _whole(answer: PackAnswer) -> Callable[[Document, Progress], PackMade]:
    """The pack with its evidence folder, whose bytes only the tracker's own thread reads."""

    def work(document: Document, progress: Progress) -> PackMade:
        with document.read() as session:
            since = _since(session, answer)
        return audit_pack.make(
            document,
            answer.path,
            as_at=answer.as_at,
            since=since,
            period=answer.period,
            with_evidence=True,
            progress=progress,
        )

    return work
