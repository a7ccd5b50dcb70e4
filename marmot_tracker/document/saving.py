"""Saving a copy: all that was saved here, also where the file was written over underneath."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from marmot_tracker.document import backups, copying, opening, parts, publishing
from marmot_tracker.document.engine import told_in_words, transaction
from marmot_tracker.document.guard import Guard
from marmot_tracker.document.own_edits import OwnEdits
from marmot_tracker.errors import TrackerError
from marmot_tracker.trail import uniting

READABLE = "This file has no password. Anyone who has it can read everything in it."


def save_copy(opened: opening.Opened, guard: Guard, own: OwnEdits | None, target: Path) -> None:
    """Write the full present state to `target`, in one step; raises `TrackerError`.

    The bytes are those of the open file, by the descriptor held since opening, so that a file
    renamed over it does no harm. Where it was written over, they are another program's: the copy
    is made from the newest backup and what was written since opening.
    """
    if target.exists() and target.samefile(opened.file):
        raise TrackerError(f"{target.name} is this tracker itself.", hint="Choose another name.")
    try:
        if guard.is_intact(opened.bytes_of):
            put(opened.bytes_of, target, over=True)
        else:
            _save_rescued(own, opened.path, target)
    except OSError as fault:
        raise TrackerError(
            f"No copy could be written to {target.parent} ({fault.strerror or fault}).",
            hint="Choose a folder of your own, such as Documents.",
        ) from fault


def put(descriptor: int, target: Path, *, over: bool) -> None:
    """Write all bytes of an open file to `target`, in one step; `over` what lies there or not.

    Raises `FileExistsError` where something lies there that may not be written over.
    """
    part = parts.beside(target)
    try:
        publishing.write_from(descriptor, part)
        if over:
            publishing.swap(part, target)
        else:
            parts.take_name(part, target)
        parts.flush_folder(target.parent)
    finally:
        publishing.forget(part)


def _save_rescued(own: OwnEdits | None, path: Path, target: Path) -> None:
    """Make a tracker of the newest backup and what was written since opening."""
    written = own.kept if own is not None and own.whole else None
    if written is None:
        raise TrackerError(
            f"{path.name} was written over by another program, and nothing of it is left here.",
            hint="Open the file anew, and bring in the newest backup.",
        )
    folder = copying.private_folder("rescued")
    try:
        made = opening.create(folder / path.name, user="")
        try:
            with told_in_words(path):
                _add_newest_backup(made.connection, written, path)
                with transaction(made.connection):
                    uniting.unite(made.connection, written)
        finally:
            opening.close(made)
        descriptor = publishing.opened_for_reading(folder / path.name)
        try:
            put(descriptor, target, over=True)
        finally:
            os.close(descriptor)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _add_newest_backup(made: sqlite3.Connection, written: sqlite3.Connection, path: Path) -> None:
    """Add the newest backup of this tracker that can be read, where there is one."""
    folder = backups.folder_of(path, written)
    for backup in sorted(backups.in_folders([folder]), key=lambda b: b.made_at, reverse=True):
        try:
            with copying.checked(backup.path) as theirs, transaction(made):
                if uniting.related(written, theirs):
                    uniting.unite(made, theirs)
        except TrackerError:  # the next older one may be whole
            continue
        return
