"""Which recommendation a changed thing belongs to, what it is called, and which words find it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import KINDS, EvidenceLink, Recommendation
from marmot_tracker.services import history
from marmot_tracker.services.marks import shown
from marmot_tracker.trail.evidence import strictest_of_two
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.rows import BATCH
from marmot_tracker.vocabulary import Sensitivity

KIND_WORDS: dict[str, str] = {
    "action": "Action",
    "assignment": "Owner",
    "date_revision": "Due date",
    "decision": "Decision",
    "evidence": "Evidence",
    "evidence_link": "Evidence",
    "extra_column": "Column of the place's own",
    "extra_value": "Column of the place's own",
    "further_principle": "Further principle",
    "import_mapping": "How a list is read",
    "interested_subgroup": "Interested subgroup",
    "organisation": "Organisation",
    "pack": "Audit pack",
    "person": "Person",
    "post": "Post",
    "principle": "Principle",
    "programme": "Programme",
    "received_return": "Return that came back",
    "recommendation": "Recommendation",
    "recommendation_tie": "Tie to another recommendation",
    "reporting_period": "Reporting period",
    "return": "Return",
    "return_line": "Answer in a return",
    "return_row": "Row of a return",
    "saved_view": "Saved view",
    "source_report": "Report",
    "status_update": "Rating",
    "subgroup": "Subgroup",
    "taken_value": "Value of a list",
}
"""What a kind of thing is called."""

_NAMES: dict[str, str] = {
    "action": "title",
    "evidence": "title",
    "extra_column": "name",
    "organisation": "name",
    "pack": "file_name",
    "person": "name",
    "post": "title",
    "principle": "wording",
    "programme": "name",
    "received_return": "file_name",
    "reporting_period": "name",
    "return": "sent_to",
    "saved_view": "name",
    "source_report": "title",
    "subgroup": "name",
}


_OF_ONE = frozenset({"return_line"})
"""Kinds that are about a recommendation and do not hang on it."""


@dataclass(frozen=True, slots=True)
class Called:
    """A thing as a line of history names it: its reference and its title."""

    reference: str
    title: str

    @property
    def words(self) -> str:
        """`5.4 Improve the quality of homes`."""
        return f"{self.reference} {self.title}".strip()


def recommendation_of(session: Session, things: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By the uid of a thing (of a kind): the recommendation that it is, or belongs to.

    Evidence belongs to the first recommendation that it was tied to; what belongs to none is
    left out.
    """
    by_kind: dict[str, list[str]] = {}
    for kind, uid in dict.fromkeys(things):
        by_kind.setdefault(kind, []).append(uid)
    found: dict[str, str] = {uid: uid for uid in by_kind.pop("recommendation", ())}
    for kind, uids in by_kind.items():
        if kind == "evidence":
            found |= _of_evidence(session, uids)
        elif kind in KINDS and (kind in _OF_ONE or "recommendation" in KINDS[kind].hangs_on):
            table = KINDS[kind].thing.__table__.c
            pairs = _in_batches(session, (table["uid"], table["recommendation"]), uids)
            found.update((uid, named) for uid, named in pairs if named)
    return found


def _of_evidence(session: Session, uids: Collection[str]) -> dict[str, str]:
    table = EvidenceLink.__table__.c
    columns = (table["evidence"], table["recommendation"], table["uid"])
    found: dict[str, str] = {}
    for evidence, named, _ in sorted(
        _in_batches(session, columns, uids), key=lambda each: str(each[2])
    ):
        if named:
            found.setdefault(evidence, named)
    return found


def below(session: Session, recommendations: Collection[str]) -> dict[str, str]:
    """By the uid of everything that hangs on these recommendations, in view or not: which it is."""
    found: dict[str, str] = {}
    for thing in history.BELOW:
        table = thing.__table__.c
        columns = (table["uid"], table["recommendation"])
        found.update(_in_batches(session, columns, recommendations, by=table["recommendation"]))
    table = EvidenceLink.__table__.c
    columns = (table["evidence"], table["recommendation"])
    for evidence, named in _in_batches(
        session, columns, recommendations, by=table["recommendation"]
    ):
        if evidence:
            found.setdefault(evidence, named)
    return found


def names(session: Session, recommendations: Collection[str]) -> dict[str, Called]:
    """What recommendations are called, also those no longer in view."""
    table = Recommendation.__table__.c
    columns = (
        table["uid"],
        table["reference"],
        table["short_title"],
        table["wording"],
        table["marks"],
    )
    return {
        uid: Called(
            reference or "",
            " ".join((short or shown(wording, "wording", marks) or "").split()),
        )
        for uid, reference, short, wording, marks in _in_batches(session, columns, recommendations)
    }


def name_of(session: Session, kind: str, uid: str) -> Called:
    """What a thing that belongs to no recommendation is called."""
    called = KIND_WORDS.get(kind, kind.replace("_", " ").capitalize())
    if kind not in _NAMES or kind not in KINDS:
        return Called("", called)
    table = KINDS[kind].thing.__table__.c
    query = select(table[_NAMES[kind]]).where(table["uid"] == uid)
    if kind == "evidence":  # a restricted one is never named
        two = strictest_of_two(driver(session)).get(uid)
        if two is Sensitivity.RESTRICTED:
            return Called("", called)
        query = query.where(table["sensitivity"].is_distinct_from(Sensitivity.RESTRICTED.value))
    name = session.scalar(query)
    return Called("", f"{called}: {name}" if name else called)


def found_by_words(session: Session, words: str) -> frozenset[str]:
    """The recommendations that hold every word, in their reference, title, wording or subgroup,
    with everything that hangs on them.
    """
    asked = words.casefold().split()
    table = Recommendation.__table__.c
    subgroups = KINDS["subgroup"].thing.__table__.c
    query = select(
        table["uid"],
        table["reference"],
        table["short_title"],
        table["wording"],
        subgroups["name"],
    ).outerjoin(subgroups["uid"].table, subgroups["uid"] == table["subgroup"])
    found = set()
    for uid, reference, *texts in session.execute(query):
        text = " ".join(part.casefold() for part in (reference, *texts) if part)
        if all(
            word == (reference or "").casefold() or (word in text and not _is_reference(word))
            for word in asked
        ):
            found.add(uid)
    return frozenset(found | below(session, found).keys())


def _is_reference(word: str) -> bool:
    """Whether a word is a reference, which is met whole: 5.4 does not find 15.40."""
    return word.replace(".", "").isdecimal() and "." in word


def _in_batches(
    session: Session, columns: Iterable[Any], uids: Collection[str], by: Any = None
) -> list[Any]:
    """Rows of one table by uid (or by another column), in view or not."""
    chosen = list(columns)
    key = chosen[0] if by is None else by
    if len(uids) > 4 * BATCH:
        chosen_uids = frozenset(uids)
        found = session.execute(select(*chosen, key)).all()
        return [tuple(row[:-1]) for row in found if row[-1] in chosen_uids]
    wanted = sorted(uids)
    rows: list[Any] = []
    for start in range(0, len(wanted), BATCH):
        query = select(*chosen).where(key.in_(wanted[start : start + BATCH]))
        rows += session.execute(query).all()
    return rows


def grouped(owners: Mapping[str, str]) -> dict[str, list[str]]:
    """By recommendation: itself and everything that belongs to it."""
    found: dict[str, list[str]] = {}
    for uid, named in owners.items():
        found.setdefault(named, [named]).append(uid)
    return found
