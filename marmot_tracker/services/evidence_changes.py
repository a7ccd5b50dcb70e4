"""What is done to evidence already held: described, tied and untied, its file kept or only linked.

Which file or link a piece was before stays in its history: nothing here forgets a version.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import Evidence, EvidenceLink
from marmot_tracker.services.evidence import check_link, tie
from marmot_tracker.trail.evidence import Staged
from marmot_tracker.trail.recording import withdraw as withdraw_thing
from marmot_tracker.vocabulary import EvidenceKind, EvidenceLevel, EvidenceType


def describe(
    session: Session,
    *,
    evidence: str,
    title: str,
    claim: str,
    type: EvidenceType | None,
    level: EvidenceLevel | None,
    speaks_for: date | None,
    received_from: str,
    review_by: date | None,
) -> None:
    """Say what a piece is called, of which sort it is, what it supports and for which day."""
    piece = piece_of(session, evidence)
    if not title.strip():
        raise TrackerError("Evidence needs a title.", hint="Say in a few words what it is.")
    piece.title = title.strip()
    piece.claim = claim.strip() or None
    piece.type = type.value if type else None
    piece.level = level.value if level else None
    piece.speaks_for = speaks_for
    piece.received_from = received_from.strip() or None
    piece.review_by = review_by


def embed(session: Session, *, evidence: str, staged: Staged) -> None:
    """Keep in the tracker what was linked, or other bytes for a file held already."""
    piece = piece_of(session, evidence)
    if piece.kind == EvidenceKind.NOTE:
        raise Misuse("A note has no file to keep.")
    piece.kind = EvidenceKind.FILE.value
    piece.sha256 = staged.sha256
    piece.size = staged.size
    piece.media_type = staged.media_type or None
    piece.file_name = staged.file_name
    piece.link = None


def keep_link(session: Session, *, evidence: str, link: str) -> None:
    """Keep only a link to where the file lies now.

    The record's earlier entries still hold the file: only erasing takes it out of the tracker.
    """
    piece = piece_of(session, evidence)
    if piece.kind != EvidenceKind.FILE:
        raise TrackerError("Only a file held in the tracker can be turned into a link.")
    check_link(link)
    piece.kind = EvidenceKind.LINK.value
    piece.link = link.strip()
    piece.sha256 = piece.size = piece.media_type = piece.file_name = None


def tie_to(
    session: Session, *, evidence: str, recommendations: Collection[str], why: str = ""
) -> None:
    """Let a piece speak for exactly these recommendations; `why` goes with those that are new."""
    piece = piece_of(session, evidence)
    query = select(EvidenceLink).where(EvidenceLink.evidence == piece.uid)
    tied = {link.recommendation: link for link in session.scalars(query)}
    for recommendation in recommendations:
        if recommendation not in tied:
            tie(session, evidence=piece.uid, recommendation=recommendation, why=why)
    for uid, link in tied.items():
        if uid not in recommendations:
            withdraw_thing(session, link)


def withdraw(session: Session, *, evidence: str) -> None:
    """Take a piece out of view with its ties; history keeps it, and it can be put back."""
    withdraw_thing(session, piece_of(session, evidence))


def piece_of(session: Session, evidence: str) -> Evidence:
    """The piece that is spoken of. Raises `TrackerError` where it is not in view."""
    piece = session.get(Evidence, evidence)
    if piece is None:
        raise TrackerError("That evidence is not in this tracker.")
    return piece
