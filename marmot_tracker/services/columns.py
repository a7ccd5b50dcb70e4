"""Columns of every thing of a kind, read by the driver: a mapped question takes thrice as long.

For the lists that are read whole. What a question asks of a few things stays a mapped one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from marmot_tracker.trail.recording import driver


def columns_of(
    session: Session,
    kind: str,
    names: Sequence[str],
    *,
    where: str = "",
    values: Sequence[object] = (),
) -> list[tuple[Any, ...]]:
    """These columns of the things of a kind that are in view, as SQLite holds them.

    `where` narrows further, with a question mark for each of `values`.
    """
    session.flush()  # what an edit has written so far is asked, too
    listed = ", ".join(f'"{name}"' for name in names)
    also = f" AND ({where})" if where else ""
    query = f'SELECT {listed} FROM "{kind}" WHERE in_view = 1{also}'  # noqa: S608  our own names
    return driver(session).execute(query, tuple(values)).fetchall()


@lru_cache(maxsize=8192)
def day_of(text: str | None) -> date | None:
    """The day that a column of days holds; None for none, and for what is no day.

    A list has thousands of dates and few different ones.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
