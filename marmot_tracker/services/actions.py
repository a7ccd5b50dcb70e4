"""Actions: what is to be done for a recommendation, by whom and by when; most come from returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Action, ReceivedReturn, Return
from marmot_tracker.services.marks import shown
from marmot_tracker.trail.recording import withdraw as withdraw_thing


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """An action as it stands; `proposed_by` is whose return it came in; `done_on` None while open."""

    uid: str
    title: str
    owner: str
    due: date | None
    done_on: date | None
    proposed_by: str

    def is_late(self, today: date) -> bool:
        """Whether it is open after its date."""
        return self.done_on is None and self.due is not None and self.due < today


def of(session: Session, recommendation: str) -> list[ActionFacts]:
    """The actions of a recommendation: open ones by their date, then those done, newest first."""
    query = (
        select(Action, func.coalesce(Return.sent_to, ReceivedReturn.returned_by))
        .outerjoin(Return, Return.uid == Action.proposed_in)
        .outerjoin(ReceivedReturn, ReceivedReturn.uid == Action.proposed_in)
        .where(Action.recommendation == recommendation)
    )
    found = [
        ActionFacts(
            action.uid,
            shown(action.title, "title", action.marks),
            shown(action.owner, "owner", action.marks),
            action.due,
            action.done_on,
            by or "",
        )
        for action, by in session.execute(query)
    ]
    to_do = sorted(
        (each for each in found if each.done_on is None),
        key=lambda each: (each.due or date.max, each.uid),
    )
    done = sorted(
        (each for each in found if each.done_on is not None),
        key=lambda each: (each.done_on or date.min, each.uid),
        reverse=True,
    )
    return to_do + done


def mark_done(session: Session, *, action: str, on: date | None) -> None:
    """Say when an action was done; None opens it again. Raises `TrackerError` for none of ours."""
    _the_one(session, action).done_on = on


def withdraw(session: Session, *, action: str) -> None:
    """Take an action out of view. Raises `TrackerError` for none of ours."""
    withdraw_thing(session, _the_one(session, action))


def _the_one(session: Session, uid: str) -> Action:
    found = session.get(Action, uid)
    if found is None or not found.in_view:
        raise TrackerError("That action is no longer in this tracker.")
    return found
