"""Which recommendations changed since the pack made last: the state it showed, and what differs.

The state is read once for a pack, over a snapshot and away from the screen; what differs from it is
told anew with every reading of the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import Snapshot
from marmot_tracker.services import changes, packs
from marmot_tracker.services.changes import Past
from marmot_tracker.services.register import RegisterRow

NO_PACK = "No pack has been made from this tracker yet, so nothing can have changed since."


@dataclass(frozen=True, slots=True)
class LastPack:
    """The pack made last and the state it showed, to the end of `day`.

    `tips` are what it was made from, `moment` its as-at where that was a past day.
    """

    uid: str
    day: date
    tips: tuple[str, ...]
    moment: datetime | None = None


def last(session: Session) -> LastPack | None:
    """The pack made last, or None where none was."""
    made = [pack for pack in packs.list_(session) if pack.made_at and pack.tips]
    if not made:
        return None
    pack = made[-1]
    assert pack.made_at is not None
    made_on = pack.made_at.astimezone(clock.PLACE).date()
    day = pack.as_at or made_on
    return LastPack(pack.uid, day, pack.tips, clock.end_of(day) if day < made_on else None)


def state(snapshot: Snapshot) -> Past | None:
    """The list as the last pack showed it, from a snapshot taken with `trail=True`; None for none.

    Raises `TrackerError` where this copy lacks what that pack was made from.
    """
    with snapshot.read() as session:
        pack = last(session)
    if pack is None:
        return None
    with snapshot.earlier(pack.moment, tips=pack.tips) as before, before.read() as session:
        return changes.past_of(session, today=pack.day)


def changed(session: Session, past: Past, rows: Sequence[RegisterRow]) -> frozenset[str]:
    """The recommendations among `rows` that a reader of the pack would find changed."""
    ties = session.execute(changes.ties())
    other = {uid for tie, uid, holds in ties if uid and (tie in past.ties) is not bool(holds)}
    return frozenset(row.uid for row in rows if row.uid in other or changes.differs(past, row))
