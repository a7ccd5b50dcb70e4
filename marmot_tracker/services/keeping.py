"""What came back from a backup or a damaged file, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from marmot_tracker.document.backups import backup_at
from marmot_tracker.document.recovering import Recovered
from marmot_tracker.document.restoring import Restored
from marmot_tracker.document.saving import READABLE
from marmot_tracker.services.wording import counted, moment

SHOWN = 12
"""How many lost entries and missing files are named; the rest are counted."""


def restored_words(made: Restored) -> Iterator[str]:
    """What a tracker made from a backup holds, what is missing, what was set aside."""
    yield f"It holds {counted(made.entries, 'edit')}."
    if made.files:
        yield f"{counted(made.files, 'evidence file')} put back."
    yield from _lacking_words(made.lacking)
    if made.erased:
        yield f"{counted(made.erased, 'text')} erased since the backup stayed erased."
    if made.stale:
        yield f"A leftover journal of that name was set aside as {made.stale.name}."
    if made.before:
        yield f"The tracker as it is now was backed up first: {made.before}"
    if made.unbacked:
        yield f"The tracker as it is now could not be backed up; it was left as it is. {made.unbacked}"
    yield READABLE


def _unknown_words(backup: Path | None) -> str:
    found = backup_at(backup) if backup else None
    what = f"the backup of {moment(found.made_at)}" if found else "what could be read"
    return (
        f"What was written after {what} may be missing: the damaged file no longer says which edits "
        "were its newest."
    )


def _lacking_words(lacking: Sequence[str]) -> Iterator[str]:
    if lacking:
        yield f"Evidence whose file could not be found, and is not in this copy: {_some(lacking)}."


def _some(lines: Sequence[str]) -> str:
    more = len(lines) - SHOWN
    return "; ".join([*lines[:SHOWN], *([f"and {more} more"] if more > 0 else [])])


def recovered_words(made: Recovered) -> Iterator[str]:
    """What came back and what did not."""
    yield (
        f"It holds {counted(made.entries, 'edit')}; {made.read:,} of them were whole in the "
        "damaged file."
    )
    if made.backup and made.entries > made.read:
        yield f"The others came from the backup {made.backup}"
    elif made.backup:
        yield f"The newest backup held nothing more: {made.backup}"
    else:
        yield "There was no backup of it on this computer to fill in from."
    for file in made.waiting:
        yield f"What waited in a working copy on this computer was taken in: {file}"
    if made.lost:
        yield f"Lost, since nothing holds it whole: {_some(made.lost)}."
    if made.may_lack_more:
        yield _unknown_words(made.backup)
    elif not made.lost:
        yield "Nothing is missing: the newest edits are all there."
    if made.files:
        yield f"{counted(made.files, 'evidence file')} put back."
    yield from _lacking_words(made.lacking)
    yield "A colleague's copy may hold more: bring it in."
    yield READABLE
