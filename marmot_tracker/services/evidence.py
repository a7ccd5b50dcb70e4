"""Evidence: a file held in the tracker, a link or a note, tied to what it speaks for.

Restricted evidence leaves the tracker only as "Restricted evidence, held by …, dated …"
(DESIGN.md, the things); `index` is what packs print, `of` is what the screen shows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import Evidence, EvidenceLink, Recommendation, new_uid, uid_of
from marmot_tracker.services.dates import subject_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.wording import code_of, day
from marmot_tracker.trail.evidence import Staged, by_sensitivity, strictest_of_two
from marmot_tracker.trail.evidence import held as held_here
from marmot_tracker.trail.recording import driver, put
from marmot_tracker.vocabulary import EvidenceKind, EvidenceLevel, EvidenceType, Sensitivity

_KEPT_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LOCAL = re.compile(r"file://\S+$", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)\S*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as the tracker holds it; `size` in bytes."""

    uid: str
    title: str
    kind: EvidenceKind
    sensitivity: Sensitivity
    speaks_for: date | None
    received_from: str
    link: str
    note: str
    file_name: str
    sha256: str
    size: int
    media_type: str
    claim: str

    @property
    def published(self) -> str:
        """What may be said of it outside: the title, or for restricted evidence only where it lies."""
        if self.sensitivity is not Sensitivity.RESTRICTED:
            return self.title
        holder = self.received_from or "the owner"
        dated = f"dated {day(self.speaks_for)}" if self.speaks_for else "not dated"
        return f"Restricted evidence, held by {holder}, {dated}"


@dataclass(frozen=True, slots=True)
class EvidenceFacts(Piece):
    """A piece of evidence tied to a recommendation, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A recommendation that evidence is tied to: its uid, its reference or how it begins, why."""

    recommendation: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line of a pack's evidence index: only what may be printed.

    Of restricted evidence it names holder and date; of evidence not yet checked, title, kind,
    holder and date, but no link, note or file.
    """

    uid: str
    references: tuple[str, ...]
    recommendations: tuple[str, ...]
    title: str
    kind: EvidenceKind
    sensitivity: Sensitivity
    speaks_for: date | None
    received_from: str
    location: str
    sha256: str
    size: int
    why: str


def attach(
    session: Session,
    *,
    recommendation: str,
    title: str = "",
    kind: EvidenceKind,
    sensitivity: Sensitivity,
    staged: Staged | None = None,
    link: str = "",
    note: str = "",
    why: str = "",
    speaks_for: date | None = None,
    received_from: str = "",
    claim: str = "",
    type: EvidenceType | None = None,
    level: EvidenceLevel | None = None,
    review_by: date | None = None,
    uid: str = "",
) -> str:
    """Add a piece of evidence and tie it to a recommendation; returns its uid, a fresh one or `uid`.

    A file comes as `staged` (`document.stage`), a link as `link`, a note as `note`. Without a
    title it is called after the file, the link, or how the note begins.
    """
    subject_of(session, recommendation)
    given = {EvidenceKind.FILE: staged, EvidenceKind.LINK: link, EvidenceKind.NOTE: note}
    if not given[kind]:
        raise Misuse(f"Evidence of the kind {kind.value} came without its {kind.value}.")
    if kind is EvidenceKind.LINK:
        check_link(link)
    called = title.strip() or (staged.file_name if staged else link or " ".join(note.split())[:80])
    values = {
        "title": called,
        "kind": kind.value,
        "claim": claim or None,
        "speaks_for": speaks_for,
        "received_from": received_from or None,
        "sensitivity": sensitivity.value,
        "link": link or None,
        "note": note or None,
        "file_name": staged.file_name if staged else None,
        "sha256": staged.sha256 if staged else None,
        "size": staged.size if staged else None,
        "media_type": (staged.media_type or None) if staged else None,
        "type": type.value if type else None,
        "level": level.value if level else None,
        "review_by": review_by,
    }
    piece = put(session, Evidence, uid or new_uid(), values)
    tie(session, evidence=piece.uid, recommendation=recommendation, why=why)
    return piece.uid


def is_link(words: str) -> bool:
    """Whether words are a link that is kept: of the web, to write a mail, or to a file."""
    return _LINK.match(words.strip()) is not None or _LOCAL.match(words.strip()) is not None


def check_link(link: str) -> None:
    """Raise `TrackerError` unless it is a link that is kept."""
    if not is_link(link):
        raise TrackerError(
            f"“{link}” is not a link that can be opened.", hint="Begin it with https://."
        )


def is_file_link(link: str) -> bool:
    """Whether a link leads to a file, on this computer or on a shared drive."""
    return _LOCAL.match(link.strip()) is not None


def local_path(link: str) -> Path | None:
    """Where on this computer a link leads; None where it leads to the web or another computer.

    A link comes from whoever wrote it: one to another computer is never followed by itself, since
    looking there tells that computer who is asking.
    """
    if not is_file_link(link):
        return None
    try:
        parts = urlsplit(link.strip())
        found = url2pathname(parts.path)
    except ValueError:
        return None
    if parts.netloc.casefold() not in ("", "localhost") or "\0" in found:
        return None
    if found.replace("\\", "/").startswith("//"):
        return None
    path = Path(found)
    return path if path.is_absolute() else None


def the_one(session: Session, words: str) -> str:
    """The uid of the one piece of evidence that words name, by uid or whole title."""
    asked = " ".join(words.split()).casefold()
    pieces = session.execute(select(Evidence.uid, Evidence.title).order_by(Evidence.uid)).all()
    named = [(u, t) for u, t in pieces if asked in (u, " ".join((t or "").split()).casefold())]
    if len(named) == 1:
        return str(named[0][0])
    if named:
        listed = ", ".join(uid for uid, _ in named)
        raise TrackerError(
            f"“{words}” could be {len(named)} pieces of evidence.",
            hint=f"Give one of these uids: {listed}.",
        )
    raise TrackerError(
        f"No evidence is called “{words}”.", hint="Give its whole title as it is shown, or its uid."
    )


def tie(session: Session, *, evidence: str, recommendation: str, why: str = "") -> str:
    """Tie evidence already held to a recommendation; returns the link's uid."""
    if session.get(Evidence, evidence) is None:
        raise TrackerError("That evidence is not in this tracker.")
    subject_of(session, recommendation)
    uid = uid_of("evidence_link", evidence, recommendation)
    values = {"evidence": evidence, "recommendation": recommendation, "why": why or None}
    return put(session, EvidenceLink, uid, values).uid


def set_sensitivity(session: Session, *, evidence: str, sensitivity: Sensitivity) -> None:
    """Say whether somebody could be recognised in it."""
    piece = session.get(Evidence, evidence)
    if piece is None:
        raise TrackerError("That evidence is not in this tracker.")
    piece.sensitivity = sensitivity.value


def of(session: Session, recommendation: str) -> list[EvidenceFacts]:
    """The evidence tied to a recommendation, in the order it was attached."""
    query = (
        select(Evidence, EvidenceLink.why)
        .join(EvidenceLink, EvidenceLink.evidence == Evidence.uid)
        .where(EvidenceLink.recommendation == recommendation)
        .order_by(Evidence.uid)
    )
    stricter = strictest_of_two(driver(session))
    return [_facts(piece, why, stricter) for piece, why in session.execute(query)]


def facts_of(session: Session, piece: Evidence) -> EvidenceFacts:
    """One piece of evidence by itself, whatever it is tied to."""
    return _facts(piece, None, strictest_of_two(driver(session)))


def counts_as(session: Session, piece: Evidence) -> Sensitivity:
    """Who could be recognised in it, as it counts: of two answers the stricter."""
    said = code_of(Sensitivity, piece.sensitivity) or Sensitivity.NOT_CHECKED
    return strictest_of_two(driver(session)).get(piece.uid, said)


def ties(session: Session) -> dict[str, list[Tie]]:
    """What each piece is tied to, in the order of the register."""
    query = (
        select(
            EvidenceLink.evidence,
            EvidenceLink.why,
            EvidenceLink.marks,
            Recommendation.uid,
            Recommendation.reference,
            Recommendation.short_title,
            Recommendation.wording,
        )
        .join(Recommendation, Recommendation.uid == EvidenceLink.recommendation)
        .order_by(Recommendation.order, Recommendation.uid)
    )
    found: dict[str, list[Tie]] = {}
    for piece, why, marks, uid, reference, short, wording in session.execute(query):
        words = reference or " ".join((short or wording or "").split())[:60]
        found.setdefault(piece or "", []).append(Tie(uid, words, shown(why, "why", marks)))
    return found


def index(session: Session) -> list[IndexLine]:
    """Every piece of evidence as it may be printed, in the order it was attached."""
    tied = ties(session)
    pieces = session.scalars(select(Evidence).order_by(Evidence.uid))
    stricter = strictest_of_two(driver(session))
    return [_line(_facts(piece, None, stricter), tied.get(piece.uid, [])) for piece in pieces]


def waiting(session: Session) -> int:
    """How many pieces of evidence nobody has checked yet."""
    stricter = strictest_of_two(driver(session))
    query = select(Evidence.uid, Evidence.sensitivity)
    return sum(
        stricter.get(uid, code_of(Sensitivity, found) or Sensitivity.NOT_CHECKED)
        is Sensitivity.NOT_CHECKED
        for uid, found in session.execute(query)
    )


def held(session: Session) -> frozenset[str]:
    """The SHA-256 of every file whose bytes are in this copy; ask it of the tracker itself."""
    return frozenset(held_here(driver(session)))


def may_leave(session: Session) -> frozenset[str]:
    """The SHA-256 of the files that may leave: whatever is said of them says ordinary."""
    said = by_sensitivity(driver(session))
    return frozenset(sha256 for sha256, word in said.items() if word is Sensitivity.ORDINARY)


def not_held(session: Session, held: Collection[str]) -> tuple[int, ...]:
    """Which lines of the index, counted from 1, are files whose bytes are not among `held`."""
    query = select(Evidence.kind, Evidence.sha256).order_by(Evidence.uid)
    return tuple(
        number
        for number, (kind, sha256) in enumerate(session.execute(query), 1)
        if kind == EvidenceKind.FILE and sha256 not in held
    )


def _line(facts: EvidenceFacts, tied: Sequence[Tie]) -> IndexLine:
    checked = facts.sensitivity is Sensitivity.ORDINARY
    restricted = facts.sensitivity is Sensitivity.RESTRICTED
    whys = dict.fromkeys(tie.why for tie in tied if tie.why)
    return IndexLine(
        uid=facts.uid,
        references=tuple(tie.words for tie in tied),
        recommendations=tuple(tie.recommendation for tie in tied),
        title=facts.published,
        kind=facts.kind,
        sensitivity=facts.sensitivity,
        speaks_for=facts.speaks_for,
        received_from=facts.received_from,
        location=(facts.link or facts.file_name or facts.note) if checked else "",
        sha256=facts.sha256 if checked else "",
        size=facts.size if checked else 0,
        why="" if restricted else "; ".join(whys),
    )


def _facts(piece: Evidence, why: str | None, stricter: Mapping[str, Sensitivity]) -> EvidenceFacts:
    """Evidence for people; of two answers about who could be recognised, the stricter counts."""
    said = code_of(Sensitivity, piece.sensitivity) or Sensitivity.NOT_CHECKED
    return EvidenceFacts(
        piece.uid,
        shown(piece.title, "title", piece.marks),
        code_of(EvidenceKind, piece.kind) or EvidenceKind.NOTE,
        stricter.get(piece.uid, said),
        piece.speaks_for,
        shown(piece.received_from, "received_from", piece.marks),
        shown(piece.link, "link", piece.marks),
        shown(piece.note, "note", piece.marks),
        shown(piece.file_name, "file_name", piece.marks),
        piece.sha256 or "",
        piece.size or 0,
        piece.media_type or "",
        shown(piece.claim, "claim", piece.marks),
        why or "",
    )


def safe_file_name(name: str, title: str = "") -> str:
    """A name under which a file can be saved anywhere: no path, no name that Windows keeps.

    Without a name it is called after its title.
    """
    last = re.split(r"[/\\]", name)[-1] or title
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]+', "-", last).strip(" .")
    stem, dot, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
    made = f"{stem[:100].rstrip()}{dot}{ending[:12]}" or "evidence"
    return f"file-{made}" if _KEPT_BY_WINDOWS.match(made) else made
