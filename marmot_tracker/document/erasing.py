"""Erasing from a tracker file (TRAIL.md, section 7).

The erasure itself is an entry of the record. Afterwards the file is written anew, so that no
byte of the text is left in a free page of it, and `reaching` carries it to every backup.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from marmot_tracker import clock
from marmot_tracker.document.publishing import Kept
from marmot_tracker.errors import ErasuresToAgree, Misuse, TrackerError
from marmot_tracker.trail import arrivals, erasing, history
from marmot_tracker.trail.erasing import Held
from marmot_tracker.trail.writing import Heading, Sealed

UNSWEPT = "erased and not yet swept"
"""The note in `meta` that an erasure is not finished: the file is to be written anew, and all
else of it on this computer to be reached."""

AGREE_SHARED = (
    "Choose Bring in a copy and the shared file itself: it shows what goes before anything does. "
    "Or: marmot publish FILE --agree-erasures."
)
"""What to do where the shared file erases what is held here."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What an erasure reached besides the file: backups, evidence kept for them, working copies.

    `not_reached` says of each place on this computer that was not reached why, in words;
    `stopped`: a person stopped it, and the next opening goes on.
    """

    backups: int = 0
    files: int = 0
    not_reached: tuple[str, ...] = ()
    copies: int = 0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: the entry (hex), how many texts and files, and what else was reached.

    `change` is empty where nothing of the record went, only names in this file's own notes.
    """

    change: str
    texts: int
    files: int
    reached: Reached = field(default_factory=Reached)


def erase(
    connection: sqlite3.Connection, hashes: Iterable[bytes], heading: Heading
) -> tuple[Sealed | None, list[Held]]:
    """Append the erasure and note that the file is to be swept; answers also what was named.

    Names in the notes of what was brought in go without an entry: the record never held them.
    The caller holds the transaction.
    """
    if not heading.reason.strip():
        raise Misuse(
            "An erasure needs its ground.",
            hint="Say why, such as: request of the person, UK GDPR Art. 17.",
        )
    wanted = set(hashes)
    if not wanted:
        raise TrackerError("There is nothing of that kind to erase; nothing was changed.")
    there = erasing.named(connection, wanted)
    if wanted - {held.hash for held in there}:
        raise TrackerError(
            "What was to be erased is no longer in this tracker; nothing was changed.",
            hint="Look again at what it holds now.",
        )
    forget_arrivals(connection, there)
    wanted -= {held.hash for held in there if held.kind == erasing.RECEIPT}
    sealed = erasing.erase(connection, wanted, heading) if wanted else None
    to_sweep(connection)
    return sealed, there


def erased(sealed: Sealed | None, held: Sequence[Held], reached: Reached) -> Erased:
    """What was erased, counted."""
    files = sum(each.kind == erasing.BYTES for each in held)
    return Erased(sealed.change.hex() if sealed else "", len(held) - files, files, reached)


def kinds_of(held: Iterable[Held]) -> frozenset[str]:
    """The kinds of thing whose shown values or history an erasure changes."""
    known = {erasing.HEADING: "recommendation", erasing.BYTES: "evidence"}
    return frozenset(known.get(each.kind, each.kind) for each in held)


def agreed(
    mine: sqlite3.Connection, theirs: sqlite3.Connection, name: str, *, agreed: bool
) -> list[Held]:
    """What a copy erases of what is held here. Raises `ErasuresToAgree` unless that is agreed."""
    coming = [held for erasure in erasing.arriving(mine, theirs) for held in erasure.held]
    coming = list({(*held.place, held.hash): held for held in coming}.values())
    if coming and not agreed:
        many = "a text or file" if len(coming) == 1 else f"{len(coming)} texts or files"
        raise ErasuresToAgree(
            f"{name} erases {many} that this tracker still holds. Brought in, they are gone here "
            "and from the backups on this computer for ever; nothing was brought in.",
            hint="Look at what it erases, and agree to it.",
        )
    return coming


def to_sweep(connection: sqlite3.Connection) -> None:
    """Note that an erasure is to be finished, whatever happens before that is done."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, '1')", (UNSWEPT,))


def is_unswept(connection: sqlite3.Connection) -> bool:
    """Whether free pages or a backup may still hold what was erased."""
    return bool(connection.execute("SELECT 1 FROM meta WHERE key = ?", (UNSWEPT,)).fetchone())


def sweep(connection: sqlite3.Connection) -> None:
    """Write the file anew without what was erased; SQLite's journal keeps it whole throughout.

    Pages that were split or moved long ago can hold old text, which `secure_delete` never
    reaches. The new file is built on the disk and not in memory: a tracker can hold much evidence.
    """
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute("PRAGMA cache_spill = ON")
    try:
        connection.execute("VACUUM")
    finally:
        connection.execute("PRAGMA cache_spill = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")


def note_finished(connection: sqlite3.Connection) -> None:
    """The file is written anew and all else of it was reached."""
    connection.execute("DELETE FROM meta WHERE key = ?", (UNSWEPT,))


def loses_words(losing: sqlite3.Connection, live: sqlite3.Connection) -> str:
    """What is said where the erasures of `live` take what `losing` still holds; else empty."""
    held = [each for erasure in erasing.arriving(losing, live) for each in erasure.held]
    known = erasing.erasures(losing)
    return taken_words(live, known, len({each.hash for each in held}), None) if held else ""


def taken_words(
    connection: sqlite3.Connection, known: Iterable[bytes], many: int, reached: Reached | None
) -> str:
    """What is said after erasures by somebody took `many` texts; `known` were here before."""
    before = set(known)
    lines = [
        history.line_of(connection, change)
        for change in erasing.erasures(connection)
        if change not in before
    ]
    who = "; ".join(
        f"{line.author} on {line.at.astimezone(clock.PLACE):%d/%m/%Y}"
        + (f" (ground: {line.reason})" if line.reason else "")
        for line in lines
    )
    what = "A text or file" if many == 1 else f"{many} texts and files"
    said = f"{what} that this tracker held went for ever, erased by {who}."
    return f"{said} {reached_words(reached or Reached())}".rstrip()


def finished_words(reached: Reached) -> str:
    """What is said after an opening that finished an erasure."""
    said = f"An erasure that was cut off is finished now. {reached_words(reached)}"
    return said.rstrip()


def reached_words(reached: Reached) -> str:
    """What an erasure reached besides the file, and what of this computer it did not."""
    counts = [
        f"{many} {one if many == 1 else more}"
        for many, one, more in (
            (reached.backups, "backup", "backups"),
            (reached.copies, "working copy", "working copies"),
        )
        if many
    ]
    said = [f"It is gone from {' and '.join(counts)}, too."] if counts else []
    if reached.files:
        files = "1 file" if reached.files == 1 else f"{reached.files} files"
        said.append(f"{files} kept for the backups removed.")
    said += [f"Not reached: {words}." for words in reached.not_reached]
    return " ".join(said)


def and_shared(reached: Reached, kept: Kept) -> Reached:
    """`reached`, and the shared file where it still waits for what was changed here."""
    if not kept.waiting:
        return reached
    missed = f"the shared file, until it is written there. {kept.problem}".rstrip(" .")
    return replace(reached, not_reached=(*reached.not_reached, missed))


def forget_arrivals(connection: sqlite3.Connection, named: Sequence[Held]) -> None:
    """Take erased texts out of the local notes of what arrived from which file, and by whom."""
    for held in named:
        text = erasing.text_of(held)
        if held.kind == erasing.RECEIPT:
            arrivals.forget(connection, text, within=False)
        elif len(text) >= erasing.SHORTEST:
            arrivals.forget(connection, text)
