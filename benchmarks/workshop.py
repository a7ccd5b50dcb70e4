"""A folder for one run, and the trackers and lists that are measured, each made once."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.living import Manner, work
from marmot_tracker.document import Author, Document
from marmot_tracker.document.engine import SETTINGS
from marmot_tracker.model import (
    Assignment,
    DateRevision,
    Organisation,
    Post,
    Recommendation,
    SourceReport,
    StatusUpdate,
    Subgroup,
    uid_of,
)
from marmot_tracker.services import programme
from marmot_tracker.vocabulary import Rating, Role, Stage

AUTHOR = Author("Bench")
ACTIONS = ("Improve", "Extend", "Fund", "Review", "Publish", "Protect", "Design", "Measure")
THINGS = ("damp homes", "bus routes", "school meals", "advice services", "green space", "wages")
PLACES = ("Northfield", "Harbour ward", "the old town", "Eastgate", "every neighbourhood")
SUBGROUPS = ("Housing", "Net Zero", "Children & Young People", "Business, Employment & Skills")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: the ordinary size, the sizes of growth, and how many rounds."""

    ordinary: int = 10_000
    growth: tuple[int, ...] = (1_000, 10_000, 100_000)
    history: tuple[int, ...] = (1_000, 10_000)
    rounds: int = 300
    few_rounds: int = 5
    evidence: int = 100 * 1024 * 1024


QUICK = Sizes(
    ordinary=60,
    growth=(20, 60),
    history=(20, 60),
    rounds=3,
    few_rounds=1,
    evidence=3 * 1024 * 1024,
)
"""Small enough for a test that only keeps the benchmarks alive."""
LONG = Sizes(history=(1_000, 10_000, 100_000))
"""Some minutes more, for the history of very long lists."""


@dataclass(slots=True)
class Workshop:
    """Where the files of a run lie; `tracker` and its kin make each of them once."""

    folder: Path
    sizes: Sizes
    _made: dict[str, Path] = field(default_factory=dict)
    _lived_in: dict[int, tuple[Path, list[str]]] = field(default_factory=dict)

    def tracker(self, number: int, *, answered: bool = False) -> Path:
        """A closed tracker with so many recommendations, with or without owners and ratings.

        It is the same file every time: work in a `copy` of it.
        """
        name = f"{number}-{'answered' if answered else 'plain'}"
        if name not in self._made:
            path = self.folder / f"{name}.marmot"
            with programme.new_tracker(path, place="Anytown", author=AUTHOR) as document:
                fill(document, number, answered=answered)
            self._made[name] = path
        return self._made[name]

    def lived_in(self, number: int) -> tuple[Path, list[str]]:
        """A closed tracker that people worked in for a year, and the time before each quarter.

        Very long lists get a single quarter. It is the same file every time.
        """
        if number not in self._lived_in:
            path = self.copy(self.tracker(number, answered=True), f"{number}-lived-in")
            manner = Manner(quarters=4 if number <= self.sizes.ordinary else 1)
            self._lived_in[number] = (path, work(path, manner))
        return self._lived_in[number]

    def copy(self, original: Path, name: str) -> Path:
        """A copy of a closed tracker under a new name."""
        return Path(shutil.copy(original, self.folder / f"{name}.marmot"))

    @contextmanager
    def opened(self, original: Path, name: str) -> Iterator[Document]:
        """A copy of a tracker, open for writing, and gone afterwards."""
        path = self.copy(original, name)
        with Document.open(path, author=AUTHOR) as document:
            yield document
        path.unlink()

    @contextmanager
    def bare(self, name: str) -> Iterator[sqlite3.Connection]:
        """An empty file of SQLite with the very settings of a tracker."""
        path = self.folder / f"{name}.sqlite"
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            for setting in SETTINGS:
                connection.execute(setting)
            connection.execute("PRAGMA journal_mode = TRUNCATE")
            yield connection
        finally:
            connection.close()
            path.unlink(missing_ok=True)


def wording(number: int) -> str:
    """A recommendation's wording, unlike its neighbours', the same for the same number."""
    action = ACTIONS[number % len(ACTIONS)]
    thing, place = THINGS[number % len(THINGS)], PLACES[number % len(PLACES)]
    return (
        f"{action} {thing} in {place}, with effort in proportion to need, and report every year "
        f"on what has changed for the people who live there (recommendation {number})."
    )


def fill(document: Document, number: int, *, answered: bool) -> list[str]:
    """Add recommendations as one edit; `answered` gives each owner, rating and due date."""
    with document.edit("Load a list") as session:
        report = SourceReport(title="A fair place")
        session.add(report)
        groups = [Subgroup(name=name) for name in SUBGROUPS]
        posts = _posts(session)
        session.add_all(groups)
        uids = []
        for at in range(number):
            found = _recommendation(at, report.uid, groups[at % len(groups)].uid)
            session.add(found)
            uids.append(found.uid)
            if answered:
                session.add_all(_answers(found, at, posts[at % len(posts)]))
    return uids


def _posts(session: Session) -> list[str]:
    council = Organisation(name="Anytown Council")
    posts = [Post(title=f"Manager {at}", organisation=council.uid) for at in range(31)]
    session.add_all([council, *posts])
    return [post.uid for post in posts]


def _recommendation(at: int, report: str, subgroup: str) -> Recommendation:
    return Recommendation(
        report=report,
        reference=f"{at // 10 + 1}.{at % 10 + 1}",
        order=at,
        section=f"Chapter {at % 12 + 1}",
        page=str(at % 180 + 1),
        wording=wording(at),
        short_title=wording(at)[:40],
        theme=THINGS[at % len(THINGS)].capitalize(),
        timescale="Medium term",
        principle=uid_of("principle", str(at % 8 + 1)),
        subgroup=subgroup,
        stage=Stage.LOGGED.value,
    )


def _answers(subject: Recommendation, at: int, post: str) -> list[object]:
    codes = (Rating.ON_TRACK, Rating.AT_RISK, Rating.OFF_TRACK, Rating.NOT_RATED)
    update = StatusUpdate(
        recommendation=subject.uid,
        speaks_for=date(2026, 9, 30),
        rating=codes[at % len(codes)].value,
        reason="Two posts are vacant" if at % 3 else None,
        path_to_green="A bid goes in by spring" if at % 3 else None,
    )
    revision = DateRevision(
        recommendation=subject.uid, new_date=date(2026, 1, 1) + timedelta(days=at % 700)
    )
    lead = Assignment(
        recommendation=subject.uid,
        post=post,
        role=Role.ACCOUNTABLE.value,
        since=date(2026, 4, 1),
    )
    subject.rating, subject.due, subject.lead = update.uid, revision.uid, lead.uid
    return [update, revision, lead]
