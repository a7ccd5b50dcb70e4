"""Which recommendation somebody means by a few words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Recommendation, SourceReport

TOLD = 8
"""How many candidates a message names."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recommendation that may be meant."""

    uid: str
    reference: str
    report: str
    text: str

    def words(self) -> str:
        """`Report:reference “how it begins…”`, to be typed again where no other has it."""
        begins = " ".join(self.text.split())
        begins = f"{begins[:50]}…" if len(begins) > 50 else begins
        called = f"{self.report}:{self.reference}" if self.reference else self.uid
        return f"{called} “{begins}”"


def find(session: Session, words: str) -> list[Candidate]:
    """Whom `words` may mean: by uid or exact reference, else by words in the text.

    `Report title:reference` narrows to one report; the beginning of its title will do.
    """
    asked = _plain(words)
    if not asked:
        return []
    known = _all(session)
    exact = [one for one in known if asked in (one.uid, _plain(one.reference))]
    if exact:
        return exact
    report, colon, reference = asked.rpartition(":")
    if colon:
        narrowed = [
            one
            for one in known
            if _plain(one.reference) == reference.strip()
            and _plain(one.report).startswith(report.strip())
        ]
        whole = [one for one in narrowed if _plain(one.report) == report.strip()]
        if narrowed:
            return whole or narrowed
    return [one for one in known if asked in _plain(one.text)]


def the_one(session: Session, words: str) -> str:
    """The uid of the one recommendation `words` name by uid, reference or whole text.

    Raises `TrackerError` naming the candidates where there are several, or the nearest where
    there is none: a beginning of a text is never taken for a name.
    """
    found = find(session, words)
    asked = _plain(words)
    named = [one for one in found if _named(one, asked)]
    if len(named) == 1:
        return named[0].uid
    if named:
        raise TrackerError(
            f"“{words}” could be {len(named)} recommendations: {_listed(named)}",
            hint="Name the report too, as in “Report title:3.2”, or give the uid.",
        )
    if found:
        raise TrackerError(
            f"No recommendation has the reference “{words}”. These hold the words: {_listed(found)}",
            hint="Give the reference, or the uid.",
        )
    raise TrackerError(
        f"No recommendation has the reference “{words}”.",
        hint="The list shows every reference.",
    )


def _all(session: Session) -> list[Candidate]:
    query = (
        select(
            Recommendation.uid,
            Recommendation.reference,
            SourceReport.title,
            Recommendation.wording,
            Recommendation.short_title,
        )
        .outerjoin(SourceReport, SourceReport.uid == Recommendation.report)
        .order_by(Recommendation.order, Recommendation.uid)
    )
    return [
        Candidate(uid, reference or "", title or "", wording or short or "")
        for uid, reference, title, wording, short in session.execute(query)
    ]


def _named(one: Candidate, asked: str) -> bool:
    reference, report = _plain(one.reference), _plain(one.report)
    if asked in (one.uid, reference, _plain(one.text)):
        return True
    title, colon, last = asked.rpartition(":")
    return bool(colon) and last.strip() == reference and report.startswith(title.strip())


def _listed(found: list[Candidate]) -> str:
    shared = Counter((one.report, one.reference) for one in found)
    told = "; ".join(
        f"{one.words()}, uid {one.uid}"
        if one.reference and shared[one.report, one.reference] > 1
        else one.words()
        for one in found[:TOLD]
    )
    more = len(found) - TOLD
    return f"{told}; and {more} more." if more > 0 else f"{told}."


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
