"""Which backups stay: all of two days, then fewer with age, within a cap (TRAIL.md, section 8)."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from marmot_tracker import clock
from marmot_tracker.document.engine import read_only
from marmot_tracker.trail import evidence

if TYPE_CHECKING:
    from marmot_tracker.document.backups import Backup

RECENT = timedelta(days=2)
DAYS, WEEKS, MONTHS = 12, 10, 24
MOST_BYTES = 2_000_000_000
SHARE_OF_DISK = 10
"""One part in ten of the disk, where that is less than `MOST_BYTES`."""


def to_keep(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """The moments whose backups stay.

    All of the last two days (and any dated ahead of the clock); then the newest of each of 12
    days, of 10 weeks before those, and of 24 months before those. Days without a backup do not
    count, so that after a quiet summer as much is kept as after a busy one.
    """
    newest_first = sorted(set(moments), reverse=True)
    kept = {moment for moment in newest_first if moment > now - RECENT}
    left = [moment for moment in newest_first if moment not in kept]
    for most, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        left = _keep_newest_of_each(left, most, period, kept)
    return kept


def _keep_newest_of_each(
    left: Sequence[datetime],
    most: int,
    period: Callable[[datetime], Hashable],
    kept: set[datetime],
) -> list[datetime]:
    """Keep the newest of each of `most` periods; returns those older than all of them."""
    seen: set[Hashable] = set()
    for at, moment in enumerate(left):
        if period(moment) not in seen:
            if len(seen) == most:
                return list(left[at:])
            seen.add(period(moment))
            kept.add(moment)
    return []


def _day(moment: datetime) -> Hashable:
    return moment.astimezone(clock.PLACE).date()


def _week(moment: datetime) -> Hashable:
    return moment.astimezone(clock.PLACE).isocalendar()[:2]


def _month(moment: datetime) -> Hashable:
    local = moment.astimezone(clock.PLACE)
    return local.year, local.month


def within(
    sizes: Sequence[int], needs: Sequence[Collection[str]], files: Mapping[str, int], most: int
) -> int:
    """How many of the newest backups fit into `most` bytes, at least one.

    `sizes` and `needs` (the evidence files of each) are newest first, `files` the bytes of each.
    """
    total = 0
    counted: set[str] = set()
    for at, (size, need) in enumerate(zip(sizes, needs, strict=True)):
        total += size + sum(files.get(name, 0) for name in set(need) - counted)
        counted |= set(need)
        if at and total > most:
            return at
    return len(sizes)


def most_bytes(folder: Path) -> int:
    """What the backups of a tracker may take: 2 GB, or a tenth of the disk where that is less."""
    return min(MOST_BYTES, shutil.disk_usage(folder).total // SHARE_OF_DISK)


def thin(backups: Sequence[Backup], beside: Path, *, now: datetime) -> None:
    """Remove the backups that age and cap do not keep, and evidence that none left needs.

    `backups` are those of one folder, the newest first. The newest good one always stays.
    """
    needs = {backup.path: _needs(backup.path) for backup in backups}
    newest_good = next((b for b in backups if b.good and needs[b.path] is not None), None)
    stay = to_keep((backup.made_at for backup in backups), now)
    kept = [b for b in backups if b.made_at in stay or b is newest_good]
    files = {file.name: file.stat().st_size for file in _files(beside)}
    first = [b for b in kept if b is newest_good] + [b for b in kept if b is not newest_good]
    fit = within(
        [backup.size for backup in first],
        [needs[backup.path] or () for backup in first],
        files,
        most_bytes(beside.parent),
    )
    remain = {backup.path for backup in first[:fit]}
    for backup in backups:
        if backup.path not in remain:
            backup.path.unlink(missing_ok=True)
    _sweep(beside, [needs[path] for path in remain])


def _needs(path: Path) -> set[str] | None:
    """The evidence files that a backup names; None where it cannot be read."""
    try:
        with contextlib.closing(read_only(path)) as connection:
            return evidence.left_out(connection)
    except sqlite3.DatabaseError:
        return None


def _files(beside: Path) -> list[Path]:
    return [file for file in beside.iterdir() if not file.suffix] if beside.is_dir() else []


def _sweep(beside: Path, needs: Iterable[set[str] | None]) -> None:
    """Remove evidence that no backup needs; nothing where one of them cannot be asked."""
    needed: set[str] = set()
    for each in needs:
        if each is None:
            return
        needed |= each
    for file in _files(beside):
        if file.name not in needed:
            file.unlink(missing_ok=True)
