"""Who writes in a tracker, and what a write did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.document import erasing
from marmot_tracker.trail import undoing
from marmot_tracker.trail.erasing import Held
from marmot_tracker.trail.receipts import Receipt

__all__ = ["Author", "BroughtIn", "Changes", "Done", "Receipt"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who is at the keyboard, their account, and whose answers they record (if another's)."""

    name: str
    account: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit changed: kinds of thing, and which things."""

    kinds: frozenset[str]
    uids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Done:
    """An undo or redo: the name of what it took back, and what it left since it changed since."""

    label: str
    left: tuple[undoing.Left, ...]


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What a copy brought: entries, fields with two answers by it, files, and the backup before.

    `two_answers` counts the fields that had one answer, or other ones, before it; `erased` what
    was held here and erased by the copy. `apart` is what says the same as something erased, was
    typed apart, and therefore stays. `receipt` is what was noted of it.
    """

    new_entries: int
    two_answers: int
    erased: int
    files: int
    unknown: int
    backup: Path | None
    apart: tuple[Held, ...] = ()
    reached: erasing.Reached | None = None
    receipt: Receipt | None = None
