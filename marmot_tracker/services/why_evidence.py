"""What is known of a piece of evidence, and from whom, in sentences ready to paste."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Evidence, EvidenceLink
from marmot_tracker.services import history_things
from marmot_tracker.services.evidence import counts_as
from marmot_tracker.services.telling import Teller, shortened
from marmot_tracker.services.wording import code_of, day, sentence
from marmot_tracker.trail.history import Entry, entries
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity

KINDS = {EvidenceKind.FILE: "a file", EvidenceKind.LINK: "a link", EvidenceKind.NOTE: "a note"}
_MARKED = {
    Sensitivity.NOT_CHECKED: "It has not been checked for people who could be recognised, and "
    "goes into no pack",
    Sensitivity.ORDINARY: "Nobody can be recognised in it",
    Sensitivity.RESTRICTED: "It is restricted: somebody could be recognised in it, and packs name "
    "only that it is held",
}


def why(session: Session, *, uid: str) -> list[str]:
    """What a piece of evidence is, who attached it, who checked it, and what it speaks for."""
    piece = session.get(Evidence, uid, execution_options={"all_things": True})
    if piece is None:
        raise TrackerError("That evidence is not in this tracker.")
    teller = Teller(session)
    told = entries(session, uid=uid)
    marked = counts_as(session, piece)
    restricted = marked is Sensitivity.RESTRICTED
    title = "This restricted evidence" if restricted else shortened(piece.title or "")
    parts = [f"{title} is {KINDS[code_of(EvidenceKind, piece.kind) or EvidenceKind.NOTE]}"]
    parts += [f"from {piece.received_from}"] if piece.received_from and not restricted else []
    parts += [f"speaking for {day(piece.speaks_for)}"] if piece.speaks_for else []
    if first := _last(told, "present", first=True):
        parts.append(f"attached {teller.when_and_by(first)}")
    said = [f"{', '.join(parts)}."]
    checked = _last([e for e in told if e.value == marked], "sensitivity")
    by = f", said {teller.when_and_by(checked)}" if checked and marked in _SAID else ""
    said.append(f"{_MARKED[marked]}{by}.")
    if len({e.value for e in told if e.field == "sensitivity" and e.head}) > 1:
        said.append(
            "There are two answers to that; until somebody settles it, the stricter counts."
        )
    return [*said, *_tied(session, teller, uid, restricted=restricted)]


_SAID = frozenset({Sensitivity.ORDINARY, Sensitivity.RESTRICTED})


def _tied(session: Session, teller: Teller, uid: str, *, restricted: bool) -> list[str]:
    """What it is tied to, by whom and why."""
    table = EvidenceLink.__table__.c
    links = [
        link
        for link in session.query(EvidenceLink).where(table["evidence"] == uid).all()
        if link.recommendation
    ]
    called = history_things.names(session, {str(link.recommendation) for link in links})
    said = []
    for link in sorted(links, key=lambda link: called[str(link.recommendation)].words):
        first = _last(entries(session, uid=link.uid), "present", first=True)
        noted = f", tied to it {teller.when_and_by(first)}" if first else ""
        why = f" ({shortened(link.why, 200)})" if link.why and not restricted else ""
        said.append(sentence(f"It speaks for {called[str(link.recommendation)].words}{noted}{why}"))
    return said


def _last(told: list[Entry], field: str, *, first: bool = False) -> Entry | None:
    """The entry that said a field last, or first; one that was taken back only for want of any."""
    said = [entry for entry in told if entry.field == field and entry.value is not None]
    found = [entry for entry in said if entry.standing] or said
    if not found:
        return None
    return found[0] if first else found[-1]
