"""What a colleague's copy would change, as a proposal: shown line by line, brought in whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.document import Document
from marmot_tracker.document.previewing import Preview, PreviewLine
from marmot_tracker.exchange.fields import field_words
from marmot_tracker.exchange.proposal import Choice, LineKind, Proposal, ProposedLine
from marmot_tracker.model import (
    KINDS,
    Assignment,
    DateRevision,
    Decision,
    Organisation,
    Post,
    Recommendation,
    StatusUpdate,
)
from marmot_tracker.progress import Progress
from marmot_tracker.services import erasing, history_things
from marmot_tracker.services.answers import worse
from marmot_tracker.services.history_things import Called
from marmot_tracker.services.telling import FIELD_WORDS, Teller
from marmot_tracker.services.wording import code_of, counted, day_of, joined, quoted
from marmot_tracker.trail.erasing import Held
from marmot_tracker.vocabulary import Rating

Said = dict[str, str | int | None]
SILENT = frozenset(
    {"present", "in_view", "order", "recommendation", "suggested", "suggested_because"}
)
"""Fields that say nothing to a person by themselves."""
PLACED = frozenset(kind.kind for kind in KINDS["recommendation"].places.values())
"""Kinds of thing that are told by the place they fill."""


def preview(document: Document, other: Path, *, progress: Progress | None = None) -> Proposal:
    """What bringing in `other` would change, changing nothing; raises `TrackerError`.

    Its lines cannot be accepted one by one: a copy comes in whole (DESIGN.md, three seams).
    """
    found = document.preview(other, progress=progress)
    with document.read() as session:
        return as_proposal(session, found, source_name=other.name)


def as_proposal(session: Session, found: Preview, *, source_name: str) -> Proposal:
    """A preview in the words of the review screen."""
    telling = _Telling(session, found)
    lines = telling.lines()
    people = list(dict.fromkeys(entry.author for entry in found.entries))
    if found.entries:
        explanation = (
            f"{source_name} holds {counted(len(found.entries), 'edit')} that this tracker lacks, "
            f"by {joined(people)}. It comes in whole; nothing here is lost."
        )
    else:
        explanation = f"{source_name} holds nothing that this tracker lacks."
    notes = [*erasures_told(session, found), *apart_told(session, found.apart)]
    return Proposal(
        lines=tuple(lines),
        choice=Choice.COPY,
        explanation=explanation,
        source_name=source_name,
        notes=tuple(notes),
    )


def erasures_told(session: Session, found: Preview) -> list[str]:
    """The erasures that a copy brings, and what they take of what is held here."""
    told = [
        f"The copy erases, on {day_of(line.at)} by {line.author}"
        + (f", ground {quoted(line.reason)}" if line.reason else "")
        + "."
        for line in found.erasures
    ]
    gone = list(dict.fromkeys(target.where for target in erasing.told(session, found.gone)))
    if gone:
        told.append(
            f"{counted(found.erased, 'text or file', 'texts or files')} held here will be gone, "
            f"also from the backups on this computer: {joined(gone)}. This cannot be taken back."
        )
    return told


def apart_told(session: Session, apart: Iterable[Held]) -> list[str]:
    """What says the same as something erased and was typed apart: an erasure of its own."""
    return [
        f"The same text was typed apart in {target.where} ({target.said}) and is not erased by "
        "itself. Erase it, too, if it is meant."
        for target in erasing.told(session, apart)
    ]


def about_told(session: Session, found: Preview) -> dict[str, str]:
    """By the id of an entry: reference and title of what it is about, or how many there are."""
    brought: dict[str, Said] = {}
    for line in found.lines:
        if line.kind == "recommendation":
            brought.setdefault(line.uid, {})[line.field] = line.theirs
    names = history_things.names(session, {uid for uids in found.about.values() for uid in uids})
    told = {}
    for change, uids in found.about.items():
        if len(uids) == 1:
            told[change] = _named(names.get(uids[0]), brought.get(uids[0], {}))
        else:
            told[change] = counted(len(uids), "recommendation") if uids else ""
    return told


def _named(here: Called | None, brought: Said) -> str:
    if here is not None and here.words:
        return here.words
    text = brought.get("short_title") or brought.get("wording") or ""
    return f"{brought.get('reference') or ''} {text}".strip()


class _Telling:
    """Puts the fields of a preview into lines, places by what their things say."""

    def __init__(self, session: Session, found: Preview) -> None:
        self._session = session
        self._teller = Teller(session)
        self._preview = found
        self._after: dict[str, Said] = {}
        self._new: set[str] = set()
        for line in found.lines:
            self._after.setdefault(line.uid, {})[line.field] = line.theirs
            if line.field == "present" and line.ours is None:
                self._new.add(line.uid)
        self._lines: list[ProposedLine] = []

    def lines(self) -> list[ProposedLine]:
        """A line for each thing or field that a person would call a change."""
        things = {line.uid: line.kind for line in self._preview.lines}
        for uid in [uid for uid, kind in things.items() if uid in self._new]:
            self._tell_new(uid, things[uid])
        for line in self._preview.lines:
            if line.uid not in self._new:
                self._tell_field(line)
        return self._lines

    def _tell_new(self, uid: str, kind: str) -> None:
        said = self._after[uid]
        if kind in PLACED or kind in ("principle", "taken_value"):
            return
        subject = uid if kind == "recommendation" else str(said.get("recommendation") or "")
        words = next(
            (str(said[name]) for name in ("wording", "title", "name", "value") if said.get(name)),
            "",
        )
        what = kind.replace("_", " ")
        if kind == "evidence_link":
            what, words = "evidence", self._evidence(str(said.get("evidence") or ""))
        elif kind == "evidence" or (kind == "organisation" and not words):
            return
        reference, text = self._subject(subject)
        about = f" for {reference or text}" if subject and kind != "recommendation" else ""
        called = f"“{_cut(words)}”" if words else "one"
        self._line(
            LineKind.NEW,
            words=f"New {what}{about}: {called}.",
            uid=uid,
            reference=reference,
            subject=text,
            theirs=words,
        )

    def _tell_field(self, line: PreviewLine) -> None:
        if line.field in SILENT and not (line.field == "in_view" and line.kind == "recommendation"):
            return
        if line.kind == "taken_value":
            return
        subject = line.uid if line.kind == "recommendation" else self._owner_of(line)
        reference, text = self._subject(subject)
        called = f"{reference} “{_cut(text)}”" if reference else f"“{_cut(text)}”"
        if line.field == "in_view":
            gone = not line.theirs
            self._line(
                LineKind.CHANGED,
                words=f"{called} {'is withdrawn' if gone else 'comes back'}.",
                uid=line.uid,
                reference=reference,
                subject=text,
            )
            return
        ours, theirs = self._words(line, line.ours), self._words(line, line.theirs)
        what = FIELD_WORDS.get(line.field) or field_words(f"update.{line.field}")
        what = what.removeprefix("update.").replace("_", " ")
        kind = LineKind.TWO_ANSWERS if line.two_answers else LineKind.CHANGED
        if kind is LineKind.TWO_ANSWERS:
            words = f"{called}: {what} {self._counting(line)}"
        else:
            words = f"{called}: {what} from “{_cut(ours)}” to “{_cut(theirs)}”."
        self._line(
            kind,
            words=words,
            uid=line.uid,
            reference=reference,
            subject=text,
            field=line.field,
            field_words=what,
            ours=ours,
            theirs=theirs,
        )

    def _line(self, kind: LineKind, **said: Any) -> None:
        self._lines.append(ProposedLine(number=len(self._lines), kind=kind, **said))

    # Words

    def _words(self, line: PreviewLine, value: str | int | None) -> str:
        place = KINDS[line.kind].places.get(line.field)
        if place is not None and isinstance(value, str):
            return self._of_place(place.kind, value)
        return self._teller.value(line.kind, line.field, value)

    def _counting(self, line: PreviewLine) -> str:
        """All answers of a field, and which of them counts then (`services.answers`)."""
        ours_first = sorted(line.answers, key=lambda answer: answer != line.ours)
        said = list(dict.fromkeys(self._words(line, answer) for answer in ours_first))
        both = joined([f"“{_cut(words)}”" if words else "nothing" for words in said])
        counting, why = line.answers[-1], "is shown"
        place = KINDS[line.kind].places.get(line.field)
        if place is not None and place.kind == "status_update":
            worst = worse(self._rating(answer) for answer in line.answers)
            counting = next(one for one in line.answers if self._rating(one) is worst)
            why = "counts, the worse"
        elif place is not None and place.kind == "date_revision":
            counting = min(line.answers, key=self._judged)
            why = "counts, the earlier"
        words = self._words(line, counting)
        shown = f"“{_cut(words)}”" if words else "nothing"
        number = "two" if len(said) == 2 else str(len(said))
        return f"has {number} answers then, {both}; {shown} {why}."

    def _rating(self, update: str | int | None) -> Rating:
        said = self._thing("status_update", str(update or ""))
        return code_of(Rating, _text(said.get("rating"))) or Rating.NOT_RATED

    def _judged(self, revision: str | int | None) -> str:
        """The day a due date is judged against; one without any comes after all others."""
        said = self._thing("date_revision", str(revision or ""))
        day = said.get("next_review" if said.get("ongoing") else "new_date")
        return str(day or date.max)

    def _of_place(self, kind: str, uid: str) -> str:
        said = self._thing(kind, uid)
        tellers: dict[str, Callable[[Said], str]] = {
            "status_update": lambda said: self._teller.rating(_text(said.get("rating"))),
            "decision": lambda said: self._teller.value("decision", "code", said.get("code")),
            "date_revision": self._due,
            "assignment": self._owner,
        }
        return tellers[kind](said)

    def _due(self, said: Said) -> str:
        if said.get("ongoing"):
            return "ongoing"
        return self._teller.value("date_revision", "new_date", said.get("new_date"))

    def _owner(self, said: Said) -> str:
        if post := said.get("post"):
            of_post = self._thing("post", str(post))
            at = self._thing("organisation", str(of_post.get("organisation") or ""))
            return ", ".join(str(part) for part in (of_post.get("title"), at.get("name")) if part)
        return str(self._thing("organisation", str(said.get("organisation") or "")).get("name", ""))

    def _thing(self, kind: str, uid: str) -> Said:
        """What a thing says: as here, and over it what the copy brings."""
        found = self._session.get(KINDS[kind].thing, uid, execution_options={"all_things": True})
        here: Said = {}
        if isinstance(
            found, (Assignment, DateRevision, Decision, StatusUpdate, Organisation, Post)
        ):
            for name in KINDS[kind].fields:
                value = getattr(found, name)
                here[name] = value if value is None or isinstance(value, int) else str(value)
        return here | self._after.get(uid, {})

    def _evidence(self, uid: str) -> str:
        brought = self._after.get(uid, {}).get("title")
        return str(brought or self._teller.name("evidence", uid))

    def _subject(self, uid: str) -> tuple[str, str]:
        """Reference and wording of a recommendation, here or brought."""
        brought = self._after.get(uid, {})
        query = select(Recommendation.reference, Recommendation.wording).where(
            Recommendation.uid == uid
        )
        here = self._session.execute(query.execution_options(all_things=True)).first()
        reference, text = here or (None, None)
        return str(reference or brought.get("reference") or ""), str(
            text or brought.get("wording") or ""
        )

    def _owner_of(self, line: PreviewLine) -> str:
        """The recommendation that a changed thing belongs to, or nothing."""
        kind = KINDS[line.kind]
        if "recommendation" not in kind.fields:
            return ""
        column = kind.thing.__table__.c["recommendation"]
        query = select(column).where(kind.thing.__table__.c["uid"] == line.uid)
        return str(self._session.execute(query).scalar() or "")


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:80]}…" if len(line) > 81 else line
