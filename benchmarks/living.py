"""A tracker that people have worked in: quarters of ratings, moved dates, evidence and edits.

Written by the record's own writer, many change sets to a transaction, so that a year is soon made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from marmot_tracker.document.engine import connect, transaction
from marmot_tracker.model import new_uid, uid_of
from marmot_tracker.trail import writing
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.values import Scalar
from marmot_tracker.trail.writing import Heading, Statement
from marmot_tracker.vocabulary import (
    ChangeKind,
    EvidenceKind,
    Rating,
    RevisionKind,
    Role,
    Sensitivity,
)

CODES = (Rating.ON_TRACK, Rating.AT_RISK, Rating.OFF_TRACK, Rating.NOT_RATED)
PEOPLE = ("Ann", "Bo", "Cora", "Dev", "Efa")
BATCH = 500
"""Change sets to a transaction."""

Said = list[Statement]
Edit = tuple[str, Said]
"""A label, and what one change set says."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How people work: how many recommendations answer in one return (1: each by hand).

    In a quarter every recommendation is rated; one of so many has its date moved, its lead
    changed, evidence tied to it, and a cell edited, each in a change set of its own.
    """

    in_a_return: int = 25
    quarters: int = 4
    moved: int = 10
    led_anew: int = 20
    shown: int = 5
    edited: int = 2


def work(path: Path, manner: Manner) -> list[str]:
    """Let people work in a closed tracker; returns the newest time before each quarter (UTC text).

    The last of them stands for the moment after the last quarter.
    """
    connection = connect(path)
    newest = "SELECT max(at) FROM change_set"
    try:
        moments = _column(connection, newest)
        uids = _column(connection, 'SELECT uid FROM recommendation ORDER BY "order", uid')
        posts = _column(connection, "SELECT uid FROM post ORDER BY uid")
        for quarter in range(manner.quarters):
            with collector_resting():
                _write(connection, list(_quarter(uids, posts, quarter, manner)))
            moments += _column(connection, newest)
    finally:
        connection.execute("PRAGMA main.locking_mode = NORMAL")
        connection.execute("PRAGMA main.journal_mode = DELETE")
        connection.close()
    return moments


def _column(connection: sqlite3.Connection, query: str) -> list[str]:
    return [str(found[0]) for found in connection.execute(query)]


def _write(connection: sqlite3.Connection, edits: list[Edit]) -> None:
    for start in range(0, len(edits), BATCH):
        with transaction(connection):
            for at, (label, said) in enumerate(edits[start : start + BATCH]):
                insert_new(connection, said)
                kind = ChangeKind.RETURN if label.startswith("Return") else ChangeKind.EDIT
                author = PEOPLE[at % len(PEOPLE)]
                writing.seal(connection, said, Heading(label, author, author.lower(), kind=kind))


def insert_new(connection: sqlite3.Connection, said: Said) -> None:
    """New things stand in their table before their edit is sealed, as a session's flush leaves them."""
    by_thing: dict[str, Said] = {}
    for statement in said:
        by_thing.setdefault(statement.uid, []).append(statement)
    for uid, own in by_thing.items():
        if any(s.field == "present" for s in own):
            names = ", ".join(f'"{s.field}"' for s in own)
            marks = ", ".join("?" * len(own))
            connection.execute(
                f'INSERT INTO "{own[0].kind}" (uid, in_view, {names}) VALUES (?, 1, {marks})',
                (uid, *(s.value for s in own)),
            )


def _quarter(uids: list[str], posts: list[str], quarter: int, manner: Manner) -> Iterator[Edit]:
    day = date(2026, 12, 31) + timedelta(days=91 * quarter)
    for start in range(0, len(uids), manner.in_a_return):
        rated: Said = []
        for at, uid in enumerate(uids[start : start + manner.in_a_return], start):
            rated += rating(uid, at + quarter, day)
        yield "Set rating" if manner.in_a_return == 1 else f"Return {quarter}/{start}", rated
    for at, uid in enumerate(uids):
        turn = at + quarter
        if turn % manner.moved == 0:
            yield "Move date", _moved_date(uid, day)
        if turn % manner.led_anew == 0:
            yield "Change the lead", _new_lead(uid, posts[turn % len(posts)], day)
        if turn % manner.shown == 0:
            yield "Attach evidence", _evidence(uid, turn, day)
        if turn % manner.edited == 0:
            said = f"Work on {turn % 97} goes on, and the board hears of it in {day:%B}."
            yield "Set position", [Statement("recommendation", uid, "plain_position", said)]


def _new(of_kind: str, uid: str, /, **said: Scalar) -> Said:
    given = {"present": True, **said}
    return [Statement(of_kind, uid, name, value) for name, value in given.items()]


def rating(recommendation: str, at: int, day: date) -> Said:
    """A rating as the program writes it: what it says, what was suggested, and its place."""
    uid, code = new_uid(), CODES[at % len(CODES)]
    said: dict[str, Scalar] = {
        "recommendation": recommendation,
        "speaks_for": day.isoformat(),
        "rating": code.value,
        "suggested": CODES[(at + 1) % len(CODES)].value,
        "suggested_because": "The current date is more than 90 days ahead.",
        "position_line": f"Group {at % 31} met in {day:%B} and agreed what comes next.",
    }
    if code in (Rating.AT_RISK, Rating.OFF_TRACK):
        said["reason"] = f"{at % 7 + 1} posts are vacant since {day:%B}"
        said["path_to_green"] = "A bid for both posts goes in by spring"
    place = Statement("recommendation", recommendation, "rating", uid)
    return [*_new("status_update", uid, **said), place]


def _moved_date(recommendation: str, day: date) -> Said:
    uid = new_uid()
    moved = _new(
        "date_revision",
        uid,
        recommendation=recommendation,
        old_date=day.isoformat(),
        new_date=(day + timedelta(days=184)).isoformat(),
        kind=RevisionKind.MOVED.value,
        reason="Two officers left",
        asked_by="Housing standards",
    )
    return [*moved, Statement("recommendation", recommendation, "due", uid)]


def _new_lead(recommendation: str, post: str, day: date) -> Said:
    uid = new_uid()
    lead = _new(
        "assignment",
        uid,
        recommendation=recommendation,
        post=post,
        role=Role.ACCOUNTABLE.value,
        since=day.isoformat(),
    )
    return [*lead, Statement("recommendation", recommendation, "lead", uid)]


def _evidence(recommendation: str, at: int, day: date) -> Said:
    uid = new_uid()
    shown = _new(
        "evidence",
        uid,
        title=f"Survey of {at % 53 + 2} streets",
        kind=EvidenceKind.LINK.value,
        claim="Fewer homes are damp than a year ago",
        speaks_for=day.isoformat(),
        sensitivity=Sensitivity.ORDINARY.value,
        link=f"https://example.org/surveys/{at}",
    )
    link = uid_of("evidence_link", uid, recommendation)
    tied = _new("evidence_link", link, evidence=uid, recommendation=recommendation)
    return [*shown, *tied]
