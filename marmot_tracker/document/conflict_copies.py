"""Second versions beside a tracker: what a service left there that could not decide between two.

They are found by their names, looked at in the helper process, and offered where they are copies
of this tracker and hold something new. Once one is brought in, it holds nothing new.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marmot_tracker import helper
from marmot_tracker.document import copying
from marmot_tracker.document.engine import read_only
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import writing

ENDING = ".marmot"
LOOKED_AT = 20
"""At most so many, the newest: a folder of daily copies must not make opening slow."""
_ADDED = re.compile(
    r" ?-[^-].{0,59}"  # OneDrive: -LAPTOP1, " - DESKTOP-AB12"; Windows: " - Copy (2)"
    r"| ?[(\[].{1,80}[)\]]"  # Dropbox, Nextcloud, Google Drive, Box: (Ann's conflicted copy ...), (1)
    r"| copy(?: \d+)?"  # macOS
    r"|[._ -](?:.{0,60}[._ -])?(?:sync-)?conflict.{0,80}"  # Syncthing, ownCloud, _LAPTOP1_..._Conflict
    r"| \d{1,2}",  # iCloud
    re.IGNORECASE,
)
"""What services add to the name of a file that they keep beside another."""
_COPY_OF = re.compile(r"^copy(?: \(\d+\))? of ")
_NAME = re.compile(rf"(.+){re.escape(ENDING)}((?: ?\(\d+\))?)", re.DOTALL)
"""The name of a tracker, in small letters; browsers count after the ending."""


def is_second(name: str, other: str) -> bool:
    """Whether a file of the name `other` may be a second version of the one called `name`."""
    mine, theirs = _stem(name), _stem(other)
    if name == other or mine is None or theirs is None:
        return False
    if mine == theirs or _COPY_OF.sub("", theirs) == mine or _COPY_OF.sub("", mine) == theirs:
        return True
    shorter, longer = sorted((mine, theirs), key=len)
    return longer.startswith(shorter) and bool(_ADDED.fullmatch(longer[len(shorter) :]))


def _stem(name: str) -> str | None:
    """A name without its ending, in small letters; None where it is not that of a tracker."""
    found = _NAME.fullmatch(name.casefold())
    return f"{found[1]}{found[2]}" if found else None


def beside(path: Path) -> list[Path]:
    """The files in the folder of a tracker that may be second versions by their names."""
    found: list[tuple[int, Path]] = []
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if is_second(path.name, entry.name) and entry.is_file():
                found.append((-entry.stat().st_mtime_ns, path.with_name(entry.name)))
    return [name for _, name in sorted(found)[:LOOKED_AT]]


def holding_more(connection: sqlite3.Connection, path: Path) -> tuple[Path, ...]:
    """The second versions beside a tracker that are copies of it and hold something new."""
    return with_more(connection, beside(path))


def with_more(connection: sqlite3.Connection, candidates: Sequence[Path]) -> tuple[Path, ...]:
    """Which of these files are copies of a tracker and hold something that it lacks."""
    if not candidates:
        return ()
    try:
        looks = helper.run(
            "marmot_tracker.document.conflict_copies:look_in_child",
            {"paths": [str(candidate) for candidate in candidates]},
            seconds=20,
        )
    except TrackerError:  # they can still be brought in by hand, and are then told of
        return ()
    return tuple(
        candidate
        for candidate, look in zip(candidates, looks, strict=True)
        if look and _holds_more(connection, str(look["first"]), [str(tip) for tip in look["tips"]])
    )


def _holds_more(connection: sqlite3.Connection, first: str, tips: Sequence[str]) -> bool:
    def held(change: str) -> bool:
        query = "SELECT 1 FROM change_set WHERE id = ?"
        return connection.execute(query, (bytes.fromhex(change),)).fetchone() is not None

    return held(first) and not all(held(tip) for tip in tips)


def look_in_child(argument: dict[str, Any], _progress: Progress) -> list[dict[str, Any] | None]:
    """First and newest entries of each file that is a tracker (runs in the helper)."""
    return [_look(Path(name)) for name in argument["paths"]]


def _look(path: Path) -> dict[str, Any] | None:
    try:
        copying.check_is_tracker(path)
        connection = read_only(path)
        try:
            copying.check_schema(connection, path.name)
            query = "SELECT id FROM change_set ORDER BY n LIMIT 1"
            found = connection.execute(query).fetchone()
            tips = sorted(bytes(tip).hex() for tip in writing.tips(connection))
        finally:
            connection.close()
    except (TrackerError, sqlite3.DatabaseError, ValueError, TypeError):
        return None
    return {"first": bytes(found[0]).hex(), "tips": tips} if found else None
