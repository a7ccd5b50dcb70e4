"""Every figure shown anywhere, counted once (DESIGN.md, the three seams).

RAG shares are of the *counted* recommendations: all in view that were not decided otherwise and
are not closed as not pursued. Those with no decision yet are in, and their number stands beside.
What is claimed complete is counted by its rating, never as complete. Groups are by lead subgroup
and by main principle, each recommendation in exactly one, so that they total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.services import people, periods, register
from marmot_tracker.services.period_answers import Span
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import RATING_KEY, Rating

NO_SUBGROUP = "No subgroup yet"
NO_PRINCIPLE = "No principle yet"


def percent(n: int, m: int) -> int | None:
    """`n` of `m` in whole per cent, halves up; None of none."""
    return None if m == 0 else (200 * n + m) // (2 * m)


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of `m` recommendations have this rating."""

    n: int
    m: int
    rating: Rating

    @property
    def percent(self) -> int | None:
        """Whole per cent, halves up; None of none."""
        return percent(self.n, self.m)


@dataclass(frozen=True, slots=True)
class Group:
    """The shares of one subgroup or principle; `uid` is empty for those in none.

    `number` is the principle's number; a subgroup has none.
    """

    uid: str
    name: str
    number: int | None
    counted: int
    by_rating: tuple[Share, ...]
    overdue: int
    undecided: int

    def share(self, rating: Rating) -> Share:
        """The share of one rating."""
        return next(share for share in self.by_rating if share.rating is rating)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures for one day. Exceptions are uids, in the register's order, all of `counted`.

    `total` = `counted` + `decided_otherwise` + `closed_not_pursued`; `undecided` are among
    `counted`. `period` is the reporting period current that day, or None; then `no_update`
    means none within `periods.LASTS`; what is verified complete is asked for none. `claimed` are claimed complete and not yet verified;
    they stay in `overdue` until they are verified.
    """

    today: date
    period: PeriodFacts | None
    total: int
    counted: int
    decided_otherwise: int
    closed_not_pursued: int
    undecided: int
    by_rating: tuple[Share, ...]
    by_subgroup: tuple[Group, ...]
    by_principle: tuple[Group, ...]
    off_track: tuple[str, ...]
    at_risk: tuple[str, ...]
    overdue: tuple[str, ...]
    moved: tuple[str, ...]
    no_owner: tuple[str, ...]
    no_update: tuple[str, ...]
    no_evidence: tuple[str, ...]
    stale: tuple[str, ...]
    claimed: tuple[str, ...]
    two_answers: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()

    def share(self, rating: Rating) -> Share:
        """The share of one rating among all counted."""
        return next(share for share in self.by_rating if share.rating is rating)


@dataclass(frozen=True, slots=True)
class GroupKey:
    """A group that is listed even where nothing is counted in it."""

    uid: str
    name: str
    number: int | None = None


def figures(
    session: Session,
    *,
    today: date,
    rows: Sequence[RegisterRow] | None = None,
    span: Span | None = None,
) -> Figures:
    """Count everything as at `today`, or for a period; `rows` spares reading the register twice."""
    return count(
        register.rows(session, today=today, span=span) if rows is None else rows,
        today=today,
        period=span.period if span else periods.current(session, today),
        subgroups=[GroupKey(group.uid, group.name) for group in people.subgroups(session)],
        principles=[
            GroupKey(principle.uid, principle.short, principle.number)
            for principle in people.principles(session)
        ],
    )


def count(
    rows: Iterable[RegisterRow],
    *,
    today: date,
    period: PeriodFacts | None = None,
    subgroups: Sequence[GroupKey] = (),
    principles: Sequence[GroupKey] = (),
) -> Figures:
    """The figures of rows already read; pure."""
    everything = list(rows)
    counted = [row for row in everything if row.counted]
    otherwise = sum(row.decided_otherwise for row in everything)

    def those(test: Callable[[RegisterRow], bool]) -> tuple[str, ...]:
        return tuple(row.uid for row in counted if test(row))

    return Figures(
        today=today,
        period=period,
        total=len(everything),
        counted=len(counted),
        decided_otherwise=otherwise,
        closed_not_pursued=len(everything) - len(counted) - otherwise,
        undecided=sum(row.decision is None for row in counted),
        by_rating=_shares(counted),
        by_subgroup=_groups(counted, subgroups, _subgroup_of, NO_SUBGROUP),
        by_principle=_groups(counted, principles, _principle_of, NO_PRINCIPLE),
        off_track=those(lambda row: row.rating is Rating.OFF_TRACK),
        at_risk=those(lambda row: row.rating is Rating.AT_RISK),
        overdue=those(lambda row: row.overdue),
        moved=those(lambda row: row.times_moved > 0),
        no_owner=those(lambda row: not row.owner),
        no_update=those(lambda row: not row.updated and row.rating is not Rating.COMPLETE),
        no_evidence=those(lambda row: row.evidence == 0),
        stale=those(lambda row: row.stale),
        claimed=those(lambda row: row.claimed),
        two_answers=those(lambda row: bool(row.marks)),
        withdrawn=those(lambda row: bool(row.withdrawn)),
    )


def _shares(rows: Sequence[RegisterRow]) -> tuple[Share, ...]:
    tally = dict.fromkeys(RATING_KEY, 0)
    for row in rows:
        tally[row.rating] += 1
    return tuple(Share(n, len(rows), rating) for rating, n in tally.items())


def _subgroup_of(row: RegisterRow) -> GroupKey:
    return GroupKey(row.subgroup_uid, row.subgroup)


def _principle_of(row: RegisterRow) -> GroupKey:
    return GroupKey(row.principle_uid, row.principle_name, row.principle)


def _groups(
    rows: Sequence[RegisterRow],
    known: Sequence[GroupKey],
    group_of: Callable[[RegisterRow], GroupKey],
    none: str,
) -> tuple[Group, ...]:
    """One group per known key, in their order; then unknown ones; those in none come last."""
    members: dict[str, list[RegisterRow]] = {key.uid: [] for key in known}
    keys = {key.uid: key for key in known}
    for row in rows:
        key = group_of(row)
        keys.setdefault(key.uid, key if key.uid else GroupKey("", none))
        members.setdefault(key.uid, []).append(row)
    ordered = sorted(members, key=lambda uid: not uid)
    return tuple(_group(keys[uid], members[uid]) for uid in ordered)


def _group(key: GroupKey, rows: Sequence[RegisterRow]) -> Group:
    return Group(
        uid=key.uid,
        name=key.name,
        number=key.number,
        counted=len(rows),
        by_rating=_shares(rows),
        overdue=sum(row.overdue for row in rows),
        undecided=sum(row.decision is None for row in rows),
    )
