"""How a due date came to be what it is: first set, moved, typing mistakes put right.

Pure: works on revisions already read, for one recommendation or for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marmot_tracker.vocabulary import RevisionKind


@dataclass(frozen=True, slots=True)
class Revision:
    """A setting of a due date, as `DateRevision` holds it; uids run in the order of writing."""

    uid: str
    recommendation: str
    old_date: date | None
    new_date: date | None
    ongoing: bool
    next_review: date | None
    kind: RevisionKind
    agreed: bool = False

    @property
    def judged(self) -> date | None:
        """The date it is judged against: an ongoing one by its next review."""
        return self.next_review if self.ongoing else self.new_date


@dataclass(frozen=True, slots=True)
class Slip:
    """What a chain of revisions comes to.

    `first` is the date first set, with a typing mistake put right; `days_slipped` is the days
    from it to `due`, 0 where either is missing or the date never moved. A typing mistake and
    the next review of an ongoing date are no moves.
    """

    due: date | None = None
    ongoing: bool = False
    next_review: date | None = None
    first: date | None = None
    times_moved: int = 0
    days_slipped: int = 0

    @property
    def judged(self) -> date | None:
        """The date it is judged against."""
        return self.next_review if self.ongoing else self.due


NO_DATE = Slip()
"""What there is where no date was ever set."""


def chain(revisions: Sequence[Revision], current: Revision) -> list[Revision]:
    """The revisions that led to `current`, oldest first.

    `revisions` are all of one recommendation in the order of writing. Where two people moved a
    date apart, the one not chosen is not on the way and does not count.
    """
    found = [current]
    for earlier in sorted(revisions, key=lambda revision: revision.uid, reverse=True):
        if found[-1].kind is RevisionKind.FIRST:
            break
        if earlier.uid < found[-1].uid and earlier.new_date == found[-1].old_date:
            found.append(earlier)
    return found[::-1]


def moved(before: Revision | None, after: Revision) -> bool:
    """Whether `after` moved the date: not a first date, typing mistake or next review."""
    if after.kind is not RevisionKind.MOVED:
        return False
    return not (after.ongoing and before is not None and before.ongoing)


def agreed(led: Sequence[Revision]) -> bool:
    """Whether somebody agreed the last move of a chain; what never moved needs no agreement."""
    moves = [
        after for before, after in zip((None, *led), led, strict=False) if moved(before, after)
    ]
    return not moves or moves[-1].agreed


def slip(led: Sequence[Revision]) -> Slip:
    """What a chain, oldest first, comes to."""
    if not led:
        return NO_DATE
    current, first = led[-1], led[0]
    if len(led) == 1 and current.kind is not RevisionKind.MOVED:
        day = current.new_date
        return Slip(None if current.ongoing else day, current.ongoing, current.next_review, day)
    moves = 0
    for before, after in zip((None, *led), led, strict=False):
        moves += moved(before, after)
        if not moves and after.kind is RevisionKind.TYPING_MISTAKE:
            first = after
    dated = moves > 0 and first.new_date is not None and current.new_date is not None
    return Slip(
        due=None if current.ongoing else current.new_date,
        ongoing=current.ongoing,
        next_review=current.next_review,
        first=first.new_date,
        times_moved=moves,
        days_slipped=(current.new_date - first.new_date).days
        if dated and current.new_date and first.new_date
        else 0,
    )
