"""The words of a return's lines: what a cell said, and what was decided about it, years later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.services import programme
from marmot_tracker.services.columns import day_of
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_bases import ONGOING
from marmot_tracker.services.return_form import CLEAR, FormField
from marmot_tracker.services.wording import MONTHS, code_of, day
from marmot_tracker.services.wording import day_of as day_at
from marmot_tracker.trail.history import ERASED, Entry, entries
from marmot_tracker.vocabulary import HowItGoes, NotRatedWhy, Rating, ReturnVerdict

CLEARED = "cleared"
"""How an emptied field is shown."""
DATES = frozenset({FormField.FORECAST, FormField.FINISHED_ON, FormField.EVIDENCE_DATE})
REMARKS = frozenset({FormField.COMMENT, FormField.CORRECTION})
"""What is only kept with the return."""
ADDS = frozenset({FormField.EVIDENCE, FormField.ACTION}) | REMARKS
"""Answers that stand beside each other: no other answer speaks against them."""

PLACE_WORDS: Mapping[tuple[str, str], str] = {
    ("return", "contact"): "the mail address of a return",
    ("return", "sent_to"): "whom a return was sent to",
    ("return", "file_name"): "the file name of a return",
    ("received_return", "words"): "the pasted words of what came back",
    ("received_return", "returned_by"): "who returned what came back",
    ("received_return", "file_name"): "the file name of what came back",
    ("return_line", "said"): "what came back in an answer",
    ("return_line", "sent"): "what was sent, kept with an answer",
    ("return_line", "cell"): "where an answer stood in its workbook",
    ("return_line", "fault"): "what could not be read of an answer",
    ("return_line", "written"): "what was taken instead of an answer",
    ("return_line", "reason"): "the reason or question given with an answer",
}
"""Where a text of a return stands, by kind and field."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence or an action as one row of a return gives it; `link` may be where it is kept."""

    title: str = ""
    link: str = ""
    day: date | None = None
    shows: str = ""
    owner: str = ""

    def text(self) -> str:
        """As a line keeps it: a JSON object, empty members left out."""
        said = {
            "title": self.title,
            "link": self.link,
            "day": self.day.isoformat() if self.day else "",
            "shows": self.shows,
            "owner": self.owner,
        }
        return json.dumps({k: v for k, v in said.items() if v}, sort_keys=True, ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Piece:
        """What `text` wrote; other words are a title."""
        try:
            said = json.loads(text)
            known = {
                name: str(said.get(name) or "") for name in ("title", "link", "shows", "owner")
            }
            return cls(day=day_of(str(said.get("day") or "")), **known)
        except (ValueError, AttributeError):
            return cls(title=text)

    @property
    def words(self) -> str:
        """`Inspectors’ rota, https://…, 31/03/2026: shows who was trained`."""
        listed = [self.title, self.owner, self.link, day(self.day)]
        said = ", ".join(dict.fromkeys(part for part in listed if part))
        return f"{said}: {self.shows}" if self.shows else said


def in_words(words: Words, field: FormField, said: str) -> str:
    """What a line or the tracker says in a field, for a person."""
    if said in ("", ERASED):
        return said
    if said == CLEAR and field not in ADDS:
        return CLEARED
    if field is FormField.HOW_IT_GOES:
        return _how_it_goes(words, said)
    if field in DATES:
        return said if said == ONGOING else day(day_of(said)) or said
    if field in (FormField.EVIDENCE, FormField.ACTION):
        return Piece.of(said).words
    return said


def _how_it_goes(words: Words, code: str) -> str:
    if code_of(HowItGoes, code):
        return words.of("how_it_goes", code)
    if rating := code_of(Rating, code):
        return words.rating(rating).word
    return words.not_rated_why(code_of(NotRatedWhy, code)) or code


def called(sent_to: str, on: date | None, *, today: date | None = None) -> str:
    """`the Housing return of 12 Oct`; the year where it is not the one of `today`."""
    if on is None:
        return f"the {sent_to} return"
    year = "" if today is not None and on.year == today.year else f" {on.year}"
    return f"the {sent_to} return of {on.day} {MONTHS[on.month - 1][:3].title()}{year}"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a line, when and by whom."""

    verdict: ReturnVerdict
    by: str
    on: str
    words: str


def decided_words(session: Session, lines: Mapping[str, str]) -> dict[str, Decided]:
    """Who decided lines and when, from the record; `lines` gives the verdict of each by uid."""
    if not lines:
        return {}
    words = programme.words(session)
    heads: dict[str, Entry] = {}
    for entry in entries(session, uid=list(lines), field="verdict"):
        if entry.head and entry.value:
            heads[entry.uid] = entry
    found = {}
    for uid, code in lines.items():
        verdict = code_of(ReturnVerdict, code)
        if verdict is None:
            continue
        said = words.of("return_verdict", verdict)
        head = heads.get(uid)
        by, on = (head.author, day_at(head.at)) if head is not None else ("", "")
        whole = f"{said} by {by} on {on}" if head is not None else said
        found[uid] = Decided(verdict, by, on, whole)
    return found


def readable(field: str | None) -> FormField:
    """The field of a line; one that this program does not know is told as a comment."""
    return code_of(FormField, field) or FormField.COMMENT
