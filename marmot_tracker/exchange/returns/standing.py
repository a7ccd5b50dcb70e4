"""What the tracker says already, so that an answer that says the same changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.exchange.tables import one_line
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.return_bases import Bases
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_lines import Piece
from marmot_tracker.vocabulary import Stage

FINISHED = frozenset({Stage.CLAIMED_COMPLETE, Stage.VERIFIED_COMPLETE, Stage.CLOSED_IMPLEMENTED})


def standing(session: Session, bases: Bases) -> Callable[[str, FormField, str], bool]:
    """Whether the tracker says the same of a field already, so that nothing is to be done."""
    evidence = set(_evidence(session))

    def is_there(uid: str, piece: Piece) -> bool:
        known = uid, one_line(piece.title or piece.link), one_line(piece.link)
        return any(
            known == (of, title, link)
            and piece.day in (on, None)
            and one_line(piece.shows) in (shows, "")
            for of, title, link, on, shows in evidence
        )

    def stands(uid: str, field: FormField, said: str) -> bool:
        if not uid:
            return False
        if field is FormField.EVIDENCE:
            return is_there(uid, Piece.of(said))
        if field is FormField.HOW_IT_GOES:
            return False  # its cell went out blank: who fills it in has answered
        now = bases.current(uid, field)
        if field is FormField.FINISHED_ON:
            return bases.in_view(uid) and bases.subject(uid)["stage"] in FINISHED
        return bool(now) and one_line(now) == one_line(said)

    return stands


def _evidence(session: Session) -> Iterable[tuple[str, str, str, date | None, str]]:
    """The evidence that stands: of what, its title, link, date, and what it shows."""
    names = ("uid", "title", "link", "speaks_for", "claim")
    pieces = {
        uid: (one_line(title or ""), one_line(link or ""), day_of(on), one_line(claim or ""))
        for uid, title, link, on, claim in columns_of(session, "evidence", names)
    }
    for subject, uid in columns_of(session, "evidence_link", ("recommendation", "evidence")):
        if uid in pieces:
            yield subject or "", *pieces[uid]
