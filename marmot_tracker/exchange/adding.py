"""New recommendations of a list, made in bulk: nothing is read per row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.exchange.carrying import Carrier, assignment, tie_to
from marmot_tracker.exchange.fields import COLUMNS, LINES, ONGOING, UPDATE, rating_parts
from marmot_tracker.exchange.naming import EXTRA, Names
from marmot_tracker.exchange.noting import taken_value
from marmot_tracker.exchange.offering import REPLACES
from marmot_tracker.exchange.proposal import ProposedLine
from marmot_tracker.model import (
    DateRevision,
    Decision,
    ExtraValue,
    FurtherPrinciple,
    InterestedSubgroup,
    Recommendation,
    StatusUpdate,
    Thing,
    uid_of,
)
from marmot_tracker.progress import Progress
from marmot_tracker.services import people
from marmot_tracker.services.slips import NO_DATE, Slip
from marmot_tracker.services.suggesting import Facts, suggested
from marmot_tracker.trail import recording
from marmot_tracker.trail.recording import New, as_new
from marmot_tracker.vocabulary import DecisionCode, Rating, RevisionKind, Role, Stage

EVERY = 500
"""Rows between two steps of progress."""
BATCH = 2000
"""Rows written to the tables at once."""


class Adder:
    """Makes the things of new rows in one report."""

    def __init__(
        self,
        session: Session,
        names: Names,
        *,
        report: str,
        today: date,
        offers: Mapping[int, Sequence[ProposedLine]] | None = None,
    ) -> None:
        self._session = session
        self._names = names
        self._report = report
        self._today = today
        self._waiting: list[New] = []
        self._columns: dict[str, str] = {}
        self._offers = offers or {}
        self._carrier = Carrier(session, names, today=today) if offers else None
        self._principles = {str(one.number): one.uid for one in people.principles(session)}

    def add(self, lines: Iterable[ProposedLine], *, order: int, progress: Progress) -> None:
        """Add a recommendation for each line, in their order, from `order` on."""
        lines = list(lines)
        for place, line in enumerate(lines):
            if place % EVERY == 0:
                progress.step(place, len(lines), "Writing")
            if place % BATCH == 0:
                self._write()
            self._waiting += self._things(line, order + place)
        self._write()

    def _write(self) -> None:
        recording.add_in_bulk(self._session, self._waiting)
        self._waiting = []

    def _things(self, line: ProposedLine, order: int) -> list[New]:
        said = dict(line.values)
        values: dict[str, object] = {"stage": Stage.LOGGED.value}
        values |= {name: said[name] for name in COLUMNS if name in said}
        values |= {"report": self._report, "order": order}
        if main := said.get("principle"):
            values["principle"] = self._principles.get(main)
        if key := said.get("subgroup"):
            values["subgroup"] = self._names.made_subgroup(self._session, key)
        subject = New(Recommendation, values)
        things = [subject]
        if key := said.get("lead"):
            things.append(self._assignment(subject, key, Role.ACCOUNTABLE))
        things += self._ties(subject, said)
        if due := said.get("due"):
            things.append(_first_date(subject, due))
        if code := said.get("decision"):
            told = {"code": code, "reason": said.get("decision.reason")}
            made = New(Decision, {"recommendation": subject.uid, **told})
            values["decision"] = made.uid
            things.append(made)
        if update := self._update(subject, said):
            things.append(update)
        for name, value in said.items():
            if name.startswith(EXTRA):
                things.append(_extra_value(self._column(name), subject.uid, value))
            elif name in LINES:
                things.append(self._noted(subject, name, value))
        for name, value in line.printed:
            if name in said or not name.startswith(EXTRA):
                things.append(self._noted(subject, name, value))
        if self._carrier is not None and (offers := self._offers.get(line.number)):
            things += self._carrier.things(subject, offers)
        return things

    def _noted(self, subject: New, name: str, value: str) -> New:
        """What the source says of a field, where that alone does not show it."""
        field = self._names.settled_field(name)
        noted = self._names.settled(field, value)
        return as_new(taken_value(subject.uid, field, noted, times=1))

    def _column(self, name: str) -> str:
        """The uid of a column of the place's own, which is there by now."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._names.settled_field(name).removeprefix(EXTRA)
        return found

    def _ties(self, subject: New, said: Mapping[str, str]) -> list[New]:
        """Those that help, further principles, subgroups with an interest, what it replaces."""
        things = [
            self._assignment(subject, key, Role.SUPPORTING)
            for key in _several(said.get("supporting"))
        ]
        for number in said.get("further_principles", "").split():
            things += map(as_new, further_principle(subject.uid, self._principles.get(number)))
        for key in _several(said.get("interested")):
            things.append(as_new(interested_subgroup(subject.uid, key)))
        if old := said.get(REPLACES):
            things.append(tie_to(subject.uid, old))
        return things

    def _assignment(self, subject: New, key: str, role: Role) -> New:
        owner = self._names.made_owner(self._session, key)
        return assignment(subject, owner, role, since=self._today)

    def _update(self, subject: New, said: Mapping[str, str]) -> New | None:
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
        values: dict[str, object] = {
            "recommendation": subject.uid,
            "speaks_for": self._today,
            "rating": rating,
            "not_rated_why": why or None,
            "suggested": rule.rating.value,
            "suggested_because": rule.because,
            **parts,
        }
        update = New(StatusUpdate, values)
        subject.values["rating"] = update.uid
        return update


def _several(keys: str | None) -> list[str]:
    return keys.split("\n") if keys else []


def _first_date(subject: New, due: str) -> New:
    values: dict[str, object] = {
        "recommendation": subject.uid,
        "new_date": None if due == ONGOING else date.fromisoformat(due),
        "ongoing": True if due == ONGOING else None,
        "kind": RevisionKind.FIRST.value,
    }
    made = New(DateRevision, values)
    subject.values["due"] = made.uid
    return made


def _extra_value(column: str, recommendation: str, value: str) -> New:
    """What a column of the place's own says of a recommendation that is new itself."""
    values: dict[str, object] = {"column": column, "recommendation": recommendation, "value": value}
    return New(ExtraValue, values, uid_of("extra_value", column, recommendation))


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


def interested_subgroup(recommendation: str, subgroup: str) -> InterestedSubgroup:
    """The tie to a subgroup with an interest besides the lead subgroup."""
    uid = uid_of("interested_subgroup", recommendation, subgroup)
    return InterestedSubgroup(uid=uid, recommendation=recommendation, subgroup=subgroup)
