"""Changes of known recommendations that a list brings, written by the ordinary verbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.exchange.adding import interested_subgroup
from marmot_tracker.exchange.fields import COLUMNS, ONGOING, rating_parts, rating_value, together
from marmot_tracker.exchange.naming import EXTRA, Names
from marmot_tracker.exchange.proposal import ProposedLine
from marmot_tracker.exchange.tracker_values import UPDATE_PARTS, TrackerValues
from marmot_tracker.model import (
    Assignment,
    Decision,
    FurtherPrinciple,
    InterestedSubgroup,
    Recommendation,
    StatusUpdate,
    uid_of,
)
from marmot_tracker.progress import Progress
from marmot_tracker.services import dates, extras, people, ratings
from marmot_tracker.vocabulary import Rating, Role

EVERY = 200
BATCH = 400


class Changer:
    """Writes accepted fields, recommendation by recommendation.

    `seen_but_not_written` are cells of the list that a new status update had to carry otherwise,
    since the person's own words were kept in them.
    """

    def __init__(
        self, session: Session, names: Names, held: TrackerValues, *, today: date, reason: str
    ) -> None:
        self._session = session
        self._names = names
        self._held = held
        self._today = today
        self._reason = reason
        self.seen_but_not_written: dict[tuple[str, str], str] = {}

    def change(self, lines: Sequence[ProposedLine], *, list_name: str, progress: Progress) -> None:
        """Write the lines."""
        said = self._reason or f"As the list “{list_name}” now says"
        by_uid: dict[str, list[ProposedLine]] = {}
        for line in lines:
            by_uid.setdefault(line.uid or "", []).append(line)
        subjects = self._subjects(by_uid)
        for place, (uid, of_one) in enumerate(by_uid.items()):
            if place % EVERY == 0:
                progress.step(place, len(by_uid), "Writing")
            self._one(subjects[uid], of_one, said)

    def _subjects(self, uids: Iterable[str]) -> dict[str, Recommendation]:
        wanted, found = list(uids), {}
        for start in range(0, len(wanted), BATCH):
            query = select(Recommendation).where(
                Recommendation.uid.in_(wanted[start : start + BATCH])
            )
            found.update({one.uid: one for one in self._session.scalars(query)})
        return found

    def _one(self, subject: Recommendation, lines: Sequence[ProposedLine], said: str) -> None:
        values = {line.field: line.value for line in lines}
        for name, value in values.items():
            if name in COLUMNS:
                setattr(subject, name, value)
            elif name == "principle":
                subject.principle = self._held.principles.get(value)
            elif name == "subgroup":
                subject.subgroup = self._names.made_subgroup(self._session, value)
            elif name.startswith(EXTRA):
                self._extra(subject, name.removeprefix(EXTRA), value)
            elif name == "further_principles":
                self._further(subject.uid, value)
            elif name == "interested":
                self._interested(subject.uid, value)
            elif name == "supporting":
                self._supporting(subject.uid, value)
        self._session.flush()
        if key := values.get("lead"):
            owner = self._names.made_owner(self._session, key)
            self._session.flush()
            people.assign(self._session, recommendation=subject.uid, owner=owner, since=self._today)
        if due := values.get("due"):
            self._due(subject.uid, due, said)
        told = {together(line.field): dict(line.values) for line in lines if line.values}
        if "decision" in told:
            self._decide(subject, values, told["decision"], said)
        if "rating" in told:
            self._update(subject, values, told["rating"])

    def _extra(self, subject: Recommendation, key: str, value: str) -> None:
        column = self._names.settled_field(f"{EXTRA}{key}").removeprefix(EXTRA)
        self._session.flush()
        extras.set_value(self._session, recommendation=subject.uid, column=column, value=value)

    def _due(self, uid: str, due: str, said: str) -> None:
        ongoing = due == ONGOING
        dates.set_due(
            self._session,
            recommendation=uid,
            new_date=None if ongoing else date.fromisoformat(due),
            ongoing=ongoing,
            reason=said,
        )

    def _decide(
        self, subject: Recommendation, values: Mapping[str, str], told: Mapping[str, str], said: str
    ) -> None:
        """As the list has it; where it only corrects the reason, of the same decision again."""
        held = self._held.held[subject.uid].values
        code = values.get("decision") or held.get("decision", "")
        reason = values.get("decision.reason")
        if reason is None:
            kept = "decision.reason" in told or "decision" not in values
            reason = held.get("decision.reason") if kept else said
        made = Decision(recommendation=subject.uid, code=code, reason=reason)
        self._session.add(made)
        subject.decision = made.uid
        self._session.flush()
        self._note(subject.uid, told, {"decision": code, "decision.reason": reason or ""})

    def _update(
        self, subject: Recommendation, values: Mapping[str, str], told: Mapping[str, str]
    ) -> None:
        """A new status update: what the list says where accepted, else what stands.

        Where the rating changes, the words about the one before are not carried over.
        """
        held = self._held.held[subject.uid].values
        before = {} if "rating" in values else held
        rating = values.get("rating") or held.get("rating") or Rating.NOT_RATED.value
        code, why = rating_parts(rating)
        parts = {}
        for part in UPDATE_PARTS:
            name = f"update.{part}"
            own = held.get(name) if name in told else before.get(name)
            parts[part] = values.get(name) or own
        rule = ratings.suggest(self._session, recommendation=subject.uid, today=self._today)
        update = StatusUpdate(
            recommendation=subject.uid,
            speaks_for=self._today,
            rating=code,
            not_rated_why=why or None,
            suggested=rule.rating.value,
            suggested_because=rule.because,
            **parts,
        )
        self._session.add(update)
        subject.rating = update.uid
        self._session.flush()
        written = {f"update.{part}": text or "" for part, text in parts.items()}
        written["rating"] = rating_value(code, why)
        self._note(subject.uid, told, written)

    def _note(self, uid: str, told: Mapping[str, str], written: Mapping[str, str]) -> None:
        """Remember what the list says where something else was written together with it."""
        for name, theirs in told.items():
            if written.get(name, "") != theirs:
                self.seen_but_not_written[uid, name] = theirs

    def _supporting(self, uid: str, value: str) -> None:
        wanted = {
            (owner.post, owner.organisation): owner
            for key in value.split("\n")
            for owner in (self._names.made_owner(self._session, key),)
        }
        self._session.flush()
        standing = self._session.scalars(
            select(Assignment).where(
                Assignment.recommendation == uid,
                Assignment.role == Role.SUPPORTING.value,
                Assignment.until.is_(None),
            )
        )
        for assignment in standing:
            if (assignment.post or "", assignment.organisation or "") not in wanted:
                assignment.until = self._today
        for owner in wanted.values():
            people.assign(
                self._session,
                recommendation=uid,
                owner=owner,
                role=Role.SUPPORTING,
                since=self._today,
            )
        self.seen_but_not_written[uid, "supporting"] = value

    def _further(self, uid: str, value: str) -> None:
        wanted = {self._held.principles.get(number) for number in value.split()} - {None}
        query = select(FurtherPrinciple).where(FurtherPrinciple.recommendation == uid)
        there = self._session.scalars(query.execution_options(all_things=True)).all()
        for tie in there:
            if bool(tie.present) is not (tie.principle in wanted):
                tie.present = tie.principle in wanted
        for principle in sorted(wanted - {tie.principle for tie in there}, key=str):
            self._session.add(
                FurtherPrinciple(
                    uid=uid_of("further_principle", uid, str(principle)),
                    recommendation=uid,
                    principle=principle,
                )
            )
        self.seen_but_not_written[uid, "further_principles"] = value

    def _interested(self, uid: str, value: str) -> None:
        wanted = set(value.split("\n"))
        query = select(InterestedSubgroup).where(InterestedSubgroup.recommendation == uid)
        there = self._session.scalars(query.execution_options(all_things=True)).all()
        for tie in there:
            if bool(tie.present) is not (tie.subgroup in wanted):
                tie.present = tie.subgroup in wanted
        for subgroup in sorted(wanted - {tie.subgroup for tie in there}):
            self._session.add(interested_subgroup(uid, subgroup))
        self.seen_but_not_written[uid, "interested"] = value
