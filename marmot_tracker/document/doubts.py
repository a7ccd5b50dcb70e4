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


class ClockDoubt(TrackerError):
    """The date of this computer, or of the newest entry, is probably wrong."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message, hint="See that the date of this computer is right, then confirm it."
        )


def doubt(connection: sqlite3.Connection) -> str:
    """Why the date is doubted; empty where it is not, or the person has said it is right.

    Asked where the newest entry is more than a day ahead of this clock, or this clock is more
    than a year past it (TRAIL.md, section 3).
    """
    found = connection.execute(
        "SELECT id, at FROM change_set ORDER BY at DESC, id DESC LIMIT 1"
    ).fetchone()
    if found is None:
        return ""
    at, now = datetime.fromisoformat(found[1]), clock.now()
    said = f"{at.astimezone(clock.PLACE):%d/%m/%Y}"
    if at > now + FAR:
        words = f"The newest entry of this tracker is dated {said}, which is still to come"
    elif now > at + LONG:
        words = f"The newest entry of this tracker is dated {said}, more than a year ago"
    else:
        return ""
    if bytes(found[0]).hex() in _confirmed():
        return ""
    return f"{words}; this computer says {now.astimezone(clock.PLACE):%d/%m/%Y}."


def confirm(connection: sqlite3.Connection) -> None:
    """Remember on this computer, for the newest entry, that the date is right."""
    found = connection.execute(
        "SELECT id FROM change_set ORDER BY at DESC, id DESC LIMIT 1"
    ).fetchone()
    if found:
        known = sorted({*_confirmed(), bytes(found[0]).hex()})
        _file().write_text(json.dumps(known), encoding="utf-8")


def _confirmed() -> set[str]:
    try:
        return {str(item) for item in json.loads(_file().read_text(encoding="utf-8"))}
    except (OSError, ValueError, TypeError):
        return set()


def _file() -> Path:
    return paths.user_data_folder() / "dates-confirmed.json"
