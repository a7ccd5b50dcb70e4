"""The reports whose recommendations are followed up, and their editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Recommendation, SourceReport
from marmot_tracker.services.marks import shown


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report, with how many of its recommendations are in view."""

    uid: str
    title: str
    publisher: str
    published: date | None
    link: str
    edition_of: str
    recommendations: int


def list_(session: Session) -> list[ReportFacts]:
    """Every report in view, in the order they were added."""
    query = select(Recommendation.report, func.count()).group_by(Recommendation.report)
    numbers = dict(session.execute(query).all())
    columns = (
        SourceReport.uid,
        SourceReport.title,
        SourceReport.publisher,
        SourceReport.published,
        SourceReport.link,
        SourceReport.edition_of,
        SourceReport.marks,
    )
    return [
        ReportFacts(
            uid,
            shown(title, "title", marks),
            shown(publisher, "publisher", marks),
            published,
            shown(link, "link", marks),
            edition_of or "",
            numbers.get(uid, 0),
        )
        for uid, title, publisher, published, link, edition_of, marks in session.execute(
            select(*columns).order_by(SourceReport.uid)
        )
    ]


def ensure(session: Session, *, title: str, edition_of: str | None = None) -> str:
    """The uid of the report with this title (case and blanks aside), added where there is none.

    `edition_of` is the uid of the edition before; a new edition is always a report of its own.
    """
    title = " ".join(title.split())
    if not title:
        raise TrackerError("A report needs a title.")
    query = select(SourceReport.uid, SourceReport.title, SourceReport.edition_of)
    for uid, known, earlier in session.execute(query):
        if (known or "").casefold() == title.casefold() and uid != edition_of:
            if edition_of and earlier != edition_of:
                raise TrackerError(
                    f"There is already a report “{title}”, and it is no edition of that one.",
                    hint="Give the new edition a title of its own, for example with its year.",
                )
            return uid
        if uid == edition_of and (known or "").casefold() == title.casefold():
            raise TrackerError(
                f"The new edition cannot have the same title as the one before, “{title}”.",
                hint="Give it a title of its own, for example with its year.",
            )
    report = SourceReport(title=title, edition_of=edition_of)
    session.add(report)
    session.flush()
    return report.uid
