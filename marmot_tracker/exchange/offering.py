"""What may be taken over: from the edition before ties, owners, dates, evidence; what words suggest.

Each is a line of its own that is written only where the person accepts it. A rating never
crosses: what was said of the earlier wording is no answer to the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.exchange.lines import Lines, called
from marmot_tracker.exchange.naming import Names
from marmot_tracker.exchange.near import Near
from marmot_tracker.exchange.proposal import LineKind
from marmot_tracker.exchange.results import ReadItem
from marmot_tracker.exchange.suggesting import Suggestion, suggested_subgroup
from marmot_tracker.model import Assignment, Recommendation
from marmot_tracker.services import dates, decisions, evidence, ties
from marmot_tracker.services.wording import counted, day, joined, times
from marmot_tracker.vocabulary import Role

REPLACES = "replaces"
"""The field of a new recommendation that names the one it replaces."""
EVIDENCE = "evidence"
SUPERSEDED = "superseded"
"""The offer to decide the replaced one as superseded, so that figures count one of the two."""
FIELDS: Mapping[str, str] = {
    "lead": "owner",
    "supporting": "supporting owners",
    "due": "due date",
    EVIDENCE: "evidence",
    REPLACES: "what it replaces",
    SUPERSEDED: "superseded, for the one it replaces",
}
"""What can be offered, and what it is called."""


class Offers:
    """Writes the new recommendations of an edition with what each may take over."""

    def __init__(self, session: Session, names: Names, lines: Lines) -> None:
        self._session = session
        self._names = names
        self._lines = lines
        self._owners: dict[str, dict[Role, list[str]]] = {}
        self._called: dict[str, str] = {}
        self._offered: dict[str, int] = {}
        self._decided: set[str] = set()

    def read(self, old: Iterable[str]) -> None:
        """Read who owns the recommendations of the edition before, in one go."""
        self._called = ties.names(self._session)
        wanted = set(old)
        self._decided = decisions.decided_otherwise(self._session)
        leads = set(self._session.scalars(select(Recommendation.lead)))
        query = select(
            Assignment.uid,
            Assignment.recommendation,
            Assignment.role,
            Assignment.post,
            Assignment.organisation,
        ).where(Assignment.until.is_(None))
        for uid, subject, role, post, organisation in self._session.execute(query):
            owner = post or organisation
            if subject not in wanted or not owner:
                continue
            if uid in leads or role == Role.SUPPORTING:
                kind = Role.ACCOUNTABLE if uid in leads else Role.SUPPORTING
                self._owners.setdefault(subject, {}).setdefault(kind, []).append(owner)

    def new(self, item: ReadItem, said: dict[str, str], old: str, near: Near | None) -> int:
        """A new recommendation that replaces `old`, or with `near` looks as if it did; its number."""
        here = called(item.reference, item.text)
        replaced = self._called.get(old, "")
        if near is None:
            values = {**said, REPLACES: old}
            number = made = self._lines.new(item, values, words=f"New: {here} replaces {replaced}")
        else:
            made = self._lines.new(item, said)
            words = f"{here} looks like {replaced}, {near.alike} % alike: it replaces that one."
            number = self._offer(item, REPLACES, old, old, replaced, words, made)
        if lead := self._owners.get(old, {}).get(Role.ACCOUNTABLE):
            self._owner(item, said, "lead", lead[:1], old, number)
        if helping := self._owners.get(old, {}).get(Role.SUPPORTING):
            self._owner(item, said, "supporting", helping, old, number)
        self._due(item, said, old, number)
        for piece in evidence.of(self._session, old):
            words = f"{here}: evidence “{piece.published}”, of {replaced}"
            self._offer(item, EVIDENCE, piece.uid, old, piece.published, words, number)
        if old not in self._decided:
            words = f"{replaced}: decided as superseded, since {here} replaces it"
            self._offer(item, SUPERSEDED, old, old, "superseded", words, number)
        return made

    def _owner(
        self, item: ReadItem, said: Mapping[str, str], field: str, keys: list[str], old: str, n: int
    ) -> None:
        if said.get(field):
            return
        value = "\n".join(sorted(set(keys)))
        shown = self._lines.value(field, value)
        words = f"{called(item.reference, item.text)}: {FIELDS[field]} {shown}, as {self._called.get(old, '')}"
        self._offer(item, field, value, old, shown, words, n)

    def _due(self, item: ReadItem, said: Mapping[str, str], old: str, number: int) -> None:
        if said.get("due"):
            return
        facts = dates.slips(self._session, old)
        if facts.current is None and not facts.ongoing:
            return
        shown = "ongoing" if facts.ongoing else day(facts.current)
        if facts.times_moved:
            shown += f" (first {day(facts.first)}, moved {times(facts.times_moved)})"
        words = (
            f"{called(item.reference, item.text)}: due date {shown}, as {self._called.get(old, '')}"
        )
        self._offer(item, "due", old, old, shown, words, number)

    def _offer(
        self, item: ReadItem, field: str, value: str, old: str, shown: str, words: str, needs: int
    ) -> int:
        self._offered[field] = self._offered.get(field, 0) + 1
        return self._lines.of_row(
            LineKind.OFFERED,
            item,
            words,
            uid=old,
            field=field,
            field_words=FIELDS[field],
            ours=self._called.get(old, ""),
            theirs=shown,
            value=value,
            needs=needs,
        )

    def told(self, tied: int, near: int) -> str:
        """How the edition is tied to the one before, and what may be taken over."""
        parts = [f"{counted(tied, 'row')} {'replaces' if tied == 1 else 'replace'} one of it"]
        if near:
            parts.append(f"{counted(near, 'row')} only {'looks' if near == 1 else 'look'} like it")
        what = [FIELDS[field] for field in self._offered if field != REPLACES]
        offered = f" Offered across, taken where you say so: {joined(what)}." if what else ""
        return f"{joined(parts)}.{offered} Ratings do not cross."


SUGGESTED: Mapping[str, str] = {"principle": "principle", "subgroup": "subgroup"}
"""What the words of a report in prose can suggest, and what it is called."""


def offer_suggested(
    item: ReadItem, said: Mapping[str, str], number: int, *, lines: Lines, names: Names
) -> None:
    """Lines that offer a new recommendation (line `number`) what its words suggest and none states."""
    if item.suggested_principle and not said.get("principle"):
        found = Suggestion(item.suggested_principle, item.suggested_by)
        _suggest(item, "principle", found.value, found, number, lines)
    if not (item.in_prose or item.suggested_principle) or said.get("subgroup"):
        return
    keys = {words: key for key, words in names.subgroup_words.items()}
    if group := suggested_subgroup(item, keys):
        _suggest(item, "subgroup", keys[group.value], group, number, lines)


def _suggest(
    item: ReadItem, field: str, value: str, found: Suggestion, number: int, lines: Lines
) -> None:
    shown = lines.value(field, value)
    lines.of_row(
        LineKind.OFFERED,
        item,
        f"{called(item.reference, item.text)}: {SUGGESTED[field]} {shown}, suggested by "
        f"{found.because}",
        field=field,
        field_words=SUGGESTED[field],
        theirs=f"{shown}, suggested by {found.because}",
        value=value,
        needs=number,
    )
