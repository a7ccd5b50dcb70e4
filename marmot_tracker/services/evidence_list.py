"""Everything held as evidence, one row a piece: what it is, what it is tied to, who added it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.document import Document
from marmot_tracker.model import Evidence, Recommendation
from marmot_tracker.services.evidence import Piece, Tie, is_file_link, ties
from marmot_tracker.services.marks import shown, two_answers
from marmot_tracker.services.telling import who_of
from marmot_tracker.services.wording import code_of
from marmot_tracker.trail import evidence as bytes_of
from marmot_tracker.trail.history import line_of
from marmot_tracker.trail.recording import driver
from marmot_tracker.vocabulary import EvidenceKind, EvidenceLevel, EvidenceType, Sensitivity

OLD_DAYS = 365
"""Evidence that speaks for a day longer ago than this is told as older than a year."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A recommendation to choose from: its uid, how it is named, and how its title begins."""

    uid: str
    name: str
    title: str = ""

    @property
    def words(self) -> str:
        """How it stands in a list to choose from."""
        return f"{self.name}  {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Origin:
    """Who added a piece of evidence, and when (UTC)."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """What the record says beside the tables: who added each piece, and which bytes are here."""

    origins: Mapping[str, Origin]
    here: frozenset[str]


@dataclass(frozen=True, slots=True)
class EvidenceRow(Piece):
    """A piece of evidence as a list shows it.

    `age` is in days from the date it speaks for; `alike` counts the other pieces with the same
    bytes; `here` says whether the bytes of a file are in this copy of the tracker; `late` whether
    its review date has passed; `marks` are the fields with two answers.
    """

    type: EvidenceType | None
    level: EvidenceLevel | None
    age: int | None
    review_by: date | None
    late: bool
    added_by: str
    added_at: datetime | None
    ties: tuple[Tie, ...]
    here: bool
    alike: int
    marks: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Whether nobody has said yet if somebody could be recognised in it."""
        return self.sensitivity is Sensitivity.NOT_CHECKED

    @property
    def is_restricted(self) -> bool:
        """Whether somebody could be recognised in it."""
        return self.sensitivity is Sensitivity.RESTRICTED

    @property
    def is_old(self) -> bool:
        """Whether the day it speaks for is more than a year ago."""
        return self.age is not None and self.age > OLD_DAYS

    @property
    def is_file_link(self) -> bool:
        """Whether it is a link to a file and not to a page of the web."""
        return self.kind is EvidenceKind.LINK and is_file_link(self.link)


_Said: TypeAlias = tuple[Evidence, Sensitivity]


def beside(document: Document) -> Beside:
    """Who added each piece, and whose bytes are here; asked of the tracker itself."""
    with document.read() as session:
        return Beside(_origins(session), frozenset(bytes_of.held(driver(session))))


def rows(session: Session, *, today: date, beside: Beside) -> list[EvidenceRow]:
    """Every piece of evidence, the newest first."""
    tied = ties(session)
    stricter = bytes_of.strictest_of_two(driver(session))
    pieces = list(session.scalars(select(Evidence).order_by(Evidence.uid.desc())))
    alike = Counter(piece.sha256 for piece in pieces if piece.sha256)
    found = []
    for piece in pieces:
        said = code_of(Sensitivity, piece.sensitivity) or Sensitivity.NOT_CHECKED
        its = tied.get(piece.uid, ())
        found.append(_row((piece, stricter.get(piece.uid, said)), tuple(its), alike, today, beside))
    return found


def subjects(session: Session) -> list[Subject]:
    """The recommendations that evidence can be tied to, in the order of the register."""
    query = select(
        Recommendation.uid,
        Recommendation.reference,
        Recommendation.short_title,
        Recommendation.wording,
        Recommendation.marks,
    ).order_by(Recommendation.order, Recommendation.uid)
    found = []
    for uid, reference, short, wording, marks in session.execute(query):
        title = shown(short, "short_title", marks) or shown(wording, "wording", marks)
        flat = " ".join(title.split())
        begins = f"“{flat[:40]}…”" if len(flat) > 40 else f"“{flat}”"
        found.append(Subject(uid, reference or begins, flat[:80]))
    return found


def _row(
    of: _Said, ties: tuple[Tie, ...], alike: Counter[str], today: date, beside: Beside
) -> EvidenceRow:
    piece, sensitivity = of
    marks = piece.marks
    origin = beside.origins.get(piece.uid)
    sha256 = piece.sha256 or ""
    return EvidenceRow(
        uid=piece.uid,
        title=shown(piece.title, "title", marks),
        kind=code_of(EvidenceKind, piece.kind) or EvidenceKind.NOTE,
        type=code_of(EvidenceType, piece.type),
        level=code_of(EvidenceLevel, piece.level),
        claim=shown(piece.claim, "claim", marks),
        sensitivity=sensitivity,
        speaks_for=piece.speaks_for,
        age=(today - piece.speaks_for).days if piece.speaks_for else None,
        review_by=piece.review_by,
        late=piece.review_by is not None and piece.review_by < today,
        received_from=shown(piece.received_from, "received_from", marks),
        link=shown(piece.link, "link", marks),
        note=shown(piece.note, "note", marks),
        file_name=shown(piece.file_name, "file_name", marks),
        sha256=sha256,
        size=piece.size or 0,
        media_type=piece.media_type or "",
        added_by=origin.who if origin else "",
        added_at=origin.at if origin else None,
        ties=ties,
        here=sha256 in beside.here,
        alike=alike[sha256] - 1 if sha256 else 0,
        marks=tuple(two_answers(marks)),
    )


def _origins(session: Session) -> dict[str, Origin]:
    """Who added each piece: whoever first said of what kind it is."""
    connection = driver(session)
    query = (
        "SELECT r.uid, s.id FROM change_row r JOIN change_set s ON s.n = r.n "
        "WHERE r.uid IN (SELECT uid FROM evidence) AND r.field = 'kind' "
        "ORDER BY s.at, s.id"
    )
    first: dict[str, bytes] = {}
    for uid, change in connection.execute(query):
        first.setdefault(uid, bytes(change))
    lines = {change: line_of(connection, change) for change in set(first.values())}
    return {uid: Origin(who_of(lines[change]), lines[change].at) for uid, change in first.items()}
