"""Applies the accepted lines of a proposal as one edit, after a backup."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.exchange.adding import Adder
from marmot_tracker.exchange.changing import Changer
from marmot_tracker.exchange.naming import Names
from marmot_tracker.exchange.noting import note_taken
from marmot_tracker.exchange.proposal import LineKind, Proposal, ProposedLine, Target
from marmot_tracker.exchange.tracker_values import Bases, TrackerValues
from marmot_tracker.progress import Progress
from marmot_tracker.services import reports
from marmot_tracker.services.recommendations import next_order
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import ChangeKind, Via

Accepted = Callable[[ProposedLine], bool] | Collection[int]
"""Which lines are accepted: a test, or the numbers of the lines."""
STEPS = 3


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: how many recommendations and fields, what was left and why, the backup.

    `kept` are fields where the tracker's own answer was kept; `moved_on` tell of lines that were
    accepted while the tracker changed under them: they were left, and come up again.
    """

    report: str
    added: int = 0
    changed: int = 0
    kept: int = 0
    left_out: int = 0
    moved_on: tuple[str, ...] = ()
    backup: Path | None = None

    @property
    def wrote(self) -> bool:
        """Whether anything of the list is now in the tracker that was not before."""
        return bool(self.added or self.changed)


def by_default(line: ProposedLine) -> bool:
    """What is accepted unless the person says otherwise: all but two answers."""
    return line.accept


def apply(
    document: Document,
    proposal: Proposal,
    *,
    accepted: Accepted = by_default,
    reason: str = "",
    source: Source | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Applied:
    """Write the accepted lines as one edit; the seam behind import, review screen and dry run.

    What was seen and not taken is noted, so that the same list proposes it no more. Raises
    `TrackerError` where the file cannot be written; then nothing of it was kept.
    """
    progress = progress or Progress()
    chosen = _chosen(proposal, accepted)
    if not chosen and not proposal.unsettled:
        left = sum(line.can_accept for line in proposal.lines)
        return Applied(proposal.report, left_out=left)
    progress.step(0, STEPS, "Backing up")
    backup = document.backup("before import")
    progress.step(1, STEPS, "Writing")
    from_list = source or Source(Via.IMPORT, proposal.source_name, proposal.sha256)
    with document.edit(
        f"Load “{proposal.source_name}”", reason=reason, source=from_list, kind=ChangeKind.IMPORT
    ) as session:
        written = _Writing(session, proposal, today or clock.today(), reason)
        written.write(chosen, progress)
    progress.step(STEPS, STEPS, "Done")
    return written.told(chosen, backup)


def _chosen(proposal: Proposal, accepted: Accepted) -> list[ProposedLine]:
    if callable(accepted):
        return [line for line in proposal.lines if line.can_accept and accepted(line)]
    numbers = frozenset(accepted)
    return [line for line in proposal.lines if line.can_accept and line.number in numbers]


class _Writing:
    """One proposal on its way into a session."""

    def __init__(self, session: Session, proposal: Proposal, today: date, reason: str) -> None:
        self.session = session
        self.proposal = proposal
        self.today = today
        self.reason = reason
        self.names = Names(session)
        self.changed = 0
        self.moved_on: list[str] = []

    def write(self, chosen: Sequence[ProposedLine], progress: Progress) -> None:
        """Write new things, then changes, then what was seen."""
        new = [line for line in chosen if line.kind is LineKind.NEW]
        changes = [line for line in chosen if line.kind is not LineKind.NEW]
        report = ensured(self.session, self.proposal.target) if new else ""
        self._make_columns(chosen)
        if new:
            order = next_order(self.session, report=report)
            adder = Adder(self.session, self.names, report=report, today=self.today)
            adder.add(new, order=order, progress=progress)
        unsettled = {(uid, field): value for uid, field, value in self.proposal.unsettled}
        if changes:
            held = TrackerValues(self.session, self.names, report=self.proposal.target.report)
            standing = self._still_standing(changes, held)
            changer = Changer(self.session, self.names, held, today=self.today, reason=self.reason)
            changer.change(standing, list_name=self.proposal.source_name, progress=progress)
            self.changed = len(standing)
            for line in standing:
                unsettled.pop((line.uid or "", line.field), None)
            unsettled.update(changer.seen_but_not_written)
        if unsettled:
            bases = Bases(self.session, self.names, {})
            note_taken(self.session, self.names, bases, unsettled)

    def _still_standing(
        self, changes: Iterable[ProposedLine], held: TrackerValues
    ) -> list[ProposedLine]:
        """Lines whose field still holds what it held when they were proposed."""
        standing = []
        for line in changes:
            now = held.held.get(line.uid or "")
            if now is not None and now.in_view and now.values.get(line.field, "") == line.held:
                standing.append(line)
            else:
                self.moved_on.append(f"{line.words} It changed in the meantime and was left.")
        return standing

    def _make_columns(self, chosen: Iterable[ProposedLine]) -> None:
        """Make the new columns that an accepted line has a value for."""
        wanted = {name for line in chosen for name in (line.field, *dict(line.values))}
        for column in self.proposal.columns:
            self.names.make_if_wanted(self.session, column, wanted)

    def told(self, chosen: Sequence[ProposedLine], backup: Path) -> Applied:
        """What was done, counted."""
        numbers = {line.number for line in chosen}
        left = [
            line for line in self.proposal.lines if line.can_accept and line.number not in numbers
        ]
        return Applied(
            report=self.proposal.report,
            added=sum(line.kind is LineKind.NEW for line in chosen),
            changed=self.changed,
            kept=sum(line.kind is LineKind.TWO_ANSWERS for line in left),
            left_out=sum(line.kind is not LineKind.TWO_ANSWERS for line in left),
            moved_on=tuple(self.moved_on),
            backup=backup,
        )


def ensured(session: Session, target: Target) -> str:
    """The uid of the report that a list goes into, made where it is new."""
    if target.report:
        return target.report
    return reports.ensure(session, title=target.title, edition_of=target.edition_of or None)
