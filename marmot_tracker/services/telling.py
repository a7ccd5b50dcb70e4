"""How history is told in words: who, from where, and what a value means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import Evidence, ExtraColumn, SourceReport
from marmot_tracker.services import extras, people, programme, ties
from marmot_tracker.services.wording import code_of, day, day_of, quoted
from marmot_tracker.trail.history import ChangeLine, Entry, Source
from marmot_tracker.vocabulary import ChangeKind, ExtraType, Rating, Via

FIELD_WORDS: dict[str, str] = {
    "reference": "reference",
    "report": "report",
    "order": "place in the report",
    "section": "section",
    "page": "page",
    "wording": "wording",
    "short_title": "short title",
    "plain_position": "plain-English position",
    "theme": "theme",
    "timescale": "timescale",
    "source": "source",
    "principle": "principle",
    "subgroup": "lead subgroup",
    "stage": "stage",
    "rating": "rating",
    "decision": "decision",
    "due": "due date",
    "lead": "owner",
}
"""What the fields of a recommendation are called in a sentence."""

_AXES = {"rating": "rating", "not_rated_why": "not_rated_why", "suggested": "rating"}
_EVIDENCE_AXES = {
    "sensitivity": "sensitivity",
    "kind": "evidence_kind",
    "type": "evidence_type",
    "level": "evidence_level",
}
_DOORS = frozenset({Via.SCREEN, Via.COMMAND})


class Teller:
    """Puts values of the record into words; reads names once and keeps them for one answer."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.words = programme.words(session)
        self._names: dict[str, dict[str, str]] = {}

    def value(self, kind: str, field: str, value: object) -> str:
        """A value as a sentence holds it: codes by their word, dates as days, uids by name."""
        if value is None:
            return ""
        text = str(value)
        if kind == "recommendation" and field in ("principle", "subgroup", "report"):
            return self.name(field, text)
        if kind == "recommendation" and field == "stage":
            return self.words.of("stage", text)
        if kind == "status_update" and field in _AXES:
            return self.words.of(_AXES[field], text)
        if kind == "decision" and field == "code":
            return self.words.of("decision", text)
        if kind == "evidence" and field in _EVIDENCE_AXES:
            return self.words.of(_EVIDENCE_AXES[field], text)
        if kind == "recommendation_tie" and field == "kind":
            return self.words.of("tie", text)
        if kind == "assignment" and field == "role":
            return self.words.of("role", text)
        return as_day(text)

    def name(self, field: str, uid: str) -> str:
        """The name of a principle, subgroup, report, owner, column or piece of evidence."""
        if field not in self._names:
            self._names[field] = self._read(field)
        return self._names[field].get(uid, "")

    def rating(self, code: str | None) -> str:
        """`At risk (A)`."""
        rating = code_of(Rating, code)
        if rating is None:
            return code or ""
        found = self.words.rating(rating)
        return f"{found.word} ({found.letter})"

    def own_value(self, column: str, value: object) -> str:
        """What one of the place's own columns says."""
        kind = code_of(ExtraType, self.name("extra_type", column)) or ExtraType.TEXT
        return extras.in_words(kind, str(value)) if value is not None else ""

    def where_from(self, source: Source) -> str:
        """`in a return, “Q2.xlsx”`: the door, the file and what was noted of it."""
        parts = [self.words.via(source.via)]
        parts += [f"“{source.file}”"] if source.file else []
        parts += [source.note] if source.note else []
        return ", ".join(part for part in parts if part)

    def origin(self, line: ChangeLine | Entry) -> str:
        """`where_from` of an entry, without what `who_of` says of it already."""
        source = line.source
        if not is_return(line):
            return self.where_from(source)
        if source.via is Via.RETURN:
            return f"“{source.file}”" if source.file else ""
        return self.where_from(replace(source, note=""))

    def by(self, entry: Entry) -> str:
        """`by Ann Lee for Housing (in a return, “Q2.xlsx”)`; the ordinary doors go unsaid."""
        door = self.door(entry)
        return f"by {who_of(entry)}" + (f" ({door})" if door else "")

    def door(self, line: ChangeLine | Entry) -> str:
        """`where_from` of an entry, with what goes without saying unsaid."""
        if is_return(line):
            return ""
        source = line.source
        plain = source.via in _DOORS and not source.file and not source.note
        return "" if plain else self.where_from(source)

    def when_and_by(self, entry: Entry) -> str:
        """`on 14/09/2026 by Ann Lee`."""
        return f"on {day_of(entry.at)} {self.by(entry)}"

    def _read(self, field: str) -> dict[str, str]:
        if field == "principle":
            return {p.uid: f"{p.number} {p.short}" for p in people.principles(self.session)}
        if field == "owner":
            return {owner.uid: owner.words for owner in people.owners(self.session)}
        if field == "subgroup":
            return {uid: name for uid, (_, name) in people.subgroup_names(self.session).items()}
        if field == "recommendation":
            return ties.names(self.session)
        columns: dict[str, tuple[Any, Any]] = {
            "report": (SourceReport.uid, SourceReport.title),
            "evidence": (Evidence.uid, Evidence.title),
            "extra_column": (ExtraColumn.uid, ExtraColumn.name),
            "extra_type": (ExtraColumn.uid, ExtraColumn.type),
        }
        query = select(*columns[field]).execution_options(all_things=True)
        return {uid: name or "" for uid, name in self.session.execute(query)}


def who_of(line: ChangeLine | Entry) -> str:
    """`Ann Lee for Housing`; of an answer that was accepted also in which return it was given.

    `Housing standards, in the Housing return of 12 Oct, accepted by Ann Lee`: the one place that
    words a change's author.
    """
    author, on_behalf_of = line.author, line.on_behalf_of
    if is_return(line):
        by = f", accepted by {author}" if on_behalf_of else f", {author}"
        return f"{on_behalf_of}, in {line.source.note}{by}".removeprefix(", ")
    return f"{author} for {on_behalf_of}" if on_behalf_of else author


def is_return(line: ChangeLine | Entry) -> bool:
    """Whether an entry took answers of a return, which its source names."""
    return line.change_kind == ChangeKind.RETURN and bool(line.source.note)


def as_day(text: str) -> str:
    """An ISO date as a day; any other text as it is."""
    if len(text) == 10 and text[4] == "-" == text[7]:
        try:
            return day(date.fromisoformat(text))
        except ValueError:
            return text
    return text


def shortened(text: str, length: int = 80) -> str:
    """A quotation that fits a line of history."""
    plain = " ".join(text.split())
    return quoted(plain if len(plain) <= length else f"{plain[:length].rstrip()}…")
