"""The past moments that people know by name: packs that were handed out, and reporting periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.services import packs, periods, wording


@dataclass(frozen=True, slots=True)
class NamedMoment:
    """A moment by name: the end of a `day`, or with `tips` just what a pack showed.

    `clause` says after the day what was then.
    """

    words: str
    day: date
    tips: tuple[str, ...] = ()
    clause: str = ""


def named(session: Session, *, today: date) -> list[NamedMoment]:
    """Every pack made, and the day each reporting period was due, newest first; none to come."""
    found = [_of_pack(pack) for pack in packs.list_(session) if pack.made_at is not None]
    found += [
        NamedMoment(f"{period.name} was due", period.due, clause=f"when {period.name} was due")
        for period in periods.list_(session)
        if period.due is not None
    ]
    past = [moment for moment in found if moment.day <= today]
    return sorted(past, key=lambda moment: (moment.day, bool(moment.tips)), reverse=True)


def _of_pack(pack: packs.PackFacts) -> NamedMoment:
    assert pack.made_at is not None
    made = pack.made_at.astimezone(clock.PLACE).date()
    # What a day showed is found by the day, whoever asks for it.
    if pack.as_at is not None and pack.as_at < made:
        words = f"Pack as at {wording.day(pack.as_at)}"
        return NamedMoment(words, pack.as_at, clause="the day a pack showed")
    clause = "as the pack of that day showed it"
    return NamedMoment(f"Pack of {wording.day(made)}", made, pack.tips, clause)
