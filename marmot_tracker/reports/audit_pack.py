"""The audit pack for the steering group: written in one go, and noted so it can be checked later.

The pack is a pure function of a state of the record (`pack_sheets.sheets`) and of what was asked
for (`PackFacts`); the same two give the same file, byte for byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import Document, Snapshot
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import stamp
from marmot_tracker.progress import Progress
from marmot_tracker.reports.evidence_folder import FolderMade, folder_of, given_out
from marmot_tracker.reports.pack_contents import Contents, contents_of
from marmot_tracker.reports.pack_facts import Compared, PackFacts, facts_of
from marmot_tracker.reports.pack_sheets import sheets_of
from marmot_tracker.reports.sheets import laid_out
from marmot_tracker.reports.workbook import Properties, let_go, workbook
from marmot_tracker.services import evidence, packs, since_pack
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.history import Source

STEPS = 4


@dataclass(frozen=True, slots=True)
class PackMade:
    """A pack that was written: where, its SHA-256, its sheets, and what it says of itself.

    `noted` says whether the tracker keeps a note of it (not where it is open for reading only),
    `folder` which evidence was written beside it, if any was asked for.
    """

    path: Path
    sha256: str
    facts: PackFacts
    sheets: tuple[str, ...]
    recommendations: int
    period: str
    noted: bool = False
    folder: FolderMade | None = None


def make(
    document: Document,
    target: Path,
    *,
    as_at: date | None = None,
    since: date | Compared | None = None,
    period: str = "",
    with_evidence: bool = False,
    source: Source | None = None,
    progress: Progress | None = None,
) -> PackMade:
    """Write the pack of an open tracker and note it there, on the thread that owns it.

    `period` names a reporting period by name or uid; `since` is a day, or the state another pack
    showed (`last_pack`). `with_evidence` also writes a folder with the ordinary files beside it.
    Where the tracker is open for reading only the pack is not noted.
    """
    with document.read() as session:
        held, may_leave = evidence.held(session), evidence.may_leave(session)
    with document.snapshot(as_at=as_at, trail=True) as snapshot:
        facts = facts_of(snapshot, since=since, period=period, held=held)
        if with_evidence:
            with snapshot.read() as session:
                lines = evidence.index(session)
            _check_name(target)
            with given_out(
                folder_of(target),
                lines,
                document.evidence_bytes,
                may_leave=may_leave,
                progress=progress,
            ) as folder:
                made = write(snapshot, target, facts=facts, progress=progress)
            made = replace(made, folder=folder)
        else:
            made = write(snapshot, target, facts=facts, progress=progress)
    if document.read_only:
        return made
    return note(document, made, source=source)


def last_pack(session: Session) -> Compared | None:
    """The state that the pack made last showed, to tell what changed since; None for none."""
    last = since_pack.last(session)
    if last is None:
        return None
    return Compared(last.day, last.tips, stamp(last.moment) if last.moment else "")


def note(document: Document, made: PackMade, *, source: Source | None = None) -> PackMade:
    """Keep a note of a pack in the tracker: the state it shows, and the file's SHA-256."""
    facts = made.facts
    # A period's dates are judged on its last day, but its pack shows all that was held.
    shown = facts.day if facts.moment else facts.made_at.astimezone(clock.PLACE).date()
    with document.edit("Audit pack", source=source) as session:
        packs.record(
            session,
            made_at=facts.made_at,
            made_by=document.author.name,
            file_name=made.path.name,
            sha256=made.sha256,
            tips=facts.tips,
            check_code=facts.check_code,
            recommendations=made.recommendations,
            period=made.period or None,
            as_at=shown,
            since=facts.since,
        )
    return replace(made, noted=True)


def write(
    snapshot: Snapshot, target: Path, *, facts: PackFacts, progress: Progress | None = None
) -> PackMade:
    """Write the pack of a snapshot (taken with `trail=True`); safe on any thread.

    The target is replaced only by a finished file. Raises `TrackerError` where it cannot be, or
    where the tables are not what the record says, and `Cancelled`; then nothing has changed.
    """
    _check_name(target)
    progress = progress or Progress()
    with collector_resting():
        progress.step(0, STEPS, "Reading the register")
        if not snapshot.is_shown_as_recorded():
            raise TrackerError(
                "What this tracker shows is not what its record says, so no pack was made from it.",
                hint="Choose Check the record (marmot verify) to see what differs, then show "
                "again what the record says (marmot rebuild).",
            )
        made = contents_of(snapshot, facts)
        progress.step(1, STEPS, "Putting the pack together")
        pages = laid_out(sheets_of(made))
        progress.step(2, STEPS, "Writing the workbook")
        body = workbook(pages, _properties(made), progress)
        for page in pages:
            let_go(page.cells)
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


def _check_name(target: Path) -> None:
    if target.suffix.lower() != ".xlsx":
        raise TrackerError(
            f"A pack is an Excel workbook, and “{target.name}” is not named as one.",
            hint="Give it a name that ends in .xlsx.",
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
