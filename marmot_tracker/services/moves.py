"""Due dates that moved: every move of the dates that count, with who asked for it and who agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import DateRevision
from marmot_tracker.services import dates
from marmot_tracker.services.marks import shown
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.slips import Revision, moved


@dataclass(frozen=True, slots=True)
class Move:
    """A due date that moved once; `days` is how far, None where either end is *ongoing*.

    `number` of `times` moves of this recommendation; `agreed` says whether anybody agreed to it.
    """

    recommendation: str
    number: int
    times: int
    before: Revision
    after: Revision
    reason: str
    asked_by: str
    agreed_by: str
    agreed_on: date | None
    meeting: str

    @property
    def days(self) -> int | None:
        """How many days later it was set; fewer than 0 where it was brought forward."""
        if self.before.new_date is None or self.after.new_date is None:
            return None
        return (self.after.new_date - self.before.new_date).days

    @property
    def agreed(self) -> bool:
        """Whether anybody agreed to it."""
        return self.after.agreed

    @property
    def is_last(self) -> bool:
        """Whether the date that counts now came of it."""
        return self.number == self.times


class _Words(NamedTuple):
    reason: str
    asked_by: str
    agreed_by: str
    agreed_on: date | None
    meeting: str


def of(session: Session, rows: Iterable[RegisterRow]) -> list[Move]:
    """The moves of the recommendations given, in their order, each one's oldest first."""
    wanted = [row.uid for row in rows if row.times_moved]
    if not wanted:
        return []
    led = dates.chains(session, wanted)
    words = _words(session)
    return [move for uid in wanted for move in _moves(uid, led.get(uid, []), words)]


def _moves(uid: str, led: Sequence[Revision], words: Mapping[str, _Words]) -> Iterator[Move]:
    steps = [(before, after) for before, after in pairwise(led) if moved(before, after)]
    for number, (before, after) in enumerate(steps, 1):
        yield Move(uid, number, len(steps), before, after, *words[after.uid])


def _words(session: Session) -> dict[str, _Words]:
    query = select(
        DateRevision.uid,
        DateRevision.reason,
        DateRevision.asked_by,
        DateRevision.agreed_by,
        DateRevision.agreed_on,
        DateRevision.meeting,
        DateRevision.marks,
    )
    return {
        uid: _Words(
            shown(reason, "reason", marks),
            shown(asked, "asked_by", marks),
            shown(agreed, "agreed_by", marks),
            on,
            shown(meeting, "meeting", marks),
        )
        for uid, reason, asked, agreed, on, meeting, marks in session.execute(query)
    }
