"""Cells as `bulk` planned them, written in one edit; what changed since is left alone and told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.errors import Misuse
from marmot_tracker.services import bulk, bulk_words, dates, decisions, extras, people, ratings
from marmot_tracker.services.bulk import Line, Verdict
from marmot_tracker.services.bulk_words import ONGOING, OWN, Known
from marmot_tracker.services.people import OwnerRef
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.setting import set_fields
from marmot_tracker.services.wording import read_day
from marmot_tracker.vocabulary import DecisionCode, RevisionKind


@dataclass(frozen=True, slots=True)
class Written:
    """How many cells were written, and those left alone because they changed since the plan."""

    many: int
    overtaken: tuple[Line, ...] = ()


def write(
    session: Session,
    *,
    lines: Iterable[Line],
    today: date,
    reason: str = "",
    kind: RevisionKind | None = None,
    review_on: date | None = None,
    since: date | None = None,
    told: Callable[[int, int], object] | None = None,
) -> Written:
    """Write cells as planned. Raises `TrackerError` where one is refused.

    A cell that says something else by now than when it was planned is left alone. `kind` says
    whether dates that stand move or are put right; `review_on` goes with a decision, `since` with
    an owner. `told(done, total)` hears how far it is.
    """
    wanted = _wanted(lines)
    found = standing(session, lines=wanted, today=today)
    writer = _Writer(session, today, reason, kind, review_on, since or today)
    for done, line in enumerate(found):
        if told is not None:
            told(done, len(found))
        writer.write(line)
    kept = {(line.uid, line.field) for line in found}
    return Written(len(found), tuple(line for line in wanted if (line.uid, line.field) not in kept))


def standing(session: Session, *, lines: Iterable[Line], today: date) -> tuple[Line, ...]:
    """The lines to be written whose cell still says what it said when they were planned."""
    wanted = _wanted(lines)
    known = bulk_words.known(session)
    rows = bulk.rows_of(session, {line.uid for line in wanted}, today)
    return tuple(line for line in wanted if _stands(known, rows, line))


def _wanted(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.verdict in (Verdict.CHANGES, Verdict.ASKS))


def _stands(known: Known, rows: Mapping[str, RegisterRow], line: Line) -> bool:
    row = rows.get(line.uid)
    if row is None or known.said(row, line.field) != line.before:
        return False
    return (known.mark(line.field) in row.marks) is line.marked


class _Writer:
    """Writes planned cells; an owner who is named often is looked up once."""

    def __init__(
        self,
        session: Session,
        today: date,
        reason: str,
        kind: RevisionKind | None,
        review_on: date | None,
        since: date,
    ) -> None:
        self._session = session
        self._today = today
        self._reason = reason
        self._kind = kind
        self._review_on = review_on
        self._since = since
        self._owners: dict[str, OwnerRef] = {}
        self._subgroups: dict[str, str] = {}

    def write(self, line: Line) -> None:
        """Write one cell."""
        if line.field.startswith(OWN):
            extras.set_value(
                self._session,
                recommendation=line.uid,
                column=line.field.removeprefix(OWN),
                value=line.value,
                checked=True,
            )
            return
        verbs: dict[str, Callable[[Line], object]] = {
            "owner": self._owner,
            "due": self._due,
            "rating": self._rating,
            "decision": self._decision,
            **dict.fromkeys(bulk_words.PLAIN, self._plain),
        }
        if line.field not in verbs:
            raise Misuse(f"“{line.heading}” cannot be set here.")
        verbs[line.field](line)

    def _owner(self, line: Line) -> None:
        if not line.value:
            people.unassign(self._session, recommendation=line.uid, until=self._since)
            return
        key = line.value.casefold()
        if key not in self._owners:
            self._owners[key] = people.ensure_owner(self._session, words=line.value)
        people.assign(
            self._session, recommendation=line.uid, owner=self._owners[key], since=self._since
        )

    def _due(self, line: Line) -> None:
        ongoing = line.value.startswith(ONGOING)
        review = line.value.removeprefix(ONGOING).strip()
        dates.set_due(
            self._session,
            recommendation=line.uid,
            new_date=None if ongoing else read_day(line.value),
            ongoing=ongoing,
            next_review=read_day(review) if ongoing and review else None,
            kind=self._kind if line.before else None,
            reason=self._reason,
        )

    def _rating(self, line: Line) -> None:
        rating, why = bulk_words.rating_of(line.value)
        ratings.rate(
            self._session,
            recommendation=line.uid,
            rating=rating,
            speaks_for=self._today,
            reason=self._reason,
            not_rated_why=why,
        )

    def _decision(self, line: Line) -> None:
        decisions.decide(
            self._session,
            recommendation=line.uid,
            code=DecisionCode(line.value),
            reason=self._reason,
            decided_on=self._today,
            review_on=self._review_on,
        )

    def _plain(self, line: Line) -> None:
        set_fields(
            self._session,
            uid=line.uid,
            values={line.field: line.value},
            today=self._today,
            reason=self._reason,
        )
