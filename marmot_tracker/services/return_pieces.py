"""Evidence and actions that a return brings: added once, however often they are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import Action, Evidence, EvidenceLink, uid_of
from marmot_tracker.services import evidence
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_lines import Piece
from marmot_tracker.trail.recording import put
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity

_Key = tuple[FormField, str, str, str, date | None, str]


@dataclass(frozen=True, slots=True)
class Came:
    """What answers came with: which return, its name in a sentence, its period, when, from whom."""

    for_return: str
    called: str
    period: str | None
    on: date
    by: str
    sha256: str = ""


def uid_of_line(came: Came, form: FormField, line: str, recommendation: str, cell: str) -> str:
    """The uid of what a line adds, the same wherever its file is received and accepted.

    It stands for the cell of the file, never for the words in it: those may be erased, and a hash
    of them would let them be guessed. What came without a file is known by its line.
    """
    if came.sha256 and cell:
        return uid_of("returned", came.for_return, came.sha256, form.value, recommendation, cell)
    return uid_of("returned", line)


class Pieces:
    """Adds what one return brought; what stands is read once for all of it."""

    def __init__(self, session: Session, came: Came) -> None:
        self._session = session
        self._came = came
        self._standing: dict[FormField, tuple[set[str], set[tuple[str, _Key]]]] = {}

    def add(self, uid: str, recommendation: str, form: FormField, piece: Piece) -> None:
        """Add evidence or an action under its uid, but what stands at the recommendation.

        What two copies received of the same file is told twice, and meant once. What was withdrawn
        comes back, in the words that are accepted now.
        """
        if form not in self._standing:
            read = _actions if form is FormField.ACTION else _evidence
            self._standing[form] = read(self._session)
        uids, keys = self._standing[form]
        key = recommendation, _key_of(form, piece)
        if uid in uids or key in keys:
            return
        uids.add(uid)
        keys.add(key)
        if form is FormField.ACTION:
            self._propose(uid, recommendation, piece)
        else:
            self._attach(uid, recommendation, piece)

    def _propose(self, uid: str, recommendation: str, piece: Piece) -> None:
        values = {
            "recommendation": recommendation,
            "title": piece.title or None,
            "owner": piece.owner or None,
            "due": piece.day,
            "proposed_in": self._came.for_return,
        }
        put(self._session, Action, uid, values)

    def _attach(self, uid: str, recommendation: str, piece: Piece) -> None:
        is_link = evidence.is_link(piece.link)
        evidence.attach(
            self._session,
            uid=uid,
            recommendation=recommendation,
            title=piece.title,
            kind=EvidenceKind.LINK if is_link else EvidenceKind.NOTE,
            sensitivity=Sensitivity.NOT_CHECKED,
            link=piece.link if is_link else "",
            note="" if is_link else piece.link or _note(piece),
            speaks_for=piece.day,
            received_from=self._came.by,
            claim=piece.shows,
        )


def _actions(session: Session) -> tuple[set[str], set[tuple[str, _Key]]]:
    """The uids of the actions, and what they say of which recommendation."""
    found = session.scalars(select(Action)).all()
    keys = {
        (
            each.recommendation or "",
            _key(FormField.ACTION, each.title, "", each.owner, each.due, ""),
        )
        for each in found
    }
    return {each.uid for each in found}, keys


def _evidence(session: Session) -> tuple[set[str], set[tuple[str, _Key]]]:
    """The uids of the evidence, and what it says of which recommendation."""
    pieces = {each.uid: each for each in session.scalars(select(Evidence))}
    keys = {}
    for uid, each in pieces.items():
        where = each.link or each.note
        keys[uid] = _key(FormField.EVIDENCE, each.title, where, "", each.speaks_for, each.claim)
    tied = session.execute(select(EvidenceLink.recommendation, EvidenceLink.evidence))
    return set(pieces), {(of or "", keys[uid]) for of, uid in tied if uid in keys}


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
