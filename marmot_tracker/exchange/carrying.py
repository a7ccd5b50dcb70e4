"""Carries accepted offers across to the new recommendations of an edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.exchange.naming import Names
from marmot_tracker.exchange.offering import EVIDENCE, REPLACES, SUPERSEDED
from marmot_tracker.exchange.proposal import LineKind, ProposedLine
from marmot_tracker.model import Assignment, DateRevision, EvidenceLink, RecommendationTie, uid_of
from marmot_tracker.services import dates, decisions, people, ties
from marmot_tracker.services.people import OwnerRef
from marmot_tracker.services.wording import day_of
from marmot_tracker.trail.history import entries
from marmot_tracker.trail.recording import New
from marmot_tracker.vocabulary import DecisionCode, RevisionKind, Role, TieKind


def by_new_line(lines: Iterable[ProposedLine]) -> dict[int, list[ProposedLine]]:
    """The offers among accepted lines, by the number of the new recommendation they belong to."""
    found: dict[int, list[ProposedLine]] = {}
    under: dict[int, int] = {}
    for line in lines:
        if line.kind is LineKind.OFFERED and line.needs is not None:
            number = under[line.number] = under.get(line.needs, line.needs)
            found.setdefault(number, []).append(line)
    return found


def tie_to(subject: str, old: str) -> New:
    """The tie that says which recommendation of the edition before a new one replaces."""
    values: dict[str, object] = {
        "recommendation": subject,
        "other": old,
        "kind": TieKind.REPLACES.value,
    }
    return New(RecommendationTie, values, ties.tie_uid(TieKind.REPLACES, subject, old))


def assignment(subject: New, owner: OwnerRef, role: Role, *, since: date) -> New:
    """The assignment of a new recommendation to an owner, who leads it where accountable."""
    values: dict[str, object] = {
        "recommendation": subject.uid,
        "post": owner.post or None,
        "organisation": owner.organisation or None,
        "role": role.value,
        "since": since,
    }
    made = New(Assignment, values)
    if role is Role.ACCOUNTABLE:
        subject.values["lead"] = made.uid
    return made


class Carrier:
    """Makes the things that accepted offers stand for."""

    def __init__(self, session: Session, names: Names, *, today: date) -> None:
        self._session = session
        self._names = names
        self._today = today
        self._called = ties.names(session)
        self._principles = {str(one.number): one.uid for one in people.principles(session)}

    def things(self, subject: New, offers: Sequence[ProposedLine]) -> list[New]:
        """What a new recommendation takes over; its places are set on it."""
        made: list[New] = []
        for offer in offers:
            if offer.field == REPLACES:
                made.append(tie_to(subject.uid, offer.value))
            elif offer.field == "principle":
                subject.values["principle"] = self._principles.get(offer.value)
            elif offer.field == "subgroup":
                subject.values["subgroup"] = self._names.made_subgroup(self._session, offer.value)
            elif offer.field == "lead":
                made.append(self._assignment(subject, offer.value, Role.ACCOUNTABLE))
            elif offer.field == "supporting":
                made += [
                    self._assignment(subject, key, Role.SUPPORTING)
                    for key in offer.value.split("\n")
                ]
            elif offer.field == "due":
                revisions = self._revisions(subject.uid, offer.uid or "")
                made += revisions
                subject.values["due"] = revisions[-1].uid if revisions else None
            elif offer.field == EVIDENCE:
                made.append(self._evidence(subject.uid, offer.value, offer.uid or ""))
            elif offer.field == SUPERSEDED:
                self._supersede(offer)
        return made

    def _assignment(self, subject: New, key: str, role: Role) -> New:
        owner = self._names.made_owner(self._session, key)
        return assignment(subject, owner, role, since=self._today)

    def _revisions(self, subject: str, old: str) -> list[New]:
        """The whole way of the earlier date, each step saying from where it was carried over.

        So the first date, how often it moved and who agreed stay true; nothing is overwritten.
        """
        led = [revision.uid for revision in dates.led_to(self._session, old)]
        query = select(DateRevision).where(DateRevision.uid.in_(led))
        records = {record.uid: record for record in self._session.scalars(query)}
        written = {
            entry.uid: day_of(entry.at)
            for entry in entries(self._session, uid=led, field="kind")
            if entry.standing
        }
        return [
            New(
                DateRevision,
                {
                    "recommendation": subject,
                    "old_date": record.old_date if at else None,
                    "new_date": record.new_date,
                    "ongoing": record.ongoing,
                    "next_review": record.next_review,
                    "kind": record.kind if at else RevisionKind.FIRST.value,
                    "reason": self._reason(old, record, written.get(record.uid, ""), first=not at),
                    "asked_by": record.asked_by,
                    "agreed_by": record.agreed_by,
                    "agreed_on": record.agreed_on,
                    "meeting": record.meeting,
                },
            )
            for at, record in enumerate(records[uid] for uid in led if uid in records)
        ]

    def _reason(self, old: str, record: DateRevision, on: str, *, first: bool) -> str:
        done = "set" if first else "changed"
        said = f"Carried over from {self._called.get(old, 'the edition before')}"
        said += f", where it was {done} on {on}" if on else ""
        return f"{said}: {record.reason}" if record.reason else said

    def _supersede(self, offer: ProposedLine) -> None:
        decisions.decide(
            self._session,
            recommendation=offer.value,
            code=DecisionCode.SUPERSEDED,
            reason=f"Replaced in the new edition by {offer.reference or 'one without a reference'}",
            decided_on=self._today,
        )

    def _evidence(self, subject: str, piece: str, old: str) -> New:
        link = self._session.get(EvidenceLink, uid_of("evidence_link", piece, old))
        said = f"Carried over from {self._called.get(old, 'the edition before')}"
        why = f"{said}: {link.why}" if link is not None and link.why else said
        values: dict[str, object] = {"evidence": piece, "recommendation": subject, "why": why}
        return New(EvidenceLink, values, uid_of("evidence_link", piece, subject))
