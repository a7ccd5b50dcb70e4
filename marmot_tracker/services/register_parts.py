"""What the register is put together from: one query per kind, as dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.model import stamp
from marmot_tracker.services import answers, extras, people, periods, withdrawals
from marmot_tracker.services.answers import Answer, worse
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.marks import shown, two_answers, with_erased
from marmot_tracker.services.period_answers import PeriodAnswers, Span
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.slips import Revision, Slip, chain
from marmot_tracker.services.withdrawals import WITHDRAWN
from marmot_tracker.services.wording import day
from marmot_tracker.trail.recording import driver
from marmot_tracker.vocabulary import Rating, RevisionKind


class Record(NamedTuple):
    """The columns of a recommendation that the register reads, in the order they are selected."""

    uid: str
    marks: str | None
    reference: str | None
    report: str | None
    order: int | None
    section: str | None
    page: str | None
    wording: str | None
    short_title: str | None
    plain_position: str | None
    theme: str | None
    timescale: str | None
    principle: str | None
    subgroup: str | None
    stage: str | None
    rating: str | None
    decision: str | None
    due: str | None
    lead: str | None


class Update(NamedTuple):
    """The columns of a status update that the register reads."""

    uid: str
    recommendation: str | None
    speaks_for: date | None
    period: str | None
    rating: str | None
    not_rated_why: str | None
    reason: str | None
    position_line: str | None
    path_to_green: str | None
    path_to_green_by: date | None
    help_needed: str | None
    marks: str | None = None


TEXTS = frozenset(
    {"reference", "section", "page", "wording", "short_title", "plain_position", "theme"}
    | {"timescale", "reason", "position_line", "path_to_green", "help_needed"}
)
"""Texts of a recommendation and of a rating: where one was erased, its row says so."""

NO_UPDATE = Update("", None, None, None, None, None, None, None, None, None, None)
"""What there is of a recommendation that was never rated."""

RATINGS = {code.value: code for code in Rating}
REVISION_KINDS = {code.value: code for code in RevisionKind}

Given = tuple[date, str, str | None]
"""The date a rating speaks for, the uid of its status update, and its code."""


@dataclass(frozen=True, slots=True)
class Read:
    """Everything read, by uid; lists by the uid of their recommendation."""

    today: date
    period: PeriodFacts | None
    recommendations: list[Record]
    reports: Mapping[str, str]
    report_order: Mapping[str, int]
    principles: Mapping[str, tuple[int | None, str]]
    subgroups: Mapping[str, tuple[str, str]]
    updates: Mapping[str, Update]
    ratings_of: Mapping[str, list[Given]]
    revisions: Mapping[str, Revision]
    revisions_of: Mapping[str, list[Revision]]
    decisions: Mapping[str, str]
    leads: Mapping[str, str]
    evidence: Mapping[str, int]
    extra: Mapping[str, Mapping[str, str]]
    extra_two: Mapping[str, Mapping[str, tuple[str, ...]]]
    answers: Mapping[tuple[str, str], list[Answer]]
    last_changed: Mapping[str, str]
    withdrawn: Mapping[str, str]
    for_period: Mapping[str, Sequence[str]] | None = None
    """The updates that count for a period asked for, by recommendation (`period_answers`)."""


def read(
    session: Session,
    *,
    today: date,
    only: str | None = None,
    span: Span | None = None,
    changes: bool = True,
) -> Read:
    """Read the whole register, or what one recommendation's row needs; with `span` for a period."""
    recommendations = [
        with_erased(record, record.marks, TEXTS) if record.marks else record
        for record in map(
            Record._make, columns_of(session, "recommendation", Record._fields, **_of(only, "uid"))
        )
    ]
    two = answers.all_of(session, kind="recommendation")
    for_period = PeriodAnswers(session).of(span) if span else None
    updates = _updates(session, _named(two), only, every=span is not None)
    brief = ("uid", "recommendation", "speaks_for", "rating")
    ratings = columns_of(session, "status_update", brief, **_of(only))
    revisions = read_revisions(session, only=only)
    decided = _decided(session, only=only)
    leads = people.leads(session, only=only)
    reports = _reports(session)
    own = extras.own_values(session, only=only)
    tied = _evidence(session, only=only)
    owned = {
        **own.owned,
        **{uid: recommendation for uid, recommendation, *_ in ratings},
        **{revision.uid: revision.recommendation for revision in revisions},
        **{uid: recommendation for uid, _, recommendation in decided},
        **{uid: recommendation for uid, (recommendation, _) in leads.items()},
    }
    return Read(
        today=today,
        period=span.period if span else periods.current(session, today),
        recommendations=recommendations,
        reports=reports,
        report_order={uid: place for place, uid in enumerate(sorted(reports))},
        principles={p.uid: (p.number, p.short) for p in people.principles(session)},
        subgroups=people.subgroup_names(session),
        updates=updates,
        ratings_of=_ratings_of(ratings),
        revisions={revision.uid: revision for revision in revisions},
        revisions_of=_revisions_of(revisions),
        decisions={uid: code or "" for uid, code, _ in decided},
        leads={uid: words for uid, (_, words) in leads.items()},
        evidence=Counter(recommendation for _, _, recommendation in tied),
        extra=own.words,
        extra_two=own.two,
        answers=two,
        last_changed=_last_changed(
            session, owned, tied, today=clock.today() if span else today, only=only
        )
        if changes
        else {},
        withdrawn=withdrawals.in_words(session, _flagged(recommendations)),
        for_period=for_period,
    )


def _of(only: str | None, column: str = "recommendation") -> dict[str, Any]:
    """What narrows a question to one recommendation."""
    return {} if only is None else {"where": f"{column} = ?", "values": (only,)}


def _decided(session: Session, *, only: str | None) -> list[tuple[str, str | None, str | None]]:
    """Every decision in view: its uid, its code, and the recommendation."""
    found = columns_of(session, "decision", ("uid", "code", "recommendation"), **_of(only))
    return [(uid, code, of) for uid, code, of in found]


def _flagged(recommendations: Iterable[Record]) -> list[str]:
    return [each.uid for each in recommendations if WITHDRAWN in (each.marks or "").split()]


def _reports(session: Session) -> dict[str, str]:
    """The titles of the reports in view."""
    found = columns_of(session, "source_report", ("uid", "title", "marks"))
    return {uid: shown(title, "title", marks) for uid, title, marks in found}


def read_revisions(session: Session, *, only: str | None = None) -> list[Revision]:
    """The date revisions in view, in the order of writing; of one recommendation or of all."""
    names = (
        *("uid", "recommendation", "old_date", "new_date", "ongoing"),
        *("next_review", "kind", "agreed_by", "agreed_on"),
    )
    found = columns_of(session, "date_revision", names, **_of(only))
    found.sort()
    return [
        Revision(
            uid,
            recommendation or "",
            day_of(old_date),
            day_of(new_date),
            bool(ongoing),
            day_of(next_review),
            REVISION_KINDS.get(kind, RevisionKind.MOVED),
            bool(agreed_by or day_of(agreed_on)),
        )
        for (
            uid,
            recommendation,
            old_date,
            new_date,
            ongoing,
            next_review,
            kind,
            agreed_by,
            agreed_on,
        ) in found
    ]


def rating_answers(read: Read, record: Record) -> list[Update]:
    """The updates that are two answers, or that speak for the period asked for."""
    if read.for_period is None and not record.marks:
        return []
    if read.for_period is not None:
        named: Iterable[str] = read.for_period.get(record.uid, ())
    else:
        named = (answer.value for answer in read.answers.get((record.uid, "rating"), ()))
    return [update for uid in named if (update := read.updates.get(uid)) is not None]


def rating_of(read: Read, record: Record) -> Update:
    """The status update whose rating counts: the worse of two answers, else the one shown."""
    found = rating_answers(read, record)
    if not found:
        shown = record.rating if read.for_period is None else None
        return read.updates.get(shown or "", NO_UPDATE)
    counts = worse(_rating(update) for update in found)
    return next(update for update in reversed(found) if _rating(update) is counts)


def marks_of(read: Read, record: Record) -> tuple[str, ...]:
    """The fields that hold two answers; for a period, its own ratings instead of today's."""
    marks = two_answers(record.marks) + list(read.extra_two.get(record.uid, ()))
    if read.for_period is not None:
        marks = [mark for mark in marks if mark != "rating"]
        if len({_rating(update) for update in rating_answers(read, record)}) > 1:
            marks = sorted([*marks, "rating"])
    return tuple(marks)


def led_of(read: Read, record: Record) -> list[Revision]:
    """What led to the due date that counts: of two answers the earlier, else the one shown."""
    current = read.revisions.get(record.due or "")
    if not record.marks:
        return _chain(read, record, current)
    two = [
        revision
        for answer in read.answers.get((record.uid, "due"), ())
        if (revision := read.revisions.get(answer.value)) is not None
    ]
    if two:
        current = earlier(two)
    return _chain(read, record, current)


def _chain(read: Read, record: Record, current: Revision | None) -> list[Revision]:
    if current is None:
        return []
    known = read.revisions_of.get(record.uid, ())
    return [current] if len(known) == 1 and known[0] is current else chain(known, current)


def earlier(two: Iterable[Revision]) -> Revision:
    """Of several answers for a due date the one that counts."""
    return min(two, key=lambda revision: (revision.judged or date.max, revision.uid))


def previous_rating(read: Read, uid: str, current: Update) -> Rating | None:
    """The rating for the latest date before the one `current` speaks for."""
    if current.speaks_for is None:
        return None
    given = read.ratings_of.get(uid, ())
    if len(given) < 2:
        return None
    day_of_this = current.speaks_for
    earlier = [one for one in given if one[0] < day_of_this]
    return RATINGS.get(max(earlier)[2] or "", Rating.NOT_RATED) if earlier else None


def other_answers(
    read: Read, record: Record, update: Update, due: Slip
) -> dict[str, tuple[str, ...]]:
    """For each field with two answers, those that do not count, as codes or words."""
    telling: dict[str, Callable[[str], str]] = {
        "due": lambda uid: _due_words(read.revisions.get(uid)),
        "decision": lambda uid: read.decisions.get(uid, ""),
        "lead": lambda uid: read.leads.get(uid, ""),
        "principle": lambda uid: read.principles.get(uid, (None, ""))[1],
        "subgroup": lambda uid: read.subgroups.get(uid, ("", ""))[1],
        "report": lambda uid: read.reports.get(uid, ""),
    }
    counting = {
        "rating": _rating(update).value if update.uid else "",
        "due": "ongoing" if due.ongoing else day(due.due),
    }
    found: dict[str, tuple[str, ...]] = {}
    for field in marks_of(read, record):
        if field == "rating":
            told = [_rating(each).value for each in rating_answers(read, record)]
        elif field in read.extra_two.get(record.uid, ()):
            told = list(read.extra_two[record.uid][field])
        else:
            given = read.answers.get((record.uid, field), ())
            told = [telling.get(field, str)(answer.value) for answer in given]
        kept = counting.get(field, told[-1] if told else "")
        found[field] = tuple(dict.fromkeys(words for words in told if words != kept))
    return found


def _due_words(revision: Revision | None) -> str:
    if revision is None:
        return ""
    return "ongoing" if revision.ongoing else day(revision.new_date)


def _rating(update: Update) -> Rating:
    return RATINGS.get(update.rating or "", Rating.NOT_RATED)


def _named(two: Mapping[tuple[str, str], list[Answer]]) -> set[str]:
    """The status updates that two answers name."""
    return {
        answer.value for (_, field), given in two.items() if field == "rating" for answer in given
    }


def _updates(
    session: Session, two: set[str], only: str | None, *, every: bool
) -> dict[str, Update]:
    """The status updates that hold a place, or are one of two answers for it; or every one."""
    narrow: dict[str, Any] = _of(only)
    if only is None and not every:
        named = ", ".join("?" * len(two))
        holds = "uid IN (SELECT rating FROM recommendation WHERE in_view = 1)"
        narrow = {"where": f"{holds} OR uid IN ({named})" if two else holds, "values": (*two,)}
    found = columns_of(session, "status_update", Update._fields, **narrow)
    updates = (
        Update._make((uid, of, day_of(speaks_for), *more, day_of(path_by), help_needed, marks))
        for uid, of, speaks_for, *more, path_by, help_needed, marks in found
    )
    return {
        each.uid: with_erased(each, each.marks, TEXTS) if each.marks else each for each in updates
    }


def _ratings_of(
    ratings: Iterable[tuple[Any, ...]],
) -> dict[str, list[Given]]:
    """By recommendation, from uid, recommendation, day as text, and code."""
    groups: dict[str, list[Given]] = {}
    for uid, recommendation, said, rating in ratings:
        speaks_for = day_of(said)
        if recommendation and speaks_for is not None:
            groups.setdefault(recommendation, []).append((speaks_for, uid, rating))
    return groups


def _revisions_of(revisions: Iterable[Revision]) -> dict[str, list[Revision]]:
    groups: dict[str, list[Revision]] = {}
    for revision in revisions:
        groups.setdefault(revision.recommendation, []).append(revision)
    return groups


def _evidence(session: Session, *, only: str | None) -> list[tuple[str, str, str]]:
    """Every tie to evidence in view: its uid, that of the evidence, and the recommendation."""
    there = {uid for (uid,) in columns_of(session, "evidence", ("uid",))}
    ties = columns_of(session, "evidence_link", ("uid", "evidence", "recommendation"), **_of(only))
    return [(tie, piece, uid) for tie, piece, uid in ties if uid and piece in there]


def _last_changed(
    session: Session,
    owned: Mapping[str, str | None],
    tied: Iterable[tuple[str, str, str]],
    *,
    today: date,
    only: str | None,
) -> dict[str, str]:
    """When each recommendation, or what is said of it, last changed; nothing without history.

    What is said of its evidence counts for every recommendation that this is tied to.
    """
    ties = list(tied)
    owned = {**owned, **{tie: uid for tie, _, uid in ties}}
    speaks_for: dict[str, list[str]] = {}
    for _, piece, uid in ties:
        speaks_for.setdefault(piece, []).append(uid)
    connection = driver(session)
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'change_row'").fetchone():
        return {}
    until = stamp(clock.end_of(today)) if today < clock.today() else "9999"
    lines = (
        "SELECT r.uid, max(s.at) FROM change_row r JOIN change_set s ON s.n = r.n WHERE s.at <= ?"
    )
    if only is None:
        found = connection.execute(f"{lines} GROUP BY r.uid", (until,))
    else:
        asked = [only, *owned, *speaks_for]
        marks = ", ".join("?" * len(asked))
        found = connection.execute(
            f"{lines} AND r.uid IN ({marks}) GROUP BY r.uid", (until, *asked)
        )
    newest: dict[str, str] = {}
    for uid, at in found:
        for recommendation in speaks_for.get(uid) or (owned.get(uid) or uid,):
            if at > newest.get(recommendation, ""):
                newest[recommendation] = at
    return newest
