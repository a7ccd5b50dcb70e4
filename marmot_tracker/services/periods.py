"""Reporting periods: which one is current, and whether an answer is for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import ReportingPeriod
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.marks import shown

LASTS = timedelta(days=92)
"""How long an answer stays fresh where no period is current: a quarter, as steering groups meet."""


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """A reporting period: answers for it are given from `opens` and asked for by `due`."""

    uid: str
    name: str
    opens: date
    due: date | None


def add(session: Session, *, name: str, opens: date, due: date | None) -> str:
    """Add a reporting period; returns its uid. Names are told apart, and due is not before opens."""
    name = name.strip()
    if not name:
        raise TrackerError("A reporting period needs a name.", hint="For example: Q2 2026/27.")
    if due is not None and due < opens:
        raise TrackerError(f"“{name}” would be due before it opens.", hint="Check the two dates.")
    if any(period.name.casefold() == name.casefold() for period in list_(session)):
        raise TrackerError(f"There is already a reporting period “{name}”.")
    period = ReportingPeriod(name=name, opens=opens, due=due)
    session.add(period)
    return period.uid


def list_(session: Session) -> list[PeriodFacts]:
    """Every reporting period, oldest first."""
    names = ("uid", "name", "opens", "due", "marks")
    found = [
        PeriodFacts(uid, shown(name, "name", marks), opens, day_of(due))
        for uid, name, said, due, marks in columns_of(session, "reporting_period", names)
        if (opens := day_of(said)) is not None
    ]
    return sorted(found, key=lambda period: (period.opens, period.uid))


def the_one(session: Session, words: str) -> PeriodFacts:
    """The one period that words name, by name or uid. Raises `TrackerError` for none or several."""
    asked = " ".join(words.split()).casefold()
    known = list_(session)
    named = [each for each in known if asked in (each.uid, " ".join(each.name.split()).casefold())]
    if len(named) == 1:
        return named[0]
    if named:
        listed = ", ".join(each.uid for each in named)
        raise TrackerError(
            f"“{words}” could be {len(named)} reporting periods.",
            hint=f"Give one of these uids: {listed}.",
        )
    listed = ", ".join(f"“{each.name}”" for each in known)
    raise TrackerError(
        f"There is no reporting period “{words}”.",
        hint=f"There are {listed}." if known else "Add one first: marmot period FILE.",
    )


def current(session: Session, today: date) -> PeriodFacts | None:
    """The period that opened last, until the next one opens.

    A period nobody followed up is not current for ever: it ends a quarter after it was due, so
    that old answers do not look fresh because nobody opened the next period.
    """
    return current_of(list_(session), today)


def current_of(periods: list[PeriodFacts], today: date) -> PeriodFacts | None:
    """`current` among periods already read, oldest first."""
    opened = [period for period in periods if period.opens <= today]
    if not opened or today > (opened[-1].due or opened[-1].opens) + LASTS:
        return None
    return opened[-1]


def answers_for(
    *, period: PeriodFacts | None, today: date, speaks_for: date | None, given_for: str | None
) -> bool:
    """Whether an update that speaks for a day, given for a period or none, is of this period."""
    if period is None:
        return speaks_for is not None and speaks_for >= today - LASTS
    if given_for:
        return given_for == period.uid
    return speaks_for is not None and speaks_for >= period.opens
