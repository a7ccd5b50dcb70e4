"""Putting back: an older value of a field, or all that a step did, as an ordinary edit.

What a step of the history did can be taken back (what was there before it is put back), or what
it said can be made to stand again. Nothing that was erased comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import KINDS, DateRevision, Recommendation, Thing
from marmot_tracker.model.base import Amount, Day, Moment
from marmot_tracker.services import answers, dates, people
from marmot_tracker.services.putting_lines import Line, Plan, Way, Write
from marmot_tracker.services.putting_plan import plan
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import RevisionKind

__all__ = [
    "Line", "Plan", "Way", "Write", "as_held", "names_of", "plan", "put_back", "write_back",
]  # fmt: skip

_ALL = {"all_things": True}


def put_back(
    session: Session,
    *,
    change: str,
    way: Way = Way.BEFORE,
    within: Collection[str] = (),
    chosen: Collection[str] | None = None,
    today: date,
    reason: str = "",
) -> int:
    """Write the chosen lines of a plan, made anew; returns how many fields were written.

    Without `chosen` those that are chosen beforehand. An ordinary edit: nothing of the history
    goes, the owner put back is again the one accountable lead, and a due date put back is one
    more move of it, with the `reason`. Raises `TrackerError` where there is nothing to put back.
    """
    made = plan(session, change=change, way=way, within=within)
    keys = made.chosen if chosen is None else frozenset(chosen)
    lines = [line for line in made.lines if line.key in keys]
    if not lines:
        raise TrackerError(
            "There is nothing to put back.",
            hint="What stands is what stood then, or it was changed or erased since.",
        )
    writes = [write for line in lines for write in line.writes]
    return write_back(session, writes, today=today, reason=reason)


def write_back(session: Session, given: Iterable[Write], *, today: date, reason: str) -> int:
    """Write what is to stand again, each once; returns how many fields were written."""
    writes = list(dict.fromkeys(given))
    # What comes back comes first, so that what hangs on it is found in view.
    for write in sorted(writes, key=lambda each: (each.field != "present", each.value is False)):
        if not _moved_back(session, write, reason):
            _write(session, write)
    session.flush()
    _one_lead(session, writes, today)
    return len(writes)


def _write(session: Session, write: Write) -> None:
    thing = session.get(KINDS[write.kind].thing, write.uid, execution_options=_ALL)
    if thing is None:
        raise TrackerError("A thing that this step wrote is not shown by this version.")
    setattr(thing, write.field, as_held(thing, write.field, write.value))
    flag_modified(thing, write.field)


def _moved_back(session: Session, write: Write, reason: str) -> bool:
    """Move a due date to what an earlier revision says; False for anything else.

    The dates there were stay as they are, so that how often and how far it moved stays known
    (DESIGN.md, `DateRevision`). Taking the correction of a typing mistake back is no move.
    """
    if (write.kind, write.field) != ("recommendation", "due"):
        return False
    subject = session.get(Recommendation, write.uid)
    stands = session.get(DateRevision, subject.due) if subject and subject.due else None
    then = session.get(DateRevision, str(write.value or ""), execution_options=_ALL)
    given = answers.of_field(session, uid=write.uid, field="due")
    if stands is None or then is None or write.value in {answer.value for answer in given}:
        return False
    mistake = stands.kind == RevisionKind.TYPING_MISTAKE and stands.old_date == then.new_date
    dates.set_due(
        session,
        recommendation=write.uid,
        new_date=None if then.ongoing else then.new_date,
        ongoing=bool(then.ongoing),
        next_review=then.next_review,
        kind=RevisionKind.TYPING_MISTAKE if mistake else RevisionKind.MOVED,
        reason=reason,
    )
    return True


def as_held(thing: Thing, field: str, value: object) -> Any:
    """A value of the record as its column takes it."""
    if not isinstance(value, str):
        return value
    column = thing.__table__.c[field].type
    if isinstance(column, Day):
        return date.fromisoformat(value)
    if isinstance(column, Moment):
        return datetime.fromisoformat(value)
    return Decimal(value) if isinstance(column, Amount) else value


def _one_lead(session: Session, writes: Iterable[Write], today: date) -> None:
    for write in writes:
        if (write.kind, write.field) != ("recommendation", "lead"):
            continue
        subject = session.get(Recommendation, write.uid)
        if subject is None:
            continue
        people.one_lead(session, recommendation=subject.uid, kept=subject.lead or "", on=today)


def names_of(lines: Iterable[Line]) -> str:
    """What an edit that puts these back is called."""
    found = [line.called or line.words.partition(":")[0] for line in lines]
    return found[0] if len(found) == 1 else counted(len(found), "value")
