"""The audit pack from the window: ask, write on the second thread, note it; check an old one."""

from __future__ import annotations

import re
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
from marmot_tracker.services import evidence, packs, wording
from ui.bridge import Bridge
from ui.dialogs.export_pack import ExportPackDialog, PackAnswer, PackQuestion
from ui.dialogs.plain import show_pack_check


class Packing(QObject):
    """`made(text, then)` says that a pack was saved; `then` opens it."""

    made = Signal(str, object)

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
            return PackQuestion(first, _last_pack(session), evidence.waiting(session), today)

        def then(asked: PackQuestion) -> None:
            dialog = ExportPackDialog(self._window, asked)
            dialog.accepted.connect(lambda: self.make(dialog.value()))
            dialog.open()

        self._bridge.ask("Reading what the pack needs", question, then)

    def make(self, answer: PackAnswer) -> None:
        """Write the pack over a snapshot, then note it in the tracker."""

        def write(snapshot: Snapshot, progress: Progress) -> PackMade:
            facts = pack_facts.facts_of(snapshot, since=answer.since)
            with snapshot.read() as session:
                return audit_pack.write(session, answer.path, facts=facts, progress=progress)

        self._bridge.read(
            "Making the audit pack", write, self._note, as_at=answer.as_at, trail=True
        )

    def check(self, path: Path) -> None:
        """Compare a pack that was handed out with what this tracker said then."""

        def work(document: Document, progress: Progress) -> Checked:
            return check_pack(document, path, progress=progress)

        def then(found: Checked) -> None:
            said = [(each.sheet, each.sentence) for each in found.problems]
            noted = [(each.sheet, each.sentence) for each in found.added]
            show_pack_check(self._window, path.name, said, noted)

        self._bridge.work("Checking the pack", work, then=then, shown=True)

    def _note(self, made: PackMade) -> None:
        def work(document: Document, _progress: Progress) -> PackMade:
            return made if document.read_only else audit_pack.note(document, made)

        self._bridge.work("Noting the pack", work, then=self._tell)

    def _tell(self, made: PackMade) -> None:
        many = wording.counted(made.recommendations, "recommendation")
        self.made.emit(
            f"Saved {made.path.name} with {many}.",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(made.path))),
        )


def _last_pack(session: Any) -> date | None:
    made = [pack.made_at for pack in packs.list_(session) if pack.made_at]
    return max(made).astimezone(clock.PLACE).date() if made else None
