"""Applies the accepted lines of a proposal as one edit, after a backup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.exchange.adding import Adder
from marmot_tracker.exchange.carrying import by_new_line
from marmot_tracker.exchange.changing import Changer
from marmot_tracker.exchange.naming import Names
from marmot_tracker.exchange.noting import note_taken
from marmot_tracker.exchange.offering import SUGGESTED
from marmot_tracker.exchange.proposal import LineKind, Proposal, ProposedLine, Target, standing
from marmot_tracker.exchange.tracker_values import Bases, TrackerValues
from marmot_tracker.progress import Progress
from marmot_tracker.services import layouts, reports
from marmot_tracker.services.recommendations import next_order
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import ChangeKind, Via

Accepted = Callable[[ProposedLine], bool] | Collection[int]
"""Which lines are accepted: a test, or the numbers of the lines."""
STEPS = 3


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: how many recommendations and fields, what was left and why, the backup.

    `same` are near matches taken for the recommendation they look like, `carried` what came over
    from the edition before, `suggested` what the words suggested and a person took. `kept` are fields where the tracker's own answer was kept; `moved_on`
    tell of lines that were accepted while the tracker changed under them: they were left, and
    come up again. `remembered` says that lists of this layout are read so from now on.
    """

    report: str
    added: int = 0
    changed: int = 0
    same: int = 0
    carried: int = 0
    suggested: int = 0
    kept: int = 0
    left_out: int = 0
    moved_on: tuple[str, ...] = ()
    remembered: bool = False
    backup: Path | None = None

    @property
    def wrote(self) -> bool:
        """Whether anything of the list is now in the tracker that was not before."""
        return bool(self.added or self.changed or self.same)


def by_default(line: ProposedLine) -> bool:
    """What is accepted unless the person says otherwise: what is new, and what the list changes."""
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
    unsettled = _unsettled(proposal, chosen)
    if not (chosen or unsettled or proposal.remember or proposal.forget):
        return Applied(proposal.report, left_out=_left_out(proposal, chosen))
    progress.step(0, STEPS, "Backing up")
    backup = document.backup("before import")
    progress.step(1, STEPS, "Writing")
    from_list = source or Source(Via.IMPORT, proposal.source_name, proposal.sha256)
    with document.edit(
        f"Load “{proposal.source_name}”", reason=reason, source=from_list, kind=ChangeKind.IMPORT
    ) as session:
        written = _Writing(session, proposal, today or clock.today(), reason)
        written.write(chosen, unsettled, progress)
        if proposal.remember is not None:
            layouts.remember(session, proposal.remember)
        if proposal.forget:
            layouts.forget(session, shape=proposal.forget)
    progress.step(STEPS, STEPS, "Done")
    return written.told(chosen, backup)


def _chosen(proposal: Proposal, accepted: Accepted) -> list[ProposedLine]:
    """The accepted lines, without those that another accepted line speaks against."""
    if callable(accepted):
        numbers = {line.number for line in proposal.lines if line.can_accept and accepted(line)}
        return standing(proposal.lines, numbers)
    return standing(proposal.lines, frozenset(accepted))


def _unsettled(proposal: Proposal, chosen: Iterable[ProposedLine]) -> dict[tuple[str, str], str]:
    """What the list said where nothing is written, save of near matches that were refused."""
    same = {line.number for line in chosen if line.kind is LineKind.NEAR}
    refused = {line.uid for line in proposal.of_kind(LineKind.NEAR) if line.number not in same}
    return {(uid, name): value for uid, name, value in proposal.unsettled if uid not in refused}


def _left_out(proposal: Proposal, chosen: Sequence[ProposedLine]) -> int:
    """How many new recommendations and changes could have been written and were not."""
    numbers = {line.number for line in chosen}
    open_ = {
        line.number for line in proposal.lines if line.kind in (LineKind.NEW, LineKind.CHANGED)
    }
    return sum(line.number not in numbers for line in standing(proposal.lines, open_ | numbers))


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

    def write(
        self,
        chosen: Sequence[ProposedLine],
        unsettled: dict[tuple[str, str], str],
        progress: Progress,
    ) -> None:
        """Write new things, then changes, then what was seen."""
        new = [line for line in chosen if line.kind is LineKind.NEW]
        changes = [line for line in chosen if line.field and line.kind is not LineKind.OFFERED]
        report = ensured(self.session, self.proposal.target) if new else ""
        self._make_columns(chosen)
        if new:
            order = next_order(self.session, report=report)
            adder = Adder(
                self.session,
                self.names,
                report=report,
                today=self.today,
                offers=by_new_line(chosen),
            )
            adder.add(new, order=order, progress=progress)
        if changes:
            held = TrackerValues(self.session, self.names, report=self.proposal.target.report)
            standing = self._still_standing(changes, held)
            changer = Changer(self.session, self.names, held, today=self.today, reason=self.reason)
            changer.change(standing, list_name=self.proposal.source_name, progress=progress)
            self.changed = len(standing)
            for line in standing:
                unsettled.pop((line.uid or "", line.field), None)
                unsettled |= {(line.uid or "", name): value for name, value in line.printed}
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
        counted = Counter(line.kind for line in chosen)
        near = {line.number for line in chosen if line.kind is LineKind.NEAR}
        suggested = sum(
            line.kind is LineKind.OFFERED and line.field in SUGGESTED for line in chosen
        )
        kept = sum(
            line.kind is LineKind.TWO_ANSWERS and (line.needs is None or line.needs in near)
            for line in self.proposal.lines
        )
        return Applied(
            report=self.proposal.report,
            added=counted[LineKind.NEW],
            changed=self.changed,
            same=counted[LineKind.NEAR],
            carried=counted[LineKind.OFFERED] - suggested,
            suggested=suggested,
            kept=kept - counted[LineKind.TWO_ANSWERS],
            left_out=_left_out(self.proposal, chosen),
            remembered=self.proposal.remember is not None,
            moved_on=tuple(self.moved_on),
            backup=backup,
        )


def ensured(session: Session, target: Target) -> str:
    """The uid of the report that a list goes into, made where it is new."""
    if target.report:
        return target.report
    return reports.ensure(session, title=target.title, edition_of=target.edition_of or None)
