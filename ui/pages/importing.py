"""Loading a list from the window: read in the helper, review line by line, take in as one edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker.document import Document, Snapshot
from marmot_tracker.exchange import applying, importing
from marmot_tracker.exchange.applying import Applied
from marmot_tracker.exchange.mapping import EXTRA, IGNORE, CorrectedMapping
from marmot_tracker.exchange.proposal import Choice, Proposal
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from marmot_tracker.services import reports, wording
from marmot_tracker.services.reports import ReportFacts
from ui.bridge import Bridge
from ui.dialogs.import_review import Reading, ReviewDialog


@dataclass(frozen=True, slots=True)
class Read:
    """A list as read, what it would change, and the reports it could belong to."""

    result: ReadResult
    proposal: Proposal
    reports: tuple[ReportFacts, ...]


class Importing(QObject):
    """`taken_in(text)` says what came in."""

    taken_in = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def load(self, path: Path) -> None:
        """Read a list and show what it would change."""
        self._read(path, Reading(), "", lambda read: self._review(path, read))

    def _read(
        self, path: Path, reading: Reading, edition_of: str, then: Callable[[Read], object]
    ) -> None:
        def question(snapshot: Snapshot, progress: Progress) -> Read:
            result = read_source(
                path,
                sheet=reading.sheet or None,
                mapping=_mapping(reading),
                progress=progress,
            )
            with snapshot.read() as session:
                proposal = importing.propose(
                    session, result, progress=progress, **_belonging(reading, edition_of)
                )
                return Read(result, proposal, tuple(reports.list_(session)))

        self._bridge.read(f"Reading {path.name}", question, then, trail=True)

    def _review(self, path: Path, read: Read) -> None:
        dialog = ReviewDialog(
            self._window,
            read.proposal,
            columns=read.result.columns,
            sheets=read.result.sheets,
            read_sheets=read.result.read_sheets,
            reports=read.reports,
        )

        def again(reading: Reading) -> None:
            self._read(
                path,
                reading,
                dialog.edition_of,
                lambda found: dialog.show_proposal(found.proposal, found.result.columns),
            )

        dialog.reading_changed.connect(again)
        dialog.accepted.connect(lambda: self._take_in(dialog.proposal, dialog.accepted_numbers()))
        dialog.open()

    def _take_in(self, proposal: Proposal, accepted: frozenset[int]) -> None:
        def work(document: Document, progress: Progress) -> Applied:
            return applying.apply(document, proposal, accepted=accepted, progress=progress)

        def then(applied: Applied) -> None:
            self.taken_in.emit(_told(applied, proposal.source_name))

        self._bridge.work(f"Taking in {proposal.source_name}", work, then=then, shown=True)


def _told(applied: Applied, name: str) -> str:
    """What came in, in a sentence or two."""
    added = wording.counted(applied.added, "recommendation")
    changed = wording.counted(applied.changed, "change")
    parts = [
        f"{added} added" if applied.added else "",
        f"{changed} made" if applied.changed else "",
        f"{wording.counted(applied.left_out, 'line')} left out" if applied.left_out else "",
    ]
    said = wording.joined([part for part in parts if part]) or "nothing to change"
    moved = f" {' '.join(applied.moved_on)}" if applied.moved_on else ""
    return f"{name}: {said}.{moved}"


def _mapping(reading: Reading) -> CorrectedMapping:
    """What the person corrected, as the reader wants it: a heading for each field."""
    told: dict[str, str | list[str]] = {}
    for heading, field in reading.mapping:
        if field in (EXTRA, IGNORE):
            several = told.setdefault(field, [])
            assert isinstance(several, list)
            several.append(heading)
        else:
            told[field] = heading
    return told


def _belonging(reading: Reading, edition_of: str) -> dict[str, str]:
    if reading.choice is Choice.NEW_EDITION:
        return {"edition_of": edition_of, "title": reading.report}
    if reading.choice is not None and reading.report:
        return {"report": reading.report}
    return {}
