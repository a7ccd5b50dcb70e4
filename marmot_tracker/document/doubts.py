"""When this computer's date is doubted, and remembering that the person said it is right."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from marmot_tracker import clock, paths
from marmot_tracker.errors import TrackerError
from marmot_tracker.trail.writing import FAR

LONG = timedelta(days=366)
Dated = tuple[datetime, str]
"""The date of an entry and its id in hexadecimal."""


class ClockDoubt(TrackerError):
    """The date of this computer, or of the newest entry, is probably wrong."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message, hint="See that the date of this computer is right, then confirm it."
        )


def newest(connection: sqlite3.Connection) -> Dated | None:
    """The entry with the latest date, if there is any."""
    query = "SELECT at, id FROM change_set ORDER BY at DESC, id DESC LIMIT 1"
    found = connection.execute(query).fetchone()
    return (datetime.fromisoformat(found[0]), bytes(found[1]).hex()) if found else None


def doubt(entry: Dated | None, of: str = "this tracker") -> str:
    """Why the date is doubted; empty where it is not, or the person has said it is right.

    Asked where the newest entry is more than a day ahead of this clock, or this clock is more
    than a year past it (TRAIL.md, section 3). `of` names what holds it.
    """
    if entry is None:
        return ""
    at, now = entry[0], clock.now()
    said = f"{at.astimezone(clock.PLACE):%d/%m/%Y}"
    if at > now + FAR:
        words = f"The newest entry of {of} is dated {said}, which is still to come"
    elif now > at + LONG:
        words = f"The newest entry of {of} is dated {said}, more than a year ago"
    else:
        return ""
    if entry[1] in _confirmed():
        return ""
    return f"{words}; this computer says {now.astimezone(clock.PLACE):%d/%m/%Y}."


def confirm(*entries: Dated | None) -> None:
    """Remember on this computer, for these entries, that the date is right."""
    said = {entry[1] for entry in entries if entry}
    if said:
        _file().write_text(json.dumps(sorted(_confirmed() | said)), encoding="utf-8")


def _confirmed() -> set[str]:
    try:
        return {str(item) for item in json.loads(_file().read_text(encoding="utf-8"))}
    except (OSError, ValueError, TypeError):
        return set()


def _file() -> Path:
    return paths.user_data_folder() / "dates-confirmed.json"
