"""The audit pack for the steering group: written in one go, and noted so it can be checked later.

The pack is a pure function of a state of the record (`pack_sheets.sheets`) and of what was asked
for (`PackFacts`); the same two give the same file, byte for byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.reports.pack_contents import Contents, contents
from marmot_tracker.reports.pack_facts import PackFacts, facts_of
from marmot_tracker.reports.pack_sheets import sheets_of
from marmot_tracker.reports.sheets import laid_out
from marmot_tracker.reports.workbook import Properties, workbook
from marmot_tracker.services import packs
from marmot_tracker.trail.history import Source

STEPS = 4


@dataclass(frozen=True, slots=True)
class PackMade:
    """A pack that was written: where, its SHA-256, its sheets, and what it says of itself.

    `noted` says whether the tracker keeps a note of it (not where it is open for reading only).
    """

    path: Path
    sha256: str
    facts: PackFacts
    sheets: tuple[str, ...]
    recommendations: int
    period: str
    noted: bool = False


def make(
    document: Document,
    target: Path,
    *,
    as_at: date | None = None,
    since: date | None = None,
    source: Source | None = None,
    progress: Progress | None = None,
) -> PackMade:
    """Write the pack of an open tracker and note it there, on the thread that owns it.

    Where the tracker is open for reading only the pack is written and not noted.
    """
    with document.snapshot(as_at=as_at, trail=True) as snapshot, snapshot.read() as session:
        facts = facts_of(snapshot, since=since)
        made = write(session, target, facts=facts, progress=progress)
    if document.read_only:
        return made
    return note(document, made, source=source)


def note(document: Document, made: PackMade, *, source: Source | None = None) -> PackMade:
    """Keep a note of a pack in the tracker: the state it shows, and the file's SHA-256."""
    with document.edit("Audit pack", source=source) as session:
        packs.record(
            session,
            made_at=made.facts.made_at,
            made_by=document.author.name,
            file_name=made.path.name,
            sha256=made.sha256,
            tips=made.facts.tips,
            check_code=made.facts.check_code,
            recommendations=made.recommendations,
            period=made.period or None,
            as_at=made.facts.day,
            since=made.facts.since,
        )
    return PackMade(
        made.path,
        made.sha256,
        made.facts,
        made.sheets,
        made.recommendations,
        made.period,
        noted=True,
    )


def write(
    session: Session, target: Path, *, facts: PackFacts, progress: Progress | None = None
) -> PackMade:
    """Write the pack of a snapshot (taken with `trail=True`); safe on any thread.

    The target is replaced only by a finished file. Raises `TrackerError` where it cannot be,
    and `Cancelled`; then nothing has changed.
    """
    if target.suffix.lower() != ".xlsx":
        raise TrackerError(
            f"A pack is an Excel workbook, and “{target.name}” is not named as one.",
            hint="Give it a name that ends in .xlsx.",
        )
    progress = progress or Progress()
    progress.step(0, STEPS, "Reading the register")
    made = contents(session, facts)
    progress.step(1, STEPS, "Putting the pack together")
    pages = laid_out(sheets_of(made))
    progress.step(2, STEPS, "Writing the workbook")
    body = workbook(pages, _properties(made), progress)
    progress.step(3, STEPS, f"Saving {target.name}")
    replace_file(target, body)
    return PackMade(
        target,
        hashlib.sha256(body).hexdigest(),
        facts,
        tuple(page.name for page in pages),
        len(made.rows),
        made.figures.period.uid if made.figures.period else "",
    )


def _properties(made: Contents) -> Properties:
    return Properties(
        title=f"Audit pack: {made.called}",
        author=made.programme.title,
        made_at=made.facts.made_at,
        subject=made.mark or "Audit pack for the steering group",
        own=made.facts.properties(),
    )


def replace_file(target: Path, body: bytes) -> None:
    """Put `body` where `target` is, by way of a finished file beside it. Raises `TrackerError`."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as fault:
        with contextlib.suppress(OSError):
            part.unlink()
        raise _told(target, fault) from fault


def _told(target: Path, fault: OSError) -> TrackerError:
    if not target.parent.is_dir():
        return TrackerError(
            f"There is no folder {target.parent}; no pack was written.",
            hint="Choose a folder that exists.",
        )
    if target.is_dir():
        return TrackerError(
            f"{target.name} is a folder; no pack was written.", hint="Choose another name."
        )
    if isinstance(fault, PermissionError):
        beside = target.with_name(f"~${target.name}").exists()
        held = "is open in Excel" if beside else "is open in another program, or may not be written"
        return TrackerError(
            f"{target.name} {held}; it was left as it is.",
            hint="Close it there, or save the pack under another name.",
        )
    return TrackerError(
        f"The pack could not be saved as {target.name} ({fault.strerror}); "
        "what was there is as it was.",
        hint="See that the disk has room and the folder may be written, or choose another place.",
    )
