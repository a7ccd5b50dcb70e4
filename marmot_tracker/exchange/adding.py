"""New recommendations of a list, made in bulk: nothing is read per row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.exchange.fields import COLUMNS, LINES, ONGOING, UPDATE, rating_parts
from marmot_tracker.exchange.naming import EXTRA, Names
from marmot_tracker.exchange.noting import taken_value
from marmot_tracker.exchange.proposal import ProposedLine
from marmot_tracker.model import (
    Assignment,
    DateRevision,
    Decision,
    ExtraValue,
    FurtherPrinciple,
    Recommendation,
    StatusUpdate,
    Thing,
    uid_of,
)
from marmot_tracker.progress import Progress
from marmot_tracker.services import people
from marmot_tracker.services.slips import NO_DATE, Slip
from marmot_tracker.services.suggesting import Facts, suggested
from marmot_tracker.vocabulary import DecisionCode, Rating, RevisionKind, Role, Stage

EVERY = 500
"""Rows between two steps of progress."""


class Adder:
    """Makes the things of new rows in one report."""

    def __init__(self, session: Session, names: Names, *, report: str, today: date) -> None:
        self._session = session
        self._names = names
        self._report = report
        self._today = today
        self._principles = {str(one.number): one.uid for one in people.principles(session)}

    def add(self, lines: Iterable[ProposedLine], *, order: int, progress: Progress) -> None:
        """Add a recommendation for each line, in their order, from `order` on."""
        lines = list(lines)
        for place, line in enumerate(lines):
            if place % EVERY == 0:
                progress.step(place, len(lines), "Writing")
            self._session.add_all(self._things(dict(line.values), order + place))

    def _things(self, said: Mapping[str, str], order: int) -> list[Thing]:
        subject = Recommendation(
            report=self._report,
            order=order,
            stage=Stage.LOGGED.value,
            **{name: said[name] for name in COLUMNS if name in said},
        )
        if number := said.get("principle"):
            subject.principle = self._principles.get(number)
        if key := said.get("subgroup"):
            subject.subgroup = self._names.made_subgroup(self._session, key)
        things: list[Thing] = [subject]
        if key := said.get("lead"):
            things.append(self._assignment(subject, key, Role.ACCOUNTABLE))
        for key in said.get("supporting", "").split("\n") if "supporting" in said else ():
            things.append(self._assignment(subject, key, Role.SUPPORTING))
        for number in said.get("further_principles", "").split():
            things += further_principle(subject.uid, self._principles.get(number))
        if due := said.get("due"):
            things.append(_first_date(subject, due))
        if code := said.get("decision"):
            made = Decision(
                recommendation=subject.uid, code=code, reason=said.get("decision.reason")
            )
            subject.decision = made.uid
            things.append(made)
        if update := self._update(subject, said):
            things.append(update)
        for name, value in said.items():
            if name.startswith(EXTRA):
                key = self._names.settled_field(name).removeprefix(EXTRA)
                things.append(extra_value(key, subject.uid, value))
            elif name in LINES:
                noted = self._names.settled(name, value)
                things.append(taken_value(subject.uid, name, noted, times=1))
        return things

    def _assignment(self, subject: Recommendation, key: str, role: Role) -> Assignment:
        owner = self._names.made_owner(self._session, key)
        made = Assignment(
            recommendation=subject.uid,
            post=owner.post or None,
            organisation=owner.organisation or None,
            role=role.value,
            since=self._today,
        )
        if role is Role.ACCOUNTABLE:
            subject.lead = made.uid
        return made

    def _update(self, subject: Recommendation, said: Mapping[str, str]) -> StatusUpdate | None:
        parts = {part: said.get(f"update.{part}") for part in UPDATE.values()}
        if "rating" not in said and not any(parts.values()):
            return None
        rating, why = rating_parts(said.get("rating", Rating.NOT_RATED.value))
        due, day = said.get("due"), None
        if due and due != ONGOING:
            day = date.fromisoformat(due)
        decision = said.get("decision")
        rule = suggested(
            Facts(
                decision=DecisionCode(decision) if decision else None,
                due=Slip(due=day, ongoing=due == ONGOING, first=day) if due else NO_DATE,
            ),
            today=self._today,
        )
        update = StatusUpdate(
            recommendation=subject.uid,
            speaks_for=self._today,
            rating=rating,
            not_rated_why=why or None,
            suggested=rule.rating.value,
            suggested_because=rule.because,
            **parts,
        )
        subject.rating = update.uid
        return update


def _first_date(subject: Recommendation, due: str) -> DateRevision:
    made = DateRevision(
        recommendation=subject.uid,
        new_date=None if due == ONGOING else date.fromisoformat(due),
        ongoing=True if due == ONGOING else None,
        kind=RevisionKind.FIRST.value,
    )
    subject.due = made.uid
    return made


def extra_value(column: str, recommendation: str, value: str) -> ExtraValue:
    """What a column of the place's own says of a recommendation that has no such value yet."""
    return ExtraValue(
        uid=uid_of("extra_value", column, recommendation),
        column=column,
        recommendation=recommendation,
        value=value,
    )


def further_principle(recommendation: str, principle: str | None) -> list[Thing]:
    """The tie to a further principle, where the tracker has that principle."""
    if principle is None:
        return []
    uid = uid_of("further_principle", recommendation, principle)
    return [FurtherPrinciple(uid=uid, recommendation=recommendation, principle=principle)]
