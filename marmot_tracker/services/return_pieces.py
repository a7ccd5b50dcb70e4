"""Evidence and actions that a return brings: added once, however often they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import Action, Evidence, EvidenceLink
from marmot_tracker.services import evidence
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_lines import Piece
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity

_Key = tuple[FormField, str, str, str, date | None, str]


@dataclass(frozen=True, slots=True)
class Came:
    """What answers came with: the return's name in a sentence, for which period, when, from whom."""

    received: str
    called: str
    period: str | None
    on: date
    by: str
    sha256: str = ""


def add(
    session: Session, recommendation: str, pieces: Sequence[tuple[FormField, Piece]], came: Came
) -> None:
    """Add evidence and actions that a return brought to a recommendation, but what stands there.

    What two copies received of the same file is told twice, and meant once.
    """
    standing = _standing(session, recommendation) if pieces else set()
    for form, piece in pieces:
        key = _key_of(form, piece)
        if key in standing:
            continue
        standing.add(key)
        if form is FormField.ACTION:
            session.add(
                Action(
                    recommendation=recommendation,
                    title=piece.title or None,
                    owner=piece.owner or None,
                    due=piece.day,
                    proposed_in=came.received,
                )
            )
            continue
        is_link = evidence.is_link(piece.link)
        evidence.attach(
            session,
            recommendation=recommendation,
            title=piece.title,
            kind=EvidenceKind.LINK if is_link else EvidenceKind.NOTE,
            sensitivity=Sensitivity.NOT_CHECKED,
            link=piece.link if is_link else "",
            note="" if is_link else piece.link or _note(piece),
            speaks_for=piece.day,
            received_from=came.by,
            claim=piece.shows,
        )


def _standing(session: Session, recommendation: str) -> set[_Key]:
    """The evidence and the actions of a recommendation, as two of them are told to be the same."""
    tied = select(Evidence).join(EvidenceLink, EvidenceLink.evidence == Evidence.uid)
    pieces = session.scalars(tied.where(EvidenceLink.recommendation == recommendation))
    actions = session.scalars(select(Action).where(Action.recommendation == recommendation))
    found = {_key(FormField.ACTION, each.title, "", each.owner, each.due, "") for each in actions}
    found |= {
        _key(
            FormField.EVIDENCE, each.title, each.link or each.note, "", each.speaks_for, each.claim
        )
        for each in pieces
    }
    return found


def _key_of(form: FormField, piece: Piece) -> _Key:
    if form is FormField.ACTION:
        return _key(form, piece.title, "", piece.owner, piece.day, "")
    where = piece.link or _note(piece)
    return _key(form, piece.title or where[:80], where, "", piece.day, piece.shows)


def _note(piece: Piece) -> str:
    """What is kept of evidence that is nowhere to be found."""
    return "\n".join(part for part in (piece.title, piece.shows) if part)


def _key(
    form: FormField,
    title: str | None,
    link: str | None,
    owner: str | None,
    on: date | None,
    shows: str | None,
) -> _Key:
    title, link, owner, shows = (
        " ".join((each or "").split()) for each in (title, link, owner, shows)
    )
    return form, title, link, owner, on, shows
