"""Due dates that moved: every move of the dates that count, with who asked for it and who agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import DateRevision, Recommendation
from marmot_tracker.services import answers, register_parts
from marmot_tracker.services.marks import shown
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.slips import Revision, chain, moved


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
    led = _chains(session, wanted)
    words = _words(session)
    return [move for uid in wanted for move in _moves(uid, led.get(uid, []), words)]


def _moves(uid: str, led: Sequence[Revision], words: Mapping[str, _Words]) -> Iterator[Move]:
    steps = [(before, after) for before, after in pairwise(led) if moved(before, after)]
    for number, (before, after) in enumerate(steps, 1):
        yield Move(uid, number, len(steps), before, after, *words[after.uid])


def _chains(session: Session, wanted: Iterable[str]) -> dict[str, list[Revision]]:
    """The revisions that led to the date that counts: of two answers the earlier."""
    revisions_of: dict[str, list[Revision]] = {}
    by_uid: dict[str, Revision] = {}
    for revision in register_parts.read_revisions(session):
        revisions_of.setdefault(revision.recommendation, []).append(revision)
        by_uid[revision.uid] = revision
    given = answers.all_of(session, kind="recommendation")
    holds: dict[str, str | None] = {}
    for uid, due in session.execute(_HOLDS):
        holds[uid] = due
    found = {}
    for uid in wanted:
        two = [by_uid[a.value] for a in given.get((uid, "due"), ()) if a.value in by_uid]
        current = register_parts.earlier(two) if two else by_uid.get(holds.get(uid) or "")
        if current is not None:
            found[uid] = chain(revisions_of.get(uid, ()), current)
    return found


_HOLDS = select(Recommendation.uid, Recommendation.due)


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
