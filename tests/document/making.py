"""Small trackers for the tests of the file: real files, made through the ordinary doors."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.document import Author, Document
from marmot_tracker.model import (
    Evidence,
    EvidenceLink,
    Programme,
    Recommendation,
    SourceReport,
    StatusUpdate,
    uid_of,
)

ANN = Author("Ann", account="ann01")
BOB = Author("Bob")
CAT = Author("Cat")


def _begin(session: Session) -> None:
    session.add(Programme(name="Programme", place="Sample place"))


def tracker(path: Path, author: Author = ANN) -> Document:
    """A new tracker with a report and two recommendations."""
    document = Document.create(path, author=author, begin=_begin)
    with document.edit("Add recommendations") as session:
        report = SourceReport(title="Report")
        session.add(report)
        for reference in ("3.9", "3.10"):
            session.add(
                Recommendation(
                    reference=reference, report=report.uid, wording=f"Do {reference}", stage="open"
                )
            )
    return document


def copy_of(document: Document, path: Path) -> Path:
    """What Explorer makes of a tracker while nothing is being written."""
    shutil.copyfile(document.path, path)
    return path


def uid(document: Document, reference: str = "3.10") -> str:
    """The uid of a recommendation."""
    with document.read() as session:
        query = select(Recommendation.uid).where(Recommendation.reference == reference)
        return str(session.scalars(query).one())


def value(document: Document, field: str, reference: str = "3.10") -> object:
    """What a field of a recommendation shows."""
    with document.read() as session:
        column = getattr(Recommendation, field)
        return session.scalars(select(column).where(Recommendation.reference == reference)).one()


def put(document: Document, label: str = "Set theme", **values: object) -> None:
    """Set fields of recommendation 3.10 in one edit."""
    which = uid(document)
    with document.edit(label) as session:
        thing = session.get_one(Recommendation, which)
        for name, said in values.items():
            setattr(thing, name, said)


def rate(document: Document, rating: str, day: date) -> None:
    """Rate recommendation 3.10."""
    which = uid(document)
    with document.edit("Set rating") as session:
        update = StatusUpdate(recommendation=which, rating=rating, speaks_for=day)
        session.add(update)
        session.get_one(Recommendation, which).rating = update.uid


def attach(
    document: Document,
    recommendation: str,
    file: Path,
    title: str,
    *,
    sensitivity: str = "ordinary",
) -> str:
    """Attach a file to a recommendation, as evidence; answers its SHA-256."""
    staged = document.stage(file)
    with document.edit("Attach evidence") as session:
        evidence = Evidence(
            title=title,
            kind="file",
            sensitivity=sensitivity,
            file_name=staged.file_name,
            sha256=staged.sha256,
            size=staged.size,
            media_type=staged.media_type,
        )
        session.add(evidence)
        session.add(
            EvidenceLink(
                uid=uid_of("evidence_link", evidence.uid, recommendation),
                evidence=evidence.uid,
                recommendation=recommendation,
            )
        )
    return staged.sha256
