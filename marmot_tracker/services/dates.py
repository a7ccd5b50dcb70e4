"""Due dates: set, moved with a reason, put right, agreed; the first date is never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import DateRevision, Recommendation
from marmot_tracker.services import answers, register_parts
from marmot_tracker.services.answers import Answer
from marmot_tracker.services.slips import Revision, Slip, agreed, chain, moved, slip
from marmot_tracker.services.wording import counted, day, quoted, times
from marmot_tracker.vocabulary import RevisionKind


@dataclass(frozen=True, slots=True)
class DueFacts:
    """A due date and how it came to be; `sentences` say so, ready to paste.

    `agreed` is False where the last move has not been agreed by anybody yet.
    """

    first: date | None
    current: date | None
    times_moved: int
    days_slipped: int
    ongoing: bool
    next_review: date | None
    agreed: bool
    sentences: tuple[str, ...]


def set_due(
    session: Session,
    *,
    recommendation: str,
    new_date: date | None = None,
    ongoing: bool = False,
    next_review: date | None = None,
    kind: RevisionKind | None = None,
    reason: str = "",
    asked_by: str = "",
    agreed_by: str = "",
    agreed_on: date | None = None,
    meeting: str = "",
) -> str:
    """Set, move or put right a due date; returns the uid of the revision that stands.

    Without `kind` it is the first date where there was none, else a move. A move needs a reason.
    The date that stands already changes nothing, but settles two answers.
    """
    subject = subject_of(session, recommendation)
    if (new_date is not None) == ongoing:
        raise Misuse("Give either a due date or “ongoing”.")
    if next_review is not None and not ongoing:
        raise Misuse("A next review belongs to an ongoing date.")
    before = session.get(DateRevision, subject.due) if subject.due else None
    same = before is not None and (
        (before.new_date, bool(before.ongoing), before.next_review)
        == (new_date, ongoing, next_review)
    )
    if same and before is not None:
        if "due" in (subject.marks or "").split():
            flag_modified(subject, "due")
        return before.uid
    kind = _kind(kind, before)
    rolled = before is not None and bool(before.ongoing) and ongoing
    if kind is RevisionKind.MOVED and not rolled and not reason.strip():
        raise TrackerError(
            f"The due date of {name_of(subject)} would move from "
            f"{_words(before)} to {'ongoing' if ongoing else day(new_date)} without a reason.",
            hint="Say why it moves; a slip of the keyboard can be marked as a typing mistake.",
        )
    revision = DateRevision(
        recommendation=recommendation,
        old_date=before.new_date if before else None,
        new_date=new_date,
        ongoing=ongoing or None,
        next_review=next_review,
        kind=kind.value,
        reason=reason or None,
        asked_by=asked_by or None,
        agreed_by=agreed_by or None,
        agreed_on=agreed_on,
        meeting=meeting or None,
    )
    session.add(revision)
    subject.due = revision.uid
    session.flush()
    return revision.uid


def agree(
    session: Session,
    *,
    recommendation: str,
    agreed_by: str,
    agreed_on: date | None = None,
    meeting: str = "",
) -> None:
    """Note that the date that stands was agreed; from then on it is rated against this date."""
    subject = subject_of(session, recommendation)
    revision = session.get(DateRevision, subject.due) if subject.due else None
    if revision is None:
        raise TrackerError(f"{name_of(subject)} has no due date that could be agreed.")
    if not agreed_by.strip():
        raise TrackerError("Say who agreed the date.", hint="For example: the steering group.")
    revision.agreed_by = agreed_by
    revision.agreed_on = agreed_on
    revision.meeting = meeting or revision.meeting


def slips(session: Session, recommendation: str) -> DueFacts:
    """How the due date of a recommendation came to be what it is."""
    led = led_to(session, recommendation)
    found = slip(led)
    return DueFacts(
        first=found.first,
        current=found.due,
        times_moved=found.times_moved,
        days_slipped=found.days_slipped,
        ongoing=found.ongoing,
        next_review=found.next_review,
        agreed=agreed(led),
        sentences=_sentences(led, found, _records(session, led)),
    )


def led_to(session: Session, recommendation: str, *, stands: str | None = None) -> list[Revision]:
    """The revisions that led to the date that counts, oldest first.

    `stands` spares asking for the revision that holds the place.
    """
    revisions = register_parts.read_revisions(session, only=recommendation)
    by_uid = {revision.uid: revision for revision in revisions}
    stands = stands or session.scalar(
        select(Recommendation.due).where(Recommendation.uid == recommendation)
    )
    given = answers.of_field(session, uid=recommendation, field="due")
    counts = _counting(given, by_uid, stands)
    return chain(revisions, counts) if counts else []


def chains(session: Session, wanted: Iterable[str]) -> dict[str, list[Revision]]:
    """As `led_to`, of many recommendations read at once; nothing of those without a date."""
    revisions_of: dict[str, list[Revision]] = {}
    by_uid: dict[str, Revision] = {}
    for revision in register_parts.read_revisions(session):
        revisions_of.setdefault(revision.recommendation, []).append(revision)
        by_uid[revision.uid] = revision
    given = answers.all_of(session, kind="recommendation")
    holds: dict[str, str | None] = {}
    for uid, due in session.execute(select(Recommendation.uid, Recommendation.due)):
        holds[uid] = due
    found = {}
    for uid in wanted:
        counts = _counting(given.get((uid, "due"), ()), by_uid, holds.get(uid))
        if counts is not None:
            found[uid] = chain(revisions_of.get(uid, ()), counts)
    return found


def _counting(
    given: Iterable[Answer], by_uid: Mapping[str, Revision], stands: str | None
) -> Revision | None:
    """The revision that counts: of two answers the earlier, else the one that holds the place."""
    two = [by_uid[answer.value] for answer in given if answer.value in by_uid]
    return register_parts.earlier(two) if two else by_uid.get(stands or "")


def subject_of(session: Session, recommendation: str) -> Recommendation:
    """The recommendation that is spoken of. Raises `TrackerError` where it is not in view."""
    found = session.get(Recommendation, recommendation)
    if found is None:
        raise TrackerError("That recommendation is not in this tracker.")
    return found


def name_of(subject: Recommendation) -> str:
    """How a sentence names a recommendation: its reference, else how it begins."""
    if subject.reference:
        return subject.reference
    words = " ".join((subject.short_title or subject.wording or "this recommendation").split())
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"


def _kind(kind: RevisionKind | None, before: DateRevision | None) -> RevisionKind:
    if before is None:
        if kind in (RevisionKind.MOVED, RevisionKind.TYPING_MISTAKE):
            raise TrackerError("There is no due date yet that could move or be put right.")
        return RevisionKind.FIRST
    if kind is RevisionKind.FIRST:
        raise TrackerError(
            "The first due date is never overwritten.",
            hint="Move the date with a reason, or mark it as a typing mistake.",
        )
    return kind or RevisionKind.MOVED


def _words(revision: DateRevision | None) -> str:
    if revision is None:
        return "no date"
    return "ongoing" if revision.ongoing else day(revision.new_date)


def _records(session: Session, led: list[Revision]) -> dict[str, DateRevision]:
    uids = [revision.uid for revision in led]
    found = session.scalars(select(DateRevision).where(DateRevision.uid.in_(uids)))
    return {record.uid: record for record in found}


def _sentences(
    led: list[Revision], found: Slip, records: dict[str, DateRevision]
) -> tuple[str, ...]:
    """What happened to the date, move by move; times of writing are `services.why`'s."""
    if not led:
        return ("No due date has been set.",)
    said = [f"The due date was {_shown(led[0])} when first set."]
    for before, after in pairwise(led):
        record = records[after.uid]
        if after.kind is RevisionKind.TYPING_MISTAKE:
            lead = f"A typing mistake was put right, to {_shown(after)}"
        elif not moved(before, after):
            lead = f"The next review was set for {day(after.next_review)}"
        else:
            lead = f"It moved from {_shown(before)} to {_shown(after)}"
        lead += f", asked by {record.asked_by}" if record.asked_by else ""
        lead += f" ({quoted(record.reason)})" if record.reason else ""
        by = agreement(record)
        said.append(f"{lead}, {by}." if by else f"{lead}.")
    if found.times_moved:
        slipped = f", {counted(found.days_slipped, 'day')} in all" if found.days_slipped else ""
        said.append(f"It has moved {times(found.times_moved)}{slipped}.")
    return tuple(said)


def agreement(record: DateRevision) -> str:
    """`agreed by … on …`, or nothing where nobody agreed it."""
    if not (record.agreed_by or record.agreed_on):
        return ""
    by = f" by {record.agreed_by}" if record.agreed_by else ""
    on = f" on {day(record.agreed_on)}" if record.agreed_on else ""
    at = f" at {record.meeting}" if record.meeting else ""
    return f"agreed{by}{on}{at}"


def _shown(revision: Revision) -> str:
    if not revision.ongoing:
        return day(revision.new_date)
    review = f" (next review {day(revision.next_review)})" if revision.next_review else ""
    return f"ongoing{review}"
