"""Fields that hold two answers, as the projection lists them, and which one counts.

Until somebody settles it both are shown and the worse counts: of ratings by `WORST_FIRST`, of
two dates the earlier, else the one shown (TRAIL.md, section 4).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marmot_tracker.trail.recording import driver
from marmot_tracker.vocabulary import WORST_FIRST, Rating


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers of a field, as text: for a place, the uid of the thing that fills it.

    `value` is empty where the answer is that there is none, or where it was erased.
    """

    value: str
    at: str


def all_of(session: Session, *, kind: str) -> dict[tuple[str, str], list[Answer]]:
    """Every field of a kind that holds two answers, by (uid, field), the one shown last."""
    found = driver(session).execute(
        "SELECT uid, field, value, at FROM answer WHERE kind = ? ORDER BY uid, field, position",
        (kind,),
    )
    answers: dict[tuple[str, str], list[Answer]] = {}
    for uid, field, body, at in found:
        answers.setdefault((uid, field), []).append(_answer(body, at))
    return answers


def worse(ratings: Iterable[Rating]) -> Rating:
    """The worst of some ratings; *not rated* where there is none."""
    return min(ratings, key=WORST_FIRST.index, default=Rating.NOT_RATED)


def of_field(session: Session, *, uid: str, field: str) -> list[Answer]:
    """The answers of one field where there are two, the one shown last; else nothing."""
    found = driver(session).execute(
        "SELECT value, at FROM answer WHERE uid = ? AND field = ? ORDER BY position", (uid, field)
    )
    return [_answer(body, at) for body, at in found]


def _answer(body: str | None, at: str | None) -> Answer:
    value = json.loads(body) if body else None
    return Answer("" if value is None else str(value), at or "")
