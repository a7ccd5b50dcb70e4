"""The sample tracker: real items, invented owners, ratings and dates, made by the ordinary program.

Three periods of illustrative updates are written as if at their own time (`clock.fixed`), each
marked as sample with the true date of writing in its source, by the chair of the subgroup: invented
roles, never names.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock, paths
from marmot_tracker.document import Author, Document
from marmot_tracker.exchange import applying, importing
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.progress import Progress
from marmot_tracker.services import (
    dates,
    decisions,
    evidence,
    people,
    periods,
    programme,
    ratings,
    register,
)
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.setting import set_fields
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import (
    DecisionCode,
    EvidenceKind,
    Rating,
    Sensitivity,
    Stage,
    Via,
)

PLACE = "Sample place"
LIST = "recommendations.xlsx"
UPDATES = "updates.csv"
LETTERS = {
    "B": Rating.COMPLETE,
    "G": Rating.ON_TRACK,
    "A": Rating.AT_RISK,
    "R": Rating.OFF_TRACK,
    "-": Rating.NOT_RATED,
}
SPREAD = 12
"""Over how many days the updates of a period came in."""
CHECKER = "Verified by the audit team"
OFFICER = "Programme officer (sample)"
FILES = {
    ("5.4", "Inspection log"): "inspection-log.xlsx",
    ("5.4", "Landlords' forum minutes"): "forum-minutes.txt",
    ("8.1", "Counts"): "counts.png",
}
"""Evidence that can be looked at, by reference and title."""


@dataclass(frozen=True, slots=True)
class Story:
    """What the sample invents for one item; months count from the current quarter's first day."""

    reference: str
    owner: str
    decision: str
    due: int | None
    first_due: int | None
    why_moved: str
    ratings: str
    lines: tuple[str, str, str]
    path: str
    help: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A reporting period of the sample: its name, first day, due day, and when it was written."""

    name: str
    opens: date
    due: date
    written: date


def make(target: Path, *, author: Author, progress: Progress | None = None) -> Document:
    """Make the sample tracker at `target` and return it open.

    Raises `TrackerError` where a file of that name exists.
    """
    progress = progress or Progress()
    quarters = list(_quarters(clock.today()))
    stories = _stories()
    result = read_source(paths.sample(LIST), progress=progress)
    with _at(quarters[0].opens, 8):
        document = programme.new_tracker(
            target, place=PLACE, author=author, sample=True, source=_source()
        )
    document.safekeeping.waits = True  # no backup for every day that is played
    try:
        with _at(quarters[0].opens, 9), document.read() as session:
            proposal = importing.propose(session, result, title="Sample list")
        with _at(quarters[0].opens, 10), _by(document, OFFICER):
            applying.apply(document, proposal, source=_source(LIST))
        with _at(quarters[0].opens, 11), _edit(document, "Sample: owners and dates") as session:
            _begin(session, stories, quarters)
        for number, quarter in enumerate(quarters):
            progress.step(number, len(quarters), f"Writing the updates of {quarter.name}")
            _write_period(document, stories, number, quarter)
        _finish(document, stories, quarters[-1])
    except BaseException:
        document.close()
        target.unlink(missing_ok=True)
        raise
    return document


def _quarters(today: date) -> Iterator[Quarter]:
    """The current quarter and the two before, of a year that starts in April."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    for back in (2, 1, 0):
        opens = _months_on(first, -3 * back)
        year = opens.year - (opens.month < 4)
        written = opens + timedelta(days=65)
        yield Quarter(
            f"Q{(opens.month - 4) // 3 % 4 + 1} {year}/{(year + 1) % 100:02}",
            opens,
            opens + timedelta(days=71),
            min(written, max(opens, today - timedelta(days=2))),
        )


def _stories() -> list[Story]:
    with paths.sample(UPDATES).open(encoding="utf-8", newline="") as file:
        return [_story(row) for row in csv.DictReader(file)]


def _story(row: dict[str, str]) -> Story:
    return Story(
        reference=row["Reference"],
        owner=row["Owner"],
        decision=row["Decision"],
        due=int(row["Due"]) if row["Due"] else None,
        first_due=int(row["First due"]) if row["First due"] else None,
        why_moved=row["Why moved"],
        ratings=row["Ratings"],
        lines=(row["First period"], row["Second period"], row["Third period"]),
        path=row["Path to green"],
        help=row["Help needed"],
        evidence=tuple(title.strip() for title in row["Evidence"].split(";") if title.strip()),
    )


def _begin(session: Session, stories: list[Story], quarters: list[Quarter]) -> None:
    """The periods, and who owns what by when, as the subgroups first agreed it."""
    for quarter in quarters:
        periods.add(session, name=quarter.name, opens=quarter.opens, due=quarter.due)
    current = quarters[-1].opens
    for story in stories:
        uid = the_one(session, story.reference)
        if story.decision:
            code = DecisionCode(story.decision)
            in_principle = code is DecisionCode.ACCEPTED_IN_PRINCIPLE
            decisions.decide(
                session,
                recommendation=uid,
                code=code,
                reason="Agreed when the list was first gone through",
                decided_on=quarters[0].opens,
                decided_by="Steering group",
                review_on=_months_on(current, 6) if in_principle else None,
            )
        if story.owner:
            people.assign(session, recommendation=uid, owner=story.owner, since=quarters[0].opens)
        first = story.due if story.first_due is None else story.first_due
        if first is not None:
            dates.set_due(session, recommendation=uid, new_date=_month_end(current, first))


def _write_period(document: Document, stories: list[Story], number: int, quarter: Quarter) -> None:
    """One period's updates, spread over the days before it was due, in the order of writing."""
    period, chairs = _period(document, quarter), _chairs(document)
    told = [(place % SPREAD, story) for place, story in enumerate(stories)]
    told.sort(key=lambda pair: -pair[0])
    for minute, (days_before, story) in enumerate(told):
        if LETTERS[story.ratings[number]] is Rating.NOT_RATED:
            continue
        written = max(quarter.written - timedelta(days=days_before), quarter.opens)
        with (
            _at(written, 12, minute),
            _edit(
                document, f"Sample update of {story.reference}", by=chairs[story.reference]
            ) as session,
        ):
            uid = the_one(session, story.reference)
            if story.first_due is not None and story.due is not None and number == 1:
                dates.set_due(
                    session,
                    recommendation=uid,
                    new_date=_month_end(_months_on(quarter.opens, 3), story.due),
                    reason=story.why_moved,
                    asked_by=story.owner.partition(",")[0],
                    agreed_by="Steering group",
                    agreed_on=clock.today(),
                )
            _rate(session, uid, story, number, period)


def _rate(session: Session, uid: str, story: Story, number: int, period: str) -> None:
    rating = LETTERS[story.ratings[number]]
    amber_or_red = rating in (Rating.AT_RISK, Rating.OFF_TRACK)
    line = story.lines[number]
    ratings.rate(
        session,
        recommendation=uid,
        rating=rating,
        speaks_for=clock.today(),
        reason=f"{line}. {CHECKER}" if rating is Rating.COMPLETE else line,
        position_line=line,
        path_to_green=(story.path or "Agreed at the subgroup's next meeting")
        if amber_or_red
        else "",
        path_to_green_by=clock.today() + timedelta(days=98) if amber_or_red else None,
        help_needed=(story.help or "None from the steering group yet")
        if rating is Rating.OFF_TRACK
        else "",
        period=period,
    )


def _finish(document: Document, stories: list[Story], quarter: Quarter) -> None:
    """Evidence, and the stage of what is complete."""
    chairs = _chairs(document)
    by_chair = sorted(stories, key=lambda story: chairs[story.reference])
    for chair, of_chair in groupby(by_chair, key=lambda story: chairs[story.reference]):
        with _at(quarter.written, 16):
            _attach(document, chair, list(of_chair), quarter)
    with _at(quarter.written, 17), _edit(document, "Sample: verified") as session:
        for story in stories:
            uid = the_one(session, story.reference)
            if story.ratings.endswith("B"):
                set_fields(
                    session,
                    uid=uid,
                    values={"stage": Stage.VERIFIED_COMPLETE},
                    today=quarter.written,
                    reason=CHECKER,
                )


def _attach(document: Document, chair: str, stories: list[Story], quarter: Quarter) -> None:
    """The evidence of one subgroup: notes, and a few files."""
    staged = {
        title: document.stage(paths.sample(name))
        for (reference, title), name in FILES.items()
        if any(story.reference == reference for story in stories)
    }
    with _edit(document, "Sample: evidence", by=chair) as session:
        for story in stories:
            uid = the_one(session, story.reference)
            for number, title in enumerate(story.evidence):
                file = staged.get(title) if (story.reference, title) in FILES else None
                stands_for = f"Illustrative: stands for “{title}”, which does not exist."
                evidence.attach(
                    session,
                    recommendation=uid,
                    title=title,
                    kind=EvidenceKind.FILE if file else EvidenceKind.NOTE,
                    sensitivity=Sensitivity.ORDINARY,
                    staged=file,
                    note="" if file else stands_for,
                    speaks_for=quarter.written - timedelta(days=30 * number),
                    received_from=story.owner.partition(",")[0],
                )


def _chairs(document: Document) -> dict[str, str]:
    """Who writes of each recommendation: the chair of its subgroup, an invented role."""
    with document.read() as session:
        rows = register.rows(session, today=clock.today())
    return {row.reference: f"{row.subgroup} chair (sample)" for row in rows if row.subgroup} | {
        row.reference: OFFICER for row in rows if not row.subgroup
    }


def _period(document: Document, quarter: Quarter) -> str:
    with document.read() as session:
        return next(found.uid for found in periods.list_(session) if found.name == quarter.name)


@contextmanager
def _edit(document: Document, label: str, *, by: str = OFFICER) -> Iterator[Session]:
    with _by(document, by), document.edit(label, source=_source()) as session:
        yield session


@contextmanager
def _by(document: Document, name: str) -> Iterator[None]:
    """As if somebody else sat here."""
    author = document.author
    document.author = Author(name)
    try:
        yield
    finally:
        document.author = author


def _source(file: str = "") -> Source:
    """Sample, with the true date of writing, whatever the clock says."""
    return Source(Via.SAMPLE, file=file, note=f"written {clock.true_now():%d/%m/%Y}")


@contextmanager
def _at(day: date, hour: int, minute: int = 0) -> Iterator[None]:
    """As if at this time of this day, never later than now."""
    at = datetime.combine(day, time(hour, minute), tzinfo=clock.PLACE)
    with clock.fixed(min(at, clock.true_now())):
        yield


def _months_on(day: date, months: int) -> date:
    """The first of the month so many months after the one `day` is in."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _month_end(day: date, months: int) -> date:
    return _months_on(day, months + 1) - timedelta(days=1)
