"""The programme: making its tracker, what it is called, and the words of its codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import Principle, Programme, uid_of
from marmot_tracker.services.columns import columns_of
from marmot_tracker.services.marks import shown
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import (
    PRINCIPLES,
    RATING_KEY,
    SAMPLE_MARK,
    WORDS,
    DecisionCode,
    EvidenceKind,
    EvidenceLevel,
    EvidenceType,
    NotRatedWhy,
    Rating,
    RatingWords,
    RevisionKind,
    Role,
    Sensitivity,
    Stage,
    TieKind,
    Via,
)

AXES: dict[str, type[StrEnum]] = {
    "rating": Rating,
    "not_rated_why": NotRatedWhy,
    "decision": DecisionCode,
    "stage": Stage,
    "role": Role,
    "sensitivity": Sensitivity,
    "evidence_kind": EvidenceKind,
    "evidence_type": EvidenceType,
    "evidence_level": EvidenceLevel,
    "revision": RevisionKind,
    "tie": TieKind,
    "via": Via,
}
"""Which codes have editable words, by axis."""


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """The programme. `title` names it on screen and on every sheet, with the sample's mark."""

    uid: str
    name: str
    place: str
    year_start: str
    sample: bool

    @property
    def title(self) -> str:
        """Name or place; a sample says that it is one."""
        called = self.name or self.place or "Tracker"
        return f"{called} – {SAMPLE_MARK}" if self.sample else called


class Words:
    """The words of every code in this programme; the only reader of them."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self.own: Mapping[str, str] = dict(own or {})

    def of(self, axis: str, code: str | None) -> str:
        """The word of a code; a code this program lacks is shown as it is."""
        key = f"{axis}.{code}"
        return (self.own.get(key) or WORDS.get(key) or (code or "")) if code else ""

    def rating(self, code: Rating) -> RatingWords:
        """Letter, shape, word and meaning of a rating."""
        default = RATING_KEY[code]
        return RatingWords(default.letter, default.shape, self.of("rating", code), default.meaning)

    def not_rated_why(self, code: NotRatedWhy | None) -> str:
        """Which kind of *not rated*; empty where nobody said."""
        return self.of("not_rated_why", code)

    def decision(self, code: DecisionCode | None) -> str:
        """The word of a decision; *No decision yet* where there is none."""
        return self.of("decision", code) if code else "No decision yet"

    def stage(self, code: Stage | None) -> str:
        """The word of a stage."""
        return self.of("stage", code)

    def role(self, code: Role) -> str:
        """The word of an owner's role."""
        return self.of("role", code)

    def sensitivity(self, code: Sensitivity) -> str:
        """The word of a sensitivity."""
        return self.of("sensitivity", code)

    def evidence_kind(self, code: EvidenceKind | None) -> str:
        """The word of a kind of evidence."""
        return self.of("evidence_kind", code)

    def revision(self, code: RevisionKind) -> str:
        """The word of a kind of date revision."""
        return self.of("revision", code)

    def via(self, code: Via) -> str:
        """Through which door a change came, as a sentence ends."""
        return self.of("via", code)

    def rating_named(self, words: str) -> Rating | None:
        """The rating meant by a code, a letter, a colour or a word; None where unsure."""
        asked = words.strip().casefold()
        for code in Rating:
            known = {code.value, self.rating(code).word, WORDS[f"rating.{code}"], *_COLOURS[code]}
            letter = RATING_KEY[code].letter
            if asked in {name.casefold() for name in (*known, letter)}:
                return code
        return None

    def code_named(self, axis: str, words: str) -> str | None:
        """The code of an axis meant by itself or by its word; None where unsure."""
        asked = _spaced(words)
        for code in AXES[axis]:
            known = (code.value, self.of(axis, code), WORDS[f"{axis}.{code}"])
            if asked in map(_spaced, known):
                return code.value
        return None


def _spaced(words: str) -> str:
    """Words as they are compared: `closed_implemented`, `Closed: implemented`, all alike."""
    return " ".join(re.sub(r"[\s_:,-]+", " ", words.casefold()).split())


_COLOURS: dict[Rating, tuple[str, ...]] = {
    Rating.COMPLETE: ("blue", "complete"),
    Rating.ON_TRACK: ("green", "on track"),
    Rating.AT_RISK: ("amber", "at risk"),
    Rating.OFF_TRACK: ("red", "off track"),
    Rating.NOT_RATED: ("grey", "not rated", "-"),
}


def new_tracker(
    path: Path,
    *,
    place: str,
    author: Author,
    name: str = "",
    sample: bool = False,
    source: Source | None = None,
) -> Document:
    """Make a tracker file with its programme and the eight principles; returns it open.

    What is made here can never be undone. A sample stays a sample. Raises `TrackerError` where
    a file of that name exists.
    """
    place = " ".join(place.split())
    if not place:
        raise Misuse("A tracker needs the name of its place.", hint="For example: --place Luton.")

    def begin(session: Session) -> None:
        session.add(Programme(name=name.strip() or None, place=place, sample=sample or None))
        for principle in PRINCIPLES:
            session.add(
                Principle(
                    uid=principle_uid(principle.number),
                    number=principle.number,
                    wording=principle.wording,
                    short=principle.short,
                    aliases="\n".join(principle.aliases),
                )
            )

    return Document.create(path, author=author, begin=begin, source=source)


def principle_uid(number: int) -> str:
    """The uid of one of the eight principles, the same in every tracker."""
    return uid_of("principle", str(number))


def current(session: Session) -> ProgrammeFacts:
    """The programme of this tracker. Raises `TrackerError` where the file has none."""
    names = ("uid", "name", "place", "year_start", "sample", "marks")
    found = columns_of(session, "programme", names)
    if not found:
        raise _no_programme()
    uid, name, place, year_start, sample, marks = min(found)
    return ProgrammeFacts(
        uid,
        shown(name, "name", marks),
        shown(place, "place", marks),
        year_start or "",
        bool(sample),
    )


def rename(session: Session, *, name: str | None = None, place: str | None = None) -> None:
    """Change the programme's name or place; a sample's place cannot be given a real name."""
    programme = _programme(session)
    if place is not None:
        if programme.sample:
            raise TrackerError("A sample keeps its place, since its answers are invented.")
        if not place.strip():
            raise TrackerError("A tracker needs the name of its place.")
        programme.place = " ".join(place.split())
    if name is not None:
        programme.name = " ".join(name.split()) or None


def words(session: Session) -> Words:
    """The words of this programme's codes."""
    found = columns_of(session, "programme", ("uid", "words"))
    return Words(_read_words(min(found)[1] or "" if found else ""))


def set_word(session: Session, *, axis: str, code: str, word: str) -> None:
    """Give a code another word; the empty string brings the default back. Meanings stay."""
    if axis not in AXES or code not in {member.value for member in AXES[axis]}:
        raise Misuse(f"There is no {axis} “{code}”.")
    word = " ".join(word.split())
    programme = _programme(session)
    own = _read_words(programme.words or "")
    key = f"{axis}.{code}"
    taken = Words(own)
    for other in AXES[axis]:
        if other.value != code and word and taken.of(axis, other).casefold() == word.casefold():
            raise TrackerError(f"“{word}” already means something else here.")
    own.pop(key, None)
    if word and word != WORDS[key]:
        own[key] = word
    programme.words = "\n".join(f"{name} = {own[name]}" for name in sorted(own)) or None


def _programme(session: Session) -> Programme:
    found = session.scalars(select(Programme).order_by(Programme.uid).limit(1)).first()
    if found is None:
        raise _no_programme()
    return found


def _no_programme() -> TrackerError:
    return TrackerError("This file holds no programme, so it is not a whole tracker.")


def _read_words(stored: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in stored.splitlines():
        key, equals, word = line.partition("=")
        if equals and word.strip():
            found[key.strip()] = word.strip()
    return found
